"""MNI's real answers: the service's description, which has no expectation, is no case."""

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of

READ_BY_EYE = {"tjrj/service.wsdl.xml": Outcome.UNSUPPORTED}

pytestmark = needs_courts


def test_every_real_answer_has_an_expectation_or_was_read_by_eye() -> None:
    named = {str(page.relative_to(COURTS / "mni")) for page in pages_of("mni")}
    expected = {name for name in named if (COURTS / "mni" / f"{name}.expected.json").exists()}
    assert named - expected == set(READ_BY_EYE)
    for name, outcome in READ_BY_EYE.items():
        page = parse_page((COURTS / "mni" / name).read_bytes())
        assert (page.outcome, page.system) == (outcome, CourtSystem.MNI)
