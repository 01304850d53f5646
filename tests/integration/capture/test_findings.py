"""What lists show of a sealed case is kept nowhere, whichever of them says so first, and stays away afterwards."""

from datetime import date

from capture.findings import Finder, forget, record
from monitor_config.discovery import StrategyName
from schemas.cases import Case, Party
from schemas.courts import CourtSystem
from schemas.distributions import DistributedOnBasis
from spiders.base import ListedCase
from tests.integration.capture.conftest import World, case

NAMES = Case(parties=(Party(name="Padaria Flor do Ipê Ltda"), Party(name="Joaquim Tavares Bonfim")))
INITIALS = Case(parties=(Party(name="P. F. I."),))
NOTHING = (None, None, None, None)


def _list(world: World, strategy: StrategyName, printed: Case, *, on: date = date(2031, 3, 3)) -> None:
    listed = ListedCase(
        case_number=case(2),
        system=CourtSystem.ESAJ,
        case=printed,
        distributed_on=on,
        basis=DistributedOnBasis.DISTRIBUTION_LIST,
    )
    with world.database.transaction() as connection:
        record(connection, Finder("TJSP", strategy, frozenset({"8.26"})), [listed], world.clock.now())


def _rows(world: World) -> list[tuple[object, ...]]:
    rows = world.rows("SELECT * FROM capture.findings ORDER BY strategy")
    return [(row["listed"], row["parties_hash"], row["distributed_on"], row["available_on"]) for row in rows]


def test_a_list_that_hides_names_takes_back_what_the_same_list_showed_before(world: World) -> None:
    _list(world, StrategyName.NAME_SEARCH, NAMES)
    _list(world, StrategyName.NAME_SEARCH, INITIALS)
    assert _rows(world) == [NOTHING]


def test_a_list_that_hides_names_takes_back_what_other_lists_showed(world: World) -> None:
    _list(world, StrategyName.NAME_SEARCH, NAMES)
    _list(world, StrategyName.GAZETTE_LIST, NAMES.model_copy(update={"is_sealed": True}))
    assert _rows(world) == [NOTHING, NOTHING]


def test_the_only_list_that_hid_names_may_show_them_again(world: World) -> None:
    _list(world, StrategyName.NAME_SEARCH, INITIALS)
    _list(world, StrategyName.NAME_SEARCH, NAMES)
    ((listed, *_),) = _rows(world)
    assert listed is not None


def test_a_list_shows_a_case_again_that_its_court_calls_sealed(world: World) -> None:
    _list(world, StrategyName.NAME_SEARCH, NAMES)
    with world.database.transaction() as connection:
        forget(connection, [str(case(2))])
        connection.execute(
            "INSERT INTO capture.case_states (case_number, tribunal, last_outcome, last_explanation, last_visited_at,"
            " given_up_at, visits, changes) VALUES (%s, 'TJSP', 'sealed', '', %s, %s, 1, 0)",
            (str(case(2)), world.clock.now(), world.clock.now()),
        )
    world.advance(days=1)
    _list(world, StrategyName.NAME_SEARCH, NAMES, on=date(2031, 3, 4))
    _list(world, StrategyName.GAZETTE_LIST, NAMES, on=date(2031, 3, 4))
    assert _rows(world) == [NOTHING, NOTHING]


def test_a_sealed_watch_keeps_lists_from_being_remembered(world: World) -> None:
    world.watch(case(2))
    with world.database.transaction() as connection:
        connection.execute("UPDATE capture.watches SET is_sealed = true")
    _list(world, StrategyName.NAME_SEARCH, NAMES)
    assert _rows(world) == [NOTHING]
