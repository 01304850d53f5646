"""`arauto party plan`, `apply`, `write` and `regenerate`: changes of many parties, seen before they are made."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from monitor_config.companies import get_company
from monitor_config.company_file import CompanyFile, read_company_file, write_company_file
from monitor_config.company_plan import Plan, apply_plan, expect_plan, plan_file, plan_regeneration
from monitor_config.errors import BadPartyFile, UnknownParty
from monitor_config.models import Company, PartyStatus
from monitor_config.parties import MonitoredParties, raise_counter
from runtime.commands.party_options import CheckedExpressions, Json, Reason, Slug, origin, parties_of
from runtime.commands.party_past import search_past, tell
from runtime.commands.party_plan_showing import print_plan, show_plan
from runtime.commands.session import installation, show_one
from runtime.services import Installation

app = typer.Typer()

Days = Annotated[
    int, typer.Option(min=1, max=365, metavar="DAYS", help="Over how many past days matches are compared.")
]
Samples = Annotated[int, typer.Option(min=0, max=100, help="Samples of gained and of lost matches, for each party.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
PlanId = Annotated[
    str | None,
    typer.Option("--plan", metavar="ID", help="Only if the plan is still the one that was shown by this id."),
]
YamlFile = Annotated[Path, typer.Argument(help="YAML; see docs/how_to/keep_parties_in_a_file.md.")]

_TELL_EVERY = 1_000
MakePlan = Callable[[MonitoredParties, Company], Plan]


@app.command("plan")
def plan(file: YamlFile, *, days: Days = 90, samples: Samples = 5, as_json: Json = False) -> None:
    """Say what a company's file would change, what it would have matched, and what that costs. Changes nothing."""
    expressions = CheckedExpressions()
    wanted = read_company_file(file, expressions.check_party)
    with installation() as opened:
        made = _made(opened, wanted.company, _from_file(wanted, opened, expressions))
        past = search_past(opened, made, days, samples)
    show_plan(made, past, as_json=as_json)


@app.command("apply")
def apply(  # noqa: PLR0913 - one option per way of looking and agreeing
    file: YamlFile,
    *,
    plan_id: PlanId = None,
    days: Days = 90,
    samples: Samples = 5,
    yes: Yes = False,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Make a company's parties what its file says, in one change, after showing the plan and asking."""
    expressions = CheckedExpressions()
    wanted = read_company_file(file, expressions.check_party)
    with installation() as opened:
        agreed = _Agreed(opened, wanted.company, reason or f"applied from {file.name}", expressions)
        agreed.run(_from_file(wanted, opened, expressions), plan_id, (days, samples), is_asked=not yes, as_json=as_json)


@app.command("regenerate")
def regenerate(  # noqa: PLR0913 - one option per way of looking and agreeing
    slug: Slug,
    party_ids: Annotated[list[UUID] | None, typer.Argument(help="Only these parties.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="All parties with a generated expression.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    plan_id: PlanId = None,
    days: Days = 90,
    samples: Samples = 5,
    yes: Yes = False,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Make generated expressions again from today's class table, after showing what they gain, lose and cost."""
    if every == bool(party_ids):
        raise typer.BadParameter("give the ids of parties, or --all")
    expressions = CheckedExpressions()
    chosen = None if every else party_ids

    def make(parties: MonitoredParties, company: Company) -> Plan:
        known = parties.list_all()
        if unknown := set(chosen or ()) - {party.id for party in known}:
            raise UnknownParty(f"{slug} has no monitored party {min(unknown)}; `arauto party list` shows them")
        return plan_regeneration(known, chosen, company, expressions)

    with installation() as opened:
        if dry_run:
            made = _made(opened, slug, make)
            show_plan(made, search_past(opened, made, days, samples), as_json=as_json)
            return
        agreed = _Agreed(opened, slug, reason or "made again from the class table", expressions)
        agreed.run(make, plan_id, (days, samples), is_asked=not yes, as_json=as_json)


@app.command("write")
def write(
    slug: Slug,
    file: Annotated[Path, typer.Argument(help="The YAML file to write.")],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
    as_json: Json = False,
) -> None:
    """Write a company's parties to the YAML file that `arauto party plan` and `apply` take."""
    if file.exists() and not overwrite:
        raise BadPartyFile(f"{file}: exists already; --overwrite replaces it")
    with parties_of(slug) as (parties, _):
        found = parties.list_all(statuses=(PartyStatus.ACTIVE, PartyStatus.PAUSED))
    text = write_company_file(slug, [(party.id, party.as_new()) for party in found])
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadPartyFile(f"{file}: cannot be written: {error.strerror}") from error
    show_one({"file": str(file), "parties": len(found)}, as_json=as_json)


class _Agreed:
    """A plan that is shown, agreed to, and then made if nothing changed meanwhile."""

    def __init__(self, opened: Installation, slug: str, reason: str, expressions: CheckedExpressions) -> None:
        self._opened, self._slug, self._reason, self._expressions = opened, slug, reason, expressions

    def run(
        self, make: MakePlan, plan_id: str | None, looked: tuple[int, int], *, is_asked: bool, as_json: bool
    ) -> None:
        """Show and ask, unless that was done before; then change. Raises PlanChanged."""
        if is_asked and as_json:
            raise typer.BadParameter("--json asks nothing: look at `arauto party plan --json`, and then say --yes")
        made = _made(self._opened, self._slug, make)
        if plan_id is not None:
            expect_plan(made, plan_id)
        if made.changes and is_asked:
            print_plan(made, search_past(self._opened, made, *looked))
            typer.confirm("\nchange this?", abort=True)
        if made.changes:
            self._change(make, made.id)
        _tell_done(made, as_json=as_json)

    def _change(self, make: MakePlan, plan_id: str) -> None:
        with self._opened.database.transaction() as connection:
            raise_counter(connection)  # before it is planned again: no change of parties comes between
            company = get_company(connection, self._slug)
            parties = MonitoredParties(connection, company, origin(self._reason))
            plan = expect_plan(make(parties, company), plan_id)
            apply_plan(plan, parties, self._expressions, self._opened.clock.now(), _tell_change)


def _tell_change(made: int) -> None:
    if made % _TELL_EVERY == 0:
        tell(f"{made:,} changes are made; none counts before all are")


def _made(opened: Installation, slug: str, make: MakePlan) -> Plan:
    with opened.database.transaction() as connection:
        company = get_company(connection, slug)
        return make(MonitoredParties(connection, company), company)


def _from_file(wanted: CompanyFile, opened: Installation, expressions: CheckedExpressions) -> MakePlan:
    def make(parties: MonitoredParties, company: Company) -> Plan:
        return plan_file(wanted, parties.list_all(), company, expressions, opened.clock.now())

    return make


def _tell_done(plan: Plan, *, as_json: bool) -> None:
    added = sum(change.kind == "add" for change in plan.changes)
    done = {"plan": plan.id, "added": added, "changed": len(plan.changes) - added, "unchanged": len(plan.same)}
    if as_json:
        show_one(done, as_json=True)
    else:
        told = f"plan {plan.id}: {added:,} added, {len(plan.changes) - added:,} changed"
        typer.echo(told if plan.changes else "nothing to change")
