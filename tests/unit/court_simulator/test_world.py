"""The simulated world: repeatable by seed, and planned so that daily visits see all of it."""

import unicodedata
from collections import Counter

import pytest

from tests.court_simulator import elastic
from tests.court_simulator.ledger import LedgerWriter
from tests.court_simulator.model import NEVER
from tests.court_simulator.outages import blocked_days
from tests.court_simulator.world import World


@pytest.fixture(scope="module", params=[1, 7])
def full(request: pytest.FixtureRequest) -> World:
    return World(request.param, "full")


def test_the_same_seed_makes_the_same_world() -> None:
    assert LedgerWriter(World(3, "small")).ledger() == LedgerWriter(World(3, "small")).ledger()


def test_another_seed_makes_another_world() -> None:
    assert LedgerWriter(World(3, "small")).ledger() != LedgerWriter(World(4, "small")).ledger()


@pytest.mark.parametrize("seed", range(8))
def test_every_seed_can_be_planned(seed: int) -> None:
    """What a small run needs is found for any seed."""
    ledger = LedgerWriter(World(seed, "small")).ledger()
    told = ledger["companies"].values()
    assert sum(len(each["matches"]) for each in told) >= 20
    assert sum(len(each["movements"]["withdrawn"]) for each in told) >= 3


def test_a_full_run_holds_what_is_promised(full: World) -> None:
    """At least 200 matches, 200 near misses, 2,000 movements, 20 edits, 20 withdrawals, 5 sealed cases."""
    ledger = LedgerWriter(full).ledger()
    told = list(ledger["companies"].values())
    withdrawn = [each for one in told[:2] for each in one["movements"]["withdrawn"]]
    assert sum(len(each["matches"]) for each in told) >= 200
    assert sum(len(each["near_misses"]) for each in told) >= 200
    assert sum(len(each["movements"]["created"]) for each in told) >= 2000
    assert sum(each["is_edit"] for each in withdrawn) >= 20
    assert sum(not each["is_edit"] for each in withdrawn) >= 20
    assert len(ledger["sealed"]) >= 5
    assert {each["outcome"] for each in ledger["suspensions"]} == {"maintenance", "captcha"}
    assert len(full.cases) > 3000


def test_case_numbers_are_of_years_that_no_court_has_reached(full: World) -> None:
    assert {case.number.year for case in full.cases.values()} <= {"2029", "2030", "2031"}
    assert all(case.number.j_tr == case.tribunal.j_tr for case in full.cases.values())


def test_what_vanishes_was_seen_and_is_missed_long_enough(full: World) -> None:
    """A row that is withdrawn could be read on two days before, and its absence on two days before the end."""
    for case in full.watched.cases:
        blocked = full.watched.lives[case.number].blocked
        for row in (row for instance in case.instances for row in instance.rows if row.vanishes != NEVER):
            before = [day for day in range(max(row.appears, 0), row.vanishes) if day not in blocked]
            after = [day for day in range(row.vanishes, full.scale.days) if day not in blocked]
            assert len(before) >= 2
            assert len(after) >= 2


def test_the_last_two_days_are_quiet(full: World) -> None:
    last = full.scale.days - 2
    for case in full.watched.cases:
        assert not any(day >= last for day in case.troubles)
        for row in (row for instance in case.instances for row in instance.rows):
            assert row.appears < last
            assert row.vanishes < last or row.vanishes == NEVER
    assert all(each.until <= last for each in full.outages)
    assert all(case.court_from < last for case in full.distributed.cases)


def test_the_first_day_and_the_days_around_a_sealing_can_be_read(full: World) -> None:
    for case in full.watched.cases:
        blocked = blocked_days(full.outages, case.tribunal.acronym) | set(case.troubles)
        assert not {0, 1} & blocked
        if case.sealed_from != NEVER:
            assert not {case.sealed_from - 1, case.sealed_from} & blocked


def _plain(name: str) -> str:
    marks = unicodedata.normalize("NFD", name.upper())
    return " ".join("".join(letter for letter in marks if letter.isalnum() or letter == " ").split())


def test_no_near_miss_and_no_stranger_bears_a_monitored_name(full: World) -> None:
    """Whoever is printed without being expected is somebody else, filters apart."""
    monitored = {_plain(each.name) for each in full.monitored}
    by_filter = ("printed", "distributed")
    for miss in full.distributed.near_misses:
        assert _plain(miss.printed) not in monitored or miss.reason.startswith(by_filter)
    for case in (*full.watched.cases, *full.background):
        assert not {_plain(party.name) for party in case.parties} & monitored


def test_every_expected_match_is_printed_as_a_party(full: World) -> None:
    for match in full.distributed.matches:
        names = {" ".join(party.name.split()) for party in full.cases[match.case_number].parties}
        assert match.printed in names


def test_distortions_of_every_kind_are_used(full: World) -> None:
    used = Counter(kind for match in full.distributed.matches for kind in match.distortions)
    assert {"phonetic spelling", "abbreviated", "other legal form", "particles left out", "branch"} <= set(used)


def test_rows_of_a_day_change_places_but_stay_the_same(full: World) -> None:
    """Another day shows the same rows of the same dates, at least once in another order."""
    moved = False
    for case in full.watched.cases:
        instance = case.instances[0]
        old = [row for row in instance.rows if row.appears < 0 and row.vanishes == NEVER]
        orders = [[id(row) for row in full.rows_on(case, instance, day) if row in old] for day in (0, 1)]
        assert sorted(orders[0]) == sorted(orders[1])
        moved = moved or orders[0] != orders[1]
    assert moved


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"match": {"a": "1"}}, True),
        ({"term": {"a.keyword": {"value": "2"}}}, False),
        ({"bool": {"should": [{"term": {"a": "2"}}, {"term": {"a": "1"}}], "minimum_should_match": 1}}, True),
        ({"bool": {"must": [{"match_all": {}}], "must_not": [{"terms": {"a": ["1"]}}]}}, False),
        ({"range": {"day": {"gte": "2031-03-01", "lt": "2031-03-04T00:00:00.000Z"}}}, True),
        ({"range": {"day": {"gte": "20310301000000"}}}, False),
    ],
)
def test_queries_are_understood(query: dict[str, object], found: bool) -> None:
    assert elastic.matches(query, {"a": "1", "day": "2031-03-03T07:00:00.000Z"}) is found


def test_an_unknown_query_is_refused() -> None:
    with pytest.raises(elastic.UnknownQuery):
        elastic.matches({"fuzzy": {"a": "1"}}, {"a": "1"})
