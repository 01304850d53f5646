"""Which snapshot continues which instance."""

import pytest

from delivery.case_store.errors import ContradictoryCapture
from delivery.case_store.instances import assign_instances
from delivery.case_store.records import InstanceRow
from schemas.captures import InstanceSnapshot
from schemas.courts import CourtLevel
from tests.support.visits import START, case_number, snapshot

NUMBER = case_number()


def _assign(known: list[InstanceRow], *snapshots: InstanceSnapshot) -> list[InstanceRow | None]:
    return [row for _, row in assign_instances(NUMBER, known, snapshots, START)]


def test_an_instance_goes_on_when_its_code_is_missing_or_comes_later() -> None:
    (first,) = _assign([], snapshot())
    (second,) = _assign([first], snapshot(code="A1"))
    (third,) = _assign([second], snapshot())
    assert first.id == second.id == third.id
    assert third.code == "A1"


def test_another_code_or_level_is_another_instance() -> None:
    (first,) = _assign([], snapshot(code="A1"))
    other, appeal = _assign([first], snapshot(code="B2"), snapshot(level=CourtLevel.SECOND))
    assert len({first.id, other.id, appeal.id}) == 3


def test_a_missing_code_among_several_is_not_guessed() -> None:
    known = _assign([], snapshot(code="A1"), snapshot(code="B2"))
    assert _assign(known, snapshot()) == [None]


def test_a_code_that_is_on_the_page_too_is_not_taken_over() -> None:
    (first,) = _assign([], snapshot(code="A1"))
    new, same = _assign([first], snapshot(), snapshot(code="A1"))
    assert same.id == first.id != new.id


def test_two_snapshots_of_one_place_are_refused() -> None:
    with pytest.raises(ContradictoryCapture):
        _assign([], snapshot(code="A1"), snapshot(code="A1"))
