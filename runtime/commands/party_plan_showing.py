"""How a plan of parties, and what it would have found, is printed: for people, and as one JSON object."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import typer

from matcher.evidence import compare_documents, mask_document
from matcher.namesakes import NamesakeGroup, Person
from monitor_config.company_plan import Change, Plan
from monitor_config.models import Company, MonitoredParty
from runtime.commands.party_past import PartyPast, Past, Sample
from runtime.commands.party_showing import told_origin, told_rex
from runtime.commands.session import show_one
from schemas.case_number import CaseNumber

_MOST_CHANGES = 50
_MOST_PEOPLE = 5
_FOLLOWS = frozenset({"is_generated", "is_fuzzy"})
"""Fields that say what another field means."""
_NO_PRICES = "(a case is one charge, however many parties match it; no prices are known)"


def plan_facts(plan: Plan, past: Past) -> dict[str, Any]:
    """Return a plan and its effects for programs."""
    return {
        "plan": plan.id,
        "company": plan.company.slug,
        "counts": _counts(plan),
        "expression_delay_hours": plan.company.expression_delay_hours,
        "changes": [_change_facts(change, past) for change in plan.changes],
        "unlisted": [{"id": party.id, "name": party.name, "status": party.status} for party in plan.unlisted],
        **past_facts(past, plan.company),
    }


def past_facts(past: Past, company: Company | None) -> dict[str, Any]:
    """Return the volume and charges that the past lets expect."""
    return {
        "days": past.days,
        "covered_days": past.covered_days,
        "cases_seen": past.cases_seen,
        "cases_withheld": past.cases_withheld,
        "cases": {
            "before": past.cases_before,
            "after": past.cases_after,
            "gained": past.cases_gained,
            "lost": past.cases_lost,
            "sent_at_once": past.sent_at_once,
            "per_month_before": past.per_month(past.cases_before),
            "per_month_after": past.per_month(past.cases_after),
        },
        "charges": {
            "plan": company.plan if company else None,
            "case_quota": company.case_quota if company else None,
            "at_once": past.sent_at_once,
            "per_month": past.per_month(past.cases_after),
            "prices": None,
        },
        "took_too_long": past.slow,
    }


def party_past_facts(past: PartyPast, namesakes: NamesakeGroup | None, document: str | None) -> dict[str, Any]:
    """Return what one party found before and after."""
    return {
        "before": past.before,
        "after": past.after,
        "gained": past.gained,
        "lost": past.lost,
        "sent_at_once": past.sent_at_once,
        "gained_samples": [_sample_facts(sample) for sample in past.gained_samples],
        "lost_samples": [_sample_facts(sample) for sample in past.lost_samples],
        "namesakes": _namesake_facts(namesakes, document) if namesakes and namesakes.basis else None,
    }


def show_plan(plan: Plan, past: Past, *, as_json: bool) -> None:
    """Print a plan, for people or as one JSON object."""
    if as_json:
        show_one(plan_facts(plan, past), as_json=True)
    else:
        print_plan(plan, past)


def print_plan(plan: Plan, past: Past) -> None:
    """Print a plan for people."""
    counts = ", ".join(f"{count:,} {name}" for name, count in _counts(plan).items() if count)
    typer.echo(f"plan {plan.id} for {plan.company.slug}: {counts or 'no parties'}")
    for change in plan.changes[:_MOST_CHANGES]:
        typer.echo()
        _print_change(change, past)
    if len(plan.changes) > _MOST_CHANGES:
        typer.echo(f"\nand {len(plan.changes) - _MOST_CHANGES:,} more; --json lists all")
    if plan.unlisted:
        shown = "; ".join(party.name for party in plan.unlisted[:_MOST_PEOPLE])
        typer.echo(f"\nnot in the file, and kept: {shown}{'; …' if len(plan.unlisted) > _MOST_PEOPLE else ''}")
    typer.echo()
    print_past(past, plan.company)


def print_past(past: Past, company: Company | None) -> None:
    """Print the volume and charges that the past lets expect."""
    typer.echo(f"looked at: {past.cases_seen:,} cases of {past.days} days")
    if not past.cases_seen:
        typer.echo("no names were seen in those days, so that nothing can be said of matches")
    elif past.covered_days < past.days:
        typer.echo(f"the names seen reach back {past.covered_days} days only; a month is reckoned from those")
    if past.cases_withheld:
        typer.echo(f"left out, whatever their names: {past.cases_withheld:,} that are sealed, or may be")
    typer.echo(
        f"cases: {past.cases_before:,} before, {past.cases_after:,} after "
        f"({past.cases_gained:,} gained, {past.cases_lost:,} lost)"
    )
    before, after = past.per_month(past.cases_before), past.per_month(past.cases_after)
    typer.echo(f"a month: about {before:,} cases before, {after:,} after")
    typer.echo(f"charges: {past.sent_at_once:,} at once, as they are sent; then about {after:,} a month")
    typer.echo(_NO_PRICES)
    if company:
        typer.echo(f"the company's plan: {company.plan}")
    if company and company.expression_delay_hours:
        typer.echo(f"new expressions come into force {company.expression_delay_hours} hours after the change")
    if past.slow:
        typer.echo(f"{len(set(past.slow))} expressions took too long on some names: nothing found there proves nothing")


def print_party_past(past: PartyPast, namesakes: NamesakeGroup | None, document: str | None, days: int) -> None:
    """Print what one party found before and after, with samples."""
    typer.echo(
        f"    matches in {days} days: {past.before:,} before, {past.after:,} after "
        f"({past.gained:,} gained, {past.lost:,} lost); {past.sent_at_once:,} sent at once"
    )
    for sign, samples in (("+", past.gained_samples), ("-", past.lost_samples)):
        for sample in samples:
            typer.echo(f"      {sign} {_sample_line(sample)}")
    if namesakes and namesakes.basis:
        _print_namesakes(namesakes, document)


def _print_change(change: Change, past: Past) -> None:
    place = f" ({change.place})" if change.place else ""
    party_id = "" if change.before is None else f" {change.before.id}"
    typer.echo(f"{'+' if change.before is None else '~'} {change.after.name}{place}{party_id}")
    for name, before, after in _field_lines(change):
        typer.echo(f"    {name}: {after}" if change.before is None else f"    {name}: {before} -> {after}")
    if change.touches_matches or past.parties[change.after.id].sent_at_once:
        namesakes = past.namesakes.get(change.after.id)
        print_party_past(past.parties[change.after.id], namesakes, change.after.document, past.days)


def _field_lines(change: Change) -> Iterable[tuple[str, str, str]]:
    for each in change.fields:
        if each.field == "name" and change.before is None:
            continue
        if each.field == "manual_rex" and not (each.before or each.after):
            continue
        if each.field == "rex":
            before = _told_rex(change.before) if change.before else ""
            same = "; same names accepted" if change.is_same_by_table else ""
            yield "rex", before, f"{_told_rex(change.after)}{same}"
        elif each.field not in _FOLLOWS:
            yield each.field, _told(each.before), _told(each.after)


def _told_rex(party: MonitoredParty) -> str:
    return f"{told_rex(party.rex, is_generated=party.is_generated)} ({told_origin(party.is_generated)})"


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return "—" if value is None else str(value)


def _counts(plan: Plan) -> dict[str, int]:
    kinds = Counter("added" if change.kind == "add" else "changed" for change in plan.changes)
    statuses = Counter(
        change.after.status.value
        for change in plan.changes
        if change.before and change.before.status != change.after.status
    )
    return {
        "added": kinds["add"] + kinds["added"],
        "changed": kinds["changed"],
        **{f"of them {status}": count for status, count in sorted(statuses.items())},
        "unchanged": len(plan.same) - len(plan.unlisted),
        "not in the file": len(plan.unlisted),
    }


def _change_facts(change: Change, past: Past) -> dict[str, Any]:
    party = change.after
    return {
        "kind": change.kind,
        "id": change.before.id if change.before else None,
        "name": party.name,
        "place": change.place,
        "accepts_same_names": change.is_same_by_table,
        "fields": [{"field": each.field, "before": each.before, "after": each.after} for each in change.fields],
        "matches": party_past_facts(past.parties[party.id], past.namesakes.get(party.id), party.document),
    }


def _sample_facts(sample: Sample) -> dict[str, Any]:
    return {name: getattr(sample, name) for name in sample.__dataclass_fields__}


def _sample_line(sample: Sample) -> str:
    day = sample.distributed_on.isoformat() if sample.distributed_on else "no date"
    how = told_stage(sample.stage, sample.score)
    side = f", {sample.side}" if sample.side else ""
    return f"{CaseNumber(sample.case_number).masked} {sample.tribunal} {day}: {sample.printed} ({how}{side})"


def told_stage(stage: str, score: float | None) -> str:
    """Say how a name was found; the score only where it says something."""
    return stage if score is None or stage in {"exact", "expression"} else f"{stage} {score:.0f}"


def _namesake_facts(group: NamesakeGroup, document: str | None) -> dict[str, Any]:
    return {
        "by": group.basis,
        "people": [
            {
                "document": mask_document(person.document) if person.document else None,
                "cases": len(person.cases),
                "tribunals": sorted(person.tribunals),
                "courts": len(person.places),
                "printed": [text for text, _ in person.spellings.most_common(_MOST_PEOPLE)],
                "evidence": _evidence(person, document),
            }
            for person in group.people
        ],
    }


def _evidence(person: Person, document: str | None) -> str:
    """Say whether a person is the monitored one, where both documents are known."""
    if not (person.document and document):
        return "silent"
    return compare_documents(document, person.document)


def _print_namesakes(group: NamesakeGroup, document: str | None) -> None:
    people: Sequence[Person] = group.people
    if group.basis == "count":
        [unknown] = [person for person in people if person.document is None]
        typer.echo(
            f"    perhaps several people of this name: {len(unknown.cases):,} cases in {len(unknown.places):,} courts "
            "with no CPF printed"
        )
        return
    known = [person for person in people if person.document]
    typer.echo(f"    {len(known)} people of this name, by their documents:")
    for person in people[:_MOST_PEOPLE]:
        told = (mask_document(person.document) if person.document else None) or "no document"
        evidence = _evidence(person, document)
        said = "" if evidence == "silent" else f", {evidence} by the party's document"
        tribunals = ", ".join(sorted(person.tribunals)[:_MOST_PEOPLE])
        typer.echo(
            f"      {told}: {len(person.cases):,} case{'s' if len(person.cases) > 1 else ''} ({tribunals}){said}"
        )
