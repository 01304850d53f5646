"""The identity of movements does not depend on how a page is laid out."""

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from delivery.case_store.identity import fold, identify_movements
from schemas.cases import Movement

_TEXTS = st.sampled_from(["Conclusos", "Juntada de petição", "Despacho: cite-se", "Remetidos os autos", "ﬁm Nº 3"])
_MOVEMENTS = st.lists(
    st.builds(Movement, text=_TEXTS, occurred_on=st.dates(date(2031, 1, 1), date(2031, 1, 4)) | st.none()), max_size=12
)


def _hashes(movements: list[Movement]) -> list[str]:
    return sorted(identified.hash for identified in identify_movements(movements))


@given(_MOVEMENTS, st.randoms())
def test_reordering_changes_no_identity(movements: list[Movement], order: random.Random) -> None:
    shuffled = movements[:]
    order.shuffle(shuffled)
    assert _hashes(shuffled) == _hashes(movements)


@given(_MOVEMENTS)
def test_white_space_case_and_encoding_change_no_identity(movements: list[Movement]) -> None:
    other = [m.model_copy(update={"text": f"  {m.text.upper()}\u00a0\u200b".replace(" ", " \n ")}) for m in movements]
    assert _hashes(other) == _hashes(movements)


@given(_MOVEMENTS)
def test_every_row_has_an_identity_of_its_own(movements: list[Movement]) -> None:
    """Equal rows are counted, never merged."""
    assert len(set(_hashes(movements))) == len(movements)


@given(_MOVEMENTS, _MOVEMENTS)
def test_rows_on_further_pages_change_no_identity(movements: list[Movement], older: list[Movement]) -> None:
    assert set(_hashes(movements)) <= set(_hashes(movements + older))


def test_the_courts_number_is_the_identity_where_it_prints_one() -> None:
    before, after = Movement(text="Despacho", number=7), Movement(text="Despacho corrigido", number=7)
    (first,), (second,) = identify_movements([before]), identify_movements([after])
    assert first.hash == second.hash
    assert first.content_digest != second.content_digest


def test_text_may_move_between_title_and_complement() -> None:
    whole, parted = Movement(text="Juntada de AR"), Movement(text="Juntada", complement="de AR")
    assert _hashes([whole]) == _hashes([parted])


def test_a_moment_is_the_same_however_it_is_written() -> None:
    assert _hashes([Movement(text="x", occurred_at="2031-01-02T10:00")]) == _hashes(
        [Movement(text="x", occurred_at="2031-01-02T10:00:00.000")]
    )
    assert _hashes([Movement(text="x", occurred_at="2031-01-02T10:00")]) != _hashes(
        [Movement(text="x", occurred_on=date(2031, 1, 2))]
    )


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
