"""Reads eproc's forms: their fields for a request, the captcha in them, and the sentences that come back with them."""

import re
from dataclasses import dataclass

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, every, text_of
from spiders.roles import fold
from spiders.systems.eproc.vocabulary import SENTENCES

_CASE_NUMBER = re.compile(r"\d{7}-?\d{2}\.?\d{4}\.?\d\.?\d{2}\.?\d{4}")
_WIDGETS = (
    "[class*='cf-turnstile'], [class*='g-recaptcha'], [class*='h-captcha']"
    ", [id='txtInfraCaptcha'], [name='txtInfraCaptcha'], [id='divInfraCaptcha'], [id='lblInfraCaptcha']"
    ", input[name='cf-turnstile-response'], input[name='hdnInfraCaptcha']"
    ", iframe[src*='challenges.cloudflare.com'], iframe[src*='recaptcha']"
    ", script[src*='challenges.cloudflare.com/turnstile']"
)
_MESSAGES = (
    "[id='txaInfraValidacao'], [id='divInfraExcecao'], [id='divInfraMensagem'], [id='divInfraAreaTabela'] > label"
)
_KINDS = {
    Outcome.NOT_FOUND: PageKind.NOT_FOUND,
    Outcome.CAPTCHA: PageKind.WALL,
    Outcome.LOGIN_REQUIRED: PageKind.WALL,
    Outcome.SEALED: PageKind.WALL,
}
_ROWS = frozenset({"tbody", "thead", "tfoot", "tr"})
_NUMBER_MASK = "#######-##.####.#.##.####"


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a browser would send it: where to, the fields in their order, and which field takes what."""

    action: str
    fields: tuple[tuple[str, str], ...]
    number_field: str | None = None
    name_field: str | None = None
    phonetic_field: str | None = None
    first_day_field: str | None = None
    last_day_field: str | None = None


def parse_form(root: Node, page: str = PageKind.SEARCH_FORM) -> ParsedPage:
    """Say what a form without rows means: its own sentence, a captcha, or nothing at all (nobody was asked yet)."""
    number = _requested_number(root)
    for message in messages_of(root):
        outcome, reason = meaning_of(message)
        return _answer(_KINDS.get(outcome, page), outcome, reason, message, number)
    # A table of many forms holds the fields of all of them: it is looked through once.
    holders = {holder.mem_id: holder for holder in map(_holder, every(root, "form"))}
    if any(every(holder, "input[type='password']") for holder in holders.values()):
        return _answer(PageKind.WALL, Outcome.LOGIN_REQUIRED, "the court asks for a login", None, number)
    if has_captcha(root):
        return _answer(page, Outcome.CAPTCHA, "the form asks for a captcha", None, number)
    if number:
        return _answer(page, Outcome.UPSTREAM_ERROR, "the form came back with the number and no word", None, number)
    return _answer(page, Outcome.UNSUPPORTED, "a form without captcha: nothing was asked yet", None, None)


def messages_of(root: Node) -> list[str]:
    """Return what the court says: in the hidden text of an alert, in an exception's box, in place of a table."""
    return [text for box in every(root, _MESSAGES) if (text := text_of(box))]


def meaning_of(message: str) -> tuple[Outcome, str]:
    """Return the outcome of a sentence; a sentence that nobody knows is an error, never "not found"."""
    folded = fold(message)
    for pattern, outcome, reason in SENTENCES:
        if pattern.search(folded):
            return outcome, reason
    return Outcome.UPSTREAM_ERROR, "the court answered with an error"


def has_captcha(root: Node) -> bool:
    """Say whether the page shows an image captcha, Turnstile or another widget."""
    return bool(every(root, _WIDGETS))


def read_form(root: Node) -> Form:
    """Return the search form; raises PageChanged when there is none. TRF2 renames its fields."""
    forms = every(root, "form[id='frmProcessoLista']") or every(root, "form[action*='acao=processo_']")
    if not forms or not attribute(forms[0], "action"):
        raise PageChanged("the page has no search form", expected="frmProcessoLista")
    form = _holder(forms[0])
    return Form(
        action=attribute(forms[0], "action"),
        fields=tuple(_fields(form)),
        number_field=_name_of(form, f"[id='txtNumProcesso'], [onkeypress*='{_NUMBER_MASK}']"),
        name_field=_name_of(form, "[id='txtStrParte']") or _labelled(form, "NOME DA PARTE"),
        phonetic_field=_name_of(form, "[id='chkFonetica']") or _name_of(form, "[type='checkbox']"),
        first_day_field=_name_of(form, "[id='txtDtaInicial'], [name='txtDtaInicial']"),
        last_day_field=_name_of(form, "[id='txtDtaFinal'], [name='txtDtaFinal']"),
    )


def _holder(form: Node) -> Node:
    """Return what holds the form's fields: one that opens between a table's cells is empty, they are in the table."""
    holder = form.parent
    while holder is not None and holder.tag in _ROWS:
        holder = holder.parent
    return holder if holder is not None and holder.tag == "table" else form


def _fields(form: Node) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for field in every(form, "input[name], button[name='sbmNovo'], select[name]"):
        kind = attribute(field, "type").lower()
        if kind in ("checkbox", "radio") and "checked" not in field.attributes:
            continue
        if field.tag == "input" and kind in ("button", "image", "reset"):
            continue
        chosen = [field]
        if field.tag == "select":
            chosen = [option for option in children(field, "option") if "selected" in option.attributes]
        found.append((attribute(field, "name"), attribute(chosen[0], "value") if chosen else ""))
    return found


def _name_of(form: Node, test: str) -> str | None:
    found = every(form, f"input[name]:is({test})")
    return found[0].attributes["name"] if found else None


def _labelled(form: Node, words: str) -> str | None:
    """Return the field of the label with these words, where the field's own id is made up for each session."""
    for label in every(form, "label[for]"):
        if fold(text_of(label)).startswith(words):
            found = [each for each in every(form, "input[name]") if attribute(each, "id") == attribute(label, "for")]
            return found[0].attributes["name"] if found else None
    return None


def _requested_number(root: Node) -> str | None:
    values = [attribute(field, "value").strip() for field in every(root, "input:is([type='text'], :not([type]))")]
    return next((re.sub(r"\D", "", value) for value in values if _CASE_NUMBER.fullmatch(value)), None)


def _answer(page: str, outcome: Outcome, reason: str, message: str | None, number: str | None) -> ParsedPage:
    return ParsedPage(
        system=CourtSystem.EPROC,
        page=page,
        outcome=outcome,
        reason=f"{reason[:1].upper()}{reason[1:]}.",
        message=message,
        requested_number=number,
        is_sealed=outcome is Outcome.SEALED,
    )
