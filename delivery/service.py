"""Runs the delivery stage: case store, monitoring, sequencer, webhooks and what recurs, side by side in one process."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from delivery.case_store.dead_letters import DeadLetterHandler
from delivery.case_store.ingest import CaptureHandler
from delivery.case_store.tribunals import TribunalStatusHandler
from delivery.case_store.withheld import purge_withheld
from delivery.events.sequencer import Sequencer
from delivery.monitoring.expression_states import ExpressionStatusHandler
from delivery.monitoring.handler import MatchHandler
from delivery.monitoring.sweeps import Sweeps
from delivery.webhooks import dispatcher, planner
from delivery.webhooks.retention import run_daily
from monitor_config.parties import promote_expressions
from runtime.clock import Clock
from runtime.egress import EgressPolicy
from runtime.postgres.pool import Database
from runtime.secrets import SecretBox
from runtime.stream.base import Stream
from runtime.stream.worker import Worker
from runtime.threads import run_together
from runtime.ticks import Tick, TickRunner

NIGHT_HOUR = 3  # in Brasília: courts publish a day's movements until midnight, and start theirs at six


def run(  # noqa: PLR0913 - the parts of one stage, all named
    *,
    database: Database,
    stream: Stream,
    clock: Clock,
    secrets: SecretBox,
    egress: EgressPolicy,
    forget: Callable[[], object],
    more: Mapping[str, Callable[[threading.Event], None]],
    stop: threading.Event,
) -> None:
    """Work until `stop` is set; an error that neither retrying nor refusing cures ends the stage.

    Args:
        forget: daily, deletes the large values of messages that the topics have forgotten.
        more: what the stream needs to run beside the stage (Kafka's relay).
    """
    handlers = (
        CaptureHandler(clock),
        TribunalStatusHandler(clock),
        MatchHandler(clock),
        ExpressionStatusHandler(clock),
        DeadLetterHandler(clock),
    )
    parts: dict[str, Callable[[], None]] = {
        handler.group: _bind(Worker(stream, handler, clock=clock).run, stop) for handler in handlers
    }
    parts["sequencer"] = _bind(Sequencer(database).run, stop)
    parts["webhook planner"] = lambda: planner.run(database, clock, stop)
    parts["webhook dispatcher"] = lambda: dispatcher.run(database, clock, secrets, egress, stop)
    parts["ticks"] = _bind(TickRunner(database, clock, list_ticks(database, stream, forget)).run, stop)
    parts |= {name: _bind(part, stop) for name, part in more.items()}
    run_together(parts, stop)


def list_ticks(database: Database, stream: Stream, forget: Callable[[], object]) -> Sequence[Tick]:
    """What recurs, by business time: sweeps six times a day and nightly (DIST-28, DIST-30), expressions, retention."""
    sweeps = Sweeps(stream)

    def expressions(now: datetime) -> None:
        with database.transaction() as connection:
            promote_expressions(connection, now)

    def withheld(now: datetime) -> None:
        purge_withheld(stream, now)

    def retention(now: datetime) -> None:
        run_daily(database, now)
        stream.delete_older_than()
        forget()

    return (
        Tick("expressions", timedelta(minutes=10), expressions),
        Tick("recent sweep", timedelta(hours=4), sweeps.sweep_recent),
        Tick("nightly sweep", timedelta(days=1), sweeps.sweep_windows, at_hour=NIGHT_HOUR),
        Tick("withheld cases", timedelta(days=1), withheld),
        Tick("retention", timedelta(days=1), retention),
    )


def _bind(part: Callable[[threading.Event], None], stop: threading.Event) -> Callable[[], None]:
    return lambda: part(stop)
