"""Reads mailboxes: each mail once, judged by its sender, understood, and turned into hints for its cases.

A mail's row and its hints are one transaction, so a crash repeats neither. What a mail says is never stored: the
court's own page says it again when the case is visited.
"""

import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from psycopg import Connection

from capture.credentials import SecretBox
from capture.hints import Share, hint, hint_within
from capture.mail.mailboxes import SQL, open_source, trusted_path
from capture.mail.senders import SenderVerdict, TrustedPath, judge_sender
from capture.mail.sources import FetchedMail, MailSource
from runtime.clock import Clock
from runtime.egress import EgressPolicy
from runtime.errors import SecretUnreadable
from runtime.postgres.pool import Database, Row
from schemas.courts import CourtSystem
from schemas.errors import RefusedError, RetryableError
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.errors import PageChanged
from spiders.recognise import parse_page
from spiders.systems.push_email.message import header_text, read_message

INTERVAL = timedelta(minutes=10)
HINTS_PER_DAY = 500
"""What ARAUTO_MAILBOX_HINTS_PER_DAY says when it says nothing."""
SOURCE = "push_email"
_UNDERSTOOD = (Outcome.FOUND_NEW, Outcome.PARTIAL, Outcome.SEALED)
_LOOK_SECONDS = 2.0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class JudgedMail:
    """What is made of a mail."""

    verdict: str
    reason: str
    sender: str | None = None
    message_id: str | None = None
    mail_system: str | None = None
    case_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What one reading of a mailbox came to."""

    mailbox: str
    read: int = 0
    taken: int = 0
    refused: int = 0
    not_understood: int = 0
    hinted: int = 0
    beyond_share: int = 0
    """Cases that are due by the normal order, because the company's share of the day is used up."""
    error: str | None = None


def keep_reading_mailboxes(
    database: Database,
    clock: Clock,
    box: SecretBox,
    policy: EgressPolicy,
    stop: threading.Event,
    *,
    hints_per_day: int = HINTS_PER_DAY,
) -> None:
    """Read every mailbox when its time has come, until stop; one that cannot be read is tried again at the next."""
    while not stop.is_set():
        try:
            read_due_mailboxes(database, box, policy, clock.now(), hints_per_day=hints_per_day)
        except RetryableError as error:
            log.warning("mailboxes_wait", reason=type(error).__name__)
        stop.wait(_LOOK_SECONDS)


def read_due_mailboxes(
    database: Database, box: SecretBox, policy: EgressPolicy, now: datetime, *, hints_per_day: int = HINTS_PER_DAY
) -> list[ReadingResult]:
    """Read the mailboxes whose time has come; any number of processes may do this at once."""
    with database.transaction() as connection:
        due = connection.execute(SQL["claim_due"], {"now": now, "next_read_at": now + INTERVAL}).fetchall()
    return [read_mailbox(database, mailbox, box, policy, now, hints_per_day=hints_per_day) for mailbox in due]


def read_mailbox(
    database: Database,
    mailbox: Mapping[str, Any],
    box: SecretBox,
    policy: EgressPolicy,
    now: datetime,
    *,
    hints_per_day: int = HINTS_PER_DAY,
) -> ReadingResult:
    """Read the new mails of one mailbox; what was read before a failure counts. The error, if any, is in the result."""
    counts = dict.fromkeys(("read", "taken", "refused", "not_understood", "hinted", "beyond_share"), 0)
    company = mailbox["company_id"]
    share = Share(company, hints_per_day) if company is not None else None
    progress = (mailbox["uid_validity"], mailbox["last_uid"])
    error: str | None = None
    try:
        with closing(open_source(mailbox, box, policy)) as source:
            last = mailbox["last_uid"] if mailbox["uid_validity"] == source.uid_validity else 0
            progress = (source.uid_validity, last)
            for mail in source.mails_after(last):
                _take(database, mailbox, (source, mail), share, counts=counts, now=now)
                progress = (source.uid_validity, max(progress[1], mail.number))
    except (RefusedError, SecretUnreadable, RetryableError) as failure:
        error = str(failure)
        log.warning("mailbox_unreadable", mailbox=mailbox["name"], reason=type(failure).__name__)
    facts = {"id": mailbox["id"], "now": now, "error": error, "uid_validity": progress[0], "last_uid": progress[1]}
    with database.transaction() as connection:
        connection.execute(SQL["mark_read"], facts)
    return ReadingResult(mailbox["name"], error=error, **counts)


