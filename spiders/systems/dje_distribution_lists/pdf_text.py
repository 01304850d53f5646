"""The text of a PDF, page by page, read by a program of its own with limits of time, memory, size and pages.

PDFium is fast and well kept, but native code; a PDF that makes it loop, grow or crash ends that program alone. What a
repair of the file would leave out is not taken for the whole: the file must end as it says.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from schemas.outcomes import Outcome
from spiders.errors import PageChanged, VisitFailed

_WORKER = Path(__file__).with_name("pdf_worker.py")
_LARGEST = 64 * 1024 * 1024
_MOST_PAGES = 4_000
_MOST_SECONDS = 60
_MOST_MEGABYTES = 1_500
_HEAD_WITHIN = 1024
_TAIL_WITHIN = 2048
_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF\s*$")
_TABLE = re.compile(rb"(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")


def is_pdf(body: bytes) -> bool:
    """Whether the bytes begin as a PDF does, whatever their name says."""
    return b"%PDF-" in body[:_HEAD_WITHIN]


def is_whole(body: bytes) -> bool:
    """Whether the file ends with its table of objects where it says: no byte was lost, added or re-coded before it."""
    said = _START.search(body[-_TAIL_WITHIN:])
    if not said:
        return False
    begin = body.index(b"%PDF-")
    return bool(_TABLE.match(body, begin + int(said[1])))


def text_of_pages(body: bytes) -> list[str]:
    """Return the text of each page. Raises PageChanged for what is no PDF or beyond the limits, VisitFailed(partial)
    when the file is cut."""
    if not is_whole(body):
        raise VisitFailed(Outcome.PARTIAL, "the PDF is cut or damaged")
    if len(body) > _LARGEST:
        raise PageChanged("the PDF is too large", found=len(body))
    limits = [str(_MOST_SECONDS), str(_MOST_MEGABYTES), str(_MOST_PAGES)]
    try:
        run = subprocess.run(  # noqa: S603 - our own file, no shell, nothing of the PDF in the arguments
            [sys.executable, "-I", str(_WORKER), *limits],
            input=body,
            capture_output=True,
            check=False,
            timeout=2 * _MOST_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise PageChanged("the PDF takes too long to read") from error
    if run.returncode != 0:
        raise PageChanged("the PDF cannot be read within the limits", found=run.returncode)
    pages: list[str] = json.loads(run.stdout)
    return pages
