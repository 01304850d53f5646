"""Runs the matcher's stage: distributions, reaching back after changes of parties, postponed names, quarantines."""

import threading
from collections.abc import Callable

import structlog

from matcher.handler import DistributionHandler
from matcher.quarantine_notices import QuarantineNotices
from matcher.reach_back import ReachBack
from matcher.retries import Retries
from matcher.watchlist import ask
from runtime.clock import Clock
from runtime.stream.base import Stream
from runtime.stream.worker import Worker
from runtime.threads import run_together
from schemas.errors import RetryableError

POLL_SECONDS = 0.1
RETRY_SECONDS = 2.0
log = structlog.get_logger()


def run(*, stream: Stream, clock: Clock, stop: threading.Event) -> None:
    """Work until `stop` is set; an error that neither retrying nor refusing cures ends the stage."""
    worker = Worker(stream, DistributionHandler(clock), clock=clock)
    reach_back = ReachBack(stream, clock)
    retries = Retries(stream, clock, ask)
    notices = QuarantineNotices(stream, clock)
    parts = {
        "matcher": lambda: worker.run(stop),
        "reach-back": lambda: _repeat(reach_back.run_once, POLL_SECONDS, stop),
        "retries": lambda: _repeat(retries.run_once, RETRY_SECONDS, stop),
        "quarantine notices": lambda: _repeat(notices.run_once, RETRY_SECONDS, stop),
    }
    run_together(parts, stop)


def _repeat(work: Callable[[], int], seconds: float, stop: threading.Event) -> None:
    while not stop.wait(seconds):
        try:
            work()
        except RetryableError as error:
            log.warning("matching_delayed", error=str(error))
            stop.wait(1.0)
