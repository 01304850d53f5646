"""Renders eproc's public consultation: the form, the two lists of a name search, cases, the list of distributions."""

import html

from tests.court_simulator.model import Case, Party, Row
from tests.court_simulator.movements import numbers_of
from tests.court_simulator.template import Template
from tests.court_simulator.tribunals import Tribunal
from tests.court_simulator.world import World

HASH = "@@HASH@@"
"""Left open in links; the site fills in the hash of the session."""
NEWEST = 10
FORM_TITLE, DETAIL_TITLE = "Consulta Processual - Busca de Processo", "Consulta Processual - Detalhes do Processo"
NOTHING = "<label>Nenhum registro encontrado.</label>"
_CONTROLLER = "externo_controlador.php?acao="
_HEAD, _FOOT, _FORM, _CAPTCHA, _ALERT, _LOGIN = (
    Template(f"eproc_{part}.html") for part in ("head", "foot", "form", "captcha", "alert", "login")
)
_PERSONS, _PERSON, _CASES, _CASE = (Template(f"eproc_{part}.html") for part in ("persons", "person", "cases", "case"))
_DETAIL, _EVENT, _ALL_EVENTS = (Template(f"eproc_{part}.html") for part in ("detail", "event", "all_events"))
_INDENT, _LAWYERS_INDENT = "&nbsp;" * 3, "&nbsp;" * 10


def page(tribunal: Tribunal, degree: str, title: str, body: str) -> str:
    """Return a whole page of an installation."""
    return (
        f"{_HEAD.fill(title=title, instance=f'instancia-{degree}')}\n{body}\n{_FOOT.fill(acronym=tribunal.acronym)}\n"
    )


def form(*, number: str = "", answer: str = "", has_captcha: bool = False, is_wrong: bool = False) -> str:
    """Return the search form, with what a search came to below it."""
    return _FORM.fill(
        number=html.escape(number),
        answer=answer,
        captcha=_CAPTCHA.fill() if has_captcha else "",
        alert=_ALERT.fill() if is_wrong else "",
    )


def login() -> str:
    return _LOGIN.fill()


def refusal(sentence: str) -> str:
    """Return the box in which eproc says why it shows nothing; no real one was captured."""
    return f'<div id="divInfraExcecao" class="infraExcecao"><span class="infraExcecao">{sentence}</span></div>'


def distribution_form(answer: str = "") -> str:
    """Return the form of the list of distributions as people who use it describe it; no page of it was captured."""
    return (
        f'<form id="frmDistribuicaoLista" method="post" action="{_CONTROLLER}processo_distribuicao_listar">'
        '<input type="text" id="txtDtaInicial" name="txtDtaInicial" value="" />'
        '<input type="text" id="txtDtaFinal" name="txtDtaFinal" value="" />'
        '<button type="submit" name="sbmNovo" id="sbmNovo" value="Consultar">Consultar</button>'
        f'<div id="divInfraAreaTabela" class="infraAreaTabela">{answer}</div></form>'
    )


def distribution_table(cases: list[Case], world: World, number: int) -> str:
    rows = [
        f'<tr class="{stripe(place)}"><td>{place + 1}</td><td>{case.number.masked}</td>'
        f"<td>{_text(case.instances[0].case_class)}</td><td>{_text(case.subject)}</td>"
        f"<td>{_listed(case, world, number)}</td>"
        f"<td>{_text(case.comarca)}</td><td>{_text(case.instances[0].judging_body)}</td>"
        f"<td>{case.distributed_on:%d/%m/%Y} 10:00:00</td></tr>"
        for place, case in enumerate(cases)
    ]
    heads = ("", "Nº Processo", "Classe", "Assunto", "Partes", "Localidade", "Órgão Atual", "Data da Distribuição")
    return (
        f'<table class="infraTable"><caption class="infraCaption">Lista de Distribuição ({count(len(rows))}):</caption>'
        f"<tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{''.join(rows)}</table>"
    )


def _listed(case: Case, world: World, number: int) -> str:
    if case.is_sealed(number):
        return "Segredo de Justiça"
    lines: list[str] = []
    for side, heading in (("active", "Autor"), ("passive", "Réu")):
        lines.append(heading)
        lines += [f"{_text(p.name)} - {_role(p)}" for p in world.parties_on(case, number) if p.side == side]
    return "<br>".join(lines)


