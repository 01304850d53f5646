"""What a page of DEJT says: issues of some days, matters found by case number, an error of its server (pure)."""

import re

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import NextPage, PageKind, ParsedPage, Publication
from spiders.charset import decode_html
from spiders.errors import PageChanged
from spiders.gazette import iso_day
from spiders.page_end import has_end
from spiders.printed_numbers import number_of
from spiders.select import Node, every, maybe, one, parse_html, text_of
from spiders.systems.dejt.matters import read_matters

_SITE = re.compile(rb"[\"'(=]/dejt/(?:f/|plc/|fcls/|topo-)")
_KINDS = ((b"erro-corpo", PageKind.ERROR), (b"corpo:formulario:", PageKind.PUBLICATION_LIST))
_RESULTS = '//span[@id="corpo:formulario:resultados"]'
_MATTERS = '//div[@id="tabelaResultadoMateriaPublicada"]'
_NUMBER = '//input[@id="corpo:formulario:numeroProcesso"]'
_MESSAGES = '//span[@id="corpo:formulario:ajaxMensagem"]//p'
_NONE = re.compile(r"^(?:Não (?:foi|foram) encontrad|Nenhum[a]? .{2,60} encontrad)", re.IGNORECASE)
_HEADER = ("Data de Disponibilização", "Título", "Baixar")
_RANGE = re.compile(r"^(\d{1,6}) até (\d{1,6}) de (\d{1,7})$")
_TRIBUNAL = re.compile(r"\bTRT (?:da )?(\d{1,2})ª Região\b|\b(TST|CSJT)\b")
_SUPERIOR = {"Tribunal Superior do Trabalho": "TST", "Conselho Superior da Justiça do Trabalho": "CSJT"}


def recognise(body: bytes) -> str | None:
    """Return the kind of page by the marks of the site, or None for any other page."""
    if not _SITE.search(body):
        return None
    return next((kind.value for mark, kind in _KINDS if mark in body), PageKind.UNKNOWN.value)


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the page says; raises PageChanged when it has not the shape of one of the site's pages."""
    kind = page or recognise(body)
    if not has_end(body):
        return _page(Outcome.PARTIAL, "The page was cut before its end.")
    root = parse_html(decode_html(body, content_type))
    if kind == PageKind.ERROR:
        message = text_of(one(root, '//div[@id="erro-corpo"]//h1'))
        return _page(Outcome.UPSTREAM_ERROR, "The gazette's server could not answer.", PageKind.ERROR, message)
    if kind != PageKind.PUBLICATION_LIST:
        raise PageChanged("nobody knows this page of DEJT")
    one(root, '//form[@id="corpo:formulario"]')
    requested = _requested(root)
    matters = maybe(root, _MATTERS)
    if matters is not None:
        one(root, _NUMBER)
        rows, said = read_matters(matters, requested), _range(root)
        if said is None:
            raise PageChanged("the page does not say how many matters it shows", expected="1 até 1 de 1")
    else:
        rows, said = _issues(root), _range(root)
    if not rows:
        return _without_rows(root, requested)
    first, last, total = said or (1, len(rows), None)
    if len(rows) != last - first + 1:
        raise PageChanged("the page shows another number of rows than it says", found=len(rows))
    return _found(rows, total=total, has_more=total is not None and last < total, requested=requested)


def _found(rows: tuple[Publication, ...], *, total: int | None, has_more: bool, requested: str | None) -> ParsedPage:
    return ParsedPage(
        system=CourtSystem.DEJT,
        page=PageKind.PUBLICATION_LIST,
        outcome=Outcome.FOUND_NEW,
        reason="Issues or matters of the gazette of the labour courts.",
        results_total=total,
        requested_number=requested,
        next_pages=(NextPage(of="results"),) if has_more else (),
        publications=rows,
    )


def _without_rows(root: Node, requested: str | None) -> ParsedPage:
    messages = [text for node in every(root, _MESSAGES) if (text := text_of(node))]
    if not messages:
        page = _page(Outcome.UNSUPPORTED, "The gazette's search form, without an answer.", PageKind.SEARCH_FORM)
        return page.model_copy(update={"requested_number": requested})
    message = " ".join(messages)
    if _NONE.search(message):
        outcome, reason = Outcome.NOT_FOUND, "The gazette says that it has none."
    elif "captcha" in message.lower():
        outcome, reason = Outcome.CAPTCHA, "The gazette asks for a captcha."
    else:
        outcome, reason = Outcome.UPSTREAM_ERROR, "The gazette says something else than an answer."
    page = _page(outcome, reason, PageKind.PUBLICATION_LIST, message)
    return page.model_copy(update={"requested_number": requested})


def _issues(root: Node) -> tuple[Publication, ...]:
    """Return the issues. The count in the table's heading is none of its rows (16 above one row), so it is not used."""
    results = maybe(root, _RESULTS)
    found = []
    for table in every(results, ".//table") if results is not None else ():
        header, *rows = every(table, "./tr | ./tbody/tr") or [table]
        if tuple(text_of(cell) for cell in every(header, "./th")) != _HEADER:
            raise PageChanged("the table of issues has other columns")
        if not rows:
            raise PageChanged("the table of issues has no row")
        found += [_issue(row) for row in rows]
    if results is not None and not found and every(results, ".//fieldset"):
        raise PageChanged("the heading of issues has no table")
    return tuple(found)


def _issue(row: Node) -> Publication:
    cells = [text_of(cell) for cell in every(row, "./td")]
    day = iso_day(cells[0]) if len(cells) == len(_HEADER) else None
    if day is None or not cells[1]:
        raise PageChanged("a row of issues has no date or no title")
    return Publication(title=cells[1], available_on=day, tribunal=tribunal_of_title(cells[1]))


def tribunal_of_title(title: str) -> str | None:
    """Return the acronym of the court that a title names."""
    said = _TRIBUNAL.search(title)
    if said is None:
        return next((acronym for name, acronym in _SUPERIOR.items() if name in title), None)
    return f"TRT{int(said[1])}" if said[1] else said[2]


def _range(root: Node) -> tuple[int, int, int] | None:
    """Return (first, last, total) as the page says them above and below its rows; a short list of issues does not."""
    said = {match.groups() for node in every(root, "//td") if (match := _RANGE.search(text_of(node)))}
    if not said:
        return None
    if len(said) > 1:
        raise PageChanged("the page counts its rows in two ways", expected="1 até 1 de 1")
    first, last, total = map(int, said.pop())
    if not 1 <= first <= last <= total:
        raise PageChanged("the page counts its matters wrongly", found=(first, last, total))
    return first, last, total


def _requested(root: Node) -> str | None:
    field = maybe(root, _NUMBER)
    return number_of((field.get("value") or "").strip())[0] if field is not None else None


def _page(
    outcome: Outcome, reason: str, kind: str = PageKind.PUBLICATION_LIST, message: str | None = None
) -> ParsedPage:
    return ParsedPage(system=CourtSystem.DEJT, page=kind, outcome=outcome, reason=reason, message=message)
