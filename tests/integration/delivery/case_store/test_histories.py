"""Random histories of a case: what was told and what is stored always add up to what the court shows."""

import itertools
import random
from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery.case_store.cases import get_case, list_movements
from delivery.case_store.parties import parties_digest
from delivery.case_store.records import CaseState
from delivery.case_store.repository import list_parties
from runtime.postgres.pool import Database
from schemas.captures import Capture
from schemas.cases import Lawyer, Movement, Party
from schemas.courts import Side
from schemas.outcomes import Outcome
from tests.support.companies import add_company, told
from tests.support.pipeline import Pipeline
from tests.support.visits import START, capture, case_number, movement, snapshot

_ROWS = st.lists(st.tuples(st.sampled_from(["Conclusos", "Despacho", "Juntada"]), st.integers(1, 3)), max_size=6)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("complete"), _ROWS),
        st.tuples(st.just("partial"), _ROWS),
        st.tuples(st.sampled_from(["not_found", "timeout", "sealed", "again", "stale"]), st.just([])),
    ),
    min_size=1,
    max_size=8,
)
_numbers = itertools.count(1)


def _page(rows: list[tuple[str, int]], order: random.Random) -> tuple[Movement, ...]:
    """The rows as a court might print them: any order, any blanks, any case."""
    shown = [movement(order.choice([text, f" {text.upper()}\n"]), day) for text, day in rows]
    order.shuffle(shown)
    return tuple(shown)


def _people(rows: list[tuple[str, int]]) -> tuple[Party, ...]:
    """Parties that come and go with the rows: one for each text."""
    return tuple(Party(name=text, side=Side.ACTIVE, lawyers=(Lawyer(name=f"{text} {day}"),)) for text, day in rows)


def _visits(steps: list[tuple[str, list[tuple[str, int]]]], order: random.Random) -> list[Capture]:
    number = case_number(next(_numbers))
    visits: list[Capture] = []
    last: list[tuple[str, int]] = [("Despacho", 1)]
    for hours, (kind, given_rows) in enumerate([*steps, ("complete", None), ("complete", None)]):
        rows = last if given_rows is None else given_rows
        if kind in ("complete", "partial"):
            is_complete = kind == "complete"
            last = rows if is_complete else last
            shown = snapshot(_page(rows, order), is_complete=is_complete, parties=_people(rows))
            outcome = Outcome.FOUND_NEW if is_complete else Outcome.PARTIAL
            visits.append(capture(number, shown, outcome=outcome, hours=hours))
        elif kind == "again" and visits:
            visits.append(visits[-1])
        elif kind == "stale" and visits:
            shown = snapshot(_page([("Arquivado", 3)], order))
            visits.append(capture(number, shown, at=START - timedelta(days=1)))
        elif kind in ("not_found", "timeout", "sealed"):
            visits.append(capture(number, outcome=Outcome(kind), hours=hours))
    return visits


def _stored(database: Database, number: object) -> Counter[tuple[str, str]]:
    with database.transaction() as connection:
        assert get_case(connection, number).state is CaseState.FOUND
        return Counter(
            (" ".join(view.text.lower().split()), str(view.occurred_on)) for view in list_movements(connection, number)
        )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS, st.randoms(use_true_random=False))
def test_two_complete_visits_leave_the_store_as_the_court(
    pipeline: Pipeline, steps: list[tuple[str, list[tuple[str, int]]]], order: random.Random
) -> None:
    """Whatever came before: copies, stale visits, failures, sealing; and no event's key is ever told twice."""
    company = add_company(pipeline.database, f"acme-{next(_numbers)}")
    visits = _visits(steps, order)
    number = visits[-1].case_number
    pipeline.activate(company, number)
    pipeline.ingest(*visits)
    shown = Counter(
        (" ".join(row.text.lower().split()), str(row.occurred_on)) for row in visits[-1].instances[0].case.movements
    )
    assert _stored(pipeline.database, number) == shown
    with pipeline.database.transaction() as connection:
        (stored,) = list_parties(connection, number).values() or ([],)
    assert parties_digest(stored) == parties_digest(visits[-1].instances[0].case.parties)
    events = told(pipeline.database, company)
    assert len({event["id"] for event in events}) == len(events)
    if not any(kind == "sealed" for kind, _ in steps):
        assert _replayed(events) == shown.total()
    pipeline.ingest(*visits)
    assert told(pipeline.database, company) == events


def _replayed(events: list[dict[str, object]]) -> int:
    """How many movements a reader of the feed counts."""
    count = 0
    for event in events:
        if event["type"] == "case.registered":
            count = event["data"]["movements_total"]
        count += {"movement.created": 1, "movement.withdrawn": -1}.get(event["type"], 0)
    return count