def judge_mail(body: bytes | None, path: TrustedPath) -> JudgedMail:
    """Say what is made of a mail: first who sent it, then what it says (pure)."""
    if body is None:
        return JudgedMail("refused", "the mail is larger than any that a court sends")
    try:
        message = read_message(body)
        sender = judge_sender(message, path)
        message_id = header_text(message, "Message-ID")
    except (PageChanged, ValueError, TypeError, LookupError, RecursionError) as error:
        return JudgedMail("refused", f"the mail's headers cannot be read ({type(error).__name__})")
    if not sender.is_trusted:
        return _judged("refused", sender.reason, sender, message_id)
    page = parse_page(body, system=CourtSystem.PUSH_EMAIL)
    numbers = _numbers(page)
    if page.outcome not in _UNDERSTOOD or not numbers:
        reason = page.reason if page.outcome not in _UNDERSTOOD else "the mail names no case number that is right"
        return _judged("not_understood", reason, sender, message_id)
    judged = _judged("taken", page.reason, sender, message_id)
    return JudgedMail(**{**_facts(judged), "mail_system": page.mail_system, "case_numbers": numbers})


def _take(
    database: Database,
    mailbox: Mapping[str, Any],
    fetched: tuple[MailSource, FetchedMail],
    share: Share | None,
    *,
    counts: dict[str, int],
    now: datetime,
) -> None:
    source, mail = fetched
    place = {"mailbox_id": mailbox["id"], "uid_validity": source.uid_validity, "uid": mail.uid}
    with database.transaction() as connection:
        if connection.execute(SQL["list_known"], {**place, "uids": [mail.uid]}).fetchone():
            return
    judged = judge_mail(mail.body, trusted_path(mailbox))
    with database.transaction() as connection:
        if judged.verdict == "taken" and _was_taken(connection, mailbox, judged):
            judged = JudgedMail(**{**_facts(judged), "verdict": "repeated", "reason": "the same mail was read before"})
        facts = {**_facts(judged), **place, "company_id": mailbox["company_id"], "hinted": 0, "now": now}
        facts["case_numbers"] = list(judged.case_numbers)
        added = connection.execute(SQL["add_mail"], facts).fetchone()
        if added is None:  # another process read it in the meantime
            return
        numbers = judged.case_numbers if judged.verdict == "taken" else ()
        hinted, beyond = _hint(connection, numbers, share, now)
        connection.execute(SQL["set_hinted"], {"id": added["id"], "hinted": hinted + beyond})
    counts["read"] += 1
    counts["hinted"] += hinted
    counts["beyond_share"] += beyond
    if judged.verdict in counts:
        counts[judged.verdict] += 1


def _hint(connection: Connection[Row], numbers: Sequence[str], share: Share | None, now: datetime) -> tuple[int, int]:
    """The operator's own mailboxes have no share."""
    if share is None:
        return hint(connection, numbers, SOURCE, now), 0
    return hint_within(connection, numbers, SOURCE, now, share)


def _was_taken(connection: Connection[Row], mailbox: Mapping[str, Any], judged: JudgedMail) -> bool:
    if judged.message_id is None:
        return False
    facts = {"mailbox_id": mailbox["id"], "message_id": judged.message_id}
    row = connection.execute(SQL["find_taken"], facts).fetchone()
    return bool(row and row["is_taken"])


def _numbers(page: ParsedPage) -> tuple[str, ...]:
    found = (case.case_number for case in page.cases if case.case_number and case.case_number_valid)
    return tuple(dict.fromkeys(found))


def _judged(verdict: str, reason: str, sender: SenderVerdict, message_id: str | None) -> JudgedMail:
    return JudgedMail(verdict, _plain(reason) or "", _plain(sender.sender), _plain(message_id))


def _plain(text: str | None) -> str | None:
    """Return a stranger's text as a table can hold it."""
    return text[:500].encode("utf-8", "replace").decode().replace("\x00", "") if text is not None else None


def _facts(judged: JudgedMail) -> dict[str, Any]:
    return {name: getattr(judged, name) for name in JudgedMail.__slots__}
