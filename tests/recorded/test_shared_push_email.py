"""Real push mails: those without expectation have the outcome that we read in them."""

import pytest

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of

READ_BY_EYE = {
    "trf1/pje_trf1_anonymised_2025-09-09.body.txt": (Outcome.FOUND_NEW, 1, 3),
    "trf6/eproc_trf6_flat_two_events_2026-08.body.txt": (Outcome.FOUND_NEW, 1, 2),
}
"""Outcome, cases and movements."""

pytestmark = needs_courts


def bodies() -> set[str]:
    """The mails; what was written about them lies beside them."""
    folder = COURTS / "push_email"
    return {str(path.relative_to(folder)) for path in pages_of("push_email") if not path.name.endswith(".meta.json")}


def test_every_real_mail_has_an_expectation_or_was_read_by_eye() -> None:
    expected = {name for name in bodies() if (COURTS / "push_email" / f"{name}.expected.json").exists()}
    assert bodies() - expected == set(READ_BY_EYE)


@pytest.mark.parametrize("name", READ_BY_EYE)
def test_a_mail_without_expectation_says_what_we_read_in_it(name: str) -> None:
    page = parse_page((COURTS / "push_email" / name).read_bytes())
    movements = sum(len(case.movements) for case in page.cases)
    assert (page.outcome, len(page.cases), movements) == READ_BY_EYE[name]
    assert "Not understood" not in page.reason


def test_every_real_mail_is_recognised_without_being_named() -> None:
    for name in sorted(bodies()):
        page = parse_page((COURTS / "push_email" / name).read_bytes())
        assert (page.system, page.outcome) == (CourtSystem.PUSH_EMAIL, Outcome.FOUND_NEW), name
