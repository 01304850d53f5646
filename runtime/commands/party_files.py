"""`arauto party import` and `export`: all parties of a file, and all parties to a file."""

import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor_config.companies import get_company
from monitor_config.errors import BadPartyFile
from monitor_config.models import Company, PartyStatus
from monitor_config.party_file import FileParty, PartyFormat, ReadingOptions, format_of, read_party_file
from monitor_config.party_file_writing import write_party_file
from monitor_config.party_import import BATCH, Imported, PartyImport
from runtime.commands.party_options import CheckedExpressions, File, Json, Reason, Slug, origin, parties_of
from runtime.commands.party_showing import told_origin
from runtime.commands.session import installation, show, show_one
from runtime.services import Installation

app = typer.Typer()
Format = Annotated[PartyFormat | None, typer.Option("--format", help="How the file is written; else its ending says.")]

_MOST_SHOWN = 20
_TELL_EVERY = 1_000


class Encoding(StrEnum):
    """Encodings in which spreadsheets write CSV."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    CP1252 = "cp1252"
    CP850 = "cp850"


@app.command("import")
def import_file(  # noqa: PLR0913 - one option per way of reading
    slug: Slug,
    file: File,
    *,
    file_format: Format = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of an XLSX file, when several hold something.")] = None,
    encoding: Annotated[Encoding | None, typer.Option(help="The encoding of a CSV file; found out otherwise.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check every row, say what would be added, and change nothing.")
    ] = False,
    allow_duplicates: Annotated[
        bool, typer.Option("--allow-duplicates", help="Also add what is watched already.")
    ] = False,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Watch all names of a file, or, when any row is bad, none; what is watched already is not added again."""
    expressions = CheckedExpressions()
    options = ReadingOptions(file_format, encoding.value if encoding else None, sheet)
    rows = read_party_file(file, expressions.check_party, options, _tell_reading)
    with installation() as opened:
        with opened.database.transaction() as connection:
            company = get_company(connection, slug)
            made_by = origin(reason or f"imported from {file.name}")
            importing = PartyImport(company, expressions, made_by, allow_duplicates=allow_duplicates)
            if dry_run:
                done = importing.preview(rows, connection)
        if not dry_run:
            done = _run(importing, rows, opened, company)
    _show_done(done, expressions, is_dry_run=dry_run, as_json=as_json)


@app.command("export")
def export_file(
    slug: Slug,
    file: Annotated[Path, typer.Argument(help="The file to write: .csv, .xlsx or .jsonl.")],
    *,
    file_format: Format = None,
    status: Annotated[
        list[PartyStatus] | None, typer.Option(help="Only these; may be repeated. Else all but the archived.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
    as_json: Json = False,
) -> None:
    """Write a company's parties to a file that `arauto party import` takes."""
    written = format_of(file, file_format)
    if file.exists() and not overwrite:
        raise BadPartyFile(f"{file}: exists already; --overwrite replaces it")
    with parties_of(slug) as (parties, _):
        found = parties.list_all(statuses=status or (PartyStatus.ACTIVE, PartyStatus.PAUSED))
    write_party_file(file, [party.as_new() for party in found], written)
    show_one({"file": str(file), "format": written.value, "parties": len(found)}, as_json=as_json)


def _run(importing: PartyImport, rows: Sequence[FileParty], opened: Installation, company: Company) -> list[Imported]:
    """Import batch by batch; whatever stops it, what is in is said."""
    done: list[Imported] = []
    try:
        for batch in importing.run(rows, opened.database.transaction, opened.clock):
            done += batch
            if len(rows) > BATCH:
                _tell(f"{len(done):,} of {len(rows):,} rows are in")
    finally:
        if len(done) < len(rows):
            _tell(
                f"stopped: the first {len(done):,} of {len(rows):,} rows are in {company.slug}; "
                "import the file again, and they are skipped"
            )
    return done


def _show_done(done: Sequence[Imported], expressions: CheckedExpressions, *, is_dry_run: bool, as_json: bool) -> None:
    if as_json:
        show([_full_row(each, expressions) for each in done], as_json=True, empty="")
        return
    counts = Counter(each.outcome for each in done)
    if not done:
        typer.echo("the file has no rows")
        return
    parts = [f"{counts['new']:,} would be added" if is_dry_run else f"{counts['added']:,} added"]
    parts += [f"{counts['present']:,} watched already"] if counts["present"] else []
    parts += [f"{counts['repeated']:,} repeated in the file"] if counts["repeated"] else []
    typer.echo(", ".join(parts))
    told = [each for each in done if each.outcome != "added"]
    for each in told[:_MOST_SHOWN]:
        typer.echo(_line(each))
    if len(told) > _MOST_SHOWN:
        typer.echo(f"and {len(told) - _MOST_SHOWN:,} more; --json lists all")


def _line(row: Imported) -> str:
    if row.outcome == "new":
        return f"{row.place}: {row.party.name}: new, expression {told_origin(not row.party.rex)}"
    if row.outcome == "repeated":
        return f"{row.place}: {row.party.name}: the same as {row.same_as}"
    other = f", with another {', '.join(row.differs)}" if row.differs else ""
    return f"{row.place}: {row.party.name}: watched already{other}: {row.id}"


def _full_row(row: Imported, expressions: CheckedExpressions) -> dict[str, Any]:
    return {
        "place": row.place,
        "outcome": row.outcome,
        "id": row.id,
        "same_as": row.same_as,
        "differs": row.differs,
        **row.party.model_dump(),
        "rex": row.party.rex or expressions.generate(row.party.name),
        "is_generated": not row.party.rex,
    }


def _tell_reading(number: int) -> None:
    if number % _TELL_EVERY == 0:
        _tell(f"{number:,} rows are checked")


def _tell(text: str) -> None:
    sys.stderr.write(f"arauto: {text}\n")
    sys.stderr.flush()
