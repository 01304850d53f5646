"""From visits to rows, events and distributions."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from delivery.case_store.cases import get_case, list_movements
from delivery.case_store.dead_letters import DeadLetterHandler
from delivery.case_store.errors import ContradictoryCapture
from delivery.case_store.records import CaseState
from runtime.postgres.pool import Database
from schemas.captures import Capture, SourceKind, SystemAnswer
from schemas.case_number import CaseNumber
from schemas.cases import Case, Party
from schemas.courts import CourtLevel, CourtSystem, Side
from schemas.dead_letters import DeadLetter
from schemas.outcomes import Outcome
from schemas.topics import CAPTURE_REQUESTS
from tests.support.companies import add_company, told
from tests.support.pipeline import Pipeline
from tests.support.visits import START, capture, case_number, movement, parties, snapshot

NUMBER = case_number()
A, B, C = movement("a", 1), movement("b", 2), movement("c", 3)


def _texts(database: Database, number: CaseNumber = NUMBER) -> list[str]:
    with database.transaction() as connection:
        return [view.text for view in list_movements(connection, number)]


def _state(database: Database, number: CaseNumber = NUMBER) -> CaseState:
    with database.transaction() as connection:
        return get_case(connection, number).state


def test_the_first_complete_visit_is_a_baseline(pipeline: Pipeline) -> None:
    """It is told once, with its counts, and no movement of it is told."""
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    assert _state(pipeline.database) is CaseState.WAITING
    pipeline.ingest(capture(NUMBER, snapshot((B, A))))
    (event,) = told(pipeline.database, company)
    assert event["type"] == "case.registered"
    assert event["subject"] == NUMBER.masked
    assert event["data"]["movements_total"] == 2
    assert event["data"]["instances"] == [{"system": "esaj", "court_level": "G1", "code": "", "movements": 2}]
    assert event["data"]["distributed_on"] == "2031-02-20"
    assert _state(pipeline.database) is CaseState.FOUND


def test_a_new_movement_is_told_to_those_who_know_the_case(pipeline: Pipeline) -> None:
    first, late = add_company(pipeline.database), add_company(pipeline.database, "late")
    pipeline.activate(first, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((A,))))
    pipeline.ingest(capture(NUMBER, snapshot((B, A)), hours=1))
    pipeline.activate(late, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((C, B, A)), hours=2))
    events = told(pipeline.database, first, "movement.created")
    assert [event["data"]["movement"]["text"] for event in events] == ["b", "c"]
    assert events[0]["data"]["movement"]["occurred_on"] == "2031-02-02"
    assert [event["type"] for event in told(pipeline.database, late)] == ["case.registered", "movement.created"]
    assert told(pipeline.database, late)[0]["data"]["movements_total"] == 2


def test_layout_changes_nothing(pipeline: Pipeline) -> None:
    """Another order, other blanks, another case and encoding: the visit is `found_unchanged`."""
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((C, B, A, A))))
    before = told(pipeline.database, company)
    other = tuple(m.model_copy(update={"text": f"\u00a0{m.text.upper()} "}) for m in (A, B, A, C))
    people = tuple(party.model_copy(update={"name": party.name.upper()}) for party in reversed(parties()))
    pipeline.ingest(capture(NUMBER, snapshot(other, parties=people, judging_body="1ª  VARA CÍVEL"), hours=1))
    assert told(pipeline.database, company) == before
    assert len(pipeline.distributions()) == 1
    with pipeline.database.transaction() as connection:
        row = connection.execute("SELECT last_outcome, last_verified_at FROM cases.cases").fetchone()
    assert row == {"last_outcome": "found_unchanged", "last_verified_at": datetime(2031, 3, 3, 13, tzinfo=UTC)}


def test_an_edit_is_told_as_withdrawn_and_created(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((B, A))))
    pipeline.ingest(capture(NUMBER, snapshot((movement("b corrected", 2), A)), hours=1))
    _, gone, come = told(pipeline.database, company)
    assert (gone["type"], come["type"]) == ("movement.withdrawn", "movement.created")
    assert gone["data"]["movement"]["text"] == "b"
    assert come["data"]["replaces"] == gone["data"]["movement"]["id"]
    assert _texts(pipeline.database) == ["b corrected", "a"]


def test_an_edit_of_a_numbered_movement_raises_its_episode(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    for hours, text in enumerate(("b", "b corrected", "b")):
        pipeline.ingest(capture(NUMBER, snapshot((movement(text, 2, number=7),)), hours=hours))
    texts = [(event["type"][9:], event["data"]["movement"]["text"]) for event in told(pipeline.database, company)[1:]]
    assert texts == [("withdrawn", "b"), ("created", "b corrected"), ("withdrawn", "b corrected"), ("created", "b")]


def test_a_withdrawal_needs_two_agreeing_visits(pipeline: Pipeline) -> None:
    """The first short page makes the case partial and asks for one visit; the second concludes."""
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((C, B, A))))
    pipeline.ingest(capture(NUMBER, snapshot((C, A)), hours=1))
    assert _state(pipeline.database) is CaseState.PARTIAL
    assert [request.wish for request in pipeline.stream.published(CAPTURE_REQUESTS)] == [None, "hinted"]
    assert len(told(pipeline.database, company)) == 1
    pipeline.ingest(capture(NUMBER, snapshot((C, A)), hours=1))
    assert told(pipeline.database, company)[-1]["type"] == "movement.withdrawn"
    assert (_state(pipeline.database), _texts(pipeline.database)) == (CaseState.FOUND, ["c", "a"])
    pipeline.ingest(capture(NUMBER, snapshot((C, B, A)), hours=2))
    assert [event["type"] for event in told(pipeline.database, company)[1:]] == [
        "movement.withdrawn",
        "movement.created",
    ]


def test_a_page_that_is_short_by_accident_concludes_nothing(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    for hours, rows in enumerate(((C, B, A), (C,), (B,), (C,), (C, B, A))):
        pipeline.ingest(capture(NUMBER, snapshot(rows), hours=hours))
    assert len(told(pipeline.database, company)) == 1
    requests = pipeline.stream.published(CAPTURE_REQUESTS)
    assert [request.wish for request in requests] == [None, "hinted"], (
        "while it stays short, it is asked for once in six hours"
    )


def test_header_and_parties_are_told_with_old_and_new(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((A,))))
    people = (*parties(), Party(name="Transportes Aurora S.A.", side=Side.PASSIVE))
    pipeline.ingest(capture(NUMBER, snapshot((A,), parties=people, judge="Ana Prado"), hours=1))
    event = told(pipeline.database, company)[-1]
    assert event["type"] == "case.updated"
    assert event["data"]["changes"]["judge"] == [None, "Ana Prado"]
    old, new = event["data"]["changes"]["parties"]
    assert (len(old), len(new)) == (2, 3)
    first, second = pipeline.distributions()
    assert (len(first.parties), len(second.parties)) == (2, 3)
    assert second.revision > first.revision


def test_a_new_degree_is_a_baseline_of_its_own(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((A,))))
    pipeline.ingest(capture(NUMBER, snapshot((A,)), snapshot((B, A), level=CourtLevel.SECOND, code="P1"), hours=1))
    event = told(pipeline.database, company)[-1]
    assert event["data"]["new_instance"] == {"system": "esaj", "court_level": "G2", "code": "P1", "movements": 2}
    assert told(pipeline.database, company, "movement.created") == []


def test_stale_and_doubled_captures_change_nothing(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    older, newer = capture(NUMBER, snapshot((A,))), capture(NUMBER, snapshot((B, A)), hours=1)
    same_moment = capture(NUMBER, snapshot((C, B, A)), hours=1)
    pipeline.ingest(older, older, newer, newer, same_moment, older, newer)
    assert _texts(pipeline.database) == ["c", "b", "a"]
    assert len(told(pipeline.database, company)) == 3


@pytest.mark.parametrize("together", [False, True])
def test_handling_each_capture_twice_is_handling_it_once(pipeline: Pipeline, together: bool) -> None:
    """One by one or in a batch, and again after a crash that rolled a batch back."""
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    visits = [capture(NUMBER, snapshot(rows), hours=n) for n, rows in enumerate(((A,), (B, A), (C, B, A)))]
    handle: Callable[..., None] = pipeline.ingest_together if together else pipeline.ingest
    with pytest.raises(ZeroDivisionError):
        _handle_and_crash(pipeline, visits)
    handle(*[visit for visit in visits for _ in range(2)])
    handle(*visits)
    assert [event["type"] for event in told(pipeline.database, company)] == [
        "case.registered",
        "movement.created",
        "movement.created",
    ]
    assert len(pipeline.distributions()) == 1


def _handle_and_crash(pipeline: Pipeline, visits: list[Capture]) -> None:
    with pipeline.stream.unit_of_work() as unit:
        for visit in visits:
            pipeline.captures.handle("captures.v1", visit, unit)
        raise ZeroDivisionError


def test_a_discovered_case_is_stored_and_published_without_events(pipeline: Pipeline) -> None:
    plain = snapshot((A,), distributed_on=None)
    pipeline.ingest(capture(NUMBER, plain, filed_on="2031-02-25"))
    (distribution,) = pipeline.distributions()
    assert (distribution.distributed_on, distribution.distributed_on_basis) == (date(2031, 2, 25), "filing")
    assert [party.name for party in distribution.parties] == [party.name for party in parties()]
    with pipeline.database.transaction() as connection:
        assert connection.execute("SELECT count(*) AS n FROM events.events").fetchone() == {"n": 0}


def test_a_distribution_says_where_its_case_is_and_where_an_appeal_comes_from(pipeline: Pipeline) -> None:
    origin = "Comarca de Serra Encantada / 2ª Vara"
    appeal = snapshot((A,), level=CourtLevel.SECOND, code="1", jurisdiction="Direito Privado 2", origin=origin)
    pipeline.ingest(capture(NUMBER, snapshot((A,), jurisdiction="Foro de Serra Encantada"), appeal))
    (distribution,) = pipeline.distributions()
    assert (distribution.jurisdiction, distribution.judging_body) == ("Foro de Serra Encantada", "1ª Vara Cível")
    assert distribution.origin == origin


def test_a_better_date_is_matched_again(pipeline: Pipeline) -> None:
    pipeline.ingest(capture(NUMBER, snapshot((A,), distributed_on=None)))
    pipeline.ingest(capture(NUMBER, snapshot((A,)), hours=1))
    assert [d.distributed_on_basis for d in pipeline.distributions()] == ["first_seen", "court"]


def test_an_unknown_case_that_is_not_found_leaves_no_row(pipeline: Pipeline) -> None:
    pipeline.ingest(capture(NUMBER))
    with pipeline.database.transaction() as connection:
        assert connection.execute("SELECT count(*) AS n FROM cases.cases").fetchone() == {"n": 0}


def test_not_found_is_told_once_for_each_absence(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    visits = (False, False, True, False, True)
    for hours, is_there in enumerate(visits):
        pipeline.ingest(capture(NUMBER, *([snapshot((A,))] if is_there else []), hours=hours))
    assert [event["type"] for event in told(pipeline.database, company)] == [
        "case.not_found",
        "case.registered",
        "case.not_found",
        "case.updated",
    ]
    assert told(pipeline.database, company)[-1]["data"]["changes"] == {"state": ["not_found", "found"]}


def test_not_found_in_one_system_does_not_hide_what_another_shows(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((A,))), capture(NUMBER, system=CourtSystem.PJE, hours=1))
    assert _state(pipeline.database) is CaseState.FOUND
    assert told(pipeline.database, company, "case.not_found") == []


@pytest.mark.parametrize("system", [CourtSystem.PJE, CourtSystem.PJE_REST])
def test_a_known_pje_case_that_stays_away_is_possibly_sealed(pipeline: Pipeline, system: CourtSystem) -> None:
    """Three visits over a day: its names are withheld until it is found, and it is matched again then."""
    shown = snapshot((A,), system=system)
    pipeline.ingest(capture(NUMBER, shown, system=system))
    for hours in (1, 12, 26):
        assert _state(pipeline.database) is not CaseState.POSSIBLY_SEALED
        pipeline.ingest(capture(NUMBER, system=system, hours=hours))
    pipeline.ingest(capture(NUMBER, outcome=Outcome.TIMEOUT, system=system, hours=27))
    with pipeline.database.transaction() as connection:
        view = get_case(connection, NUMBER)
        assert list_movements(connection, NUMBER, with_withdrawn=True) == []
    assert (view.state, view.parties) == (CaseState.POSSIBLY_SEALED, ())
    pipeline.ingest(capture(NUMBER, shown, system=system, hours=28))
    assert _state(pipeline.database) is CaseState.FOUND
    assert len(pipeline.distributions()) == 2


def _unsure(hours: float, **answers: Outcome) -> Capture:
    """A visit that shows nothing, while some system could not be asked."""
    said = tuple(SystemAnswer(system=CourtSystem(name), outcome=outcome) for name, outcome in answers.items())
    system = said[0].system if len(said) == 1 else None
    visit = capture(NUMBER, outcome=Outcome.PARTIAL, system=CourtSystem.PJE, hours=hours)
    provenance = visit.provenance.model_copy(update={"system": system})
    return visit.model_copy(update={"answers": said, "provenance": provenance})


def _from(system: CourtSystem, hours: float = 0) -> Capture:
    return capture(NUMBER, snapshot((A,), system=system), system=system, hours=hours)


NOT_THERE, WALLED = Outcome.NOT_FOUND, Outcome.CAPTCHA


@pytest.mark.parametrize("answers", [{"pje": NOT_THERE}, {"pje": NOT_THERE, "eproc": WALLED}])
def test_a_pje_case_that_stays_away_beside_a_wall_is_possibly_sealed(
    pipeline: Pipeline, answers: dict[str, Outcome]
) -> None:
    """The wall never showed the case: that nobody can look behind it must not leave the names of a sealed case told."""
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(_from(CourtSystem.PJE))
    for hours in (1, 12, 26):
        assert _state(pipeline.database) is (CaseState.FOUND if hours == 1 else CaseState.PARTIAL)
        pipeline.ingest(_unsure(hours, **answers))
    with pipeline.database.transaction() as connection:
        view = get_case(connection, NUMBER)
    assert (view.state, view.parties) == (CaseState.POSSIBLY_SEALED, ())
    assert "a system that cannot be asked" in view.state_reason
    assert told(pipeline.database, company, "case.not_found") == []
    pipeline.ingest(_from(CourtSystem.EPROC, hours=28))
    assert _state(pipeline.database) is CaseState.FOUND


@pytest.mark.parametrize(
    ("seen", "answers"),
    [
        (("pje", "eproc"), {"pje": NOT_THERE}),  # it is in both, or has moved behind the wall
        (("pje", "eproc"), {"pje": NOT_THERE, "eproc": WALLED}),
        (("esaj",), {"esaj": NOT_THERE, "eproc": WALLED}),  # e-SAJ says when a case is sealed
        (("eproc",), {"pje": NOT_THERE, "eproc": WALLED}),
        ((), {"pje": NOT_THERE, "eproc": WALLED}),
        (("pje",), {"pje": NOT_THERE, "eproc": Outcome.MAINTENANCE}),
        (("pje",), {"pje": NOT_THERE, "eproc": Outcome.TIMEOUT}),
        (("pje",), {"eproc": NOT_THERE, "pje": WALLED}),
    ],
)
def test_a_case_that_may_be_elsewhere_is_not_called_possibly_sealed(
    pipeline: Pipeline, seen: tuple[str, ...], answers: dict[str, Outcome]
) -> None:
    pipeline.activate(add_company(pipeline.database), NUMBER)
    pipeline.ingest(*(_from(CourtSystem(system)) for system in seen))
    pipeline.ingest(*(_unsure(hours, **answers) for hours in (1, 12, 26, 50)))
    assert _state(pipeline.database) is CaseState.PARTIAL


def test_a_case_that_left_an_old_system_before_is_possibly_sealed_where_it_was_last(pipeline: Pipeline) -> None:
    moved = _from(CourtSystem.PJE, hours=1).model_copy(
        update={
            "answers": tuple(
                SystemAnswer(system=system, outcome=outcome)
                for system, outcome in ((CourtSystem.ESAJ, NOT_THERE), (CourtSystem.PJE, Outcome.FOUND_NEW))
            )
        }
    )
    pipeline.ingest(_from(CourtSystem.ESAJ), moved)
    pipeline.ingest(*(_unsure(hours, pje=NOT_THERE) for hours in (2, 12, 27)))
    assert _state(pipeline.database) is CaseState.POSSIBLY_SEALED


def test_a_case_that_is_surely_gone_after_unsure_visits_is_told_once(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(_from(CourtSystem.PJE), _unsure(1, pje=NOT_THERE))
    for hours in (2, 3):
        pipeline.ingest(capture(NUMBER, system=CourtSystem.PJE, hours=hours))
    assert len(told(pipeline.database, company, "case.not_found")) == 1


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.TIMEOUT, CaseState.TIMEOUT),
        (Outcome.PAGE_CHANGED, CaseState.PAGE_CHANGED),
        (Outcome.PARTIAL, CaseState.PARTIAL),
        (Outcome.CAPTCHA, CaseState.FOUND),
        (Outcome.MAINTENANCE, CaseState.FOUND),
    ],
)
def test_a_failure_is_a_named_state_and_verifies_nothing(
    pipeline: Pipeline, outcome: Outcome, state: CaseState
) -> None:
    """What concerns the whole tribunal is the tribunal's state, not the case's."""
    pipeline.ingest(capture(NUMBER, snapshot((A,))), capture(NUMBER, outcome=outcome, hours=1))
    with pipeline.database.transaction() as connection:
        view = get_case(connection, NUMBER)
    assert (view.state, view.last_verified_at) == (state, START)
    assert _texts(pipeline.database) == ["a"]


def test_a_partial_visit_is_no_baseline(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((B,), is_complete=False), outcome=Outcome.PARTIAL))
    assert told(pipeline.database, company) == []
    pipeline.ingest(capture(NUMBER, snapshot((B, A)), hours=1))
    (event,) = told(pipeline.database, company)
    assert event["data"]["movements_total"] == 2


def test_a_partial_visit_tells_what_it_proves(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((B, A))))
    pipeline.ingest(capture(NUMBER, snapshot((C, B), is_complete=False), outcome=Outcome.PARTIAL, hours=1))
    pipeline.ingest(capture(NUMBER, snapshot((C, B, A)), hours=2))
    assert [e["data"]["movement"]["text"] for e in told(pipeline.database, company, "movement.created")] == ["c"]


def test_a_hint_only_asks_for_a_visit(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(capture(NUMBER, snapshot((A,), system=CourtSystem.DATAJUD), source=SourceKind.HINT))
    assert pipeline.stream.published(CAPTURE_REQUESTS)[-1].wish == "hinted"
    assert _state(pipeline.database) is CaseState.WAITING


def test_a_contradictory_capture_is_refused_whole(pipeline: Pipeline) -> None:
    other = snapshot((A,)).model_copy(update={"case": Case(case_number=case_number(2))})
    for bad in (capture(NUMBER, outcome=Outcome.FOUND_NEW), capture(NUMBER, other), _doubled()):
        with pytest.raises(ContradictoryCapture):
            pipeline.ingest(bad)
    with pipeline.database.transaction() as connection:
        assert connection.execute("SELECT count(*) AS n FROM cases.cases").fetchone() == {"n": 0}


def _doubled() -> Capture:
    return capture(NUMBER, snapshot((A,)), snapshot((B,)))


def test_a_dead_letter_is_a_state_of_its_case(pipeline: Pipeline) -> None:
    pipeline.ingest(capture(NUMBER, snapshot((A,))))
    with pipeline.stream.unit_of_work() as unit:
        pipeline.captures.on_dead_letter(pipeline.captures.topics[0], NUMBER, "bad", unit)
        pipeline.captures.on_dead_letter(pipeline.captures.topics[0], "no number", "bad", unit)
        pipeline.matches.on_dead_letter(pipeline.matches.topics[0], f"{uuid4()}:{NUMBER}", "worse", unit)
    with pipeline.database.transaction() as connection:
        view = get_case(connection, NUMBER)
    assert (view.state, view.state_reason) == (CaseState.DEAD_LETTER, "a message of matches.v1 was refused: worse")


def test_what_another_stage_refused_is_a_state_of_its_case(pipeline: Pipeline) -> None:
    """The matcher cannot write it; the letter of a letter, and one that is of no case, change nothing."""
    pipeline.ingest(capture(NUMBER, snapshot((A,))))
    handler = DeadLetterHandler(pipeline.clock)
    for topic, key in (("dead_letters.v1", NUMBER), ("distributions.v1", "TJSP"), ("matches.v1", NUMBER)):
        _refuse(pipeline, handler, topic, key)
        assert _state(pipeline.database) is CaseState.FOUND
    _refuse(pipeline, handler, "distributions.v1", NUMBER)
    assert _state(pipeline.database) is CaseState.DEAD_LETTER


def _refuse(pipeline: Pipeline, handler: DeadLetterHandler, topic: str, key: str) -> None:
    letter = DeadLetter(
        group="matcher",
        topic=topic,
        partition=0,
        offset=0,
        key=key,
        value_base64="",
        headers={},
        error="ValueError",
        reason="why",
        attempts=3,
        refused_at=START,
    )
    with pipeline.stream.unit_of_work() as unit:
        handler.handle("dead_letters.v1", letter, unit)
