"""Generated expressions of older tables are expressions like others: quickly taken in, and never lost."""

import time
from contextlib import suppress
from dataclasses import replace
from random import Random
from uuid import uuid4

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from matcher.classes import load_classes
from matcher.dialect import read
from matcher.dialect_parts import split_parts, without_calls
from matcher.errors import BadExpression
from matcher.expressions import compile_expression
from matcher.folding import fold_text
from matcher.generation import generate_expression
from matcher.handler import MANY_OUTDATED, tell_outdated
from matcher.literals import holds, required_loosely, required_of_parts
from matcher.loose_letters import join_loose, loosen
from matcher.trial_names import load_trial_names
from matcher.user_index import UserExpressions, classify
from matcher.watches import Watch
from matcher.watchlist import Watchlist
from tests.benchmarks.matcher_sample import generated_names
from tests.unit.matcher.expression_drawing import draw_text, expressions
from tests.unit.matcher.older_expressions import OLDER

NAMES = generated_names(400)
TODAYS = [(name, generate_expression(name)) for name in NAMES[:120]]
WRITTEN = ("{}", "{} LTDA", "ESPOLIO DE {}", "{} EM RECUPERACAO JUDICIAL", "{} E OUTROS", "BANCO {}", "{} FILHO")
TEXTS = st.text("ACEHMNOPSXZ 25&Ω", max_size=12)


def filled(rexes: list[str]) -> UserExpressions[int]:
    index: UserExpressions[int] = UserExpressions()
    for key, rex in enumerate(rexes):
        index.add(key, rex)
    index.build()
    return index


def count_found(known: list[tuple[str, str]], rng: Random) -> int:
    """Count what the plain loop finds; the index must have it among its candidates."""
    index = filled([rex for _, rex in known])
    found = 0
    for key, (name, rex) in enumerate(known):
        drawn = [draw_text(read(rex), rng) for _ in range(8)]
        texts = [fold_text(each.format(name)) for each in WRITTEN]
        for text in (*texts, *(each.replace(" ", "") for each in texts), *drawn):
            hits = [each for each in {key, rng.randrange(len(known))} if index.pattern(each).search(text)]
            assert set(hits) <= set(index.candidates(text)), (text, rex)
            found += len(hits)
    return found


def test_the_index_loses_nothing_of_what_is_generated_today() -> None:
    assert count_found(TODAYS, Random(3)) > len(TODAYS) * 4


def test_the_index_loses_nothing_of_what_was_generated_before() -> None:
    assert count_found(OLDER, Random(4)) > len(OLDER) * 5


@pytest.mark.prove
def test_the_index_loses_nothing_of_many_generated_expressions() -> None:
    known = [(name, generate_expression(name)) for name in generated_names(3_000)]
    assert count_found(known, Random(5)) > len(known) * 4


@pytest.mark.parametrize(("name", "rex"), [*TODAYS[:10], *((name, rex) for name, rex in OLDER if name != "OI")])
def test_a_generated_expression_is_found_by_letters(name: str, rex: str) -> None:
    assert classify(rex) == "literal"


def test_generated_expressions_are_taken_in_quickly_and_are_candidates_of_few_names() -> None:
    rexes = [generate_expression(name) for name in NAMES]
    begun = time.process_time()
    index = filled(rexes)
    assert time.process_time() - begun < 0.01 * len(rexes)
    others = generated_names(1_400)[len(NAMES) :]
    assert sum(len(index.candidates(fold_text(each))) for each in others) < len(others) / 20


def test_an_own_expression_made_of_a_generated_one_is_found_by_letters_too() -> None:
    rex = f"{TODAYS[0][1]}|{TODAYS[1][1]}"
    assert classify(rex) == "literal"
    index = filled([rex])
    for name, _ in TODAYS[:2]:
        assert index.candidates(fold_text(name)) == [0]


def test_compiled_expressions_are_kept_as_far_as_they_are_short() -> None:
    index: UserExpressions[int] = UserExpressions(most_compiled=3_000)
    for key, (_, rex) in enumerate(TODAYS[:5]):
        index.add(key, rex)
    for key in range(5):
        index.pattern(key)
    assert 4 in index._patterns
    assert len(index._patterns) < 3
    for key in range(5):
        index.remove(key)
    assert index._compiled == 0


