"""Runs the stages of an installation, each as `arauto run NAME`, and tells what they have yet to do."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from runtime.services import Installation, find_dsn, open_clock, open_installation, open_secrets, open_stream
from runtime.settings import Settings
from runtime.stream.base import Subscription
from schemas.topics import RETENTION_DAYS

DELIVERY_CONNECTIONS = 16  # one per part that waits in a transaction, and some for the dispatcher's threads


def run_stage(name: str, settings: Settings, stop: threading.Event) -> None:
    """Run one stage until `stop` is set."""
    if name == API:
        _run_api(settings, stop)
        return
    with open_installation(settings, application=f"arauto {name}", max_connections=DELIVERY_CONNECTIONS) as opened:
        _WORKERS[name](opened, stop)


def _run_capture(opened: Installation, stop: threading.Event) -> None:
    from capture import service
    from monitor_config.tribunals import read_tribunal_policies

    service.run(
        database=opened.database,
        stream=opened.stream,
        clock=opened.clock,
        blobs=opened.blobs,
        policies=read_tribunal_policies(opened.settings.tribunals_file),
        settings=opened.settings,
        stop=stop,
        secrets=opened.secrets,
        egress=opened.egress,
    )


def _run_matcher(opened: Installation, stop: threading.Event) -> None:
    from matcher import service

    service.run(stream=opened.stream, clock=opened.clock, stop=stop)


def _run_delivery(opened: Installation, stop: threading.Event) -> None:
    from delivery import service

    with _stream_parts(opened) as parts:
        service.run(
            database=opened.database,
            stream=opened.stream,
            clock=opened.clock,
            secrets=opened.secrets,
            egress=opened.egress,
            forget=lambda: opened.large_values.delete_older_than(timedelta(days=RETENTION_DAYS)),
            more=parts,
            stop=stop,
        )


def _run_api(settings: Settings, stop: threading.Event) -> None:
    """The API has the tenant role alone: what it cannot see it cannot show."""
    from delivery.api import service
    from delivery.api.app import CURSOR_PURPOSE, create_app
    from runtime.postgres.pool import Database

    dsn = find_dsn(settings, "tenant")
    with Database(dsn, application="arauto api", max_connections=DELIVERY_CONNECTIONS) as tenant:
        cursor_keys = open_secrets(settings).derive_keys(CURSOR_PURPOSE)
        app = create_app(tenant_database=tenant, cursor_keys=cursor_keys, clock=open_clock(settings, tenant))
        service.run(app, settings.api_host, settings.api_port, stop)


API = "api"
_WORKERS: Mapping[str, Callable[[Installation, threading.Event], None]] = {
    "capture": _run_capture,
    "matcher": _run_matcher,
    "delivery": _run_delivery,
}
STAGES = (*_WORKERS, API)


@contextmanager
def _stream_parts(opened: Installation) -> Iterator[Mapping[str, Callable[[threading.Event], None]]]:
    """What must run for the stream itself: on Kafka the relay of the outbox, with connections of its own."""
    if opened.settings.stream != "kafka":
        yield {}
        return
    from runtime.stream.kafka import KafkaStream
    from runtime.stream.relay import Relay

    own = open_stream(opened.settings, opened.database, opened.large_values)
    assert isinstance(own, KafkaStream)
    with closing(own):
        yield {"relay": Relay(own).run}


def subscriptions() -> list[Subscription]:
    """Who reads what: the consumer groups of all stages with their topics."""
    from capture.watches import WatchHandler
    from delivery.case_store.dead_letters import DeadLetterHandler
    from delivery.case_store.ingest import CaptureHandler
    from delivery.case_store.tribunals import TribunalStatusHandler
    from delivery.monitoring.expression_states import ExpressionStatusHandler
    from delivery.monitoring.handler import MatchHandler
    from matcher.handler import DistributionHandler

    handlers = (
        WatchHandler,
        CaptureHandler,
        TribunalStatusHandler,
        DistributionHandler,
        MatchHandler,
        ExpressionStatusHandler,
        DeadLetterHandler,
    )
    return [(handler.group, handler.topics) for handler in handlers]


def pending_work(opened: Installation) -> dict[str, int]:
    """Count what is due now, in business time, and not done, by its name; nothing is left out (docs/explanation)."""
    now = opened.clock.now()
    with opened.database.transaction() as connection:
        # One snapshot: whatever moves on between stages is in one place or in both at any moment, never in neither.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = count_pending(connection, opened, now)
    return {name: count for name, count in found.items() if count}


def count_pending(connection: Connection[dict[str, Any]], opened: Installation, now: datetime) -> dict[str, int]:
    """Ask every area that leaves work for later, then the stream: its broker must be asked after the snapshot.

    The case store, the quotas and monitoring leave none: what they do is one transaction.
    """
    from capture import pending as capture
    from delivery.events import pending as events
    from delivery.webhooks import pending as webhooks
    from matcher import pending as matcher
    from runtime import ticks

    found: dict[str, int] = {}
    for area in (capture, matcher, events, webhooks, ticks):
        found |= area.pending_work(connection, now)
    for (group, place), lag in opened.stream.lags(connection, subscriptions()).items():
        name = f"{place.topic} for {group}"
        found[name] = found.get(name, 0) + lag
    return found
