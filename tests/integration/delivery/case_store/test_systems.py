"""A case number in several systems: migrations, and what "not found" means when each system answers for itself."""

from delivery.case_store.cases import get_case, list_movements
from schemas.captures import Capture, SystemAnswer
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from tests.support.companies import add_company, told
from tests.support.pipeline import Pipeline
from tests.support.visits import capture, case_number, movement, snapshot

OLD = (movement("Distribuído por sorteio", 1), movement("Conclusos para despacho", 2))
NEW = (*OLD, movement("Recebidos os autos do sistema legado", 3))
ESAJ, EPROC = CourtSystem.ESAJ, CourtSystem.EPROC


def answered(base: Capture, **answers: Outcome) -> Capture:
    """A visit that asked these systems."""
    said = tuple(SystemAnswer(system=CourtSystem(name), outcome=outcome) for name, outcome in answers.items())
    only = said[0].system if len(said) == 1 else None
    provenance = base.provenance.model_copy(update={"system": only})
    return base.model_copy(update={"answers": said, "provenance": provenance})


def test_a_migrated_case_begins_with_a_baseline_and_tells_nothing_twice(pipeline: Pipeline) -> None:
    """The number stays, the system changes: the old instance is kept as it was, the new one is announced once."""
    company, number = add_company(pipeline.database), case_number()
    pipeline.activate(company, number)
    found, gone = Outcome.FOUND_NEW, Outcome.NOT_FOUND
    there = capture(number, snapshot(OLD, system=ESAJ))
    pipeline.ingest(answered(there, esaj=found, eproc=gone))
    moved = capture(number, snapshot(NEW, system=EPROC), hours=24)
    pipeline.ingest(answered(moved, esaj=gone, eproc=found))
    later = capture(number, snapshot((*NEW, movement("Sentença", 4)), system=EPROC), hours=48)
    pipeline.ingest(answered(later, eproc=found))
    events = told(pipeline.database, company)
    assert [event["type"] for event in events] == ["case.registered", "case.updated", "movement.created"]
    assert events[1]["data"]["new_instance"] == {"system": "eproc", "court_level": "G1", "code": "", "movements": 3}
    assert events[2]["data"]["movement"]["text"] == "Sentença"
    with pipeline.database.transaction() as connection:
        case = get_case(connection, number)
        movements = list_movements(connection, number)
    assert {instance.system: instance.movements for instance in case.instances} == {"esaj": 2, "eproc": 4}
    assert all(each.is_present for each in movements)
    assert case.state == "found"


def test_all_systems_saying_so_is_not_found_whatever_one_said_before(pipeline: Pipeline) -> None:
    company, number = add_company(pipeline.database), case_number()
    pipeline.activate(company, number)
    pipeline.ingest(answered(capture(number, snapshot(OLD)), esaj=Outcome.FOUND_NEW))
    gone = capture(number, hours=24)
    pipeline.ingest(answered(gone, esaj=Outcome.NOT_FOUND, eproc=Outcome.NOT_FOUND))
    with pipeline.database.transaction() as connection:
        assert get_case(connection, number).state == "not_found"
    assert told(pipeline.database, company)[-1]["type"] == "case.not_found"


def test_a_system_that_could_not_be_asked_leaves_the_case_unknown(pipeline: Pipeline) -> None:
    """Nobody is told "not found", and the case says which system is missing."""
    company, number = add_company(pipeline.database), case_number()
    pipeline.activate(company, number)
    unknown = capture(number, outcome=Outcome.PARTIAL).model_copy(
        update={"explanation": "esaj: not found; eproc was not asked: it asks for a captcha"}
    )
    pipeline.ingest(answered(unknown, esaj=Outcome.NOT_FOUND))
    with pipeline.database.transaction() as connection:
        case = get_case(connection, number)
    assert (case.state, case.last_verified_at) == ("partial", None)
    assert "eproc was not asked" in case.state_reason
    assert told(pipeline.database, company) == []
