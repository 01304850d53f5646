"""`arauto mailbox`: mailboxes to which courts send push mails, and what was made of their mails."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from capture.mail import mailboxes
from capture.mail.reading import read_mailbox
from capture.mail.senders import TrustedPath
from capture.mail.sources import IMAP_TLS_PORT, ImapAddress
from monitor_config.companies import get_company
from runtime.commands.secret_input import SecretFile, read_secret
from runtime.commands.session import installation, show, show_one

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Mailboxes of push mails.")
Name = Annotated[str, typer.Argument(help="The mailbox's name.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_HIDDEN = {"password_ciphertext", "id", "company_id", "next_read_at", "uid_validity", "last_uid"}


@app.command("add")
def add(  # noqa: PLR0913 - one option per fact of a mailbox
    name: Name,
    *,
    trusted_server: Annotated[
        str, typer.Option(help="Name in the Authentication-Results of the server that receives the mails.")
    ],
    imap: Annotated[str | None, typer.Option(help="Host of the IMAP server.")] = None,
    user: Annotated[str, typer.Option(help="Who logs in there.")] = "",
    port: Annotated[int, typer.Option(help="Its port.")] = IMAP_TLS_PORT,
    security: Annotated[
        Literal["tls", "none"], typer.Option(help="none only to loopback, where the settings allow it.")
    ] = "tls",
    folder: Annotated[str, typer.Option(help="The folder of the mails on the server.")] = "INBOX",
    eml_folder: Annotated[Path | None, typer.Option(help="Instead of IMAP: a folder of .eml files.")] = None,
    company: Annotated[str | None, typer.Option(help="Slug of the company that the mailbox belongs to.")] = None,
    sender: Annotated[list[str] | None, typer.Option(help="A domain beside jus.br; may be repeated.")] = None,
    forwarder: Annotated[
        list[str] | None, typer.Option(help="A server whose ARC results are believed; may be repeated.")
    ] = None,
    from_file: SecretFile = None,
    as_json: Json = False,
) -> None:
    """Register a mailbox; its password is asked for, or read from a file. Mails are never marked, moved or deleted."""
    password = read_secret(from_file, f"Password of {user}") if imap else None
    with installation() as opened, opened.database.transaction() as connection:
        new = mailboxes.NewMailbox(
            name=name,
            path=TrustedPath(trusted_server, tuple(forwarder or ()), tuple(sender or ())),
            company_id=get_company(connection, company).id if company else None,
            imap=ImapAddress(imap, port, security, user, folder) if imap else None,
            password=password,
            folder=eml_folder.absolute() if eml_folder else None,
        )
        row = mailboxes.add_mailbox(connection, new, box=opened.secrets, policy=opened.egress, now=opened.clock.now())
    show_one({key: value for key, value in row.items() if key not in _HIDDEN}, as_json=as_json)


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """List the mailboxes with what was made of their mails, and the last error."""
    with installation() as opened, opened.database.transaction() as connection:
        found = mailboxes.list_mailboxes(connection)
    names = ("name", "kind", "place", "taken", "refused", "not_understood", "last_read_at", "last_error")
    rows = [{name: row[name] for name in names} for row in found]
    show(rows, as_json=as_json, empty="no mailbox: arauto mailbox add NAME")


@app.command("show")
def show_mails(
    name: Name,
    verdict: Annotated[
        Literal["taken", "repeated", "refused", "not_understood"] | None, typer.Option(help="Only these mails.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many, the newest first.", min=1)] = 50,
    as_json: Json = False,
) -> None:
    """List the newest mails of a mailbox: taken, repeated, refused or not understood, with the reason."""
    with installation() as opened, opened.database.transaction() as connection:
        mailbox = mailboxes.get_mailbox(connection, name)
        rows = mailboxes.list_mails(connection, mailbox["id"], verdict=verdict, limit=limit)
    show(rows, as_json=as_json, empty="no mail was read yet")


@app.command("check")
def check(name: Name) -> None:
    """Open a mailbox as capture does, and read nothing."""
    with installation() as opened:
        with opened.database.transaction() as connection:
            mailbox = mailboxes.get_mailbox(connection, name)
        mailboxes.open_source(mailbox, opened.secrets, opened.egress).close()
    typer.echo(f"{name} can be read")


@app.command("read")
def read(name: Name, as_json: Json = False) -> None:
    """Read the new mails of a mailbox now, and say what was made of them."""
    with installation() as opened:
        with opened.database.transaction() as connection:
            mailbox = mailboxes.get_mailbox(connection, name)
        result = read_mailbox(
            opened.database,
            mailbox,
            opened.secrets,
            opened.egress,
            opened.clock.now(),
            hints_per_day=opened.settings.mailbox_hints_per_day,
        )
    show_one(asdict(result), as_json=as_json)
    if result.error:
        raise typer.Exit(1)


@app.command("remove")
def remove(name: Name) -> None:
    """Forget a mailbox and what was made of its mails; the mails stay where they are."""
    with installation() as opened, opened.database.transaction() as connection:
        mailboxes.remove_mailbox(connection, name)
    typer.echo(f"forgot {name}")
