"""`dead_letters.v1`: a message that was refused three times, with the reason."""

from datetime import datetime

from schemas.model import FrozenModel


class DeadLetter(FrozenModel):
    """The original bytes are kept whole (base64), so that a replay publishes exactly what was refused."""

    group: str
    topic: str
    partition: int
    offset: int
    key: str
    value_base64: str
    headers: dict[str, str]
    error: str
    reason: str
    attempts: int
    refused_at: datetime
