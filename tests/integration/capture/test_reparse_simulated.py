"""The archive of every system that the simulator serves is read again as it was read at the time."""

from collections import Counter
from collections.abc import Iterator

import pytest

from capture.court_list import build_courts
from capture.courts import Court
from capture.reparse import Reparse, Reread, Selection
from monitor_config.tribunals import TribunalPolicies
from runtime.settings import Settings
from tests.court_simulator.datajud_site import PUBLIC_KEY
from tests.court_simulator.tribunals import chosen, court_addresses
from tests.integration.capture.conftest import World
from tests.integration.capture.test_discovery_simulated import Courts

CASES_PER_TRIBUNAL = 6


@pytest.fixture
def running() -> Iterator[Courts]:
    courts = Courts()
    yield courts
    courts.close()


def test_every_system_is_read_again_as_it_was(world: World, running: Courts, monkeypatch: pytest.MonkeyPatch) -> None:
    names = list(running.world.by_tribunal)
    settings = Settings(datajud_key=PUBLIC_KEY, court_addresses=court_addresses(running.base, chosen(names).values()))
    world.policy = world.policy.model_copy(update={"is_enabled": True})

    def build() -> list[Court]:
        known = build_courts(settings, TribunalPolicies(world.policy, {}))
        return [court for court in known if court.tribunal in names]

    monkeypatch.setattr(world, "courts", build)
    running.show_day(world.clock, 3)
    for name in names:
        cases = [case for case in running.world.by_tribunal[name] if case.court_from <= 0 and not case.is_sealed(3)]
        for case in cases[:CASES_PER_TRIBUNAL]:
            world.watch(case.number, tribunal=name)
    with world.capturing():
        world.settle(120)
    spiders = {court.tribunal: {spider.system: spider for spider in court.routes} for court in build()}
    run = Reparse(world.database, world.blobs, spiders, world.stream)
    told = len(world.captures())
    read = list(run.run(Selection(since=world.clock.now().replace(year=2030))))
    odd = [(each.tribunal, each.trouble, each.missing, each.difference) for each in read if not _is_same(each)]
    assert odd == []
    assert len(world.captures()) == told
    outcomes = Counter(row["outcome"] for row in world.rows("SELECT outcome FROM capture.archived_visits"))
    assert outcomes["found_new"] >= 2 * len(names), outcomes
    systems = {row["s"] for row in world.rows("SELECT DISTINCT unnest(systems) AS s FROM capture.archived_visits")}
    assert {"esaj", "pje", "eproc", "projudi", "datajud"} <= systems


def _is_same(read: Reread) -> bool:
    return read.difference is not None and read.difference.is_empty and not read.missing
