"""Renders e-SAJ pages of today: forms, detail pages of both degrees, the choose-a-case modal, walls and errors."""

import html
import random
from dataclasses import replace
from typing import Any

from tests.court_simulator.model import Case, Incident, Instance, Party, Row
from tests.court_simulator.template import Template
from tests.court_simulator.tribunals import Tribunal
from tests.court_simulator.world import World

NOT_FOUND = "Não existem informações disponíveis para os parâmetros informados."
TRY_LATER = "Não foi possível executar esta operação. Tente novamente mais tarde."
_HEAD, _MENU, _FOOT = (Template(f"esaj_chrome_{part}.html") for part in ("head", "menu", "foot"))
_FORM, _MESSAGE, _CAPTCHA = (Template(f"esaj_{part}.html") for part in ("form", "message", "captcha"))
_FIRST, _SECOND, _SEALED = (Template(f"esaj_show_{part}.html") for part in ("first_degree", "second_degree", "sealed"))
_MODAL, _OPTION, _LOGIN = (Template(f"esaj_{part}.html") for part in ("modal", "modal_option", "login"))
_INCIDENT, _NO_INCIDENT = Template("esaj_incident_row.html"), Template("esaj_no_incident.html")
_POLE = {"active": "poloAtivo", "passive": "poloPassivo"}
_ENTITIES = {
    "á": "&aacute;", "â": "&acirc;", "ã": "&atilde;", "ç": "&ccedil;", "é": "&eacute;", "ê": "&ecirc;", "í": "&iacute;",
    "ó": "&oacute;", "ô": "&ocirc;", "õ": "&otilde;", "ú": "&uacute;", "º": "&ordm;", "Ç": "&Ccedil;", "Ã": "&Atilde;",
}  # fmt: skip
_TO_ENTITIES = str.maketrans(_ENTITIES)


def _chrome(tribunal: Tribunal, app: str) -> dict[str, str]:
    degree = "1º Grau" if app.startswith("cpopg") else "2º Grau"
    return {
        "head": _HEAD.fill(app=f"/{app}", jtr=tribunal.j_tr),
        "menu": _MENU.fill(
            tribunal=tribunal.acronym,
            tribunal_name=html.escape(tribunal.name),
            consultation=f"Consulta de Processos de {degree}",
        ),
        "foot": _FOOT.fill(),
        "app": f"/{app}",
    }


def form_page(tribunal: Tribunal, app: str, number: str = "", **extra: str) -> str:
    """Return the search form; `extra` may hold `message`, `modal`, `captcha` and `results` as HTML."""
    first_part, origin = (number[:15], number[-4:]) if number else ("", "")
    field = "dadosConsulta.valorConsultaNuUnificado" if app.startswith("cpopg") else "dePesquisaNuUnificado"
    values: dict[str, Any] = {"message": "", "modal": "", "captcha": "", "results": ""} | extra
    return _FORM.fill(
        **_chrome(tribunal, app),
        **values,
        csrf="00000000-0000-4000-8000-000000000000",
        first_part=first_part,
        origin=origin,
        jtr=tribunal.j_tr,
        number=number,
        number_field=field,
    )


def message_page(tribunal: Tribunal, app: str, number: str, message: str) -> str:
    return form_page(tribunal, app, number, message=_MESSAGE.fill(app=f"/{app}", message=message))


def captcha_page(tribunal: Tribunal, app: str, number: str) -> str:
    """Return the form with the number filled in, no message, and a reCAPTCHA."""
    return form_page(tribunal, app, number, captcha=_CAPTCHA.fill())


def login_page(tribunal: Tribunal) -> str:
    return _LOGIN.fill(service=f"https%3A%2F%2Fesaj.{tribunal.path}.jus.br%2Fcpopg%2Fj_spring_cas_security_check")


