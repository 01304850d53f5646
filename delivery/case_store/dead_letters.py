"""Handles `dead_letters.v1`: a message about a case that another stage refused is a state of that case."""

from collections.abc import Sequence

from delivery.case_store.ingest import mark_dead_letter
from runtime.clock import Clock
from runtime.stream.base import UnitOfWork
from schemas.dead_letters import DeadLetter
from schemas.model import FrozenModel
from schemas.topics import CAPTURE_REQUESTS, DEAD_LETTERS, DISTRIBUTIONS, Topic

GROUP = "case_dead_letters"
_REFUSED_ELSEWHERE = frozenset({CAPTURE_REQUESTS.name, DISTRIBUTIONS.name})
"""What capture and the matcher read; delivery's own handlers mark the case as they refuse."""


class DeadLetterHandler:
    """The case store's work on what other stages refused."""

    group = GROUP
    topics: Sequence[Topic[FrozenModel]] = (DEAD_LETTERS,)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        """Put the case of a refused message into the state `dead_letter`, until a visit finds it."""
        assert isinstance(message, DeadLetter)
        if message.topic in _REFUSED_ELSEWHERE:
            mark_dead_letter(unit, message.key, (message.topic, message.reason), self._clock.now())
