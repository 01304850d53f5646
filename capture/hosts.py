"""Whose limits a route spends: each host has its own pace and budget, whoever asks it; a shared API has one for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from capture.courts import Court
from monitor_config.tribunals import DATAJUD, DJEN, TribunalPolicies
from schemas.courts import CourtSystem
from spiders.base import CourtSpider
from spiders.publishers import PublisherClient

Number = TypeVar("Number", int, float)

Asked = CourtSpider | PublisherClient
"""What has addresses: a court's system, or a publisher of a gazette."""

SECTIONS: Mapping[CourtSystem, str] = {CourtSystem.DATAJUD: DATAJUD, CourtSystem.DJEN: DJEN}
"""APIs that serve many tribunals, by the section of tribunals.yml that holds their limits."""


@dataclass(frozen=True, slots=True)
class HostLimits:
    """How fast and how much one host is asked; `is_shared` when several tribunals ask it."""

    requests_per_minute: float | None
    concurrency: int
    daily_budget: int | None
    is_shared: bool = False


def sources_of(spider: Asked) -> dict[str, str]:
    """Return, for each base address that is asked, whose limits it spends.

    A host that the settings replaced keeps the limits of the one that it stands for, also for a level that the court's
    own addresses do not name.
    """
    section = SECTIONS.get(spider.system)
    real = type(spider).addresses
    stands_for = {_host(address): _host(real[level]) for level, address in spider.base.items() if level in real}
    return {
        address: section or (_host(real[level]) if level in real else stands_for.get(_host(address), _host(address)))
        for level, address in spider.base.items()
    }


def plan_hosts(courts: Iterable[Court], policies: TribunalPolicies) -> dict[str, HostLimits]:
    """Return the limits of every host; where several tribunals or systems ask one, the strictest of theirs."""
    limits: dict[str, HostLimits] = {}
    asked_by: dict[str, set[str]] = {}
    for court in courts:
        for spider in court.routes:
            for source in set(sources_of(spider).values()):
                found = limits_of(source, court.tribunal, spider.system, policies)
                limits[source] = _strictest(limits[source], found) if source in limits else found
                asked_by.setdefault(source, set()).add(court.tribunal)
    return {
        source: HostLimits(
            found.requests_per_minute, found.concurrency, found.daily_budget, is_shared=len(asked_by[source]) > 1
        )
        for source, found in limits.items()
    }


def limits_of(source: str, tribunal: str, system: CourtSystem, policies: TribunalPolicies) -> HostLimits:
    """Return what the operator allows one route at one of its hosts."""
    is_section = source in SECTIONS.values()
    policy = policies.of(source) if is_section else policies.of(tribunal).for_system(system)
    return HostLimits(policy.requests_per_minute, policy.concurrency, policy.daily_budget, is_shared=is_section)


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()


def _strictest(one: HostLimits, other: HostLimits) -> HostLimits:
    return HostLimits(
        _least(one.requests_per_minute, other.requests_per_minute),
        min(one.concurrency, other.concurrency),
        _least(one.daily_budget, other.daily_budget),
    )


def _least(one: Number | None, other: Number | None) -> Number | None:
    return other if one is None else one if other is None else min(one, other)
