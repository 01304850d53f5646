"""Says of case numbers that a company got elsewhere why it was not sent them, or when it was: from stored facts.

Brings together what the matcher and delivery have stored, who do not know each other; reads only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from delivery.case_store.records import CaseState
from delivery.case_store.tribunals import find_tribunal_status
from delivery.monitoring.recall import Judged, SentDistribution, StoredCase, judge, read_stored
from delivery.quotas.activations import FindSupport
from matcher.near_miss import Hurdle, Obstacle, find_hurdle
from matcher.nearest_names import Near, NearestNames
from matcher.recall import WIDEN_FROM
from matcher.recall_reading import Asked, CompanyWatch, CompanyWatches, list_company_watches, list_seen
from matcher.watches import Watch
from monitor_config.models import Company, PartyStatus
from runtime.recall_answers import Diagnosed, Diagnosis, Matched, Nearest, Sent, SentTo
from runtime.recall_widening import Widenings
from schemas.case_number import CaseNumber
from schemas.courts import Side
from schemas.matches import Explanation
from schemas.tribunal_status import TribunalState, TribunalStatus

Rows = Connection[dict[str, Any]]
_Told = dict[str, Any]
_AMONG_OTHERS = Hurdle(Obstacle.NONE, "It is cut short, and several monitored names begin so.", None)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for a batch."""

    stored: Mapping[CaseNumber, StoredCase]
    seen: set[str]
    asked: Mapping[CaseNumber, Asked]
    nearest: Mapping[str, Near[int] | None]


class Recall:
    """Diagnoses numbers for one company; its parties are read once."""

    def __init__(self, connection: Rows, company: Company, find_support: FindSupport, now: datetime) -> None:
        self._company, self._find_support, self._now = company, find_support, now
        self._watches = list_company_watches(connection, company.id)
        self._party_statuses = {each.watch.party_id: each.status for each in self._watches}
        self._expressions = CompanyWatches(self._watches)
        self._names = NearestNames(_nameable(self._watches))
        self._tribunals: dict[str, TribunalStatus | None] = {}
        self._hurdles: dict[tuple[UUID, str], Hurdle] = {}
        self.widenings = Widenings()

    def diagnose(self, connection: Rows, given: Sequence[tuple[str, CaseNumber]]) -> list[Diagnosed]:
        """Diagnose some numbers, each with its place in the file."""
        read = self._read(connection, [number for _, number in given])
        return [self._diagnose(connection, place, number, read) for place, number in given]

    def _read(self, connection: Rows, numbers: Sequence[CaseNumber]) -> _Read:
        stored = read_stored(connection, self._company.id, numbers)
        undelivered = {number: each for number, each in stored.items() if _is_open(each)}
        asked = {number: self._expressions.ask(each.parties) for number, each in undelivered.items()}
        unfound = [each for number, each in undelivered.items() if not (asked[number].hits or asked[number].excluded)]
        nearest = self._names.find_all(party.name for each in unfound for party in each.parties)
        return _Read(stored, list_seen(connection, list(undelivered)), asked, nearest)

    def _diagnose(self, connection: Rows, place: str, number: CaseNumber, read: _Read) -> Diagnosed:
        stored = read.stored.get(number)
        made = Diagnosed(place=place, number=number.masked, diagnosis=Diagnosis.NOT_AVAILABLE, answer="not available")
        if stored is not None and stored.sent is not None:
            return made.model_copy(update=_of_sent(stored, stored.sent))
        if stored is not None and stored.is_withheld:
            return made
        if stored is None or not stored.is_in_base:
            return made.model_copy(update=self._why_unseen(connection, number, stored))
        known = {"tribunal": stored.case.tribunal}
        return made.model_copy(update={**known, **self._of_names(connection, number, stored, read)})

    def _why_unseen(self, connection: Rows, number: CaseNumber, stored: StoredCase | None) -> _Told:
        support = self._find_support(number.j_tr)
        if support is None:
            return _told(Diagnosis.NOT_COVERED, "no_tribunal", f"no tribunal has the number {number.j_tr}")
        known = {"tribunal": support.tribunal}
        if not support.is_supported:
            return {**known, **_told(Diagnosis.NOT_COVERED, "unsupported", support.explanation)}
        if why := _why_suspended(self._status(connection, support.tribunal)):
            return {**known, **_told(Diagnosis.SUSPENDED, *why)}
        if stored is None:
            return {**known, **_told(Diagnosis.NEVER_SEEN, "unknown", "nothing has found it")}
        answer = f"it is followed, and no visit has shown it: {stored.case.state_reason}"
        return {**known, **_told(Diagnosis.NEVER_SEEN, stored.case.state.value, answer)}

    def _status(self, connection: Rows, tribunal: str) -> TribunalStatus | None:
        if tribunal not in self._tribunals:
            self._tribunals[tribunal] = find_tribunal_status(connection, tribunal)
        return self._tribunals[tribunal]

    def _of_names(self, connection: Rows, number: CaseNumber, stored: StoredCase, read: _Read) -> _Told:
        if not stored.parties:
            return _told(Diagnosis.NO_NAMES, "no_names", "no name of a party is shown")
        asked = read.asked[number]
        if asked.hits:
            return self._of_matches(connection, stored, asked.hits, is_seen=number in read.seen)
        if asked.excluded:
            return self._of_excluded(asked.excluded)
        if asked.slow:
            answer = "an expression took too long on a name of it, and is tried again"
            return _told(Diagnosis.WAITING, "expression_timed_out", answer)
        return self._of_nearest(number, stored, read)

    def _of_matches(
        self, connection: Rows, stored: StoredCase, found: Sequence[Explanation], *, is_seen: bool
    ) -> _Told:
        hits: dict[UUID, list[tuple[int, Side | None]]] = {}
        for hit in found:
            hits.setdefault(hit.monitored_party_id, []).append((hit.expression_version, hit.side))
        first = {hit.monitored_party_id: hit for hit in reversed(found)}
        judged = judge(connection, self._company.id, stored, hits, self._now)
        matches = tuple(_matched(first[each.party_id], each) for each in judged)
        if refusal := judged[0].refusal:
            return {**_told(Diagnosis.FILTERED, refusal.value, judged[0].answer), "matches": matches}
        return {**_why_waiting(stored, is_seen=is_seen), "matches": matches}

    def _of_excluded(self, barred: Sequence[Explanation]) -> _Told:
        told = _told(Diagnosis.FILTERED, "nrex", "the party's `nrex` finds the name too")
        why = told["reason"], told["answer"]
        matches = tuple(_match(hit, self._party_statuses[hit.monitored_party_id], why, {}) for hit in barred)
        return {**told, "matches": matches}

    def _of_nearest(self, number: CaseNumber, stored: StoredCase, read: _Read) -> _Told:
        near = max(
            (each for party in stored.parties if (each := read.nearest.get(party.name))),
            key=lambda each: each.score,
            default=None,
        )
        if near is None:
            return _told(Diagnosis.NO_MATCH, "no_name_near", "no monitored name is like one of its names")
        found = self._watches[near.key]
        hurdle = self._hurdle(found.watch, near) if near.score >= WIDEN_FROM else None
        if hurdle and hurdle.obstacle is not Obstacle.ANOTHER_NAME:
            self.widenings.want(found.watch, near, hurdle.threshold, number.masked)
        nearest = Nearest(
            party_id=found.watch.party_id,
            name=near.name,
            status=found.status.value,
            printed=near.printed,
            read_as=near.reading.text,
            score=near.score,
            spelling=near.spelling,
            obstacle=hurdle.obstacle if hurdle else None,
            why=hurdle.why if hurdle else None,
        )
        return {**_told(Diagnosis.NO_MATCH, "name_not_found", "no expression finds a name of it"), "nearest": nearest}

    def _hurdle(self, watch: Watch, near: Near[int]) -> Hurdle:
        """Say, once for each name, what keeps it from being found."""
        known = watch.party_id, near.printed
        if known not in self._hurdles:
            hurdle = find_hurdle(watch, near)
            self._hurdles[known] = _AMONG_OTHERS if hurdle.obstacle is Obstacle.NONE else hurdle
        return self._hurdles[known]