def modal_page(tribunal: Tribunal, app: str, case: Case, appeals: list[Instance]) -> str:
    """Return the form with the modal that lets choose among an appeal and its dependents."""
    main = next(each for each in appeals if not each.suffix)
    others = [
        _OPTION.fill(code=each.code, suffix=each.suffix, case_class=each.case_class, status="Em andamento",
                     date=f"{each.opened_on:%d/%m/%Y}")
        for each in appeals
        if each is not main
    ]  # fmt: skip
    modal = _MODAL.fill(
        code=main.code,
        number=case.number.masked,
        status="Em andamento",
        case_class=main.case_class,
        date=f"{main.opened_on:%d/%m/%Y}",
        others_count=len(others),
        others="\n".join(others),
    )
    return form_page(tribunal, app, case.number.masked, modal=modal)


def sealed_page(world: World, case: Case, instance: Instance, number: int) -> str:
    """Return what a sealed case shows: a tag and initials at some courts, only the password prompt at others."""
    app = case.tribunal.apps[0 if instance.level == "G1" else 1]
    if case.foro_code % 2:
        return _SEALED.fill(**_chrome(case.tribunal, app), number=case.number.masked, code=instance.code)
    initials = [
        replace(each, name=" ".join(f"{word[0]}." for word in each.name.split() if word[0].isalpha()), lawyers=())
        for each in case.parties
    ]
    return detail_page(world, replace(case, parties=initials), instance, number)


def detail_page(world: World, case: Case, instance: Instance, number: int, printed_number: str = "") -> str:
    """Return the detail page of an instance on a day; `printed_number` is an incident's, else the case's."""
    is_first = instance.level == "G1"
    app = case.tribunal.apps[0 if is_first else 1]
    mood = world.mood(case, number)
    rows = [
        _movement(row, index, is_first=is_first, mood=mood)
        for index, row in enumerate(world.rows_on(case, instance, number))
    ]
    parties = world.parties_on(case, number)
    values = _chrome(case.tribunal, app) | {
        "number": printed_number or case.number.masked,
        "code": instance.code,
        "badges": _badges(case, number, is_first=is_first),
        "case_class": html.escape(instance.case_class),
        "subject": html.escape(case.subject),
        "vara": html.escape(instance.judging_body),
        "judge": html.escape(instance.judge),
        "main_parties": "\n".join(_party(each, is_first=is_first, mood=mood) for each in first_of_each_side(parties)),
        "all_parties": _all_parties(parties, is_first=is_first, mood=mood),
        "last_movements": "\n".join(rows[:5]),
        "all_movements": "\n".join(rows),
    }
    if not is_first:
        return _SECOND.fill(**values, origin=html.escape(f"Comarca de {case.comarca} / Foro de {case.comarca}"))
    return _FIRST.fill(
        **values,
        foro=html.escape(f"Foro de {case.comarca}"),
        distributed=f"{case.distributed_on:%d/%m/%Y} às 09:00 - Livre",
        control=f"{case.number.year}/{case.number.sequence[1:]}",
        amount=f"R$ {case.amount}",
        petition_date=f"{case.filed_on:%d/%m/%Y}",
        incidents="\n".join(_incident_row(case, each, place) for place, each in enumerate(case.incidents))
        or _NO_INCIDENT.fill(),
    )


def incident_page(world: World, case: Case, incident: Incident, number: int) -> str:
    """Return the page of an incident: under its own number, else under the case's with a place in brackets."""
    instance = replace(
        case.instances[0], code=incident.code, case_class=incident.case_class, rows=incident.rows, appears=-1
    )
    place = case.incidents.index(incident) + 1
    printed = incident.number.masked if incident.number else f"{case.number.masked} ({place:02d})"
    if incident.trouble == "sealed":
        return _SEALED.fill(**_chrome(case.tribunal, case.tribunal.apps[0]), number=printed, code=incident.code)
    return detail_page(world, replace(case, incidents=[]), instance, number, printed)


