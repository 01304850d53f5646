"""Runs the strategies of discovery: which is due, what one run reads, and when the next one comes.

Every (tribunal, strategy) has its own row, budget, reason and ladder of failures: none stops another.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from psycopg import Connection
from psycopg.types.json import Jsonb

from capture.courts import Court
from capture.failures import failure_facts
from capture.findings import Finder, record
from capture.hints import hint
from capture.schedule import FAILURE_LADDER, next_of_day
from capture.strategies.base import DiscoveryRun, Findings, Strategy, Task
from capture.strategies.updates import MOST_PER_RUN
from capture.strategies.walking import LOOK_AGAIN_AFTER, walk_on
from monitor_config.discovery import (
    DiscoveryPolicy,
    NameSearchPolicy,
    SequenceWalkPolicy,
    StrategyName,
    StrategyPolicy,
)
from monitor_config.parties import list_search_names
from monitor_config.tribunals import TribunalPolicies
from runtime.clock import business_date
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.cases import Case
from schemas.courts import CourtSystem
from schemas.errors import FatalError, RefusedError, RetryableError
from schemas.outcomes import TRIBUNAL_WIDE, Outcome
from spiders.base import ListedCase, Session
from spiders.errors import PageChanged, VisitFailed
from spiders.numbering import MILITARY_DISTRICTS
from spiders.registry import tribunal_named

_SQL = load_queries("capture", "discovery.sql")
_NOTHING = Case()
_MILITARY_OF_THE_UNION = "7.00"
_WALL_WAIT = timedelta(hours=6)
"""After a captcha or a refusal: asking again soon would only harden it."""
log = structlog.get_logger()


async def discover(strategy: Strategy, task: Task, session: Session) -> DiscoveryRun:
    """Make one run; what was read before a failure counts. Never raises for what the source did."""
    findings = Findings(state=dict(task.state))
    error: str | None = None
    outcome: Outcome | None = None
    try:
        await strategy.run(task, findings, session)
    except VisitFailed as failure:
        error, outcome = failure.reason, failure.outcome
    except (RetryableError, RefusedError) as failure:
        error = str(failure)
        outcome = Outcome.PAGE_CHANGED if isinstance(failure, PageChanged) else None
    except FatalError:
        raise
    except Exception as failure:  # noqa: BLE001 - the boundary of spiders, as in visiting.py: the other courts go on
        error, outcome = f"the spider could not read the list ({type(failure).__name__})", Outcome.PAGE_CHANGED
        log.error("discovery_broke", tribunal=task.tribunal, strategy=task.strategy, **failure_facts(failure))
    if error:
        log.warning("discovery_failed", tribunal=task.tribunal, strategy=task.strategy, outcome=outcome, error=error)
    return DiscoveryRun(task, findings, error, outcome)


def first_day(before: Mapping[str, Any], policy: StrategyPolicy, today: date) -> date:
    """Return the first day to read: some days back, and from before a time in which nothing could be read."""
    back = timedelta(days=policy.days_back)
    read_from: date | None = before["filed_from"]
    read_to: date | None = before["filed_to"]
    if read_from is None or read_to is None:
        return today - back
    return min(today - back, read_from) if before["failures"] else min(today, read_to) - back


def next_run(policy: StrategyPolicy, failures: int, outcome: Outcome | None, now: datetime) -> datetime:
    """Return when a strategy runs again: at its usual time, sooner after a failure, not so soon after a wall."""
    usual = next_of_day(now, policy.at)
    if not failures:
        return usual
    if outcome in TRIBUNAL_WIDE or outcome is Outcome.LOGIN_REQUIRED:
        return max(usual, now + _WALL_WAIT)
    return min(now + FAILURE_LADDER[failures - 1], usual) if failures <= len(FAILURE_LADDER) else usual


@dataclass(frozen=True, slots=True)
class Discoveries:
    """The discoveries of the courts that one process knows; every method is one part of a database step."""

    courts: Mapping[str, Court]
    policies: TribunalPolicies

    def close(self, connection: Connection[Row], run: DiscoveryRun, now: datetime) -> None:
        """Record what a run found and plan the next one, in the caller's transaction."""
        task, findings = run.task, run.findings
        recorded = record(connection, self._finder(task), findings.cases, now)
        hinted = hint(connection, [str(number) for number in findings.hinted], task.strategy.value, now)
        failures = task.failures_before + 1 if run.error else 0
        self._write(
            connection,
            task,
            now=now,
            next_due_at=next_run(task.policy, failures, run.outcome, now),
            seen=recorded.seen + len(findings.hinted),
            found=recorded.ordered + hinted,
            failures=failures,
            last_error=run.error,
            last_outcome=run.outcome,
            state=Jsonb(findings.state),
            notes=Jsonb(findings.notes),
        )
        self._forget_old(connection, task.tribunal, now)

    def take_due(
        self,
        connection: Connection[Row],
        tribunals: Sequence[str],
        under_way: Collection[tuple[str, str]],
        now: datetime,
    ) -> list[Task]:
        """Return the runs that are due and ask a source; walks, which ask nothing themselves, are carried out."""
        parameters = {"tribunals": list(tribunals), "now": now}
        tasks = []
        for row in connection.execute(_SQL["list_due_discoveries"], parameters).fetchall():
            if (row["tribunal"], row["strategy"]) in under_way:
                continue
            task = self._task(connection, row, now)
            if task.strategy is StrategyName.SEQUENCE_WALK:
                self._walk(connection, task, now)
            else:
                tasks.append(task)
        return tasks

    def _task(self, connection: Connection[Row], row: Row, now: datetime) -> Task:
        strategy = StrategyName(row["strategy"])
        policy = self._policy(row["tribunal"]).strategies.of(strategy)
        today = business_date(now)
        return Task(
            tribunal=row["tribunal"],
            strategy=strategy,
            policy=policy,
            first=first_day(row, policy, today),
            last=today,
            now=now,
            failures_before=row["failures"],
            state=row["state"],
            material=_material(connection, row, policy),
        )

    def _walk(self, connection: Connection[Row], task: Task, now: datetime) -> None:
        assert isinstance(task.policy, SequenceWalkPolicy)
        finder = self._finder(task)
        walked = walk_on(connection, task.tribunal, tribunal_named(task.tribunal).j_tr, task.policy, now)
        (spider, *_) = self.courts[task.tribunal].spiders
        shown = [ListedCase(number, spider.system, _NOTHING) for number in walked.shown]
        record(connection, finder, shown, now)
        usual = next_of_day(now, task.policy.at)
        self._write(
            connection,
            task,
            now=now,
            next_due_at=min(now + LOOK_AGAIN_AFTER, usual) if walked.goes_on else usual,
            seen=walked.asked,
            found=len(shown),
            failures=0,
            last_error=None,
            last_outcome=None,
            state=Jsonb({}),
            notes=Jsonb(list(walked.notes)),
        )

    def _write(self, connection: Connection[Row], task: Task, **columns: Any) -> None:
        place = {"tribunal": task.tribunal, "strategy": task.strategy}
        connection.execute(
            _SQL["close_discovery"], {**place, "filed_from": task.first, "filed_to": task.last, **columns}
        )

    def _forget_old(self, connection: Connection[Row], tribunal: str, now: datetime) -> None:
        before = now - timedelta(days=self._policy(tribunal).keep_findings_days)
        for statement in ("delete_old_findings", "delete_old_shown_cases"):
            connection.execute(_SQL[statement], {"tribunal": tribunal, "before": before})

    def _finder(self, task: Task) -> Finder:
        tribunal = tribunal_named(task.tribunal)
        districts = MILITARY_DISTRICTS if tribunal.j_tr == _MILITARY_OF_THE_UNION else ()
        return Finder(task.tribunal, task.strategy, frozenset({tribunal.j_tr, *districts}))

    def _policy(self, tribunal: str) -> DiscoveryPolicy:
        return self.policies.of(tribunal).discovery


