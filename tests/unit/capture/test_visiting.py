"""Which systems a visit asks, and one report of what they say."""

from datetime import UTC, datetime, timedelta

import pytest

from capture.court_list import build_courts
from capture.courts import Court
from capture.route_plan import Answer, CaseRoute, RoutePlan, merge, must_look_elsewhere, plan_routes
from monitor_config.discovery import StrategyName
from monitor_config.tribunals import TribunalPolicies, TribunalPolicy, parse_tribunal_policies
from runtime.settings import Settings
from schemas.captures import InstanceSnapshot
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from spiders.base import VisitReport

NOW = datetime(2031, 3, 3, 15, tzinfo=UTC)
BOTH = RoutePlan((CourtSystem.ESAJ, CourtSystem.EPROC))
SNAPSHOT = InstanceSnapshot(system=CourtSystem.PJE, court_level=CourtLevel.FIRST, is_complete=True, case=Case())


def report(outcome: Outcome) -> VisitReport:
    instances = (SNAPSHOT,) if outcome in (Outcome.FOUND_NEW, Outcome.PARTIAL) else ()
    return VisitReport(outcome, f"says {outcome}", instances)


def merged(first: Outcome, second: Outcome, plan: RoutePlan = BOTH) -> VisitReport:
    return merge(plan, [Answer(CourtSystem.ESAJ, report(first)), Answer(CourtSystem.EPROC, report(second))])


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.FOUND_NEW),
        (Outcome.NOT_FOUND, Outcome.NOT_FOUND, Outcome.NOT_FOUND),
        (Outcome.NOT_FOUND, Outcome.TIMEOUT, Outcome.TIMEOUT),
        (Outcome.FOUND_NEW, Outcome.TIMEOUT, Outcome.PARTIAL),
        (Outcome.FOUND_NEW, Outcome.SEALED, Outcome.SEALED),
        (Outcome.NOT_FOUND, Outcome.CAPTCHA, Outcome.PARTIAL),
        (Outcome.FOUND_NEW, Outcome.CAPTCHA, Outcome.FOUND_NEW),
        (Outcome.BLOCKED, Outcome.CAPTCHA, Outcome.BLOCKED),
        (Outcome.PARTIAL, Outcome.NOT_FOUND, Outcome.PARTIAL),
    ],
)
def test_a_failure_never_looks_like_not_found(first: Outcome, second: Outcome, together: Outcome) -> None:
    for pair in ((first, second), (second, first)):
        both = merged(*pair)
        assert both.outcome is together
        assert bool(both.instances) == (Outcome.FOUND_NEW in pair or Outcome.PARTIAL in pair) * (
            together is not Outcome.SEALED
        )
        assert f"says {first}" in both.explanation


def test_a_wall_before_a_system_that_showed_the_case_leaves_something_open() -> None:
    shown = RoutePlan(BOTH.first, shown={CourtSystem.EPROC: 3})
    assert merged(Outcome.FOUND_NEW, Outcome.CAPTCHA, shown).outcome is Outcome.PARTIAL


def test_not_found_needs_every_system_that_may_hold_the_case() -> None:
    """A captcha on one route and "not found" on another is unknown, also when the captcha was met days ago."""
    plan = RoutePlan((CourtSystem.ESAJ,), missing={CourtSystem.EPROC: "it asks for a captcha"})
    both = merge(plan, [Answer(CourtSystem.ESAJ, report(Outcome.NOT_FOUND))])
    assert both.outcome is Outcome.PARTIAL
    assert "eproc was not asked: it asks for a captcha" in both.explanation
    assert merge(plan, [Answer(CourtSystem.ESAJ, report(Outcome.FOUND_NEW))]).outcome is Outcome.FOUND_NEW


ESAJ, EPROC, PJE = CourtSystem.ESAJ, CourtSystem.EPROC, CourtSystem.PJE


def known(system: CourtSystem, *, is_shown: bool = True, days: int = 1) -> CaseRoute:
    return CaseRoute(system, is_shown, NOW - timedelta(days=days), 5)


@pytest.mark.parametrize(
    ("memory", "missing", "first", "then"),
    [
        ((), {}, (ESAJ, EPROC), ()),
        ((known(EPROC), known(ESAJ, is_shown=False)), {}, (EPROC,), (ESAJ,)),
        ((known(EPROC), known(ESAJ, is_shown=False, days=30)), {}, (EPROC, ESAJ), ()),
        ((known(EPROC),), {}, (EPROC, ESAJ), ()),  # a system that is new here is asked at once
        ((known(EPROC), known(ESAJ)), {}, (ESAJ, EPROC), ()),
        ((known(ESAJ, is_shown=False), known(EPROC, is_shown=False)), {}, (ESAJ, EPROC), ()),
        ((known(EPROC), known(ESAJ, is_shown=False)), {EPROC: "down"}, (), (ESAJ,)),
        ((), {EPROC: "down"}, (ESAJ,), ()),
    ],
)
def test_the_system_that_showed_the_case_is_asked_first(
    memory: tuple[CaseRoute, ...],
    missing: dict[CourtSystem, str],
    first: tuple[CourtSystem, ...],
    then: tuple[CourtSystem, ...],
) -> None:
    plan = plan_routes(memory, (ESAJ, EPROC), missing, now=NOW)
    assert (plan.first, plan.then) == (first, then)


