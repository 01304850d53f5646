"""Real pages of TJRJ's older portal and of TJMT's service: those without expectation were read by eye."""

import pytest

from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of

READ_BY_EYE = {
    "tjrj_portal/tjrj/legacy_captcha_2020.html": Outcome.CAPTCHA,
    "tjrj_portal/tjrj/legacy_cnpj_search_list_p1_2020.html": Outcome.FOUND_NEW,
    "tjrj_portal/tjrj/legacy_cnpj_search_list_p2_2020.html": Outcome.FOUND_NEW,
    "tjrj_portal/tjrj/legacy_detail_0166627-93.2017.8.19.0001.html": Outcome.FOUND_NEW,
    "tjrj_portal/tjrj/legacy_form_2020.html": Outcome.UNSUPPORTED,
}

pytestmark = needs_courts


def test_every_real_page_has_an_expectation_or_was_read_by_eye() -> None:
    named = {
        page.relative_to(COURTS).as_posix() for system in ("tjrj_portal", "tjmt_rest") for page in pages_of(system)
    }
    assert {name for name in named if not (COURTS / f"{name}.expected.json").exists()} == set(READ_BY_EYE)


@pytest.mark.parametrize("name", READ_BY_EYE)
def test_a_page_without_expectation_has_the_outcome_that_we_read_in_it(name: str) -> None:
    page = parse_page((COURTS / name).read_bytes())
    assert (page.outcome, page.system) == (READ_BY_EYE[name], "tjrj_portal")
    assert "not known" not in page.reason


def test_the_real_case_shows_all_that_was_counted_in_it() -> None:
    page = parse_page((COURTS / "tjrj_portal/tjrj/legacy_detail_0166627-93.2017.8.19.0001.html").read_bytes())
    assert page.case is not None
    assert (len(page.case.movements), len(page.case.parties), len(page.case.lawyers)) == (31, 2, 4)
    assert (page.case.distributed_on, page.case.judging_body) == ("2017-07-04", "6º Juizado Especial Cível - Lagoa")