def _incident_row(case: Case, incident: Incident, place: int) -> str:
    return _INCIDENT.fill(
        shade=("fundoClaro", "fundoEscuro")[place % 2],
        date=f"{incident.opened_on:%d/%m/%Y}",
        app=f"/{case.tribunal.apps[0]}",
        foro=case.foro_code,
        code=incident.code,
        case_class=html.escape(incident.case_class),
        number=f"&nbsp;({incident.number.masked})" if incident.number else "",
    )


def _badges(case: Case, number: int, *, is_first: bool) -> str:
    if not is_first:
        return '<span class="unj-tag" id="situacaoProcesso">Em andamento</span>'
    if case.is_sealed(number):
        return '<span id="labelSegredoDeJusticaProcesso" class="unj-tag">Segredo de justiça</span>'
    status = case.status_on(number)
    return f'<span id="labelSituacaoProcesso" class="unj-tag">{html.escape(status)}</span>' if status else ""


def first_of_each_side(parties: list[Party]) -> list[Party]:
    """Return the first party of each side, as the short table shows."""
    return [next(each for each in parties if each.side == side) for side in ("active", "passive")]


def _all_parties(parties: list[Party], *, is_first: bool, mood: float) -> str:
    if len(parties) <= 2:
        return ""
    rows = "\n".join(_party(each, is_first=is_first, mood=mood) for each in parties)
    return (
        '<table id="tableTodasPartes" style="margin-left:15px; margin-top:1px; display: none; " align="center"'
        f' width="98%" border="0" cellspacing="0" cellpadding="0" >\n{rows}\n</table>'
    )


def _party(party: Party, *, is_first: bool, mood: float) -> str:
    role, gap = (party.role, "&nbsp;") if is_first else (appeal_role(party), ":&nbsp;")
    pole = "" if is_first else f" {_POLE[party.side]}"
    lawyers = "".join(
        f'\n<br />\n<span class="mensagemExibindo">Advogado:&nbsp;</span>\n{careless(each.name, mood)}\n&nbsp;'
        for each in party.lawyers
    )
    return f"""<tr class="fundoClaro{pole}">
<td valign="top" width="141" style="padding-bottom: 5px" class="label">
<span class="mensagemExibindo tipoDeParticipacao">{role}{gap}</span>
</td>
<td class="nomeParteEAdvogado" width="*" align="left" style="padding-bottom: 5px">
{careless(party.name, mood)}{lawyers}
</td>
</tr>"""


def appeal_role(party: Party) -> str:
    return "Apelante" if party.side == "active" else "Apelado"


def _movement(row: Row, index: int, *, is_first: bool, mood: float) -> str:
    shade = ("fundoClaro", "fundoEscuro")[index % 2]
    suffix = "" if is_first else "Processo"
    line = "containerMovimentacao" if is_first else "movimentacaoProcesso"
    title = row.title.upper() if mood > 0.97 else row.title
    hidden = "" if is_first else '<input type="hidden" name="" value="" />\n'
    return f"""{hidden}<tr class="{shade} {line}" style="">
<td class="dataMovimentacao{suffix}" width="120" style="vertical-align: top">
{row.day:%d/%m/%Y}
</td>
<td width="20" valign="top" aria-hidden="true">
</td>
<td class="descricaoMovimentacao{suffix}" style="vertical-align: top; padding-bottom: 5px">
{careless(title, mood)}
<br />
<span style="font-style: italic;">{careless_complement(row.complement, mood)}</span>
</td>
</tr>"""


def careless(text: str, mood: float) -> str:
    """Return text as one of the ways in which the same words reach the page: odd blanks on some days."""
    escaped = html.escape(text, quote=False)
    if mood < 0.25:
        return escaped.replace(" ", "&nbsp;", 1)
    return escaped.replace(" ", "\n    ", 1) if mood < 0.5 else escaped


def careless_complement(text: str, mood: float) -> str:
    escaped = careless(text, mood)
    return escaped.translate(_TO_ENTITIES) if mood > 0.4 else escaped


def cut(page: bytes, seed: str) -> bytes:
    """Return the beginning of a page, as after a broken connection."""
    return page[: int(len(page) * random.Random(seed).uniform(0.35, 0.8))]
