"""`arauto company`: tenants."""

from typing import Annotated

import typer

from monitor_config.companies import add_company, edit_company, list_companies
from runtime.commands.session import installation, show, show_one

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Companies (tenants).")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("add")
def add(
    slug: Annotated[str, typer.Argument(help="Short name used by the other commands: letters, digits, hyphens.")],
    name: Annotated[str, typer.Option(help="The company's name.")],
    case_quota: Annotated[int, typer.Option(min=0, help="Case numbers that may be active at once.")] = 100,
    expression_delay_hours: Annotated[
        int, typer.Option(min=0, max=720, help="Hours until a new or edited expression takes effect.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Register a company."""
    with installation() as opened, opened.database.transaction() as connection:
        company = add_company(
            connection,
            slug=slug,
            name=name,
            case_quota=case_quota,
            delay_hours=expression_delay_hours,
            now=opened.clock.now(),
        )
    show_one(company.model_dump(), as_json=as_json)


@app.command("edit")
def edit(
    slug: Annotated[str, typer.Argument(help="Short name of the company.")],
    name: Annotated[str | None, typer.Option(help="The company's name.")] = None,
    case_quota: Annotated[
        int | None, typer.Option(min=0, help="Case numbers that may be active at once; those that are stay so.")
    ] = None,
    expression_delay_hours: Annotated[
        int | None, typer.Option(min=0, max=720, help="Hours until an expression saved from now on takes effect.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Change a company; what is left out stays."""
    with installation() as opened, opened.database.transaction() as connection:
        company = edit_company(connection, slug, name=name, case_quota=case_quota, delay_hours=expression_delay_hours)
    show_one(company.model_dump(), as_json=as_json)


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """List the companies."""
    with installation() as opened, opened.database.transaction() as connection:
        companies = list_companies(connection)
    rows = [company.model_dump(exclude=None if as_json else {"id", "plan"}) for company in companies]
    show(rows, as_json=as_json, empty="no company yet: arauto company add SLUG --name NAME")
