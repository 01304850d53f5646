"""Pace and budget of one host, and which host a request is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from capture.budgets import Budget
from capture.pacing import Pacer


@dataclass(frozen=True, slots=True)
class Meter:
    """What one request to a host spends."""

    pacer: Pacer
    budget: Budget


def meter_of(url: str, meters: Mapping[str, Meter]) -> Meter:
    """Return the meter of the longest base address that a request lies below, else of its host, else of the first."""
    below = [base for base in meters if url.startswith(base)]
    host = urlsplit(url).netloc.lower()
    same_host = [base for base in meters if urlsplit(base).netloc.lower() == host]
    chosen = max(below, key=len) if below else next(iter(same_host or meters))
    return meters[chosen]
