"""The operator's tribunals.yml of a demo: the simulated tribunals, and everybody else off."""

from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True)
class Limits:
    """What a tribunal may be asked; None is no limit."""

    requests_per_minute: int | None = None
    daily_budget: int | None = None
    concurrency: int = 8
    interval_days: float = 1


_SHARED = "DATAJUD"
_LIMITS: dict[str, Limits] = {
    "twelve": Limits(requests_per_minute=1500, daily_budget=2000, concurrency=2),
    "country": Limits(requests_per_minute=1500, daily_budget=4000, concurrency=2, interval_days=2),
}
"""A run that measures politeness has budgets; the others play as fast as the machine can."""
_SHARED_LIMITS = Limits(requests_per_minute=6000, daily_budget=60_000, concurrency=4)


def limits_of(scale: str, source: str) -> Limits:
    """Return what a source may be asked in a run of a scale: a tribunal, or an API that all tribunals share."""
    if scale not in _LIMITS:
        return Limits()
    return _SHARED_LIMITS if source in (_SHARED, "DJEN") else _LIMITS[scale]


def tribunals_file(plan: dict[str, Any]) -> str:
    """Return the file's text. Tribunals without a simulated address are off: a demo never asks a real court."""
    named = {
        each["tribunal"]: {
            **_policy(limits_of(plan["scale"], each["tribunal"])),
            "is_enabled": True,
            "discovery": {"strategies": _strategies(plan["scale"])},
        }
        for each in plan["tribunals"]
    }
    for shared in (_SHARED, "DJEN"):
        named[shared] = {**_policy(limits_of(plan["scale"], shared)), "is_enabled": True}
    return str(yaml.safe_dump({"defaults": {**_policy(Limits()), "is_enabled": False}, "tribunals": named}))


def _strategies(scale: str) -> dict[str, Any]:
    """DataJud finds everything; a run that measures also lets the gazette and the courts' own lists find it again."""
    names = ("datajud_filing_date", "djen", "eproc_list") if scale in _LIMITS else ("datajud_filing_date",)
    common = {"is_enabled": True, "at": ["06:30", "18:30"], "daily_requests": None}
    return dict.fromkeys(names, common)


def _policy(limits: Limits) -> dict[str, Any]:
    return {
        "hours": None,
        "requests_per_minute": limits.requests_per_minute,
        "concurrency": limits.concurrency,
        "daily_budget": limits.daily_budget,
        "timeout_seconds": 30,
        "cadence": {"interval_days": limits.interval_days},
    }
