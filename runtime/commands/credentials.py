"""`arauto credential`: what courts are asked with where they ask for it, encrypted at rest."""

from typing import Annotated

import typer

from capture.credentials import BadCredential, list_credentials, remove_credential, set_credential, source_of
from monitor_config.companies import get_company
from runtime.commands.secret_input import SecretFile, read_secret
from runtime.commands.session import installation, show
from spiders.registry import spiders_of, tribunals

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Credentials at courts.")
Source = Annotated[str, typer.Argument(help="TRIBUNAL/system as in TJRJ/mni, or PDPJ, or JUSBR.")]
Company = Annotated[str | None, typer.Option("--company", help="Slug of the company that it belongs to.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("set")
def set_value(source: Source, company: Company = None, from_file: SecretFile = None) -> None:
    """Store or replace a credential (MNI: user:password; PDPJ, JUSBR: the token); used from capture's next start."""
    _refuse_unused(source)
    value = read_secret(from_file, f"Credential of {source}")
    with installation() as opened, opened.database.transaction() as connection:
        company_id = get_company(connection, company).id if company else None
        set_credential(connection, opened.secrets, source, value, company_id=company_id, now=opened.clock.now())
    typer.echo(f"stored for {source}")


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """List what is stored, without the credentials."""
    with installation() as opened, opened.database.transaction() as connection:
        rows = list_credentials(connection)
    show(rows, as_json=as_json, empty="no credential: arauto credential set SOURCE")


@app.command("remove")
def remove(source: Source, company: Company = None) -> None:
    """Forget a credential; capture stops using it at its next start."""
    with installation() as opened, opened.database.transaction() as connection:
        company_id = get_company(connection, company).id if company else None
        remove_credential(connection, source, company_id=company_id)
    typer.echo(f"forgot {source}")


def _refuse_unused(source: str) -> None:
    """Refuse what no court would be asked with: a mistyped source would be stored and never used."""
    used = {
        source_of(tribunal.acronym, spider.system)
        for tribunal in tribunals()
        for spider in spiders_of(tribunal.acronym)
        if spider.needs_credential is not None
    }
    if source not in used:
        raise BadCredential(f"no court is asked with {source!r}; a credential serves {', '.join(sorted(used))}")
