"""How a monitored party is printed."""

from collections.abc import Mapping
from typing import Any

import typer

from matcher.classes import load_classes
from matcher.generation import describe
from matcher.preview import planned_class_table
from monitor_config.models import MonitoredParty, NewParty, PartyStatus
from runtime.commands.expression_lines import print_expression, print_words, told_length
from runtime.commands.session import show_one

_MOST_OF_GENERATED = 50
_FOR_PROGRAMS = frozenset({"company_id", "revision"})


def show_party(party: MonitoredParty, *, as_json: bool, more: Mapping[str, Any] | None = None) -> None:
    """Print one party with its expression, and what else is known of it."""
    if as_json:
        show_one({**party_facts(party), **(more or {})}, as_json=True)
        return
    facts = {**party.model_dump(exclude=set(_FOR_PROGRAMS)), **(more or {})}
    show_one({**facts, "fuzzy": party.is_fuzzy}, as_json=False)


def show_changed(party: MonitoredParty, slug: str, *, as_json: bool) -> None:
    """Print what a change has made of a party: what is set of it, and what comes next."""
    if as_json:
        show_one(party_facts(party), as_json=True)
        return
    rex = "generated from the name" if party.is_generated else party.rex
    facts = {"id": party.id, "name": party.name, "status": party.status.value, "rex": rex, "nrex": party.nrex}
    unsaid = {name: field.default for name, field in NewParty.model_fields.items()}
    facts |= {
        name: getattr(party, name) for name in unsaid if name not in facts and getattr(party, name) != unsaid[name]
    }
    facts |= {"fuzzy": party.is_fuzzy, "expression_version": party.expression_version, "in_force_at": party.in_force_at}
    show_one({name: value for name, value in facts.items() if value is not None}, as_json=False)
    if party.status == PartyStatus.ACTIVE:
        typer.echo("what lies in its window and was not sent yet is sent by itself")
        typer.echo(f"what it finds: arauto party show {slug} {party.id}")
    else:
        typer.echo(f"not matched until: arauto party resume {slug} {party.id}")


def show_whole_party(party: MonitoredParty, more: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one party, and in words what its expression accepts and refuses.

    Only an expression that today's word lists generate is told in words: they say nothing of an own or an older one.
    """
    table = planned_class_table(party.name, party.rex, is_generated=party.is_generated, stored=party.class_table)
    is_outdated = party.is_generated and table != load_classes().version
    words = describe(party.name) if party.is_generated and not is_outdated else None
    facts = {**more, "is_outdated": is_outdated}
    if as_json:
        told = {"accepts": words.accepts, "refuses": words.refuses} if words else {}
        show_party(party, as_json=True, more={**facts, **told})
        return
    if party.is_generated:
        facts = {"rex": told_length(party.rex), **facts}
    show_party(party, as_json=False, more=facts)
    if party.is_generated:
        print_expression(party.rex)
    for title, lines in (("accepts", words.accepts), ("refuses", words.refuses)) if words else ():
        print_words(title, lines)


def party_facts(party: MonitoredParty) -> dict[str, object]:
    """Return all that is stored of a party, and whether the fuzzy stage is asked for it (`fuzzy` may leave it open)."""
    return {**party.model_dump(), "is_fuzzy": party.is_fuzzy}


def party_row(party: MonitoredParty) -> dict[str, object]:
    """Return a party as a row of a list that fits 80 columns."""
    return {"id": party.id, "status": party.status.value, "rex": told_origin(party.is_generated), "name": party.name}


def told_rex(rex: str, *, is_generated: bool) -> str:
    """Return an expression; of a generated one its beginning, for nobody reads the rest."""
    is_long = is_generated and len(rex) > _MOST_OF_GENERATED
    return f"{rex[:_MOST_OF_GENERATED]}…" if is_long else rex


def told_origin(is_generated: bool) -> str:
    """Say whose an expression is."""
    return "generated" if is_generated else "own"
