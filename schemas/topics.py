"""The closed list of topics: name, key, model, partitions. All keep 7 days; offsets live in PostgreSQL."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from schemas.capture_requests import CaptureRequest
from schemas.captures import Capture
from schemas.dead_letters import DeadLetter
from schemas.distributions import Distribution
from schemas.expression_status import ExpressionStatus
from schemas.matches import Match
from schemas.model import FrozenModel
from schemas.tribunal_status import TribunalStatus

RETENTION_DAYS = 7

M_co = TypeVar("M_co", bound=FrozenModel, covariant=True)


@dataclass(frozen=True, slots=True)
class Topic(Generic[M_co]):
    """One topic; `key` says in words what its messages are keyed by."""

    name: str
    key: str
    model: type[M_co]
    partitions: int = 6


CAPTURE_REQUESTS = Topic("capture_requests.v1", "case number", CaptureRequest)
CAPTURES = Topic("captures.v1", "case number", Capture)
DISTRIBUTIONS = Topic("distributions.v1", "case number", Distribution)
MATCHES = Topic("matches.v1", "company id + case number", Match)
EXPRESSION_STATUS = Topic("expression_status.v1", "monitored party id", ExpressionStatus, partitions=1)
TRIBUNAL_STATUS = Topic("tribunal_status.v1", "tribunal", TribunalStatus, partitions=1)
DEAD_LETTERS = Topic("dead_letters.v1", "original key", DeadLetter, partitions=1)

TOPICS: tuple[Topic[FrozenModel], ...] = (
    CAPTURE_REQUESTS,
    CAPTURES,
    DISTRIBUTIONS,
    MATCHES,
    EXPRESSION_STATUS,
    TRIBUNAL_STATUS,
    DEAD_LETTERS,
)
BY_NAME = {topic.name: topic for topic in TOPICS}
