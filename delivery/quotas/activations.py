"""Activates and deactivates cases for companies, within their quotas.

The case's row is locked first, then the company's usage: so capture is asked in order, and the last slot has one taker.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from delivery.case_store import announcements, repository
from delivery.case_store.instances import by_preference
from delivery.case_store.records import CaseRow, CaseState
from delivery.case_store.tribunals import find_tribunal_status
from delivery.events import keys
from delivery.events.record import EventDraft, record_events
from delivery.quotas.errors import NotActive, QuotaReached, UnknownCompany, UnknownTribunal
from delivery.quotas.policy import Usage, free_slot, take_slot
from delivery.quotas.watches import mark_registered, publish_watch
from runtime.postgres.queries import load_queries
from runtime.stream.base import UnitOfWork
from schemas.capture_requests import Wish
from schemas.case_number import CaseNumber
from schemas.events import EventType
from schemas.tribunal_status import TribunalState

_QUERIES = load_queries(__package__)


@dataclass(frozen=True, slots=True)
class TribunalSupport:
    """What is known of the tribunal of a J.TR; `explanation` says in plain words why it is not supported.

    Of a supported one it may say what of it is not visited.
    """

    tribunal: str
    is_supported: bool
    explanation: str = ""


FindSupport = Callable[[str], TribunalSupport | None]
"""Finds the tribunal of a J.TR ("8.26"); None when there is no such tribunal."""


@dataclass(frozen=True, slots=True)
class Activation:
    """What activating came to; `warning` is set when the case is watched and yet cannot be visited for now."""

    company_id: UUID
    case_number: CaseNumber
    tribunal: str
    episode: int
    is_new: bool
    state: CaseState
    warning: str | None = None


def activate_case(
    unit: UnitOfWork, company_id: UUID, case_number: CaseNumber, now: datetime, *, tribunal_support: FindSupport
) -> Activation:
    """Watch a case for a company; an active case stays as it is. One unit of work for each case: it holds two locks.

    Raises QuotaReached, UnknownCompany, UnknownTribunal.
    """
    support = tribunal_support(case_number.j_tr)
    if support is None:
        raise UnknownTribunal(f"{case_number.masked}: no tribunal has J.TR {case_number.j_tr}", j_tr=case_number.j_tr)
    connection = unit.connection
    case = repository.lock_or_add_case(connection, case_number, support.tribunal, now)
    usage = _lock_usage(connection, company_id)
    unsupported = "" if support.is_supported else support.explanation
    warning = unsupported or _what_is_amiss(connection, support.tribunal) or support.explanation or None
    known = _find_activation(connection, company_id, case_number)
    if known and known["is_active"]:
        return _activation(company_id, case, known["episode"], warning, is_new=False)
    taken = take_slot(usage)
    if taken is None:
        raise QuotaReached(
            f"all {usage.case_quota} active cases are in use; deactivate one first", quota=usage.case_quota
        )
    if unsupported and case.obtained_at is None:
        case.enter(CaseState.UNSUPPORTED, unsupported, now)
        repository.save_case(connection, case)
    parameters = {"company_id": company_id, "case_number": case_number, "now": now}
    row = connection.execute(_QUERIES["upsert_activation"], parameters).fetchone() or {}
    repository.add_grant(connection, company_id, case_number, "activated", now)
    _save_usage(connection, company_id, taken, now)
    publish_watch(unit, case_number, case.tribunal, is_sealed=case.is_sealed, now=now)
    _tell_known(connection, case, (company_id, row["episode"]), now)
    return _activation(company_id, case, row["episode"], warning, is_new=True)


def deactivate_case(unit: UnitOfWork, company_id: UUID, case_number: CaseNumber, now: datetime) -> None:
    """Stop watching a case for a company; its slot is free at once. Raises NotActive, UnknownCompany."""
    connection = unit.connection
    case = repository.lock_case(connection, case_number)
    usage = _lock_usage(connection, company_id)
    known = _find_activation(connection, company_id, case_number)
    if case is None or not known or not known["is_active"]:
        raise NotActive(f"{case_number.masked} is not active")
    parameters = {"company_id": company_id, "case_number": case_number, "now": now}
    connection.execute(_QUERIES["end_activation"], parameters)
    _save_usage(connection, company_id, free_slot(usage), now)
    publish_watch(unit, case_number, case.tribunal, is_sealed=case.is_sealed, now=now)


def ask_visit(unit: UnitOfWork, case_number: CaseNumber, now: datetime) -> None:
    """Wish for one visit of a case that somebody watches. Raises NotActive."""
    case = repository.lock_case(unit.connection, case_number)
    if case is None:
        raise NotActive(f"{case_number.masked} is not known")
    publish_watch(unit, case_number, case.tribunal, is_sealed=case.is_sealed, now=now, wish=Wish.ASKED)


def find_usage(connection: Connection[dict[str, Any]], company_id: UUID) -> tuple[int, int]:
    """Return a company's active cases and its quota. Raises UnknownCompany."""
    row = connection.execute(_QUERIES["find_usage"], {"company_id": company_id}).fetchone()
    if row is None:
        raise UnknownCompany
    return row["active_cases"], row["case_quota"]


