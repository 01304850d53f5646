"""Reads PJe's search form and the answers to a search: rows, nothing, a captcha, an error sentence."""

import re

from schemas.cases import Case, Party
from schemas.courts import CourtSystem, Side
from schemas.outcomes import Outcome
from schemas.pages import LastMovement, PageKind, ParsedPage, ResultRow
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, every, one, some, text_of
from spiders.printed_numbers import number_of
from spiders.printed_values import moment_of
from spiders.select import at_most_one, collapse, the_one
from spiders.systems.pje.participants import party_of_list
from spiders.systems.pje.scripts import is_captcha_active
from spiders.systems.pje.tables import declared_rows
from spiders.systems.pje.vocabulary import (
    CAPTCHA_SENTENCE,
    EXPIRED_SENTENCE,
    LIMIT_SENTENCE,
    NOT_FOUND_SENTENCE,
    SEALED_SENTENCE,
    level_in_address,
    level_of_plain_path,
)

_DETAIL = re.compile(r"openPopUp\('[^']*'\s*,\s*'([^']*DetalheProcesso[^']*)'")
_TITLE = re.compile(r"^(?:(?P<short>\S.*?)\s+)?(?P<number>\d[\d.\-]{9,}\d)(?:\s+-\s+(?P<subject>.+))?$")
_VERSUS = re.compile(r"(?:^|\s)X(?:\s|$)")
_LAST = re.compile(r"^(?P<text>.*?)\s*\((?P<moment>\d{2}/\d{2}/\d{4}[ \d:]*)\)$", re.DOTALL)
_ROW_ID = re.compile(r"processosTable:([^:]+):")


def parse_form(root: Node) -> ParsedPage:
    """Say whether the form asks for a captcha. A form shows no case: as an answer to a search it proves nothing."""
    if is_captcha_active(root):
        return _answer(PageKind.SEARCH_FORM, Outcome.CAPTCHA, "The search form asks for a captcha.")
    if not every(root, "form[id='fPP'] input[name*='numProcesso']"):
        raise PageChanged("the search form has no field for the number", expected="numProcesso")
    return _answer(PageKind.SEARCH_FORM, Outcome.UNSUPPORTED, "A search form without captcha: no case was asked yet.")


def parse_answer(root: Node) -> ParsedPage:
    """Return what a search came to. Zero rows mean "not found" only when no captcha and no error is named."""
    table = one(root, "table[id*=':processosTable']")
    body = the_one([body for body in children(table, "tbody") if ":tb" in (body.id or "")], "tbody")
    rows = [cells for row in children(body, "tr") if (cells := children(row, "td"))]
    total, message = declared_rows(table), _message(root)
    if not rows:
        return _nothing(root, total or 0, message)
    if total is None or total < len(rows):
        raise PageChanged("the count of results does not fit the rows", found=len(rows), expected=total)
    limit = LIMIT_SENTENCE.search(" ".join(text_of(box) for box in every(root, "div[class*='alert']")))
    truncated = limit is not None and total >= int(limit[1])
    missing = total > len(rows)
    links = " ".join(_DETAIL.findall(" ".join(attribute(link, "onclick") for link in every(table, "a"))))
    return ParsedPage(
        system=CourtSystem.PJE,
        page=PageKind.RESULT_LIST,
        outcome=Outcome.PARTIAL if missing and not truncated else Outcome.FOUND_NEW,
        reason="A list of results that shows fewer rows than it counts." if missing else "A list of results.",
        message=_limit_sentence(root) if truncated else message,
        results_total=total,
        is_truncated=True if truncated else None,
        case=Case(court_level=level_in_address(links) or level_of_plain_path(links)),
        results=tuple(_row(row) for row in rows),
    )


