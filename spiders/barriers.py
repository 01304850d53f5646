"""Recognises what stands in front of a court's page: walls, refusals, logins, empty shells, errors (pure).

It says what was met and for how long to wait; it never tries to get past. Which pages belong to a system is said there.
A mark must be unmistakable, because the text of a case may contain any sentence: so titles, and pages with little text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html import unescape

from schemas.outcomes import Outcome

_LOOKED_AT = 65_536
_BEGINNING = 24_576
"""Where a wall has its marks: those seen are shorter as a whole."""
_LITTLE_TEXT = 1500
"""A wall says little: the walls seen show under 600 characters, the shortest page of a case 4,000."""
_SHELL_TEXT = 200
_LONGEST_WAIT = 86_400.0
_MOST_TITLES = 20
"""A page has one title; drawings inside it may have titles of their own."""
_NO_CONTENT = 204
"""A service's own way to say that it has nothing: which system means "not found" by it is the system's knowledge."""
REFUSED = "the court refuses the request (403)"
"""A 403 without the marks of a firewall: of a service that asks for a token, the token's fault."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """What stands in the way; `message` is the court's own sentence where it prints one."""

    outcome: Outcome
    reason: str
    retry_after_seconds: float | None = None
    message: str | None = None


_TITLE_MARK = b"<title>"
_AKAMAI = "Akamai refuses this address"
_BLOCKED_TITLES: tuple[tuple[bytes, str], ...] = (
    (b"just a moment", "Cloudflare asks for a check of the browser"),
    (b"um momento", "Cloudflare asks for a check of the browser"),
    (b"attention required! | cloudflare", "Cloudflare refuses this address"),
    (b"request rejected", "the court's firewall (F5) refuses"),
    (b"access denied", _AKAMAI),
)
_BLOCKED_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"window._cf_chl_opt", "Cloudflare asks for a check of the browser"),
    (b"the requested url was rejected. please consult with your administrator", "the court's firewall (F5) refuses"),
    (b"window.gokuprops", "AWS WAF asks for a check of the browser"),
    (b"awswafcookiedomainlist", "AWS WAF asks for a check of the browser"),
    (b"_incapsula_resource", "Imperva refuses or checks the browser"),
    (b"errors.edgesuite.net", "Akamai refuses this address (errors.edgesuite.net)"),
)
_AWS_CAPTCHA = (b"captchascript.rendercaptcha", b"<title>human verification")
"""AWS WAF's page that asks a person; its other one checks the browser without asking."""
_CAPTCHA_WORDS = re.compile(
    r"captcha|n[ãa]o (?:é|sou) um rob[ôo]|human verification|you are (?:a )?human|"
    r"(?:caracteres|c[óo]digo|letras|n[úu]meros|texto) (?:da|na) imagem|verifica[çc][ãa]o de seguran[çc]a",
    re.IGNORECASE,
)
_CAPTCHA_FIELD = re.compile(rb"<(?:input|img|iframe)\b[^<>]{0,300}captcha")
_CAPTCHA_WIDGETS = (b"g-recaptcha", b"h-captcha", b"cf-turnstile", b"tencentcaptcha(")
_SHELL_ROOTS = re.compile(rb"<(app-root|div id=[\"'](?:root|app)[\"'])[\s>]")
# Openings and ends are looked for apart: one expression for both takes a time square to a hostile page's length.
_TITLE, _TITLE_END = re.compile(r"<title[^<>]*>", re.IGNORECASE), re.compile(r"</title>", re.IGNORECASE)
_INVISIBLE = re.compile(r"<(script|style|noscript|head)\b|<!--", re.IGNORECASE)
_INVISIBLE_ENDS = {
    "": re.compile(r"-->"),
    **{name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "noscript", "head")},
}
_LOGIN_TITLE = re.compile(r"\b(log ?in|sign in|entrar|autentica[çc][ãa]o|acesso ao sistema|cas)\b", re.IGNORECASE)
_LOGIN_URL = re.compile(r"/(login\.seam|sajcas/login|cas/login)|//sso\.|/openid-connect/auth", re.IGNORECASE)
_MAINTENANCE_TITLE = re.compile(r"manuten[çc][ãa]o|indispon[íi]vel|fora do ar|indisponibilidade", re.IGNORECASE)
# "Manutenção de posse" is a subject of cases: the words alone are not a mark.
_MAINTENANCE = re.compile(
    r"\bem manuten[çc][ãa]o\b|manuten[çc][ãa]o (programada|preventiva|d[oe] sistema)|"
    r"temporariamente (indispon|fora do ar)|"
    r"(sistema|servi[çc]o|portal|site|consulta)[^.]{0,60}\b(indispon[íi]vel|fora do ar)\b",
    re.IGNORECASE,
)
_OF_A_SYSTEM = (b"javax.faces.viewstate", b"/cpopg", b"/cposg")
"""Pages with these marks come from a court's system, whose parser says what they are."""
_ERROR_TITLE = re.compile(
    r"^(jboss|apache tomcat|http status|error report|erro\b|error\b|5\d\d\b|bad gateway|service unavailable|"
    r"internal server error|gateway time-?out)",
    re.IGNORECASE,
)
_STATUS_TITLES: tuple[tuple[re.Pattern[str], Outcome, str], ...] = (
    (re.compile(r"^429\b|too many requests", re.IGNORECASE), Outcome.RATE_LIMITED, "the court asks for fewer requests"),
    (
        re.compile(r"^403\b|^forbidden$|cloudflare to restrict|ddos-guard", re.IGNORECASE),
        Outcome.BLOCKED,
        "the request is refused",
    ),
    (re.compile(r"^404\b|^not found$|\| 5\d\d: ", re.IGNORECASE), Outcome.UPSTREAM_ERROR, "an error page of a server"),
)
"""Titles of pages that a server or a network in front of it shows instead of the court's."""
_ERROR_MARKS = (b"jbweb0000", b"org.jboss.seam.", b"javax.servlet.servletexception", b"<h1>http status 5")


