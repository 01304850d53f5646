"""What parties would have found over the past days: the matcher's finds judged by monitoring's rules, and counted."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection

from delivery.monitoring.decision import CaseFacts, PartyFacts, Verdict, decide
from delivery.monitoring.repository import list_delivered
from matcher.namesakes import NamesakeGroup
from matcher.preview import Found, Question, planned_class_table
from matcher.watches import Watch
from monitor_config.company_plan import Plan
from monitor_config.models import MonitoredParty, PartyStatus
from runtime.clock import business_date
from runtime.services import Installation
from runtime.shown_names import ShownNames, names_of
from schemas.courts import Side

MONTH_DAYS = 30
_MANY = 1_000
"""Parties of which a person is told that they are being read."""
_VERSION = 1
"""Of the expression as planned: whatever number it gets, it is in force in what is looked at."""

Hit = tuple[Mapping[str, Any], Found]


@dataclass(frozen=True, slots=True)
class Sample:
    """One match to look at."""

    case_number: str
    tribunal: str
    distributed_on: date | None
    printed: str
    side: str | None
    stage: str
    score: float | None


@dataclass(slots=True)
class PartyPast:
    """Matches of one party: cases within the days that pass its tribunals and side."""

    before: int = 0
    after: int = 0
    gained: int = 0
    lost: int = 0
    sent_at_once: int = 0
    gained_samples: list[Sample] = field(default_factory=list)
    lost_samples: list[Sample] = field(default_factory=list)


@dataclass(slots=True)
class Past:
    """What was found; cases are counted once for the company, as they are charged."""

    days: int
    covered_days: int = 0
    """How many of the days the names seen reach back."""
    cases_seen: int = 0
    cases_withheld: int = 0
    """Cases that were left out, whatever their names: they are sealed, or may be."""
    cases_before: int = 0
    cases_after: int = 0
    cases_gained: int = 0
    cases_lost: int = 0
    sent_at_once: int = 0
    parties: dict[UUID, PartyPast] = field(default_factory=lambda: defaultdict(PartyPast))
    namesakes: dict[UUID, NamesakeGroup] = field(default_factory=dict)
    slow: list[UUID] = field(default_factory=list)
    """Parties whose expression took too long on some name."""

    def per_month(self, cases: int) -> float:
        """Return what a month brings, as far as the past says."""
        return round(cases * MONTH_DAYS / self.covered_days, 1) if self.covered_days else 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    """Two states of a company's parties, and the parties that differ."""

    company_id: UUID | None
    before: Sequence[MonitoredParty]
    after: Sequence[MonitoredParty]
    changed: frozenset[UUID]


