"""API keys and their checksum."""

from hypothesis import given
from hypothesis import strategies as st

from delivery.access.keys import PREFIX, has_right_checksum, make_key


def test_a_made_key_is_right_and_long() -> None:
    keys = {make_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(has_right_checksum(key) and len(key) == len(PREFIX) + 38 for key in keys)


@given(st.integers(len(PREFIX), len(PREFIX) + 37), st.sampled_from("0123456789ABCDEFabcdefxyz-_é "))
def test_one_wrong_character_is_noticed_without_the_database(place: int, character: str) -> None:
    key = make_key()
    changed = key[:place] + character + key[place + 1 :]
    assert has_right_checksum(changed) == (changed == key)


@given(st.text(max_size=60))
def test_no_other_text_passes(text: str) -> None:
    assert not has_right_checksum(text)
    assert not has_right_checksum(PREFIX + text)
