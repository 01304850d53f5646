"""Messages that were refused: listing, showing, and publishing exactly the refused bytes again."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from runtime.stream.base import Stream
from schemas.dead_letters import DeadLetter
from schemas.errors import RefusedError
from schemas.model import FrozenModel
from schemas.topics import BY_NAME, DEAD_LETTERS, Topic

_PAGE = 200


class UnknownDeadLetter(RefusedError):
    """There is no dead letter with this number."""


@dataclass(frozen=True, slots=True)
class NumberedDeadLetter:
    """A dead letter; its number is its offset in dead_letters.v1, which has one partition."""

    number: int
    is_replayed: bool
    letter: DeadLetter

    @property
    def value(self) -> bytes:
        """The bytes that were refused."""
        return b64decode(self.letter.value_base64)


def list_dead_letters(stream: Stream) -> Iterator[NumberedDeadLetter]:
    """List all dead letters that the topic still holds, oldest first."""
    replayed = stream.list_replayed()
    offset = 0
    while records := stream.read(DEAD_LETTERS, partition=0, offset=offset, max_records=_PAGE):
        for record in records:
            letter = DeadLetter.model_validate_json(record.value)
            yield NumberedDeadLetter(record.offset, record.offset in replayed, letter)
        offset = records[-1].offset + 1


def get_dead_letter(stream: Stream, number: int) -> NumberedDeadLetter:
    """Return one dead letter. Raises UnknownDeadLetter."""
    records = stream.read(DEAD_LETTERS, partition=0, offset=number, max_records=1)
    if not records or records[0].offset != number:
        raise UnknownDeadLetter(f"there is no dead letter {number}", number=number)
    letter = DeadLetter.model_validate_json(records[0].value)
    return NumberedDeadLetter(number, number in stream.list_replayed(), letter)


def replay_dead_letter(
    stream: Stream, number: int, now: datetime, *, topics: Mapping[str, Topic[FrozenModel]] = BY_NAME
) -> NumberedDeadLetter:
    """Publish the refused bytes again to their topic, and remember it; every group of the topic gets them again.

    Raises UnknownDeadLetter.
    """
    dead = get_dead_letter(stream, number)
    if dead.letter.topic not in topics:
        raise UnknownDeadLetter(f"dead letter {number} is of {dead.letter.topic}, which is no topic", number=number)
    with stream.unit_of_work() as unit:
        unit.publish_bytes(topics[dead.letter.topic], dead.letter.key, dead.value)
        unit.mark_replayed(number, now)
    return dead
