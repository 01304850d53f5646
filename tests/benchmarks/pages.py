"""Pages of about 120 KB in the shape of each system's real ones, made from the court simulator's templates.

A real page of that size holds some 25 KB of scripts and 60 to 120 movements with a few lines of text each; so do these.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from tests.court_simulator import eproc_pages, esaj_pages, pje_pages
from tests.court_simulator.factory import CaseFactory
from tests.court_simulator.model import Case, Row
from tests.court_simulator.tribunals import EPROC, ESAJ, PJE, TRIBUNALS
from tests.court_simulator.world import World

PAGE_BYTES = 120_000
_SCRIPT_BYTES = 25_000
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

Render = Callable[[World, Case], str]


def make_pages(count: int, *, systems: tuple[str, ...] = (), seed: int = 1) -> dict[str, list[bytes]]:
    """Return `count` case pages of each system (or of the named ones) that shows a case on one page."""
    world = World(seed, "small")
    chance = random.Random(f"{seed}/pages")
    return {system: [_page(world, system, chance) for _ in range(count)] for system in systems or _RENDERERS}


def make_form() -> bytes:
    """Return e-SAJ's search form, which a visit opens first."""
    return esaj_pages.form_page(_a_case(ESAJ).tribunal, "cpopg").encode()


def _page(world: World, system: str, chance: random.Random) -> bytes:
    """Add movements (where the system pages them: parties) until the page has its size."""
    case, charset = _a_case(system), _CHARSETS.get(system, "utf-8")
    rows: list[Row] = []
    page = b""
    while len(page) < PAGE_BYTES:
        rows.extend(_row(len(rows) + place, chance) for place in range(5))
        parties = case.parties * (1 + len(rows) // 10) if system == PJE else case.parties * 3
        instance = replace(case.instances[0], rows=list(reversed(rows)))
        filled = replace(case, instances=[instance], parties=parties)
        page = _with_scripts(_RENDERERS[system](world, filled)).encode(charset, "xmlcharrefreplace")
    return page


def _a_case(system: str) -> Case:
    tribunal = next(tribunal for tribunal in TRIBUNALS.values() if tribunal.system == system)
    factory = CaseFactory(random.Random(f"{system}/case"))
    parties = factory.strangers(tribunal)
    return factory.case(tribunal, filed_on=_FIRST_DAY, until=_FIRST_DAY, parties=parties, history=1)


def _row(place: int, chance: random.Random) -> Row:
    text = " ".join(chance.choices(_SENTENCES, k=chance.randint(0, 4)))
    clock = f"{9 + place % 9:02d}:{place % 60:02d}:00"
    return Row(_FIRST_DAY + timedelta(days=place), clock, chance.choice(_TITLES), text, 60, -1)


def _with_scripts(page: str) -> str:
    lines = "".join(_SCRIPT_LINE % (number, number % 40) for number in range(_SCRIPT_BYTES // len(_SCRIPT_LINE)))
    return page.replace("</head>", f'<script type="text/javascript">\n{lines}</script>\n</head>', 1)


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


_RENDERERS: dict[str, Render] = {ESAJ: _esaj, PJE: _pje, EPROC: _eproc}
_CHARSETS = {EPROC: "iso-8859-1"}
