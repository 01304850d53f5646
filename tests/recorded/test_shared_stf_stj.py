"""Real pages of STF and STJ: those without expectation have the outcome that we read in them."""

import random
from importlib import import_module

import pytest

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.mutations import wrong_successes
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of

SYSTEMS = ("stf", "stj")
READ_BY_EYE = {
    # The header of another case of the same kind.
    "stf/stf/detail_incidente_7542637_2026.html": (Outcome.FOUND_NEW, 0),
    # Five of the day's 742.
    "stf/stf/publicacoes_2026-08-13_page1.json": (Outcome.FOUND_NEW, 5),
    # "quantidade deve ser menor ou igual a 500".
    "stf/stf/publicacoes_422.json": (Outcome.UPSTREAM_ERROR, 0),
}
"""Outcome and publications."""

pytestmark = needs_courts


def test_every_real_page_has_an_expectation_or_was_read_by_eye() -> None:
    named = {page for system in SYSTEMS for page in pages_of(system)}
    without = {page for page in named if not page.with_name(f"{page.name}.expected.json").exists()}
    assert {page.relative_to(COURTS).as_posix() for page in without} == set(READ_BY_EYE)


@pytest.mark.parametrize("name", READ_BY_EYE)
def test_a_page_without_expectation_says_what_we_read_in_it(name: str) -> None:
    page = parse_page((COURTS / name).read_bytes())
    assert page.system is CourtSystem.STF
    assert (page.outcome, len(page.publications)) == READ_BY_EYE[name]


def test_the_other_real_header_says_what_stands_in_it() -> None:
    page = parse_page((COURTS / "stf/stf/detail_incidente_7542637_2026.html").read_bytes())
    assert page.case is not None
    assert (page.case.internal_id, page.case.case_number_valid, page.is_sealed) == ("7542637", True, False)
    assert page.case.judge
    assert page.case.case_class


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_on_a_real_page_is_left_unread(system: str) -> None:
    for path in pages_of(system):
        assert "Not understood" not in parse_page(path.read_bytes()).reason, path


@pytest.mark.parametrize("system", SYSTEMS)
def test_pages_of_other_systems_are_strangers(system: str) -> None:
    recognise = import_module(f"spiders.systems.{system}.pages").recognise
    others = {path.name for path in COURTS.iterdir() if path.is_dir()} - {system}
    assert [page for other in sorted(others) for page in pages_of(other) if recognise(page.read_bytes())] == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_damaged_real_page_is_never_a_wrong_success(system: str) -> None:
    for path in pages_of(system):
        chance = random.Random(f"{system}/{path.name}")
        found = wrong_successes(path.read_bytes(), lambda body: parse_page(body, system=system), chance, 25)
        assert [(mutation.kind, mutation.place, wrong) for mutation, wrong in found] == [], path
