"""Answers from stored facts why a distribution was delivered, or why it was not; reads only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from delivery.case_store import repository as cases
from delivery.case_store.records import CaseRow
from delivery.monitoring import repository
from delivery.monitoring.decision import Decision, PartyFacts, Reason, Verdict, decide, list_filters
from delivery.monitoring.handler import case_facts, describe_window
from runtime.clock import business_date
from schemas.case_number import CaseNumber


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a company was sent of a case, and what was decided about each of its monitored parties."""

    case_number: CaseNumber
    delivered_at: datetime | None
    is_retroactive: bool | None
    decisions: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a monitored party was not sent a case: an answer in a sentence, and the facts it was drawn from."""

    answer: str
    facts: dict[str, Any]
    is_delivered: bool = False


SENTENCES = {
    "already_delivered": "the company was sent this distribution before; this party joined it",
    "inside_window": "it would be delivered now: every rule holds",
    "party_unknown": "there is no such monitored party",
    "party_not_active": "the monitored party is not active",
    "expression_not_in_force": "the expression that matched is not the one in force",
    "tribunal_filtered": "the party does not monitor this tribunal",
    "side_filtered": "the party monitors another side of the case",
    "sealed": "the case is sealed, or may be",
    "no_date": "the case has no distribution date, and its number is too old for the day we first saw it to count",
    "before_window": "it was distributed before the party's window begins",
    "before_distributed_from": "it was distributed before the party's `distributed_from`",
    "before_registration": "it was distributed before the party was registered, which wants only later ones",
}


def explain(connection: repository.Transaction, company_id: UUID, case_number: CaseNumber) -> Delivered:
    """Return what a company was sent of a case and why, by monitored party."""
    row = repository.find_delivered(connection, company_id, case_number)
    return Delivered(
        case_number=case_number,
        delivered_at=row["delivered_at"] if row else None,
        is_retroactive=row["is_retroactive"] if row else None,
        decisions=repository.list_decisions(connection, company_id, case_number),
    )


def why_not(connection: repository.Transaction, case_number: CaseNumber, party_id: UUID, now: datetime) -> WhyNot:
    """Say why a case was not delivered for a monitored party, from what was decided or from what holds now."""
    company_id = repository.find_party_company(connection, party_id)
    if company_id is None:
        return WhyNot(SENTENCES["party_unknown"], {})
    case = cases.find_case(connection, case_number)
    if case is None:
        return WhyNot(f"the store does not have {case_number.masked}: no visit has shown it", {})
    party = repository.list_party_facts(connection, company_id, [party_id], now).get(party_id)
    facts = {
        "state": case.state.value,
        "state_reason": case.state_reason,
        **describe_window(case, party, now),
        "filters": _filters(case, party, now),
    }
    for decided in repository.list_decisions(connection, company_id, case_number):
        if decided["monitored_party_id"] == party_id:
            return _from_decision(decided, facts)
    delivered = repository.find_delivered(connection, company_id, case_number) is not None
    return _without_match(case, party, facts, now, is_delivered=delivered)


def _filters(case: CaseRow, party: PartyFacts | None, now: datetime) -> dict[str, list[Reason]]:
    """Say which rules a match would pass today; the side is a printed name's, and without one no side is refused."""
    if party is None:
        return {}
    hits = [(version, party.side)] if (version := party.version_in_force) is not None else []
    return list_filters(case_facts(case), party, hits, business_date(now))


def _from_decision(decided: dict[str, Any], facts: dict[str, Any]) -> WhyNot:
    known = {**facts, "decided_at": decided["decided_at"].isoformat(), "decided_with": decided["facts"]}
    if decided["verdict"] == Verdict.DELIVERED:
        return WhyNot(f"it was delivered at {decided['decided_at'].isoformat()}", known, is_delivered=True)
    return WhyNot(SENTENCES[decided["reason"]], known, is_delivered=decided["verdict"] == Verdict.JOINED)


def _without_match(
    case: CaseRow, party: PartyFacts | None, facts: dict[str, Any], now: datetime, *, is_delivered: bool
) -> WhyNot:
    """No match was ever reported: say whether the other rules would have let it pass."""
    version = party.version_in_force if party else None
    if party is not None and version is None:
        return WhyNot("the party has no expression in force", facts)
    hits = [(version or 0, party.side if party else None)]
    made: Decision = decide(case_facts(case), party, hits, today=business_date(now), is_delivered=is_delivered)
    if made.verdict is Verdict.REFUSED:
        return WhyNot(f"no name matched; and {SENTENCES[made.reason]}", facts)
    return WhyNot("no name in the case matched the expression in force", facts)