def barrier_of(status: int, headers: Mapping[str, str], body: bytes, url: str = "") -> Barrier | None:
    """Return what stands in the way of an answer, or None when it may be a page of the court.

    Args: headers: with lower-case names; url: the final address after redirects.
    """
    if status == _NO_CONTENT:
        return None
    wait = retry_after_seconds(headers)
    # A refusal is often an empty page: then its status says more than its emptiness.
    found = (firm_wall(body) if body.strip() or status < 400 else None) or _by_headers(headers)
    if found is None and status >= 400:
        found = _by_status(status, body)
    if found is None and _LOGIN_URL.search(url):
        found = Barrier(Outcome.LOGIN_REQUIRED, "the court sent the request to its login page")
    if found is None:
        found = None if _is_of_a_system(body[:_LOOKED_AT]) else loose_wall(body)
    return None if found is None else Barrier(found.outcome, found.reason, wait, found.message)


def _is_of_a_system(beginning: bytes) -> bool:
    """Most pages print the marks in small letters: those need no copy."""
    if any(mark in beginning for mark in _OF_A_SYSTEM):
        return True
    lowered = beginning.lower()
    return any(mark in lowered for mark in _OF_A_SYSTEM)


def firm_wall(body: bytes) -> Barrier | None:
    """Return the firewall or challenge that the body is, by marks that no court's own page has."""
    if not body.strip():
        return Barrier(Outcome.UPSTREAM_ERROR, "the court answered with an empty page")
    lowered = body[:_LOOKED_AT].lower()
    beginning = lowered[:_BEGINNING]
    reason = _blocked_title(lowered) or next((said for mark, said in _BLOCKED_MARKS if mark in beginning), None)
    if any(mark in beginning for mark in _AWS_CAPTCHA) and b"awswaf" in beginning:
        return Barrier(Outcome.CAPTCHA, "AWS WAF asks for a captcha")
    if reason == _AKAMAI:
        return Barrier(Outcome.BLOCKED, reason) if b"reference" in lowered else None
    return Barrier(Outcome.BLOCKED, reason) if reason and _is_short(body) else None


def _blocked_title(lowered: bytes) -> str | None:
    """What one of the first titles says; each mark alone would be looked for through the whole page."""
    at = lowered.find(_TITLE_MARK)
    for _ in range(_MOST_TITLES):
        if at < 0:
            return None
        at += len(_TITLE_MARK)
        for mark, reason in _BLOCKED_TITLES:
            if lowered.startswith(mark, at):
                return reason
        at = lowered.find(_TITLE_MARK, at)
    return None


def loose_wall(body: bytes) -> Barrier | None:
    """Return the wall that a page which no system knows seems to be: captcha, login, shell, maintenance, error."""
    if not body.strip():
        return Barrier(Outcome.UPSTREAM_ERROR, "the court answered with an empty page")
    read = _title_and_words(body)
    return _by_words(body[:_LOOKED_AT].lower(), *read) if read else None


def captcha_in_words(body: bytes) -> Barrier | None:
    """Return the captcha that a page of little text speaks of without a widget that is known.

    Only for a page that no system knows: a form with a captcha may also say that a case was not found.
    """
    read = _title_and_words(body)
    found = read and (_CAPTCHA_WORDS.search(" ".join(read)) or _CAPTCHA_FIELD.search(body[:_LOOKED_AT].lower()))
    return Barrier(Outcome.CAPTCHA, "the page only asks for a captcha") if found else None


def _title_and_words(body: bytes) -> tuple[str, str] | None:
    """Return the title and the visible words of a page that says little, None for any other body."""
    lowered = body[:_LOOKED_AT].lower()
    if b"<html" not in lowered and b"<body" not in lowered and b"<!doctype html" not in lowered:
        return None
    text = _decoded(body[:_LOOKED_AT])
    visible = _visible(text)
    return (_title(text), visible) if len(visible) <= _LITTLE_TEXT else None


