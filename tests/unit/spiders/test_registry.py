"""What exists is computed from the classes, and the table of J.TR is right where others have it wrong."""

from collections import Counter
from dataclasses import dataclass

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import Capability, CourtSystem
from schemas.outcomes import Outcome
from spiders import registry
from spiders.errors import UnknownTribunal
from spiders.route_order import order_for


@dataclass(frozen=True)
class _Route:
    system: CourtSystem


@pytest.mark.parametrize(
    ("j_tr", "acronym"),
    [
        ("1.00", "STF"),
        ("2.00", "CNJ"),
        ("3.00", "STJ"),
        ("4.01", "TRF1"),
        ("4.90", "CJF"),
        ("5.00", "TST"),
        ("5.15", "TRT15"),
        ("6.26", "TRE-SP"),
        ("6.07", "TRE-DF"),
        ("7.00", "STM"),
        ("7.11", "STM"),
        ("8.01", "TJAC"),
        ("8.07", "TJDFT"),
        ("8.11", "TJMT"),
        ("8.12", "TJMS"),
        ("8.13", "TJMG"),
        ("8.26", "TJSP"),
        ("8.27", "TJTO"),
        ("9.13", "TJMMG"),
        ("9.21", "TJMRS"),
        ("9.26", "TJMSP"),
    ],
)
def test_j_tr_names_the_tribunal(j_tr: str, acronym: str) -> None:
    assert registry.tribunal_of(j_tr).acronym == acronym


def test_a_number_of_no_tribunal_is_refused() -> None:
    with pytest.raises(UnknownTribunal):
        registry.tribunal_of("8.28")
    with pytest.raises(UnknownTribunal):
        registry.tribunal_named("TJXX")


def test_no_tribunal_is_stated_twice() -> None:
    tribunals = registry.tribunals()
    assert len({one.acronym for one in tribunals}) == len({one.j_tr for one in tribunals}) == len(tribunals) == 95
    stated = Counter((spider.tribunal, spider.system) for spider in registry.all_spiders())
    assert max(stated.values()) == 1


def test_every_spider_states_the_number_of_its_tribunal() -> None:
    for spider in registry.all_spiders():
        assert registry.tribunal_named(spider.tribunal).j_tr == spider.j_tr, spider
        assert registry.tribunal_of(spider.j_tr).acronym == spider.tribunal


def test_every_alias_of_datajud_has_a_spider() -> None:
    aliases = {one.alias for one in registry.tribunals() if one.alias}
    asked = {spider.alias for spider in registry.all_spiders() if spider.system is CourtSystem.DATAJUD}
    assert aliases == asked
    assert {"tjsp", "tre-dft", "trt24", "trf6", "stm", "tjmmg"} <= aliases


def test_own_systems_are_primary_and_datajud_only_where_there_is_none() -> None:
    assert [spider.system for spider in registry.own_spiders_of("TJCE")] == [CourtSystem.ESAJ, CourtSystem.PJE]
    assert [spider.system for spider in registry.spiders_of("TJCE")][-1] is CourtSystem.DATAJUD
    assert [spider.system for spider in registry.deciding_spiders_of("CJF")] == []
    assert [spider.system for spider in registry.deciding_spiders_of("TJMSP")] == [CourtSystem.DATAJUD]


def test_a_tribunal_that_nothing_can_ask_is_unsupported_and_says_why() -> None:
    for tribunal in registry.tribunals():
        outcome, reason = registry.support_of(tribunal.acronym)
        assert (outcome is Outcome.UNSUPPORTED) == (not registry.deciding_spiders_of(tribunal.acronym))
        assert reason
    assert registry.support_of("CSJT")[0] is Outcome.UNSUPPORTED


def test_datajud_decides_where_no_own_system_is_open() -> None:
    """A captcha, a login, a block, or a site that nobody has seen: the tribunal is told by DataJud until enabled."""
    for tribunal in registry.tribunals():
        own = registry.own_spiders_of(tribunal.acronym)
        deciding = {spider.system for spider in registry.deciding_spiders_of(tribunal.acronym)}
        opened = {spider.system for spider in own if registry.is_open(spider)}
        assert deciding == opened or (not opened and deciding <= {CourtSystem.DATAJUD})
        assert all(bool(registry.why_not_asked(spider)) != registry.is_open(spider) for spider in own)
    for name in ("TJMS", "TJBA", "TJPB", "TJRR"):
        assert [spider.system for spider in registry.deciding_spiders_of(name)] == [CourtSystem.DATAJUD]


def test_numbers_say_which_system_is_likely_and_never_which_one_it_is() -> None:
    routes = [_Route(CourtSystem.ESAJ), _Route(CourtSystem.EPROC)]
    new = CaseNumber.build(sequence=4_000_001, year=2026, j_tr="8.26", origin=100)
    old = CaseNumber.build(sequence=4_000_001, year=2019, j_tr="8.26", origin=100)
    assert [route.system for route in order_for("TJSP", new, routes)] == [CourtSystem.EPROC, CourtSystem.ESAJ]
    assert list(order_for("TJSP", old, routes)) == routes
    assert list(order_for("TJAL", new, routes)) == routes


def test_a_system_can_do_what_its_class_states() -> None:
    """What it states may be less than what its program can: some courts were never asked for a name."""
    for spider in registry.all_spiders():
        assert Capability.BY_NAME not in spider.capabilities or hasattr(spider, "search_name"), spider
        assert Capability.DISTRIBUTION_LIST not in spider.capabilities or hasattr(spider, "list_distributions"), spider
        if spider.system in (CourtSystem.PJE, CourtSystem.ESAJ):
            assert Capability.BY_NAME in spider.capabilities
        if spider.system is CourtSystem.DATAJUD:
            assert Capability.DISTRIBUTION_LIST in spider.capabilities


def test_every_fact_says_when_and_where_it_was_seen() -> None:
    for spider in registry.all_spiders():
        assert spider.verified_on[:4].isdigit(), spider
        assert all(address.startswith("https://") for address in spider.addresses.values())
