"""Cases of which only a list is known: their names match, their date improves, and they are told once."""

from datetime import date

import pytest

from delivery.case_store.cases import CaseView, get_case
from delivery.case_store.records import CaseState
from schemas.captures import Capture, SourceKind, VisitReason
from schemas.cases import Party
from schemas.courts import CourtSystem, Side
from schemas.outcomes import Outcome
from tests.support.companies import add_company, add_party, told
from tests.support.pipeline import Pipeline, match_of
from tests.support.visits import capture, case_number, movement, snapshot

NUMBER = case_number()
RECIPIENT = Party(name="Padaria Flor do Ipê Ltda", role_text="RÉU", side=Side.PASSIVE)


def listed(*names: Party, on: str | None = None, hours: float = 0, system: CourtSystem = CourtSystem.DJEN) -> Capture:
    shown = snapshot(system=system, is_complete=False, parties=names, distributed_on=None, judging_body=None)
    hint = capture(NUMBER, shown, outcome=Outcome.PARTIAL, system=system, source=SourceKind.HINT, hours=hours)
    return hint.model_copy(update={"reason": VisitReason.DISCOVERED, "listed_on": on, "explanation": "from a list"})


def view(pipeline: Pipeline) -> CaseView:
    with pipeline.database.transaction() as connection:
        return get_case(connection, NUMBER)


def test_a_case_known_only_from_a_list_is_partial_and_matched_on_its_recipients(pipeline: Pipeline) -> None:
    pipeline.ingest(listed(RECIPIENT, on="2031-03-01"))
    (distribution,) = pipeline.distributions()
    assert (distribution.is_partial, [party.name for party in distribution.parties]) == (True, [RECIPIENT.name])
    assert (distribution.distributed_on, distribution.distributed_on_basis) == (date(2031, 3, 1), "distribution_list")
    case = view(pipeline)
    assert (case.state, case.state_reason, case.is_partial) == (CaseState.PARTIAL, "from a list", True)
    assert (case.last_verified_at, case.instances) == (None, ())


def test_what_the_court_shows_later_replaces_the_list_and_is_not_sent_twice(pipeline: Pipeline) -> None:
    company = add_company(pipeline.database)
    party = add_party(pipeline.database, company)
    pipeline.ingest(listed(RECIPIENT, on="2031-03-01"))
    pipeline.match(match_of(company, NUMBER, party))
    pipeline.ingest(capture(NUMBER, snapshot((movement("a"),)), hours=1))
    pipeline.match(match_of(company, NUMBER, party))
    (event,) = told(pipeline.database, company, "distribution.matched")
    assert (event["data"]["is_partial"], event["data"]["distributed_on_basis"]) == (True, "distribution_list")
    newest = pipeline.distributions()[-1]
    assert (newest.is_partial, newest.distributed_on_basis) == (False, "court")
    assert [party.name for party in newest.parties] == ["Padaria Flor do Ipê Ltda", "Joaquim Tavares Bonfim"]
    case = view(pipeline)
    assert (case.state, case.is_partial, [i.system for i in case.instances]) == (CaseState.FOUND, False, ["esaj"])


def test_the_list_of_a_system_becomes_its_instance_when_the_court_shows_it(pipeline: Pipeline) -> None:
    others = [RECIPIENT.model_copy(update={"name": name}) for name in ("Oficina Lua Nova Ltda", "Rui Sá")]
    pipeline.ingest(listed(RECIPIENT, *others, system=CourtSystem.EPROC))
    pipeline.ingest(capture(NUMBER, snapshot((movement("a"),), system=CourtSystem.EPROC, code="7"), hours=1))
    case = view(pipeline)
    assert case.state is CaseState.FOUND, "who is on the list alone is not missing"
    assert [(i.system, i.code) for i in case.instances] == [("eproc", "7")]
    assert [party.name for party in case.parties] == ["Padaria Flor do Ipê Ltda", "Joaquim Tavares Bonfim"]


def test_a_list_gives_a_shown_case_its_date_and_none_of_its_names(pipeline: Pipeline) -> None:
    pipeline.ingest(capture(NUMBER, snapshot((movement("a"),), distributed_on=None)))
    before = len(pipeline.distributions())
    other = RECIPIENT.model_copy(update={"name": "Oficina Lua Nova Ltda"})
    pipeline.ingest(listed(other, on="2031-02-28", hours=1), listed(other, on="2031-02-28", hours=2))
    assert len(pipeline.distributions()) == before + 1
    assert pipeline.distributions()[-1].distributed_on == date(2031, 2, 28)
    assert "Oficina Lua Nova Ltda" not in [party.name for party in view(pipeline).parties]
    assert view(pipeline).state is CaseState.FOUND


def test_datajud_has_no_names_so_those_of_the_list_stay_and_match(pipeline: Pipeline) -> None:
    shown = snapshot((movement("a"),), system=CourtSystem.DATAJUD, parties=())
    pipeline.ingest(capture(NUMBER, shown, system=CourtSystem.DATAJUD), listed(RECIPIENT, hours=1))
    newest = pipeline.distributions()[-1]
    assert (newest.is_partial, [party.name for party in newest.parties]) == (True, [RECIPIENT.name])
    assert (view(pipeline).state, view(pipeline).is_partial) == (CaseState.FOUND, True)


def test_the_same_list_again_says_nothing_new(pipeline: Pipeline) -> None:
    pipeline.ingest(listed(RECIPIENT, on="2031-03-01"), listed(RECIPIENT, on="2031-03-01", hours=1))
    assert len(pipeline.distributions()) == 1


@pytest.mark.parametrize("name", ["J. P. da S.", "A. B."])
def test_a_list_of_initials_leaves_no_trace(pipeline: Pipeline, name: str) -> None:
    pipeline.ingest(listed(RECIPIENT.model_copy(update={"name": name}), on="2031-03-01"))
    assert pipeline.distributions() == []
    with pipeline.database.transaction() as connection:
        assert connection.execute("SELECT count(*) AS n FROM cases.cases").fetchone() == {"n": 0}


def test_a_date_alone_makes_no_case(pipeline: Pipeline) -> None:
    pipeline.ingest(listed(on="2031-03-01"))
    assert pipeline.distributions() == []


def test_names_of_a_sealed_case_do_not_come_back_by_a_list(pipeline: Pipeline) -> None:
    pipeline.ingest(listed(RECIPIENT), capture(NUMBER, outcome=Outcome.SEALED, hours=1), listed(RECIPIENT, hours=2))
    case = view(pipeline)
    assert (case.is_sealed, case.parties) == (True, ())
    assert [one.is_sealed for one in pipeline.distributions()] == [False, True]


def test_a_case_that_only_a_list_showed_is_not_suspected_of_being_sealed(pipeline: Pipeline) -> None:
    pipeline.ingest(listed(RECIPIENT))
    for hours in (1, 30, 60):
        pipeline.ingest(capture(NUMBER, system=CourtSystem.PJE, hours=hours))
    assert view(pipeline).state is CaseState.NOT_FOUND
    assert view(pipeline).is_partial
