"""Renders the STJ's search: the page of a case with its phases, the lists and sentences of the search, the greeting.

Of the search's other answers none was captured: their elements are those that several public programs read.
"""

import html
from collections.abc import Sequence

from tests.court_simulator.ledger import printed_text
from tests.court_simulator.model import Case, Instance, Party, Row
from tests.court_simulator.template import Template
from tests.court_simulator.world import World

_PARTS = ("head", "foot", "detail", "line", "phase", "greeting")
_HEAD, _FOOT, _DETAIL, _LINE, _PHASE, _GREETING = (Template(f"stj_{part}.html") for part in _PARTS)
_MESSAGE = '<div class="clsMensagemLinha">{text}</div>'
_RESULT = """<div class="clsListaProcessoFormatoVerticalLinha">
<span>MS {number}</span><span>({register})</span>
</div>"""
_DOCUMENT = """<div id="{phase}" class="classDivLinhaFaseDocumentos clssDisplayNone">
<a onclick="abrirDocumento('/processo/dj/documento/mediado/?tipo_documento=documento&componente=MON&sequencial={phase}\
&num_registro={digits}&tipo=0', 'false', 'true', 'idRevistaEletronicaFormato{phase}')">Decisão Monocrática</a>
</div>"""
_OPEN, _SEALED = "Processo eletrônico.", "Processo eletrônico em segredo de justiça."


def register_of(case: Case) -> str:
    """Return the register number of a case, in its printed form."""
    sequence = int(case.number.sequence)
    return f"{case.filed_on.year}/{sequence % 10**7:07d}-{sequence % 10}"


def detail_page(world: World, case: Case, instance: Instance, day: int) -> str:
    """Return the page of a case; of a sealed one the parties are left out and no phase is shown."""
    is_sealed = case.is_sealed(day)
    rows = [] if is_sealed else world.rows_on(case, instance, day)
    newest = rows[0] if rows else None
    return _DETAIL.fill(
        head=_HEAD.fill(),
        foot=_FOOT.fill(),
        class_code="MS",
        court_number=int(case.number.sequence) % 10**7,
        state=case.tribunal.state,
        register=register_of(case),
        filed_on=f"{case.filed_on:%d/%m/%Y}",
        case_class=_text(instance.case_class.upper()),
        parties="" if is_sealed else "\n".join(map(_participant, world.parties_on(case, day))),
        place=_text(f"Saída para {instance.judging_body}"),
        kind=_SEALED if is_sealed else _OPEN,
        digits=case.number,
        number=case.number.masked,
        judge=_text(instance.judge.upper()),
        body=_text(instance.judging_body.upper()),
        subject=_text(case.subject),
        origin=_text(case.tribunal.name.upper()),
        origin_numbers=case.number,
        last_phase=_text(f"{newest.day:%d/%m/%Y} ({newest.clock[:5]}) {newest.title.upper()}") if newest else "",
        phases="\n".join(_phase(case, instance, place, row) for place, row in enumerate(rows)),
        decisions="",
    )


def message_page(text: str) -> str:
    """Return the form with a sentence of the court."""
    return _HEAD.fill() + "\n" + _MESSAGE.format(text=_text(text)) + _FOOT.fill()


def list_page(cases: Sequence[Case]) -> str:
    """Return the list of several cases that carry the number asked for."""
    rows = "\n".join(
        _RESULT.format(number=int(case.number.sequence) % 10**7, register=register_of(case)) for case in cases
    )
    said = _MESSAGE.format(text=f"Pesquisa resultou em {len(cases)} registro(s).")
    return "\n".join((_HEAD.fill(), said, rows, _FOOT.fill()))


def nothing_page() -> str:
    return message_page("Pesquisa resultou em 0 registro.")


def greeting_page() -> str:
    """Return what comes instead of a page when the court is at fault."""
    return _GREETING.fill()


def _participant(party: Party) -> str:
    lines = [_line(f"{party.role} ", party.name, "tipoPesquisaParteNome", party.name)]
    lines += [
        _line("ADVOGADO", f"{each.name.upper()} - {each.oab}", "tipoPesquisaAdvogadoNome", each.name)
        for each in party.lawyers
    ]
    return "\n".join(lines)


def _line(role: str, name: str, search: str, searched: str) -> str:
    return _LINE.fill(role=_text(role), name=_text(name), search=search, searched=html.escape(searched))


def _phase(case: Case, instance: Instance, place: int, row: Row) -> str:
    phase = f"{int(case.number.sequence)}{place:03d}"
    has_document = row.title.startswith("Proferido")
    return _PHASE.fill(
        phase=phase,
        day=f"{row.day:%d/%m/%Y}",
        clock=row.clock[:5],
        text=_text(printed_text(instance, row)),
        code=row.code,
        documents=_DOCUMENT.format(phase=phase, digits=register_of(case).replace("/", "").replace("-", ""))
        if has_document
        else "",
    )


def _text(text: str) -> str:
    return html.escape(text, quote=False)
