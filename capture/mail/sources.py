"""Where mails lie: an IMAP server or a folder of `.eml`. Mails are only read: none is marked, moved or deleted."""

import hashlib
import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from capture.mail.errors import BadMailbox, MailboxUnreachable
from runtime.egress import (
    Destination,
    EgressPolicy,
    EgressRefused,
    NameNotResolved,
    lookup_name,
    vet_addresses,
    vet_url,
)

LONGEST_MAIL = 8_000_000
IMAP_TLS_PORT = 993
_TIMEOUT_SECONDS = 30
_LONGEST_READING_SECONDS = 120.0
"""A server that answers byte by byte must not keep other mailboxes waiting; the next reading goes on from there."""
_MOST_AT_ONCE = 500
_FIRST_DAYS = timedelta(days=7)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID_VALIDITY = re.compile(rb"(\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One mail; `body` None when it is larger than any that a court sends. `number` grows within an IMAP folder."""

    uid: str
    number: int
    body: bytes | None


class MailSource(Protocol):
    """A mailbox that was opened."""

    uid_validity: int

    def mails_after(self, last: int) -> Iterator[FetchedMail]:
        """Yield mails newer than the last one that was read, oldest first. Raises MailboxUnreachable."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ImapAddress:
    """An IMAP folder of somebody."""

    host: str
    port: int
    security: str
    username: str
    folder: str


def destination_of(host: str, port: int, security: str, policy: EgressPolicy) -> Destination:
    """Return a vetted destination; without TLS only loopback, where the policy allows it. Raises BadMailbox."""
    scheme = "https" if security == "tls" else "http"
    ports = policy.extra_ports | {IMAP_TLS_PORT}
    allowed = EgressPolicy(allow_loopback_http=policy.allow_loopback_http, extra_ports=ports)
    try:
        return vet_url(f"{scheme}://{host}:{port}/", allowed)
    except EgressRefused as error:
        raise BadMailbox(f"{host}:{port} cannot be a mailbox's server: {error}") from error


class ImapSource:
    """A folder on an IMAP server, opened for reading only.

    Raises MailboxUnreachable when the server is not there, refuses the password, or has no such folder.
    """

    def __init__(self, address: ImapAddress, password: str, policy: EgressPolicy, since: datetime) -> None:
        self._since = since - _FIRST_DAYS
        destination = destination_of(address.host, address.port, address.security, policy)
        try:
            ip = vet_addresses(destination, lookup_name(destination.host))[0]
            self._server = _Connection(destination, ip, is_tls=address.security == "tls")
            self._server.login(address.username, password)
            self._open_folder(address.folder)
        except (EgressRefused, NameNotResolved, OSError, ValueError, imaplib.IMAP4.error) as error:
            self.close()
            raise MailboxUnreachable(f"{address.host} cannot be read: {error}") from error

    def mails_after(self, last: int) -> Iterator[FetchedMail]:
        """Yield mails newer than the last one that was read; of a mailbox never read, those of the last days."""
        day = f"{self._since.day:02d}-{_MONTHS[self._since.month - 1]}-{self._since.year}"
        criteria = f"UID {last + 1}:*" if last else f"SINCE {day}"
        try:
            _, found = self._server.uid("SEARCH", criteria)
            numbers = sorted(int(number) for number in (found[0] or b"").split())
            # "5:*" also finds the newest mail when it is older than 5.
            for number in [each for each in numbers if each > last][:_MOST_AT_ONCE]:
                yield FetchedMail(str(number), number, self._fetch(number))
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            raise MailboxUnreachable(f"the server ended the reading: {error}") from error

    def close(self) -> None:
        """End the connection."""
        server: _Connection | None = getattr(self, "_server", None)
        if server is not None:
            try:
                server.logout()
            except (OSError, imaplib.IMAP4.error):
                server.shutdown()

    def _open_folder(self, folder: str) -> None:
        quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        status, said = self._server.select(quoted, readonly=True)
        if status != "OK":
            raise imaplib.IMAP4.error(f"there is no folder {folder}: {said!r}")
        validity = self._server.response("UIDVALIDITY")[1]
        found = _UID_VALIDITY.search(validity[0] or b"") if validity and isinstance(validity[0], bytes) else None
        if not found:
            raise imaplib.IMAP4.error("the server does not say how long its numbers of mails are good")
        self.uid_validity = int(found[1])

    def _fetch(self, number: int) -> bytes | None:
        _, sizes = self._server.uid("FETCH", str(number), "(RFC822.SIZE)")
        line = b" ".join(part if isinstance(part, bytes) else part[0] for part in sizes if part)
        size = _SIZE.search(line)
        if size is None or int(size[1]) > LONGEST_MAIL:
            return None
        _, parts = self._server.uid("FETCH", str(number), "(BODY.PEEK[])")
        body = next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")
        return body if len(body) <= LONGEST_MAIL else None


class _Connection(imaplib.IMAP4):
    """Connects to the vetted address itself, so that a second answer of the DNS cannot change the destination."""

    def __init__(self, destination: Destination, ip: str, *, is_tls: bool) -> None:
        self._ip = ip
        self._context = ssl.create_default_context() if is_tls else None
        self._ending: _Ending | None = None
        super().__init__(destination.host, destination.port, timeout=_TIMEOUT_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self._ip, self.port), timeout)
        self._ending = _end_after(_LONGEST_READING_SECONDS, plain.dup())
        try:
            return self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain
        except OSError:
            self._ending.cancel()
            raise

    def read(self, size: int) -> bytes:
        """Read a part of an answer. Raises IMAP4.error when the server announces more than any mail has."""
        if size > LONGEST_MAIL:
            raise self.error("the server announces more than any mail that a court sends")
        return super().read(size)

    def shutdown(self) -> None:
        """End the connection, and what would end it."""
        if self._ending is not None:
            self._ending.cancel()
        super().shutdown()


class _Ending:
    """Hangs up when the time is over, whatever is being read."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._is_over = threading.Event()

    def wait(self, seconds: float) -> None:
        if not self._is_over.wait(seconds):
            with suppress(OSError):  # the server was quicker
                self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def cancel(self) -> None:
        self._is_over.set()


def _end_after(seconds: float, connection: socket.socket) -> _Ending:
    ending = _Ending(connection)
    threading.Thread(target=ending.wait, args=(seconds,), name="mailbox-deadline", daemon=True).start()
    return ending


class FolderSource:
    """A folder of `.eml` files, each known by the hash of its bytes. Raises MailboxUnreachable."""

    uid_validity = 0

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise MailboxUnreachable(f"{folder} is no folder")
        self._folder = folder

    def mails_after(self, last: int) -> Iterator[FetchedMail]:
        """Yield every mail: files have no order of their own, and what was read before is known by its hash."""
        try:
            for path in sorted(self._folder.glob("*.eml")):
                if path.is_symlink() or not path.is_file():
                    continue
                if path.stat().st_size > LONGEST_MAIL:
                    yield FetchedMail(hashlib.sha256(path.name.encode()).hexdigest(), 0, None)
                    continue
                body = path.read_bytes()
                yield FetchedMail(hashlib.sha256(body).hexdigest(), 0, body)
        except OSError as error:
            raise MailboxUnreachable(f"{self._folder} cannot be read: {error}") from error

    def close(self) -> None:
        """Nothing is open."""
