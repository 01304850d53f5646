"""Reads what PJe's RichFaces scripts would send: the search form, the movement slider, the scrollers of tables.

The names of fields and events are generated at each deployment, so they are always taken from the page at hand.
"""

import re
from dataclasses import dataclass

from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, every, maybe, one, raw_text_of, text_of

# Each expression reads a script in one pass: a hostile page must not make its reader slow. Where a long middle lies
# between two marks, they are two expressions.
_PARAMETERS = re.compile(r"'parameters':\{([^{}]*)\}")
_PAIR = re.compile(r"'([^']*)':'([^']*)'")
_ACTION = re.compile(r"'actionUrl':'([^']*)'")
_CONTAINER = re.compile(r"'containerId':'([^']*)'")
_SUBMITTED_FORM = re.compile(r"A4J\.AJAX\.Submit\('([\w:.-]+)'")
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.)")
_SEARCH_SCRIPT = re.compile(r"executarPesquisa\w*\s*=\s*function[^{]{0,200}\{")
_SEARCH_SCRIPT_END = re.compile(r"\};?\s*$", re.MULTILINE)
_CAPTCHA_SWITCH = re.compile(r"function\s+(executar\w*Captcha)\s*\(\)\s*\{\s*if\s*\(\s*(true|false)\s*\)", re.I)
_CAPTCHA_CALL = re.compile(r"\b(executar\w*Captcha)\s*\(", re.I)
_SLIDER = re.compile(r"new Richfaces\.Slider\(\"([^\"]+)\"\s*,\s*\{")
_SLIDER_OPTIONS = re.compile(r"(.*)\}\s*\)", re.DOTALL)
_SLIDER_MAX = re.compile(r"'maxValue':'(\d+)'")
_SLIDER_AT = re.compile(r"'sliderValue':'(\d+)'")
_SCROLLER = re.compile(r"new Richfaces\.Datascroller\('([\w:.-]+)'\s*,")
_SCROLLER_OPTIONS = re.compile(r"(.*)\)", re.DOTALL)
_NUMBER_FIELD, _NAME_FIELD = (
    f"input[name*='{name}']:not([type]), input[name*='{name}'][type='text']" for name in ("numProcesso", ":nomeParte")
)
MOVEMENTS_PANEL, DOCUMENTS_PANEL = "processoEventoPanel", "processoDocumentoGridTabPanel"
_UNSENT = ("button", "submit", "image", "reset", "file")


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The search form as a browser would send it; `event` is the pair that names the script which searches."""

    action: str
    fields: tuple[tuple[str, str], ...]
    number_field: str
    name_field: str | None
    event: tuple[tuple[str, str], ...]
    is_captcha_active: bool


@dataclass(frozen=True, slots=True)
class PageTurner:
    """What turns the pages of one table; `page_field` receives the number of the page."""

    action: str
    container: str
    fields: tuple[tuple[str, str], ...]
    page_field: str
    event: tuple[tuple[str, str], ...]
    current: int
    last: int


def read_search_form(root: Node) -> SearchForm:
    """Return the search form `fPP`; raises PageChanged when it lacks the number's field or the search's event."""
    form = one(root, "form[id='fPP']")
    number = one(form, _NUMBER_FIELD)
    name = maybe(form, _NAME_FIELD)
    scripts = _scripts(root)
    event, action = _search_event(form, scripts)
    return SearchForm(
        action=action or attribute(form, "action"),
        fields=_sent_fields(form),
        number_field=attribute(number, "name"),
        name_field=attribute(name, "name") if name is not None else None,
        event=event,
        is_captcha_active=is_captcha_active(root),
    )


def is_captcha_active(root: Node) -> bool:
    """Say whether the form asks for a captcha: a switched-on script, an image to copy, or a widget with its key.

    The scripts of hCaptcha and reCAPTCHA are on every form; they are called only where the switch says `true`
    (true at TJBA; false at TJMA, TJMG, TRF1, TRF5). TJRR's older form shows an image.
    """
    if every(root, "input[name*='verifyCaptcha'], img[id*='captchaImg']"):
        return True
    if every(root, "form[id='fPP'] [data-sitekey]"):
        return True
    switches = {name: switch == "true" for name, switch in _CAPTCHA_SWITCH.findall(_scripts(root))}
    if any(switches.values()):
        return True
    button = maybe(root, "input[id='fPP:searchProcessos']")
    called = _CAPTCHA_CALL.search(attribute(button, "onclick")) if button is not None else None
    if called and called[1] not in switches:
        raise PageChanged("the search calls a captcha whose switch is not on the page", expected=called[1])
    return False


def read_slider(root: Node, panel: str = MOVEMENTS_PANEL) -> PageTurner | None:
    """Return what turns the pages of movements (or of documents); None when the table has one page.

    Each table has a slider of its own, so only its panel is looked at.
    """
    for script in every(root, f"div[id*=':{panel}_body'] script"):
        text = raw_text_of(script)
        found = _SLIDER.search(text)
        options = _SLIDER_OPTIONS.match(text, found.end()) if found else None
        if found and options:
            return _slider(root, found[1], options[1])
    return None


def read_scroller(table: Node, root: Node, last: int) -> PageTurner | None:
    """Return what turns the pages of a participants' table, or None when it shows one page only."""
    for script in every(table, "tfoot script"):
        text = raw_text_of(script)
        found = _SCROLLER.search(text)
        options = _SCROLLER_OPTIONS.match(text, found.end()) if found else None
        if found and options and every(table, "td[class*='rich-datascr-inact']"):
            form = _SUBMITTED_FORM.search(options[1])
            form_id = form[1] if form else found[1].rpartition(":")[0]
            current = maybe(table, "td[class*='rich-datascr-act']")
            return PageTurner(
                action=_action(options[1]),
                container=_container(options[1]),
                fields=_hidden_fields(root, form_id),
                page_field=found[1],
                event=(("ajaxSingle", found[1]),),
                current=_page_number(current),
                last=last,
            )
    return None