@given(TEXTS, TEXTS, TEXTS)
def test_what_a_part_of_a_name_becomes_stands_in_what_the_name_becomes(before: str, part: str, behind: str) -> None:
    whole = loosen(before + part + behind)
    assert loosen(part) in whole
    assert join_loose(join_loose(loosen(before), loosen(part)), loosen(behind)) == whole


def test_letters_that_sound_alike_become_one() -> None:
    for one, other in (("SOUZA", "SOUSA"), ("PHILIPPE", "FILIPE"), ("WANZELLER", "VANCELER"), ("YASMIM", "IASMIN")):
        assert loosen(one) == loosen(other)
    assert loosen("LOTE 5500 ΩΩ") == "LOTE 5500 ΩΩ"


def finds(rex: str, text: str) -> bool:
    try:
        return compile_expression(rex).search(text, timeout=0.2) is not None
    except (TimeoutError, MemoryError):
        return False


@settings(max_examples=150, deadline=None)
@given(expressions(), st.randoms(use_true_random=False))
def test_a_name_that_matches_has_the_letters_that_are_required(rex: str, random: Random) -> None:
    required = [required_loosely(read(rex))]
    parts = split_parts(rex)
    if parts is not None:
        assert "".join(parts) == rex
        with suppress(BadExpression):  # a part that cannot be read by itself
            required.append(required_of_parts(parts))
    drawn = draw_text(read(rex), random)
    for text in (drawn, f"ΩMEGA {drawn} LTDA", random.choice(load_trial_names().realistic)):
        if finds(rex, text):
            assert all(holds(each, loosen(text)) for each in required if each), required


@pytest.mark.parametrize(
    ("rex", "parts"),
    [
        (r"^H*P+[IY][IYH]*(?:A|\bB\b)?\d{2,3}$", ["^", "H*", "P+", "[IY]", "[IYH]*", r"(?:A|\bB\b)?", r"\d{2,3}", "$"]),
        (r"\p{L}+?(?:AB){e<=1}[)(]", [r"\p{L}+?", "(?:AB){e<=1}", "[)(]"]),
        (r"(?<g>A(?:B|C))(?:(?&g)D)*", ["(?<g>A(?:B|C))", "(?:(?&g)D)*"]),
        ("A|B", None),
        ("A(B", None),
        ("A)B", None),
        ("*A", None),
        ("A(?&g)", None),
    ],
)
def test_an_expression_is_cut_where_its_parts_meet(rex: str, parts: list[str] | None) -> None:
    assert split_parts(rex) == parts


def test_a_called_group_may_be_any_text_and_only_where_it_is_called() -> None:
    assert without_calls(r"A(?&gap)+[(?&gap)]\(?") == r"A(?:.*)+[(?&gap)]\(?"
    assert regex.compile(without_calls("(?:A(?&gap)){2}")).fullmatch("AXAY")


def test_parts_require_what_the_whole_requires() -> None:
    for _, rex in TODAYS:
        assert required_of_parts(split_parts(rex) or []) == required_loosely(read(rex))


def watch(class_table: str) -> Watch:
    return Watch(
        party_id=uuid4(),
        company_id=uuid4(),
        name=OLDER[0][0],
        version=1,
        rex=OLDER[0][1],
        nrex=None,
        window_days=90,
        distributed_from=None,
        is_generated=True,
        class_table=class_table,
    )


def test_many_expressions_of_another_class_table_are_told_with_the_next_step() -> None:
    with capture_logs() as told:
        tell_outdated([watch("an older one")] * MANY_OUTDATED)
        tell_outdated([watch(load_classes().version)] * 2 * MANY_OUTDATED)
        assert not told
        tell_outdated([watch("an older one")] * (MANY_OUTDATED + 1))
    assert [(line["event"], line["parties"]) for line in told] == [
        ("generated_expressions_outdated", MANY_OUTDATED + 1)
    ]
    assert "arauto party regenerate" in told[0]["next_step"]


def test_expressions_that_come_together_are_compiled_before_names_are_asked() -> None:
    rexes = (rf"^[AB]\w [CD]{{{place % 9 + 1}}}$" for place in range(100))
    known = Watchlist(replace(watch("an older one"), rex=rex) for rex in rexes)
    assert known._expressions.counts()["scan"] > 20
    assert not known._expressions._scans._waiting
