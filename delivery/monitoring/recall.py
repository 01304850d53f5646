"""What delivery has stored of many cases at once, for `arauto party recall`; reads only.

Names of cases that are sealed, or may be, are not given out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from delivery.case_store import repository as cases
from delivery.case_store.distributions import list_case_parties, origin_of
from delivery.case_store.records import WITHHELD, CaseRow
from delivery.monitoring import repository
from delivery.monitoring.decision import PartyFacts, Reason, Verdict, decide
from delivery.monitoring.explain import SENTENCES
from delivery.monitoring.handler import case_facts, describe_window
from delivery.webhooks.endpoints import list_deliveries_of_events
from runtime.clock import business_date
from schemas.case_number import CaseNumber
from schemas.cases import Party
from schemas.courts import Side


@dataclass(frozen=True, slots=True)
class SentDistribution:
    """The event by which a company was told of a case, and what became of it at each endpoint."""

    event_id: UUID
    sent_at: datetime
    is_retroactive: bool
    is_unsequenced: bool
    """It has no place in the feed yet."""
    deliveries: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class StoredCase:
    """What is stored of one case for one company; `parties` may be shown to it."""

    case: CaseRow
    parties: tuple[Party, ...]
    sent: SentDistribution | None
    origin: str | None = None
    """Of an appeal: the court that it comes from, as printed."""

    @property
    def is_withheld(self) -> bool:
        """Whether nothing of the case may be told."""
        return self.case.is_sealed or self.case.state in WITHHELD

    @property
    def is_in_base(self) -> bool:
        """Whether a court or a list ever showed the case."""
        return self.case.obtained_at is not None


@dataclass(frozen=True, slots=True)
class Judged:
    """What is decided today about a match of one monitored party: the first rule that does not hold, or none."""

    party_id: UUID
    status: str
    refusal: Reason | None
    answer: str
    facts: Mapping[str, Any]


def read_stored(
    connection: repository.Transaction, company_id: UUID, numbers: Sequence[CaseNumber]
) -> dict[CaseNumber, StoredCase]:
    """Read what is stored of cases; those that the store does not know are missing."""
    known = cases.find_cases(connection, numbers)
    instances = cases.list_instances_of_cases(connection, list(known))
    parties = cases.list_parties_of_cases(connection, list(known))
    sent = _read_sent(connection, company_id, numbers)
    stored = {}
    for number, case in known.items():
        shown = (
            () if case.is_sealed or case.state in WITHHELD else list_case_parties(instances[number], parties[number])
        )
        names = tuple(party for party in shown if not party.is_sealed)
        stored[CaseNumber(number)] = StoredCase(case, names, sent.get(number), origin_of(instances[number]))
    return stored


def judge(
    connection: repository.Transaction,
    company_id: UUID,
    stored: StoredCase,
    hits: Mapping[UUID, Sequence[tuple[int, Side | None]]],
    now: datetime,
) -> list[Judged]:
    """Decide today about a company's parties that a case's names match: the one nearest to being sent first.

    Args: hits: expression version and side of each printed name that matched, by monitored party.
    """
    facts, today = case_facts(stored.case), business_date(now)
    parties = repository.list_party_facts(connection, company_id, list(hits), now)
    judged = []
    for party_id, party in parties.items():
        made = decide(facts, party, hits[party_id], today=today, is_delivered=False)
        refusal = made.reason if made.verdict is Verdict.REFUSED else None
        told = describe_window(stored.case, party, now)
        judged.append(Judged(party_id, party.status, refusal, _answer(made.reason, party), told))
    order = list(Reason)
    return sorted(judged, key=lambda each: -order.index(each.refusal) if each.refusal else -len(order))


def _answer(reason: Reason, party: PartyFacts) -> str:
    if reason is Reason.PARTY_NOT_ACTIVE:
        return f"the monitored party is {party.status}"
    if reason is Reason.EXPRESSION_NOT_IN_FORCE:
        return "the expression that finds it is not in force yet"
    return SENTENCES[reason]


def _read_sent(
    connection: repository.Transaction, company_id: UUID, numbers: Sequence[str]
) -> dict[str, SentDistribution]:
    rows = repository.list_delivered(connection, company_id, numbers)
    events = {row["event_id"]: number for number, row in rows.items()}
    deliveries = list_deliveries_of_events(connection, company_id, events)
    return {
        number: SentDistribution(
            event_id=row["event_id"],
            sent_at=row["delivered_at"],
            is_retroactive=row["is_retroactive"],
            is_unsequenced=row["is_unsequenced"],
            deliveries=tuple(deliveries.get(row["event_id"], ())),
        )
        for number, row in rows.items()
    }
