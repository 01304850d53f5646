"""A system that shows another one's instances by another way is asked instead of it, never beside it."""

from capture.court_list import build_courts
from capture.courts import Court
from monitor_config.tribunals import parse_tribunal_policies
from runtime.settings import Settings
from runtime.tribunal_support import TribunalFacts
from schemas.courts import CourtSystem

WANTED = "tribunals: {TJSP: {is_enabled: true, systems: {esaj_mobile: {is_enabled: true}}}}"


def _tjsp(text: str) -> Court:
    policies = parse_tribunal_policies(text, source="x")
    [court] = [each for each in build_courts(Settings(datajud_key="key"), policies) if each.tribunal == "TJSP"]
    return court


def _systems(court: Court) -> set[CourtSystem]:
    return {spider.system for spider in court.routes} | set(court.unasked)


def test_only_the_page_is_asked_by_default() -> None:
    """And the other way is no system that may hold a case which the page does not show."""
    assert _systems(_tjsp("")) == {CourtSystem.ESAJ, CourtSystem.EPROC, CourtSystem.DATAJUD}


def test_only_the_other_way_is_asked_where_the_operator_wants_it() -> None:
    court = _tjsp(WANTED)
    assert _systems(court) == {CourtSystem.ESAJ_MOBILE, CourtSystem.EPROC, CourtSystem.DATAJUD}
    assert not any(getattr(strategy, "system", None) is CourtSystem.ESAJ for strategy in court.strategies.values())


def test_both_wanted_are_never_asked_together() -> None:
    both = WANTED.replace("systems: {", "systems: {esaj: {is_enabled: true}, ")
    assert CourtSystem.ESAJ not in _systems(_tjsp(both))


def test_what_is_not_asked_says_why(tmp_path) -> None:
    said = {row["system"]: row["why_not"] for row in TribunalFacts(Settings(datajud_key="key")).systems("TJSP")}
    assert "instead" in said["esaj_mobile"]
    file = tmp_path / "tribunals.yml"
    file.write_text(WANTED)
    facts = TribunalFacts(Settings(datajud_key="key", tribunals_file=file))
    said = {row["system"]: row["why_not"] for row in facts.systems("TJSP")}
    assert (said["esaj_mobile"], "another way" in said["esaj"]) == ("", True)
