"""What strategies find, in PostgreSQL: one row per case and strategy, one order to visit, one publication of a list.

A case that is found by three strategies is visited once. What becomes of a list's own names is told in
docs/explanation/discovery.md.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from capture.hints import hint
from capture.orders import VisitResult
from monitor_config.discovery import StrategyName
from runtime.clock import business_date
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.captures import VisitReason
from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from spiders.base import ListedCase
from spiders.initials import is_initials
from spiders.new_lawsuits import is_new_lawsuit

_SQL = load_queries("capture", "discovery.sql")
_OF_A_LIST = frozenset({DistributedOnBasis.COURT, DistributedOnBasis.DISTRIBUTION_LIST})


@dataclass(frozen=True, slots=True)
class Finder:
    """Who found something: a strategy in a tribunal, whose numbers have this J.TR."""

    tribunal: str
    strategy: StrategyName
    j_trs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a run's cases."""

    seen: int
    ordered: int


def record(connection: Connection[Row], finder: Finder, listed: Iterable[ListedCase], now: datetime) -> Recorded:
    """Remember cases that a strategy lists, order visits of those that nobody knows, and hint at old watched ones."""
    today = business_date(now)
    cases = _merge(listed, finder, today)
    if not cases:
        return Recorded(0, 0)
    hidden = _list_hidden(connection, finder, cases)
    news = _write(connection, finder, {n: (case, n in hidden) for n, case in cases.items()}, today, now)
    if hidden:
        connection.execute(_SQL["hide_findings"], {"case_numbers": sorted(hidden)})
    rows = connection.execute(_SQL["list_known_cases"], {"case_numbers": list(news)}).fetchall() if news else []
    old = [r["case_number"] for r in rows if r["is_watched"] and not _is_new(cases[r["case_number"]], finder, today)]
    hint(connection, old, finder.strategy.value, now)
    fresh = [
        row
        for row in rows
        if not row["is_sealed"]
        and row["case_number"] not in hidden
        and _is_new(cases[row["case_number"]], finder, today)
    ]
    unknown = [cases[row["case_number"]] for row in fresh if not row["is_known"]]
    telling = [case for case in unknown if case.case.parties or _is_listed_date(case)]
    telling += [cases[row["case_number"]] for row in fresh if row["is_known"] and _adds(cases[row["case_number"]], row)]
    _keep_listed(connection, finder, telling)
    state = connection.execute(_SQL["find_tribunal_state"], {"tribunal": finder.tribunal}).fetchone()
    if state is None or state["state"] == "disabled":
        return Recorded(len(cases), 0)
    return Recorded(len(cases), _order(connection, finder, unknown, now))


def note_results(connection: Connection[Row], results: Sequence[VisitResult], now: datetime) -> None:
    """Remember what visits of found cases showed: the court's date; or that the case is sealed."""
    shown = [
        result
        for result in results
        if result.report and result.report.instances and result.order.reason is VisitReason.DISCOVERED
    ]
    if shown:
        numbers = [str(result.order.case_number) for result in shown]
        dates = [_printed_date(result) for result in shown]
        with_parties = [_shows_parties(result) for result in shown]
        connection.execute(
            _SQL["add_shown_cases"],
            {
                "now": now,
                "case_numbers": numbers,
                "tribunals": [result.order.tribunal for result in shown],
                "distributed": dates,
                "with_parties": with_parties,
            },
        )
        connection.execute(
            _SQL["drop_listed"],
            {
                "case_numbers": numbers,
                "distributed": dates,
                "filed": [result.order.filed_on for result in shown],
                "listed": [result.order.listed_on for result in shown],
                "with_parties": with_parties,
            },
        )
    forget(connection, [str(r.order.case_number) for r in results if r.outcome is Outcome.SEALED])


def forget(connection: Connection[Row], case_numbers: Sequence[str]) -> None:
    """Keep nothing of sealed cases but their numbers."""
    if case_numbers:
        connection.execute(_SQL["forget_listed"], {"case_numbers": list(case_numbers)})
        connection.execute(_SQL["forget_shown"], {"case_numbers": list(case_numbers)})


def _merge(listed: Iterable[ListedCase], finder: Finder, today: date) -> dict[str, ListedCase]:
    """Keep the entry of each number that says most: sealed, else a new lawsuit, else with date, else with parties."""
    best: dict[str, ListedCase] = {}
    for case in listed:
        known = best.get(case.case_number)
        if known is None or _weight(case, finder, today) > _weight(known, finder, today):
            best[str(case.case_number)] = case
    return best


def _weight(case: ListedCase, finder: Finder, today: date) -> tuple[bool, bool, bool, bool, int]:
    is_new = _is_new(case, finder, today)
    return _is_hidden(case), is_new, _is_listed_date(case), case.distributed_on is not None, len(case.case.parties)