def _material(connection: Connection[Row], row: Row, policy: StrategyPolicy) -> list[str]:
    """Read what a strategy asks for: names in turn, or watched numbers in turn."""
    after = str(row["state"].get("after", ""))
    if isinstance(policy, NameSearchPolicy):
        names = list_search_names(connection, row["tribunal"], after=after, limit=policy.names_per_run)
        if len(names) < policy.names_per_run and after:
            seen = set(names)
            more = list_search_names(connection, row["tribunal"], after="", limit=policy.names_per_run - len(names))
            names += [name for name in more if name not in seen]
        return names
    if row["strategy"] == StrategyName.DATAJUD_UPDATES:
        parameters = {"tribunal": row["tribunal"], "after": after, "limit": MOST_PER_RUN}
        return [found["case_number"] for found in connection.execute(_SQL["list_watched_numbers"], parameters)]
    return []


def switch_discoveries(connection: Connection[Row], wanted: Sequence[tuple[str, StrategyName]], now: datetime) -> None:
    """Make exactly these strategies of tribunals run; a new one is due at once."""
    columns = {"tribunals": [tribunal for tribunal, _ in wanted], "strategies": [name for _, name in wanted]}
    connection.execute(_SQL["delete_discoveries_except"], columns)
    for tribunal, strategy in wanted:
        connection.execute(_SQL["upsert_discovery"], {"tribunal": tribunal, "strategy": strategy, "now": now})


def list_wanted(courts: Sequence[Court], policies: TribunalPolicies) -> list[tuple[str, StrategyName]]:
    """List the strategies that the operator switched on and that a court offers."""
    return [
        (court.tribunal, name)
        for court in courts
        if policies.of(court.tribunal).is_enabled is not False
        for name in (*court.strategies, *_walks(court))
        if policies.of(court.tribunal).discovery.strategies.of(name).is_enabled
    ]


def _walks(court: Court) -> tuple[StrategyName, ...]:
    """Numbers are walked only where the tribunal's own systems are open, as seen on real pages."""
    is_own = any(spider.system is not CourtSystem.DATAJUD for spider in court.spiders)
    return (StrategyName.SEQUENCE_WALK,) if is_own and court.is_open else ()
