"""Real pages of the gazettes: those without expectation have the outcome that we read in them."""

from importlib import import_module

import pytest

from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of

SYSTEMS = ("djen", "dejt", "djen_clipping", "dje_distribution_lists")
READ_BY_EYE = {
    "djen/cnj/list_page_01.json": (Outcome.FOUND_NEW, 10),
    "djen/cnj/list_single_page_40_items.json": (Outcome.FOUND_NEW, 40),
    "djen/cnj/no_results.json": (Outcome.NOT_FOUND, 0),
    "dejt/trt3/materia_by_cnj_trt3.html": (Outcome.FOUND_NEW, 1),
    "dejt/trt3/search_trt3_2024-07-10.html": (Outcome.FOUND_NEW, 1),
    "dejt/trt3/search_trt3_2026-08-14_none.html": (Outcome.NOT_FOUND, 0),
}

pytestmark = needs_courts


def test_every_real_page_has_an_expectation_or_was_read_by_eye() -> None:
    named = {page for system in SYSTEMS for page in pages_of(system)}
    without = {page for page in named if not page.with_name(f"{page.name}.expected.json").exists()}
    assert {str(page.relative_to(COURTS)) for page in without} == set(READ_BY_EYE)


@pytest.mark.parametrize("name", READ_BY_EYE)
def test_a_page_without_expectation_says_what_we_read_in_it(name: str) -> None:
    page = parse_page((COURTS / name).read_bytes())
    assert page.system == name.split("/", maxsplit=1)[0]
    assert (page.outcome, len(page.publications)) == READ_BY_EYE[name]
    assert "Not understood" not in page.reason


@pytest.mark.parametrize("system", SYSTEMS)
def test_pages_of_other_systems_are_strangers(system: str) -> None:
    recognise = import_module(f"spiders.systems.{system}.pages").recognise
    others = {path.name for path in COURTS.iterdir() if path.is_dir()} - {system}
    claimed = [page for other in sorted(others) for page in pages_of(other) if recognise(page.read_bytes())]
    assert claimed == []
