"""What the product must have told when the run is over, and the plan that the conductor follows."""

from typing import Any

from tests.court_simulator.model import NEVER, Case, Instance, Row
from tests.court_simulator.monitored import COMPANIES
from tests.court_simulator.timetable import STEPS
from tests.court_simulator.tribunals import DATAJUD, ESAJ, PJE, PJE_REST, STF, STJ, court_addresses
from tests.court_simulator.watched import tribunals_with_cases
from tests.court_simulator.world import World

_COMPLEMENT_APART = (ESAJ, STF)


class LedgerWriter:
    """Derives the ledger and the plan of a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def ledger(self) -> dict[str, Any]:
        """Return everything that must agree at the end of the run."""
        return {
            "seed": self._world.seed,
            "scale": self._world.scale.name,
            "companies": {slug: self._company(slug) for slug, _ in COMPANIES},
            "sealed": [*self._sealed_watched(), *self._sealed_distributed()],
            "suspensions": self._suspensions(),
            "store": self._store(),
            "distributions": self._distributions(),
        }

    def _store(self) -> list[dict[str, Any]]:
        """Return every public watched instance with the movements that it shows at the end."""
        last = self._world.scale.days - 1
        return [
            {
                "case_number": case.number,
                "tribunal": case.tribunal.acronym,
                "system": instance.system,
                "court_level": instance.level,
                "movements": [self._movement(case, instance, row) for row in instance.rows if row.is_visible(last)],
            }
            for case in self._world.watched.cases
            if case.sealed_from == NEVER
            for instance in case.instances
        ]

    def _distributions(self) -> list[dict[str, Any]]:
        """Return every public case that was distributed during the run, with the names that its court prints."""
        return [
            {
                "case_number": case.number,
                "tribunal": case.tribunal.acronym,
                "distributed_on": case.distributed_on.isoformat(),
                "parties": [" ".join(party.name.split()) for party in case.parties]
                if case.tribunal.system != DATAJUD
                else [],
            }
            for case in self._world.distributed.cases
            if case.sealed_from == NEVER
        ]

    def _company(self, slug: str) -> dict[str, Any]:
        told: dict[str, Any] = {"registered": [], "updated": [], "movements": {"created": [], "withdrawn": []}}
        for case in self._world.watched.cases:
            since = self._world.watched.watchers[case.number].get(slug)
            if since is not None:
                self._tell(told, case, since)
        distributed = self._world.distributed
        told["matches"] = [_plain(each) for each in distributed.matches if each.company == slug]
        told["near_misses"] = [_plain(each) for each in distributed.near_misses if each.company == slug]
        return told

    def _seen_on(self, case: Case, number: int) -> int:
        """Return the first day from a day on which the case could be read."""
        blocked = self._world.watched.lives[case.number].blocked
        return next(day for day in range(number, self._world.scale.days + 1) if day not in blocked)

    def _tell(self, told: dict[str, Any], case: Case, since: int) -> None:
        """Write what the watcher of a case must hear: registration, updates, movements."""
        told["registered"].append(self._registration(case, since))
        for instance in case.instances:
            if instance.appears > since:
                told["updated"].append(self._new_instance(case, instance))
            baseline = max(since, self._seen_on(case, instance.appears) if instance.appears >= 0 else 0)
            for row in instance.rows:
                appeared, vanished = self._seen_on(case, max(row.appears, 0)), row.vanishes
                if row.appears >= 0 and appeared > baseline:
                    told["movements"]["created"].append(self._movement(case, instance, row))
                if vanished != NEVER and self._seen_on(case, vanished) > baseline:
                    told["movements"]["withdrawn"].append(self._movement(case, instance, row))
        for (_, before), (number, after) in zip(case.statuses, case.statuses[1:], strict=False):
            if number > since:
                change = {"old": before or None, "new": after, "kind": "status"}
                told["updated"].append({"case_number": case.number, "tribunal": case.tribunal.acronym} | change)

    def _registration(self, case: Case, since: int) -> dict[str, Any]:
        instances = [each for each in case.instances if each.appears <= since]
        counts = [sum(row.is_visible(since) for row in each.rows) for each in instances]
        return {
            "case_number": case.number,
            "tribunal": case.tribunal.acronym,
            "movements_total": sum(counts),
            "instances": [
                {"system": each.system, "court_level": each.level, "movements": count}
                for each, count in zip(instances, counts, strict=True)
            ],
            "case_class": case.instances[0].case_class,
        }

    def _new_instance(self, case: Case, instance: Instance) -> dict[str, Any]:
        number = self._seen_on(case, instance.appears)
        return {
            "case_number": case.number,
            "tribunal": case.tribunal.acronym,
            "kind": "new_instance",
            "court_level": instance.level,
            "movements": sum(row.is_visible(number) for row in instance.rows),
        }

    def _movement(self, case: Case, instance: Instance, row: Row) -> dict[str, Any]:
        told = {
            "case_number": case.number,
            "tribunal": case.tribunal.acronym,
            "system": instance.system,
            "court_level": instance.level,
            "occurred": occurred(instance, row),
            "text": row.title,
            "complement": row.complement or None,
            "replaces": row.replaces.title if row.replaces else None,
            "is_edit": row.replaces is not None or any(other.replaces is row for other in instance.rows),
            "sealed_later": case.sealed_from != NEVER,
        }
        if instance.system not in _COMPLEMENT_APART:
            told["complement"] = None
            told["text"] = printed_text(instance, row)
            told["replaces"] = printed_text(instance, row.replaces) if row.replaces else None
        return told

    def _sealed_watched(self) -> list[dict[str, Any]]:
        return [
            {
                "case_number": case.number,
                "tribunal": case.tribunal.acronym,
                "how": "watched",
                "is_recognisable": True,
                "sealed_day": case.sealed_from,
                "sealed_on": self._world.timetable.days[case.sealed_from].isoformat(),
                "companies": sorted(self._world.watched.watchers[case.number]),
                "rule": "nothing after the sealing but case.sealed; what is held is purged",
            }
            for case in self._world.watched.cases
            if case.sealed_from != NEVER
        ]

    def _sealed_distributed(self) -> list[dict[str, Any]]:
        return [
            {
                "case_number": case.number,
                "tribunal": case.tribunal.acronym,
                "how": "distributed",
                "is_recognisable": case.tribunal.system not in (PJE, PJE_REST),
                "companies": [],
                "rule": "never told to anybody",
            }
            for case in self._world.distributed.sealed
        ]

    def _suspensions(self) -> list[dict[str, Any]]:
        starts = self._world.timetable
        return [
            {
                "tribunal": each.tribunal,
                "outcome": each.kind,
                "reason": each.reason,
                "from": starts.start_of(each.since).isoformat(),
                "to": starts.start_of(each.until).isoformat(),
                "companies": sorted(
                    slug for slug, _ in COMPANIES if each.tribunal in self._tribunals_at(slug, each.since, each.until)
                ),
            }
            for each in self._world.outages
        ]

    def _tribunals_at(self, slug: str, since: int, until: int) -> set[str]:
        """Return the tribunals where a company had a case when an outage began."""
        late = all(first for companies in self._world.watched.watchers.values() for who, first in companies.items()
                   if who == slug)  # fmt: skip
        if late and self._world.scale.late_day >= until:
            return set()
        return tribunals_with_cases(self._world.watched, slug)

    def plan(self, base: str) -> dict[str, Any]:
        """Return what the conductor does, and when; `base` is the simulator's own address."""
        return {
            "seed": self._world.seed,
            "scale": self._world.scale.name,
            "days": [day.isoformat() for day in self._world.timetable.days],
            "court_addresses": court_addresses(base, self._world.tribunals.values()),
            "tribunals": [{"tribunal": each.acronym, "system": each.system} for each in self._world.tribunals.values()],
            "discovery": [each.acronym for each in self._world.tribunals.values() if each.system != DATAJUD],
            "companies": [self._company_plan(slug, name) for slug, name in COMPANIES],
            "steps": self._steps(),
            "settle_hours": [1, 2, 4, 8, 16, 24, 24],
        }

    def _company_plan(self, slug: str, name: str) -> dict[str, Any]:
        count = sum(slug in companies for companies in self._world.watched.watchers.values())
        return {"slug": slug, "name": name, "case_quota": max(100, count), "endpoints": self._endpoints(slug)}

    def _endpoints(self, slug: str) -> list[dict[str, Any]]:
        late = self._world.scale.late_day
        starts = self._world.timetable
        dead = {
            "name": "dead-for-two-days",
            "behaviour": "dead",
            "from": starts.start_of(late).isoformat(),
            "to": starts.start_of(min(late + 2, self._world.scale.quiet_from)).isoformat(),
        }
        healthy = {"name": "healthy", "behaviour": "healthy"}
        flaky = {"name": "flaky", "behaviour": "flaky", "fails_one_in": 40}
        return {"tamborana": [healthy, dead], "guaravira": [flaky], "mirassulina": [healthy]}[slug]

    def _steps(self) -> list[dict[str, Any]]:
        steps = []
        for index, (number, moment) in enumerate(self._world.timetable.steps()):
            is_last_of_day = index % len(STEPS) == len(STEPS) - 1
            steps.append(
                {
                    "day": number,
                    "now": moment.isoformat(),
                    "actions": self._actions(number, is_first=index == 0, is_last_of_day=is_last_of_day),
                }
            )
        return steps

    def _actions(self, number: int, *, is_first: bool, is_last_of_day: bool) -> list[dict[str, Any]]:
        """Return what operators do at a step, before the courts are visited."""
        late = self._world.scale.late_day
        if is_first:
            return self._registrations(0)
        return self._registrations(late) if number == late and is_last_of_day else []

    def _registrations(self, day: int) -> list[dict[str, Any]]:
        actions: list[dict[str, Any]] = []
        for slug, _ in COMPANIES:
            names = [each for each in self._world.monitored if each.company == slug and each.from_day == day]
            numbers = [
                number for number, companies in self._world.watched.watchers.items() if companies.get(slug) == day
            ]
            if names:
                actions.append({"kind": "import_parties", "company": slug, "parties": [_party(each) for each in names]})
            if numbers:
                actions.append({"kind": "activate_cases", "company": slug, "case_numbers": numbers})
        return actions


def occurred(instance: Instance, row: Row) -> str:
    """Return when a row says that it happened, as far as its page says it."""
    if instance.system in (ESAJ, STF):
        return row.day.isoformat()
    clock = row.clock[: len("hh:mm")] if instance.system == STJ else row.clock
    return f"{row.day.isoformat()}T{clock}"


def printed_text(instance: Instance, row: Row) -> str:
    """Return the text of a row where title and complement are not printed apart."""
    if instance.system == DATAJUD or not row.complement:
        return row.title
    return f"{row.title}. {row.complement}"


def _party(monitored: Any) -> dict[str, Any]:
    line: dict[str, Any] = {"name": monitored.name, "window_days": monitored.window_days}
    if monitored.side:
        line["side"] = monitored.side
    if monitored.tribunals:
        line["tribunals"] = list(monitored.tribunals)
    if monitored.only_after_registration:
        line["only_after_registration"] = True
    return line


def _plain(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
