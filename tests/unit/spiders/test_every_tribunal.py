"""Every tribunal that is known to have a system has a class for it, or a stated reason why there is none."""

from collections.abc import Iterable

import pytest

from capture.court_list import build_courts
from monitor_config.tribunals import parse_tribunal_policies
from runtime.settings import Settings
from schemas.courts import Access, CourtSystem
from spiders import registry

ESAJ, PJE, EPROC, PROJUDI = CourtSystem.ESAJ, CourtSystem.PJE, CourtSystem.EPROC, CourtSystem.PROJUDI
PJE_REST, PJE_JT = CourtSystem.PJE_REST, CourtSystem.PJE_JT

SYSTEMS: dict[str, set[CourtSystem]] = {
    "TJAC": {ESAJ, EPROC},
    "TJAL": {ESAJ},
    "TJAP": {PJE},
    "TJAM": {ESAJ, PROJUDI},
    "TJBA": {PJE, ESAJ, PROJUDI},
    "TJCE": {ESAJ, PJE},
    "TJDFT": {PJE_REST, PJE},
    "TJES": {PJE},
    "TJGO": {PROJUDI},
    "TJMA": {PJE},
    "TJMT": {CourtSystem.TJMT},
    "TJMS": {ESAJ},
    "TJMG": {PJE, EPROC},
    "TJPA": {CourtSystem.TJPA, PJE},
    "TJPB": {PJE},
    "TJPE": {PJE},
    "TJPI": {PJE},
    "TJPR": {PROJUDI},
    "TJRJ": {PJE, EPROC, CourtSystem.TJRJ},
    "TJRN": {PJE},
    "TJRO": {PJE},
    "TJRR": {PJE, PROJUDI},
    "TJRS": {EPROC},
    "TJSC": {EPROC},
    "TJSE": {EPROC},
    "TJSP": {ESAJ, CourtSystem.ESAJ_MOBILE, EPROC},
    "TJTO": {EPROC},
    "TRF1": {PJE},
    "TRF2": {EPROC},
    "TRF3": {PJE},
    "TRF4": {EPROC},
    "TRF5": {PJE},
    "TRF6": {EPROC},
    **{f"TRT{n}": {PJE_JT} for n in range(1, 25)},
    "TST": {PJE_JT},
    "STF": {CourtSystem.STF},
    "STJ": {CourtSystem.STJ},
    **{one.acronym: {PJE} for one in registry.tribunals() if one.j_tr.startswith("6.")},
    "TJMMG": {EPROC},
    "TJMRS": {EPROC},
    "STM": {EPROC},
}
"""Tribunal to its own public systems, where an address of theirs is known (2026-11-20)."""

WITHOUT_CLASS: dict[tuple[str, str], str] = {
    ("TJBA", "eproc"): "being introduced; no address is known",
    ("TJMS", "eproc"): "new cases are in it (a distribution text of 2026-10); no address is known",
    ("TJMG", "legacy of the second degree"): "401 and a numeric captcha (2026-08-13); no page of it was seen",
    ("TJPI", "projudi"): "residual, behind a captcha; no address is known",
    ("TJPR", "eproc"): "announced only",
    ("TJSE", "own search page"): "behind a captcha; no address and no page of it are known",
    ("TJES", "mni"): "needs an agreement with the court; no answer and no address of the service was seen",
    ("TJMSP", "eproc"): "named without an address",
}
"""What is named in a source and has no class, with the reason."""
NOBODYS = {"CNJ", "CJF", "CSJT", "TJMSP"}
"""Tribunals for which no source names an address of a system of their own."""


def _systems(spiders: Iterable[registry.SpiderClass]) -> set[CourtSystem]:
    return {spider.system for spider in spiders}


@pytest.mark.parametrize("tribunal", sorted(SYSTEMS))
def test_a_tribunal_has_a_class_for_each_of_its_systems(tribunal: str) -> None:
    assert _systems(registry.own_spiders_of(tribunal)) == SYSTEMS[tribunal]


def test_no_tribunal_of_the_numbering_is_left_out() -> None:
    everybody = {one.acronym for one in registry.tribunals()}
    assert everybody == SYSTEMS.keys() | NOBODYS
    assert not any(registry.own_spiders_of(tribunal) for tribunal in NOBODYS)


def test_what_has_no_class_has_a_reason_and_is_not_there_after_all() -> None:
    for (tribunal, system), reason in WITHOUT_CLASS.items():
        assert reason
        assert system not in {each.value for each in _systems(registry.spiders_of(tribunal))}


def test_labour_cases_are_told_by_datajud_and_the_captcha_is_named() -> None:
    for number in range(1, 25):
        tribunal = f"TRT{number}"
        assert _systems(registry.deciding_spiders_of(tribunal)) == {CourtSystem.DATAJUD}
        assert registry.support_of(tribunal)[0] is None
    reach = {spider.tribunal: spider.access for spider in registry.all_spiders() if spider.system is PJE_JT}
    behind = {tribunal for tribunal, access in reach.items() if access is Access.CAPTCHA}
    assert behind == {f"TRT{n}" for n in (2, 4, 6, 8, 10, 11, 14, 16, 17, 18, 19, 20, 21, 24)}
    assert {tribunal for tribunal, access in reach.items() if access is Access.UNKNOWN} == {"TRT3", "TST"}
    assert reach["TRT1"] is reach["TRT15"] is reach["TRT23"] is Access.BLOCKED
    (trt2,) = registry.own_spiders_of("TRT2")
    assert "captcha" in registry.why_not_asked(trt2)


@pytest.mark.parametrize("system", [PJE_REST, PJE_JT])
def test_what_was_never_seen_is_off_until_the_operator_says_so(system: CourtSystem) -> None:
    spiders = [spider for spider in registry.all_spiders() if spider.system is system]
    assert spiders
    assert not any(spider.is_verified or registry.is_open(spider) for spider in spiders)
    courts = build_courts(Settings(datajud_key="key"), parse_tribunal_policies("tribunals: {}", source="x"))
    asked = {(court.tribunal, spider.system) for court in courts for spider in court.routes}
    assert not {(spider.tribunal, spider.system) for spider in spiders} & asked


def test_the_operator_may_switch_tjdft_on_and_datajud_stays_behind_it() -> None:
    policies = parse_tribunal_policies(
        "tribunals:\n  TJDFT: {is_enabled: true, systems: {pje_rest: {is_enabled: true}}}\n", source="x"
    )
    court = next(each for each in build_courts(Settings(datajud_key="key"), policies) if each.tribunal == "TJDFT")
    assert PJE_REST in {spider.system for spider in court.spiders}
    assert court.fallback is not None


def test_another_way_to_the_same_cases_leaves_nothing_open() -> None:
    """TJPA's double is asked only where the operator wants it: nothing misses it."""
    courts = {
        court.tribunal: court
        for court in build_courts(Settings(datajud_key="key"), parse_tribunal_policies("tribunals: {}", source="x"))
    }
    assert PJE not in courts["TJPA"].unasked
