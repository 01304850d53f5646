"""Puts STF's participants together: one row each, lawyers below their party."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.cases import Lawyer, Party
from spiders.systems.stf.vocabulary import is_lawyer, side_of, split_name


@dataclass(frozen=True, slots=True)
class Participant:
    """One row as printed."""

    role_text: str
    name: str


def nest(rows: Iterable[Participant]) -> tuple[Party, ...]:
    """Put each lawyer under the nearest party above; a lawyer whom no party precedes stays a party with that role.

    Whoever reads a page asks `lacks_its_party` whether the first row is such a lawyer: then a party is missing.
    """
    parties: list[Party] = []
    for row in rows:
        name, oab, others = split_name(row.name)
        if is_lawyer(row.role_text) and parties:
            lawyer = Lawyer(name=name, oab=oab, role_text=row.role_text)
            parties[-1] = parties[-1].model_copy(update={"lawyers": (*parties[-1].lawyers, lawyer)})
        else:
            parties.append(Party(name=name, role_text=row.role_text, side=side_of(row.role_text), others=others))
    return tuple(parties)


def lacks_its_party(parties: tuple[Party, ...]) -> bool:
    """Say whether the list begins with a lawyer, whose party must have stood above."""
    return bool(parties) and is_lawyer(parties[0].role_text or "")
