"""Reads the detail page of a case in TJGO's skin: number, poles, header, events (pure)."""

import re
from dataclasses import dataclass, field
from typing import Any

from schemas.cases import Case, Party
from schemas.courts import CourtSystem, Side
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, every, maybe, text_of
from spiders.printed_numbers import number_of
from spiders.printed_values import amount_of, moment_of
from spiders.roles import fold, side_of_role
from spiders.select import at_most_one, the_one
from spiders.systems.projudi.events import read_events
from spiders.systems.projudi.markup import name_of, notes_of, pairs_of
from spiders.systems.projudi.vocabulary import (
    FIELDS,
    HEADER_LEGEND,
    MAY_BE_EMPTY,
    NEEDED,
    OF_PARTY,
    OUTER_LEGENDS,
    POLES,
    SEALED,
    STATUTE,
    YES_NO,
    Field,
)

_CODED = re.compile(r"(\d{1,7})\s+-\s+(.*)", re.DOTALL)
_ARROW = re.compile(r"\s*(?:->|→|»)\s*")
_MOST_STATUTES = 5
_NUMBER = "span[id='span_proc_numero']"
_NUMBER_TEXT = re.compile(r"[\d\s./-]+")
_NAME = "nomes"
_NAMES = f"span[class~='{_NAME}']"
_SHOWN = "fieldset > legend, table[id='TabelaArquivos']"


@dataclass(slots=True)
class _Reading:
    """What the boxes of a page say; `unread` names what was not understood, `missing` what is not there.

    `names` counts the elements marked as names in all boxes of parties, and in boxes that are not understood.
    """

    parties: list[Party] = field(default_factory=list)
    poles: set[Side] = field(default_factory=set)
    header: dict[Field, Node] = field(default_factory=dict)
    empty: set[Field] = field(default_factory=set)
    names: int = 0
    unread: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)


def parse_detail(root: Node) -> ParsedPage:
    """Return the page of a case; raises PageChanged when it has not the shape of one."""
    printed = maybe(root, _NUMBER)
    if printed is None:
        return _without_number(root)
    number, number_text, is_valid = number_of(text_of(printed))
    if number is None or not _NUMBER_TEXT.fullmatch(number_text or ""):
        raise PageChanged("the page shows no case number of 20 digits", expected="span_proc_numero")
    reading = _Reading()
    for box in every(root, "fieldset"):
        if legends := children(box, "legend"):
            _read_box(box, the_one(legends, "legend"), reading)
    named = {"case_number": number, "case_number_text": number_text, "case_number_valid": is_valid}
    if _is_sealed(reading):
        return _end(Outcome.SEALED, "the court marks the case as sealed", is_sealed=True)
    _check(root, reading)
    events = read_events(root)
    case = Case.model_validate(
        {
            **named,
            **_header_fields(reading),
            "parties": tuple(reading.parties),
            "parties_total": len(reading.parties),
            "movements": events.movements,
            "movements_total": len(events.movements) if not events.missing else None,
            "documents": events.documents,
        }
    )
    missing = [*reading.missing, *events.missing]
    reason = f"the page lacks {', '.join(missing)}" if missing else "the page shows the case"
    if reading.unread:
        reason += f"; not understood: {', '.join(sorted(reading.unread))}"
    return _end(Outcome.PARTIAL if missing else Outcome.FOUND_NEW, reason, case=case)


def _read_box(box: Node, legend: Node, reading: _Reading) -> None:
    head, _, role = (part.strip() for part in text_of(legend).partition("|"))
    folded = fold(head)
    if folded in OUTER_LEGENDS:
        return
    if folded == HEADER_LEGEND:
        _read_header(box, reading)
    elif folded in POLES:
        reading.poles.add(POLES[folded])
        reading.parties += _parties(box, role or None, POLES[folded], reading)
    else:
        reading.unread.add(f"the box {head[:40]!r}")
        if children(box, "fieldset"):
            reading.parties += _parties(box, role or head, side_of_role(role or head), reading)
        else:
            reading.names += len(every(box, _NAMES))


def _parties(box: Node, role: str | None, side: Side | None, reading: _Reading) -> list[Party]:
    found = [_party(inner, role, side, reading) for inner in children(box, "fieldset")]
    if not found:
        raise PageChanged("a pole shows nobody", expected="fieldset")
    return found


