"""A small IMAP server over real sockets: one user, one folder, mails with UIDs; it writes down what it is asked."""

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

USER, PASSWORD = "office", "correct horse"


@dataclass
class MailStore:
    """The folder INBOX. `commands` are the lines that were asked, passwords left out."""

    mails: dict[int, bytes] = field(default_factory=dict)
    uid_validity: int = 1
    commands: list[str] = field(default_factory=list)
    address: tuple[str, int] = ("", 0)
    hangs_up_at: int | None = None
    """The UID at whose text the server ends the connection."""
    announces: int | None = None
    """How long the server says that a mail's text is, instead of the truth."""
    drips: bool = False
    """A mail's text comes byte by byte, and does not end."""

    def deliver(self, mail: bytes) -> int:
        """Put a mail into the folder and return its UID."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = mail
        return uid


class _Handler(socketserver.StreamRequestHandler):
    store: MailStore

    def handle(self) -> None:
        with suppress(ConnectionError):  # the reader has gone
            self._serve()

    def _serve(self) -> None:
        self._say("* OK IMAP4rev1 ready")
        while line := self.rfile.readline(65536):
            tag, _, rest = line.decode("utf-8").strip().partition(" ")
            name, _, arguments = rest.partition(" ")
            self.store.commands.append(rest if name.upper() != "LOGIN" else "LOGIN")
            if not self._answer(tag, name.upper(), arguments):
                return

    def _answer(self, tag: str, name: str, arguments: str) -> bool:
        if name == "UID":
            return self._uid(tag, arguments)
        done = {
            "CAPABILITY": lambda: self._say("* CAPABILITY IMAP4rev1"),
            "NOOP": lambda: None,
            "LOGOUT": lambda: self._say("* BYE"),
            "CLOSE": lambda: None,
        }
        if name == "LOGIN":
            is_right = arguments.replace('"', "") == f"{USER} {PASSWORD}"
            self._say(f"{tag} OK in" if is_right else f"{tag} NO [AUTHENTICATIONFAILED] wrong")
            return True
        if name in ("SELECT", "EXAMINE"):
            if arguments.strip('"') != "INBOX":
                self._say(f"{tag} NO no such mailbox")
                return True
            self._say(f"* {len(self.store.mails)} EXISTS")
            self._say(f"* OK [UIDVALIDITY {self.store.uid_validity}] valid")
            self._say(f"{tag} OK [READ-{'ONLY' if name == 'EXAMINE' else 'WRITE'}] open")
            return True
        if name not in done:
            self._say(f"{tag} BAD unknown")
            return True
        done[name]()
        self._say(f"{tag} OK done")
        return name != "LOGOUT"

    def _uid(self, tag: str, arguments: str) -> bool:
        if arguments.upper().startswith("SEARCH"):
            begin = re.search(r"UID (\d+):\*", arguments)
            newest = max(self.store.mails, default=0)
            # As RFC 3501 has it: the newest mail always lies within n:*.
            found = [uid for uid in self.store.mails if not begin or uid >= int(begin[1]) or uid == newest]
            self._say(f"* SEARCH {' '.join(map(str, found))}".rstrip())
        else:
            asked = re.match(r"FETCH (\d+) \((.+)\)", arguments)
            assert asked, arguments
            uid = int(asked[1])
            if "BODY" in asked[2] and uid == self.store.hangs_up_at:
                return False
            self._fetch(uid, asked[2])
        self._say(f"{tag} OK done")
        return True

    def _fetch(self, uid: int, items: str) -> None:
        mail = self.store.mails[uid]
        if items == "RFC822.SIZE":
            self._say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(mail)})")
            return
        size = self.store.announces or len(mail)
        self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[] {{{size}}}\r\n".encode())
        while self.store.drips:
            self.wfile.write(b"x")
            time.sleep(0.05)
        self.wfile.write(mail + b")\r\n")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def imap_server(store: MailStore) -> Iterator[MailStore]:
    """Serve the folder on a free port of loopback for the block."""
    handler = type("Handler", (_Handler,), {"store": store})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        store.address = server.server_address[:2]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield store
        finally:
            server.shutdown()
            thread.join()
