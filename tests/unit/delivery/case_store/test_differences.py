"""What two visits mean for movements and header."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from delivery.case_store.differences import (
    KnownMovement,
    compare_headers,
    compare_movements,
)
from delivery.case_store.identity import IdentifiedMovement, identify_movements, movement_id
from schemas.cases import Case, Movement
from tests.support.visits import movement

_INSTANCE = UUID(int=5)


def _known(movements: list[Movement], episode: int = 1, is_present: bool = True) -> dict[str, KnownMovement]:
    return {
        item.hash: KnownMovement(
            hash=item.hash,
            id=movement_id(_INSTANCE, item.hash, episode),
            episode=episode,
            is_present=is_present,
            content_digest=item.content_digest,
            day=item.day,
            tpu_code=item.movement.tpu_code,
            document_ids=item.movement.document_ids,
        )
        for item in identify_movements(movements)
    }


def _texts(items: tuple[object, ...]) -> list[str]:
    return [item.seen.movement.text for item in items]


def _seen(*movements: Movement) -> list[IdentifiedMovement]:
    return identify_movements(list(movements))


OLD = [movement("b", 2), movement("a", 1)]


def test_a_new_row_appears() -> None:
    changes = compare_movements(_known(OLD), _seen(movement("c", 3), *OLD), is_complete=True)
    assert (_texts(changes.appeared), changes.withdrawn, changes.needs_complete_visit) == (["c"], (), False)


def test_an_edited_text_is_a_withdrawal_and_what_replaces_it() -> None:
    changes = compare_movements(_known(OLD), _seen(movement("b corrected", 2), OLD[1]), is_complete=True)
    (gone,), (come,) = changes.withdrawn, changes.appeared
    assert come.replaces == gone.id


def test_two_edits_of_one_day_are_not_paired() -> None:
    old = [movement("x", 2), movement("y", 2)]
    changes = compare_movements(_known(old), _seen(movement("x2", 2), movement("y2", 2)), is_complete=True)
    assert len(changes.withdrawn) == 2
    assert [item.replaces for item in changes.appeared] == [None, None]


def test_an_edited_numbered_movement_keeps_its_identity_and_begins_an_episode() -> None:
    old = [movement("b", 2, number=2)]
    changes = compare_movements(_known(old), _seen(movement("b corrected", 2, number=2)), is_complete=True)
    (before,), (after,) = changes.edited_from, changes.appeared
    assert (after.seen.hash, after.episode, after.replaces) == (before.hash, 2, before.id)
    assert changes.withdrawn == ()


def test_fewer_movements_conclude_nothing_until_a_second_page_agrees() -> None:
    known = _known(OLD)
    first = compare_movements(known, _seen(OLD[0]), is_complete=True)
    assert (first.withdrawn, first.needs_complete_visit) == ((), True)
    second = compare_movements(known, _seen(OLD[0]), is_complete=True, vanished_before=first.vanished_digest)
    assert [item.day for item in second.withdrawn] == ["2031-02-01"]
    other = compare_movements(known, _seen(OLD[1]), is_complete=True, vanished_before=first.vanished_digest)
    assert other.withdrawn == ()


def test_a_short_page_calls_nothing_new_that_may_be_an_edit() -> None:
    known = _known([*OLD, movement("d", 4)])
    page = _seen(movement("b corrected", 2), movement("e", 5))
    assert _texts(compare_movements(known, page, is_complete=True).appeared) == ["e"]


def test_a_partial_page_only_adds() -> None:
    changes = compare_movements(_known(OLD), _seen(movement("c", 3)), is_complete=False)
    assert (_texts(changes.appeared), changes.withdrawn) == (["c"], ())


def test_a_partial_page_that_shows_some_of_the_equals_cannot_fix_an_ordinal() -> None:
    known = _known([movement("a", 1), movement("a", 1)])
    changes = compare_movements(known, _seen(movement("a", 1)), is_complete=False)
    assert (changes.appeared, changes.needs_complete_visit) == ((), True)


def test_a_withdrawn_movement_that_comes_back_begins_an_episode() -> None:
    known = _known(OLD[:1], episode=3, is_present=False)
    (come,) = compare_movements(known, _seen(OLD[0]), is_complete=True).appeared
    assert come.episode == 4


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_two_agreeing_complete_pages_leave_exactly_what_they_show(before: list[str], after: list[str]) -> None:
    known, page = _known([movement(text) for text in before]), _seen(*(movement(text) for text in after))
    first = compare_movements(known, page, is_complete=True)
    left = {h for h, m in known.items()} | {item.seen.hash for item in first.appeared}
    left -= {m.hash for m in first.withdrawn}
    if first.vanished_digest:
        second = compare_movements(known, page, is_complete=True, vanished_before=first.vanished_digest)
        left = (left | {i.seen.hash for i in second.appeared}) - {m.hash for m in second.withdrawn}
    assert left == {item.hash for item in page}


def test_an_incomplete_page_may_be_cut_within_a_field_and_changes_no_more_than_it_shows() -> None:
    stored, _ = compare_headers({}, Case(judge="Min. Ana Prado", subjects=("Dívida", "Dano")))
    cut = Case(judge="MIN. ANA", subjects=("Dano",))
    assert compare_headers(stored, cut, is_complete=False) == (stored, {})
    assert set(compare_headers(stored, cut)[1]) == {"judge", "subjects"}
    other, changes = compare_headers(stored, Case(judge="Min. Rui Sá"), is_complete=False)
    assert (other["judge"], list(changes)) == ("Min. Rui Sá", ["judge"])


def test_what_a_page_does_not_say_has_not_changed() -> None:
    stored, _ = compare_headers({}, Case(judge="Ana Prado", subjects=("Dívida", "Dano")))
    after, changes = compare_headers(stored, Case(subjects=("DANO ", "dívida"), status_text="Suspenso"))
    assert changes == {"status_text": [None, "Suspenso"]}
    assert after["judge"] == "Ana Prado"
