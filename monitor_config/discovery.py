"""The operator's limits of discovery: one switch, times and budget per strategy. A section of tribunals.yml."""

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator, model_validator

from schemas.model import FrozenModel


class StrategyName(StrEnum):
    """How new distributions, and changes of watched cases, are found."""

    DATAJUD_FILING_DATE = "datajud_filing_date"
    DATAJUD_UPDATES = "datajud_updates"
    DJEN = "djen"
    EPROC_LIST = "eproc_list"
    GAZETTE_LIST = "gazette_list"
    NAME_SEARCH = "name_search"
    SEQUENCE_WALK = "sequence_walk"


class StrategyPolicy(FrozenModel):
    """What every strategy has: off unless switched on, times of the day in Brasília, requests per business day."""

    is_enabled: bool = False
    at: tuple[time, ...] = (time(6, 30), time(18, 30))
    days_back: int = Field(5, ge=1, le=60, description="Days that each run reads again")
    daily_requests: int | None = Field(500, ge=1, description="Out of the source's own budget; null: only that one")

    @field_validator("at")
    @classmethod
    def _has_a_time(cls, times: tuple[time, ...]) -> tuple[time, ...]:
        if not times:
            raise ValueError("at least one time of the day is needed")
        return tuple(sorted(times))


class DatajudPolicy(StrategyPolicy):
    """DataJud by filing date."""

    page_size: int = Field(100, ge=1, le=10_000)


class DjenPolicy(StrategyPolicy):
    """The national gazette; its largest page changed several times between 50 and 1000."""

    page_size: int = Field(100, ge=1, le=1000)


class NameSearchPolicy(StrategyPolicy):
    """Search by the literal names of monitored parties."""

    at: tuple[time, ...] = (time(12, 0),)
    names_per_run: int = Field(50, ge=1, le=5000)


class SequenceWalkPolicy(StrategyPolicy):
    """Forward from the highest number known of an origin; every probe is an ordinary visit."""

    at: tuple[time, ...] = (time(10, 0), time(16, 0))
    daily_requests: int | None = Field(200, ge=1, description="Probes per business day")
    absent_in_a_row: int = Field(20, ge=1, le=500, description="Where a walk ends while no gap was learned")
    most_absent_in_a_row: int = Field(100, ge=1, le=2000, description="Where it ends whatever was learned")
    origins: tuple[str, ...] = Field((), description="OOOO of the units that are walked; none: those already known")

    @field_validator("origins")
    @classmethod
    def _are_four_digits(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if bad := [origin for origin in origins if len(origin) != 4 or not origin.isdigit() or not origin.isascii()]:
            raise ValueError(f'{bad[0]!r} is not an origin: four digits, in quotes, as in "0100"')
        return origins

    @model_validator(mode="after")
    def _ends_somewhere(self) -> "SequenceWalkPolicy":
        if self.most_absent_in_a_row < self.absent_in_a_row:
            raise ValueError("most_absent_in_a_row must not be less than absent_in_a_row")
        return self


class Strategies(FrozenModel):
    """The section `discovery.strategies`: one entry per strategy."""

    datajud_filing_date: DatajudPolicy = DatajudPolicy()
    datajud_updates: StrategyPolicy = StrategyPolicy()
    djen: DjenPolicy = DjenPolicy()
    eproc_list: StrategyPolicy = StrategyPolicy()
    gazette_list: StrategyPolicy = StrategyPolicy()
    name_search: NameSearchPolicy = NameSearchPolicy()
    sequence_walk: SequenceWalkPolicy = SequenceWalkPolicy()

    def of(self, name: StrategyName) -> StrategyPolicy:
        policy = getattr(self, name.value)
        assert isinstance(policy, StrategyPolicy)
        return policy


class DiscoveryPolicy(FrozenModel):
    """How new distributions are found. `tries`: visits of a found case that the court does not show yet.

    The keys of a strategy written directly into the section are those of `datajud_filing_date`.
    """

    tries: int = Field(3, ge=1, le=10)
    keep_findings_days: int = Field(400, ge=30, le=3650)
    strategies: Strategies = Strategies()

    @model_validator(mode="before")
    @classmethod
    def _read_short_form(cls, value: Any) -> Any:
        return spell_out(value) if isinstance(value, Mapping) else value


def spell_out(section: Mapping[str, Any]) -> dict[str, Any]:
    """Return a section `discovery` whose short form, if it has one, is written where it belongs."""
    short = {key: section[key] for key in DatajudPolicy.model_fields if key in section}
    strategies = section.get("strategies") or {}
    if not short or not isinstance(strategies, Mapping):
        return dict(section)
    named = strategies.get("datajud_filing_date") or {}
    rest = {key: item for key, item in section.items() if key not in short}
    return {**rest, "strategies": {**strategies, "datajud_filing_date": {**short, **named}}}