def _decoded(body: bytes) -> str:
    """A wall in Latin is read by its words too; a letter that the limit cut is no sign of Latin."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        return body.decode("utf-8" if error.end >= len(body) - 1 else "latin-1", "replace")


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Return the wait that `Retry-After` asks for; a date is measured against the answer's own `Date`."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return min(float(value), _LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return min(max(wait.total_seconds(), 0.0), _LONGEST_WAIT)


def _by_headers(headers: Mapping[str, str]) -> Barrier | None:
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return Barrier(Outcome.BLOCKED, "Cloudflare asks for a check of the browser")
    action = headers.get("x-amzn-waf-action", "").lower()
    if action == "captcha":
        return Barrier(Outcome.CAPTCHA, "AWS WAF asks for a captcha")
    if action:
        return Barrier(Outcome.BLOCKED, "AWS WAF asks for a check of the browser")
    return None


def _by_status(status: int, body: bytes) -> Barrier:
    if status == 401:
        return Barrier(
            Outcome.LOGIN_REQUIRED, "the court asks for credentials (401); a public key may have been replaced"
        )
    if status == 403:
        return Barrier(Outcome.BLOCKED, REFUSED)
    if status == 429:
        return Barrier(Outcome.RATE_LIMITED, "the court asks for fewer requests (429)")
    if status >= 500:
        said = loose_wall(body)
        if said is not None and said.outcome is Outcome.MAINTENANCE:
            return said
        return Barrier(Outcome.UPSTREAM_ERROR, f"the court answered with an error ({status})")
    return Barrier(Outcome.UPSTREAM_ERROR, f"the court refused the request ({status}); the address may have moved")


def _by_words(lowered: bytes, title: str, visible: str) -> Barrier | None:
    if any(widget in lowered for widget in _CAPTCHA_WIDGETS) and b"data-sitekey" in lowered:
        return Barrier(Outcome.CAPTCHA, "the page only asks for a captcha")
    if b'type="password"' in lowered and (_LOGIN_TITLE.search(title) or b"kc-form-login" in lowered):
        return Barrier(Outcome.LOGIN_REQUIRED, "the page asks for a login")
    return _shell(lowered, title, visible) or _trouble(lowered, title.strip(), visible)


def _shell(lowered: bytes, title: str, visible: str) -> Barrier | None:
    if not _SHELL_ROOTS.search(lowered) or len(visible) > _SHELL_TEXT:
        return None
    if "portal de servi" in title.lower():
        return Barrier(Outcome.LOGIN_REQUIRED, "the empty shell of the PDPJ portal, which needs a login")
    return Barrier(Outcome.UPSTREAM_ERROR, "the empty shell of an application that runs in a browser")


def _trouble(lowered: bytes, title: str, visible: str) -> Barrier | None:
    if _MAINTENANCE_TITLE.search(title) or _MAINTENANCE.search(visible):
        message = visible[:300] or title or None
        return Barrier(Outcome.MAINTENANCE, "the court says that its system is out of service", message=message)
    if _ERROR_TITLE.search(title) or any(mark in lowered for mark in _ERROR_MARKS):
        return Barrier(Outcome.UPSTREAM_ERROR, "an error page of the court's server", message=title[:200] or None)
    for words, outcome, reason in _STATUS_TITLES:
        if words.search(title):
            return Barrier(outcome, reason, message=title[:200])
    return None if visible else Barrier(Outcome.UPSTREAM_ERROR, "the page shows nothing")


def _is_short(body: bytes) -> bool:
    return len(_visible(body[:_LOOKED_AT].decode("utf-8", "replace"))) <= _LITTLE_TEXT


def _title(text: str) -> str:
    begin = _TITLE.search(text)
    end = _TITLE_END.search(text, begin.end()) if begin else None
    return unescape(" ".join(text[begin.end() : end.start()].split())) if begin and end else ""


def _visible(text: str) -> str:
    """Return the text that a reader would see, without the head, scripts and styles."""
    return " ".join(unescape(_without_tags(_without_invisible(text))).split())


def _without_invisible(text: str) -> str:
    """Leave out comments and elements that nobody sees; what is opened and never ended stays."""
    kept: list[str] = []
    unended: set[str] = set()
    begin = position = 0
    while found := _INVISIBLE.search(text, position):
        position = found.end()
        kind = (found[1] or "").lower()
        if kind in unended:
            continue
        end = _INVISIBLE_ENDS[kind].search(text, position)
        if end is None:
            unended.add(kind)
            continue
        kept.append(text[begin : found.start()])
        begin = position = end.end()
    return " ".join((*kept, text[begin:]))


def _without_tags(text: str) -> str:
    """Leave out everything from a `<` to the next `>`."""
    kept: list[str] = []
    begin = 0
    while (opening := text.find("<", begin)) >= 0 and (closing := text.find(">", opening)) >= 0:
        kept.append(text[begin:opening])
        begin = closing + 1
    return " ".join((*kept, text[begin:]))
