"""The cases that companies watch; what happens to them is planned so that daily visits see all of it."""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from tests.court_simulator.factory import CaseFactory
from tests.court_simulator.model import NEVER, Case, Instance, Outage, Row
from tests.court_simulator.movements import Life, additions, edit, past, readable_days, withdraw
from tests.court_simulator.outages import blocked_days
from tests.court_simulator.scale import Scale
from tests.court_simulator.timetable import Timetable
from tests.court_simulator.tribunals import DATAJUD, ESAJ, PJE, PROJUDI, Tribunal

TROUBLES = {ESAJ: ("cut", "error_200", "login"), PJE: ("cut", "error_200", "page_two"), DATAJUD: ("shards",)}
OTHER_TROUBLES = ("cut", "error_200")


@dataclass
class Watched:
    """The watched cases, who watches them since which day, and their lives."""

    cases: list[Case] = field(default_factory=list)
    watchers: dict[str, dict[str, int]] = field(default_factory=dict)
    """Case number to company to the day after whose visits it was activated (0: before the first visit)."""
    lives: dict[str, Life] = field(default_factory=dict)


class WatchedBuilder:
    """Writes the lives of the watched cases of a run."""

    def __init__(self, rng: random.Random, scale: Scale, timetable: Timetable, outages: tuple[Outage, ...]) -> None:
        self._rng, self._scale, self._timetable, self._outages = rng, scale, timetable, outages
        self._factory = CaseFactory(rng)
        self._made = Watched()

    def build(self) -> Watched:
        for index in range(self._scale.watched):
            self._add_case(index)
        self._seal()
        self._appeal()
        self._give_statuses()
        self._spread(self._scale.edits, edit)
        self._spread(self._scale.withdrawals, withdraw)
        self._come_back()
        self._share()
        return self._made

    def _tribunal(self, index: int) -> Tribunal:
        mix = self._scale.mix
        pool = self._scale.of_system(mix[index % len(mix)])
        return pool[index // len(mix) % len(pool)] if index >= len(mix) else pool[index % len(pool)]

    def _add_case(self, index: int) -> None:
        rng, first_day = self._rng, self._timetable.days[0]
        tribunal = self._tribunal(index)
        filed_on = first_day - timedelta(days=rng.randint(90, 330))
        case = self._factory.case(
            tribunal,
            filed_on=filed_on,
            until=first_day,
            parties=self._factory.strangers(tribunal),
            history=rng.randint(3, 14),
        )
        case.troubles = self._troubles(tribunal)
        blocked = blocked_days(self._outages, tribunal.acronym) | frozenset(case.troubles)
        life = Life(self._scale.quiet_from, self._scale.daily_rate, self._timetable.days, blocked)
        case.instances[0].rows += additions(rng, life, 1)
        if tribunal.system == ESAJ and (rng.random() < 0.25 if self._scale.name == "full" else index == 2):
            self._add_second_degree(case, life)
        self._made.cases.append(case)
        self._made.lives[case.number] = life
        self._made.watchers[case.number] = {("tamborana", "guaravira")[index % 2]: 0}

    def _troubles(self, tribunal: Tribunal) -> dict[int, str]:
        troubles: dict[int, str] = {}
        blocked = blocked_days(self._outages, tribunal.acronym)
        for number in range(2, self._scale.quiet_from - 1):
            near = {number - 1, number, number + 1}
            if self._rng.random() < 0.05 and not near & blocked and not near & set(troubles):
                troubles[number] = self._rng.choice(TROUBLES.get(tribunal.system, OTHER_TROUBLES))
        return troubles

    def _add_second_degree(self, case: Case, life: Life) -> None:
        """Give a case one appeal from the start, sometimes with a dependent one (the choose-a-case modal)."""
        opened_on = case.filed_on + timedelta(days=60)
        rows = past(self._rng, opened_on, self._timetable.days[0], self._rng.randint(2, 6))
        slow = Life(life.quiet_from, 0.4, life.days, life.blocked)
        rows += additions(self._rng, slow, 1)
        case.instances.append(self._factory.instance(case.tribunal, level="G2", opened_on=opened_on, rows=rows))
        if self._rng.random() < 0.4:
            later = opened_on + timedelta(days=10)
            motion = self._factory.instance(
                case.tribunal, level="G2", opened_on=later, rows=past(self._rng, later, self._timetable.days[0], 2)
            )
            motion.case_class, motion.class_code, motion.suffix = "Embargos de Declaração Cível", 1689, "50000"
            case.instances.append(motion)

    def _plain(self) -> list[Case]:
        """Return cases to which nothing special was given yet."""
        return [
            case
            for case in self._made.cases
            if case.sealed_from == NEVER and not case.statuses and all(each.appears < 0 for each in case.instances)
        ]

    def _pick(self, system: str, days: range, around: tuple[int, int]) -> tuple[Case, int]:
        """Return a plain case of a system and a day around which it can be read; appeals need one without appeal."""
        for number in self._rng.sample(days, len(days)):
            near = set(range(number - around[0], number + around[1] + 1))
            for case in self._plain():
                readable = not near & self._made.lives[case.number].blocked
                if case.tribunal.system == system and readable and len(case.instances) == 1:
                    return case, number
        raise ValueError(f"no watched case of {system} is left for what was planned")

    def _seal(self) -> None:
        """Seal cases of e-SAJ and one DataJud case on quiet days; nothing happens to them from then on."""
        systems = [ESAJ] * self._scale.sealed_watched + ([DATAJUD] if self._scale.name == "full" else [])
        for system in systems:
            case, number = self._pick(system, range(3, self._scale.quiet_from - 1), (2, 2))
            case.sealed_from, case.troubles = number, {day: kind for day, kind in case.troubles.items() if day < number}
            if system == DATAJUD:
                case.secrecy_level = 1
            for instance in case.instances:
                instance.rows = [row for row in instance.rows if row.appears < number - 1]

    def _appeal(self) -> None:
        """Let a second degree appear for cases that had none."""
        for _ in range(self._scale.appeals):
            case, number = self._pick(ESAJ, range(2, self._scale.quiet_from - 2), (1, 1))
            life, day = self._made.lives[case.number], self._timetable.days[number]
            rows = [Row(day, "10:00:00", "Distribuição por Sorteio", "", 26, number)]
            slow = Life(life.quiet_from, 0.6, life.days, life.blocked)
            rows += [row for row in additions(self._rng, slow, number + 2) if row.day > day]
            case.instances.append(
                self._factory.instance(case.tribunal, level="G2", opened_on=day, rows=rows, appears=number)
            )

    def _give_statuses(self) -> None:
        pool = [case for case in self._plain() if case.tribunal.system == ESAJ][::-1]
        for case in pool[: self._scale.statuses]:
            first = self._rng.choice(("Suspenso", ""))
            case.statuses = [(-1, first), (self._rng.randint(2, self._scale.quiet_from - 2), "Extinto")]

    def _spread(self, count: int, change: object) -> None:
        """Apply a change to random instances on random days, at least three business days before the end."""
        done = 0
        while done < count:
            case = self._rng.choice([each for each in self._made.cases if _may_change(each)])
            instance: Instance = self._rng.choice([each for each in case.instances if each.appears < 0])
            number = self._rng.randint(3, self._scale.days - 4)
            done += change(self._rng, instance.rows, self._made.lives[case.number], number) is not None  # type: ignore[operator]

    def _come_back(self) -> None:
        """Let some withdrawn rows come back as they were: told a second time."""
        done = 0
        for case in self._made.cases:
            life = self._made.lives[case.number]
            for row in list(case.instances[0].rows):
                back = row.vanishes + 4
                edited = any(other.replaces is row for other in case.instances[0].rows)
                if done == self._scale.comebacks or row.appears < 1 or edited or back >= life.quiet_from:
                    continue
                if readable_days(life, row.vanishes, back - 1) >= 3:
                    case.instances[0].rows.append(Row(row.day, row.clock, row.title, row.complement, row.code, back))
                    done += 1

    def _share(self) -> None:
        """Let a third company activate cases that the store already knows, on a day around which all is well."""
        late = self._scale.late_day
        around = set(range(late - 2, late + 2))
        pool = [case for case in self._plain() if not around & self._made.lives[case.number].blocked]
        for case in pool[: self._scale.shared]:
            self._made.watchers[case.number]["mirassulina"] = late


def _may_change(case: Case) -> bool:
    """Projudi counts its events without a gap: whether it ever takes one away was not seen."""
    return case.sealed_from == NEVER and case.tribunal.system != PROJUDI


def tribunals_with_cases(watched: Watched, company: str) -> set[str]:
    """Return the acronyms of the tribunals in which a company watches a case."""
    return {case.tribunal.acronym for case in watched.cases if company in watched.watchers[case.number]}
