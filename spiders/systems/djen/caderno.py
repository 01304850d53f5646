"""Reads the archive of a whole day: a hostile zip of JSON files, bounded in entries, sizes and their relation (pure).

That an archive holds JSON files with `items` is known from programs of others, not from an archive seen by us.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

from schemas.outcomes import Outcome
from schemas.pages import PageKind, Publication
from spiders.errors import PageChanged, VisitFailed
from spiders.systems.djen.pages import parse

_MOST_ENTRIES = 5_000
_LARGEST_ENTRY = 64 * 1024 * 1024
_LARGEST_WHOLE = 2 * 1024 * 1024 * 1024


def publications_of(archive: bytes, total: int) -> Iterator[Publication]:
    """Yield the communications of an archive, file by file in the order of their names.

    Args: total: how many the caderno says that it holds. Raises PageChanged for anything but a zip of JSON files within
    the bounds, VisitFailed when it holds fewer or more than it says.
    """
    shown = 0
    for body in _files_of(archive):
        page = parse(body, page=PageKind.PUBLICATION_LIST)
        if page.outcome not in (Outcome.FOUND_NEW, Outcome.NOT_FOUND):
            raise VisitFailed(page.outcome, page.reason)
        shown += len(page.publications)
        yield from page.publications
    if shown != total:
        raise VisitFailed(Outcome.PARTIAL, f"the caderno says {total} communications and holds {shown}")


def _files_of(archive: bytes) -> Iterator[bytes]:
    left = _LARGEST_WHOLE
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            entries = sorted((each for each in opened.infolist() if not each.is_dir()), key=lambda each: each.filename)
            if len(entries) > _MOST_ENTRIES:
                raise PageChanged(f"the caderno has more than {_MOST_ENTRIES} files")
            for entry in entries:
                body = _read(opened, entry, min(_LARGEST_ENTRY, left))
                left -= len(body)
                yield body
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        # RuntimeError is an encrypted entry, NotImplementedError a compression that nobody uses here.
        raise PageChanged("the caderno is no archive that can be read") from error


def _read(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """What an entry says of its own size is not believed."""
    if not entry.filename.lower().endswith(".json"):
        raise PageChanged("the caderno holds something else than JSON", found=entry.filename[:100])
    with opened.open(entry) as file:
        body = file.read(most + 1)
    if len(body) > most:
        raise PageChanged("a file of the caderno is too large")
    return body