class PastSearch:
    """Compares two states over the names seen.

    Args:
        compared: what is compared.
        days: how far matches gained and lost are counted.
        samples: how many of them are shown for each party.
    """

    def __init__(self, compared: Compared, days: int, now: datetime, *, samples: int) -> None:
        self._compared = compared
        self._today, self._days, self._samples = business_date(now), days, samples
        self._before = _State(compared.before, now, days)
        self._after = _State(compared.after, now, days) if compared.changed else self._before
        self._past = Past(days)
        self._at_once: dict[str, list[UUID]] = {}
        names = {party.id: party.name for party in compared.after}
        self._past.namesakes = {each: NamesakeGroup(names[each]) for each in compared.changed if each in names}

    def run(self, connection: Connection[dict[str, Any]], on_batch: Callable[[int], None] | None = None) -> Past:
        """Look at all names seen, and leave everything as it is."""
        changed = [party for party in self._compared.after if party.id in self._compared.changed]
        windows = [party.window_days for party in changed if party.status == PartyStatus.ACTIVE]
        first, first_counted = self._today, self._today - timedelta(days=self._days)
        since = self._today - timedelta(days=max(self._days, *windows, 0))
        shown = ShownNames(connection, on_batch)
        for rows in shown.read_batches(since):
            for state in {self._before, self._after}:
                state.foresee(names_of(rows))
            for row in rows:
                self._past.cases_seen += 1
                if row["distributed_on"]:
                    first = min(first, max(row["distributed_on"], first_counted))
                self._compare(row)
        self._past.cases_withheld = shown.withheld
        self._past.covered_days = min(self._days, (self._today - first).days + 1) if self._past.cases_seen else 0
        self._count_at_once(connection)
        self._past.slow = [*self._before.slow(), *self._after.slow()]
        return self._past

    def _compare(self, row: Mapping[str, Any]) -> None:
        before = self._before.judge(row)
        after = self._after.judge(row) if self._compared.changed else before
        if not (before.hits or after.hits):
            return
        past = self._past
        past.cases_before += bool(before.counted)
        past.cases_after += bool(after.counted)
        past.cases_gained += bool(after.counted and not before.counted)
        past.cases_lost += bool(before.counted and not after.counted)
        for party_id in self._compared.changed & (before.counted | after.counted):
            self._note(party_id, row, before, after)
        for party_id in self._compared.changed & after.hits.keys():
            for printed, _ in after.hits[party_id]:
                self._past.namesakes[party_id].add(
                    printed["name"], printed.get("document"), row["case_number"], row["tribunal"]
                )
        sent = self._compared.changed & after.sent
        if sent and not before.sent:
            self._at_once[row["case_number"]] = list(sent)

    def _note(self, party_id: UUID, row: Mapping[str, Any], before: "_Judged", after: "_Judged") -> None:
        noted = self._past.parties[party_id]
        was, is_now = party_id in before.counted, party_id in after.counted
        noted.before += was
        noted.after += is_now
        if is_now and not was:
            noted.gained += 1
            self._keep(noted.gained_samples, row, after.hits[party_id])
        elif was and not is_now:
            noted.lost += 1
            self._keep(noted.lost_samples, row, before.hits[party_id])

    def _keep(self, samples: list[Sample], row: Mapping[str, Any], hits: Sequence[Hit]) -> None:
        if len(samples) < self._samples:
            printed, found = hits[0]
            facts = (row["case_number"], row["tribunal"], row["distributed_on"], printed["name"])
            samples.append(Sample(*facts, printed.get("side"), found.stage, found.score))

    def _count_at_once(self, connection: Connection[dict[str, Any]]) -> None:
        """What lies in a window now and was never sent is sent and charged as soon as the change is made."""
        company = self._compared.company_id
        sent = list_delivered(connection, company, list(self._at_once)) if company and self._at_once else set()
        for case_number, parties in self._at_once.items():
            if case_number not in sent:
                self._past.sent_at_once += 1
                for party_id in parties:
                    self._past.parties[party_id].sent_at_once += 1


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was found in one case, by party; whose finds count within the days; whose would be sent now."""

    hits: Mapping[UUID, Sequence[Hit]]
    counted: frozenset[UUID]
    sent: frozenset[UUID]


class _State:
    """The active parties of one state, asked together."""

    def __init__(self, parties: Iterable[MonitoredParty], now: datetime, days: int) -> None:
        active = [party for party in parties if party.status == PartyStatus.ACTIVE]
        self._facts = {party.id: _facts(party) for party in active}
        self._question = Question(map(planned_watch, active))
        self._today, self._days = business_date(now), days

    def foresee(self, names: Iterable[str]) -> None:
        """Ask about the names of many cases together, before each is judged."""
        self._question.foresee(names)

    def judge(self, row: Mapping[str, Any]) -> _Judged:
        hits: dict[UUID, list[Hit]] = {}
        for printed in row["parties"]:
            for found in self._question.ask(printed["name"]):
                hits.setdefault(found.party_id, []).append((printed, found))
        case = CaseFacts(row["tribunal"], row["distributed_on"], is_withheld=False, obtained_at=row["obtained_at"])
        sent = frozenset(each for each in hits if self._passes(case, self._facts[each], hits[each]))
        counted = frozenset(each for each in hits if self._passes(case, self._relaxed(each), hits[each]))
        return _Judged(hits, counted, sent)

    def slow(self) -> list[UUID]:
        return list(self._question.slow)

    def _relaxed(self, party_id: UUID) -> PartyFacts:
        """The party's rules but for those that keep the past away: what the past says of the future."""
        facts = self._facts[party_id]
        return replace(facts, window_days=self._days, distributed_from=None, only_after_registration=False)

    def _passes(self, case: CaseFacts, facts: PartyFacts, hits: Sequence[Hit]) -> bool:
        sides = [(_VERSION, Side(printed["side"]) if printed.get("side") else None) for printed, _ in hits]
        return decide(case, facts, sides, today=self._today, is_delivered=False).verdict is Verdict.DELIVERED


def planned_watch(party: MonitoredParty) -> Watch:
    """Return what the matcher would watch for, were the party as it is here."""
    return Watch(
        party_id=party.id,
        company_id=party.company_id,
        name=party.name,
        version=_VERSION,
        rex=party.rex,
        nrex=party.nrex,
        window_days=party.window_days,
        distributed_from=party.distributed_from,
        is_generated=party.is_generated,
        class_table=planned_class_table(
            party.name, party.rex, is_generated=party.is_generated, stored=party.class_table
        ),
        fuzzy=party.is_fuzzy,
        fuzzy_threshold=party.fuzzy_threshold,
    )


def _facts(party: MonitoredParty) -> PartyFacts:
    return PartyFacts(
        status=party.status.value,
        version_in_force=_VERSION,
        window_days=party.window_days,
        distributed_from=party.distributed_from,
        only_after_registration=party.only_after_registration,
        tribunals=party.tribunals,
        side=party.side,
        registered_at=party.registered_at,
        effective_since=party.effective_since,
    )


def search_past(opened: Installation, plan: Plan, days: int, samples: int) -> Past:
    """Compare both states of a plan over the names seen."""
    changed = frozenset(change.after.id for change in plan.changes)
    compared = Compared(plan.company.id, plan.before, plan.after, changed)
    if len(plan.after) >= _MANY:
        tell(f"{len(plan.before):,} parties before and {len(plan.after):,} after are made ready to be asked")
    with opened.database.transaction() as connection:
        return PastSearch(compared, days, opened.clock.now(), samples=samples).run(connection, tell_progress)


def tell_progress(cases: int) -> None:
    """Say how many cases were looked at."""
    tell(f"{cases:,} cases are looked at")


def tell(text: str) -> None:
    """Say beside the result how far a long work is."""
    sys.stderr.write(f"arauto: {text}\n")
    sys.stderr.flush()
