"""The registered mailboxes: who owns them, where they are, whom they believe; passwords are encrypted at rest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection

from capture.credentials import RotatingSecretBox, SecretBox
from capture.mail.errors import BadMailbox, UnknownMailbox
from capture.mail.senders import TrustedPath
from capture.mail.sources import FolderSource, ImapAddress, ImapSource, MailSource, destination_of
from runtime.egress import EgressPolicy
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries

SQL = load_queries("capture.mail")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class NewMailbox:
    """What is told of a mailbox when it is added: an IMAP address with its password, or a folder."""

    name: str
    path: TrustedPath
    company_id: UUID | None = None
    imap: ImapAddress | None = None
    password: str | None = None
    folder: Path | None = None


def add_mailbox(
    connection: Connection[Row], new: NewMailbox, *, box: SecretBox, policy: EgressPolicy, now: datetime
) -> Row:
    """Register a mailbox; it is read at once. Raises BadMailbox."""
    _check(new, policy)
    imap = new.imap
    facts = {
        "id": uuid4(),
        "name": new.name,
        "company_id": new.company_id,
        "kind": "imap" if imap else "folder",
        "place": imap.host if imap else str(new.folder),
        "port": imap.port if imap else None,
        "security": imap.security if imap else None,
        "username": imap.username if imap else None,
        "password_ciphertext": box.encrypt(new.password or "") if imap else None,
        "folder": imap.folder if imap else None,
        "trusted_server": new.path.server.lower(),
        "forwarders": [name.lower() for name in new.path.forwarders],
        "senders": [name.lower() for name in new.path.senders],
        "now": now,
    }
    row = connection.execute(SQL["add_mailbox"], facts).fetchone()
    if row is None:
        raise BadMailbox(f"a mailbox with the name {new.name} exists already")
    return row


def _check(new: NewMailbox, policy: EgressPolicy) -> None:
    if not _NAME.fullmatch(new.name):
        raise BadMailbox(f"{new.name!r} cannot be a name: small letters, digits and hyphens, no hyphen in front")
    if (new.imap is None) == (new.folder is None):
        raise BadMailbox("a mailbox is either on an IMAP server or a folder")
    if not new.path.server.strip() or any(character.isspace() for character in new.path.server):
        raise BadMailbox("a mailbox needs the server whose checks of senders are believed, as in mx.example.org")
    for domain in new.path.senders:
        if not _DOMAIN.fullmatch(domain.lower()):
            raise BadMailbox(f"{domain!r} is no domain")
    if new.imap is not None:
        if not new.password:
            raise BadMailbox("an IMAP mailbox needs a password")
        if not (new.imap.username + new.imap.folder + new.password).isprintable():
            raise BadMailbox("user, folder and password are one line of text each")
        destination_of(new.imap.host, new.imap.port, new.imap.security, policy)
    elif not (new.folder or Path()).is_dir():
        raise BadMailbox(f"{new.folder} is no folder")


def get_mailbox(connection: Connection[Row], name: str) -> Row:
    """Return a mailbox. Raises UnknownMailbox."""
    row = connection.execute(SQL["find_mailbox"], {"name": name}).fetchone()
    if row is None:
        raise UnknownMailbox(f"no mailbox is called {name}; `arauto mailbox list` shows them")
    return row


def list_mailboxes(connection: Connection[Row]) -> list[Row]:
    """List the mailboxes with what was made of their mails, without passwords."""
    rows = connection.execute(SQL["list_mailboxes"]).fetchall()
    return [{name: value for name, value in row.items() if name != "password_ciphertext"} for row in rows]


def list_mails(connection: Connection[Row], mailbox_id: UUID, *, verdict: str | None, limit: int) -> list[Row]:
    """List the newest mails of a mailbox with what was made of them."""
    facts = {"mailbox_id": mailbox_id, "verdict": verdict, "limit": limit}
    return connection.execute(SQL["list_mails"], facts).fetchall()


def remove_mailbox(connection: Connection[Row], name: str) -> None:
    """Forget a mailbox; its mails stay where they are. Raises UnknownMailbox."""
    if connection.execute(SQL["remove_mailbox"], {"name": name}).rowcount == 0:
        raise UnknownMailbox(f"no mailbox is called {name}; `arauto mailbox list` shows them")


def trusted_path(mailbox: Mapping[str, Any]) -> TrustedPath:
    """Return whom a mailbox believes."""
    return TrustedPath(mailbox["trusted_server"], tuple(mailbox["forwarders"]), tuple(mailbox["senders"]))


def open_source(mailbox: Mapping[str, Any], box: SecretBox, policy: EgressPolicy) -> MailSource:
    """Open a mailbox for reading. Raises MailboxUnreachable, SecretUnreadable."""
    if mailbox["kind"] == "folder":
        return FolderSource(Path(mailbox["place"]))
    address = ImapAddress(
        mailbox["place"], mailbox["port"], mailbox["security"], mailbox["username"], mailbox["folder"]
    )
    return ImapSource(address, box.decrypt(mailbox["password_ciphertext"]), policy, mailbox["added_at"])


def rotate_passwords(connection: Connection[Row], box: RotatingSecretBox) -> int:
    """Encrypt every password with the box's newest key and return how many there are."""
    rows = connection.execute(SQL["list_passwords"]).fetchall()
    for row in rows:
        facts = {"id": row["id"], "password_ciphertext": box.rotate(row["password_ciphertext"])}
        connection.execute(SQL["set_password"], facts)
    return len(rows)
