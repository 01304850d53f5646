"""Blobs: the same bytes come back under their hash, and damage is named."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta, tzinfo
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import blobs
from runtime.blobs import BlobStore, DailyBlobs
from runtime.errors import BadBlobAddress, BadBlobName, BlobCorrupt, BlobMissing, BlobStoreUnavailable


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs" if request.param == "folder" else f"memory://{tmp_path}")


def test_what_is_put_comes_back_under_its_hash(store: BlobStore) -> None:
    content = b"page " * 1000
    digest = store.put(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert store.get(digest) == content
    assert store.exists(digest)


@given(content=st.binary(max_size=2000))
def test_any_bytes_come_back(content: bytes) -> None:
    store = BlobStore("memory://property")
    assert store.get(store.put(content)) == content


def test_five_megabytes_come_back(store: BlobStore) -> None:
    content = bytes(range(256)) * 20_000
    assert store.get(store.put(content)) == content


def test_a_deleted_blob_is_missing_and_deleting_again_is_fine(store: BlobStore) -> None:
    digest = store.put(b"gone")
    store.delete(digest)
    store.delete(digest)
    assert not store.exists(digest)
    with pytest.raises(BlobMissing, match=digest):
        store.get(digest)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, f"{'0' * 63}/", f"{'0' * 64}\n"]
)
def test_a_hostile_name_never_reaches_the_store(store: BlobStore, name: str) -> None:
    for act in (store.get, store.exists, store.delete):
        with pytest.raises(BadBlobName):
            act(name)


def test_other_content_under_a_name_is_corrupt_and_putting_repairs_it(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    right, wrong = store.put(b"right"), store.put(b"wrong")
    path = {digest: next(tmp_path.rglob(f"{digest}.zst")) for digest in (right, wrong)}
    path[right].write_bytes(path[wrong].read_bytes())
    with pytest.raises(BlobCorrupt, match="holds other content"):
        store.get(right)
    store.put(b"right")
    assert store.get(right) == b"right"


@pytest.mark.parametrize("damage", [b"", b"no zstd", None])
def test_a_damaged_file_is_corrupt(tmp_path: Path, damage: bytes | None) -> None:
    store = BlobStore(tmp_path)
    digest = store.put(b"content that is long enough to be cut" * 9)
    path = next(tmp_path.rglob("*.zst"))
    path.write_bytes(path.read_bytes()[:-3] if damage is None else damage)
    with pytest.raises(BlobCorrupt, match=digest):
        store.get(digest)


def test_a_folder_is_sharded_and_holds_no_temporary_files(tmp_path: Path) -> None:
    digest = BlobStore(tmp_path).put(b"x")
    files = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [Path(digest[:2]) / digest[2:4] / f"{digest}.zst"]


def test_a_failed_write_leaves_nothing_and_may_be_tried_again(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    (tmp_path / digest[:2]).write_text("a file where a folder has to be")
    with pytest.raises(BlobStoreUnavailable):
        BlobStore(tmp_path).put(b"x")
    assert [path.name for path in tmp_path.iterdir()] == [digest[:2]]


def test_eight_writers_of_the_same_content_agree(tmp_path: Path) -> None:
    store = BlobStore(tmp_path, is_durable=False)
    contents = [f"content {number}".encode() for number in range(40)]
    threads = [threading.Thread(target=lambda: [store.put(content) for content in contents]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(store.get(hashlib.sha256(content).hexdigest()) == content for content in contents)


@pytest.mark.skipif(find_spec("s3fs") is not None, reason="the s3 extra is installed")
def test_an_s3_address_without_its_library_says_what_to_install() -> None:
    with pytest.raises(BadBlobAddress, match="s3fs"):
        BlobStore("s3://bucket/prefix")


def test_an_unknown_kind_of_address_is_named() -> None:
    with pytest.raises(BadBlobAddress, match="nowhere://x"):
        BlobStore("nowhere://x")


class Calendar(datetime):
    """A clock that stands on a chosen day."""

    today = datetime(2031, 3, 1, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return cls.today


@pytest.mark.parametrize("kind", ["folder", "memory"])
def test_large_values_live_for_their_days_only(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value is readable until its day is over for as long as topics keep messages, and then it is gone."""
    daily = DailyBlobs(tmp_path / "messages" if kind == "folder" else f"memory://{tmp_path}/messages")
    assert daily.delete_older_than(timedelta(days=7)) == 0, "before the first value there is no folder"
    monkeypatch.setattr(blobs, "datetime", Calendar)
    first = daily.put(b"first")
    monkeypatch.setattr(Calendar, "today", Calendar.today + timedelta(days=7))
    second = daily.put(b"second")
    assert daily.delete_older_than(timedelta(days=7)) == 0
    assert daily.get(first) == b"first"
    monkeypatch.setattr(Calendar, "today", Calendar.today + timedelta(days=1))
    assert daily.delete_older_than(timedelta(days=7)) == 1
    with pytest.raises(BlobMissing):
        daily.get(first)
    assert daily.get(second) == b"second"


@pytest.mark.parametrize("reference", ["", "2031-03-01", f"../{'0' * 64}", f"2031-03-01/../{'0' * 64}", "0" * 64])
def test_a_hostile_reference_never_reaches_the_store(reference: str, tmp_path: Path) -> None:
    with pytest.raises(BadBlobName):
        DailyBlobs(tmp_path).get(reference)
