"""Renders the STF's portal: the page of a case, its two tabs, and the page that ends where a case would begin.

No tab was captured: their elements are those that several public programs read.
"""

import html

from tests.court_simulator.model import Case, Instance, Lawyer, Party
from tests.court_simulator.template import Template
from tests.court_simulator.world import World

_HEAD, _DETAIL = Template("stf_head.html"), Template("stf_detail.html")
_PARTICIPANT = """<div class="processo-partes lista-dados m-l-16 p-t-0">
<div class="detalhe-parte">{role}</div>
<div class="nome-parte">{name}</div>
</div>"""
_PARTIES = """<div id="todas-partes">
{every}
</div>

<div id="partes-resumidas">
{first}
</div>"""
_MOVEMENT = """<li>
<div class="andamento-item col-md-12">
<div class="andamento-detalhe">
<div class="andamento-data">{day}</div>
<h5 class="andamento-nome">{title}</h5>
</div>
<div class="col-md-9 p-0">{complement}</div>
</div>
</li>"""
ERROR = "<html><head><title>500 - Internal server error.</title></head><body><h1>Server Error</h1></body></html>"


def shell_page() -> str:
    """Return what the portal sends for a case that does not exist: no content and no end."""
    return _HEAD.fill()


def incident_of(case: Case) -> str:
    """Return the court's own number of a case."""
    return str(int(case.number.sequence) + 6_000_000)


def detail_page(case: Case, instance: Instance, day: int) -> str:
    """Return the header of a case; the rest comes with its tabs."""
    return _DETAIL.fill(
        head=_HEAD.fill(),
        class_code="Pet",
        court_number=int(case.number.sequence) % 100_000,
        secrecy="Sigiloso" if case.is_sealed(day) else "Público",
        incident=incident_of(case),
        number=case.number.masked,
        case_class=_text(instance.case_class.upper()),
        judge=_text(f"MIN. {instance.judge.upper()}"),
    )


def parties_tab(world: World, case: Case, day: int) -> str:
    """Return the participants, lawyers below their party; the short list repeats the first of each side."""
    parties = world.parties_on(case, day)
    rows = [row for party in parties for row in (_party(party), *map(_lawyer, party.lawyers))]
    return _PARTIES.format(every="\n".join(rows), first="\n".join(map(_party, parties[:2])))


def movements_tab(world: World, case: Case, instance: Instance, day: int) -> str:
    """Return all movements, newest first; the day only is printed."""
    rows = world.rows_on(case, instance, day)
    items = "\n".join(
        _MOVEMENT.format(day=f"{row.day:%d/%m/%Y}", title=_text(row.title), complement=_text(row.complement))
        for row in rows
    )
    return f'<div class="processo-andamentos m-t-8">\n<ul>\n{items}\n</ul>\n</div>'


def _party(party: Party) -> str:
    return _PARTICIPANT.format(role=_text(party.role), name=_text(party.name))


def _lawyer(lawyer: Lawyer) -> str:
    printed = f"{lawyer.name.upper()} ({lawyer.oab[2:]}/{lawyer.oab[:2]})"
    return _PARTICIPANT.format(role="ADV.(A/S)", name=_text(printed))


def _text(text: str) -> str:
    return html.escape(text, quote=False)
