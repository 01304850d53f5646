"""Reads archived visits again with today's spiders, compares with what was stored then, and publishes what differs.

A reading that is published is a capture of the same visit with a higher revision: the case store takes it as that
visit, so that everything it tells has the ids that the visit would have given it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from capture.archive import Blobs
from capture.archived_visits import UNDERSTOOD, add_reading, find_instances, reading_of
from capture.errors import CannotReadAgain
from capture.orders import VisitResult
from capture.publish import as_capture, content_hash
from capture.reading_differences import ReadingDifference, Totals, compare_readings
from capture.replay import Replayed, replay_visit
from runtime.postgres.pool import Database, Row
from runtime.postgres.queries import load_queries
from runtime.stream.base import Stream
from schemas.courts import CourtSystem
from schemas.outcomes import VERIFYING, Outcome
from schemas.topics import CAPTURES
from spiders.base import CourtSpider

_SQL = load_queries("capture", "archive.sql")
_VISITS_AT_ONCE = 50
Spiders = Mapping[str, Mapping[CourtSystem, CourtSpider]]
"""By tribunal and system: with which the archive is read."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which visits are read again: the newest of each case, unless `since` asks for all from a moment on."""

    case_numbers: Sequence[str] | None = None
    tribunal: str | None = None
    system: str | None = None
    since: datetime | None = None
    is_quarantined: bool = False
    after: UUID | None = None
    """The last visit that an interrupted run looked at."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of one visit. `refused`: why its reading was not published; `trouble`: why there is none."""

    visit_id: UUID
    case_number: str
    tribunal: str
    visited_at: datetime
    difference: ReadingDifference | None = None
    missing: tuple[str, ...] = ()
    is_applied: bool = False
    refused: str = ""
    trouble: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the facts for a machine."""
        return asdict(self)


class Reparse:
    """One run over the archive. Args: stream: None compares only."""

    def __init__(self, database: Database, blobs: Blobs, spiders: Spiders, stream: Stream | None = None) -> None:
        self._database = database
        self._blobs = blobs
        self._spiders = spiders
        self._stream = stream
        self.totals = Totals()

    def run(self, selection: Selection) -> Iterator[Reread]:
        """Read visit after visit, oldest first. Few are held at a time; each is published for itself."""
        position = self._position(selection.after)
        while visits := self._list(selection, position):
            for visit in visits:
                yield self._reread(visit)
            position = visits[-1]["visited_at"], visits[-1]["visit_id"]

    def _reread(self, visit: Row) -> Reread:
        facts = Reread(visit["visit_id"], visit["case_number"], visit["tribunal"], visit["visited_at"])
        self.totals.visits += 1
        try:
            with self._database.transaction() as connection:
                replayed = replay_visit(connection, self._blobs, visit, self._spiders.get(visit["tribunal"], {}))
                before = find_instances(connection, visit["case_number"], visit["reading"])
        except CannotReadAgain as error:
            self.totals.unreadable += 1
            return replace(facts, trouble=str(error))
        report = replayed.result.report
        assert report is not None  # a replay always ends with one
        if report.outcome is Outcome.SEALED:
            before = []  # what was read of it is shown to nobody
        difference = compare_readings(before, report.instances, (Outcome(visit["outcome"]), report.outcome))
        self.totals.count(difference)
        self.totals.incomplete += bool(replayed.missing)
        facts = replace(facts, difference=difference, missing=replayed.missing)
        if self._stream is None or difference.is_empty:
            return facts
        try:
            publish_reading(self._stream, visit, replayed)
        except CannotReadAgain as error:
            self.totals.refused += 1
            return replace(facts, refused=str(error))
        self.totals.applied += 1
        return replace(facts, is_applied=True)

    def _position(self, after: UUID | None) -> tuple[datetime, UUID] | None:
        if after is None:
            return None
        with self._database.transaction() as connection:
            row = connection.execute(_SQL["find_archived_visit"], {"visit_id": after}).fetchone()
        if row is None:
            raise CannotReadAgain(f"the archive has no visit {after}")
        return row["visited_at"], row["visit_id"]

    def _list(self, selection: Selection, position: tuple[datetime, UUID] | None) -> list[Row]:
        numbers = selection.case_numbers
        asked = {
            "case_numbers": None if numbers is None else list(numbers),
            "tribunal": selection.tribunal,
            "system": selection.system,
            "since": selection.since,
            "is_quarantined": selection.is_quarantined,
            "is_newest": selection.since is None and not selection.is_quarantined,
            "after_at": position[0] if position else None,
            "after_id": position[1] if position else None,
            "limit": _VISITS_AT_ONCE,
        }
        with self._database.transaction() as connection:
            return connection.execute(_SQL["list_archived_visits"], asked).fetchall()


def publish_reading(stream: Stream, visit: Row, replayed: Replayed) -> None:
    """Publish another reading of a visit, and remember it. Raises CannotReadAgain where that would not be right."""
    result = replayed.result
    with stream.unit_of_work() as unit:
        row = unit.connection.execute(_SQL["lock_archived_visit"], {"visit_id": visit["visit_id"]}).fetchone()
        if why := _why_not(visit, row, replayed):
            raise CannotReadAgain(why)
        revision = visit["revision"] + 1
        capture = as_capture(result).model_copy(update={"visit_id": visit["visit_id"], "revision": revision})
        _remember(unit.connection, visit, result, revision)
        unit.publish(CAPTURES, visit["case_number"], capture)


def _why_not(visit: Row, row: Row | None, replayed: Replayed) -> str:
    """Say why a reading is not published; empty when it is."""
    if row is None or row["is_sealed"]:
        return "the case is sealed, or its pages are gone"
    if row["revision"] != visit["revision"]:
        return "somebody else published a reading of this visit meanwhile"
    if not (row["is_published"] or row["is_watched"]):
        return "nobody watches the case"
    return _why_not_yet(visit, row, replayed)


def _why_not_yet(visit: Row, row: Row, replayed: Replayed) -> str:
    report = replayed.result.report
    if row["last_visited_at"] is not None and row["last_visited_at"] > row["visited_at"]:
        return f"a newer visit ({row['last_visited_at']:%Y-%m-%d %H:%M} UTC) decides what is known of the case"
    if report is None or not (report.instances or report.outcome is Outcome.SEALED):
        return "a reading that does not show the case concludes nothing; the next visit does"
    if replayed.missing and Outcome(visit["outcome"]) in VERIFYING:
        return f"the archive does not hold all pages: {replayed.missing[0]}"
    return ""


def _remember(connection: Connection[Row], visit: Row, result: VisitResult, revision: int) -> None:
    report = result.report
    assert report is not None  # _why_not has seen to it
    digest = None
    if report.instances and report.outcome is not Outcome.SEALED:
        reading = reading_of(report)
        digest = hashlib.sha256(reading).hexdigest()
        add_reading(connection, visit["case_number"], digest, reading)
    columns = {
        "visit_id": visit["visit_id"],
        "case_number": visit["case_number"],
        "visited_at": visit["visited_at"],
        "revision": revision,
        "outcome": report.outcome,
        "explanation": report.explanation,
        "outcomes": [answer.report.outcome.value for answer in result.answers],
        "spider": result.spider,
        "spider_version": result.spider_version,
        "reading": digest,
        "is_verified": report.outcome in VERIFYING,
        "content_hash": content_hash(result),
    }
    connection.execute(_SQL["save_reading"], columns)
    connection.execute(_SQL["save_case_state"], columns)
    if report.outcome in UNDERSTOOD:
        connection.execute(_SQL["release_visit"], columns)