def _is_hidden(case: ListedCase) -> bool:
    parties = case.case.parties
    is_initialled = bool(parties) and all(party.is_sealed or is_initials(party.name) for party in parties)
    return case.is_sealed or case.case.is_sealed or is_initialled


def _list_hidden(connection: Connection[Row], finder: Finder, cases: Mapping[str, ListedCase]) -> set[str]:
    """The numbers of which nothing is kept: the list hides them, another one does, or their court says sealed."""
    asked = {"case_numbers": list(cases), "strategy": finder.strategy}
    rows = connection.execute(_SQL["list_hidden_elsewhere"], asked).fetchall()
    return {row["case_number"] for row in rows} | {number for number, case in cases.items() if _is_hidden(case)}


def _is_new(case: ListedCase, finder: Finder, today: date) -> bool:
    return case.case_number.j_tr in finder.j_trs and is_new_lawsuit(
        case.case_number,
        case.distributed_on or case.available_on or today,
        court_level=case.case.court_level,
        judging_body=case.case.judging_body,
        case_class=case.case.case_class,
    )


def _write(
    connection: Connection[Row],
    finder: Finder,
    cases: Mapping[str, tuple[ListedCase, bool]],
    today: date,
    now: datetime,
) -> list[str]:
    """Upsert the rows; return the numbers of which the strategy says something that it had not said before.

    Args: cases: by number, with whether nothing of it is kept.
    """
    entries = [(number, case, is_hidden) for number, (case, is_hidden) in cases.items()]
    columns: dict[str, Any] = {
        "now": now,
        "tribunal": finder.tribunal,
        "strategy": finder.strategy,
        "case_numbers": [number for number, _, _ in entries],
        "distributed": [None if hidden else case.distributed_on for _, case, hidden in entries],
        "bases": [case.basis if case.distributed_on and not hidden else None for _, case, hidden in entries],
        "available": [None if hidden else case.available_on for _, case, hidden in entries],
        "levels": [None if hidden else case.case.court_level for _, case, hidden in entries],
        "new_lawsuits": [_is_new(case, finder, today) for _, case, _ in entries],
        "sealed": [_is_hidden(case) for _, case, _ in entries],
        "hashes": [None if hidden else _parties_hash(case) for _, case, hidden in entries],
    }
    return [row["case_number"] for row in connection.execute(_SQL["upsert_findings"], columns).fetchall()]


def _is_listed_date(case: ListedCase) -> bool:
    return case.basis in _OF_A_LIST and case.distributed_on is not None


def _adds(case: ListedCase, known: Mapping[str, Any]) -> bool:
    """Whether a list says of a known case what no visit said: a date, or names where nobody was shown any."""
    if known["court_date"] is None and (_is_listed_date(case) or (case.distributed_on and not known["is_watched"])):
        return True  # visits of watched cases are not noted: a filing date would be told of each of them
    return bool(case.case.parties) and not known["has_parties"]


def _keep_listed(connection: Connection[Row], finder: Finder, cases: Sequence[ListedCase]) -> None:
    """Keep what a list shows until a visit shows the case, or it is told (capture/listed.py)."""
    if cases:
        shown = [case.case.model_dump(mode="json", exclude_defaults=True) for case in cases]
        connection.execute(
            _SQL["keep_listed"],
            {
                "strategy": finder.strategy,
                "case_numbers": [str(case.case_number) for case in cases],
                "listed": [
                    Jsonb({"system": case.system, "case": printed}) for case, printed in zip(cases, shown, strict=True)
                ],
            },
        )


def _order(connection: Connection[Row], finder: Finder, cases: Sequence[ListedCase], now: datetime) -> int:
    if cases:
        filed = [case.distributed_on if case.basis is DistributedOnBasis.FILING else None for case in cases]
        listed = [case.distributed_on if case.basis in _OF_A_LIST else None for case in cases]
        numbers = [str(case.case_number) for case in cases]
        connection.execute(
            _SQL["add_discovered_visits"],
            {"tribunal": finder.tribunal, "case_numbers": numbers, "filed": filed, "listed": listed, "now": now},
        )
    return len(cases)


def _parties_hash(case: ListedCase) -> str | None:
    if not case.case.parties:
        return None
    names = sorted(f"{party.side}|{party.name}" for party in case.case.parties)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


def _shows_parties(result: VisitResult) -> bool:
    instances = result.report.instances if result.report else ()
    return any(instance.case.parties for instance in instances)


def _printed_date(result: VisitResult) -> date | None:
    """The earliest distribution date that the court printed, which is the first degree's."""
    days = []
    for instance in result.report.instances if result.report else ():
        try:
            days.append(date.fromisoformat((instance.case.distributed_on or "")[:10]))
        except ValueError:
            continue
    return min(days, default=None)