def _nothing(root: Node, total: int, message: str | None) -> ParsedPage:
    """Say what zero rows mean: the first that holds; only a search that found nothing is `not_found`."""
    said, is_not_found = message or "", message is None or NOT_FOUND_SENTENCE.search(message) is not None
    has_form = bool(every(root, "form[id='fPP']"))
    meanings: tuple[tuple[bool, str, Outcome, str], ...] = (
        (bool(CAPTCHA_SENTENCE.search(said)), "captcha", Outcome.CAPTCHA, "The court asks for a captcha."),
        (has_form and is_captcha_active(root), "captcha", Outcome.CAPTCHA, "The search form asks for a captcha."),
        (bool(EXPIRED_SENTENCE.search(said)), "error", Outcome.UPSTREAM_ERROR, "The court's session ended."),
        (bool(SEALED_SENTENCE.search(said)) and not is_not_found, "sealed", Outcome.SEALED, "The case is sealed."),
        (total > 0, "error", Outcome.UPSTREAM_ERROR, "Results are counted and none is shown."),
        (not is_not_found, "error", Outcome.UPSTREAM_ERROR, "The court answered the search with an error."),
    )
    for holds, page, outcome, reason in meanings:
        if holds:
            return _answer(page, outcome, reason, message)
    if has_form and not message:
        return parse_form(root)
    return _answer(PageKind.NOT_FOUND, Outcome.NOT_FOUND, "No case with this number, or a sealed one.", message)


def _row(cells: list[Node]) -> ResultRow:
    if len(cells) != 3:
        raise PageChanged("a row of results has not three cells", found=len(cells), expected=3)
    title = one(cells[1], "b")
    found = _TITLE.match(text_of(title))
    if not found:
        raise PageChanged("the title of a result has no number")
    number, printed, _ = number_of(found["number"])
    link = _DETAIL.search(" ".join(attribute(anchor, "onclick") for cell in cells for anchor in every(cell, "a")))
    if not link:
        raise PageChanged("a result has no link to its case")
    row_id = _ROW_ID.search(cells[0].id or "")
    anchor = at_most_one(children(cells[1], "a"), "a link to the case")
    parties = _text_at(anchor.next) if anchor is not None else ""
    return ResultRow(
        case_number=number,
        case_number_text=printed,
        internal_id=row_id[1] if row_id else None,
        case_class=_text_at(cells[1].first_child) or None,
        subjects=(found["subject"],) if found["subject"] else (),
        parties=_parties(parties),
        last_movement=_last_movement(text_of(cells[2])),
        url=link[1],
    )


def _text_at(node: Node | None) -> str:
    """Return the text that stands at this place; "" where something else stands there."""
    return collapse(node.text_content or "") if node is not None and node.is_text_node else ""


def _parties(printed: str) -> tuple[Party, ...]:
    """Split "ACTIVE X PASSIVE"; where a name itself has an X between blanks, the first one divides."""
    active, _, passive = (
        (printed, "", "")
        if not (found := _VERSUS.search(printed))
        else (printed[: found.start()], "X", printed[found.end() :])
    )
    both = (party_of_list(active, Side.ACTIVE), party_of_list(passive, Side.PASSIVE))
    return tuple(party for party in both if party is not None)


def _last_movement(printed: str) -> LastMovement | None:
    if not printed:
        return None
    found = _LAST.match(printed)
    if not found:
        return LastMovement(text=printed)
    moment = moment_of(collapse(found["moment"])) or ""
    timed = "T" in moment
    whole = {"occurred_at": moment if timed else None, "occurred_on": None if timed else moment, "text": found["text"]}
    return LastMovement.model_validate(whole)


def _message(root: Node) -> str | None:
    """Return the sentence in the page's message box, which every answer has; one that is not displayed holds none.

    Raises PageChanged when there is no box, or when it is displayed and empty: a sentence that is lost could have been
    that of a captcha.
    """
    boxes = some(root, "dl[class*='rich-messages']")
    displayed = [box for box in boxes if "display:none" not in attribute(box, "style").replace(" ", "")]
    if any(not text_of(box) for box in displayed):
        raise PageChanged("the message box is displayed without a message")
    return " ".join(filter(None, map(text_of, boxes))) or None


def _limit_sentence(root: Node) -> str | None:
    sentences = [text_of(box) for box in every(root, "div[class*='alert']")]
    return next((sentence for sentence in sentences if LIMIT_SENTENCE.search(sentence)), None)


def _answer(page: str, outcome: Outcome, reason: str, message: str | None = None) -> ParsedPage:
    return ParsedPage(system=CourtSystem.PJE, page=page, outcome=outcome, reason=reason, message=message)
