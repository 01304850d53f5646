"""The CNJ case number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.case_number import CaseNumber, InvalidCaseNumber

NUMBERS = st.builds(
    CaseNumber.build,
    sequence=st.integers(0, 9_999_999),
    year=st.integers(1900, 2100),
    j_tr=st.sampled_from(["8.26", "4.01", "5.15", "1.00", "9.13"]),
    origin=st.integers(0, 9_999),
)


@given(NUMBERS)
def test_a_number_survives_its_punctuation(number: CaseNumber) -> None:
    assert CaseNumber(number.masked) == number == CaseNumber(f"  {number[:7]} {number[7:]}")


@given(NUMBERS, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_always_refused(number: CaseNumber, place: int, shift: int) -> None:
    """Modulus 97 finds every error in a single digit."""
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(InvalidCaseNumber):
        CaseNumber(wrong)


def test_a_wrong_check_digit_is_refused_with_both_named() -> None:
    number = CaseNumber.build(sequence=1234, year=2031, j_tr="8.26", origin=100)
    wrong = f"{(int(number.check) + 1) % 97:02d}"
    with pytest.raises(InvalidCaseNumber, match=f"says {wrong}, they must be {number.check}"):
        CaseNumber(number[:7] + wrong + number[9:])


@pytest.mark.parametrize("text", ["", "123", "0001234-56.2031.8.26", "٠٠٠١٢٣٤٥٦٢٠٣١٨٢٦٠١٠٠", "X" * 20])
def test_what_is_not_twenty_digits_is_refused(text: str) -> None:
    with pytest.raises(InvalidCaseNumber):
        CaseNumber(text)
