"""eproc's real pages: those without expectation have the outcome that we read in them."""

import random

import pytest

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from spiders.systems.eproc.pages import recognise
from tests.recorded.mutations import wrong_successes
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of

READ_BY_EYE = {
    # The form came back with the number and "Nenhum registro encontrado." below it.
    "tjmg/form_initial_2025-11.html": Outcome.NOT_FOUND,
    "tjto/landing.html": Outcome.LOGIN_REQUIRED,
    "trf6/form_initial.html": Outcome.CAPTCHA,
}

pytestmark = needs_courts


def test_every_real_page_has_an_expectation_or_was_read_by_eye() -> None:
    named = {str(page.relative_to(COURTS / "eproc")) for page in pages_of("eproc")}
    expected = {name for name in named if (COURTS / "eproc" / f"{name}.expected.json").exists()}
    assert named - expected == set(READ_BY_EYE)


@pytest.mark.parametrize("name", READ_BY_EYE)
def test_a_page_without_expectation_has_the_outcome_that_we_read_in_it(name: str) -> None:
    page = parse_page((COURTS / "eproc" / name).read_bytes())
    assert (page.outcome, page.system) == (READ_BY_EYE[name], CourtSystem.EPROC)


def test_nothing_on_a_real_page_is_left_unread() -> None:
    for path in pages_of("eproc"):
        assert "Not understood" not in parse_page(path.read_bytes()).reason, path


def test_no_page_of_another_system_is_claimed() -> None:
    for folder in sorted(COURTS.iterdir()):
        if folder.is_dir() and folder.name != "eproc":
            assert [path for path in pages_of(folder.name) if recognise(path.read_bytes())] == []


def test_a_damaged_real_page_is_never_a_wrong_success() -> None:
    for path in pages_of("eproc"):
        chance = random.Random(f"eproc/{path.name}")
        found = wrong_successes(path.read_bytes(), lambda body: parse_page(body, system="eproc"), chance, 25)
        assert [(mutation.kind, mutation.place, wrong) for mutation, wrong in found] == [], path
