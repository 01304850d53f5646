"""What a page of e-SAJ is and what it says (pure): bytes in, a `ParsedPage` with a named outcome out.

The parts of a case are read by the modules beside this one; a page that is not understood never becomes an empty case.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.barriers import firm_wall, loose_wall
from spiders.errors import PageChanged
from spiders.html5 import attribute, every, raw_text_of, text_of
from spiders.roles import fold
from spiders.systems.esaj.header import Header, case_fields, other_numbers, read_header
from spiders.systems.esaj.lists import read_choice, read_result_list
from spiders.systems.esaj.markup import CASE_NUMBER, Markup, ancestors, read_markup
from spiders.systems.esaj.mobile import parse_mobile, recognise_mobile
from spiders.systems.esaj.movements import MovementTable, read_cut_movements, read_movements
from spiders.systems.esaj.parties import read_parties
from spiders.systems.esaj.vocabulary import MESSAGES, SEALED_WORDS

_DETAIL = re.compile(rb'id="(tabela(Todas|Ultimas)Movimentacoes|table(PartesPrincipais|TodasPartes))"')
_NUMBER_MARK = b'id="numeroProcesso"'
_KINDS: tuple[tuple[re.Pattern[bytes], PageKind], ...] = (
    (_DETAIL, PageKind.CASE_DETAIL),
    (re.compile(rb'id="listagemDeProcessos"'), PageKind.RESULT_LIST),
    (re.compile(rb'id="modalIncidentes"'), PageKind.CHOOSE_CASE_MODAL),
    (re.compile(rb'id="(mensagemRetorno|spwTabelaMensagem)"'), PageKind.ERROR),
    (re.compile(rb'name="consultarProcessoForm"|id="(formConsulta|formularioConsulta)"'), PageKind.SEARCH_FORM),
    (re.compile(rb'action="[^"]*/sajcas/login|id="(usernameForm|senhaProcesso)"'), PageKind.WALL),
)
_SITE = re.compile(
    rb"sajcas|saj\.env|esajCelula|esajTabela|<title>[^<]*e-SAJ|para os par\S{1,8}metros informados", re.IGNORECASE
)
_SENTENCE = "Não existem informações disponíveis para os parâmetros informados"
_SECOND_DEGREE = re.compile(r"2\s*º\s*grau|colégios? recursa|turmas? recursa", re.IGNORECASE)
_FIRST_DEGREE = re.compile(r"1\s*º\s*grau", re.IGNORECASE)
_ROOT = re.compile(r"saj\.env\.root\s*=\s*'/(cpopg|cposg)|action=\"[^\"]*/(cpopg|cposg)\w*/search\.do")
_SECOND_DEGREE_IDS = ("secaoProcesso", "orgaoJulgadorProcesso", "relatorProcesso", "situacaoProcesso")
_FIRST_DEGREE_IDS = ("varaProcesso", "foroProcesso", "juizProcesso", "containerDadosPrincipaisProcesso")
_NUMBER_FIELDS = ("nuProcessoUnificadoFormatado", "nuProcessoAntigoFormatado")
_INCIDENT_LINK = "a.incidente"
_INCIDENT_WORD, _BEFORE_INCIDENT = b"incidente", 120
_INCIDENT_ANCHOR = re.compile(rb"""class=["']?[^"'<>]{0,100}\bincidente\b""")
_CAPTCHA_WIDGETS = ("recaptcha/api.js", "g-recaptcha", "recaptcha_response_token", "h-captcha", "turnstile")


def recognise(body: bytes) -> str | None:
    """Return the kind of page by its marks, "unknown" for another page of an e-SAJ site, None for any other page."""
    if body.lstrip()[:1] in (b"[", b"{"):
        return recognise_mobile(body)
    if _shows_number(body):
        return PageKind.CASE_DETAIL.value
    for mark, kind in _KINDS:
        if mark.search(body):
            return kind.value
    return PageKind.UNKNOWN.value if _SITE.search(body) else None


def _shows_number(body: bytes) -> bool:
    """The number of a case is a text here; other systems have an input of that name."""
    at = body.find(_NUMBER_MARK)
    return at >= 0 and body[body.rfind(b"<", 0, at) :].startswith(b"<span")


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the page says. Never raises for a page: what is not understood is `page_changed`.

    Args: page: forces a page kind; content_type: the HTTP header, where it is known.
    """
    kind = page or recognise(body)
    if kind is None or not body or body.isspace():
        return _stranger(body)
    try:
        if body.lstrip()[:1] in (b"[", b"{"):
            return parse_mobile(body, kind, content_type)
        markup = read_markup(body, content_type)
    except PageChanged as error:
        return _end(kind, Outcome.PAGE_CHANGED, str(error))
    if markup.is_cut:
        return _cut_page(markup, kind)
    try:
        return _READERS.get(kind, _unknown)(markup)
    except PageChanged as error:
        return _end(kind, Outcome.PAGE_CHANGED, str(error))


def _case_detail(page: Markup) -> ParsedPage:
    header = read_header(page)
    parties = read_parties(page)
    table = read_movements(page)
    case = _case(page, header, table, parties=parties, parties_total=len(parties), movements_total=len(table.movements))
    remarks = [*header.remarks, *table.remarks]
    if not parties or not table.movements:
        remarks.append(
            "the page says that it has no parties" if not parties else "the page says that it has no movements"
        )
    reason = "; ".join(["the page shows the case", *remarks])
    outcome = Outcome.PARTIAL if table.remarks else Outcome.FOUND_NEW
    return _end(PageKind.CASE_DETAIL, outcome, reason, case=case, is_sealed=case.is_sealed)


def incident_links(body: bytes, own_number: str, content_type: str | None = None) -> tuple[str, ...]:
    """Return the links of a case's page to incidents without a number of their own: nothing else leads to them."""
    if not _has_incident(body):
        return ()
    page = read_markup(body, content_type)
    links = [link for link in every(page.root, _INCIDENT_LINK) if not other_numbers([text_of(link)], own_number)]
    return tuple(href for link in links if "processo.codigo=" in (href := attribute(link, "href")))


def _has_incident(body: bytes) -> bool:
    """Look only where the word stands: the whole page is as large as its parsing is long."""
    at = body.find(_INCIDENT_WORD)
    while at >= 0:
        if _INCIDENT_ANCHOR.search(body, max(at - _BEFORE_INCIDENT, 0), at + _BEFORE_INCIDENT):
            return True
        at = body.find(_INCIDENT_WORD, at + 1)
    return False


def _case(page: Markup, header: Header, table: MovementTable, **more: Any) -> Case:
    stated = case_fields(header)
    linked = header.facts.get("other_cases", [])
    linked = linked + [text_of(link) for link in every(page.root, _INCIDENT_LINK)]
    return Case(
        **stated,
        internal_id=_internal_id(page),
        court_level=_court_level(page),
        related_cases=other_numbers(linked, stated["case_number"]),
        movements=table.movements,
        documents=table.documents,
        documents_total=len(table.documents) or None,
        **more,
    )


def _result_list(page: Markup) -> ParsedPage:
    said = read_result_list(page)
    is_short = said.pop("is_short")
    reason = "the page shows fewer results than it says" if is_short else "the page lists cases"
    outcome = Outcome.PARTIAL if is_short else Outcome.FOUND_NEW
    return _listed(page, PageKind.RESULT_LIST, outcome, reason, said)


def _choice(page: Markup) -> ParsedPage:
    return _listed(
        page, PageKind.CHOOSE_CASE_MODAL, Outcome.FOUND_NEW, "the court asks which case is meant", read_choice(page)
    )


def _listed(page: Markup, kind: PageKind, outcome: Outcome, reason: str, said: dict[str, Any]) -> ParsedPage:
    case = said.pop("case", Case()).model_copy(update={"court_level": _court_level(page)})
    return _end(kind, outcome, reason, case=case, is_sealed=any(row.is_sealed for row in said["results"]), **said)


def _message(page: Markup) -> ParsedPage:
    """A page whose only word is the sentence in the court's message box."""
    sentence = text_of(page.ids.get("mensagemRetorno") or page.ids.get("spwTabelaMensagem"))
    if not sentence:
        return _form(page)
    for words, outcome, reason in MESSAGES:
        if words in fold(sentence):
            kind = PageKind.NOT_FOUND if outcome is Outcome.NOT_FOUND else PageKind.ERROR
            return _end(
                kind, outcome, reason, message=sentence, requested_number=_requested_number(page), **_sealed(outcome)
            )
    reason = "the court answered with a sentence of its own instead of a case"
    return _end(
        PageKind.ERROR, Outcome.UPSTREAM_ERROR, reason, message=sentence, requested_number=_requested_number(page)
    )


def _wall(page: Markup) -> ParsedPage:
    """The login of the portal, or the password of a sealed case where no case is shown."""
    field = page.ids.get("senhaProcesso")
    if field is None:
        return _end(PageKind.WALL, Outcome.LOGIN_REQUIRED, "the court asks for a login (CAS)")
    # Every page of a case hides this box; taking a broken page for a sealed one would purge what is known of the case.
    boxes = (field, *ancestors(field))
    is_shown = not any("display:none" in attribute(box, "style").replace(" ", "") for box in boxes)
    if is_shown and any(words in fold(_visible(page)) for words in SEALED_WORDS):
        reason = "the court shows only that a password is needed for this sealed case"
        return _end(PageKind.WALL, Outcome.SEALED, reason, is_sealed=True)
    return _end(PageKind.UNKNOWN, Outcome.PAGE_CHANGED, "a page of a case that shows nothing of the case")


def _form(page: Markup) -> ParsedPage:
    """The search form: untouched, or come back with the number filled in and without a word."""
    visible = _visible(page)
    number = _requested_number(page)
    if fold(_SENTENCE) in fold(visible):
        reason = "the court knows no such case"
        return _end(PageKind.NOT_FOUND, Outcome.NOT_FOUND, reason, message=f"{_SENTENCE}.", requested_number=number)
    if number is None:
        return _end(
            PageKind.SEARCH_FORM, Outcome.UNSUPPORTED, "the search form before anything was asked: it shows no case"
        )
    if any(widget in page.text for widget in _CAPTCHA_WIDGETS):
        reason = "the form came back with the number filled in and no message: a captcha was not passed"
        return _end(PageKind.WALL, Outcome.CAPTCHA, reason, requested_number=number)
    reason = "the form came back with the number filled in and no message: a temporary fault, or the session was lost"
    return _end(PageKind.SEARCH_FORM, Outcome.UPSTREAM_ERROR, reason, requested_number=number)


def _unknown(page: Markup) -> ParsedPage:
    if fold(_SENTENCE) in fold(_visible(page)):
        return _form(page)
    if barrier := loose_wall(page.text.encode()):
        return _end(PageKind.WALL, barrier.outcome, barrier.reason, message=barrier.message)
    return _end(PageKind.UNKNOWN, Outcome.PAGE_CHANGED, "a page of an e-SAJ site without any known mark")


_READERS = {
    PageKind.CASE_DETAIL.value: _case_detail,
    PageKind.RESULT_LIST.value: _result_list,
    PageKind.CHOOSE_CASE_MODAL.value: _choice,
    PageKind.SEARCH_FORM.value: _form,
    PageKind.ERROR.value: _message,
    PageKind.NOT_FOUND.value: _message,
    PageKind.WALL.value: _wall,
}


def _cut_page(page: Markup, kind: str) -> ParsedPage:
    """A page without its end: what stands before the cut is shown, and nothing is concluded from it."""
    reason = "the page was cut before its end"
    if kind != PageKind.CASE_DETAIL:
        return _end(kind, Outcome.PARTIAL, reason)
    try:
        case = _case(page, read_header(page), read_cut_movements(page))
    except PageChanged as error:
        return _end(kind, Outcome.PARTIAL, f"{reason}; {error}")
    return _end(kind, Outcome.PARTIAL, reason, case=case, is_sealed=case.is_sealed)


def _stranger(body: bytes) -> ParsedPage:
    """A page that is not e-SAJ's: what stands in front of the court, or nobody's."""
    barrier = firm_wall(body) or loose_wall(body)
    if barrier is not None:
        return _end(PageKind.WALL, barrier.outcome, barrier.reason, message=barrier.message)
    return _end(PageKind.UNKNOWN, Outcome.PAGE_CHANGED, "no page of e-SAJ")


def _end(kind: str, outcome: Outcome, reason: str, **said: Any) -> ParsedPage:
    sentence = f"{reason[:1].upper()}{reason[1:]}."
    return ParsedPage(system=CourtSystem.ESAJ, page=str(kind), outcome=outcome, reason=sentence, **said)


def _sealed(outcome: Outcome) -> dict[str, bool]:
    return {"is_sealed": True} if outcome is Outcome.SEALED else {}


def _court_level(page: Markup) -> str | None:
    """The degree by the header's own ids, else by the page's title, else by the address that the page names."""
    if any(name in page.ids for name in _SECOND_DEGREE_IDS):
        return CourtLevel.SECOND.value
    if any(name in page.ids for name in _FIRST_DEGREE_IDS):
        return CourtLevel.FIRST.value
    title = " ".join(text_of(heading) for heading in every(page.root, "h1"))
    root = _ROOT.search(page.text)
    if _SECOND_DEGREE.search(title) or (root and "cposg" in root[0] and not _FIRST_DEGREE.search(title)):
        return CourtLevel.SECOND.value
    return CourtLevel.FIRST.value if _FIRST_DEGREE.search(title) or root else None


def _internal_id(page: Markup) -> str | None:
    """The court's code of the case, where the page names it in a form of its own."""
    for form in every(page.root, 'form[action*="processo.codigo"]'):
        code = parse_qs(urlsplit(attribute(form, "action")).query).get("processo.codigo")
        if code:
            return code[0]
    hidden = every(page.root, 'input[name="cdProcesso"]')
    return attribute(hidden[0], "value") or None if hidden else None


def _requested_number(page: Markup) -> str | None:
    for name in _NUMBER_FIELDS:
        field = page.ids.get(name)
        found = CASE_NUMBER.search(attribute(field, "value")) if field is not None else None
        if found:
            return re.sub(r"\D", "", found[0])
    return None


def _visible(page: Markup) -> str:
    """The text of the page without scripts and styles."""
    texts = (node for node in page.root.traverse(include_text=True) if node.is_text_node)
    pieces = [raw_text_of(text) for text in texts if text.parent is None or text.parent.tag not in {"script", "style"}]
    return " ".join(" ".join(pieces).split())