def _nameable(watches: Sequence[CompanyWatch]) -> Iterator[tuple[int, str]]:
    """Yield the names with which others are compared, by the place of the expression that would be widened."""
    told: set[UUID] = set()
    for place, each in enumerate(watches):
        if each.status is not PartyStatus.ARCHIVED and each.watch.party_id not in told:
            told.add(each.watch.party_id)
            yield place, each.watch.name


def _is_open(stored: StoredCase) -> bool:
    return stored.sent is None and not stored.is_withheld and stored.is_in_base


def _told(diagnosis: Diagnosis, reason: str, answer: str) -> _Told:
    return {"diagnosis": diagnosis, "reason": reason, "answer": answer}


def _of_sent(stored: StoredCase, sent: SentDistribution) -> _Told:
    told = Sent(
        event_id=sent.event_id,
        sent_at=sent.sent_at,
        is_retroactive=sent.is_retroactive,
        endpoints=tuple(SentTo(**delivery) for delivery in sent.deliveries),
    )
    known = {"sent": told, "tribunal": None if stored.is_withheld else stored.case.tribunal}
    if sent.is_unsequenced:
        return {**known, **_told(Diagnosis.WAITING, "not_in_feed", "its event has no place in the feed yet")}
    return {**known, **_told(Diagnosis.SENT, "sent", "it was sent")}


def _why_waiting(stored: StoredCase, *, is_seen: bool) -> _Told:
    """Say on what a case waits that would be sent as things are."""
    if stored.case.state is CaseState.DEAD_LETTER:
        return _told(Diagnosis.WAITING, "dead_letter", f"a message about it was refused: {stored.case.state_reason}")
    if not is_seen:
        return _told(Diagnosis.WAITING, "not_matched", "the matcher has not read its names yet")
    answer = "every rule holds now; reaching back or the next sweep sends it"
    return _told(Diagnosis.WAITING, "not_decided", answer)


def _matched(hit: Explanation, judged: Judged) -> Matched:
    reason = judged.refusal.value if judged.refusal else None
    return _match(hit, PartyStatus(judged.status), (reason, judged.answer), judged.facts)


def _match(hit: Explanation, status: PartyStatus, why: tuple[str | None, str], facts: Mapping[str, Any]) -> Matched:
    return Matched(
        party_id=hit.monitored_party_id,
        name=hit.monitored_party_name,
        status=status.value,
        printed=hit.printed,
        expression_version=hit.expression_version,
        stage=hit.stage,
        reason=why[0],
        answer=why[1],
        facts=dict(facts),
    )


def _why_suspended(status: TribunalStatus | None) -> tuple[str, str] | None:
    """Return why a tribunal, or one of its routes, is not read now."""
    if status is None:
        return None
    if status.state is not TribunalState.ACTIVE:
        return status.state.value, f"{status.reason} (since {status.since:%Y-%m-%d %H:%M}Z)"
    shut = [route for route in status.routes if route.state is not TribunalState.ACTIVE]
    if not shut:
        return None
    told = "; ".join(f"{route.system.value}: {route.reason} (since {route.since:%Y-%m-%d %H:%M}Z)" for route in shut)
    return "route_suspended", told
