"""The simulated world: everything that the tribunals show is a pure function of (seed, scale, moment)."""

import random
from datetime import datetime, timedelta

from tests.court_simulator.distributed import DistributedBuilder
from tests.court_simulator.factory import CaseFactory
from tests.court_simulator.model import Case, Instance, Outage, Party, Row
from tests.court_simulator.monitored import monitored_names
from tests.court_simulator.outages import outages_of
from tests.court_simulator.scale import SCALES
from tests.court_simulator.timetable import Timetable
from tests.court_simulator.tribunals import ESAJ, STF, chosen
from tests.court_simulator.watched import WatchedBuilder


class World:
    """All cases of a run and what happens to them.

    Args:
        seed: two worlds of the same seed and scale are the same.
        scale: `full` or `small`.
    """

    def __init__(self, seed: int, scale: str) -> None:
        self.seed, self.scale = seed, SCALES[scale]
        self.tribunals = chosen(self.scale.tribunals)
        self.timetable = Timetable(self.scale.days)
        self.outages = outages_of(scale)
        self.monitored = monitored_names(is_full=scale == "full", late_day=self.scale.late_day)
        parts = [random.Random(f"{seed}/{part}") for part in ("watched", "distributed", "background")]
        self.watched = WatchedBuilder(parts[0], self.scale, self.timetable, self.outages).build()
        self.distributed = DistributedBuilder(
            parts[1], self.scale, self.timetable, self.outages, self.monitored
        ).build()
        self.background = self._background(parts[2])
        every = [*self.watched.cases, *self.distributed.cases, *self.background]
        self.cases: dict[str, Case] = {case.number: case for case in every}
        self.by_tribunal: dict[str, list[Case]] = {name: [] for name in self.tribunals}
        for case in sorted(every, key=lambda each: each.number):
            self.by_tribunal[case.tribunal.acronym].append(case)

    def _background(self, rng: random.Random) -> list[Case]:
        """Return cases that exist, can be asked for, and concern nobody; filed long before the run."""
        factory, first_day = CaseFactory(rng), self.timetable.days[0]
        factory._sequence = 4_000_000
        cases = []
        for _ in range(self.scale.background_cases):
            tribunal = rng.choice(tuple(self.tribunals.values()))
            filed_on = first_day - timedelta(days=rng.randint(120, 420))
            cases.append(
                factory.case(
                    tribunal, filed_on=filed_on, until=first_day, parties=factory.strangers(tribunal), history=3
                )
            )
        return cases

    def day_number(self, now: datetime) -> int:
        return self.timetable.number_at(now)

    def outage_on(self, tribunal: str, number: int) -> Outage | None:
        """Return what a tribunal suffers on a day."""
        return next(
            (each for each in self.outages if each.tribunal == tribunal and each.since <= number < each.until), None
        )

    def rows_on(self, case: Case, instance: Instance, number: int) -> list[Row]:
        """Return the visible rows, newest first; rows of the same moment stand in another order on another day."""
        rng = random.Random(f"{self.seed}/{case.number}/{instance.code}/{number}")
        rows = [row for row in instance.rows if row.is_visible(number)]
        rng.shuffle(rows)
        has_clock = instance.system not in (ESAJ, STF)
        return sorted(rows, key=lambda row: (row.day, row.clock if has_clock else ""), reverse=True)

    def parties_on(self, case: Case, number: int) -> list[Party]:
        """Return the parties; on some days two of the same side have changed places."""
        rng = random.Random(f"{self.seed}/{case.number}/parties/{number}")
        active = [party for party in case.parties if party.side == "active"]
        passive = [party for party in case.parties if party.side == "passive"]
        for side in (active, passive):
            if len(side) > 1 and rng.random() < 0.4:
                side.reverse()
        return active + passive

    def mood(self, case: Case, number: int) -> float:
        """Return a number below 1 that decides how carelessly a page is rendered on a day."""
        return random.Random(f"{self.seed}/{case.number}/mood/{number}").random()