def persons(people: list[tuple[str, str, str]]) -> str:
    """Return the list of persons: name, masked document, id."""
    rows = [
        _PERSON.fill(stripe=stripe(place), person=person, name=_text(name), document=document)
        for place, (name, document, person) in enumerate(people)
    ]
    return _PERSONS.fill(count=count(len(rows)), rows="".join(rows))


def cases(found: list[Case], world: World, number: int) -> str:
    """Return the list of a person's cases."""
    rows = []
    for place, case in enumerate(found):
        parties = world.parties_on(case, number)
        names = {
            side: "".join(f"{_text(each.name)}<br>" for each in parties if each.side == side)
            for side in ("active", "passive")
        }
        link = html.escape(case_link(case.number, origin="processo_consulta_nome_parte_publica"))
        rows.append(
            _CASE.fill(stripe=stripe(place), link=link, number=case.number.masked, subject=_text(case.subject), **names)
        )
    return _CASES.fill(count=count(len(rows)), rows="\n".join(rows))


def detail(case: Case, world: World, number: int, *, has_all: bool) -> str:
    """Return a case with its newest events and the link to all of them, or with all of them."""
    instance = case.instances[0]
    numbers = numbers_of(instance)
    rows = sorted((row for row in instance.rows if row.is_visible(number)), key=lambda row: -numbers[id(row)])
    shown = rows if has_all else rows[:NEWEST]
    parties = world.parties_on(case, number)
    link = "" if len(shown) == len(rows) else _ALL_EVENTS.fill(link=case_link(case.number, has_all=True))
    return _DETAIL.fill(
        number=case.number.masked,
        opened=f"{case.distributed_on:%d/%m/%Y} 10:00:00",
        judging_body=_text(f"{instance.judging_body} de {case.comarca}"),
        judge=_text(instance.judge.upper()),
        case_class=_text(instance.case_class),
        related="",
        subject_code=case.subject_code,
        subject=_text(case.subject),
        parties=_parties(parties),
        amount=case.amount,
        events="".join(_event(place, numbers[id(row)], row) for place, row in enumerate(shown)),
        link=link,
    )


def case_link(number: str, *, has_all: bool = False, origin: str = "processo_consulta_publica") -> str:
    """Return a link of the session to a case, or to the page of all its events."""
    which = "&eventos=true" if has_all else f"&acao_origem={origin}&acao_retorno={origin}"
    keys = f"&num_chave=&num_chave_documento=&hash={HASH}"
    return f"{_CONTROLLER}processo_seleciona_publica&num_processo={number}{which}{keys}"


def count(number: int) -> str:
    return f"{number} registro" if number == 1 else f"{number} registros"


def stripe(place: int) -> str:
    return "infraTrEscura" if place % 2 else "infraTrClara"


def _event(place: int, number: int, row: Row) -> str:
    text = f"{row.title}. {row.complement}" if row.complement else row.title
    return (
        _EVENT.fill(
            stripe=stripe(place),
            number=number,
            moment=f"{row.day:%d/%m/%Y} {row.clock}",
            text=_text(text),
            user="SECFP",
            documents="Evento não gerou documento(s)",
        )
        + "\n"
    )


def _parties(parties: list[Party]) -> str:
    """Return both columns; further parties of a side follow in further rows, whose other cell is empty."""
    sides = {side: [each for each in parties if each.side == side] for side in ("active", "passive")}
    heads = "".join(f'<th class="infraTh" width="50%">{_role(sides[side][0])}</th>' for side in ("active", "passive"))
    rows = [
        '<tr class="infraTrClara">'
        + "".join(f"<td>{_cell(sides[side][place : place + 1])}</td>" for side in ("active", "passive"))
        + "</tr>\n"
        for place in range(max(map(len, sides.values())))
    ]
    return f"<tr>{heads}</tr>\n{''.join(rows)}"


def _cell(parties: list[Party]) -> str:
    return "".join(
        f"{_INDENT} - {_text(party.name)}{_INDENT}({_masked(party.document)})<br/><br/>"
        + "".join(f"{_LAWYERS_INDENT}{_text(each.name.upper())}{_INDENT}{each.oab}<br/>" for each in party.lawyers)
        for party in parties
    )


def _masked(document: str) -> str:
    """eproc shows the first digits and ten or fourteen stars."""
    kind, _, digits = document.partition(": ")
    return digits[:4] + "*" * (14 if kind == "CNPJ" else 10)


def _role(party: Party) -> str:
    return {"REU": "RÉU"}.get(party.role, party.role)


def _text(text: str) -> str:
    return html.escape(text, quote=False)
