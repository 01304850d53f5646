"""Carries out walks over case numbers in PostgreSQL: learns the answers of the last batch, and orders the next one.

A probe is an ordinary visit, so pace, hours, budget, archive and health are those of every visit; a run asks nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from capture.business_days import is_business_day
from capture.strategies.walk import Answer, Walk, begin_day, learn, next_batch
from monitor_config.discovery import SequenceWalkPolicy
from runtime.clock import business_date
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome

_SQL = load_queries("capture", "discovery.sql")
_BATCH = 10
"""Numbers of one series that are asked before their answers decide whether to go on."""
LOOK_AGAIN_AFTER = timedelta(minutes=10)

Place = tuple[str, str]
"""Origin and series."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What one step of a tribunal's walks came to: `shown` numbers are new; `goes_on` while answers are awaited."""

    asked: int
    shown: tuple[CaseNumber, ...]
    goes_on: bool
    notes: tuple[str, ...]


def walk_on(connection: Connection[Row], tribunal: str, j_tr: str, policy: SequenceWalkPolicy, now: datetime) -> Walked:
    """Take one step of every walk of a tribunal; nothing is asked on days on which courts take no lawsuits."""
    today = business_date(now)
    probes = connection.execute(_SQL["list_probes"], {"tribunal": tribunal}).fetchall()
    waiting = {(row["origin"], row["series"]) for row in probes if row["is_waiting"]}
    done = [row for row in probes if (row["origin"], row["series"]) not in waiting]
    walks = _open_walks(connection, tribunal, j_tr, policy, now)
    answers = _answers(done)
    walks = {place: learn(walk, answers.get(place, {}), policy, today) for place, walk in walks.items()}
    _close(connection, done)
    spent = connection.execute(_SQL["find_probes_spent"], {"tribunal": tribunal, "day": today}).fetchone()
    left = (policy.daily_requests or 10**9) - (spent["probes"] if spent else 0)
    asked = 0
    if is_business_day(today):
        for place in [place for place in walks if place not in waiting]:
            walks[place], ordered = _ask(connection, (tribunal, j_tr, place), walks[place], policy, (left - asked, now))
            asked += ordered
    if asked:
        connection.execute(_SQL["spend_probes"], {"tribunal": tribunal, "day": today, "probes": asked})
    _save(connection, tribunal, today.year, walks)
    shown = tuple(CaseNumber(row["case_number"]) for row in done if row["is_shown"])
    return Walked(asked, shown, bool(waiting or asked), _notes(walks, policy, is_spent=left <= asked))


def _open_walks(
    connection: Connection[Row], tribunal: str, j_tr: str, policy: SequenceWalkPolicy, now: datetime
) -> dict[Place, Walk]:
    today = business_date(now)
    stored = connection.execute(_SQL["list_walks"], {"tribunal": tribunal, "year": today.year}).fetchall()
    walks = {(row["origin"], row["series"]): _as_walk(row) for row in stored}
    highest = connection.execute(
        _SQL["list_highest"],
        {
            "tribunal": tribunal,
            "year": f"{today.year:04d}",
            "j_trs": [j_tr.replace(".", "")],
            "origins": list(policy.origins),
        },
    ).fetchall()
    known = {(row["origin"], row["series"]): int(row["highest"]) for row in highest}
    return {
        place: begin_day(walks.get(place) or Walk(number, number), today, number) for place, number in known.items()
    }


def _as_walk(row: Mapping[str, Any]) -> Walk:
    values = {field.name: row[field.name] for field in fields(Walk)}
    return Walk(**{**values, "gaps": tuple(values["gaps"])})


def _answers(probes: Sequence[Mapping[str, Any]]) -> dict[Place, dict[int, Answer]]:
    answers: dict[Place, dict[int, Answer]] = defaultdict(dict)
    for row in probes:
        is_answered = row["last_visited_at"] is not None and row["last_visited_at"] >= row["asked_at"]
        if row["is_shown"]:
            answer = Answer.SHOWN
        else:
            answer = Answer.ABSENT if is_answered and row["last_outcome"] == Outcome.NOT_FOUND else Answer.OPEN
        answers[row["origin"], row["series"]][row["sequence"]] = answer
    return answers


def _close(connection: Connection[Row], probes: Sequence[Mapping[str, Any]]) -> None:
    numbers = [row["case_number"] for row in probes]
    if numbers:
        connection.execute(_SQL["close_probes"], {"case_numbers": numbers})
        unknown = [row["case_number"] for row in probes if not row["is_shown"]]
        connection.execute(_SQL["end_guesses"], {"case_numbers": unknown})
        connection.execute(_SQL["forget_guesses"], {"case_numbers": unknown})


def _ask(
    connection: Connection[Row],
    where: tuple[str, str, Place],
    walk: Walk,
    policy: SequenceWalkPolicy,
    limits: tuple[int, datetime],
) -> tuple[Walk, int]:
    """Order a batch of probes; numbers that somebody knows already count as shown and are passed over."""
    (tribunal, j_tr, (origin, series)), (left, now) = where, limits
    today = business_date(now)
    while sequences := next_batch(walk, policy, today, most=max(0, min(_BATCH, left))):
        numbers = [
            CaseNumber.build(sequence=n, year=today.year, j_tr=j_tr, origin=int(origin))
            for n in sequences
            if f"{n:07d}"[0] == series
        ]
        rows = connection.execute(_SQL["list_known_numbers"], {"case_numbers": [str(number) for number in numbers]})
        known = {row["case_number"] for row in rows}
        unknown = numbers[: next((place for place, number in enumerate(numbers) if number in known), len(numbers))]
        if unknown:
            place = {"tribunal": tribunal, "year": today.year, "origin": origin, "series": series, "now": now}
            parameters = {**place, "case_numbers": [str(number) for number in unknown]}
            connection.execute(_SQL["add_guesses"], parameters)
            connection.execute(_SQL["add_probes"], parameters)
            return walk, len(unknown)
        if not numbers:
            return walk, 0
        walk = learn(walk, {int(numbers[0].sequence): Answer.SHOWN}, policy, today)
    return walk, 0


def _save(connection: Connection[Row], tribunal: str, year: int, walks: Mapping[Place, Walk]) -> None:
    if not walks:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            _SQL["save_walks"],
            [
                {**asdict(walk), "gaps": list(walk.gaps), "tribunal": tribunal, "year": year}
                | {"origin": origin, "series": series}
                for (origin, series), walk in walks.items()
            ],
        )


def _notes(walks: Mapping[Place, Walk], policy: SequenceWalkPolicy, *, is_spent: bool) -> tuple[str, ...]:
    unknown = sorted(set(policy.origins) - {origin for origin, _ in walks})
    notes = [f"origin {origin}: no number of this year is known yet" for origin in unknown]
    notes += [f"origin {place[0]}: {walk.why_ended}" for place, walk in walks.items() if walk.ended_on]
    return (*notes, "the probes that the operator allows for this day are spent") if is_spent else tuple(notes)
