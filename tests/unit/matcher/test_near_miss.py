"""Near misses: what keeps a printed name from being a match, and where it parts from what is wanted."""

from typing import Any
from uuid import UUID

import pytest

from matcher.classes import load_classes
from matcher.generation import generate_expression
from matcher.near_miss import Obstacle, explain_near_miss, nearest_first
from matcher.watches import Watch
from schemas.cases import Party

NAME = "Construtora Pedra Lascada S/A"


def watch(name: str = NAME, rex: str | None = None, **columns: Any) -> Watch:
    made = {
        "party_id": UUID(int=1),
        "company_id": UUID(int=2),
        "version": 3,
        "nrex": None,
        "window_days": 90,
        "distributed_from": None,
        "is_generated": rex is None,
        "class_table": load_classes().version if rex is None else None,
        **columns,
    }
    return Watch(name=name, rex=rex or generate_expression(name), **made)


@pytest.mark.parametrize(
    ("columns", "printed", "obstacle", "parts_at"),
    [
        ({}, "CONSTRUTORA PEDRA LASCADA LTDA", Obstacle.NONE, None),
        ({"nrex": "PEDRA"}, "CONSTRUTORA PEDRA LASCADA", Obstacle.EXCLUDED, None),
        ({}, "CONSTRUTORA PEDRA LASCDA LTDA", Obstacle.FUZZY_OFF, "LASCDA LTDA"),
        ({"fuzzy": True}, "CONSTRUTORA PEDRA LASCDA LTDA", Obstacle.NONE, None),
        (
            {"fuzzy": True, "fuzzy_threshold": 99},
            "CONSTRUTORA PEDRA LASCDA",
            Obstacle.BELOW_THRESHOLD,
            "LASCDA",
        ),
        ({"fuzzy": True}, "CONSTRUTORA MADEIRA LASCADA", Obstacle.OTHER_WORDS, "MADEIRA LASCADA"),
        ({"fuzzy": True}, "ESPOLIO DE CONSTRUTORA PEDRA", Obstacle.OTHER_WORDS, "(the end)"),
        ({}, "ABELINA TORQUATO SANHACO", Obstacle.ANOTHER_NAME, "ABELINA TORQUATO SANHACO"),
        ({"rex": "PEDRA LASCADO"}, "CONSTRUTORA PEDRA LASCADA", Obstacle.FUZZY_OFF, None),
        ({"rex": "LASCADA$"}, "CONSTRUTORA PEDRA LASCADA", Obstacle.NONE, None),
    ],
)
def test_what_keeps_a_name_from_matching(
    columns: dict[str, Any], printed: str, obstacle: Obstacle, parts_at: str | None
) -> None:
    miss = explain_near_miss(watch(**columns), Party(name=printed))
    assert (miss.obstacle, miss.parts_at) == (obstacle, parts_at)
    assert miss.why.endswith(".")


def test_a_near_miss_tells_all_that_is_known() -> None:
    miss = explain_near_miss(watch(comarcas=("Serra Encantada",)), Party(name="Construtora Pedra Lascda (Garoa)"))
    assert (miss.printed, miss.folded) == ("Construtora Pedra Lascda (Garoa)", "CONSTRUTORA PEDRA LASCDA GAROA")
    assert (miss.reading, miss.read_as) == ("without brackets", "CONSTRUTORA PEDRA LASCDA")
    assert (miss.agrees, miss.parts_at, miss.edits) == ("CONSTRUTORA PEDRA", "LASCDA", 1)
    assert miss.score is not None
    assert 90 < miss.score < 100
    assert miss.why == (
        f"The expression does not find it; the names are {miss.score:g} of 100 alike, "
        "but likely names are off for this party."
    )
    assert (miss.expression_version, miss.expression) == (3, generate_expression(NAME))
    assert "LASCDA for LASCADA SA" in miss.differences
    assert [(each.kind, each.verdict) for each in miss.evidence] == [("comarca", "silent")]


def test_the_nearest_comes_first() -> None:
    printed = ("ABELINA TORQUATO", "CONSTRUTORA MADEIRA LASCADA", "CONSTRUTORA PEDRA LASCDA", "PEDRA LASCADA")
    misses = nearest_first(explain_near_miss(watch(), Party(name=name)) for name in printed)
    assert misses[0].printed == "CONSTRUTORA PEDRA LASCDA"
    assert misses[-1].printed == "ABELINA TORQUATO"


@pytest.mark.parametrize("printed", ["", " ", "-", "&", "(", "A " * 500, "S/A"])
def test_any_printed_name_is_explained(printed: str) -> None:
    assert explain_near_miss(watch(), Party(name=printed)).obstacle is not Obstacle.NONE