def _party(box: Node, role: str | None, side: Side | None, reading: _Reading) -> Party:
    reading.names += len(every(box, _NAMES))
    names: list[str] = []
    for pair in pairs_of(box):
        label = fold(pair.label)
        if label not in OF_PARTY:
            reading.unread.add(f"{pair.label[:40]!r} of a party")
        elif OF_PARTY[label]:
            names.append(name_of(_name_in(pair.value)))
    if notes_of(box):
        reading.unread.add("a note beside a party")
    if len(names) != 1 or not names[0]:
        raise PageChanged("a party does not have exactly one name", found=len(names))
    return Party(name=names[0], role_text=role, side=side)


def _name_in(value: Node) -> Node | None:
    """Return the element marked as a name: the value itself or one inside it."""
    marked = every(value, _NAMES)
    if _NAME in attribute(value, "class").split():
        marked.append(value)
    return at_most_one(marked, _NAME)


def _read_header(box: Node, reading: _Reading) -> None:
    for pair in pairs_of(box):
        label = fold(pair.label)
        if label not in FIELDS:
            reading.unread.add(f"the label {pair.label[:40]!r}")
            continue
        stated = FIELDS[label]
        if stated is not None and text_of(pair.value):
            reading.header[stated] = pair.value
        elif stated in MAY_BE_EMPTY:
            reading.empty.add(stated)


def _check(root: Node, reading: _Reading) -> None:
    """Name what every page of a case has and this one has not."""
    if not reading.header:
        raise PageChanged("the page has no header", expected=HEADER_LEGEND)
    reading.missing += [
        f"the {name.replace('_', ' ')}" for name in NEEDED if name not in {*reading.header, *reading.empty}
    ]
    # A box that is not closed, or never opened, leaves its party outside of all.
    if reading.names != len(every(root, f"fieldset {_NAMES}")):
        reading.missing.append("parties that stand in no box of their own")
    reading.missing += [f"the {side.value} pole" for side in (Side.ACTIVE, Side.PASSIVE) if side not in reading.poles]


def _is_sealed(reading: _Reading) -> bool:
    said = reading.header.get("sealed")
    if said is None:
        return False
    word = fold(text_of(said))
    if word not in YES_NO:
        raise PageChanged("the page does not say whether the case is sealed", expected="Sim, Não")
    return YES_NO[word]


def _header_fields(reading: _Reading) -> dict[str, Any]:
    said = {name: text_of(node) for name, node in reading.header.items()}
    case_class, class_code = _last_of_path(said.get("class", ""))
    subjects = [_last_of_path(text) for text in _lines(reading.header.get("subjects"))]
    body = said.get("judging_body")
    level = level_of_body(body)
    origin = number_of(said.get("origin", ""))
    return {
        "court_level": level.value if level else None,
        "case_class": case_class,
        "class_code": class_code,
        "subjects": tuple(name for name, _ in subjects if name),
        "subject_codes": tuple(code for _, code in subjects if code),
        "judging_body": body,
        "judge": said.get("judge"),
        "status_text": said.get("status"),
        "distributed_on": moment_of(said.get("distribution", "")),
        "amount_in_dispute": amount_of(said.get("amount", "")),
        "reference_case": origin[0] or origin[1],
    }


def _lines(node: Node | None) -> list[str]:
    """Return the subjects: a table with one row for each, or plain text."""
    if node is None:
        return []
    cells = [text for cell in every(node, "td") if (text := text_of(cell))]
    return cells or [text_of(node)]


def _last_of_path(printed: str) -> tuple[str | None, str | None]:
    """Return (last element without its statute, code) of "436 - A -> B -> C - Lei 1/99"."""
    found = _CODED.fullmatch(printed)
    code, path = (found[1], found[2]) if found else (None, printed)
    steps = [step for step in _ARROW.split(path) if step]
    return (_without_statute(steps[-1]) if steps else None) or None, code


def _without_statute(name: str) -> str:
    """Return "Direito de Imagem" of "Direito de Imagem - Lei 10406/02"; a hyphen of the name's own stays."""
    for _ in range(_MOST_STATUTES):
        head, hyphen, tail = f"{name} ".rpartition(" - ")
        if not hyphen or not STATUTE.match(tail.strip()):
            break
        name = head
    return name.strip()


def _without_number(root: Node) -> ParsedPage:
    """A page of a case that shows nothing of it says so in a sentence of its own, else it has changed."""
    if not every(root, _SHOWN) and SEALED.search(text_of(root)):
        return _end(Outcome.SEALED, "the court says only that the case is sealed", is_sealed=True)
    raise PageChanged("the page shows no case number", expected="span_proc_numero")


def _end(outcome: Outcome, reason: str, **said: Any) -> ParsedPage:
    sentence = f"{reason[:1].upper()}{reason[1:]}."
    return ParsedPage(system=CourtSystem.PROJUDI, page=PageKind.CASE_DETAIL, outcome=outcome, reason=sentence, **said)
