"""Reads the participants of a pole: rows in which lawyers stand behind their party, as on PJe's own pages (pure)."""

from typing import Any

from schemas.cases import Party
from schemas.courts import Side
from spiders.errors import PageChanged
from spiders.json_pages import count_at, needed_text, object_of, text_at
from spiders.roles import side_of_role
from spiders.systems.pje.participants import Participant, nest, split_identity, split_role
from spiders.systems.pje_rest.vocabulary import NEEDED_OF_PARTICIPANT, PARTICIPANT_KEYS

_LONGEST = 1000
_LISTED_POLES = {"poloAtivo": Side.ACTIVE, "poloPassivo": Side.PASSIVE}


def read_participants(rows: list[dict[str, Any]], unread: set[str]) -> tuple[Participant, ...]:
    """Return the participants in the answer's order; what is not understood is named in `unread`."""
    return tuple(_read(row, unread) for row in rows)


def nest_without_pole(rows: tuple[Participant, ...]) -> tuple[Party, ...]:
    """Return the parties of a page that does not say of which pole it is: each on the side of its role."""
    nested = nest(rows, Side.THIRD)
    return tuple(party.model_copy(update={"side": side_of_role(party.role_text or "")}) for party in nested)


def parties_of_list(poles: Any) -> tuple[Party, ...]:
    """Return the first party of each pole, as a row of the search has them, with how many others it counts.

    A pole may be empty (null); the active one never is, because nobody sues nobody.
    """
    parties: list[Party] = []
    for key, side in _LISTED_POLES.items():
        pole = object_of(poles, "partes").get(key, "")
        if pole is None and side is not Side.ACTIVE:
            continue
        holder = object_of(pole, key)
        parties.append(
            Party(name=needed_text(holder, "nomeParte"), side=side, others=count_at(holder, "qntOutros") or None)
        )
    return tuple(parties)


def _read(row: dict[str, Any], unread: set[str]) -> Participant:
    """Read a row: `participante` has all in one text ("NAME - OAB DF1 - CPF: 0 (ROLE)"), `nome` the name alone."""
    missing = [key for key in NEEDED_OF_PARTICIPANT if key not in row]
    if missing:
        raise PageChanged(f"a participant lacks {', '.join(missing)}", expected=missing[0])
    unread |= {f"{key} of a participant" for key in row.keys() - PARTICIPANT_KEYS}
    printed, name = needed_text(row, "participante"), needed_text(row, "nome")
    if max(len(printed), len(name)) > _LONGEST:
        raise PageChanged("a participant's text is longer than any name", expected="participante")
    identity, printed_role = split_role(printed)
    printed_name, kept = split_identity(identity, unread)
    if not printed.startswith(name):
        unread.add("a name that its text does not begin with")
    return Participant(
        name=printed_name if printed.startswith(name) else split_identity(name, unread)[0],
        role_text=text_at(row, "tipo") or printed_role,
        document=kept.get("document"),
        oab=kept.get("oab"),
        represented_by=text_at(row, "procuradoria"),
    )
