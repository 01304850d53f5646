"""The operator's limits per tribunal: on or off, hours, pace, budget, cadence, discovery. Read from tribunals.yml.

Facts about sites live in `spiders/`; here is only what the operator may turn. A tribunal that the file does not name
gets the file's defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError, model_validator

from monitor_config.discovery import DiscoveryPolicy, spell_out
from monitor_config.errors import BadTribunalsFile
from monitor_config.systems import SystemPolicy
from schemas.courts import CourtSystem
from schemas.model import FrozenModel

DATAJUD = "DATAJUD"
"""The section for the CNJ's API, which serves many tribunals and is paced as one source."""
DJEN = "DJEN"
"""The section for the CNJ's gazette, likewise."""


class Hours(FrozenModel):
    """The part of a day, in Brasília, in which a court is asked; `closes` is exclusive."""

    opens: time
    closes: time

    @model_validator(mode="before")
    @classmethod
    def _read_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        opens, separator, closes = value.partition("-")
        if not separator:
            raise ValueError('hours are written like "06:00-20:00"')
        return {"opens": opens.strip(), "closes": closes.strip()}

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Hours":
        if self.closes <= self.opens:
            raise ValueError("the hours must end after they begin, on the same day")
        return self


class Cadence(FrozenModel):
    """How often an active case is visited: each business day while the budget holds it, never rarer than the floor."""

    interval_days: float = Field(1.0, ge=0.25, le=15)
    floor_days: float = Field(15.0, ge=1, le=15)
    skips_recess: bool = Field(default=False, description="No ordinary visits from 20 December to 6 January")


class TribunalPolicy(FrozenModel):
    """What the operator allows for one tribunal. `is_enabled` unset: on when its spider was verified on real pages."""

    is_enabled: bool | None = None
    suspended_reason: str | None = Field(
        None, min_length=3, description="Not visited until removed; shown to customers"
    )
    hours: Hours | None = Hours(opens=time(6), closes=time(20))
    requests_per_minute: float | None = Field(
        20.0, gt=0, le=6000, description="null: no delay (a simulator, own mirror)"
    )
    concurrency: int = Field(1, ge=1, le=32, description="Requests at the same time; 1 is one connection per host")
    daily_budget: int | None = Field(5000, ge=1, description="Requests per business day; null: unlimited")
    timeout_seconds: float = Field(60.0, gt=0, le=300)
    cadence: Cadence = Cadence()
    discovery: DiscoveryPolicy = DiscoveryPolicy()
    expected_visits_per_day: int | None = Field(
        None, ge=1, description="A business day with less than half of it is told as a failure"
    )
    systems: Mapping[CourtSystem, SystemPolicy] = Field(
        default_factory=dict, description="One system of the tribunal: on or off, and limits of its own"
    )
    robots_override_reason: str | None = Field(
        None, min_length=10, description="Why paths that robots.txt disallows are asked nevertheless"
    )

    def for_system(self, system: CourtSystem) -> "TribunalPolicy":
        """Return the limits of one system: its own where the operator wrote some, else the tribunal's."""
        own = self.systems.get(system)
        if own is None:
            return self
        return self.model_copy(update={name: getattr(own, name) for name in own.model_fields_set - {"is_enabled"}})

    def is_route_enabled(self, system: CourtSystem) -> bool | None:
        """Return what the operator says of one system; None when nothing is said."""
        own = self.systems.get(system)
        return None if own is None else own.is_enabled


@dataclass(frozen=True, slots=True)
class TribunalPolicies:
    """The policies of one file; ask with a tribunal's acronym."""

    defaults: TribunalPolicy
    named: Mapping[str, TribunalPolicy]

    def of(self, tribunal: str) -> TribunalPolicy:
        return self.named.get(tribunal, self.defaults)


def read_tribunal_policies(path: Path | None = None) -> TribunalPolicies:
    """Read the operator's file, or the packaged one. Raises BadTribunalsFile, which names each wrong line and field."""
    try:
        text = path.read_text(encoding="utf-8") if path else _packaged_text()
    except (OSError, UnicodeDecodeError) as error:
        raise BadTribunalsFile(f"{path}: cannot be read as UTF-8 text: {error}") from error
    return parse_tribunal_policies(text, source=str(path or "monitor_config/tribunals.yml"))


def parse_tribunal_policies(text: str, *, source: str) -> TribunalPolicies:
    """Make policies of YAML text. Raises BadTribunalsFile."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise BadTribunalsFile(f"{source}: not YAML: {error}") from error
    reader = _Reader(source, _line_numbers(root))
    policies = reader.read(data)
    if reader.problems:
        raise BadTribunalsFile("\n".join(reader.problems), problems=tuple(reader.problems))
    return policies


class _Reader:
    """Builds the models and collects what is wrong, with line and field."""

    def __init__(self, source: str, lines: Mapping[tuple[str, ...], int]) -> None:
        self._source = source
        self._lines = lines
        self.problems: list[str] = []

    def read(self, data: Any) -> TribunalPolicies:
        if not isinstance(data, dict):
            self._complain((), "the file must hold `defaults` and `tribunals`")
            data = {}
        for key in sorted(set(map(str, data)) - {"defaults", "tribunals"}):
            self._complain((key,), "is not known; `defaults` and `tribunals` are")
        raw_defaults = self._mapping(("defaults",), data.get("defaults"))
        named = {
            str(name): self._policy(
                ("tribunals", str(name)), _merged(raw_defaults, self._mapping(("tribunals", str(name)), own))
            )
            for name, own in self._mapping(("tribunals",), data.get("tribunals")).items()
        }
        return TribunalPolicies(self._policy(("defaults",), raw_defaults), named)

    def _mapping(self, place: tuple[str, ...], value: Any) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._complain(place, "must be a mapping of fields")
            return {}
        below = value.get("discovery")
        return {**value, "discovery": spell_out(below)} if isinstance(below, dict) else value

    def _policy(self, place: tuple[str, ...], values: dict[str, Any]) -> TribunalPolicy:
        try:
            return TribunalPolicy.model_validate(_times_as_text(values))
        except ValidationError as error:
            for problem in error.errors():
                self._complain((*place, *map(str, problem["loc"])), problem["msg"])
            return TribunalPolicy()

    def _complain(self, place: tuple[str, ...], message: str) -> None:
        known = place
        while known and known not in self._lines:
            known = known[:-1]
        line = self._lines.get(known, 1)
        problem = f"{self._source}, line {line}, {'.'.join(place) or 'file'}: {message}"
        if problem not in self.problems:
            self.problems.append(problem)


def _merged(defaults: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Lay a tribunal's fields over the defaults; nested sections are merged field by field."""
    merged = dict(defaults)
    for key, value in own.items():
        below = defaults.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _times_as_text(value: Any) -> Any:
    """Undo YAML 1.1, which reads an unquoted 6:30 as the number 390."""
    if isinstance(value, dict):
        return {key: _times_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [f"{item // 60:02d}:{item % 60:02d}" if isinstance(item, int) else item for item in value]
    return value


def _line_numbers(node: yaml.Node | None, place: tuple[str, ...] = ()) -> dict[tuple[str, ...], int]:
    """Return the line of every field, by its path."""
    lines: dict[tuple[str, ...], int] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*place, str(key.value))
            lines[below] = key.start_mark.line + 1
            lines.update(_line_numbers(value, below))
    return lines


def _packaged_text() -> str:
    return resources.files("monitor_config").joinpath("tribunals.yml").read_text(encoding="utf-8")
