"""What is watched for: one party's name and its expression in force, as the matcher needs them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from matcher.classes import load_classes
from matcher.generation import generate_expression
from matcher.quarantine import ExpressionId


@dataclass(frozen=True, slots=True)
class Watch:
    """One party's expression in force, and what else decides or explains."""

    party_id: UUID
    company_id: UUID
    name: str
    version: int
    rex: str
    nrex: str | None
    window_days: int
    distributed_from: date | None
    is_generated: bool = False
    class_table: str | None = None
    fuzzy: bool = False
    fuzzy_threshold: int = 80
    document: str | None = None
    oabs: tuple[str, ...] | None = None
    comarcas: tuple[str, ...] | None = None

    @property
    def expression_id(self) -> ExpressionId:
        return self.party_id, self.version

    @property
    def is_by_name(self) -> bool:
        """Whether the name's keys decide as the expression does: it was generated from the class table in use."""
        return self.is_generated and self.class_table == load_classes().version


@dataclass(frozen=True, slots=True)
class TimedOut:
    """An expression that has not decided about a name, which is tried again later."""

    watch: Watch
    was_asked: bool = True
    """It took too long or could not be used; else it is in quarantine, or its company's time for the name was up."""


def watch_of(row: dict[str, Any]) -> Watch:
    """Return the watch that a row of `list_changed_watches` tells.

    An expression of an older class table that today's gives just the same is today's.
    """
    facts = {key: row[key] for key in Watch.__dataclass_fields__}
    lists = {name: tuple(row[name]) if row[name] is not None else None for name in ("oabs", "comarcas")}
    watch = Watch(**{**facts, **lists})
    today = load_classes().version
    if watch.is_generated and watch.class_table not in {None, today} and generate_expression(watch.name) == watch.rex:
        return replace(watch, class_table=today)
    return watch
