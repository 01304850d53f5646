"""Every real page is read: expectations hold to the last value, and no damaged page becomes a wrong success."""

import random
from pathlib import Path
from typing import Any

import pytest

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.recognise import parse_page
from tests.recorded.mutations import wrong_successes
from tests.recorded.pages_table import add_row
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of, score, systems, true_pages

pytestmark = needs_courts
_SOME, _MANY = 3, 60


@pytest.mark.parametrize("system", systems())
def test_every_expected_value_is_read(system: str, record_property: Any) -> None:
    total = score(system)
    pages = pages_of(system)
    unexpected = [page for page in pages if not Path(f"{page}.expected.json").exists()]
    assert total["pages"] == len(pages) - len(unexpected)
    counts = {key: total[key] for key in ("pages", "whole", "compared", "equal")}
    add_row(record_property, system, {**counts, "without expectation": len(unexpected)})
    assert (total["whole"], total["equal"]) == (total["pages"], total["compared"])


@pytest.mark.parametrize("system", systems())
def test_a_page_is_recognised_without_being_told_its_system(system: str) -> None:
    """Or it is a page of nobody's (an image, an error text); never one of another system."""
    for path in pages_of(system):
        page = parse_page(path.read_bytes())
        assert page.system in {CourtSystem(system), None}, path
        if page.system is None:
            assert page.outcome not in {Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.SEALED}, path


@pytest.mark.parametrize("system", systems())
def test_a_damaged_page_is_never_a_wrong_success(system: str) -> None:
    assert damage(system, seed=20, rounds=_SOME) == []


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("system", systems())
def test_no_damage_at_all_becomes_a_wrong_success(system: str, seed: int) -> None:
    assert damage(system, seed=seed, rounds=_MANY) == []


def damage(system: str, *, seed: int, rounds: int) -> list[str]:
    """Return the wrong successes of a system's pages, in words."""

    def parse(body: bytes) -> ParsedPage:
        return parse_page(body, system=CourtSystem(system))

    real = true_pages(system)
    return [
        f"{path.relative_to(COURTS)}: {mutation.kind} {mutation.place}: {wrong}"
        for path in pages_of(system)
        for mutation, wrong in wrong_successes(
            path.read_bytes(), parse, random.Random(f"{seed}/{path.relative_to(COURTS)}"), rounds, real=real
        )
    ]
