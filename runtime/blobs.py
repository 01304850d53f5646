"""Pages, documents and large values, stored once under the SHA-256 of their content: a folder, or any fsspec address.

What a blob belongs to, and when it may be deleted, is known by the tables of those who put it there.
"""

import hashlib
import os
import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fsspec
import zstandard
from fsspec.implementations.local import LocalFileSystem

from runtime.errors import BadBlobAddress, BadBlobName, BlobCorrupt, BlobMissing, BlobStoreUnavailable

_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class BlobStore:
    """A content-addressed store; safe to use from several threads and processes at once.

    Args:
        address: a folder, or a URL that fsspec understands (`s3://bucket/prefix` needs the `s3` extra; `memory://name`).
        is_durable: whether a local blob is on the disk, not only with the operating system, when `put` returns.
    """

    def __init__(self, address: str | Path, *, is_durable: bool = True) -> None:
        self._is_durable = is_durable
        try:
            self._files: Any
            self._files, root = fsspec.core.url_to_fs(str(address))
        except (ImportError, ValueError) as error:
            raise BadBlobAddress(f"the blob store {address} cannot be opened: {error}", address=str(address)) from error
        self._root = str(root).rstrip("/")

    def put(self, content: bytes) -> str:
        """Store the content and return its name; the same content is stored once. Raises BlobStoreUnavailable."""
        digest = hashlib.sha256(content).hexdigest()
        try:
            # Reading back costs less than writing, and repairs a blob that went bad.
            self.get(digest)
        except (BlobMissing, BlobCorrupt):
            self._write(self._path(digest), zstandard.ZstdCompressor(level=3).compress(content))
        return digest

    def get(self, digest: str) -> bytes:
        """Return the content. Raises BadBlobName, BlobMissing, BlobCorrupt, BlobStoreUnavailable."""
        try:
            stored = self._files.cat_file(self._path(digest))
        except FileNotFoundError as error:
            raise BlobMissing(f"the blob {digest} is not in the store", digest=digest) from error
        except OSError as error:
            raise BlobStoreUnavailable(f"the blob {digest} cannot be read: {error}", digest=digest) from error
        try:
            content = zstandard.ZstdDecompressor().decompress(stored)
        except zstandard.ZstdError as error:
            raise BlobCorrupt(f"the blob {digest} is damaged: {error}", digest=digest) from error
        if (found := hashlib.sha256(content).hexdigest()) != digest:
            raise BlobCorrupt(f"the blob {digest} holds other content, of hash {found}", digest=digest, found=found)
        return content

    def exists(self, digest: str) -> bool:
        """Tell whether the store has a blob of this name, unread. Raises BadBlobName, BlobStoreUnavailable."""
        try:
            return bool(self._files.isfile(self._path(digest)))
        except OSError as error:
            raise BlobStoreUnavailable(f"the blob store does not answer: {error}", digest=digest) from error

    def delete(self, digest: str) -> None:
        """Delete the blob; one that is not there is fine. Raises BadBlobName, BlobStoreUnavailable."""
        try:
            self._files.rm_file(self._path(digest))
        except FileNotFoundError:
            return
        except OSError as error:
            raise BlobStoreUnavailable(f"the blob {digest} cannot be deleted: {error}", digest=digest) from error

    def _path(self, digest: str) -> str:
        if not _DIGEST.fullmatch(digest):
            raise BadBlobName(f"{digest[:80]!r} is no blob name: 64 lower-case hexadecimal digits", digest=digest[:80])
        return f"{self._root}/{digest[:2]}/{digest[2:4]}/{digest}.zst"

    def _write(self, path: str, stored: bytes) -> None:
        try:
            if isinstance(self._files, LocalFileSystem):
                _write_local(Path(path), stored, is_durable=self._is_durable)
            else:
                # Object stores and the memory file system show an object whole or not at all.
                self._files.pipe_file(path, stored)
        except OSError as error:
            raise BlobStoreUnavailable(f"a blob cannot be written: {error}", path=path) from error


class DailyBlobs:
    """Blobs that live for some days only: the large values of messages, which go when their topics forget them.

    Args:
        address: as of a BlobStore; each day (technical time, UTC) has a folder of its own below it.
        is_durable: as of a BlobStore.
    """

    def __init__(self, address: str | Path, *, is_durable: bool = True) -> None:
        self._address = str(address).rstrip("/")
        self._is_durable = is_durable
        self._days: dict[str, BlobStore] = {}

    def put(self, content: bytes) -> str:
        """Store the content and return its reference. Raises BlobStoreUnavailable."""
        day = datetime.now(UTC).date().isoformat()
        return f"{day}/{self._store(day).put(content)}"

    def get(self, reference: str) -> bytes:
        """Return the content. Raises BadBlobName, BlobMissing, BlobCorrupt, BlobStoreUnavailable."""
        day, _, digest = reference.partition("/")
        if not _DAY.fullmatch(day):
            raise BadBlobName(f"{reference[:80]!r} is no reference of a large value", digest=reference[:80])
        return self._store(day).get(digest)

    def delete_older_than(self, age: timedelta) -> int:
        """Delete the folders of days that ended longer ago; return how many. Raises BlobStoreUnavailable."""
        first_kept = (datetime.now(UTC) - age).date().isoformat()
        files, root = fsspec.core.url_to_fs(self._address)
        try:
            found = files.ls(root, detail=False) if files.isdir(root) else []
            names = {str(path).rstrip("/").rpartition("/")[2]: path for path in found}
            old = [path for name, path in names.items() if _DAY.fullmatch(name) and name < first_kept]
            for path in old:
                files.rm(path, recursive=True)
        except OSError as error:
            raise BlobStoreUnavailable(f"old large values cannot be deleted: {error}") from error
        return len(old)

    def _store(self, day: str) -> BlobStore:
        if day not in self._days:
            self._days[day] = BlobStore(f"{self._address}/{day}", is_durable=self._is_durable)
        return self._days[day]


def _write_local(path: Path, stored: bytes, *, is_durable: bool) -> None:
    """Write beside the final name, then rename: a reader, or a crash, never meets half a blob."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.parent / f".{uuid.uuid4().hex}.part"
    try:
        with temporary.open("xb") as file:
            file.write(stored)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if is_durable:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
