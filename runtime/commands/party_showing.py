"""How a monitored party is printed."""

from collections.abc import Mapping
from typing import Any

from monitor_config.models import MonitoredParty
from runtime.commands.session import show_one

_FOR_PROGRAMS = frozenset({"company_id", "revision"})


def show_party(party: MonitoredParty, *, as_json: bool, more: Mapping[str, Any] | None = None) -> None:
    """Print one party with its expression, and what else is known of it."""
    facts = {**party.model_dump(exclude=None if as_json else set(_FOR_PROGRAMS)), **(more or {})}
    facts["fuzzy"] = party.is_fuzzy
    show_one(facts, as_json=as_json)


def party_row(party: MonitoredParty) -> dict[str, object]:
    """Return a party as a row of a list that fits 80 columns."""
    return {"id": party.id, "status": party.status.value, "rex": told_origin(party.is_generated), "name": party.name}


def told_origin(is_generated: bool) -> str:
    """Say whose an expression is."""
    return "generated" if is_generated else "own"
