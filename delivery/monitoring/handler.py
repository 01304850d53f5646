"""Handles `matches.v1`: decides by what is in force now, and delivers once: row, event and charge in one transaction.

Leaves finding names to the matcher and numbering the event to the sequencer. Every refusal is stored with its reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from delivery.case_store import repository as cases
from delivery.case_store.distributions import is_partial, list_case_parties
from delivery.case_store.ingest import mark_dead_letter
from delivery.case_store.records import WITHHELD, CaseRow
from delivery.events import keys
from delivery.events.record import record_event
from delivery.monitoring import repository
from delivery.monitoring.decision import (
    CaseFacts,
    Decision,
    PartyFacts,
    Reason,
    Verdict,
    decide,
    is_retroactive,
    list_filters,
    passes_side,
    window_starts_on,
)
from delivery.monitoring.errors import MatchOfUnknownCase
from delivery.quotas.charges import add_charge
from runtime.clock import Clock, business_date
from runtime.stream.base import UnitOfWork
from schemas.events import EventType, event_id
from schemas.matches import Explanation, Match
from schemas.model import FrozenModel
from schemas.topics import MATCHES, Topic

GROUP = "monitoring"
_REACHED_BACK_AFTER = timedelta(hours=1)
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Judged:
    """One monitored party of a match, with what was decided about it."""

    party_id: UUID
    party: PartyFacts | None
    explanations: tuple[Explanation, ...]
    decision: Decision


class MatchHandler:
    """Monitoring's work on matches."""

    group = GROUP
    topics: Sequence[Topic[FrozenModel]] = (MATCHES,)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        """Decide about one match. Raises MatchOfUnknownCase."""
        assert isinstance(message, Match)
        connection, now = unit.connection, self._clock.now()
        by_party = _by_party(message.explanations)
        settled = repository.list_settled_parties(connection, message.company_id, message.case_number)
        if settled >= by_party.keys():
            return  # what every sweep finds: it costs one statement
        case = cases.lock_case(connection, message.case_number)
        if case is None:
            raise MatchOfUnknownCase(f"{message.case_number.masked} is not in the store")
        judged = _judge(case, message, by_party, connection, now)
        delivers = [item for item in judged if item.decision.verdict is Verdict.DELIVERED]
        retroactive = _fix_retroactive(case, message, judged, connection, now)
        rows = [_decision_row(item, case, message, now) for item in judged]
        repository.upsert_decisions(connection, message.company_id, message.case_number, rows, now)
        if delivers:
            _deliver(case, message, delivers, (connection, now), retroactive=retroactive)

    def on_dead_letter(self, topic: Topic[FrozenModel], key: str, reason: str, unit: UnitOfWork) -> None:
        """A match was refused: its case says so until a visit finds it, and the next sweep matches it again."""
        mark_dead_letter(unit, key, (topic.name, reason), self._clock.now())


def _by_party(explanations: Sequence[Explanation]) -> dict[UUID, tuple[Explanation, ...]]:
    grouped: dict[UUID, tuple[Explanation, ...]] = {}
    for explanation in explanations:
        earlier = grouped.get(explanation.monitored_party_id, ())
        grouped[explanation.monitored_party_id] = (*earlier, explanation)
    return grouped


def case_facts(case: CaseRow) -> CaseFacts:
    """Return what the decision reads of a case."""
    is_withheld = case.is_sealed or case.state in WITHHELD
    return CaseFacts(case.tribunal, case.distributed_on, is_withheld, case.obtained_at or case.created_at)


def _judge(
    case: CaseRow,
    match: Match,
    by_party: Mapping[UUID, tuple[Explanation, ...]],
    connection: repository.Transaction,
    now: datetime,
) -> list[_Judged]:
    parties = repository.list_party_facts(connection, match.company_id, list(by_party), now)
    is_delivered = repository.find_delivered(connection, match.company_id, match.case_number) is not None
    facts, today = case_facts(case), business_date(now)
    judged = []
    for party_id, explanations in by_party.items():
        party = parties.get(party_id)
        hits = [(explanation.expression_version, explanation.side) for explanation in explanations]
        decision = decide(facts, party, hits, today=today, is_delivered=is_delivered)
        judged.append(_Judged(party_id, party, explanations, decision))
    return judged


def _fix_retroactive(
    case: CaseRow, match: Match, judged: Sequence[_Judged], connection: repository.Transaction, now: datetime
) -> bool:
    """Fix it at the first match that counts; a party that was there in time makes the whole match a new one."""
    facts = case_facts(case)
    counting = [
        (item.decision.verdict is not Verdict.REFUSED, is_retroactive(facts, item.party))
        for item in judged
        if item.party and item.decision.reason not in (Reason.PARTY_NOT_ACTIVE, Reason.EXPRESSION_NOT_IN_FORCE)
    ]
    passing = [late for passes, late in counting if passes] or [late for _, late in counting]
    if not passing:
        return False
    return repository.fix_first_match(
        connection, match.company_id, match.case_number, is_retroactive=all(passing), now=now
    )


