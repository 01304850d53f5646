"""Reads the push mails of eproc: one block per event, without any date (pure)."""

import re
from collections.abc import Iterator

from schemas.cases import Case, Lawyer, Movement, Party
from spiders.errors import PageChanged
from spiders.printed_numbers import number_of
from spiders.roles import side_of_role
from spiders.select import collapse
from spiders.systems.push_email.reading import Reading
from spiders.systems.push_email.rows import NUMBER, lawyers_of, party_of, until_next
from spiders.systems.push_email.vocabulary import END, EPROC_NEVER_ALONE, EPROC_ROLES, SEALED

_NUMBER = re.compile(rf"(?<!\S)N[uú]m(?:ero)?\.?\s*(?:do\s*)?Processo\s*:\s*({NUMBER}|\d{{20}})?", re.IGNORECASE)
_MOVEMENT = re.compile(r"(?<!\S)Movimentação\s*:", re.IGNORECASE)
_EVENT = re.compile(r"(?<!\S)(?:Evento Número|Número do Evento|Evento)\s*:\s*(\d{1,6})?", re.IGNORECASE)
_PARTIES = re.compile(r"(?<!\S)Partes\s*:", re.IGNORECASE)
_LAWYERS = re.compile(r"(?<!\S)(?:Advogad[oa]s?(?:\(a?s\)|\(a\)\(?s?\)?)?|Procurador(?:es|a|\(es\))?)\s*:?(?!\S)")
_OPPOSED = re.compile(r"(?<!\S)X(?!\S)")
_ROLE = re.compile(
    rf"(?<!\S)({'|'.join(re.escape(role) for role in sorted(EPROC_ROLES, key=len, reverse=True))})"
    r"(?:\([A-Z]{1,3}\))?\s*:?(?!\S)"
)


def read_eproc(text: str, *, is_html: bool) -> Reading:  # noqa: ARG001 - its blocks are the same in both
    """Return the cases of an eproc mail; events of one case come together. Raises PageChanged."""
    heads = list(_NUMBER.finditer(text))
    end = END.search(text, heads[-1].end()) if heads else None
    body = text[: end.start() if end else len(text)]
    ends = until_next([head.start() for head in heads], len(body))
    blocks = [body[head.end() : until] for head, until in zip(heads, ends, strict=True)]
    if not heads or any(len(list(mark.finditer(body))) != len(heads) for mark in (_MOVEMENT, _EVENT, _PARTIES)):
        raise PageChanged("an event of the mail lacks its number, movement, event number or parties")
    cases: dict[str, Case] = {}
    unread: list[str] = []
    for head, block in zip(heads, blocks, strict=True):
        case = _case(head[1], block, unread)
        known = cases.get(case.case_number or "")
        cases[case.case_number or ""] = _joined(known, case) if known else case
    is_ended = end is not None or _ends_with_a_party(collapse(blocks[-1]))
    return Reading(tuple(cases.values()), missing=tuple(unread), is_ended=is_ended)


def _ends_with_a_party(event: str) -> bool:
    """Say whether the last event of a mail without an end (TJMG) stops behind a lawyer, with no opponent to come."""
    parties = _PARTIES.search(event)
    roles = {mark[1] for mark in _ROLE.finditer(event, parties.end())} if parties else set()
    return event.endswith(")") and not roles <= EPROC_NEVER_ALONE


def _joined(first: Case, second: Case) -> Case:
    """Return one case of two of its events; the parties are those of the fuller block."""
    fuller = max(first, second, key=lambda case: len(case.parties))
    return fuller.model_copy(
        update={
            "movements": first.movements + second.movements,
            "is_sealed": first.is_sealed or second.is_sealed,
        }
    )


def _case(printed: str | None, block: str, unread: list[str]) -> Case:
    number, text, valid = number_of(printed or "")
    if number is None:
        raise PageChanged("an event of the mail names no case number of 20 digits")
    named = {"case_number": number, "case_number_text": text, "case_number_valid": valid}
    moved, event, parties = _MOVEMENT.search(block), _EVENT.search(block), _PARTIES.search(block)
    if not moved or not event or not parties or not event[1] or not moved.end() <= event.start() < parties.start():
        raise PageChanged("an event of the mail lacks its movement, event number or parties")
    if SEALED.search(block):
        return Case.model_validate(named | {"is_sealed": True})
    # Printed before the next label as "TEXT - Evento Número: 28"; the text may hold " - " itself.
    said = re.sub(r"(?:\s+-|-)\s*$", "", collapse(block[moved.end() : event.start()]))
    if not said:
        raise PageChanged("a movement of the mail has no text")
    read = tuple(_parties(block[parties.end() :], unread))
    if not read and not unread:
        raise PageChanged("an event of the mail shows no party")
    movement = Movement(text=said, number=int(event[1]))
    return Case.model_validate(named | {"movements": (movement,), "parties": read})


def _parties(text: str, unread: list[str]) -> Iterator[Party]:
    """Yield the parties behind `Partes:`: role, name, and lawyers with their registration."""
    flat = collapse(text)
    marks = list(_ROLE.finditer(flat))
    before = flat[: marks[0].start()] if marks else flat
    if before.strip():
        unread.append("a role of a party that nobody knows")
        return
    ends = until_next([mark.start() for mark in marks], len(flat))
    for mark, end in zip(marks, ends, strict=True):
        piece = _OPPOSED.split(flat[mark.end() : end])
        if any(rest.strip() for rest in piece[1:]):
            unread.append("a role of a party that nobody knows")
            return
        name, *representatives = _LAWYERS.split(piece[0])
        lawyers, rest = lawyers_of(" ".join(representatives))
        party = party_of(name, side=side_of_role(mark[1]), role_text=mark[1])
        if party is None or (representatives and not lawyers and not rest):
            raise PageChanged("a party of the mail, or a lawyer, has no name")
        unregistered = (Lawyer(name=rest),) if rest else ()
        yield party.model_copy(update={"lawyers": (*lawyers, *unregistered)})
