"""What a visit means for the parties of one instance, and for their lawyers; pure.

Leaves storing and telling to found.py.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from delivery.case_store.identity import digest, fold
from schemas.cases import Lawyer, Party

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PartyChanges:
    """The parties to store after a visit, among them those that the page leaves out and nothing is concluded about."""

    parties: tuple[Party, ...]
    missing_parties: int = 0
    missing_lawyers: int = 0
    vanished_digest: str | None = None
    """Set when the page leaves out what is stored and nothing is concluded until a second page agrees."""


def party_key(party: Party) -> tuple[str, str, str]:
    """Return what makes a party the same party within a case."""
    return fold(party.name), fold(party.role_text or ""), party.side or ""


def parties_digest(parties: Iterable[Party]) -> str:
    """Return what tells a list of parties from another, whatever order and layout."""
    return digest(sorted(_party_text(party) for party in parties))


def _party_text(party: Party) -> str:
    lawyers = sorted(_lawyer_text(lawyer) for lawyer in party.lawyers)
    facts = (*party_key(party), party.document, fold(party.represented_by or ""), party.others, party.is_sealed)
    return "|".join([*(str(fact) for fact in facts), *lawyers])


def _lawyer_text(lawyer: Lawyer) -> str:
    return f"{fold(lawyer.name)}|{lawyer.oab}"


def merge_parties(stored: Sequence[Party], shown: Sequence[Party]) -> list[Party]:
    """Add to the stored parties, and to their lawyers, those that a page with only some of them shows."""
    by_key = {party_key(party): party for party in stored}
    for party in shown:
        known = by_key.get(party_key(party))
        gone, _ = _compare_lawyers(known, party) if known else ((), ())
        by_key[party_key(party)] = _with_lawyers(party, gone)
    return list(by_key.values())


def compare_parties(
    known: Sequence[Party], shown: Sequence[Party], *, vanished_before: str | None = None
) -> PartyChanges:
    """Say what a page that shows all parties leaves of those that are known.

    A known one that is missing, with nobody in its place, stays until a second page leaves out the same
    (`vanished_before`). So does a lawyer of a party that the page shows.
    """
    pairs, gone, new = _pair(known, shown, party_key)
    renamed, gone, new = _pair(gone, new, _name_of)
    missing = _without_substitute(gone, new)
    lawyers = [(party, _missing_lawyers(before, party)) for before, party in (*pairs, *renamed)]
    texts = [_vanished_text(party) for party in missing]
    texts += [f"{fold(party.name)}|lawyer|{_lawyer_text(lawyer)}" for party, lost in lawyers for lawyer in lost]
    vanished = digest(sorted(texts)) if texts else None
    if vanished is None or vanished == vanished_before:
        return PartyChanges(tuple(shown))
    lost_by = {id(party): lost for party, lost in lawyers if lost}
    kept = [_with_lawyers(party, lost_by.get(id(party), ())) for party in shown]
    count = sum(len(lost) for _, lost in lawyers)
    return PartyChanges((*kept, *missing), len(missing), count, vanished)


def _pair(
    known: Iterable[Item], shown: Iterable[Item], key: Callable[[Item], Hashable]
) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Pair what has the same key, in order, each once; return the pairs and what is left over on either side."""
    waiting: defaultdict[Hashable, deque[Item]] = defaultdict(deque)
    for item in known:
        waiting[key(item)].append(item)
    pairs, new = [], []
    for item in shown:
        if same := waiting.get(key(item)):
            pairs.append((same.popleft(), item))
        else:
            new.append(item)
    return pairs, [item for items in waiting.values() for item in items], new


def _name_of(person: Party | Lawyer) -> str:
    return fold(person.name)


def _place_of(party: Party) -> tuple[str, str]:
    """Return where somebody else would take a party's place: its pole, or its role where the page prints no pole."""
    return (party.side, "") if party.side else ("", fold(party.role_text or ""))


def _without_substitute(gone: Sequence[Party], new: Sequence[Party]) -> list[Party]:
    """Return those who are gone from places where fewer came; who of them was replaced, nobody can tell."""
    left, come = Counter(map(_place_of, gone)), Counter(map(_place_of, new))
    return [party for party in gone if left[_place_of(party)] > come[_place_of(party)]]


def _compare_lawyers(known: Party, shown: Party) -> tuple[Sequence[Lawyer], Sequence[Lawyer]]:
    """Return whom the page leaves out and who is new; somebody of the same name is neither."""
    _, gone, new = _pair(known.lawyers, shown.lawyers, _lawyer_text)
    _, gone, new = _pair(gone, new, _name_of)
    return gone, new


def _missing_lawyers(known: Party, shown: Party) -> Sequence[Lawyer]:
    gone, new = _compare_lawyers(known, shown)
    return gone if len(gone) > len(new) else ()


def _with_lawyers(party: Party, lost: Sequence[Lawyer]) -> Party:
    return party.model_copy(update={"lawyers": (*party.lawyers, *lost)}) if lost else party


def _vanished_text(party: Party) -> str:
    return "|".join(party_key(party))