def _page_number(current: Node | None) -> int:
    printed = text_of(current)
    if not printed:
        return 1
    if not printed.isdecimal():
        raise PageChanged("the current page of a table has no number", found=printed)
    return int(printed)


def view_state(root: Node) -> str | None:
    """Return the ViewState that the newest part of the page carries."""
    states = every(root, "input[name='javax.faces.ViewState']")
    return attribute(states[-1], "value") if states else None


def _slider(root: Node, page_field: str, options: str) -> PageTurner:
    last, at = _SLIDER_MAX.search(options), _SLIDER_AT.search(options)
    script = options.replace("\\'", "'")
    form = _SUBMITTED_FORM.search(script)
    if not (last and at and form):
        raise PageChanged("the slider of movements does not say its pages and its form")
    return PageTurner(
        action=_action(script),
        container=_container(script),
        fields=_hidden_fields(root, form[1]),
        page_field=page_field,
        event=_parameters(script),
        current=int(at[1]),
        last=int(last[1]),
    )


def _search_event(form: Node, scripts: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the pair that starts the search, and its address.

    Sending the visible button instead of the script that it calls gives an empty answer, where there is such a script.
    """
    begin = _SEARCH_SCRIPT.search(scripts)
    end = _SEARCH_SCRIPT_END.search(scripts, begin.end()) if begin else None
    if begin and end:
        script = scripts[begin.end() : end.start()]
        event, action = _parameters(script), _action(script)
    else:
        button = one(form, "input[id='fPP:searchProcessos']")
        event, action = _parameters(attribute(button, "onclick")), _action(attribute(button, "onclick"))
    if not event:
        raise PageChanged("the search form does not say which event searches")
    return event, action


def _sent_fields(form: Node) -> tuple[tuple[str, str], ...]:
    """Return the fields in the order and with the values in which a browser sends them."""
    pairs: list[tuple[str, str]] = []
    for control in every(form, "input[name], select[name], textarea[name]"):
        own = control.attributes
        name, kind, value = own.get("name") or "", (own.get("type") or "text").lower(), own.get("value") or ""
        if control.tag == "select":
            chosen = every(control, "option[selected]") or every(control, "option")[:1]
            pairs += [(name, attribute(option, "value")) for option in chosen]
        elif kind in ("radio", "checkbox"):
            pairs += [(name, value or "on")] if "checked" in own else []
        elif kind not in _UNSENT:
            pairs.append((name, value))
    return tuple(pairs)


def _hidden_fields(root: Node, form_id: str) -> tuple[tuple[str, str], ...]:
    """Return the hidden fields of one form, by their names: the parser may not nest forms as PJe does."""
    hidden = every(root, f"input[type='hidden'][name='{form_id}'], input[type='hidden'][name^='{form_id}:']")
    pairs = {(attribute(field, "name"), attribute(field, "value")): None for field in hidden}
    names = {name for name, _ in pairs}
    extra = [] if form_id in names else [(form_id, form_id)]
    return (*extra, *pairs, ("autoScroll", ""))


def _scripts(root: Node) -> str:
    return "\n".join(map(raw_text_of, every(root, "script")))


def _parameters(script: str) -> tuple[tuple[str, str], ...]:
    found = _PARAMETERS.search(script)
    return tuple(_PAIR.findall(found[1])) if found else ()


def _action(script: str) -> str:
    found = _ACTION.search(script)
    return _unescape(found[1]) if found else ""


def _container(script: str) -> str:
    found = _CONTAINER.search(script)
    return found[1] if found else "_viewRoot"


def _unescape(text: str) -> str:
    r"""Return a script's string as text: `\x2D` is a hyphen."""

    def plain(found: re.Match[str]) -> str:
        code = found[1]
        return chr(int(code[1:], 16)) if code[0] in "xu" and len(code) > 1 else code

    return _ESCAPE.sub(plain, text)
