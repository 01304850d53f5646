"""Reads the participants of an entry: parties and lawyers as rows of one list, in any order (pure)."""

from typing import Any

from schemas.cases import Lawyer, Party
from spiders.errors import PageChanged
from spiders.json_pages import needed_text, object_of, text_at
from spiders.roles import fold
from spiders.systems.tjpa_unificada.vocabulary import LAWYER_ROLE, NEEDED_OF_PARTY, PARTY_KEYS, POLES, flag_at


def read_parties(rows: list[Any], unread: set[str]) -> tuple[Party, ...]:
    """Return the parties in the answer's order, each lawyer under the nearest party above of the same pole.

    Where none stands above, the next one below is meant; a pole of lawyers alone keeps them as parties.
    """
    people = [_person(object_of(row, "a participant"), unread) for row in rows]
    lawyers: dict[int, list[Lawyer]] = {}
    alone: set[int] = set()
    for place, person in enumerate(people):
        if is_lawyer(person):
            holder = _party_of(people, place)
            if holder is None:
                alone.add(place)
            else:
                lawyers.setdefault(holder, []).append(
                    Lawyer(name=person.name, role_text=person.role_text, document=person.document)
                )
    return tuple(
        person.model_copy(update={"lawyers": tuple(lawyers.get(place, ()))})
        for place, person in enumerate(people)
        if place in alone or not is_lawyer(person)
    )


def _party_of(people: list[Party], place: int) -> int | None:
    """Return the place of the party for whom the lawyer at `place` acts."""
    pole = people[place].side
    fitting = [at for at, each in enumerate(people) if each.side is pole and not is_lawyer(each)]
    above = [at for at in fitting if at < place]
    return above[-1] if above else fitting[0] if fitting else None


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
        is_sealed=flag_at(row, "flsegredo"),
    )
