"""Writes mails as courts and forgers send them, in the shape of the recorded ones."""

from tests.recorded.recordings import recording

SERVER = "mx.office.example"
COURT = "tjxx.jus.br"


def push_body(number: str, *, person: str = "DAVINA JATOBÁ QUERUBIM") -> str:
    """Return the body of a PJe mail about a case (20 digits)."""
    printed = f"{number[:7]}-{number[7:9]}.{number[9:13]}.{number[13]}.{number[14:16]}.{number[16:]}"
    recorded = recording("push_email", "pje_flat").body.decode()
    before, _, after = recorded.partition("Número do Processo: ")
    return f"{before}Número do Processo: {printed} {after.split(' ', 1)[1]}".replace("DAVINA JATOBÁ QUERUBIM", person)


def mail(
    body: str,
    *,
    domain: str = COURT,
    results: str | None = "dkim=pass header.d={domain}",
    message_id: str = "1",
    headers: str = "",
) -> bytes:
    """Return a whole mail; `results` is what the receiving server found out, None for nothing."""
    checked = f"Authentication-Results: {SERVER};\r\n {results.format(domain=domain)}\r\n" if results else ""
    sender = "push@" + domain
    head = (
        f"{checked}{headers}From: PJe Push <{sender}>\r\nTo: office@office.example\r\nSubject: Push\r\n"
        f"Message-ID: <{message_id}@court.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + body.encode() + b"\r\n"
