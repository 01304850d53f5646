"""Runs the matcher's stage: the worker on distributions, and reaching back after changes of parties."""

import threading

import structlog

from matcher.handler import DistributionHandler
from matcher.reach_back import ReachBack
from runtime.clock import Clock
from runtime.stream.base import Stream
from runtime.stream.worker import Worker
from runtime.threads import run_together
from schemas.errors import RetryableError

POLL_SECONDS = 0.1
log = structlog.get_logger()


def run(*, stream: Stream, clock: Clock, stop: threading.Event) -> None:
    """Work until `stop` is set; an error that neither retrying nor refusing cures ends the stage."""
    worker = Worker(stream, DistributionHandler(clock), clock=clock)
    reach_back = ReachBack(stream, clock)
    parts = {"matcher": lambda: worker.run(stop), "reach-back": lambda: _follow_changes(reach_back, stop)}
    run_together(parts, stop)


def _follow_changes(reach_back: ReachBack, stop: threading.Event) -> None:
    while not stop.wait(POLL_SECONDS):
        try:
            reach_back.run_once()
        except RetryableError as error:
            log.warning("reach_back_delayed", error=str(error))
            stop.wait(1.0)
