"""Renders e-SAJ's detail pages in the layout of until 2021: rows of label and value; one court's in Latin-1."""

import html

from tests.court_simulator.esaj_pages import appeal_role, careless, careless_complement, first_of_each_side
from tests.court_simulator.model import Case, Instance, Party, Row
from tests.court_simulator.template import Template
from tests.court_simulator.world import World

_FRAME, _BLOCK = Template("esaj_old_frame.html"), Template("esaj_old_block.html")
_FIRST, _SECOND = Template("esaj_old_first_degree.html"), Template("esaj_old_second_degree.html")
_ALWAYS = "TJAC"


def is_old(case: Case) -> bool:
    """Say whether a case is shown in the old layout: all cases of one court, and some of the others."""
    return case.tribunal.acronym == _ALWAYS or case.foro_code % 9 == 0


def charset_of(case: Case) -> str:
    """Return the charset of a case's page."""
    return "ISO-8859-1" if is_old(case) and case.tribunal.acronym == _ALWAYS else "UTF-8"


def old_detail_page(world: World, case: Case, instance: Instance, number: int) -> str:
    """Return the detail page of an instance on a day."""
    is_first = instance.level == "G1"
    app = case.tribunal.apps[0 if is_first else 1]
    mood = world.mood(case, number)
    rows = [_movement(row, place, mood) for place, row in enumerate(world.rows_on(case, instance, number))]
    parties = world.parties_on(case, number)

    def block(title: str) -> str:
        return _BLOCK.fill(app=f"/{app}", title=title)

    return _FRAME.fill(
        app=f"/{app}",
        charset=charset_of(case),
        consultation=f"Consulta de Processos de {1 if is_first else 2}º Grau",
        number=case.number.masked,
        number_field="dadosConsulta.valorConsultaNuUnificado" if is_first else "dePesquisaNuUnificado",
        before=block("Dados do processo" if is_first else "Dados do Processo") + _code_of(instance),
        header=_header(case, instance, number),
        parties=block("Partes do processo" if is_first else "Partes do Processo"),
        main_parties="\n".join(_party(each, is_first, mood) for each in first_of_each_side(parties)),
        all_parties=_everybody(parties, is_first, mood),
        movements=block("Movimentações"),
        last_movements="\n".join(rows[:5]),
        all_movements="\n".join(rows),
    )


def _code_of(instance: Instance) -> str:
    """The second degree names its code in a field; in the first one it stands in the address."""
    return "" if instance.level == "G1" else f'<input type="hidden" name="cdProcesso" value="{instance.code}">'


def _header(case: Case, instance: Instance, number: int) -> str:
    values = {
        "number": case.number.masked,
        "badges": _badges(case, number, is_first=instance.level == "G1"),
        "case_class": html.escape(instance.case_class),
        "subject": html.escape(case.subject),
        "vara": html.escape(instance.judging_body),
        "judge": html.escape(instance.judge),
    }
    if instance.level != "G1":
        origin = html.escape(f"Comarca de {case.comarca} / Foro de {case.comarca}")
        first = case.instances[0].code
        return _SECOND.fill(**values, app=f"/{case.tribunal.apps[0]}", origin=origin, origin_code=first)
    return _FIRST.fill(
        **values,
        foro=html.escape(f"Foro de {case.comarca}"),
        distributed=f"{case.distributed_on:%d/%m/%Y} às 09:00 - Sorteio",
        control=f"{case.number.year}/{case.number.sequence[1:]}",
        amount=f"R$ {case.amount}",
    )


def _badges(case: Case, number: int, *, is_first: bool) -> str:
    texts = ["Segredo de justiça"] if case.is_sealed(number) else [case.status_on(number)] if is_first else []
    shown = [html.escape(text) for text in texts if text]
    return "".join(f'<span style="color: red; padding-left: 6px;">{text}</span>' for text in shown)


def _everybody(parties: list[Party], is_first: bool, mood: float) -> str:
    if len(parties) <= 2:
        return ""
    rows = "\n".join(_party(each, is_first, mood) for each in parties)
    return (
        '<table id="tableTodasPartes" style="margin-left:15px; margin-top:1px; display: none; " align="center"'
        f' border="0" cellPadding="0" cellSpacing="0" width="98%">\n{rows}\n</table>'
    )


def _party(party: Party, is_first: bool, mood: float) -> str:
    role = party.role if is_first else appeal_role(party)
    lawyers = "".join(
        f'\n<br />\n<span class="mensagemExibindo">Advogado:&nbsp;</span>\n{careless(each.name, mood)}&nbsp;'
        for each in party.lawyers
    )
    return f"""<tr class="fundoClaro">
<td valign="top" align="right" width="141" style="padding-bottom: 5px">
<span class="mensagemExibindo">{role}:&nbsp;</span>
</td>
<td width="*" align="left" style="padding-bottom: 5px">
{careless(party.name, mood)}{lawyers}
</td>
</tr>"""


def _movement(row: Row, place: int, mood: float) -> str:
    return f"""<tr class="{("fundoClaro", "fundoEscuro")[place % 2]}" style="">
<td width="120" style="vertical-align: top">
{row.day:%d/%m/%Y}
</td>
<td width="20" valign="top" aria-hidden="true">
</td>
<td style="vertical-align: top; padding-bottom: 5px">
{careless(row.title, mood)}
<br />
<span style="font-style: italic;">{careless_complement(row.complement, mood)}</span>
</td>
</tr>"""
