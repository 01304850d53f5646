"""What is new, edited, withdrawn or changed between what is stored and what a visit showed; pure.

Leaves parties to parties.py, storing and telling to found.py.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from delivery.case_store.identity import IdentifiedMovement, digest, fold
from schemas.cases import Case

HEADER_FIELDS = (
    "case_class",
    "subjects",
    "judging_body",
    "collegiate_body",
    "jurisdiction",
    "judge",
    "status_text",
    "origin",
    "distributed_on",
    "distribution_type",
    "filed_on",
    "amount_in_dispute",
    "reference_case",
    "related_cases",
)
_HEADER_KEYS = set(HEADER_FIELDS)


@dataclass(frozen=True, slots=True)
class KnownMovement:
    """A stored movement, as far as its identity goes."""

    hash: str
    id: UUID
    episode: int
    is_present: bool
    content_digest: str
    day: str
    tpu_code: str | None
    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A movement that was not there before; `replaces` is what it was edited from."""

    seen: IdentifiedMovement
    episode: int
    replaces: UUID | None


@dataclass(frozen=True, slots=True)
class MovementChanges:
    """What a visit means for the movements of one instance."""

    appeared: tuple[Appearance, ...] = ()
    withdrawn: tuple[KnownMovement, ...] = ()
    edited_from: tuple[KnownMovement, ...] = ()
    """Old contents of movements that keep the court's number; their new contents are among `appeared`."""
    refreshed: tuple[tuple[IdentifiedMovement, KnownMovement], ...] = ()
    """Same movements with another national code or other documents: stored, not told."""
    vanished_digest: str | None = None
    """Set when the page shows fewer movements than are stored and nothing is concluded until a second page agrees."""
    needs_complete_visit: bool = False


def compare_movements(
    known: Mapping[str, KnownMovement],
    seen: Sequence[IdentifiedMovement],
    *,
    is_complete: bool,
    vanished_before: str | None = None,
    first_episode: int = 1,
) -> MovementChanges:
    """Say what one visit of an instance changes.

    A page that is not complete only adds. A complete one with fewer movements than are stored withdraws nothing, and
    calls nothing new that may be an edit of what it leaves out, until a second one leaves out the same
    (`vanished_before`).
    """
    hashes = {movement.hash for movement in seen}
    present = [movement for movement in known.values() if movement.is_present]
    vanished = [movement for movement in present if movement.hash not in hashes]
    new = [movement for movement in seen if not (known.get(movement.hash) and known[movement.hash].is_present)]
    vanished_digest = None
    is_unsettled = not is_complete and _hides_equals(vanished, seen)
    if not is_complete:
        vanished = []
    elif len(seen) < len(present) and (found := _digest_of(vanished)) != vanished_before:
        vanished_digest = found
        possibly_edited = {movement.day for movement in vanished}
        new = [movement for movement in new if movement.day not in possibly_edited]
        vanished = []
    edited = [
        movement
        for movement in seen
        if (stored := known.get(movement.hash))
        and stored.is_present
        and stored.content_digest != movement.content_digest
    ]
    return MovementChanges(
        appeared=_appearances([*new, *edited], known, _replacements(vanished, new), first_episode),
        withdrawn=tuple(vanished),
        edited_from=tuple(known[movement.hash] for movement in edited),
        refreshed=tuple(_refreshed(known, seen)),
        vanished_digest=vanished_digest,
        needs_complete_visit=vanished_digest is not None or is_unsettled,
    )


def _hides_equals(vanished: Iterable[KnownMovement], seen: Iterable[IdentifiedMovement]) -> bool:
    """Whether a partial page shows some, but not all, of what equals each other: then it cannot tell old from new."""
    shown = {(movement.content_digest, movement.day) for movement in seen}
    return any((movement.content_digest, movement.day) in shown for movement in vanished)


def _digest_of(movements: Iterable[KnownMovement]) -> str:
    return digest(sorted(movement.hash for movement in movements))


def _replacements(vanished: Sequence[KnownMovement], new: Sequence[IdentifiedMovement]) -> dict[str, UUID]:
    """Pair what vanished with what appeared, where there is exactly one of each on a date."""
    gone, come = Counter(item.day for item in vanished), Counter(item.day for item in new)
    old = {item.day: item.id for item in vanished if gone[item.day] == 1 and come[item.day] == 1}
    return {item.hash: old[item.day] for item in new if item.day in old}


def _appearances(
    movements: Iterable[IdentifiedMovement],
    known: Mapping[str, KnownMovement],
    replaces: Mapping[str, UUID],
    first_episode: int,
) -> tuple[Appearance, ...]:
    result = []
    for movement in movements:
        stored = known.get(movement.hash)
        if stored is None:
            result.append(Appearance(movement, first_episode, replaces.get(movement.hash)))
        else:
            edited_from = stored.id if stored.is_present else replaces.get(movement.hash)
            result.append(Appearance(movement, stored.episode + 1, edited_from))
    return tuple(result)


def _refreshed(
    known: Mapping[str, KnownMovement], seen: Iterable[IdentifiedMovement]
) -> Iterable[tuple[IdentifiedMovement, KnownMovement]]:
    for movement in seen:
        stored = known.get(movement.hash)
        if stored is None or not stored.is_present or stored.content_digest != movement.content_digest:
            continue
        if (stored.tpu_code, stored.document_ids) != (movement.movement.tpu_code, movement.movement.document_ids):
            yield movement, stored


def page_digest(seen: Iterable[IdentifiedMovement]) -> str:
    """Return what tells a page's movements from another's, whatever their order."""
    return digest(
        sorted(f"{item.hash}{item.content_digest}{item.movement.tpu_code}{item.movement.document_ids}" for item in seen)
    )


def compare_headers(
    stored: Mapping[str, Any], case: Case, *, is_complete: bool = True
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return the header to store and the fields that changed, each with old and new value.

    What a page does not say has not changed; nor has what differs only in case, blanks or encoding, nor what an
    incomplete page shows less of: it may be cut within the field.
    """
    shown = {
        key: value
        for key, value in case.model_dump(mode="json", include=_HEADER_KEYS).items()
        if value and (is_complete or not _is_part(_folded(value), _folded(stored.get(key))))
    }
    changes = {
        key: [stored.get(key), value] for key, value in shown.items() if _folded(stored.get(key)) != _folded(value)
    }
    return {**stored, **{key: new for key, (_, new) in changes.items()}}, changes


def _is_part(value: Any, known: Any) -> bool:
    """Whether a value is less of the known one: the beginning of a text, some of a list."""
    if isinstance(value, str) and isinstance(known, str):
        return known.startswith(value)
    return isinstance(value, list) and isinstance(known, list) and set(value) <= set(known)


def _folded(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(fold(str(item)) for item in value)
    return fold(value) if isinstance(value, str) else value
