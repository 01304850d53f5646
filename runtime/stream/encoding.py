"""How a model becomes the bytes of a message (JSON, or the reference of a blob), and which partition a key has.

The same on every backend, so that a message keeps its partition when it goes from the outbox to Kafka.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Protocol

from runtime.stream.base import Record
from schemas.errors import RefusedError
from schemas.model import FrozenModel
from schemas.topics import Topic

LARGEST_INLINE_VALUE = 512 * 1024  # bytes; Kafka refuses messages over 1 MiB
BLOB_HEADER = "arauto-blob"
MISSING_BLOB_HEADER = "arauto-missing-blob"


class ValueMissing(RefusedError):
    """The message refers to a blob that is gone."""


class Blobs(Protocol):
    """Where large values are kept, by content."""

    def put(self, data: bytes, /) -> str:
        """Keep the bytes and return their reference."""

    def get(self, reference: str, /) -> bytes:
        """Return the bytes. Raises RefusedError when they are not there, RetryableError when there is no answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """One encoded message on its way to a partition."""

    topic: str
    partition: int
    key: str
    value: bytes
    headers: Mapping[str, str]


def partition_of(key: str, partitions: int) -> int:
    """Return the partition of a key; never changes for a given number of partitions."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") % partitions


def encode_message(topic: Topic[FrozenModel], key: str, value: FrozenModel, blobs: Blobs) -> Message:
    """Encode one value; a large one is put into the blob store and travels as its reference."""
    if not isinstance(value, topic.model):
        raise TypeError(f"{topic.name} carries {topic.model.__name__}, not {type(value).__name__}")
    return encode_bytes(topic, key, value.model_dump_json().encode(), blobs)


def encode_bytes(topic: Topic[FrozenModel], key: str, value: bytes, blobs: Blobs) -> Message:
    """Wrap bytes that are a message already (a replayed dead letter)."""
    partition = partition_of(key, topic.partitions)
    if len(value) <= LARGEST_INLINE_VALUE:
        return Message(topic.name, partition, key, value, {})
    return Message(topic.name, partition, key, b"", {BLOB_HEADER: blobs.put(value)})


def resolve_value(record: Record, blobs: Blobs) -> Record:
    """Return the record with its value in place of a blob reference; a lost blob is left for the worker to refuse."""
    reference = record.headers.get(BLOB_HEADER)
    if reference is None:
        return record
    kept = {name: text for name, text in record.headers.items() if name != BLOB_HEADER}
    try:
        return replace(record, value=blobs.get(reference), headers=kept)
    except RefusedError:
        return replace(record, headers={**kept, MISSING_BLOB_HEADER: reference})


def decode_value(record: Record, model: type[FrozenModel]) -> FrozenModel:
    """Decode a record. Raises ValueMissing, or pydantic's ValidationError."""
    if reference := record.headers.get(MISSING_BLOB_HEADER):
        raise ValueMissing(f"the value's blob {reference} is gone", reference=reference)
    return model.model_validate_json(record.value)
