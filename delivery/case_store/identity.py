"""What makes a movement the same movement on every visit; pure.

docs/explanation/identity_of_movements.md tells the rules. Leaves to differences.py what follows from two visits.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from schemas.cases import Movement

_INSTANCES = UUID("3f0c2b9e-8a55-5b0c-b0a4-0a3f8f8c6d10")
_SEPARATOR = "\x1f"  # in no folded text: folding drops control characters


@dataclass(frozen=True, slots=True)
class IdentifiedMovement:
    """A movement of one visit with its identity; content changes only where the court's number is the identity."""

    hash: str
    content_digest: str
    ordinal: int
    day: str
    movement: Movement


def fold(text: str) -> str:
    """Return text without what encoding and layout change: compatibility forms, case, blanks, invisible characters."""
    normal = unicodedata.normalize("NFKC", text)
    if not normal.isprintable():
        normal = "".join(character for character in normal if _is_visible(character))
    return " ".join(normal.casefold().split())


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cf", "Cc")


def digest(parts: Iterable[str]) -> str:
    """Return 128 bits of SHA-256 over the parts, as 32 hexadecimal digits."""
    return hashlib.sha256(_SEPARATOR.join(parts).encode()).hexdigest()[:32]


def instance_id(case_number: str, system: str, court_level: str, ordinal: int) -> UUID:
    """Derive an instance's id from its place among those of its case, system and level: a replay finds it again."""
    return uuid5(_INSTANCES, f"{case_number}:{system}:{court_level}:{ordinal}")


def movement_id(instance: UUID, movement_hash: str, episode: int) -> UUID:
    """Derive the id of one appearance of a movement."""
    return uuid5(instance, f"{movement_hash}:{episode}")


def identify_movements(movements: Sequence[Movement]) -> list[IdentifiedMovement]:
    """Give each row its identity, in the order of the rows.

    Equals are counted, so that the order of rows does not matter: n equal rows always have the ordinals 1 to n.
    Rows that share a court's number are told apart by their content, in its order.
    """
    keys = [_key_and_content(movement) for movement in movements]
    ordinals: list[int] = [0] * len(keys)
    counts: Counter[str] = Counter()
    for index in sorted(range(len(keys)), key=lambda place: keys[place]):
        counts[keys[index][0]] += 1
        ordinals[index] = counts[keys[index][0]]
    return [
        IdentifiedMovement(digest((key, str(ordinal))), content, ordinal, movement_day(movement), movement)
        for (key, content), ordinal, movement in zip(keys, ordinals, movements, strict=True)
    ]


def movement_day(movement: Movement) -> str:
    """Return the ISO date of a movement, "" where the page prints none."""
    if movement.occurred_on:
        return movement.occurred_on.isoformat()
    return (movement.occurred_at or "")[:10]


def _key_and_content(movement: Movement) -> tuple[str, str]:
    content = digest((_moment(movement), fold(f"{movement.text} {movement.complement or ''}")))
    return (content if movement.number is None else f"number{_SEPARATOR}{movement.number}"), content


def _moment(movement: Movement) -> str:
    if movement.occurred_on:
        return movement.occurred_on.isoformat()
    if not movement.occurred_at:
        return ""
    try:
        return datetime.fromisoformat(movement.occurred_at).isoformat()
    except ValueError:
        return fold(movement.occurred_at)
