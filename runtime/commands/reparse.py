"""`arauto reparse`: what today's parsers make of archived pages, against what was stored."""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from capture.reading_differences import InstanceDifference
from capture.reparse import Reparse, Reread, Selection
from runtime.archive_reading import archive_spiders
from runtime.clock import COURT_ZONE
from runtime.commands.session import installation, show_one
from runtime.commands.tribunal_argument import tribunal_argument
from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem

_PROGRESS_SECONDS = 5.0


def reparse(  # noqa: PLR0913 - each an option of the command
    cases: Annotated[list[str] | None, typer.Argument(help="Case numbers; none: every case of the selection.")] = None,
    *,
    tribunal: Annotated[str | None, typer.Option(help="Only visits of this tribunal.")] = None,
    system: Annotated[CourtSystem | None, typer.Option(help="Only visits that asked this system.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Every visit since this day, not only the newest.")
    ] = None,
    quarantined: Annotated[bool, typer.Option("--quarantined", help="Only visits that were not understood.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Publish what differs; without it nothing changes.")] = False,
    after: Annotated[UUID | None, typer.Option(help="Go on behind this visit, where a run was interrupted.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: one line per visit, totals last.")] = False,
) -> None:
    """Read archived pages again with today's parsers and show what differs; --apply publishes it."""
    if not (cases or tribunal or system or since or quarantined):
        raise typer.BadParameter("name cases, or select them by --tribunal, --system, --since or --quarantined")
    selection = Selection(
        case_numbers=[str(CaseNumber(number)) for number in cases] if cases else None,
        tribunal=tribunal_argument(tribunal).acronym if tribunal else None,
        system=system.value if system else None,
        since=since.replace(tzinfo=COURT_ZONE).astimezone(UTC) if since else None,
        is_quarantined=quarantined,
        after=after,
    )
    with installation() as opened:
        run = Reparse(opened.database, opened.blobs, archive_spiders(opened), opened.stream if apply else None)
        shown_at = time.monotonic()
        for visit in run.run(selection):
            _print(visit, as_json=as_json)
            if time.monotonic() - shown_at > _PROGRESS_SECONDS:
                shown_at = time.monotonic()
                sys.stderr.write(f"{run.totals.visits} visits read; to go on here later: --after {visit.visit_id}\n")
    show_one({"totals": asdict(run.totals)} if as_json else asdict(run.totals), as_json=as_json)


def _print(visit: Reread, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(visit.as_json(), default=_plain, ensure_ascii=False) + "\n")
        return
    difference = visit.difference
    if difference is not None and difference.is_empty:
        return
    typer.echo(f"{visit.case_number} ({visit.tribunal}), visit of {visit.visited_at:%Y-%m-%d %H:%M} UTC")
    if visit.trouble:
        typer.echo(f"  cannot be read again: {visit.trouble}")
    if difference is not None:
        if difference.outcome[0] is not difference.outcome[1]:
            typer.echo(f"  outcome: {difference.outcome[0]} -> {difference.outcome[1]}")
        for instance in difference.instances:
            _print_instance(instance)
    for request in visit.missing:
        typer.echo(f"  not in the archive: {request}")
    if visit.refused:
        typer.echo(f"  not published: {visit.refused}")
    elif visit.is_applied:
        typer.echo("  published")


def _print_instance(instance: InstanceDifference) -> None:
    state = " (not read then)" if instance.is_new else " (not read now)" if instance.is_gone else ""
    typer.echo(f"  {instance.place}{state}")
    for sign, texts in (("+", instance.added), ("-", instance.lost)):
        for text in texts:
            typer.echo(f"    {sign} {text}")
    for before, now in instance.changed:
        typer.echo(f"    ~ {before}\n      {now}")
    for sign, texts in (("+", instance.parties_added), ("-", instance.parties_lost)):
        for text in texts:
            typer.echo(f"    {sign} {text}")
    for name, (old, new) in instance.header.items():
        typer.echo(f"    {name.replace('_', ' ')}: {_said(old)} -> {_said(new)}")


def _said(value: Any) -> str:
    return "nothing" if value in (None, "", [], {}) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else str(value)
