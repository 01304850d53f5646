"""`arauto party recall`: case numbers that a company got elsewhere, and why we did not send them."""

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor_config.companies import get_company
from runtime.clock import business_date
from runtime.commands.case_number_file import GivenNumber, read_case_numbers
from runtime.commands.party_options import Json, Slug
from runtime.commands.session import installation, show, show_one
from runtime.recall import Recall
from runtime.recall_answers import Diagnosed, Diagnosis, Widening, summarise
from runtime.services import Installation
from runtime.tribunal_support import support_under

app = typer.Typer()

_BATCH = 500
_TELL_CASES = 20_000
_MOST_NUMBERS = 3


@app.command("recall")
def recall(
    slug: Slug,
    file: Annotated[
        Path,
        typer.Option(
            "--cnjs", exists=True, dir_okay=False, readable=True, help="Case numbers: one on each line, or a CSV."
        ),
    ],
    *,
    column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The CSV's column, by its heading or place; found out otherwise.")
    ] = None,
    days: Annotated[
        int, typer.Option(min=1, max=365, help="Try suggested expressions on the names of so many days.")
    ] = 90,
    as_json: Json = False,
) -> None:
    """Say of numbers that a company got elsewhere what became of them here, and which expressions to widen."""
    given = read_case_numbers(file, column)
    with installation() as opened:
        rows, widenings = _diagnose(opened, slug, given, days)
    repeated = len(given) - len(rows)
    summary = summarise(rows, repeated=repeated)
    if as_json:
        show([row.model_dump(mode="json") for row in rows], as_json=True, empty="")
        show_one({"widenings": [each.model_dump(mode="json") for each in widenings], "summary": summary}, as_json=True)
        return
    for row in rows:
        _show_row(row)
    for widening in widenings:
        _show_widening(widening, slug, days)
    _show_summary(summary)


def _diagnose(
    opened: Installation, slug: str, given: Sequence[GivenNumber], days: int
) -> tuple[list[Diagnosed], list[Widening]]:
    """Diagnose each number once, in the order of the file."""
    now = opened.clock.now()
    first = {each.number: each for each in reversed(given) if each.number is not None}
    numbers = [(each.place, each.number) for each in given if each.number is not None and first[each.number] is each]
    known: dict[str, Diagnosed] = {}
    if len(numbers) > _BATCH:
        _tell(f"{len(numbers):,} numbers are asked for; the company's parties are read first")
    with opened.database.transaction() as connection:
        measured = Recall(connection, get_company(connection, slug), support_under(opened.settings), now)
    for start in range(0, len(numbers), _BATCH):
        with opened.database.transaction() as connection:
            known |= {row.place: row for row in measured.diagnose(connection, numbers[start : start + _BATCH])}
        if len(numbers) > _BATCH:
            _tell(f"{len(known):,} of {len(numbers):,} numbers are diagnosed")
    with opened.database.transaction() as connection:
        since = business_date(now) - timedelta(days=days)
        widenings = measured.widenings.suggest(connection, since, _tell_cases)
    return list(_in_order(given, known)), widenings


def _in_order(given: Sequence[GivenNumber], known: Mapping[str, Diagnosed]) -> Iterator[Diagnosed]:
    for each in given:
        if each.number is None:
            yield Diagnosed(
                place=each.place, number=each.text, diagnosis=Diagnosis.INVALID, reason="invalid", answer=each.problem
            )
        elif each.place in known:
            yield known[each.place]


def _show_row(row: Diagnosed) -> None:
    if row.diagnosis is Diagnosis.INVALID:
        typer.echo(f"{row.place}: {row.answer}")
        return
    head = f"{row.number}  {row.diagnosis.value.replace('_', ' ')}"
    typer.echo(head if row.answer == row.diagnosis.value.replace("_", " ") else f"{head}: {row.answer}")
    for match in row.matches:
        about = "" if match.answer == row.answer else f": {match.answer}"
        typer.echo(f"    {match.name} ({match.party_id}, {match.status}) finds {match.printed}{about}")
    if row.nearest:
        near = row.nearest
        spelt = "; ".join(near.spelling) or "the same name, which its own expression does not find"
        typer.echo(f"    printed {near.printed}")
        typer.echo(f"    nearest {near.name} ({near.party_id}, {near.status}), {near.score} of 100: {spelt}")
        if near.why:
            typer.echo(f"    {near.why}")
    if row.sent:
        typer.echo(f"    event {row.sent.event_id}, {row.sent.sent_at:%Y-%m-%d %H:%M:%S}Z")
        for each in row.sent.endpoints:
            when = f" {each.delivered_at:%Y-%m-%d %H:%M:%S}Z" if each.delivered_at else ""
            typer.echo(f"    {each.url}: {each.state}{when}")
        if not row.sent.endpoints:
            typer.echo("    to the feed; no endpoint was told")


def _show_widening(widening: Widening, slug: str, days: int) -> None:
    numbers = ", ".join(widening.numbers[:_MOST_NUMBERS])
    more = len(widening.numbers) - _MOST_NUMBERS
    typer.echo(f"\nto find {widening.printed} by {widening.name}, if it is the same ({numbers}", nl=False)
    typer.echo(f" and {more:,} more)" if more > 0 else ")")
    if widening.threshold is not None:
        switch = "" if widening.is_fuzzy else " --fuzzy"
        typer.echo(f"    by likely names, {widening.more_likely:,} more names of {days} days would be found:")
        typer.echo(f"    arauto party edit {slug} {widening.party_id}{switch} --fuzzy-threshold {widening.threshold}")
    if widening.rex is None:
        typer.echo(f"    its expression is not widened: {widening.refused}")
    else:
        fewer = f", and {widening.fewer_names:,} less" if widening.fewer_names else ""
        fuzzy = " --fuzzy" if widening.is_fuzzy else ""
        typer.echo(f"    by its expression, {widening.more_names:,} more{fewer}:")
        typer.echo(f"    arauto party edit {slug} {widening.party_id} --rex {shlex.quote(widening.rex)}{fuzzy}")
    if widening.more_by_name is not None:
        typer.echo(f"    as a name of its own, {widening.more_by_name:,} more:")
        typer.echo(f"    arauto party add {slug} --name {shlex.quote(widening.read_as)}")


def _show_summary(summary: Mapping[str, Any]) -> None:
    told = [f"{summary['numbers']:,} numbers", f"{summary['in_base']:,} of them in the base"]
    told += [f"{summary['repeated']:,} repeated"] if summary["repeated"] else []
    typer.echo(f"\n{', '.join(told)}")
    for diagnosis, count in summary["diagnoses"].items():
        typer.echo(f"{count:>8,}  {diagnosis.replace('_', ' ')}")
    typer.echo(f"sent: {_percent(summary['recall_in_base'])} of those in the base, ", nl=False)
    typer.echo(f"{_percent(summary['recall_overall'])} of all")
    typer.echo(f"names found: {_percent(summary['names_found_in_base'])} of those in the base")


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share}%"


def _tell_cases(count: int) -> None:
    if count % _TELL_CASES == 0:
        _tell(f"suggestions are tried on {count:,} cases")


def _tell(text: str) -> None:
    sys.stderr.write(f"arauto: {text}\n")
    sys.stderr.flush()
