"""The operator's tribunals.yml of a demo: the simulated tribunals without delays, everybody else off."""

from typing import Any

import yaml

_NO_LIMITS: dict[str, Any] = {
    "hours": None,
    "requests_per_minute": None,
    "concurrency": 8,
    "daily_budget": None,
    "timeout_seconds": 30,
    "cadence": {"interval_days": 1},
}


def tribunals_file(plan: dict[str, Any]) -> str:
    """Return the file's text. Tribunals without a simulated address are off: a demo never asks a real court."""
    named = {
        each["tribunal"]: {
            **_NO_LIMITS,
            "is_enabled": True,
            "discovery": {"is_enabled": True, "days_back": 5, "at": ["06:30", "18:30"]},
        }
        for each in plan["tribunals"]
    }
    named["DATAJUD"] = {**_NO_LIMITS, "is_enabled": True}
    return str(yaml.safe_dump({"defaults": {**_NO_LIMITS, "is_enabled": False}, "tribunals": named}))
