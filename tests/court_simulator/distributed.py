"""The cases that are newly distributed during the run.

What must and must not be told of a name is written down here, at the moment when the name is printed, by this
simulator's own list of distortions.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle

from tests.court_simulator import names
from tests.court_simulator.distortions import distort
from tests.court_simulator.factory import CaseFactory
from tests.court_simulator.model import Case, ExpectedMatch, Lawyer, MonitoredName, NearMiss, Outage, Party
from tests.court_simulator.near_misses import near_miss
from tests.court_simulator.outages import blocked_days
from tests.court_simulator.scale import Scale
from tests.court_simulator.timetable import Timetable
from tests.court_simulator.tribunals import DATAJUD, Tribunal


@dataclass
class Distributed:
    """The newly distributed cases and what is known about their names."""

    cases: list[Case] = field(default_factory=list)
    matches: list[ExpectedMatch] = field(default_factory=list)
    near_misses: list[NearMiss] = field(default_factory=list)
    sealed: list[Case] = field(default_factory=list)


class DistributedBuilder:
    """Writes the distributions of a run."""

    def __init__(
        self,
        rng: random.Random,
        scale: Scale,
        timetable: Timetable,
        outages: tuple[Outage, ...],
        monitored: list[MonitoredName],
    ) -> None:
        self._rng, self._scale, self._timetable, self._outages = rng, scale, timetable, outages
        self._monitored = monitored
        self._factory = CaseFactory(rng)
        self._factory._sequence = 2_000_000
        self._tribunals = cycle(self._scale.with_pages())
        self._made = Distributed()

    def build(self) -> Distributed:
        everyday = [each for each in self._monitored if not _has_option(each)]
        names_in_turn = cycle(everyday)
        for index in range(self._scale.matching_cases):
            self._add_match(next(names_in_turn), with_second=index % 7 == 3)
        names_in_turn = cycle(everyday)
        for index in range(self._scale.near_miss_cases):
            self._add_near_miss(next(names_in_turn), next(names_in_turn))
            if index % 15 == 1:
                self._add_as_lawyer(self._rng.choice([each for each in everyday if each.kind == "person"]))
        self._add_with_options()
        for _ in range(self._scale.noise_cases):
            tribunal = self._rng.choice(self._scale.with_pages() + self._scale.of_system(DATAJUD))
            self._add(tribunal, self._day(), self._factory.strangers(tribunal))
        for index in range(self._scale.sealed_distributed):
            self._add_sealed(everyday[index % len(everyday)], index)
        return self._made

    def _day(self) -> int:
        return self._rng.randint(0, self._scale.quiet_from - 1)

    def _add(self, tribunal: Tribunal, number: int, parties: list[Party]) -> Case:
        """Add a case filed on a day; some courts publish its page one day later, some pages fail on the first day."""
        day = self._timetable.days[number]
        case = self._factory.case(tribunal, filed_on=day, until=day + timedelta(days=1), parties=parties, history=1)
        case.datajud_from = case.court_from = number
        if number < self._scale.quiet_from - 2:
            chance = self._rng.random()
            if chance < 0.07:
                case.court_from = number + 1
            elif chance < 0.10 and not blocked_days(self._outages, tribunal.acronym) & {number, number + 1}:
                case.troubles = {number: self._rng.choice(("cut", "error_200"))}
        self._made.cases.append(case)
        return case

    def _with_other_side(self, tribunal: Tribunal, party: Party) -> list[Party]:
        other = "passive" if party.side == "active" else "active"
        stranger = self._factory.party(tribunal, names.anybody(self._rng), other)
        return [party, stranger] if party.side == "active" else [stranger, party]

    def _print(self, tribunal: Tribunal, monitored: MonitoredName, side: str) -> tuple[Party, tuple[str, ...]]:
        most = self._rng.choice((0, 1, 1, 1, 2, 2))
        printed, kinds = distort(monitored.name, monitored.kind, self._rng, most=most)
        return self._factory.party(tribunal, printed, side), kinds

    def _expect(self, case: Case, monitored: MonitoredName, printed: str, kinds: tuple[str, ...]) -> None:
        """Write down that everybody who watches this name must be told."""
        for each in self._monitored:
            if each.name == monitored.name and not _has_option(each) | _has_option(monitored):
                self._write_match(case, each, printed, kinds)
        if _has_option(monitored):
            self._write_match(case, monitored, printed, kinds)

    def _write_match(self, case: Case, monitored: MonitoredName, printed: str, kinds: tuple[str, ...]) -> None:
        self._made.matches.append(
            ExpectedMatch(
                company=monitored.company,
                case_number=case.number,
                tribunal=case.tribunal.acronym,
                monitored=monitored.name,
                printed=" ".join(printed.split()),
                distortions=kinds,
                is_retroactive=case.datajud_from < monitored.from_day,
            )
        )

    def _refuse(self, case: Case, monitored: MonitoredName, printed: str, reason: str) -> None:
        self._made.near_misses.append(
            NearMiss(
                monitored.company,
                case.number,
                case.tribunal.acronym,
                monitored.name,
                " ".join(printed.split()),
                reason,
            )
        )

    def _add_match(self, monitored: MonitoredName, *, with_second: bool) -> None:
        tribunal = next(self._tribunals)
        side = self._rng.choice(("active", "passive"))
        party, kinds = self._print(tribunal, monitored, side)
        parties = self._with_other_side(tribunal, party)
        second = None
        if with_second:
            others = [each for each in self._monitored if each.name != monitored.name and not _has_option(each)]
            second = self._rng.choice(others)
            other_side = "passive" if side == "active" else "active"
            second_party, second_kinds = self._print(tribunal, second, other_side)
            parties = [party, second_party] if side == "active" else [second_party, party]
        case = self._add(tribunal, self._day(), parties)
        self._expect(case, monitored, party.name, kinds)
        if second is not None:
            self._expect(case, second, second_party.name, second_kinds)

    def _add_near_miss(self, one: MonitoredName, other: MonitoredName) -> None:
        """Print two names that mean somebody else, one on each side."""
        tribunal = next(self._tribunals)
        printed = [near_miss(each.name, each.kind, self._rng) for each in (one, other)]
        parties = [
            self._factory.party(tribunal, name, side)
            for (name, _), side in zip(printed, ("active", "passive"), strict=True)
        ]
        case = self._add(tribunal, self._day(), parties)
        for monitored, (name, reason) in zip((one, other), printed, strict=True):
            self._refuse(case, monitored, name, reason)

    def _add_as_lawyer(self, monitored: MonitoredName) -> None:
        tribunal = next(self._tribunals)
        parties = self._factory.strangers(tribunal)
        parties[0].lawyers = (Lawyer(monitored.name, names.oab(self._rng, tribunal.state)),)
        case = self._add(tribunal, self._day(), parties)
        self._refuse(case, monitored, monitored.name, "printed as a lawyer, not as a party")

    def _add_with_options(self) -> None:
        """Print the names that have a filter: once inside, once outside of it."""
        rounds = 3 if self._scale.name == "full" else 1
        for monitored in self._monitored:
            for _ in range(rounds if _has_option(monitored) else 0):
                self._inside_filter(monitored)
                self._outside_filter(monitored)

    def _day_after(self, monitored: MonitoredName) -> int:
        first = monitored.from_day + 1 if monitored.from_day else 0
        return self._rng.randint(first, self._scale.quiet_from - 1)

    def _inside_filter(self, monitored: MonitoredName) -> None:
        tribunal = self._tribunal_inside(monitored)
        party, kinds = self._print(tribunal, monitored, monitored.side or "active")
        case = self._add(tribunal, self._day_after(monitored), self._with_other_side(tribunal, party))
        self._expect(case, monitored, party.name, kinds)

    def _tribunal_inside(self, monitored: MonitoredName) -> Tribunal:
        pool = self._scale.with_pages()
        return self._rng.choice([each for each in pool if each.acronym in (monitored.tribunals or {each.acronym})])

    def _outside_filter(self, monitored: MonitoredName) -> None:
        tribunal, side, reason = self._tribunal_inside(monitored), monitored.side or "passive", ""
        number, distributed_on = self._day_after(monitored), None
        if monitored.side:
            side, reason = "active", "printed on the side that the filter leaves out"
        elif monitored.tribunals:
            pool = [each for each in self._scale.with_pages() if each.acronym not in monitored.tribunals]
            tribunal, reason = self._rng.choice(pool), "printed in a tribunal that the filter leaves out"
        elif monitored.window_days < 90:
            distributed_on = self._timetable.days[number] - timedelta(days=monitored.window_days + 12)
            reason = "distributed before the window"
        else:
            number = self._rng.randint(0, monitored.from_day - 1)
        party, kinds = self._print(tribunal, monitored, side)
        case = self._add(tribunal, number, self._with_other_side(tribunal, party))
        _redistribute(case, distributed_on)
        if not reason and not monitored.only_after_registration:
            self._expect(case, monitored, party.name, kinds)
        else:
            self._refuse(case, monitored, party.name, reason or "distributed before the name was registered")

    def _add_sealed(self, monitored: MonitoredName, index: int) -> None:
        """Add a case that is sealed from the start: by its court's page, or by DataJud's level of secrecy too."""
        tribunal = next(self._tribunals)
        party, _ = self._print(tribunal, monitored, "active")
        case = self._add(tribunal, self._day(), self._with_other_side(tribunal, party))
        case.court_from, case.troubles, case.sealed_from = case.datajud_from, {}, 0
        case.secrecy_level = 1 if index % 3 == 2 else 0
        self._made.sealed.append(case)


def _has_option(monitored: MonitoredName) -> bool:
    return bool(monitored.side or monitored.tribunals or monitored.window_days != 90 or monitored.from_day)


def _redistribute(case: Case, distributed_on: date | None) -> None:
    if distributed_on is not None:
        case.distributed_on = distributed_on
