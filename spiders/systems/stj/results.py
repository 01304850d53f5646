"""Reads what a search by unique number answers when it is not one case: several cases, or none.

No such answer has been captured; the names of the elements are those that several public programs read.
"""

import re

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage, ResultRow
from spiders.errors import PageChanged
from spiders.select import Node, every, text_of
from spiders.systems.stj.vocabulary import CAPTCHA_WORDS, NOTHING_FOUND, RESULT_COUNT

_ROWS = "//div[contains(concat(' ',@class,' '),' clsListaProcessoFormatoVerticalLinha ')]"
_REGISTER = re.compile(r"(?<!\d)(\d{4}/\d{7}-\d)(?!\d)")


def parse_results(root: Node) -> ParsedPage:
    """Return the cases of the list, or that there is none; a form without a sentence proves nothing."""
    said = " ".join(text_of(line) for line in every(root, "//div[contains(@class,'clsMensagemLinha')]"))
    rows = every(root, _ROWS)
    if rows:
        return _list(rows, said)
    meanings = (
        (bool(CAPTCHA_WORDS.search(said)), "captcha", Outcome.CAPTCHA, "The court asks for a captcha."),
        (bool(NOTHING_FOUND.search(said)), PageKind.NOT_FOUND, Outcome.NOT_FOUND, "No case has this number."),
        (bool(said), PageKind.ERROR, Outcome.UPSTREAM_ERROR, "The court answered the search with a sentence."),
    )
    for holds, page, outcome, reason in meanings:
        if holds:
            return _page(page, outcome, reason, said)
    return _page(PageKind.SEARCH_FORM, Outcome.UNSUPPORTED, "A search form: no case was asked yet.")


def parse_greeting(root: Node) -> ParsedPage:
    """The list of services that comes instead of a document or a case says nothing about either."""
    if not every(root, "//div[@id='idSaudacoesServicos']"):
        raise PageChanged("the greeting names no services")
    return _page("greeting", Outcome.UPSTREAM_ERROR, "The court's greeting came instead of what was asked.")


def _list(rows: list[Node], said: str) -> ParsedPage:
    counted = RESULT_COUNT.search(said)
    total = int(counted[1].replace(".", "")) if counted else None
    if total is None or total < len(rows):
        raise PageChanged("the count of results does not fit the rows", found=len(rows), expected=total)
    return ParsedPage(
        system=CourtSystem.STJ,
        page=PageKind.RESULT_LIST,
        outcome=Outcome.FOUND_NEW if total == len(rows) else Outcome.PARTIAL,
        reason="A list of cases." if total == len(rows) else "A list that shows fewer cases than it counts.",
        results_total=total,
        results=tuple(_row(row) for row in rows),
    )


def _row(row: Node) -> ResultRow:
    registers = set(_REGISTER.findall(text_of(row)))
    if len(registers) != 1:
        raise PageChanged("a result does not name one register number", found=len(registers))
    return ResultRow(internal_id=registers.pop())


def _page(page: str, outcome: Outcome, reason: str, message: str | None = None) -> ParsedPage:
    return ParsedPage(system=CourtSystem.STJ, page=page, outcome=outcome, reason=reason, message=message)
