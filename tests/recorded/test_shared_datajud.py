"""DataJud's real answers: those without expectation have the outcome that we read."""

import pytest

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of

READ_BY_EYE = {"tjsp/no_results.json": (Outcome.NOT_FOUND, 0), "tjsp/page_01.json": (Outcome.FOUND_NEW, 10)}

pytestmark = needs_courts


def test_every_real_answer_has_an_expectation_or_was_read_by_eye() -> None:
    named = {str(page.relative_to(COURTS / "datajud")) for page in pages_of("datajud")}
    expected = {name for name in named if (COURTS / "datajud" / f"{name}.expected.json").exists()}
    assert named - expected == set(READ_BY_EYE)


@pytest.mark.parametrize("name", READ_BY_EYE)
def test_an_answer_without_expectation_says_what_we_read_in_it(name: str) -> None:
    page = parse_page((COURTS / "datajud" / name).read_bytes())
    assert page.system is CourtSystem.DATAJUD
    assert (page.outcome, len(page.cases)) == READ_BY_EYE[name]
    assert "Not understood" not in page.reason
