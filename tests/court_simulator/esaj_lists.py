"""Renders e-SAJ's lists of cases: of a name's, and of several appeals under one number; 25 rows to a page."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.court_simulator.esaj_pages import form_page
from tests.court_simulator.model import Case, Instance, Party
from tests.court_simulator.template import Template
from tests.court_simulator.tribunals import Tribunal

_LIST, _ROW, _PERSON = (Template(f"esaj_{part}.html") for part in ("results", "results_row", "results_person"))
_LINKS = 5
"""Pages that the bar names at once."""


@dataclass(frozen=True, slots=True)
class Found:
    """One row: an instance of a case, with the party that was searched for."""

    case: Case
    instance: Instance
    person: Party | None = None


def list_page(
    tribunal: Tribunal, app: str, found: Sequence[Found], query: dict[str, str], *, page: int, size: int, day: int
) -> str:
    """Return one page of the list; a page past the last one is the last one again."""
    pages = -(-len(found) // size)
    page = max(1, min(page, pages))
    first = (page - 1) * size
    shown = found[first : first + size]
    said = html.escape(urlencode({key: value for key, value in query.items() if key != "paginaConsulta"}))
    numbers = range(max(1, min(page - 2, pages - _LINKS + 1)), pages + 1)[:_LINKS]
    bar = "\n".join(_link(app, said, number, is_here=number == page) for number in numbers)
    listed = _LIST.fill(
        query=said,
        total=len(found),
        first=first + 1,
        last=first + len(shown),
        bar=bar,
        foro=html.escape(f"Foro de {shown[0].case.comarca}" if app.startswith("cpopg") else "Tribunal de Justiça"),
        rows="\n".join(_row(app, each, said, day) for each in shown),
    )
    return form_page(tribunal, app, results=listed)


def _link(app: str, query: str, number: int, *, is_here: bool) -> str:
    if is_here:
        return f'<li class="active"><a href="javascript:" class="paginaAtual" >{number}</a></li>'
    href = f"/{app}/trocarPagina.do?paginaConsulta={number}&{query}"
    return f'<li><a class="paginacao" aria-label="Página {number}" href="{href}">{number}</a></li>'


def _row(app: str, found: Found, query: str, day: int) -> str:
    case, instance, person = found.case, found.instance, found.person
    is_sealed = case.is_sealed(day)
    return _ROW.fill(
        code=instance.code,
        app=f"/{app}",
        query=f"processo.codigo={instance.code}&processo.foro={case.foro_code}&{query}",
        number=f"{case.number.masked}/{instance.suffix}" if instance.suffix else case.number.masked,
        mark="Segredo de Justiça" if is_sealed else "",
        person=_PERSON.fill(role=person.role, name=html.escape(person.name)) if person and not is_sealed else "",
        case_class=html.escape(instance.case_class),
        subject=html.escape(case.subject),
        received=html.escape(f"{instance.opened_on:%d/%m/%Y} - {instance.judging_body}"),
    )
