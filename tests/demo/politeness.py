"""Compares what the courts were asked with what the operator allowed, and says how fresh the cases are (pure)."""

from collections.abc import Mapping
from typing import Any

from tests.demo.compare import Disagreement
from tests.demo.policies import limits_of


def compare_politeness(scale: str, traffic: Mapping[str, Any]) -> list[Disagreement]:
    """Return every budget that was exceeded, in any sliding minute or on any day."""
    found: list[Disagreement] = []
    for source, counts in traffic["sources"].items():
        limits = limits_of(scale, source)
        for what, allowed in (("minute", limits.requests_per_minute), ("day", limits.daily_budget)):
            asked = counts[f"busiest_{what}"]
            if allowed is not None and asked > allowed:
                found.append(Disagreement("politeness", "", f"{source}: {asked} requests in one {what}, not {allowed}"))
    return found


def measures_of(traffic: Mapping[str, Any], ages_hours: list[float], visits: int) -> dict[str, float]:
    """Return what a run cost and how fresh it left the cases; `ages_hours` since each was last verified."""
    ages = sorted(ages_hours) or [0.0]
    busiest = [counts["busiest_minute"] for counts in traffic["sources"].values()]
    return {
        "visits": visits,
        "bytes_from_courts": int(traffic["bytes"]),
        "busiest_minute_of_any_court": max(busiest, default=0),
        "hours_since_verified_median": round(ages[len(ages) // 2], 1),
        "hours_since_verified_most": round(ages[-1], 1),
    }
