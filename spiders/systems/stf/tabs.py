"""Reads the two tabs of a case that a visit needs: participants and movements.

No answer of a tab has been captured; the names of the elements are those that several public programs read.
"""

from schemas.cases import Case, Document, Movement
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.printed_values import moment_of
from spiders.select import Node, collapse, every, maybe, one, text_of
from spiders.systems.stf.legacy import document_of
from spiders.systems.stf.participants import Participant, lacks_its_party, nest

PARTIES_PAGE = "parties_page"
_CLASS = "contains(concat(' ',normalize-space(@class),' '),' {} ')"


def parse_parties(root: Node) -> ParsedPage:
    """Return the participants; the short list below the whole one repeats the first of them."""
    whole = one(root, "//*[@id='todas-partes']")
    rows = [_participant(row) for row in every(whole, f".//div[{_CLASS.format('processo-partes')}]")]
    if not rows or maybe(root, "//*[@id='partes-resumidas']") is None:
        return _page(PARTIES_PAGE, Outcome.PARTIAL, "The tab of participants lacks a part.", Case())
    parties = nest(rows)
    if lacks_its_party(parties):
        return _page(PARTIES_PAGE, Outcome.PARTIAL, "The tab of participants lacks the party of a lawyer.", Case())
    case = Case(parties=parties, parties_total=len(parties))
    return _page(PARTIES_PAGE, Outcome.FOUND_NEW, "The participants of a case.", case)


def parse_movements(root: Node) -> ParsedPage:
    """Return the movements, all in one page, newest first."""
    documents: dict[str, Document] = {}
    rows = tuple(_movement(item, documents) for item in every(root, f"//div[{_CLASS.format('andamento-item')}]"))
    if every(root, f"//li[not(.//div[{_CLASS.format('andamento-item')}])]"):
        raise PageChanged("an item of the list shows no movement", expected="andamento-item")
    if not rows:
        raise PageChanged("the tab of movements shows none", expected="andamento-item")
    case = Case(movements=rows, movements_total=len(rows), documents=tuple(documents.values()))
    return _page(PageKind.MOVEMENTS_PAGE, Outcome.FOUND_NEW, "The movements of a case.", case)


def _participant(row: Node) -> Participant:
    role, name = (text_of(one(row, f"./div[{_CLASS.format(kind)}]")) for kind in ("detalhe-parte", "nome-parte"))
    if not role or not name:
        raise PageChanged("a participant lacks role or name")
    return Participant(role, name)


def _movement(item: Node, documents: dict[str, Document]) -> Movement:
    day, title = (text_of(one(item, f".//*[{_CLASS.format(kind)}]")) for kind in ("andamento-data", "andamento-nome"))
    if not title or not day:
        raise PageChanged("a movement has no title or no day")
    body = " ".join(text_of(badge) for badge in every(item, f".//*[{_CLASS.format('andamento-julgador')}]"))
    note = " ".join(text_of(box) for box in every(item, f".//div[{_CLASS.format('col-md-9')}]"))
    offered = []
    for link in every(item, ".//a[contains(@href,'id=')]"):
        found = document_of(link)
        documents.setdefault(found.id, found)
        offered.append(found.id)
    return Movement.model_validate(
        {
            "occurred_on": moment_of(day),
            "text": title,
            "complement": collapse(f"{body} {note}") or None,
            "document_ids": tuple(offered),
        }
    )


def _page(kind: str, outcome: Outcome, reason: str, case: Case) -> ParsedPage:
    return ParsedPage(system=CourtSystem.STF, page=kind, outcome=outcome, reason=reason, case=case)
