"""What two readings of one visit have in common, and what not."""

from datetime import date

from capture.reading_differences import Totals, compare_readings
from schemas.captures import InstanceSnapshot
from schemas.cases import Case, Movement, Party
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome

SAME = (Outcome.FOUND_NEW, Outcome.FOUND_NEW)


def act(text: str, day: int = 1, complement: str | None = None) -> Movement:
    return Movement(text=text, occurred_on=date(2031, 2, day), complement=complement)


def shown(*movements: Movement, code: str = "", **header: object) -> InstanceSnapshot:
    case = Case(movements=movements, **header)
    return InstanceSnapshot(
        system=CourtSystem.ESAJ, court_level=CourtLevel.FIRST, code=code, is_complete=True, case=case
    )


def test_the_order_of_rows_and_their_blanks_say_nothing() -> None:
    old, new = shown(act("a"), act("b"), act("b")), shown(act("b "), act("b"), act("a"))
    assert compare_readings([old], [new], SAME).is_empty


def test_rows_that_are_equal_are_counted() -> None:
    (found,) = compare_readings([shown(act("a"))], [shown(act("a"), act("a"))], SAME).instances
    assert (found.added, found.lost) == (("2031-02-01 a",), ())


def test_one_that_went_and_one_that_came_on_a_day_are_a_change() -> None:
    (found,) = compare_readings(
        [shown(act("a"), act("c", 2))], [shown(act("a", 1, "more"), act("d", 3))], SAME
    ).instances
    assert found.changed == (("2031-02-01 a", "2031-02-01 a (complement: more)"),)
    assert (found.added, found.lost) == (("2031-02-03 d",), ("2031-02-02 c",))


def test_parties_header_and_outcome() -> None:
    people = [(Party(name=name, role_text="Autor"),) for name in ("Padaria Flor do Ipê Ltda", "Outra Padaria Ltda")]
    old = shown(act("a"), parties=people[0], case_class="Monitória")
    new = shown(act("a"), parties=people[1], case_class="Procedimento Comum")
    difference = compare_readings([old], [new], (Outcome.PARTIAL, Outcome.FOUND_NEW))
    (found,) = difference.instances
    assert found.parties_added == ("Autor: Outra Padaria Ltda",)
    assert found.parties_lost == ("Autor: Padaria Flor do Ipê Ltda",)
    assert found.header == {"case_class": ("Monitória", "Procedimento Comum")}
    assert not difference.is_empty


def test_an_instance_whose_code_was_only_found_now_is_the_same() -> None:
    assert compare_readings([shown(act("a"))], [shown(act("a"), code="P1")], SAME).is_empty
    two = [shown(act("a"), code="P1"), shown(act("b"), code="P2")]
    places = {found.place: (found.is_new, found.is_gone) for found in compare_readings([shown()], two, SAME).instances}
    assert places["esaj G1 P1"] == (True, False)


def test_totals_count_what_was_compared() -> None:
    totals = Totals()
    totals.count(compare_readings([shown(act("a"))], [shown(act("a"))], SAME))
    totals.count(compare_readings([], [shown(act("a"), act("b", 2))], (Outcome.PAGE_CHANGED, Outcome.FOUND_NEW)))
    assert (totals.same, totals.different, totals.outcomes_changed, totals.movements_added) == (1, 1, 1, 2)
