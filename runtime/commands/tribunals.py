"""`arauto tribunal`: what can be asked, and how each tribunal does."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from capture.page_looks import drift_in_words, list_drift
from capture.tribunal_states import list_tribunals
from runtime.commands.coverage import coverage
from runtime.commands.session import command_settings, installation, show, show_one
from runtime.commands.tribunal_argument import tribunal_argument
from runtime.services import postgres_folder
from runtime.tribunal_support import TribunalFacts
from spiders.registry import tribunals

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Tribunals: what can be asked, and how they do.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


_NEVER_ASKED = "no tribunal has been asked yet: run `arauto up`"
_ALL_OFF = "no tribunal is switched on: `arauto tribunal health --with-disabled` says why"


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """List every tribunal of the national numbering, its state, and which of its systems decide (--json: all facts)."""
    settings = command_settings("command")
    facts, states = TribunalFacts(settings), _states_if_any()
    rows = [facts.summary(tribunal, states) for tribunal in tribunals()]
    show(rows if as_json else [_short(row) for row in rows], as_json=as_json, empty="no tribunal")


@app.command("show")
def show_tribunal(acronym: Annotated[str, typer.Argument(help="TJSP, TRF1, …")], as_json: Json = False) -> None:
    """Show one tribunal's systems: access, capabilities, budget, freshness, and the knowledge's date and source."""
    tribunal = tribunal_argument(acronym)
    facts, states = TribunalFacts(command_settings("command")), _states_if_any()
    summary = facts.summary(tribunal, states)
    known = states.get(tribunal.acronym)
    routes = {route["system"]: route for route in known["routes"]} if known else {}
    rows = [{**row, **_route_facts(routes.get(row["system"]))} for row in summary["systems"]]
    state = {name: known[name] if known else None for name in ("since", "next_attempt_at", "notice")}
    if as_json:
        show_one({**summary, **state, "systems": rows}, as_json=True)
        return
    show_one({name: summary[name] for name in ("tribunal", "j_tr", "state", "reason")}, as_json=False)
    typer.echo()
    show(rows, as_json=False, empty="no system is known")


@app.command("health")
def health(
    acronym: Annotated[str | None, typer.Argument(help="One tribunal with each of its routes.")] = None,
    with_disabled: Annotated[
        bool, typer.Option("--with-disabled", help="Also those that are switched off; JSON always has them.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show each tribunal's state, since when and why, and its next try (--json: also routes, budgets and new looks)."""
    name = tribunal_argument(acronym).acronym if acronym else None
    with installation() as opened, opened.database.transaction() as connection:
        now = opened.clock.now()
        rows = [{**row, "drift": []} for row in list_tribunals(connection, now)]
        for drift in list_drift(connection, None, now):
            next(row for row in rows if row["tribunal"] == drift["tribunal"])["drift"].append(drift)
    if name is not None:
        found = next((row for row in rows if row["tribunal"] == name), None)
        if found is None:
            why = f"{name} is not asked: `arauto tribunal show {name}` says why" if rows else _NEVER_ASKED
            show_one({"tribunal": name, "state": "not asked", "reason": why}, as_json=as_json)
            return
        _show_one_health(found, as_json=as_json)
        return
    if as_json:
        show(rows, as_json=True, empty="")
        return
    told = [_health_row(row) for row in rows if with_disabled or row["state"] != "disabled"]
    show(told, as_json=False, empty=_ALL_OFF if rows else _NEVER_ASKED)
    if told and (left_out := len(rows) - len(told)):
        typer.echo(f"{left_out} switched off; --with-disabled shows them")


app.command("coverage")(coverage)


def _show_one_health(row: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_one(row, as_json=True)
        return
    show_one(
        {
            **_health_row(row),
            "notice": row["notice"],
            "looks": drift_in_words(row["drift"]) or "as known",
            "freshness": _freshness(row),
        },
        as_json=False,
    )
    for route in row["routes"]:
        role = " (asked only for cases that no system above shows)" if route["is_fallback"] else ""
        typer.echo(f"{route['system']}{role}: {route_in_words(route)}")


def route_in_words(route: Mapping[str, Any]) -> str:
    """Say in plain words how one route does."""
    if route["state"] == "suspended":
        return f"suspended. {route['reason']} It is tried again at {_moment(route['next_attempt_at'])}."
    answered = route["last_success_at"]
    seen = f"It last answered at {_moment(answered)}." if answered else "It has not answered yet."
    if route["is_spent"]:
        return f"waiting: the requests that the operator allows for this day are spent. {seen}"
    if route["is_held"]:
        return f"waiting until {_moment(route['held_until'])}, as the court asked. {seen}"
    if not route["is_in_hours"]:
        return f"waiting for the hours in which the operator allows requests. {seen}"
    if route["complaint"]:
        return f"degraded: {route['complaint']}. {seen}"
    failures = f" The last {route['failures_in_row']} visits failed." if route["failures_in_row"] else ""
    return f"read. {seen}{failures}"


def _moment(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "a time that is not planned"


def _freshness(row: Mapping[str, Any]) -> str:
    if not row["watched"]:
        return "no case is watched"
    share = 100 * float(row["verified_share"] or 0)
    return f"{share:.0f} % of {row['watched']} watched cases verified in the last 26 hours"


def _states_if_any() -> dict[str, Mapping[str, Any]]:
    """Read the tribunals' states where an installation exists; looking at the list makes none."""
    settings = command_settings("command")
    if settings.mode == "embedded" and not postgres_folder(settings).exists():
        return {}
    with installation() as opened, opened.database.transaction() as connection:
        return {row["tribunal"]: row for row in list_tribunals(connection, opened.clock.now())}


def _short(row: Mapping[str, Any]) -> dict[str, object]:
    others = [each["system"] for each in row["systems"] if each["movements"] == "primary" and not each["decides"]]
    share = row["verified_share"]
    return {
        "j_tr": row["j_tr"],
        "tribunal": row["tribunal"],
        "state": row["state"],
        "decides": ", ".join(row["decides"]) or "—",
        "not_asked": ", ".join(others) or "—",
        "fresh": "—" if share is None else f"{100 * float(share):.0f}%",
    }


def _route_facts(route: Mapping[str, Any] | None) -> dict[str, object]:
    if route is None:
        return {"state": None, "reason": None, "budget_taken_today": None, "last_success_at": None}
    return {
        "state": route["state"],
        "reason": route["reason"],
        "budget_taken_today": route["budget_taken"],
        "last_success_at": route["last_success_at"],
    }


def _health_row(row: Mapping[str, Any]) -> dict[str, object]:
    """What fits on a line of 80 columns; the rest is in the JSON."""
    routes = [route for route in row["routes"] if not route["is_fallback"]]
    down = [f"{route['system']}: {route['reason']}" for route in routes if route["state"] == "suspended"]
    partly = f"Partly read. {' '.join(down)}" if down and row["state"] == "active" else ""
    degraded = [f"{route['system']} is degraded: {route['complaint']}." for route in routes if route["complaint"]]
    return {
        "tribunal": row["tribunal"],
        "state": row["state"],
        "since": row["since"],
        "visits_due": row["due"],
        "next_attempt": row["next_attempt_at"],
        "reason": partly or " ".join(degraded) or row["notice"] or row["reason"],
    }
