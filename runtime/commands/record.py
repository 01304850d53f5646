"""`arauto record`: saves what a tribunal answers as test recordings, cleaned of personal data."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.commands.session import installation, show_one

if TYPE_CHECKING:
    from capture.recording import Recorded, RecordingReport
    from runtime.services import Installation


def record(  # noqa: PLR0913 - each an option of the command
    number: Annotated[str | None, typer.Argument(help="The case number; none with --quarantined.")] = None,
    *,
    tribunal: Annotated[str | None, typer.Option(help="TJSP, TRF1, …: asked, or whose archive is read.")] = None,
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Take the archived pages of the last visit; the court is not asked.")
    ] = False,
    quarantined: Annotated[
        int | None, typer.Option(help="Take a page that was not understood, by its number in the quarantine.")
    ] = None,
    to: Annotated[Path, typer.Option(help="Below this folder, by system.")] = Path("tests/recorded"),
    keep_word: Annotated[
        list[str] | None, typer.Option(help="A word that may stay, after a look: it is nobody's name. Repeat it.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be replaced; nothing is written.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Save what a tribunal answers about a case as test recordings, cleaned of personal data."""
    from capture.recording import clean_pages, write

    if quarantined is not None and number is not None:
        raise typer.BadParameter(
            "--quarantined names a page of the quarantine: leave the case number out, or the option"
        )
    if quarantined is None and number is None:
        raise typer.BadParameter("name a case number, or a page by --quarantined (`arauto quarantine list --pages`)")
    if number is not None and tribunal is None:
        raise typer.BadParameter("a case number needs --tribunal")
    with installation() as opened:
        if quarantined is not None:
            recorded = _from_quarantine(opened, quarantined)
        elif from_archive:
            recorded = _from_archive(opened, str(tribunal), str(number))
        else:
            recorded = _from_court(opened, str(tribunal), str(number))
        now = opened.clock.now()
    cleaned = clean_pages(recorded, keep_word or ())
    _show(write(recorded, cleaned, to, now=now, is_dry_run=dry_run), as_json=as_json, is_dry_run=dry_run)


def _from_quarantine(opened: "Installation", page: int) -> "Recorded":
    from capture.recording import read_quarantined

    with opened.database.transaction() as connection:
        return read_quarantined(connection, opened.blobs, page)


def _from_archive(opened: "Installation", tribunal: str, number: str) -> "Recorded":
    from capture.recording import read_last_visit
    from runtime.commands.tribunal_argument import tribunal_argument
    from schemas.case_number import CaseNumber

    name = tribunal_argument(tribunal).acronym
    with opened.database.transaction() as connection:
        return read_last_visit(connection, opened.blobs, name, CaseNumber(number))


def _from_court(opened: "Installation", tribunal: str, number: str) -> "Recorded":
    from capture.court_list import build_courts
    from capture.credentials import read_credentials
    from capture.recording import refuse_sealed
    from capture.recording_visit import record_visit
    from monitor_config.tribunals import read_tribunal_policies
    from runtime.commands.tribunal_argument import tribunal_argument
    from schemas.case_number import CaseNumber

    policies = read_tribunal_policies(opened.settings.tribunals_file)
    with opened.database.transaction() as connection:
        refuse_sealed(connection, CaseNumber(number))
        credentials = read_credentials(connection, opened.secrets)
    return record_visit(
        database=opened.database,
        blobs=opened.blobs,
        courts=build_courts(opened.settings, policies, credentials),
        policies=policies,
        tribunal=tribunal_argument(tribunal).acronym,
        case_number=CaseNumber(number),
        settings=opened.settings,
        now=opened.clock.now(),
    )


def _show(report: "RecordingReport", *, as_json: bool, is_dry_run: bool) -> None:
    facts = {"written": not is_dry_run, **asdict(report)}
    if as_json:
        show_one(facts, as_json=True)
        return
    replaced = ", ".join(f"{count} {kind}" for kind, count in sorted(report.replaced.items())) or "nothing"
    typer.echo(f"replaced: {replaced} ({report.masked_words} different words)")
    for page in report.pages:
        typer.echo(f"{'would write' if is_dry_run else 'wrote'} {page['folder']}: {page['page']}, {page['outcome']}")
    if not is_dry_run:
        typer.echo("Read every page before it is committed: about.yml says what for.")
