"""What a court's push mail says: a body alone, or a whole RFC 5322 message (pure).

What a mail says is a hint. Who sent it is judged where mailboxes are read: a body proves nothing of its sender.
"""

import re
from collections.abc import Callable

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.garbled import is_garbled
from spiders.systems.push_email.eproc import read_eproc
from spiders.systems.push_email.esaj import read_esaj
from spiders.systems.push_email.lines import normalise
from spiders.systems.push_email.message import LONGEST_MAIL, MailText, is_message, open_mail
from spiders.systems.push_email.pje import read_pje, read_pje_jt
from spiders.systems.push_email.projudi import read_projudi
from spiders.systems.push_email.reading import Reading
from spiders.systems.push_email.vocabulary import EPROC, ESAJ, PJE, PJE_JT, PROJUDI

_HINTS = (b"push", b"eventos", b"num. processo", b"projudi", b"processo")
_MARKS: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = (
    (
        EPROC,
        (
            re.compile(r"(?<!\S)Num\. Processo\s*:", re.IGNORECASE),
            re.compile(r"(?<!\S)Evento Número\s*:|nova movimentação relacionada", re.IGNORECASE),
        ),
    ),
    (
        PROJUDI,
        (
            re.compile(r"mensagem automática gerada pelo sistema PROJUDI", re.IGNORECASE),
            re.compile(r"(?<!\S)PROCESSO JUDICIAL\b", re.IGNORECASE),
        ),
    ),
    (
        ESAJ,
        (
            re.compile(r"sistema PUSH está disponibilizando|Portal e-?SAJ", re.IGNORECASE),
            re.compile(r"Novas? Movimenta"),
        ),
    ),
    (
        PJE,
        (
            re.compile(r"PJe Push|o processo a seguir sofreu movimentação", re.IGNORECASE),
            re.compile(r"Número do Processo\s*:", re.IGNORECASE),
        ),
    ),
    (
        PJE_JT,
        (
            re.compile(r"Número do Processo\s*:", re.IGNORECASE),
            re.compile(r"(?<!\S)Eventos\s*:\s*(?:Data\s+Evento|\d{2}/\d{2}/\d{4}|$)"),
        ),
    ),
)
_READERS: dict[str, Callable[..., Reading]] = {
    PJE: read_pje,
    PJE_JT: read_pje_jt,
    ESAJ: read_esaj,
    EPROC: read_eproc,
    PROJUDI: read_projudi,
}


def recognise(body: bytes) -> str | None:
    """Return `push_email` for a mail of a court, "unknown" for another mail, None for what is no mail."""
    if len(body) > LONGEST_MAIL:
        return None
    is_mail = is_message(body)
    lowered = body.lower()
    if not is_mail and (lowered.lstrip()[:1] in (b"{", b"[", b"%") or not any(hint in lowered for hint in _HINTS)):
        return None
    try:
        found = any(_system_of(normalise(part)[0]) for part in open_mail(body).texts)
    except PageChanged:
        return PageKind.UNKNOWN if is_mail else None
    return PageKind.PUSH_EMAIL if found else PageKind.UNKNOWN if is_mail else None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:  # noqa: ARG001
    """Return what the mail says; raises PageChanged when it is no court's push mail, or not as they are."""
    changed: PageChanged | None = None
    for part in open_mail(body, content_type).texts:
        text, is_whole = normalise(part)
        system = _system_of(text)
        if system is None:
            continue
        if is_garbled(text):
            raise PageChanged("the mail's text is garbled: it was decoded with a wrong charset before it came")
        try:
            return _page(system, _read(system, text, part), is_whole=is_whole)
        except PageChanged as error:
            changed = changed or error
    raise changed or PageChanged("no push mail of a court")


def _read(system: str, text: str, part: MailText) -> Reading:
    return _READERS[system](text, is_html=part.is_html)


def _system_of(text: str) -> str | None:
    return next((name for name, marks in _MARKS if all(mark.search(text) for mark in marks)), None)


def _page(system: str, read: Reading, *, is_whole: bool) -> ParsedPage:
    if not read.cases:
        raise PageChanged("the mail names no case")
    sealed = all(case.is_sealed for case in read.cases)
    complaints = []
    if not is_whole or not read.is_ended:
        complaints.append("the mail may have been cut: it has not the end that mails of this court have")
    if read.missing:
        complaints.append(f"it lacks what such a mail has: {', '.join(read.missing)}")
    outcome = Outcome.PARTIAL if complaints else Outcome.SEALED if sealed else Outcome.FOUND_NEW
    said = f"A push mail about {len(read.cases)} case(s)" + "".join(f"; {each}" for each in complaints)
    unread = f" Not understood: {', '.join(sorted(set(read.unread)))}." if read.unread else ""
    return ParsedPage(
        system=CourtSystem.PUSH_EMAIL,
        page=PageKind.PUSH_EMAIL,
        outcome=outcome,
        reason=f"{said}.{unread}",
        is_sealed=any(case.is_sealed for case in read.cases),
        mail_system=system,
        cases=read.cases,
    )
