"""`arauto key`: API keys of a company."""

from typing import Annotated
from uuid import UUID

import typer

from delivery.access.keys import ALL_SCOPES, Scope, add_key, list_keys, revoke_key
from monitor_config.companies import get_company
from runtime.commands.session import installation, show, show_one

app = typer.Typer(add_completion=False, no_args_is_help=True, help="API keys of a company.")
Slug = Annotated[str, typer.Argument(help="The company's slug.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("add")
def add(
    slug: Slug,
    name: Annotated[str, typer.Option(help="What the key is for.")] = "default",
    scope: Annotated[list[Scope] | None, typer.Option(help="What it may do; may be repeated; default: all.")] = None,
    as_json: Json = False,
) -> None:
    """Make a key; it is shown once."""
    with installation() as opened, opened.database.transaction() as connection:
        company = get_company(connection, slug)
        made = add_key(connection, company_id=company.id, name=name, scopes=scope or ALL_SCOPES, now=opened.clock.now())
    show_one({"id": made.id, "key": made.key}, as_json=as_json)


@app.command("list")
def list_all(slug: Slug, as_json: Json = False) -> None:
    """List a company's keys, without the keys."""
    with installation() as opened, opened.database.transaction() as connection:
        keys = list_keys(connection, get_company(connection, slug).id)
    show([key.model_dump(exclude={"company_id"}) for key in keys], as_json=as_json, empty="no key: arauto key add")


@app.command("revoke")
def revoke(key_id: Annotated[UUID, typer.Argument(help="The key's id.")]) -> None:
    """Make a key worthless at once."""
    with installation() as opened, opened.database.transaction() as connection:
        revoke_key(connection, key_id, opened.clock.now())
    typer.echo(f"revoked {key_id}")
