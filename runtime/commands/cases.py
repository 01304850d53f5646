"""`arauto case`: the cases that a company follows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from capture.watches import why_stale as find_staleness
from delivery.case_store.cases import get_case, list_movements
from delivery.quotas.activations import (
    Activation,
    FindSupport,
    activate_case,
    ask_visit,
    deactivate_case,
    find_usage,
    list_activations,
)
from monitor_config.companies import get_company
from runtime.commands.session import installation, show, show_one
from runtime.reconciliation import ask_again, find_differences
from runtime.services import Installation
from runtime.tribunal_support import support_under
from schemas.case_number import CaseNumber
from schemas.errors import RefusedError, RetryableError

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Cases that a company follows.")
Slug = Annotated[str, typer.Argument(help="The company's slug.")]
Number = Annotated[str, typer.Argument(help="A CNJ number, with or without punctuation.")]
Numbers = Annotated[list[str] | None, typer.Argument(help="CNJ numbers, with or without punctuation.")]
File = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, readable=True, help="A text file with one CNJ number per line."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


_BATCH = 100


class SomeRefused(RefusedError):
    """Some numbers were refused; the others were taken."""


@app.command("activate")
def activate(slug: Slug, numbers: Numbers = None, file: File = None, as_json: Json = False) -> None:
    """Follow cases; each takes one slot of the quota. A number that is refused leaves the others untouched."""
    texts = _read_numbers(numbers, file)
    if not texts:
        raise typer.BadParameter("give at least one number, or --file with some")
    with installation() as opened:
        with opened.database.transaction() as connection:
            company = get_company(connection, slug)
        rows = list(_activate(opened, company.id, texts))
    show(rows, as_json=as_json, empty="no number was given")
    if refused := sum(bool(row["is_refused"]) for row in rows):
        others = "; the others are followed" if refused < len(rows) else "; nothing was changed"
        raise SomeRefused(f"{refused} of {len(rows)} numbers were refused{others}")


def _activate(opened: Installation, company_id: UUID, texts: Sequence[str]) -> Iterator[dict[str, object]]:
    """Activate in batches, because each commit is a wait for the disk; yield a row for each number."""
    find_support = support_under(opened.settings)
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        try:
            # Locked in the order of the numbers, as everybody does who locks several cases.
            numbers = sorted({CaseNumber(text) for text in batch})
            with opened.stream.unit_of_work() as unit:
                now = opened.clock.now()
                done = {n: activate_case(unit, company_id, n, now, tribunal_support=find_support) for n in numbers}
        except (RefusedError, RetryableError):
            yield from (_activate_one(opened, company_id, text, find_support) for text in batch)
            continue
        for text in batch:
            number = CaseNumber(text)
            yield _row_of(number, done[number])


def _activate_one(opened: Installation, company_id: UUID, text: str, find_support: FindSupport) -> dict[str, object]:
    try:
        number = CaseNumber(text)
        with opened.stream.unit_of_work() as unit:
            done = activate_case(unit, company_id, number, opened.clock.now(), tribunal_support=find_support)
    except RefusedError as error:
        return _row(text, None, None, str(error), refused=True)
    return _row_of(number, done)


def _row_of(number: CaseNumber, done: Activation) -> dict[str, object]:
    return _row(number.masked, done.tribunal, done.state.value, done.warning, refused=False)


@app.command("deactivate")
def deactivate(slug: Slug, number: Number) -> None:
    """Stop following a case; its slot is free at once."""
    case_number = CaseNumber(number)
    with installation() as opened, opened.stream.unit_of_work() as unit:
        deactivate_case(unit, get_company(unit.connection, slug).id, case_number, opened.clock.now())
    typer.echo(f"{case_number.masked} is not followed any more")


@app.command("list")
def list_all(slug: Slug, with_inactive: bool = False, as_json: Json = False) -> None:
    """List the cases that a company follows, and how much of its quota they use."""
    with installation() as opened, opened.database.transaction() as connection:
        company = get_company(connection, slug)
        found = list_activations(connection, company.id, with_inactive=with_inactive)
        active, quota = find_usage(connection, company.id)
    rows = [{name: row[name] for name in row if name != "company_id"} if as_json else _told(row) for row in found]
    show(rows, as_json=as_json, empty=f"{slug} follows no case yet: arauto case activate {slug} NUMBER")
    if not as_json:
        typer.echo(f"{active} of {quota} cases active")


@app.command("show")
def show_case(number: Number, as_json: Json = False) -> None:
    """Show what the store has of a case: state, instances, parties and movements."""
    case_number = CaseNumber(number)
    with installation() as opened, opened.database.transaction() as connection:
        case = get_case(connection, case_number)
        movements = list_movements(connection, case_number)
    if as_json:
        told = [movement.model_dump(mode="json") for movement in movements]
        show_one({**case.model_dump(mode="json"), "movements": told}, as_json=True)
        return
    show_one(case.model_dump(exclude={"case_number"}), as_json=False)
    typer.echo()
    rows = [
        {"when": each.occurred_at or each.occurred_on, "text": each.text, "complement": each.complement}
        for each in movements
    ]
    show(rows, as_json=False, empty="no movements")


@app.command("visit")
def visit(number: Number) -> None:
    """Ask for one visit now; politeness still rules when it happens."""
    case_number = CaseNumber(number)
    with installation() as opened, opened.stream.unit_of_work() as unit:
        ask_visit(unit, case_number, opened.clock.now())
    typer.echo(f"a visit of {case_number.masked} was asked for")


@app.command("why-stale")
def why_stale(number: Number, as_json: Json = False) -> None:
    """Say when a case was last read, when the next visit is due, and why then."""
    with installation() as opened, opened.database.transaction() as connection:
        staleness = find_staleness(connection, CaseNumber(number), opened.clock.now())
    show_one({name: getattr(staleness, name) for name in staleness.__dataclass_fields__}, as_json=as_json)


@app.command("reconcile")
def reconcile(
    repair: Annotated[bool, typer.Option(help="Ask capture again for every case that differs.")] = False,
    as_json: Json = False,
) -> None:
    """Compare what companies follow with what capture watches; on a quiet installation nothing differs."""
    with installation() as opened:
        differences = find_differences(opened)
        for difference in differences if repair else ():
            ask_again(opened, difference)
    rows = [{"case_number": each.case_number, "asked": each.asked, "held": each.held} for each in differences]
    show(rows, as_json=as_json, empty="capture watches exactly what is followed")
    if repair and differences and not as_json:
        typer.echo(f"{len(differences)} cases were asked for again")


def _read_numbers(numbers: Iterable[str] | None, file: Path | None) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines() if file else []
    return [*(numbers or ()), *(line.strip() for line in lines if line.strip())]


def _told(row: Mapping[str, Any]) -> dict[str, object]:
    """An activation as a line of a list."""
    return {
        "case_number": CaseNumber(row["case_number"]).masked,
        "since": row["activated_at"],
        "until": row["deactivated_at"],
        "is_read": row["is_registered"],
    }


def _row(number: str, tribunal: str | None, state: str | None, note: str | None, *, refused: bool) -> dict[str, object]:
    return {"case_number": number, "tribunal": tribunal, "state": state, "note": note, "is_refused": refused}
