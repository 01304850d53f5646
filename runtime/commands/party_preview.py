"""`arauto party preview`: what a name or an expression would find, before anything is saved."""

from typing import Annotated, Any
from uuid import UUID, uuid4

import typer
from pydantic import ValidationError

from matcher.folding import fold_text
from matcher.generation import describe
from matcher.near_miss import explain_near_miss
from matcher.preview import Question
from matcher.user_index import classify
from monitor_config.errors import BadParty
from monitor_config.models import MonitoredParty, NewParty
from monitor_config.party_file import list_problems
from runtime.commands.expression_lines import print_expression, print_words, told_length
from runtime.commands.party_options import CheckedExpressions, Json, PlainCommand, said_fields, takes_fields
from runtime.commands.party_past import Compared, Past, PastSearch, planned_watch, tell_progress
from runtime.commands.party_plan_showing import party_past_facts, past_facts, print_party_past, print_past, told_stage
from runtime.commands.party_plans import Samples
from runtime.commands.session import installation, show_one
from schemas.cases import Party

app = typer.Typer()

_DECIDING = (
    "rex",
    "nrex",
    "fuzzy",
    "fuzzy_threshold",
    "window_days",
    "distributed_from",
    "only_after_registration",
    "tribunals",
    "side",
    "document",
)
_FOUND_BY = {
    "literal": "by letters that every name it finds must have",
    "scan": "by the multi-pattern engine",
    "loop": "by asking it about every name, with a time limit",
}


@app.command("preview", cls=PlainCommand)
@takes_fields(*_DECIDING)
def preview(
    name: Annotated[str | None, typer.Option(help="A name to generate the expression from.")] = None,
    *,
    against: Annotated[
        list[str] | None, typer.Option("--against", help="A printed name to try; may be repeated.")
    ] = None,
    days: Annotated[
        int, typer.Option(min=0, max=365, metavar="DAYS", help="Look at the names seen in so many days; 0: do not.")
    ] = 90,
    samples: Samples = 5,
    as_json: Json = False,
    **fields: Any,
) -> None:
    """Show the expression that a name would get, what it accepts and refuses, and what it finds, before it is saved."""
    said = said_fields(fields)
    if not (name or said.get("rex")):
        raise typer.BadParameter("give --name or --rex")
    party = _party({"name": name or said["rex"], **said}, is_named=bool(name))
    question = Question([planned_watch(party)])
    tried = {printed: _tried(question, printed) for printed in against or []}
    for printed, each in tried.items():
        if name and not each["is_found"]:
            each["why"] = explain_near_miss(planned_watch(party), Party(name=printed)).why
    past = _search(party, days, samples) if days else None
    if as_json:
        show_one(_facts(party, tried, past, is_named=bool(name)), as_json=True)
        return
    _print(party, tried, past, is_named=bool(name))


def _party(said: dict[str, Any], *, is_named: bool) -> MonitoredParty:
    """Return the party as it would be registered. Raises BadParty, BadExpression."""
    expressions = CheckedExpressions()
    try:
        wanted = NewParty(**said)
    except ValidationError as error:
        raise BadParty("; ".join(list_problems(error))) from error
    if is_named:
        expressions.check_party(wanted)
    for given in (wanted.rex, wanted.nrex):
        if given:
            expressions.check(given)
    fields = {each: getattr(wanted, each) for each in NewParty.model_fields if each not in {"rex", "manual_rex"}}
    # Without a name there is nothing that misspellings could be of.
    fields |= {"fuzzy": wanted.fuzzy if is_named else False, "nrex": wanted.nrex or None}
    return MonitoredParty.model_construct(
        id=uuid4(),
        company_id=UUID(int=0),
        rex=wanted.rex or expressions.generate(wanted.name),
        is_generated=not wanted.rex,
        manual_rex=wanted.is_manual,
        **fields,
    )


def _tried(question: Question, printed: str) -> dict[str, Any]:
    found = question.ask(printed)
    return {
        "is_found": bool(found),
        "stage": found[0].stage if found else None,
        "score": found[0].score if found else None,
        "folded": fold_text(printed),
    }


def _search(party: MonitoredParty, days: int, samples: int) -> Past:
    with installation() as opened:
        now = opened.clock.now()
        there = party.model_copy(update={"registered_at": now, "effective_since": now})
        with opened.database.transaction() as connection:
            compared = Compared(None, (), (there,), frozenset({there.id}))
            return PastSearch(compared, days, now, samples=samples).run(connection, tell_progress)


def _words(party: MonitoredParty) -> dict[str, list[str]]:
    """Say what the expression accepts and refuses."""
    if party.is_generated:
        described = describe(party.name)
        words = {"accepts": list(described.accepts), "refuses": list(described.refuses)}
    else:
        told = f"names in whose folded text the expression finds something; looked for {_FOUND_BY[classify(party.rex)]}"
        words = {"accepts": [told], "refuses": ["all other names"]}
    if party.is_fuzzy:
        words["accepts"].append(f"misspellings of the name that score {party.fuzzy_threshold} or more of 100")
    if party.nrex:
        words["refuses"].append(f"names in which the negative expression finds something: {party.nrex}")
    return words


def _facts(
    party: MonitoredParty, tried: dict[str, dict[str, Any]], past: Past | None, *, is_named: bool
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": party.name if is_named else None,
        "rex": party.rex,
        "nrex": party.nrex,
        "is_generated": party.is_generated,
        **_words(party),
        "matches": {printed: each["is_found"] for printed, each in tried.items()},
        "tried": [{"printed": printed, **each} for printed, each in tried.items()],
    }
    if past:
        found = party_past_facts(past.parties[party.id], past.namesakes.get(party.id), party.document)
        facts |= {"past": {**past_facts(past, None), **found}}
    return facts


def _print(party: MonitoredParty, tried: dict[str, dict[str, Any]], past: Past | None, *, is_named: bool) -> None:
    rex = told_length(party.rex) if party.is_generated else party.rex
    show_one({"name": party.name if is_named else None, "rex": rex, "nrex": party.nrex}, as_json=False)
    if party.is_generated:
        print_expression(party.rex)
    for verb, told in _words(party).items():
        print_words(verb, told)
    for printed, each in tried.items():
        how = f"found ({told_stage(each['stage'], each['score'])})" if each["is_found"] else "not found"
        typer.echo(f"{printed}: {how}{'. ' + each['why'] if each.get('why') else ''}")
    if past:
        print_party_past(past.parties[party.id], past.namesakes.get(party.id), party.document, past.days)
        print_past(past, None)
