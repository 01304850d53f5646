"""One real case, captured by TJSP's page and by its mobile API: both say the same of parties and movements.

Runs where the folder with real pages stands beside the project.
"""

from delivery.case_store.identity import identify_movements
from schemas.cases import Case
from spiders.recognise import parse_page
from tests.recorded.shared_pages import COURTS, needs_courts

TJSP = COURTS / "esaj" / "tjsp"
pytestmark = needs_courts


def _cases(answer: str) -> tuple[Case, Case]:
    """Return the case that the API's answer is about, by the page and by the answer."""
    [path] = TJSP.glob(f"mobile_api_{answer}_*.json")
    page = path.with_name(path.name.replace(f"mobile_api_{answer}", "cpopg_show")).with_suffix(".html")
    read = [parse_page(each.read_bytes()).case for each in (page, path)]
    assert read[0] is not None
    assert read[1] is not None
    return read[0], read[1]


def test_movements_have_one_identity_by_either_way() -> None:
    page, mobile = (case.movements for case in _cases("movimentacao"))
    assert len(page) == len(mobile) > 100
    assert [each.hash for each in identify_movements(page)] == [each.hash for each in identify_movements(mobile)]


def test_parties_and_lawyers_are_the_same_by_either_way() -> None:
    page, mobile = (case.parties for case in _cases("partes"))
    assert [(party.name, party.role_text, party.side) for party in page] == [
        (party.name, party.role_text, party.side) for party in mobile
    ]
    assert [[each.name for each in party.lawyers] for party in page] == [
        [each.name for each in party.lawyers] for party in mobile
    ]
