"""What companies are told about a case: the data of its events, as drafts; pure.

Leaves the recording, once per business key, to delivery.events.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from delivery.case_store.records import CaseRow, InstanceRow
from delivery.events import keys
from delivery.events.record import EventDraft
from schemas.cases import Party
from schemas.events import EventType

Companies = Iterable[UUID]


def _tell(
    case: CaseRow, companies: Companies, type_: EventType, business_key: str, data: Mapping[str, Any]
) -> list[EventDraft]:
    number = case.case_number
    return [EventDraft(company, type_, business_key, number, number.masked, data) for company in companies]


def registered(
    case: CaseRow, company: UUID, activation_episode: int, instances: Sequence[InstanceRow]
) -> list[EventDraft]:
    """The case is known, with these counts; its movements so far are not told one by one."""
    data = {
        **_about(case),
        "instances": [instance.counts() for instance in instances],
        "movements_total": sum(instance.movements_present for instance in instances),
        "case_class": case.case_class,
        "judging_body": case.judging_body,
        "distributed_on": case.distributed_on.isoformat() if case.distributed_on else None,
    }
    key = keys.case_registered(case.case_number, activation_episode)
    return _tell(case, [company], EventType.CASE_REGISTERED, key, data)


def changed(
    case: CaseRow, companies: Companies, changes: Mapping[str, Any], instance: InstanceRow | None = None
) -> list[EventDraft]:
    """Fields of the header, the parties or the state changed; under the case's present revision."""
    place = {"system": instance.system, "court_level": instance.court_level} if instance else {}
    data = {**_about(case), **place, "changes": dict(changes)}
    return _tell(case, companies, EventType.CASE_UPDATED, keys.case_updated(case.case_number, case.revision), data)


def new_instance(case: CaseRow, companies: Companies, instance: InstanceRow) -> list[EventDraft]:
    """The case is alive in one place more; under the case's present revision."""
    data = {**_about(case), "new_instance": instance.counts()}
    return _tell(case, companies, EventType.CASE_UPDATED, keys.case_updated(case.case_number, case.revision), data)


def sealed(case: CaseRow, companies: Companies) -> list[EventDraft]:
    key = keys.case_sealed(case.case_number, case.seal_episode)
    return _tell(case, companies, EventType.CASE_SEALED, key, {"case_number": case.case_number})


def not_found(case: CaseRow, companies: Companies) -> list[EventDraft]:
    data = {**_about(case), "explanation": case.state_reason}
    key = keys.case_not_found(case.case_number, case.not_found_episode)
    return _tell(case, companies, EventType.CASE_NOT_FOUND, key, data)


def movement_created(
    case: CaseRow, companies: Companies, instance: InstanceRow, movement: Mapping[str, Any]
) -> list[EventDraft]:
    replaces = movement.get("replaces")
    data = {**_movement_data(case, instance, movement), "replaces": str(replaces) if replaces else None}
    key = keys.movement_created(instance.id, movement["hash"], movement["episode"])
    return _tell(case, companies, EventType.MOVEMENT_CREATED, key, data)


def movement_withdrawn(
    case: CaseRow, companies: Companies, instance: InstanceRow, movement: Mapping[str, Any]
) -> list[EventDraft]:
    key = keys.movement_withdrawn(instance.id, movement["hash"], movement["episode"])
    return _tell(case, companies, EventType.MOVEMENT_WITHDRAWN, key, _movement_data(case, instance, movement))


def told_parties(parties: Iterable[Party]) -> list[dict[str, Any]]:
    """Parties as a change of them is told."""
    return [
        {
            "name": party.name,
            "role_text": party.role_text,
            "side": party.side,
            "lawyers": [lawyer.name for lawyer in party.lawyers],
        }
        for party in parties
    ]


def _about(case: CaseRow) -> dict[str, Any]:
    return {"case_number": case.case_number, "tribunal": case.tribunal}


def _movement_data(case: CaseRow, instance: InstanceRow, movement: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: str(movement[name]) for name in ("occurred_on", "occurred_at") if movement.get(name) is not None}
    return {
        **_about(case),
        "system": instance.system,
        "court_level": instance.court_level,
        "movement": {
            "id": str(movement["id"]),
            **moments,
            "number": movement["number"],
            "text": movement["text"],
            "complement": movement["complement"],
            "tpu_code": movement["tpu_code"],
            "ordinal": movement["ordinal"],
        },
    }
