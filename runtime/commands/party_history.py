"""`arauto party history` and `rollback`: the versions of a party's expression."""

from typing import Annotated

import typer

from runtime.commands.party_dry_run import show_dry_run
from runtime.commands.party_options import EXPRESSIONS, DryRun, Json, PartyId, Reason, Slug, parties_of
from runtime.commands.party_showing import show_changed, told_origin, told_rex
from runtime.commands.session import installation, show, show_one

app = typer.Typer()


@app.command("history")
def history(slug: Slug, party_id: PartyId, as_json: Json = False) -> None:
    """Show every version of a party's expression, the newest first: since when, by whom and why."""
    with parties_of(slug) as (parties, _):
        versions = parties.history(party_id)
    if as_json:
        show([version.model_dump() for version in versions], as_json=True, empty="")
        return
    for number, version in enumerate(versions):
        if number:
            typer.echo()
        facts = version.model_dump(exclude={"is_generated"}, exclude_none=True)
        facts["rex"] = told_rex(version.rex, is_generated=version.is_generated)
        show_one({**facts, "expression": told_origin(version.is_generated)}, as_json=False)


@app.command("rollback")
def roll_back(
    slug: Slug,
    party_id: PartyId,
    version: Annotated[int, typer.Option(min=1, help="The version to go back to, as `arauto party history` shows it.")],
    *,
    dry_run: DryRun = False,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Make a new version of a party's expression that equals an old one."""
    if dry_run:
        with installation() as opened:
            now = opened.clock.now()
            show_dry_run(
                opened,
                slug,
                lambda parties: parties.roll_back(party_id, version, EXPRESSIONS, now),
                as_json=as_json,
            )
        return
    why = reason or f"back to version {version}"
    with parties_of(slug, why) as (parties, opened):
        party = parties.roll_back(party_id, version, EXPRESSIONS, opened.clock.now())
    show_changed(party, slug, as_json=as_json)