def list_activations(
    connection: Connection[dict[str, Any]], company_id: UUID, *, with_inactive: bool = False
) -> list[dict[str, Any]]:
    """List a company's activations: case_number, is_active, episode, activated_at, deactivated_at, is_registered."""
    parameters = {"company_id": company_id, "with_inactive": with_inactive}
    return connection.execute(_QUERIES["list_activations"], parameters).fetchall()


def _activation(company_id: UUID, case: CaseRow, episode: int, warning: str | None, *, is_new: bool) -> Activation:
    return Activation(
        company_id=company_id,
        case_number=case.case_number,
        tribunal=case.tribunal,
        episode=episode,
        is_new=is_new,
        state=case.state,
        warning=warning,
    )


def _tell_known(
    connection: Connection[dict[str, Any]], case: CaseRow, activation: tuple[UUID, int], now: datetime
) -> None:
    """What the store has already is told at once: that the case is registered, or that it is sealed."""
    company_id, episode = activation
    if case.is_sealed:
        record_events(connection, announcements.sealed(case, [company_id]), now)
        return
    if case.last_verified_at is None or case.state in (CaseState.NOT_FOUND, CaseState.POSSIBLY_SEALED):
        return
    instances = by_preference(repository.list_instances(connection, case.case_number))
    record_events(connection, announcements.registered(case, company_id, episode, instances), now)
    mark_registered(connection, case.case_number, [company_id])


def _what_is_amiss(connection: Connection[dict[str, Any]], tribunal: str) -> str | None:
    """Return what keeps a supported tribunal from being read as promised, in plain words; None when nothing does."""
    status = find_tribunal_status(connection, tribunal)
    if status is None:
        return None
    return (status.notice if status.state is TribunalState.ACTIVE else status.reason) or None


def _find_activation(
    connection: Connection[dict[str, Any]], company_id: UUID, case_number: str
) -> dict[str, Any] | None:
    parameters = {"company_id": company_id, "case_number": case_number}
    return connection.execute(_QUERIES["find_activation"], parameters).fetchone()


def _lock_usage(connection: Connection[dict[str, Any]], company_id: UUID) -> Usage:
    connection.execute(_QUERIES["add_usage"], {"company_id": company_id})
    row = connection.execute(_QUERIES["lock_usage"], {"company_id": company_id}).fetchone()
    if row is None:
        raise UnknownCompany
    return Usage(row["active_cases"], row["case_quota"], row["reached_episode"], row["is_reached"])


def _save_usage(connection: Connection[dict[str, Any]], company_id: UUID, usage: Usage, now: datetime) -> None:
    parameters = {
        "company_id": company_id,
        "active_cases": usage.active_cases,
        "reached_episode": usage.reached_episode,
        "is_reached": usage.is_reached,
    }
    connection.execute(_QUERIES["save_usage"], parameters)
    if usage.is_reached:
        data = {"quota": usage.case_quota, "active_cases": usage.active_cases}
        key = keys.quota_reached(usage.reached_episode)
        record_events(connection, [EventDraft(company_id, EventType.QUOTA_REACHED, key, None, None, data)], now)
