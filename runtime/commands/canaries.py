"""`arauto canary`: public cases whose visits must show what the operator knows of them."""

import re
from typing import Annotated

import typer

from capture import canaries
from runtime.commands.session import installation, show
from runtime.commands.tribunal_argument import tribunal_argument
from schemas.case_number import CaseNumber
from schemas.errors import RefusedError
from spiders.registry import tribunal_of


class UnknownCanary(RefusedError):
    """No canary has this number."""


app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Known cases that show whether a court is still read well."
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_HASH = re.compile(r"[0-9a-f]{64}")


@app.command("add")
def add(
    tribunal: Annotated[str, typer.Argument(help="TJSP, TRF1, …")],
    number: Annotated[str, typer.Argument(help="Number of a public case that anybody may look up.")],
    movements: Annotated[int, typer.Option("--expects-movements-at-least", min=0, help="Fewer are a complaint.")] = 0,
    fragment: Annotated[
        str | None, typer.Option("--party-fragment", help="Words of a party's name; only their hash is stored.")
    ] = None,
    fragment_hash: Annotated[
        str | None, typer.Option("--party-fragment-hash", help="The hash itself, as `arauto canary list` prints it.")
    ] = None,
) -> None:
    """Add a known case, or change what it must show; what earlier visits showed of it is forgotten then."""
    case_number = CaseNumber(number)
    acronym = tribunal_argument(tribunal).acronym
    if tribunal_of(case_number.j_tr).acronym != acronym:
        raise typer.BadParameter(f"{case_number.masked} is not a number of {acronym}")
    if fragment_hash is not None and not _HASH.fullmatch(fragment_hash):
        raise typer.BadParameter("a hash has 64 hexadecimal digits in small letters")
    party_hash = canaries.hash_fragment(fragment) if fragment else fragment_hash
    with installation() as opened, opened.database.transaction() as connection:
        place = (acronym, case_number)
        canaries.add(connection, place, movements=movements, party_hash=party_hash, now=opened.clock.now())
    typer.echo(f"{case_number.masked} is visited each business day from now on, and must show what is known of it")


@app.command("list")
def list_all(
    tribunal: Annotated[str | None, typer.Argument(help="Only those of this tribunal.")] = None, as_json: Json = False
) -> None:
    """List the known cases with what their last visit showed."""
    name = tribunal_argument(tribunal).acronym if tribunal else None
    with installation() as opened, opened.database.transaction() as connection:
        rows = canaries.list_canaries(connection, name)
    show(rows, as_json=as_json, empty="no case is watched over as a canary")


@app.command("remove")
def remove(number: Annotated[str, typer.Argument(help="The case's number.")]) -> None:
    """Remove a known case; companies that watch it go on watching it."""
    case_number = CaseNumber(number)
    with installation() as opened, opened.database.transaction() as connection:
        if not canaries.remove(connection, case_number):
            raise UnknownCanary(f"{case_number.masked} is no canary; `arauto canary list` shows them")
    typer.echo(f"{case_number.masked} is a canary no more")
