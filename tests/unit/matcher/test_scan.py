"""What is written for the engine is found wherever the expression is: lookarounds, errors and references included."""

from collections import Counter
from collections.abc import Iterable
from random import Random

import pytest
import regex

from matcher.dialect import read
from matcher.errors import BadExpression
from matcher.expressions import compile_expression
from matcher.scan import write_for_engine
from matcher.scan_engine import compile_segments
from matcher.trial_names import load_trial_names
from matcher.user_index import UserExpressions
from tests.benchmarks.matcher_expressions import expressions_without_literals
from tests.unit.matcher.expression_drawing import draw_text
from tests.unit.matcher.scan_drawing import LETTERS, chance_texts, common_expression, scanned_expression

EXPRESSIONS, EXPRESSIONS_PROVED, TEXTS = 120, 12_000, 20
TOGETHER = 60
PARTS = 20  # of the long form, each with its own seeds: one that fails is run again by itself


def drawn_expressions(rng: Random, count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        rex = scanned_expression(rng)
        try:
            read(rex)
            compile_expression(rex)
        except (BadExpression, regex.error):
            continue
        found.append(rex)
    return found


def texts_of(rex: str, rng: Random) -> list[str]:
    """Texts drawn from an expression, with something before, behind and left out."""
    tree = read(rex)
    drawn = [draw_text(tree, rng) for _ in range(6)]
    return [*drawn, f"A2 {drawn[0]}", f"{drawn[1]} KB", f"Ω{drawn[2]}C{drawn[3]}", drawn[4][1:], drawn[5][:-1]]


def find_plainly(rex: str, texts: Iterable[str], counts: Counter[str]) -> list[str]:
    """The texts that an expression matches; searches that take too long are cut short, and counted."""
    pattern = compile_expression(rex)
    found: list[str] = []
    for text in texts:
        counts["searches"] += 1
        try:
            if pattern.search(text, timeout=0.05):
                found.append(text)
        except TimeoutError:
            counts["cut short"] += 1
    counts["hits"] += len(found)
    return found


def check(rexes: list[str], rng: Random, letters: str = LETTERS) -> Counter[str]:
    """Count what the plain loop finds; the index must have it among its candidates."""
    index: UserExpressions[int] = UserExpressions()
    counts: Counter[str] = Counter(expressions=len(rexes))
    shared = chance_texts(rng, TEXTS, letters)
    found: list[list[str]] = []
    for key, rex in enumerate(rexes):
        found.append(find_plainly(rex, (*shared, *texts_of(rex, rng)), counts))
        index.add(key, rex)
    index.build()
    candidates = {text: set(index.candidates(text)) for text in {text for texts in found for text in texts}}
    for key, rex in enumerate(rexes):
        for text in found[key]:
            assert key in candidates[text], f"{rex!r} is not found by {text!r}"
    return counts


@pytest.mark.parametrize("seed", range(EXPRESSIONS // TOGETHER))
def test_the_index_loses_nothing_of_what_the_engine_cannot_say(seed: int) -> None:
    rng = Random(seed)
    assert check(drawn_expressions(rng, TOGETHER), rng)["hits"] > TOGETHER * 5


@pytest.mark.parametrize("seed", range(2))
def test_the_index_loses_nothing_of_what_must_stand_together(seed: int) -> None:
    rng = Random(seed)
    rexes = [common_expression(rng) for _ in range(TOGETHER)]
    written = [write_for_engine(read(rex)) or () for rex in rexes]
    assert sum(len(form) > 1 for each in written for form in each) > TOGETHER // 3
    assert check(rexes, rng, "AERS O")["hits"] > TOGETHER


@pytest.mark.prove
@pytest.mark.parametrize("part", range(PARTS))
def test_the_index_loses_nothing_of_many_expressions(part: int) -> None:
    counts: Counter[str] = Counter()
    each = EXPRESSIONS_PROVED // TOGETHER // PARTS
    first = EXPRESSIONS // TOGETHER + part * each
    for seed in range(first, first + each):
        rng = Random(seed)
        counts += check(drawn_expressions(rng, TOGETHER), rng)
        counts += check([common_expression(rng) for _ in range(TOGETHER)], rng, "AERS O")
    assert counts["expressions"] == 2 * each * TOGETHER
    assert counts["hits"] > counts["expressions"] * 5
    assert counts["cut short"] * 200 < counts["searches"]


def test_the_index_loses_nothing_of_the_measured_expressions() -> None:
    rng = Random(11)
    rexes = expressions_without_literals(200, 11)
    assert check(rexes, rng)["hits"] > 1_000


def test_expressions_without_literals_are_candidates_of_hardly_any_name() -> None:
    index: UserExpressions[int] = UserExpressions()
    for key, rex in enumerate(expressions_without_literals(300, 12)):
        index.add(key, rex)
    index.build()
    assert index.counts()["scan"] == 300
    names = load_trial_names().realistic
    assert sum(len(index.candidates(name)) for name in names) < len(names)


@pytest.mark.parametrize(
    ("rex", "written"),
    [
        (r"^(?=.*[KW]\d)(?=.*[AE]).{8,60}$", [rb"[KW][0123456789_]"]),
        (r"^(?=.*[AE]R)(?=.*[LM]A).{8,60}$", [(rb"[LM]A", rb"[AE]R")]),
        (r"^(?=.*[AE]R$)(?=.*\m[LM]A)|[OS]L", [rb"[AE]R$", rb"[OS]L"]),
        (r"^(?=[AE])(?=.*[LM]A)(?=.*RO\M)", [(rb"RO", rb"^[AE]", rb"[LM]A")]),
        (r"^(?=.*[AE])[KW]\w+ X", [rb"^[KW](?:\w){1,}\x20X"]),
        (r"[AB](?=[KW]X)", [rb"[AB][KW]X"]),
        (r"(?<=[KW]X)[AB]", [rb"[KW]X[AB]"]),
        (r"^(?=.*[KW]X$)(?!.*[AE])", [rb"[KW]X$"]),
        (r"[AB]K|^[CD]\w*", [rb"[AB]K", rb"^[CD]"]),
        (r"([AB]).\1", [rb"A.A", rb"B.B"]),
        (r"(?:[AB]C){e<=1}", []),
        (r"^(?:[AB]C){s<=1}$", [rb"^(?:.){1,1}C$", rb"^[AB](?:.){1,1}$"]),
    ],
)
def test_what_is_written(rex: str, written: list[bytes | tuple[bytes, ...]]) -> None:
    forms = [form if isinstance(form, tuple) else (form,) for form in written]
    assert list(write_for_engine(read(rex)) or ()) == forms


@pytest.mark.parametrize(
    ("rex", "text"),
    [
        (r"(?:([AB])[CD]){e<=1}\1$", "XCX"),
        (r"(?:[AB]\w[CD]){e<=1} (?=K)", "A2C K"),
        (r"((?:[AB]K){e<=1})\1", "AXAX"),
        (r"(?P<a>[AB]).(?:\1|K)", "A2A"),
        (r"(\w\w\w) \1", "A2C A2C"),
        (r"[AB]\.?[CD]", "AC"),
        (r"^.*[AB]K.*$", "2 AK 2"),
        (r"^[AE](?=.*[LM]A)(?=.*RO\M)", "AROMA RO"),
        (r"^(?=.*[AE]R)(?=.*[LM]A)|^(?=.*[EI]S)(?=.*[LN]O)", "NOISES"),
    ],
)
def test_a_hard_text_is_found(rex: str, text: str) -> None:
    index: UserExpressions[int] = UserExpressions()
    index.add(0, rex)
    index.build()
    assert compile_expression(rex).search(text)
    assert index.candidates(text) == [0]


def test_a_long_fuzzy_part_becomes_pieces_and_never_too_many_forms() -> None:
    written = write_for_engine(read(rf"^(?:{'[AB]' * 300}){{e<=2}}$"))
    assert written is not None
    assert len(written) == 3
    segments, refused = compile_segments([(1, written)])
    assert (len(segments), refused) == (1, [])
