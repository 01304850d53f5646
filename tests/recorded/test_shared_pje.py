"""PJe's real pages: those without expectation have the outcome that we read in them."""

import random

import pytest

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of

READ_BY_EYE = {
    "tjba/form_initial.html": Outcome.CAPTCHA,
    "tjce/search_one_result_3000739-94.2025.8.06.0100.html": Outcome.FOUND_NEW,
    "tjma/form_initial.html": Outcome.UNSUPPORTED,
    # A firewall's script stands behind its end.
    "tjmg/form_initial_2022.html": Outcome.UNSUPPORTED,
    "tjrj/search_one_result_0937165-77.2025.8.19.0001.html": Outcome.FOUND_NEW,
    "tjrr/form_initial.html": Outcome.CAPTCHA,
    "trf1/detail_paginated.html": Outcome.FOUND_NEW,
    "trf1/form_initial.html": Outcome.UNSUPPORTED,
    "trf1/search_no_results.html": Outcome.NOT_FOUND,
    "trf1/search_one_result.html": Outcome.FOUND_NEW,
    "trf5/form_initial.html": Outcome.UNSUPPORTED,
    "trf5/movs_page_2.html": Outcome.FOUND_NEW,
    "trf5/search_no_results.html": Outcome.NOT_FOUND,
    "trf5/search_one_result.html": Outcome.FOUND_NEW,
}

pytestmark = needs_courts


def test_every_real_page_has_an_expectation_or_was_read_by_eye() -> None:
    named = {str(page.relative_to(COURTS / "pje")) for page in pages_of("pje")}
    expected = {name for name in named if (COURTS / "pje" / f"{name}.expected.json").exists()}
    assert named - expected == set(READ_BY_EYE)


@pytest.mark.parametrize("name", READ_BY_EYE)
def test_a_page_without_expectation_has_the_outcome_that_we_read_in_it(name: str) -> None:
    page = parse_page((COURTS / "pje" / name).read_bytes())
    assert (page.outcome, page.system) == (READ_BY_EYE[name], CourtSystem.PJE)
    assert "Not understood" not in page.reason


def test_the_paged_case_says_all_that_is_still_to_fetch() -> None:
    page = parse_page((COURTS / "pje/trf1/detail_paginated.html").read_bytes())
    assert page.case is not None
    assert (page.case.movements_total, len(page.case.movements)) == (55, 15)
    assert [(more.of, more.page) for more in page.next_pages] == [("movements", 2), ("movements", 3), ("movements", 4)]
    assert [party.role_text for party in page.case.parties] == ["AUTOR", "REPRESENTANTE", "REU", "REU"]


def test_pages_of_other_systems_are_nobodys_or_a_wall_for_pje() -> None:
    for system in ("esaj", "datajud"):
        for path in pages_of(system):
            page = parse_page(path.read_bytes(), system=CourtSystem.PJE)
            assert page.outcome not in {Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.SEALED}, path


def test_pages_of_systems_that_we_do_not_read_prove_nothing() -> None:
    """Without a named system, a page of a stranger is never a case, never "not found", never sealed."""
    ours = {system.value for system in CourtSystem}
    strangers = [folder.name for folder in COURTS.iterdir() if folder.is_dir() and folder.name not in ours]
    for system in strangers:
        for path in pages_of(system):
            page = parse_page(path.read_bytes())
            assert page.outcome not in {Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.SEALED}, path


def test_a_real_page_that_is_cut_is_never_found_and_never_not_found() -> None:
    """Wherever it is cut, and with the same seed always at the same places."""
    chance = random.Random(20)
    proving = {Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.SEALED, Outcome.UNSUPPORTED}
    for path in pages_of("pje"):
        body = path.read_bytes()
        for _ in range(4):
            page = parse_page(body[: chance.randrange(len(body) - 20)])
            assert page.outcome not in proving, path
