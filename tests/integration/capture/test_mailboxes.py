"""Mailboxes are read once and changed never; what a court's mail says makes the visits of watched cases due."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capture.mail import mailboxes, sources
from capture.mail.errors import BadMailbox, MailboxUnreachable
from capture.mail.mailboxes import NewMailbox
from capture.mail.reading import INTERVAL, ReadingResult, keep_reading_mailboxes, read_due_mailboxes, read_mailbox
from capture.mail.senders import TrustedPath
from capture.mail.sources import ImapAddress
from monitor_config.companies import add_company
from runtime.clock import ManualClock
from runtime.egress import EgressPolicy
from runtime.postgres.pool import Database
from runtime.secrets import SecretBox
from schemas.case_number import CaseNumber
from tests.court_simulator.model import NEVER
from tests.court_simulator.world import World
from tests.support.imap_server import PASSWORD, USER, MailStore, imap_server
from tests.support.push_mails import SERVER, mail, push_body

NOON = datetime(2031, 3, 14, 15, tzinfo=UTC)
LOCAL = EgressPolicy(allow_loopback_http=True)
PATH = TrustedPath(SERVER)


def case(sequence: int) -> CaseNumber:
    return CaseNumber.build(sequence=sequence, year=2031, j_tr="8.13", origin=24)


WATCHED, SEALED, STRANGE = case(1), case(2), case(3)


@pytest.fixture
def box(tmp_path: Path) -> SecretBox:
    return SecretBox(tmp_path / "secrets.key")


@pytest.fixture
def database(stage_database: Database) -> Database:
    with stage_database.transaction() as connection:
        for number, is_sealed in ((WATCHED, False), (SEALED, True)):
            connection.execute(
                "INSERT INTO capture.watches (case_number, tribunal, revision, is_watched, weight, is_sealed, "
                "changed_at) VALUES (%s, 'TJMG', 1, true, 1, %s, %s)",
                (number, is_sealed, NOON),
            )
        connection.execute(
            "INSERT INTO capture.visits (case_number, tribunal, reason, due_at) VALUES (%s, 'TJMG', 'due', %s)",
            (WATCHED, NOON + timedelta(days=9)),
        )
    return stage_database


@pytest.fixture
def store() -> Iterator[MailStore]:
    with imap_server(MailStore()) as served:
        yield served


def add_imap(database: Database, box: SecretBox, store: MailStore, password: str = PASSWORD) -> None:
    host, port = store.address
    new = NewMailbox("office", PATH, imap=ImapAddress(host, port, "none", USER, "INBOX"), password=password)
    with database.transaction() as connection:
        mailboxes.add_mailbox(connection, new, box=box, policy=LOCAL, now=NOON)


def read(database: Database, box: SecretBox, name: str = "office") -> ReadingResult:
    with database.transaction() as connection:
        mailbox = mailboxes.get_mailbox(connection, name)
    return read_mailbox(database, mailbox, box, LOCAL, NOON)


def mails(database: Database, name: str = "office") -> list[dict[str, Any]]:
    with database.transaction() as connection:
        mailbox = mailboxes.get_mailbox(connection, name)
        return mailboxes.list_mails(connection, mailbox["id"], verdict=None, limit=100)


def visits(database: Database) -> list[tuple[str, str, int, datetime]]:
    with database.transaction() as connection:
        rows = connection.execute("SELECT * FROM capture.visits ORDER BY case_number").fetchall()
    return [(row["case_number"], row["reason"], row["priority"], row["due_at"]) for row in rows]


def test_a_mail_makes_the_visit_of_a_watched_case_due_and_of_no_other(database, box, store) -> None:
    for place, number in enumerate((WATCHED, SEALED, STRANGE)):
        store.deliver(mail(push_body(number), message_id=str(place)))
    add_imap(database, box, store)
    result = read(database, box)
    assert (result.read, result.taken, result.hinted, result.error) == (3, 3, 1, None)
    assert visits(database) == [(WATCHED, "hinted", 0, NOON)]


def test_a_mail_is_taken_once_by_its_uid_and_by_its_message_id(database, box, store) -> None:
    store.deliver(mail(push_body(WATCHED)))
    add_imap(database, box, store)
    assert read(database, box).read == 1
    assert read(database, box).read == 0
    store.uid_validity = 2  # the server numbers its mails anew
    assert read(database, box).read == 1
    assert [row["verdict"] for row in mails(database)] == ["repeated", "taken"]


def test_a_forged_mail_takes_no_place_of_the_true_one(database, box, store) -> None:
    store.deliver(mail(push_body(STRANGE), results=None, message_id="same"))
    store.deliver(mail(push_body(WATCHED), message_id="same"))
    add_imap(database, box, store)
    assert read(database, box).hinted == 1
    newest, oldest = mails(database)
    assert (oldest["verdict"], oldest["case_numbers"]) == ("refused", [])
    assert SERVER in oldest["reason"]
    assert newest["verdict"] == "taken"


def test_nothing_is_written_to_the_server(database, box, store) -> None:
    store.deliver(mail(push_body(WATCHED)))
    add_imap(database, box, store)
    read(database, box)
    asked = {command.split()[0] + " " + " ".join(command.split()[1:2]) for command in store.commands}
    assert {name.split()[0] for name in asked} <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    assert {name for name in asked if name.startswith("UID")} <= {"UID SEARCH", "UID FETCH"}
    assert all("PEEK" in command or "SIZE" in command for command in store.commands if "FETCH" in command)


def test_a_reading_that_breaks_keeps_what_it_read_and_goes_on_there(database, box, store) -> None:
    store.deliver(mail(push_body(WATCHED), message_id="1"))
    store.hangs_up_at = store.deliver(mail(push_body(STRANGE), message_id="2"))
    add_imap(database, box, store)
    broken = read(database, box)
    assert broken.read == 1
    assert broken.error is not None
    store.hangs_up_at = None
    assert (read(database, box).read, len(mails(database))) == (1, 2)


def test_a_wrong_password_is_an_error_that_the_list_shows_without_it(database, box, store) -> None:
    add_imap(database, box, store, password="wrong battery")
    assert read(database, box).error is not None
    with database.transaction() as connection:
        (row,) = mailboxes.list_mailboxes(connection)
    assert "cannot be read" in row["last_error"]
    assert "battery" not in str(row)


def test_a_server_that_drips_or_floods_ends_its_own_reading_only(database, box, store, monkeypatch) -> None:
    monkeypatch.setattr(sources, "_LONGEST_READING_SECONDS", 0.5)
    add_imap(database, box, store)
    store.deliver(mail(push_body(WATCHED)))
    store.announces, store.drips = 1_000_000, True
    began = time.monotonic()
    assert read(database, box).error is not None
    assert time.monotonic() - began < 5
    store.announces, store.drips = 5_000_000_000, False
    assert "more than any mail" in str(read(database, box).error)
    store.announces = None
    assert read(database, box).read == 1


def test_passwords_are_encrypted_and_rotate(database, box, store) -> None:
    add_imap(database, box, store)
    with database.transaction() as connection:
        before = mailboxes.get_mailbox(connection, "office")["password_ciphertext"]
    assert PASSWORD not in before
    box.add_key()
    with database.transaction() as connection:
        assert mailboxes.rotate_passwords(connection, box) == 1
    box.drop_old_keys()
    assert read(database, box).error is None


def test_due_mailboxes_are_read_each_in_its_time(database, box, store) -> None:
    add_imap(database, box, store)
    assert [result.mailbox for result in read_due_mailboxes(database, box, LOCAL, NOON)] == ["office"]
    assert read_due_mailboxes(database, box, LOCAL, NOON + INTERVAL / 2) == []
    assert len(read_due_mailboxes(database, box, LOCAL, NOON + INTERVAL)) == 1


@pytest.mark.parametrize(
    ("host", "port", "security"),
    [("127.0.0.1", 993, "tls"), ("10.0.0.8", 993, "tls"), ("mail.example.org", 25, "tls"), ("192.0.2.1", 143, "none")],
)
def test_a_server_inside_our_own_network_is_refused(database, box, host, port, security) -> None:
    new = NewMailbox("office", PATH, imap=ImapAddress(host, port, security, USER, "INBOX"), password=PASSWORD)
    with database.transaction() as connection, pytest.raises(BadMailbox):
        mailboxes.add_mailbox(connection, new, box=box, policy=EgressPolicy(), now=NOON)


def test_a_folder_of_files_is_read_once_and_left_as_it_is(database, box, tmp_path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail(push_body(WATCHED), message_id="1"))
    (folder / "b.eml").write_bytes(mail("Shall we eat?", message_id="2"))
    (folder / "c.txt").write_bytes(mail(push_body(STRANGE), message_id="3"))
    with database.transaction() as connection:
        mailboxes.add_mailbox(connection, NewMailbox("files", PATH, folder=folder), box=box, policy=LOCAL, now=NOON)
    result = read(database, box, "files")
    assert (result.read, result.taken, result.not_understood) == (2, 1, 1)
    assert read(database, box, "files").read == 0
    assert sorted(path.name for path in folder.iterdir()) == ["a.eml", "b.eml", "c.txt"]


def test_a_folder_that_went_away_is_an_error(database, box, tmp_path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    with database.transaction() as connection:
        mailboxes.add_mailbox(connection, NewMailbox("files", PATH, folder=folder), box=box, policy=LOCAL, now=NOON)
        mailbox = mailboxes.get_mailbox(connection, "files")
    folder.rmdir()
    with pytest.raises(MailboxUnreachable):
        mailboxes.open_source(mailbox, box, LOCAL)
    assert read(database, box, "files").error is not None


def test_a_company_mailbox_marks_its_rows_and_its_hints_serve_whoever_watches(database, box, tmp_path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail(push_body(WATCHED)))
    with database.transaction() as connection:
        company = add_company(connection, slug="acme-sp", name="Acme", now=NOON)
        new = NewMailbox("files", PATH, company_id=company.id, folder=folder)
        mailboxes.add_mailbox(connection, new, box=box, policy=LOCAL, now=NOON)
    assert read(database, box, "files").hinted == 1
    with database.transaction() as connection:
        rows = connection.execute("SELECT company_id FROM capture.mails").fetchall()
    assert [row["company_id"] for row in rows] == [company.id]


def test_a_company_puts_only_its_daily_share_of_visits_before_the_queue(database, box, tmp_path) -> None:
    numbers = [case(n) for n in range(10, 15)]
    with database.transaction() as connection:
        for number in numbers:
            connection.execute(
                "INSERT INTO capture.watches (case_number, tribunal, revision, is_watched, weight, is_sealed, "
                "changed_at) VALUES (%s, 'TJMG', 1, true, 1, false, %s)",
                (number, NOON),
            )
        company = add_company(connection, slug="acme-sp", name="Acme", now=NOON)
        other = add_company(connection, slug="other", name="Other", now=NOON)
        for name, owner in (("one", company.id), ("two", company.id), ("three", other.id), ("ours", None)):
            (tmp_path / name).mkdir()
            new = NewMailbox(name, PATH, company_id=owner, folder=tmp_path / name)
            mailboxes.add_mailbox(connection, new, box=box, policy=LOCAL, now=NOON)

    def come(name: str, *named: CaseNumber, days: int = 0) -> tuple[int, int]:
        for number in (*named, STRANGE):
            (tmp_path / name / f"{number}-{days}.eml").write_bytes(
                mail(push_body(number), message_id=f"{number}{days}")
            )
        with database.transaction() as connection:
            mailbox = mailboxes.get_mailbox(connection, name)
        result = read_mailbox(database, mailbox, box, LOCAL, NOON + timedelta(days=days), hints_per_day=2)
        return result.hinted, result.beyond_share

    assert come("one", numbers[0]) == (1, 0)
    assert come("two", *numbers[1:4]) == (1, 2)
    ordered = {number: (reason, priority, due_at) for number, reason, priority, due_at in visits(database)}
    assert sorted(ordered[number] for number in numbers[:4]) == 2 * [("due", 1, NOON)] + 2 * [("hinted", 0, NOON)]
    assert come("three", numbers[4]) == (1, 0)
    assert come("ours", *numbers[:4]) == (4, 0)
    assert come("one", numbers[0], days=3) == (1, 0)


def test_mails_of_the_simulated_world_hint_at_exactly_the_watched_cases(database, box, store) -> None:
    """Every case of a simulated world sends a mail; those that capture watches are due, the others are not."""
    cases = [case for case in World(5, "small").cases.values() if case.sealed_from == NEVER][:30]
    watched = cases[::2]
    with database.transaction() as connection:
        for each in watched:
            connection.execute(
                "INSERT INTO capture.watches (case_number, tribunal, revision, is_watched, weight, is_sealed, "
                "changed_at) VALUES (%s, %s, 1, true, 1, false, %s)",
                (each.number, each.tribunal.acronym, NOON),
            )
    for place, each in enumerate(cases):
        store.deliver(mail(push_body(each.number, person=each.parties[0].name), message_id=str(place)))
    add_imap(database, box, store)
    result = read(database, box)
    assert (result.taken, result.hinted) == (len(cases), len(watched))
    due = {number for number, reason, priority, at in visits(database) if (reason, priority, at) == ("hinted", 0, NOON)}
    assert due == {str(each.number) for each in watched}


def test_capture_goes_on_reading_until_it_is_stopped(database, box, store) -> None:
    add_imap(database, box, store)
    store.deliver(mail(push_body(WATCHED)))
    stop = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(keep_reading_mailboxes, database, ManualClock(NOON), box, LOCAL, stop)
        try:
            deadline = time.monotonic() + 20
            while not mails(database):
                assert time.monotonic() < deadline
                time.sleep(0.02)
        finally:
            stop.set()
        reading.result(timeout=20)
    assert [row["verdict"] for row in mails(database)] == ["taken"]
