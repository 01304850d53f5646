"""Cursors of the feed survive the round trip, and no other text is one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.events.cursors import Cursor, CursorSeal
from delivery.events.errors import CursorInvalid

COMPANY = UUID(int=7)
SEAL = CursorSeal([b"new" * 11, b"old" * 11])


@given(st.uuids(), st.integers(0, 2**32 - 1), st.integers(0, 2**63))
def test_round_trip(company_id: UUID, epoch: int, position: int) -> None:
    cursor = Cursor(company_id, epoch, position)
    assert SEAL.read(SEAL.write(cursor), company_id) == cursor


@given(st.integers(0, 58), st.sampled_from("ABCDwxyz0189-_"))
def test_any_changed_character_is_refused(place: int, character: str) -> None:
    text = SEAL.write(Cursor(COMPANY, 1, 2))
    changed = text[:place] + character + text[place + 1 :]
    if changed != text:
        with pytest.raises(CursorInvalid):
            SEAL.read(changed, COMPANY)


@given(st.text(max_size=80))
def test_no_other_text_is_a_cursor(text: str) -> None:
    with pytest.raises(CursorInvalid):
        SEAL.read(text, COMPANY)


def test_old_keys_read_and_a_strangers_cursor_is_refused() -> None:
    old = CursorSeal([b"old" * 11]).write(Cursor(COMPANY, 1, 2))
    assert SEAL.read(old, COMPANY).position == 2
    with pytest.raises(CursorInvalid):
        SEAL.read(old, UUID(int=8))
