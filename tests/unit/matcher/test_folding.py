"""The one folding of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.folding import fold, fold_expression, fold_text


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Construções Ipê S/A", "CONSTRUCOES IPE SA"),
        ("PEREIRA & AZEVEDO  LTDA.", "PEREIRA & AZEVEDO LTDA"),
        ("Sant'Anna d´Oeste", "SANTANNA DOESTE"),
        ("Açúcar-União S.A.", "ACUCAR UNIAO S A"),
        ("ﬁlial nº 3", "FILIAL NO 3"),
        ("  - ", ""),
    ],
)
def test_what_is_printed_differently_becomes_the_same_text(printed: str, folded: str) -> None:
    assert fold(printed).text == folded


@given(st.text(max_size=60))
def test_folding_twice_equals_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(max_size=60) | st.text("aAsS/ é'-&1", max_size=20))
def test_the_text_alone_is_the_same(text: str) -> None:
    assert fold_text(text) == fold(text).text


def test_a_form_without_a_blank_before_it_is_a_word_of_its_own() -> None:
    folded = fold("Banco IpêS/A")
    assert folded.text == "BANCO IPE SA"
    assert folded.printed_span(10, 12) == (9, 12)


@given(st.text(max_size=60))
def test_every_folded_character_knows_where_it_was_printed(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origins)
    assert list(folded.origins) == sorted(folded.origins)


def test_a_span_of_the_folded_text_maps_to_the_text_as_printed() -> None:
    printed = "Banco  Ipê S/A"
    folded = fold(printed)
    start = folded.text.index("IPE")
    begin, end = folded.printed_span(start, len(folded.text))
    assert printed[begin:end] == "Ipê S/A"


def test_an_expression_keeps_its_escapes_and_loses_its_marks() -> None:
    assert fold_expression(r"\bSÃO PAULO\d") == r"\bSAO PAULO\d"
