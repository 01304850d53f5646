"""Builds the capture stage of its parts and runs it: the engine in an asyncio loop, the watches' worker in a thread."""

import asyncio
import gc
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from importlib.metadata import version

import structlog

from capture.archive import Blobs
from capture.chores import keep_doing_chores
from capture.court_crawler import silence_scrapy
from capture.court_list import build_courts
from capture.courts import Court
from capture.credentials import SecretBox, read_credentials
from capture.discovery import list_wanted, switch_discoveries
from capture.engine import CaptureEngine
from capture.errors import ContactMissing
from capture.hosts import plan_hosts, sources_of
from capture.mail.reading import keep_reading_mailboxes
from capture.purge import purge_leftovers
from capture.tribunal_states import Projection, project_policies
from capture.watches import WatchHandler
from monitor_config.tribunals import TribunalPolicies
from runtime.clock import Clock
from runtime.egress import EgressPolicy
from runtime.postgres.pool import Database
from runtime.settings import Settings
from runtime.stream.base import Stream
from runtime.stream.worker import Worker
from spiders.base import CourtSpider

log = structlog.get_logger()


def run(  # noqa: PLR0913 - the parts of one stage, all named
    *,
    database: Database,
    stream: Stream,
    clock: Clock,
    blobs: Blobs,
    policies: TribunalPolicies,
    settings: Settings,
    stop: threading.Event,
    courts: Sequence[Court] | None = None,
    secrets: SecretBox | None = None,
    egress: EgressPolicy | None = None,
) -> None:
    """Capture until `stop` is set. Raises ContactMissing, and what ends the process.

    Args:
        courts: every court with a spider; default: those of the registry, at the settings' addresses.
        secrets: opens the operator's credentials and the mailboxes' passwords; without it neither is used.
        egress: where mailboxes may be; without it only at public addresses, with TLS.
    """
    agent = user_agent(settings)
    silence_scrapy()
    known = build_courts(settings, policies, _credentials(database, secrets)) if courts is None else courts
    discovering = {tribunal for tribunal, _ in list_wanted(known, policies)}
    switched_on = [court for court in known if is_switched_on(court, policies) or court.tribunal in discovering]
    prepare(database=database, stream=stream, clock=clock, blobs=blobs, policies=policies, courts=known)
    engine = CaptureEngine(
        database=database,
        stream=stream,
        clock=clock,
        blobs=blobs,
        policies=policies,
        courts=switched_on,
        readable=[court.tribunal for court in known if court.spiders],
        user_agent=agent,
    )
    log.info("capture_started", tribunals=len(switched_on), switched_off=len(known) - len(switched_on))
    keep = timedelta(days=settings.archive_days)
    parts: list[Callable[[threading.Event], None]] = [
        Worker(stream, WatchHandler(clock, blobs), clock=clock).run,
        partial(keep_doing_chores, database, clock, blobs, keep),
    ]
    if secrets is not None:
        places = database, clock, secrets, egress or EgressPolicy()
        parts.append(partial(keep_reading_mailboxes, *places, hints_per_day=settings.mailbox_hints_per_day))
    _run_together(engine, parts, stop)
    with database.transaction() as connection:
        purge_leftovers(connection, blobs, clock.now())  # of a case sealed during a visit that the stop cut short


def user_agent(settings: Settings) -> str:
    """Return the honest name under which courts are asked. Raises ContactMissing."""
    if not settings.contact:
        raise ContactMissing()
    return f"Arauto/{version('arauto')} (+{settings.contact})"


def is_switched_on(court: Court, policies: TribunalPolicies) -> bool:
    """Say whether a court is visited: as the operator says, else when its systems were seen on real pages, and open."""
    is_enabled = policies.of(court.tribunal).is_enabled
    return court.is_open if is_enabled is None else is_enabled


def prepare(
    *,
    database: Database,
    stream: Stream,
    clock: Clock,
    blobs: Blobs,
    policies: TribunalPolicies,
    courts: Sequence[Court],
) -> None:
    """Bring the tables in line with the policies, and end what a crash left half done."""
    now = clock.now()
    limits = {source: found.daily_budget for source, found in plan_hosts(courts, policies).items()}
    project_policies(stream, [_projection(court, policies) for court in courts], limits, now)
    with database.transaction() as connection:
        switch_discoveries(connection, list_wanted(courts, policies), now)
        purge_leftovers(connection, blobs, now)


def _projection(court: Court, policies: TribunalPolicies) -> Projection:
    why_not = "; ".join(f"{system.value}: {why}" for system, why in court.unasked.items())
    return Projection(
        tribunal=court.tribunal,
        policy=policies.of(court.tribunal),
        is_enabled=is_switched_on(court, policies),
        routes={spider.system: _hosts_of(spider) for spider in court.spiders},
        fallbacks={court.fallback.system: _hosts_of(court.fallback)} if court.fallback else {},
        disabled_reason=f"Not switched on: {why_not or 'no real page of this court has been seen yet'}.",
    )


def _hosts_of(spider: CourtSpider) -> tuple[str, ...]:
    return tuple(sorted(set(sources_of(spider).values())))


def _credentials(database: Database, secrets: SecretBox | None) -> Mapping[str, str]:
    if secrets is None:
        return {}
    with database.transaction() as connection:
        return read_credentials(connection, secrets)


def _run_together(
    engine: CaptureEngine, parts: Sequence[Callable[[threading.Event], None]], stop: threading.Event
) -> None:
    """Run the engine, and each part in a thread, until stop; the end of one ends the others, and what ended it is
    raised."""
    # What is loaded by now stays: each full collection would look through all of it, a twentieth of a visit's time.
    gc.collect()
    gc.freeze()
    with ThreadPoolExecutor(max_workers=len(parts), thread_name_prefix="capture-part") as threads:
        running = [threads.submit(part, stop) for part in parts]
        for each in running:
            each.add_done_callback(lambda _: stop.set())
        try:
            asyncio.run(engine.run(stop))
        finally:
            stop.set()
        for each in running:
            each.result()
