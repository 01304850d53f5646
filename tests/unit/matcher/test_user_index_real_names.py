"""The index against the plain loop on names that courts have printed, where they are at hand."""

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from matcher.expressions import compile_expression
from matcher.folding import fold
from matcher.user_index import UserExpressions

REAL = Path(__file__).parents[4] / "shared" / "names"
FILES = ("companies_court.csv", "persons_generated.csv", "public_entities.csv", "supplier_variants_ceap.csv")

# How companies write their own expressions, from one or two words of a name.
WRITTEN: tuple[Callable[[str, str], str], ...] = (
    lambda one, other: one,
    lambda one, other: f"{one}|{other}",
    lambda one, other: f"^{one}",
    lambda one, other: rf"\m{one}\M",
    lambda one, other: f"{one}.*{other}",
    lambda one, other: f"^(?=.*{one})(?=.*{other})",
    lambda one, other: f"{one}(?! {other})",
    lambda one, other: f"(?:{one}){{e<=1}}",
    lambda one, other: f"(?:{one} {other}){{s<=1,i<=1}}$",
    lambda one, other: rf"\b[{one[0]}{other[0]}]\w+ [{other[-1]}{one[-1]}]\w{{{len(one) % 7 + 2}}}\b",
    lambda one, other: rf"^\w+ {one[0]}\w* \w+{other[-1]}$",
    lambda one, other: rf"\d{{{len(one)}}}",
    lambda one, other: rf"(\w{{{len(one)},}}) .*\b\1",
)


def names(limit: int | None) -> list[str]:
    found: list[str] = []
    for file in FILES:
        with (REAL / file).open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            next(rows)
            found += [fold(row[0]).text for row in rows if row]
    return found if limit is None else Random(5).sample(found, limit)


def written(count: int, known: list[str]) -> list[str]:
    random = Random(7)
    rexes = []
    while len(rexes) < count:
        words = [word for word in random.choice(known).split() if word.isascii() and word.isalnum() and len(word) > 2]
        if len(words) > 1:
            rexes.append(WRITTEN[len(rexes) % len(WRITTEN)](*random.sample(words, 2)))
    return rexes


def compare(rexes: list[str], known: list[str]) -> int:
    """Count the hits, which must be those of the plain loop."""
    index: UserExpressions[int] = UserExpressions()
    for key, rex in enumerate(rexes):
        index.add(key, rex)
    index.build()
    patterns = [compile_expression(rex) for rex in rexes]
    hits = 0
    for name in known:
        candidates = set(index.candidates(name))
        expected = {key for key, pattern in enumerate(patterns) if pattern.search(name)}
        assert expected <= candidates, name
        hits += len(expected)
    return hits


@pytest.mark.skipif(not REAL.exists(), reason="the names of courts are not at hand")
def test_the_index_loses_nothing_on_a_sample_of_real_names() -> None:
    known = names(1_500)
    assert compare(written(260, known), known) > 1_000


@pytest.mark.prove
@pytest.mark.skipif(not REAL.exists(), reason="the names of courts are not at hand")
def test_the_index_loses_nothing_on_all_real_names() -> None:
    known = names(None)
    assert compare(written(390, known), known) > 10_000
