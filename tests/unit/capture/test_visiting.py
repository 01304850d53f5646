"""One report of several systems' reports."""

import pytest

from capture.court_list import build_courts
from capture.visiting import merge_reports
from monitor_config.tribunals import TribunalPolicies, TribunalPolicy
from runtime.settings import Settings
from schemas.captures import InstanceSnapshot
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from spiders.base import VisitReport

SNAPSHOT = InstanceSnapshot(system=CourtSystem.PJE, court_level=CourtLevel.FIRST, is_complete=True, case=Case())


def report(outcome: Outcome) -> VisitReport:
    instances = (SNAPSHOT,) if outcome in (Outcome.FOUND_NEW, Outcome.PARTIAL) else ()
    return VisitReport(outcome, f"says {outcome}", instances)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.FOUND_NEW),
        (Outcome.NOT_FOUND, Outcome.NOT_FOUND, Outcome.NOT_FOUND),
        (Outcome.NOT_FOUND, Outcome.TIMEOUT, Outcome.TIMEOUT),
        (Outcome.FOUND_NEW, Outcome.TIMEOUT, Outcome.PARTIAL),
        (Outcome.FOUND_NEW, Outcome.SEALED, Outcome.SEALED),
        (Outcome.NOT_FOUND, Outcome.CAPTCHA, Outcome.CAPTCHA),
        (Outcome.PARTIAL, Outcome.NOT_FOUND, Outcome.PARTIAL),
    ],
)
def test_a_failure_never_looks_like_not_found(first: Outcome, second: Outcome, together: Outcome) -> None:
    for pair in ((first, second), (second, first)):
        merged = merge_reports([report(outcome) for outcome in pair])
        assert merged.outcome is together
        assert bool(merged.instances) == (together in (Outcome.FOUND_NEW, Outcome.PARTIAL))


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
    assert courts["TJSP"].discovery is not None
    assert courts["TJSP"].discovery.hosts == {"127.0.0.1:9"}
    assert courts["TJSP"].trusted_hosts == {"127.0.0.1"}
    assert courts["TJAC"].trusted_hosts == frozenset()


def test_without_datajuds_key_nothing_of_datajud_is_asked() -> None:
    courts = build_courts(Settings(), TribunalPolicies(TribunalPolicy(), {}))
    assert courts
    assert all(court.discovery is None for court in courts)
    assert all(spider.system is not CourtSystem.DATAJUD for court in courts for spider in court.spiders)
