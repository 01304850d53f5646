"""Business keys: what makes an event the same event. The id of an event is derived from (company, business key).

What can recur carries its episode number, stored with the thing, so that a retry never mints a second event.
"""

from uuid import UUID

from schemas.events import EventType


def case_registered(case_number: str, activation_episode: int) -> str:
    return f"{EventType.CASE_REGISTERED}:{case_number}:{activation_episode}"


def case_updated(case_number: str, revision: int) -> str:
    return f"{EventType.CASE_UPDATED}:{case_number}:{revision}"


def case_sealed(case_number: str, episode: int) -> str:
    return f"{EventType.CASE_SEALED}:{case_number}:{episode}"


def case_not_found(case_number: str, episode: int) -> str:
    return f"{EventType.CASE_NOT_FOUND}:{case_number}:{episode}"


def movement_created(instance_id: UUID, movement_hash: str, episode: int) -> str:
    return f"{EventType.MOVEMENT_CREATED}:{instance_id}:{movement_hash}:{episode}"


def movement_withdrawn(instance_id: UUID, movement_hash: str, episode: int) -> str:
    return f"{EventType.MOVEMENT_WITHDRAWN}:{instance_id}:{movement_hash}:{episode}"


def distribution_matched(case_number: str) -> str:
    return f"{EventType.DISTRIBUTION_MATCHED}:{case_number}"


def expression_quarantined(monitored_party_id: UUID, version: int) -> str:
    return f"{EventType.EXPRESSION_QUARANTINED}:{monitored_party_id}:{version}"


def expression_released(monitored_party_id: UUID, version: int) -> str:
    return f"{EventType.EXPRESSION_RELEASED}:{monitored_party_id}:{version}"


def tribunal_suspended(tribunal: str, episode: int) -> str:
    return f"{EventType.TRIBUNAL_SUSPENDED}:{tribunal}:{episode}"


def tribunal_recovered(tribunal: str, episode: int) -> str:
    return f"{EventType.TRIBUNAL_RECOVERED}:{tribunal}:{episode}"


def quota_reached(episode: int) -> str:
    return f"{EventType.QUOTA_REACHED}:{episode}"


def endpoint_failing(endpoint_id: UUID, episode: int) -> str:
    return f"{EventType.ENDPOINT_FAILING}:{endpoint_id}:{episode}"


def endpoint_disabled(endpoint_id: UUID, episode: int) -> str:
    return f"{EventType.ENDPOINT_DISABLED}:{endpoint_id}:{episode}"


def ping(endpoint_id: UUID, ping_id: UUID) -> str:
    return f"{EventType.PING}:{endpoint_id}:{ping_id}"
