"""A visit to a labour court asks for basic data only, and ends at the captcha that it never requests."""

import asyncio
import json

import pytest

from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from spiders.base import CourtSpider, PageRequest, RawPage, VisitReport
from spiders.errors import PageChanged
from spiders.registry import own_spiders_of
from tests.recorded.recordings import recording

NUMBER = CaseNumber("0010345-31.2031.5.10.0003")
OPEN, SEALED = recording("pje_jt", "basic").body, recording("pje_jt", "basic_sealed").body


class Session:
    """Answers each degree with its page; an empty one is a 204."""

    def __init__(self, **pages: bytes) -> None:
        self._pages = pages
        self.requests: list[PageRequest] = []

    async def fetch(self, request: PageRequest) -> RawPage:
        self.requests.append(request)
        body = self._pages.get(f"degree_{request.headers['X-Grau-Instancia']}", b"")
        return RawPage(request=request, url=request.url, status=200 if body else 204, headers={}, body=body)


def spider() -> CourtSpider:
    (cls,) = own_spiders_of("TRT10")
    return cls()


def visit(session: Session, number: CaseNumber = NUMBER) -> VisitReport:
    return asyncio.run(spider().visit(number, session))


@pytest.mark.parametrize(("degree", "words"), [("degree_1", "the first degree"), ("degree_2", "the second degree")])
def test_a_case_that_a_degree_has_ends_at_the_captcha_and_says_what_is_known(degree: str, words: str) -> None:
    session = Session(**{degree: OPEN})
    report = visit(session)
    assert (report.outcome, report.instances) == (Outcome.CAPTCHA, ())
    assert f"{words} has it as ATOrd" in report.explanation
    assert "captcha" in report.explanation


def test_the_step_that_asks_for_the_captcha_is_never_requested() -> None:
    session = Session(degree_1=OPEN, degree_2=OPEN)
    visit(session)
    assert [(request.url, request.headers["X-Grau-Instancia"]) for request in session.requests] == [
        (f"https://pje.trt10.jus.br/pje-consulta-api/api/processos/dadosbasicos/{NUMBER}", degree)
        for degree in ("1", "2")
    ]


def test_nothing_in_both_degrees_is_not_found() -> None:
    session = Session()
    assert visit(session).outcome is Outcome.NOT_FOUND
    assert len(session.requests) == 2


def test_an_empty_list_proves_nothing() -> None:
    assert visit(Session(degree_1=b"[]", degree_2=b"[]")).outcome is Outcome.UPSTREAM_ERROR


@pytest.mark.parametrize("pages", [{"degree_1": SEALED}, {"degree_2": SEALED}, {"degree_1": OPEN, "degree_2": SEALED}])
def test_any_sealed_degree_seals_the_case(pages: dict[str, bytes]) -> None:
    report = visit(Session(**pages))
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("captcha", Outcome.CAPTCHA), ("error_sealed", Outcome.SEALED), ("error_unknown", Outcome.UPSTREAM_ERROR)],
)
def test_what_comes_in_place_of_basic_data_is_named(name: str, outcome: Outcome) -> None:
    assert visit(Session(degree_1=recording("pje_jt", name).body)).outcome is outcome


def test_another_case_or_a_page_is_refused() -> None:
    other = CaseNumber.build(sequence=9, year=2031, j_tr="5.10", origin=1)
    with pytest.raises(PageChanged, match="another case"):
        visit(Session(degree_1=OPEN), other)
    with pytest.raises(PageChanged):
        visit(Session(degree_1=json.dumps({"content": []}).encode()))
