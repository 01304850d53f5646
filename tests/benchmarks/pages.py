"""Pages of about 120 KB in the shape of each system's real ones, made from the court simulator's templates.

A real page is mostly not the case: up to 55 % are scripts, and menus, hidden fields and long attributes stand around
the tables. So each page has as many movements, parties and scripts as the real ones of its system, and what is missing
to 120 KB stands around them.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.court_simulator import eproc_pages, esaj_pages, pje_pages, projudi_pages
from tests.court_simulator.factory import CaseFactory
from tests.court_simulator.model import Case, Row
from tests.court_simulator.tribunals import EPROC, ESAJ, PJE, PROJUDI, TRIBUNALS
from tests.court_simulator.world import World

PAGE_BYTES = 120_000
_DAY = 1_000
_FIRST_DAY = date(2030, 1, 7)
_SENTENCES = (
    "Certifico e dou fé que, nesta data, procedi à juntada do expediente recebido, com as cautelas de praxe.",
    "Vistos. Manifeste-se a parte contrária no prazo legal, sob pena de preclusão, e tornem conclusos.",
    "Ato ordinatório: ficam as partes intimadas, na pessoa de seus procuradores, da audiência designada.",
    "Defiro o pedido de dilação de prazo por quinze dias, improrrogáveis; decorridos, certifique-se o necessário.",
    "Relação encaminhada à publicação no Diário da Justiça Eletrônico, considerando-se publicada no dia útil seguinte.",
)
_TITLES = ("Proferido Despacho de Mero Expediente", "Certidão de Publicação Expedida", "Petição Juntada", "Conclusos")
_SCRIPT_LINE = (
    "  jQuery('#campo%d').mascara({ tamanho: %d, validar: function (valor) { return valor.length > 0; } });\n"
)
_AROUND = (
    '<li class="menu-item menu-item-nivel-%d"><a id="menu:item:%d" href="#" class="menu-link" title="Menu" '
    "onclick=\"if(window.menu){menu.abrir('menu:item:%d',event,{'nivel':'%d','estado':'fechado'})};return false;\">"
    '<span class="menu-icone" aria-hidden="true"></span>Consultas e serviços</a>'
    '<input type="hidden" id="menu:estado:%d" name="menu:estado:%d" value="fechado" autocomplete="off" /></li>\n'
)

Render = Callable[[World, Case], str]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a page of a system holds, as its real pages do."""

    render: Render
    movements: int
    people: int
    """As many times the two parties of a case, each with a lawyer where the system prints them."""
    script_bytes: int
    scripts: int
    charset: str = "utf-8"


def make_pages(count: int, *, systems: tuple[str, ...] = (), seed: int = 1) -> dict[str, list[bytes]]:
    """Return `count` case pages of each system (or of the named ones) that shows a case on one page."""
    world = World(seed, "small")
    chance = random.Random(f"{seed}/pages")
    return {system: [_page(world, system, chance) for _ in range(count)] for system in systems or SHAPES}


def make_form() -> bytes:
    """Return e-SAJ's search form, which a visit opens first."""
    return esaj_pages.form_page(_a_case(ESAJ).tribunal, "cpopg").encode()


def _page(world: World, system: str, chance: random.Random) -> bytes:
    shape, case = SHAPES[system], _a_case(system)
    rows = [_row(place, chance) for place in range(shape.movements)]
    instance = replace(case.instances[0], rows=list(reversed(rows)))
    filled = replace(case, instances=[instance], parties=case.parties * shape.people)
    page = _with_scripts(shape.render(world, filled), shape)
    lacks = PAGE_BYTES - len(page.encode(shape.charset, "xmlcharrefreplace"))
    return _with_surroundings(page, lacks).encode(shape.charset, "xmlcharrefreplace")


def _a_case(system: str) -> Case:
    tribunal = next(tribunal for tribunal in TRIBUNALS.values() if tribunal.system == system)
    factory = CaseFactory(random.Random(f"{system}/case"))
    parties = factory.strangers(tribunal)
    return factory.case(tribunal, filed_on=_FIRST_DAY, until=_FIRST_DAY, parties=parties, history=1)


def _row(place: int, chance: random.Random) -> Row:
    text = " ".join(chance.choices(_SENTENCES, k=chance.randint(0, 4)))
    clock = f"{9 + place % 9:02d}:{place % 60:02d}:00"
    return Row(_FIRST_DAY + timedelta(days=place), clock, chance.choice(_TITLES), text, 60, -1)


def _with_scripts(page: str, shape: Shape) -> str:
    lines = [_SCRIPT_LINE % (number, number % 40) for number in range(shape.script_bytes // len(_SCRIPT_LINE))]
    each = -(-len(lines) // shape.scripts)
    blocks = ("".join(lines[place : place + each]) for place in range(0, len(lines), each))
    scripts = "".join(f'<script type="text/javascript">\n{block}</script>\n' for block in blocks)
    return page.replace("</head>", f"{scripts}</head>", 1)


def _with_surroundings(page: str, size: int) -> str:
    items: list[str] = []
    while size > 0:
        place = len(items)
        items.append(_AROUND % (place % 3, place, place, place % 3, place, place))
        size -= len(items[-1])
    opened = page.index(">", page.index("<body")) + 1
    return f'{page[:opened]}<ul class="menu">\n{"".join(items)}</ul>\n{page[opened:]}'


def _esaj(world: World, case: Case) -> str:
    return esaj_pages.detail_page(world, case, case.instances[0], _DAY)


def _pje(world: World, case: Case) -> str:
    page = pje_pages.detail_page(world, case, "/pje/1g", pje_pages.GeneratedIds(0), _DAY)
    for blank, value in ((pje_pages.VIEW_STATE, "j_id3"), (pje_pages.SESSION, "A1"), (pje_pages.TOKEN, "b2")):
        page = page.replace(blank, value)
    return page


def _eproc(world: World, case: Case) -> str:
    return eproc_pages.page(
        case.tribunal, "1g", "Detalhes do Processo", eproc_pages.detail(case, world, _DAY, has_all=True)
    )


def _projudi(world: World, case: Case) -> str:
    return projudi_pages.detail_page(world, case, case.instances[0], _DAY)


SHAPES: dict[str, Shape] = {
    ESAJ: Shape(_esaj, movements=70, people=2, script_bytes=38_000, scripts=37),
    PJE: Shape(_pje, movements=40, people=2, script_bytes=25_000, scripts=70),
    EPROC: Shape(_eproc, movements=150, people=2, script_bytes=1_000, scripts=10, charset="iso-8859-1"),
    PROJUDI: Shape(_projudi, movements=40, people=2, script_bytes=67_000, scripts=19, charset="iso-8859-1"),
}
"""Real pages (2022 to 2026): e-SAJ 44 to 118 movements, PJe 15 of all on a page, eproc's list of all events, Projudi 20
to 60 events; 2 to 16 participants."""
