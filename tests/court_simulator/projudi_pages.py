"""Renders Projudi: TJGO's form, list of short numbers and detail page, and TJPR's form with its image."""

import html
from collections.abc import Sequence

from tests.court_simulator.ledger import printed_text
from tests.court_simulator.model import Case, Instance, Party
from tests.court_simulator.movements import numbers_of
from tests.court_simulator.template import Template
from tests.court_simulator.world import World

NOT_FOUND = "Nenhum processo encontrado para os dados informados."
TRY_LATER = "Ocorreu um erro inesperado. Por favor, tente novamente em alguns segundos."
BLOCKED = (
    "O sistema de proteção identificou um comportamento incomum e bloqueou a solicitação. "
    "Por favor, tente novamente em alguns segundos."
)
ROWS_TO_A_PAGE = 15
_PARTS = ("detail", "event", "form", "list", "row", "tjpr_form")
_DETAIL, _EVENT, _FORM, _LIST, _ROW, _TJPR_FORM = (Template(f"projudi_{part}.html") for part in _PARTS)
_TURNSTILE = (
    '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit&onload=onTurnstileLoad"'
    " defer></script>"
)
_POLE = """<fieldset id="VisualizaDados" class="VisualizaDados field_processo" >
<legend> {pole} | {role}</legend>
{people}
</fieldset>"""
_ACTIVE = """<fieldset class="VisualizaDados">
<div>Nome </div> <span class="span1 nomes" title="Nome da Parte" alt="Nome da Parte">{name}</span> \
<div><b><font color="red">&#32;</font></b></div>
<br />
<div>Raça</div>
<span class="span1 nomes" title="Raça" alt="Raça">Parda</span>
</fieldset>"""
_PASSIVE = """<fieldset class="VisualizaDados">
<div>Nome</div> <span class="span1 " title="Nome da Parte" alt="Nome da Parte"> <span class="nomes"> {name}</span> \
<b><font color="blue"></font><font color="red">&#32;</font></b></span>
</fieldset>"""
_FILES = (
    "<a href=\"javascript:buscarArquivosMovimentacaoJSON('{code}', 'BuscaProcessoPublica', "
    "'Id_MovimentacaoArquivo', 6, 'false')\">"
    '<img id=\'MostrarArquivos_{code}\' src="imagens/22x22/go-bottom.png" alt="Mostrar ou ocultar arquivos" /></a>'
)
_CHOICE = (
    '<input name="formLocalizarimgEditar" type="image" src="./imagens/imgEditar.png" '
    "onclick=\"AlterarValue('PaginaAtual','-1'); AlterarValue('Id_Processo','{code}');\" >"
)
_NOTE = """
<tr id="segredojus{code}">
<td colspan="5" style="color: #1d4875; text-align: justify">
<div> Processo em segredo de justiça. Para maiores informações, comparecer à Serventia <b> "{unit}". </b></div>
</td>
</tr>"""


def form_page(number: str = "", *, has_captcha: bool = False, message: str = "") -> str:
    """Return the form: untouched, or come back with the number and what the court says about it."""
    return _FORM.fill(widget=_TURNSTILE if has_captcha else "", number=number, message=message)


def tjpr_form_page(number: str = "") -> str:
    return _TJPR_FORM.fill(number=number)


def code_of(case: Case) -> str:
    """Return the court's own number of a case."""
    return str(int(case.number.sequence) + 3_000_000)


def short_of(case: Case) -> str:
    """Return the number as lists print it: sequence and check digits, without leading zeros."""
    return f"{int(case.number.sequence)}-{int(case.number.check)}"


def detail_page(world: World, case: Case, instance: Instance, number: int) -> str:
    """Return the page of an open case."""
    numbers = numbers_of(instance)
    rows = sorted((row for row in instance.rows if row.is_visible(number)), key=lambda row: -numbers[id(row)])
    events = []
    for row in rows:
        place = numbers[id(row)]
        has_files = row.title.startswith(("Juntada", "Expedi"))
        moment = f"{row.day:%d/%m/%Y} {row.clock}"
        events.append(_event(place, f"{code_of(case)}{place:04d}", printed_text(instance, row), moment, has_files))
    parties = world.parties_on(case, number)
    return _DETAIL.fill(
        number=case.number.masked,
        active=_pole("Polo Ativo", _ACTIVE, [party for party in parties if party.side == "active"]),
        passive=_pole("Polo Passivo", _PASSIVE, [party for party in parties if party.side == "passive"]),
        unit=_plain(f"{case.comarca} - {instance.judging_body}"),
        class_code=instance.class_code,
        case_class=_plain(instance.case_class),
        subject_code=case.subject_code,
        subject=_plain(case.subject),
        amount=case.amount,
        distributed=f"{case.distributed_on:%d/%m/%Y} 09:00:01",
        sealed="Não",
        events="\n".join(events),
    )


def _event(place: int, code: str, title: str, moment: str, has_files: bool) -> str:
    return _EVENT.fill(
        stripe=2 - place % 2,
        place=place,
        title=_plain(title),
        complement="",
        moment=moment,
        files=_FILES.format(code=code) if has_files else "",
        code=code,
    )


def _pole(pole: str, box: str, parties: Sequence[Party]) -> str:
    people = "\n".join(box.format(name=_plain(party.name)) for party in parties)
    return _POLE.format(pole=pole, role=_plain(parties[0].role), people=people)


def list_page(world: World, cases: Sequence[Case], number: int, *, page: int = 1) -> str:
    """Return a page of the list: sealed cases by initials, with a note of the unit that has them."""
    shown = cases[(page - 1) * ROWS_TO_A_PAGE : page * ROWS_TO_A_PAGE]
    last = -(-len(cases) // ROWS_TO_A_PAGE)
    turns = "".join(f'<a onclick="buscaPublica({at - 1})" href="#">{at}</a> ' for at in range(page + 1, last + 1))
    pager = f'<div id="Paginacao" class="Paginacao"> <b>Página </b> <b>| {page} |</b>{turns}</div>'
    rows = "\n".join(_row(world, case, number) for case in shown)
    return _LIST.fill(rows=rows, pager=pager if last > 1 else "")


def _row(world: World, case: Case, number: int) -> str:
    is_sealed, code = case.is_sealed(number), code_of(case)
    parties = world.parties_on(case, number)
    names = {side: next(each.name for each in parties if each.side == side) for side in ("active", "passive")}
    if is_sealed:
        names = {side: "".join(word[0] for word in name.split()) for side, name in names.items()}
    unit = _plain(f"{case.comarca} - {case.instances[0].judging_body}")
    return _ROW.fill(
        opens="false" if is_sealed else "true",
        code=code,
        short=short_of(case),
        passive=_plain(names["passive"]),
        active=_plain(names["active"]),
        distributed=f"{case.distributed_on:%d/%m/%Y}",
        choice="" if is_sealed else _CHOICE.format(code=code),
        note=_NOTE.format(code=code, unit=unit) if is_sealed else "",
    )


def _plain(text: str) -> str:
    return html.escape(text, quote=True)
