"""Reads the participants of an entry: parties and lawyers as rows of one list, in any order (pure)."""

from typing import Any

from schemas.cases import Lawyer, Party
from schemas.courts import Side
from spiders.errors import PageChanged
from spiders.json_pages import needed_text, object_of, text_at
from spiders.roles import fold
from spiders.systems.tjpa_unificada.vocabulary import LAWYER_ROLE, NEEDED_OF_PARTY, PARTY_KEYS, POLES, flag_at


def read_parties(rows: list[Any], unread: set[str]) -> tuple[Party, ...]:
    """Return the parties in the answer's order, each lawyer under the nearest party above of the same pole.

    Where none stands above, the next one below is meant; a pole of lawyers alone keeps them as parties.
    """
    people = [_person(object_of(row, "a participant"), unread) for row in rows]
    holders = _holders(people)
    lawyers: dict[int, list[Lawyer]] = {}
    for place, holder in holders.items():
        if holder is not None:
            made = Lawyer(name=people[place].name, role_text=people[place].role_text, document=people[place].document)
            lawyers.setdefault(holder, []).append(made)
    return tuple(
        person.model_copy(update={"lawyers": tuple(lawyers.get(place, ()))})
        for place, person in enumerate(people)
        if holders.get(place) is None
    )


def _holders(people: list[Party]) -> dict[int, int | None]:
    """Return, for the place of each lawyer, the place of the party for whom he acts; None where the pole has none."""
    above: dict[Side | None, int] = {}
    first: dict[Side | None, int] = {}
    found: dict[int, int | None] = {}
    for place, person in enumerate(people):
        if is_lawyer(person):
            found[place] = above.get(person.side)
        else:
            above[person.side] = place
            first.setdefault(person.side, place)
    return {place: first.get(people[place].side) if holder is None else holder for place, holder in found.items()}


def is_lawyer(person: Party) -> bool:
    """Say whether the participant acts for a party."""
    return LAWYER_ROLE.match(fold(person.role_text or "")) is not None


def _person(row: dict[str, Any], unread: set[str]) -> Party:
    missing = [key for key in NEEDED_OF_PARTY if key not in row]
    if missing:
        raise PageChanged(f"a participant lacks {', '.join(missing)}", expected=missing[0])
    unread |= {f"partes.{key}" for key in row if key not in PARTY_KEYS}
    pole = text_at(row, "polo")
    if pole not in POLES:
        unread.add("a pole")
    return Party(
        name=needed_text(row, "nome"),
        role_text=needed_text(row, "tipo"),
        side=POLES.get(pole or ""),
        document=text_at(row, "cpfcnpj"),
        is_sealed=row["flsegredo"] is not None and flag_at(row, "flsegredo"),
    )