def _decision_row(item: _Judged, case: CaseRow, match: Match, now: datetime) -> dict[str, Any]:
    hits = [(explanation.expression_version, explanation.side) for explanation in item.explanations]
    facts = {
        **describe_window(case, item.party, now),
        "expression_versions": sorted({explanation.expression_version for explanation in item.explanations}),
        "sides": sorted({explanation.side or "" for explanation in item.explanations}),
        "filters": list_filters(case_facts(case), item.party, hits, business_date(now)),
        "parties_revision": match.parties_revision,
        "is_sweep": match.is_sweep,
        "is_reach_back": match.is_reach_back,
    }
    names_stay = not (case.is_sealed or case.state in WITHHELD)
    return {
        "monitored_party_id": str(item.party_id),
        "verdict": item.decision.verdict.value,
        "reason": item.decision.reason.value,
        "facts": facts,
        "explanations": [e.model_dump(mode="json") for e in item.explanations] if names_stay else None,
    }


def describe_window(case: CaseRow, party: PartyFacts | None, now: datetime) -> dict[str, Any]:
    """Return the dates of a decision: the case's, and the party's window as it is today."""
    today = business_date(now)
    window: dict[str, Any] = {
        "today": today.isoformat(),
        "tribunal": case.tribunal,
        "distributed_on": case.distributed_on.isoformat() if case.distributed_on else None,
        "distributed_on_basis": case.distributed_on_basis,
        "obtained_at": case.obtained_at.isoformat() if case.obtained_at else None,
    }
    if party is None:
        return window
    return {
        **window,
        "window_days": party.window_days,
        "window_starts_on": window_starts_on(party, today).isoformat(),
        "distributed_from": party.distributed_from.isoformat() if party.distributed_from else None,
        "registered_on": business_date(party.registered_at).isoformat(),
        "only_after_registration": party.only_after_registration,
        "effective_since": party.effective_since.isoformat(),
        "version_in_force": party.version_in_force,
    }


def _deliver(
    case: CaseRow,
    match: Match,
    delivers: Sequence[_Judged],
    transaction: tuple[repository.Transaction, datetime],
    *,
    retroactive: bool,
) -> None:
    """Write row, event, grant and charge; all of them have the company and the case number as their key."""
    connection, now = transaction
    company, number = match.company_id, case.case_number
    business_key = keys.distribution_matched(number)
    record_event(
        connection,
        company_id=company,
        type=EventType.DISTRIBUTION_MATCHED,
        business_key=business_key,
        case_number=number,
        subject=number.masked,
        data=_matched_data(case, delivers, connection, retroactive=retroactive),
        now=now,
    )
    identifier = event_id(company, business_key)
    repository.add_delivered(connection, company, number, is_retroactive=retroactive, event_id=identifier, now=now)
    add_charge(connection, company, number, now)
    cases.add_grant(connection, company, number, "delivered", now)
    if match.is_sweep and any(_is_settled(item.party, now) for item in delivers):
        repository.add_sweep_find(connection, company, number, now)
        _log.error("sweep_found_undelivered", company_id=str(company), case_number=number)


def _is_settled(party: PartyFacts | None, now: datetime) -> bool:
    """Whether reaching back for a party is long done: a sweep that comes before it has found nothing that was lost."""
    if party is None:
        return False
    since = max(party.effective_since, party.in_force_at or party.effective_since)
    return now - since >= _REACHED_BACK_AFTER


def _matched_data(
    case: CaseRow, delivers: Sequence[_Judged], connection: repository.Transaction, *, retroactive: bool
) -> dict[str, Any]:
    number = case.case_number
    instances, shown = cases.list_instances(connection, number), cases.list_parties(connection, number)
    explanations = [
        explanation.model_dump(mode="json")
        for item in delivers
        for explanation in item.explanations
        if item.party
        and explanation.expression_version == item.party.version_in_force
        and passes_side(item.party, explanation.side)
    ]
    return {
        "case_number": number,
        "tribunal": case.tribunal,
        "distributed_on": case.distributed_on.isoformat() if case.distributed_on else None,
        "distributed_on_basis": case.distributed_on_basis,
        "is_retroactive": retroactive,
        "obtained_at": case.obtained_at.isoformat() if case.obtained_at else None,
        "case_class": case.case_class,
        "judging_body": case.judging_body,
        "jurisdiction": case.jurisdiction,
        "parties": [
            {"name": party.name, "role_text": party.role_text, "side": party.side}
            for party in list_case_parties(instances, shown)
            if not party.is_sealed
        ],
        "is_partial": is_partial(instances, shown),
        "matches": explanations,
    }
