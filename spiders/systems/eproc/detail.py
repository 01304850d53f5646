"""Reads the detail page of a case: cover, subjects, parties, more information, events, and what is still to fetch."""

import re
from typing import Any

from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children
from spiders.printed_numbers import number_of
from spiders.printed_values import moment_of
from spiders.systems.eproc.cover import Cover, box_of, boxes_of, read_cover, read_more, read_subjects
from spiders.systems.eproc.events import Events, read_events
from spiders.systems.eproc.parties import Parties, read_parties
from spiders.systems.eproc.vocabulary import INSTANCES

_INSTANCE = re.compile(r"(?:^|\s)instancia-(\w+)")
_CLASS_CODE = re.compile(r"\((\d+)\)$")


def parse_detail(root: Node) -> ParsedPage:
    """Return the case. A page that shows only the newest events says where the others are; that is not a lack."""
    boxes = boxes_of(root)
    cover = read_cover(root, boxes)
    events = read_events(root)
    box = box_of(boxes, "PARTES E REPRESENTANTES", "[id='fldPartes']")
    if box is None:
        raise PageChanged("the page has no parties", expected="Partes e Representantes")
    parties = read_parties(box)
    subjects = read_subjects(root)
    amount = read_more(boxes, cover)
    missing = cover.missing + events.missing + parties.missing + ([] if subjects else ["the subjects"])
    case = _case(cover, parties, events, amount, _level(root, cover)).model_copy(
        update={"subjects": subjects[0], "subject_codes": subjects[1]} if subjects else {}
    )
    return ParsedPage(
        system=CourtSystem.EPROC,
        page=PageKind.CASE_DETAIL,
        outcome=Outcome.PARTIAL if missing else Outcome.FOUND_NEW,
        reason=_reason(missing, cover.unread | parties.unread | events.unread),
        is_sealed=case.is_sealed,
        case=case,
        next_pages=events.next_pages,
    )


def _case(cover: Cover, parties: Parties, events: Events, amount: str | None, level: CourtLevel | None) -> Case:
    people = tuple(parties.parties)
    return Case(
        **_header(cover),
        court_level=level,
        amount_in_dispute=amount,
        related_cases=cover.related,
        confidentiality_level=cover.secrecy_level,
        parties=people,
        parties_total=None if parties.missing else len(people),
        movements=events.movements,
        movements_total=events.total,
        documents=events.documents,
        is_sealed=cover.is_sealed or parties.is_sealed,
    )


def _header(cover: Cover) -> dict[str, Any]:
    """Return the cover's values. The day of filing is that of the distribution where no other is printed."""
    facts = cover.facts
    number, printed, valid = number_of(facts["number"])
    opened, distributed = moment_of(facts.get("opened", "")), moment_of(facts.get("distributed", ""))
    code = _CLASS_CODE.search(facts.get("class", ""))
    return {
        "case_number": number,
        "case_number_text": printed,
        "case_number_valid": valid,
        "case_class": facts.get("class"),
        "class_code": code[1] if code else None,
        "judging_body": facts.get("body"),
        "collegiate_body": facts.get("collegiate_body"),
        "jurisdiction": facts.get("jurisdiction"),
        "judge": facts.get("judge"),
        "status_text": facts.get("status"),
        "distributed_on": distributed or opened,
        "filed_on": opened if distributed else None,
    }


def _level(root: Node, cover: Cover) -> CourtLevel | None:
    """Return the degree that the installation names in its body's class, else that of the judging body."""
    for body in children(root, "body"):
        named = _INSTANCE.search(attribute(body, "class"))
        if named and named[1].lower() in INSTANCES:
            return INSTANCES[named[1].lower()]
    return level_of_body(cover.facts.get("collegiate_body")) or level_of_body(cover.facts.get("body"))


def _reason(missing: list[str], unread: set[str]) -> str:
    said = f"The page lacks {', '.join(missing)}." if missing else "The detail page of a case."
    return f"{said} Not understood: {', '.join(sorted(unread))}." if unread else said
