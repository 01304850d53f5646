"""Renders the tables of PJe's detail page that have pages of their own: each pole's participants, and the documents."""

import hashlib
import html

from tests.court_simulator.model import Case, Party, Row
from tests.court_simulator.movements import numbers_of
from tests.court_simulator.template import Template
from tests.court_simulator.tribunals import Tribunal
from tests.court_simulator.world import World

PARTICIPANTS_TO_A_PAGE, DOCUMENTS_TO_A_PAGE = 10, 15
VIEW_STATE = "@@VIEW_STATE@@"
SIDES = {"active": "Polo ativo", "passive": "Polo Passivo", "third": "Outros interessados"}
_POLE, _POLE_ROW, _SCROLLER = (Template(f"pje_{part}.html") for part in ("pole", "pole_row", "scroller"))
_DOCUMENTS, _DOCUMENT_ROW, _SLIDER = (Template(f"pje_{part}.html") for part in ("documents", "document_row", "slider"))
_LISTS = {
    "active": "processoPartesPoloAtivoResumido",
    "passive": "processoPartesPoloPassivoResumido",
    "third": "processoParteOutrosInteressadosResumido",
}
_FIRST_ID = {"active": 286, "passive": 351, "third": 416}
_WITH_DOCUMENT = ("Juntada", "Expedi", "Proferido")
_ACT = '<td class="rich-datascr-act">{0}</td>'
_INACT = (
    '<td class="rich-datascr-inact" onclick="Event.fire(this, \'rich:datascroller:onscroll\', '
    "{{'page': '{0}'}});\">{0}</td>"
)


class GeneratedIds:
    """The ids of one deployment: a number of the real page to its shifted id."""

    def __init__(self, offset: int) -> None:
        self.offset = offset

    def __getitem__(self, number: int) -> str:
        return f"j_id{number + self.offset}"

    def of_documents(self) -> "GeneratedIds":
        """Return the ids of the slider of documents, which no captured page has."""
        return GeneratedIds(self.offset + 300)


def entities(text: str) -> str:
    """Return HTML without a letter outside ASCII, as PJe's full pages mostly write names."""
    return html.escape(text, quote=False).encode("ascii", "xmlcharrefreplace").decode()


def turner_of(tribunal: Tribunal, ids: GeneratedIds, side: str) -> str:
    """Return the form that turns the pages of a pole; its scroller's field is one id below."""
    return f"{ids[150]}:{_LISTS[side]}{tribunal.binding}:{ids[320]}"


def scroller_of(tribunal: Tribunal, ids: GeneratedIds, side: str) -> str:
    return f"{turner_of(tribunal, ids, side)}:{ids[321]}"


def pole(tribunal: Tribunal, path: str, ids: GeneratedIds, parties: list[Party], which: tuple[str, int]) -> str:
    """Return a page of one pole: a row for each party, below it one for each of its lawyers; `which` is (side, page).

    Rows are numbered through all pages (seen at TJRJ).
    """
    (side, page), start = which, _FIRST_ID[which[0]]
    common = {
        "form": ids[150],
        "list": _LISTS[side],
        "binding": tribunal.binding,
        "column": ids[start + 5],
        "status": ids[start + 41],
    }
    lines = [line for party in parties if party.side == side for line in _lines(tribunal, party)]
    if not lines and tribunal.binding == "List":
        # Where the tables have the other name (TRF1), they are drawn without rows too.
        return f'<div id="{ids[150]}:{_LISTS[side]}Div"></div>'
    first = (page - 1) * PARTICIPANTS_TO_A_PAGE
    rows = [
        _POLE_ROW.fill(
            **common,
            first="rich-table-firstrow " if index == first else "",
            index=index,
            inner=ids[start + 15],
            status_inner=ids[start + 51],
            bold=bold,
            indent=indent,
            text=entities(text),
        )
        for index, (bold, indent, text) in enumerate(lines)
        if first <= index < first + PARTICIPANTS_TO_A_PAGE
    ]
    scroller = _scroller(tribunal, path, ids, which, -(-len(lines) // PARTICIPANTS_TO_A_PAGE))
    return _POLE.fill(
        **common, panel=ids[start], title=SIDES[side], rows="".join(rows), count=len(lines), scroller=scroller
    )


def _lines(tribunal: Tribunal, party: Party) -> list[tuple[str, str, str]]:
    """Return (class, indentation, text) of a party's row and of its lawyers' rows."""
    lines = [("text-bold", "", f"{party.name} - {party.document} ({party.role})")]
    for lawyer in party.lawyers:
        mark = tribunal.mask
        document = f"CPF: {mark * 3}.{lawyer.oab[-3:]}.{mark * 3}-{mark * 2}"
        text = f"{lawyer.name.upper()} - OAB {lawyer.oab} - {document} (ADVOGADO)"
        lines.append(("", "&#160;&#160;&#160;&#160;", text))
    return lines


def _scroller(tribunal: Tribunal, path: str, ids: GeneratedIds, which: tuple[str, int], pages: int) -> str:
    side, page = which
    if pages < 2:
        return ""
    cells = "".join((_ACT if number == page else _INACT).format(number) for number in range(1, pages + 1))
    return _SCROLLER.fill(
        path=path,
        turner=turner_of(tribunal, ids, side),
        scroller=scroller_of(tribunal, ids, side),
        cells=cells,
        view_state=VIEW_STATE,
    )


def documents_of(world: World, case: Case, day: int) -> list[tuple[str, Row]]:
    """Return (the court's number, the movement that it came with) of the documents of a day, newest first."""
    instance, numbers = case.instances[0], numbers_of(case.instances[0])
    rows = [row for row in world.rows_on(case, instance, day) if row.title.startswith(_WITH_DOCUMENT)]
    return [(f"{int(case.number.sequence)}{numbers[id(row)]:03d}", row) for row in rows]


def documents_panel(world: World, case: Case, path: str, ids: GeneratedIds, which: tuple[int, int]) -> str:
    """Return a page of the table of documents; `which` is (day number, page)."""
    (day, page), form = which, ids[150]
    found = documents_of(world, case, day)
    pages = max(1, -(-len(found) // DOCUMENTS_TO_A_PAGE))
    shown = found[(page - 1) * DOCUMENTS_TO_A_PAGE : page * DOCUMENTS_TO_A_PAGE]
    rows = [
        _DOCUMENT_ROW.fill(
            ids=ids,
            form=form,
            index=index,
            first="" if index else "rich-table-firstrow ",
            path=path,
            document=number,
            token=hashlib.sha256(f"{day}/{number}".encode()).hexdigest()[:48],
            title=entities(f"{row.day:%d/%m/%Y} {row.clock} - {row.title}"),
        )
        for index, (number, row) in enumerate(shown)
    ]
    slider = (
        _SLIDER.fill(ids=ids.of_documents(), form=form, path=path, pages=pages, page=page, view_state=VIEW_STATE)
        if pages > 1
        else ""
    )
    return _DOCUMENTS.fill(ids=ids, form=form, rows="".join(rows), total=len(found), slider=slider)
