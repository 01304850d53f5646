"""A party that a complete page leaves out is kept until a second complete visit agrees, and nobody hears of it."""

from typing import Any
from uuid import UUID

import pytest

from delivery.case_store.cases import CaseView, get_case
from delivery.case_store.records import CaseState
from runtime.postgres.pool import Database
from schemas.captures import Capture
from schemas.cases import Lawyer, Party
from schemas.courts import Side
from schemas.outcomes import Outcome
from schemas.topics import CAPTURE_REQUESTS
from tests.support.companies import add_company, told
from tests.support.pipeline import Pipeline
from tests.support.visits import capture, case_number, movement, parties, snapshot

NUMBER = case_number()
LUMA, RUI = Lawyer(name="Luma Serrano", oab="SP111111"), Lawyer(name="Rui Sá")
ACTIVE, PASSIVE = parties()
THIRD = Party(name="Banco Lagoa Azul S.A.", role_text="Terceiro", side=Side.THIRD, lawyers=(LUMA, RUI))
ALL = (ACTIVE, PASSIVE, THIRD)
WITHOUT_THIRD = (ACTIVE, PASSIVE)
A, B, C = movement("a", 1), movement("b", 2), movement("c", 3)


@pytest.fixture
def company(pipeline: Pipeline) -> UUID:
    """A company that follows the case, which is known with three parties."""
    company = add_company(pipeline.database)
    pipeline.activate(company, NUMBER)
    pipeline.ingest(_shown(ALL))
    return company


def _shown(people: tuple[Party, ...], hours: float = 0, **header: Any) -> Capture:
    return capture(NUMBER, snapshot((B, A), parties=people, **header), hours=hours)


def _view(database: Database) -> CaseView:
    with database.transaction() as connection:
        return get_case(connection, NUMBER)


def _names(pipeline: Pipeline) -> set[str]:
    return {party.name for party in _view(pipeline.database).parties}


def _changes(pipeline: Pipeline, company: UUID) -> list[dict[str, Any]]:
    events = told(pipeline.database, company, "case.updated")
    return [event["data"]["changes"] for event in events if "changes" in event["data"]]


def _is_remembered(pipeline: Pipeline) -> bool:
    with pipeline.database.transaction() as connection:
        row = connection.execute("SELECT vanished_parties_digest AS digest FROM cases.instances").fetchone()
    return row["digest"] is not None


def test_a_pole_that_is_lost_once_and_comes_back_is_as_if_nothing_was(pipeline: Pipeline, company: UUID) -> None:
    pipeline.ingest(_shown(WITHOUT_THIRD, 1))
    view = _view(pipeline.database)
    assert (view.state, view.state_reason) == (
        CaseState.PARTIAL,
        "the page leaves out 1 party shown before; a second visit decides",
    )
    assert {party.name for party in view.parties} == {party.name for party in ALL}
    assert [request.wish for request in pipeline.stream.published(CAPTURE_REQUESTS)] == [None, "hinted"]
    pipeline.ingest(_shown(ALL, 2))
    assert (_view(pipeline.database).state, _is_remembered(pipeline)) == (CaseState.FOUND, False)
    pipeline.ingest(_shown(WITHOUT_THIRD, 3))
    assert _names(pipeline) == {party.name for party in ALL}, "the visit before it agrees with nothing"
    assert _changes(pipeline, company) == []
    assert len(pipeline.distributions()) == 1


def test_a_pole_that_is_lost_twice_is_told_as_gone(pipeline: Pipeline, company: UUID) -> None:
    pipeline.ingest(_shown(WITHOUT_THIRD, 1), _shown(WITHOUT_THIRD, 2))
    (change,) = _changes(pipeline, company)
    old, new = change["parties"]
    assert {party["name"] for party in old} == {party.name for party in ALL}
    assert {party["name"] for party in new} == {party.name for party in WITHOUT_THIRD}
    assert (_view(pipeline.database).state, _is_remembered(pipeline)) == (CaseState.FOUND, False)
    assert _names(pipeline) == {party.name for party in WITHOUT_THIRD}
    assert [len(each.parties) for each in pipeline.distributions()] == [3, 2]


@pytest.mark.parametrize("revision", [0, 1])
def test_the_same_visit_again_is_no_second_one(pipeline: Pipeline, company: UUID, revision: int) -> None:
    """Neither a copy of it nor its archived pages, read again."""
    visit = capture(NUMBER, snapshot((B,), parties=WITHOUT_THIRD), hours=1)
    pipeline.ingest(visit, visit.model_copy(update={"revision": revision}))
    assert _view(pipeline.database).state is CaseState.PARTIAL
    assert [event["type"] for event in told(pipeline.database, company)] == ["case.registered"]