def test_a_probe_asks_the_system_that_is_down_beside_the_one_that_shows_the_case() -> None:
    memory = (known(EPROC), known(ESAJ, is_shown=False))
    plan = plan_routes(memory, (ESAJ, EPROC), {ESAJ: "down"}, now=NOW, probe=ESAJ)
    assert plan.first == (EPROC, ESAJ)
    assert plan.missing == {}


def test_fewer_movements_than_before_make_the_others_asked() -> None:
    """A case that moved on to another system often stays visible, cut short, in the old one."""
    one = Answer(EPROC, VisitReport(Outcome.FOUND_NEW, "", (SNAPSHOT,)))
    assert must_look_elsewhere(RoutePlan((EPROC,), (ESAJ,), shown={EPROC: 1}), [one])
    assert not must_look_elsewhere(RoutePlan((EPROC,), (ESAJ,), shown={EPROC: 0}), [one])
    assert must_look_elsewhere(RoutePlan((EPROC,), (ESAJ,)), [Answer(EPROC, report(Outcome.NOT_FOUND))])


def test_datajud_is_the_fallback_only_of_cases_that_no_own_system_shows() -> None:
    asked = {"now": NOW, "fallback": CourtSystem.DATAJUD}
    assert plan_routes((), (ESAJ,), {EPROC: "captcha"}, **asked).fallback is CourtSystem.DATAJUD
    assert plan_routes((known(ESAJ),), (ESAJ,), {EPROC: "captcha"}, **asked).fallback is None
    only_there = (known(CourtSystem.DATAJUD), known(ESAJ, is_shown=False))
    assert plan_routes(only_there, (ESAJ,), {}, **asked).first == (ESAJ,)


def test_replaced_addresses_leave_no_real_host() -> None:
    """A simulator's address for one tribunal must not leave the others of its system at the real court."""
    settings = Settings(
        datajud_key="key",
        court_addresses={
            "TJSP/esaj/cpopg": "http://127.0.0.1:9/tjsp/esaj/cpopg",
            "TJSP/datajud/api": "http://127.0.0.1:9/datajud",
        },
    )
    courts = {court.tribunal: court for court in build_courts(settings, TribunalPolicies(TribunalPolicy(), {}))}
    (spider,) = courts["TJSP"].spiders
    assert spider.hosts == {"127.0.0.1:9"}
    assert all(strategy.hosts == {"127.0.0.1:9"} for strategy in courts["TJSP"].strategies.values())
    assert StrategyName.DATAJUD_FILING_DATE in courts["TJSP"].strategies
    assert StrategyName.DJEN not in courts["TJSP"].strategies
    assert StrategyName.DJEN in courts["TJAC"].strategies
    assert courts["TJSP"].trusted_hosts == {"127.0.0.1"}
    assert courts["TJAC"].trusted_hosts == frozenset()


def test_without_datajuds_key_nothing_of_datajud_is_asked() -> None:
    courts = build_courts(Settings(), TribunalPolicies(TribunalPolicy(), {}))
    assert courts
    datajud = {StrategyName.DATAJUD_FILING_DATE, StrategyName.DATAJUD_UPDATES}
    assert not any(datajud & court.strategies.keys() for court in courts)
    assert all(spider.system is not CourtSystem.DATAJUD for court in courts for spider in court.spiders)


def courts_under(text: str = "", **addresses: str) -> dict[str, Court]:
    settings = Settings(
        datajud_key="key", court_addresses={key.replace("__", "/"): url for key, url in addresses.items()}
    )
    policies = parse_tribunal_policies(text, source="x")
    return {court.tribunal: court for court in build_courts(settings, policies)}


def systems(court: Court) -> list[str]:
    return [spider.system.value for spider in court.spiders]


def test_datajud_decides_until_the_operator_enables_a_closed_system() -> None:
    court = courts_under()["TJMS"]
    assert systems(court) == ["datajud"]
    assert "captcha" in court.unasked[CourtSystem.ESAJ]
    assert "esaj" in systems(courts_under("tribunals: {TJMS: {is_enabled: true}}")["TJMS"])
    only = courts_under("tribunals: {TJMS: {systems: {esaj: {is_enabled: true}}}}")["TJMS"]
    assert systems(only) == ["esaj"]
    assert only.fallback is None or only.fallback.system is CourtSystem.DATAJUD


def test_one_system_is_switched_off_and_the_others_go_on() -> None:
    courts = courts_under("tribunals: {TJCE: {systems: {pje: {is_enabled: false}}}}")
    assert systems(courts["TJCE"]) == ["esaj"]
    assert courts["TJCE"].unasked == {CourtSystem.PJE: "the operator has switched it off"}
    assert courts["TJCE"].fallback is not None


def test_switching_a_tribunal_on_does_not_open_what_is_closed_beside_an_open_system() -> None:
    court = courts_under("tribunals: {TJSP: {is_enabled: true}}")["TJSP"]
    assert systems(court) == ["esaj"]
    assert "captcha" in court.unasked[CourtSystem.EPROC]


def test_a_rehearsal_asks_only_what_has_an_address() -> None:
    """A tribunal of which the settings replace some addresses has no other systems, DataJud included."""
    court = courts_under("tribunals: {TJSP: {is_enabled: true}}", TJSP__esaj__cpopg="http://127.0.0.1:9/x")["TJSP"]
    assert systems(court) == ["esaj"]
    assert (court.unasked, court.fallback) == ({}, None)
    assert court.trusted_hosts == {"127.0.0.1"}
