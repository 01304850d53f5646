"""A spider that needs a credential exists when the operator stored it, and is asked with that one alone."""

from capture.court_list import build_courts
from capture.credentialed import credentialed_spiders
from capture.credentials import source_of
from monitor_config.tribunals import TribunalPolicies, TribunalPolicy
from runtime.settings import Settings
from schemas.courts import CourtSystem

EVERYWHERE = TribunalPolicies(TribunalPolicy(), {})


def systems(credentials: dict[str, str], tribunal: str = "TJRJ") -> set[CourtSystem]:
    courts = {court.tribunal: court for court in build_courts(Settings(), EVERYWHERE, credentials)}
    return {spider.system for spider in courts[tribunal].spiders}


def test_without_its_credential_a_spider_is_not_made() -> None:
    assert credentialed_spiders("TJRJ", {}, lambda _: {}) == ()
    assert CourtSystem.MNI not in systems({})
    assert CourtSystem.MNI not in systems({"TJSP/mni": "a:b"})


def test_a_stored_credential_switches_its_spider_on() -> None:
    assert CourtSystem.MNI in systems({"TJRJ/mni": "a:b"})
    (spider,) = credentialed_spiders("TJRJ", {"TJRJ/mni": "a:b"}, lambda _: {"mni": "https://mni.court.example"})
    assert spider.hosts == {"mni.court.example"}


def test_national_sources_have_one_credential_for_all_tribunals() -> None:
    assert source_of("TJSP", CourtSystem.PDPJ) == source_of("TRF1", CourtSystem.PDPJ) == "PDPJ"
    assert source_of("TJSP", CourtSystem.JUSBR) == "JUSBR"
    assert source_of("TJSP", CourtSystem.MNI) == "TJSP/mni"