def test_what_is_new_beside_a_lost_pole_is_told_at_once(pipeline: Pipeline, company: UUID) -> None:
    come = Party(name="Oficina Lua Nova Ltda", role_text="Reqdo", side=Side.PASSIVE)
    page = snapshot((C, B, A), parties=(*WITHOUT_THIRD, come), judge="Ana Prado")
    pipeline.ingest(capture(NUMBER, page, hours=1))
    (change,) = _changes(pipeline, company)
    assert change["judge"] == [None, "Ana Prado"]
    assert {party["name"] for party in change["parties"][1]} == {party.name for party in (*ALL, come)}
    assert len(told(pipeline.database, company, "movement.created")) == 1
    assert _view(pipeline.database).state is CaseState.PARTIAL
    assert {party.name for party in pipeline.distributions()[-1].parties} == {party.name for party in (*ALL, come)}


def test_a_party_that_is_replaced_is_told_at_once(pipeline: Pipeline, company: UUID) -> None:
    come = Party(name="Banco Serra Nova S.A.", role_text="Terceiro", side=Side.THIRD)
    pipeline.ingest(_shown((*WITHOUT_THIRD, come), 1))
    (change,) = _changes(pipeline, company)
    assert {party["name"] for party in change["parties"][1]} == {party.name for party in (*WITHOUT_THIRD, come)}
    assert _view(pipeline.database).state is CaseState.FOUND


def test_all_parties_lost_are_kept_until_a_second_visit(pipeline: Pipeline, company: UUID) -> None:
    pipeline.ingest(_shown((), 1))
    assert _view(pipeline.database).state_reason == "the page leaves out 3 parties shown before; a second visit decides"
    assert (_names(pipeline), _changes(pipeline, company)) == ({party.name for party in ALL}, [])
    pipeline.ingest(_shown((), 2))
    assert (_names(pipeline), _view(pipeline.database).state) == (set(), CaseState.FOUND)
    assert _changes(pipeline, company)[0]["parties"][1] == []


def test_lost_lawyers_are_kept_as_lost_parties_are(pipeline: Pipeline, company: UUID) -> None:
    page = (*WITHOUT_THIRD, THIRD.model_copy(update={"lawyers": (RUI,)}))
    pipeline.ingest(_shown(page, 1))
    assert _view(pipeline.database).state_reason == "the page leaves out 1 lawyer shown before; a second visit decides"
    assert _changes(pipeline, company) == []
    pipeline.ingest(_shown(page, 2))
    (change,) = _changes(pipeline, company)
    assert [party["lawyers"] for party in change["parties"][1] if party["lawyers"]] == [["Rui Sá"]]


def test_the_reason_names_all_that_is_missing(pipeline: Pipeline, company: UUID) -> None:
    page = snapshot((B,), parties=(ACTIVE, THIRD.model_copy(update={"lawyers": ()})))
    pipeline.ingest(capture(NUMBER, page, hours=1))
    assert _view(pipeline.database).state_reason == (
        "the page shows fewer movements than before; a second visit decides; "
        "the page leaves out 1 party and 2 lawyers shown before; a second visit decides"
    )
    pipeline.ingest(capture(NUMBER, page, hours=2))
    assert _view(pipeline.database).state is CaseState.FOUND
    assert [event["type"] for event in told(pipeline.database, company)[1:]] == ["case.updated", "movement.withdrawn"]


def test_an_incomplete_visit_between_two_agreeing_ones_changes_nothing(pipeline: Pipeline, company: UUID) -> None:
    part = snapshot((B,), parties=(ACTIVE,), is_complete=False)
    pipeline.ingest(_shown(WITHOUT_THIRD, 1), capture(NUMBER, part, outcome=Outcome.PARTIAL, hours=2))
    assert (_names(pipeline), _changes(pipeline, company)) == ({party.name for party in ALL}, [])
    pipeline.ingest(_shown(WITHOUT_THIRD, 3))
    assert len(_changes(pipeline, company)) == 1


def test_pages_that_lose_another_party_each_time_conclude_nothing(pipeline: Pipeline, company: UUID) -> None:
    for hours, people in enumerate((WITHOUT_THIRD, (ACTIVE, THIRD), WITHOUT_THIRD, (PASSIVE, THIRD)), 1):
        pipeline.ingest(_shown(people, hours))
    assert (_names(pipeline), _changes(pipeline, company)) == ({party.name for party in ALL}, [])
    requests = pipeline.stream.published(CAPTURE_REQUESTS)
    assert [request.wish for request in requests] == [None, "hinted"], "asked for once in six hours"


def test_sealing_forgets_what_was_missing_and_public_again_it_begins_anew(pipeline: Pipeline, company: UUID) -> None:
    pipeline.ingest(_shown(WITHOUT_THIRD, 1))
    assert _is_remembered(pipeline)
    pipeline.ingest(capture(NUMBER, outcome=Outcome.SEALED, hours=2))
    assert not _is_remembered(pipeline)
    with pipeline.database.transaction() as connection:
        assert connection.execute("SELECT count(*) AS n FROM cases.parties").fetchone() == {"n": 0}
    pipeline.ingest(_shown(WITHOUT_THIRD, 3))
    assert (_names(pipeline), _view(pipeline.database).state) == (
        {party.name for party in WITHOUT_THIRD},
        CaseState.FOUND,
    )
    assert "parties" not in {name for change in _changes(pipeline, company) for name in change}
