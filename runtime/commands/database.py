"""`arauto database`: preparing a production database."""

from typing import Annotated

import typer
from psycopg.conninfo import conninfo_to_dict

from runtime.commands.session import command_settings, installation
from runtime.postgres.roles import prepare_database, set_passwords
from runtime.services import find_addresses, prepare

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Preparing the database.")


@app.callback()
def _database() -> None:
    """Preparing the database."""


@app.command("prepare")
def prepare_all(
    admin_dsn: Annotated[
        str | None, typer.Option(help="A superuser's connection string; default: admin_dsn of the settings.")
    ] = None,
) -> None:
    """Create what is missing: roles (with the passwords of their settings), database, extensions, tables, topics."""
    settings = command_settings("database")
    admin = admin_dsn or settings.admin_dsn
    if settings.mode == "production" and admin:
        addresses = find_addresses(settings)
        database = str(conninfo_to_dict(addresses.owner).get("dbname") or "arauto")
        prepare_database(admin, database)
        set_passwords(admin, [addresses.owner, addresses.stage, addresses.tenant])
    if settings.mode == "production":
        applied = prepare(settings)
        typer.echo(f"{len(applied)} migrations applied")
        return
    with installation():
        typer.echo("the embedded database is ready")
