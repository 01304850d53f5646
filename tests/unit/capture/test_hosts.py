"""Limits belong to hosts: their own ones, an API's section, and the strictest where several share one."""

from types import MappingProxyType

from capture.budgets import DayBudget
from capture.courts import Court
from capture.hosts import plan_hosts, sources_of
from capture.meters import Meter, meter_of
from capture.pacing import Pacer
from monitor_config.tribunals import DATAJUD, TribunalPolicies, TribunalPolicy, parse_tribunal_policies
from schemas.courts import CourtSystem
from spiders import registry
from spiders.base import CourtSpider
from spiders.systems.datajud.spider import DatajudSpider
from tests.integration.capture.court import FakeSpider


class TwoHosts(FakeSpider):
    """A system whose degrees have a host each."""

    system = CourtSystem.EPROC
    addresses = MappingProxyType({"1g": "https://first.invalid/eproc", "2g": "https://second.invalid/eproc"})


def test_each_host_is_a_source_also_when_its_address_is_replaced() -> None:
    replaced = TwoHosts({"1g": "http://127.0.0.1:9/a/1g", "2g": "http://127.0.0.1:9/a/2g"})
    assert sources_of(TwoHosts()) == {
        "https://first.invalid/eproc": "first.invalid",
        "https://second.invalid/eproc": "second.invalid",
    }
    assert sources_of(replaced) == {
        "http://127.0.0.1:9/a/1g": "first.invalid",
        "http://127.0.0.1:9/a/2g": "second.invalid",
    }


def test_a_level_that_only_the_settings_name_belongs_to_the_host_that_was_replaced_beside_it() -> None:
    replaced = TwoHosts(
        {"1g": "http://127.0.0.1:9/a/1g", "3g": "http://127.0.0.1:9/a/3g", "4g": "http://other.invalid/"}
    )
    assert sources_of(replaced) == {
        "http://127.0.0.1:9/a/1g": "first.invalid",
        "http://127.0.0.1:9/a/3g": "first.invalid",
        "http://other.invalid/": "other.invalid",
    }


def test_datajud_is_one_source_for_all_tribunals() -> None:
    policies = parse_tribunal_policies("tribunals:\n  DATAJUD: {daily_budget: 77}\n", source="x")
    courts = []
    for name in ("TJRS", "TJSC"):
        (cls,) = (cls for cls in registry.spiders_of(name) if issubclass(cls, DatajudSpider))
        courts.append(Court(name, (cls(key="k"),)))
    limits = plan_hosts(courts, policies)
    assert set(limits) == {DATAJUD}
    assert (limits[DATAJUD].daily_budget, limits[DATAJUD].is_shared) == (77, True)


def test_a_host_that_two_tribunals_ask_keeps_the_strictest_limits() -> None:
    policies = TribunalPolicies(
        TribunalPolicy(),
        {
            "TJAA": TribunalPolicy(requests_per_minute=5),
            "TJBB": TribunalPolicy(daily_budget=9, requests_per_minute=None),
        },
    )
    limits = plan_hosts([Court("TJAA", (FakeSpider(),)), Court("TJBB", (FakeSpider(),))], policies)
    found = limits["court.invalid"]
    assert (found.requests_per_minute, found.daily_budget, found.is_shared) == (5, 9, True)


def test_a_system_has_the_limits_that_the_operator_writes_for_it() -> None:
    text = "tribunals:\n  TJSP: {daily_budget: 100, systems: {eproc: {daily_budget: 7, is_enabled: true}}}\n"
    policies = parse_tribunal_policies(text, source="x")
    spiders: tuple[CourtSpider, ...] = (FakeSpider(), TwoHosts())
    limits = plan_hosts([Court("TJSP", spiders)], policies)
    assert {source: found.daily_budget for source, found in limits.items()} == {
        "court.invalid": 100,
        "first.invalid": 7,
        "second.invalid": 7,
    }
    assert policies.of("TJSP").is_route_enabled(CourtSystem.EPROC) is True
    assert policies.of("TJSP").is_route_enabled(CourtSystem.ESAJ) is None


def test_a_request_spends_the_meter_of_its_base_address_else_of_its_host() -> None:
    def meter(name: str) -> Meter:
        budget = DayBudget(None, name, 1, lambda: None)  # type: ignore[arg-type,return-value]  # never asked
        return Meter(Pacer(requests_per_minute=1, concurrency=1), budget)

    meters = {"https://x.invalid/a": meter("a"), "https://x.invalid/a/b": meter("b"), "https://y.invalid/c": meter("c")}
    assert meter_of("https://x.invalid/a/b/page", meters) is meters["https://x.invalid/a/b"]
    assert meter_of("https://x.invalid/robots.txt", meters) is meters["https://x.invalid/a"]
    assert meter_of("https://y.invalid/other", meters) is meters["https://y.invalid/c"]
