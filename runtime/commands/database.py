"""`arauto database`: preparing a production database."""

from typing import Annotated

import typer
from psycopg.conninfo import conninfo_to_dict

from delivery.events.feed import raise_epoch
from runtime.commands.session import command_settings, installation
from runtime.postgres.roles import prepare_database, set_passwords
from runtime.services import find_dsn, prepare

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
        database = str(conninfo_to_dict(find_dsn(settings, "owner")).get("dbname") or "arauto")
        prepare_database(admin, database)
        set_passwords(admin, [dsn for dsn in (settings.owner_dsn, settings.stage_dsn, settings.tenant_dsn) if dsn])
    if settings.mode == "production":
        applied = prepare(settings)
        typer.echo(f"{len(applied)} migrations applied")
        return
    with installation():
        typer.echo("the embedded database is ready")


@app.command("restored")
def restored() -> None:
    """Tell readers of the feed that the data was restored from a backup: their cursors end, with a place to resume."""
    with installation() as opened, opened.database.transaction() as connection:
        epoch = raise_epoch(connection)
    typer.echo(f"the feed is in epoch {epoch}; cursors of earlier ones are answered 410 with where to resume")
