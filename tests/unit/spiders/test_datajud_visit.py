"""A visit to DataJud gives one snapshot per document; discovery lists every filed case once, also when moments tie."""

import asyncio
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from spiders.base import ListedCase, PageRequest
from spiders.errors import PageChanged, VisitFailed
from spiders.registry import spiders_of
from spiders.systems.datajud.spider import DatajudSpider
from tests.recorded.recordings import FakeSession, recording

NUMBER = CaseNumber("0000042-94.2031.8.08.0024")
DAY = date(2031, 3, 13)


def spider(page_size: int = 1000) -> DatajudSpider:
    (found,) = (cls for cls in spiders_of("TJES") if issubclass(cls, DatajudSpider))
    return found(key="a-public-key", page_size=page_size)


def visit(name: str, number: CaseNumber = NUMBER) -> Any:
    session = FakeSession(lambda _: recording("datajud", name).body)
    return asyncio.run(spider().visit(number, session))


def test_each_document_is_a_snapshot_of_its_degree() -> None:
    report = visit("two_degrees")
    assert [snapshot.court_level for snapshot in report.instances] == [CourtLevel.FIRST, CourtLevel.SECOND]
    assert [movement.tpu_code for movement in report.instances[1].case.movements] == ["85", "51", "26"]
    assert report.instances[1].case.movements[-1].complement == "sorteio"


def test_a_document_without_movements_is_not_complete_and_no_document_has_all_parties() -> None:
    report = visit("two_degrees")
    assert report.outcome is Outcome.PARTIAL
    assert [snapshot.is_complete for snapshot in report.instances] == [False, True]
    assert not any(snapshot.is_complete_parties for snapshot in report.instances)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("none", Outcome.NOT_FOUND),
        ("shards_failed", Outcome.UPSTREAM_ERROR),
        ("counted_not_shown", Outcome.UPSTREAM_ERROR),
        ("queue_full", Outcome.RATE_LIMITED),
        ("sealed_row", Outcome.SEALED),
    ],
)
def test_every_other_end_is_a_report_with_its_outcome(name: str, outcome: Outcome) -> None:
    report = visit(name)
    assert (report.outcome, report.instances) == (outcome, ())


def test_an_answer_about_another_case_is_refused() -> None:
    with pytest.raises(PageChanged, match="another case"):
        visit("two_degrees", CaseNumber("0001234-11.2031.8.13.0481"))


def test_the_key_and_the_index_stand_in_the_request() -> None:
    session = FakeSession(lambda _: recording("datajud", "none").body)
    asyncio.run(spider().visit(NUMBER, session))
    (request,) = session.requests
    assert request.url == "https://api-publica.datajud.cnj.jus.br/api_publica_tjes/_search"
    assert request.headers["Authorization"] == "ApiKey a-public-key"
    assert json.loads(request.json or "")["query"] == {"match": {"numeroProcesso": str(NUMBER)}}


class Index:
    """A small index that sorts by `@timestamp` alone, in any order among equals, as Elasticsearch may."""

    def __init__(self, documents: list[dict[str, Any]], *, hidden: int = 0) -> None:
        self.documents = documents
        self.hidden = hidden

    def __call__(self, request: PageRequest) -> bytes:
        query = json.loads(request.json or "")
        after = query.get("search_after", [-1])[0]
        rest = sorted((one for one in self.documents if one["moment"] > after), key=lambda one: one["moment"])
        hits = [_hit(one) for one in rest[: query["size"]]]
        total = {"value": len(self.documents) + self.hidden, "relation": "eq"}
        answer = {"took": 1, "timed_out": False, "_shards": {"failed": 0}, "hits": {"total": total, "hits": hits}}
        return json.dumps(answer).encode()


def _document(place: int, moment: int, **more: Any) -> dict[str, Any]:
    number = CaseNumber.build(sequence=place + 1, year=2031, j_tr="8.08", origin=24)
    return {"moment": moment, "number": str(number), "filed": "20310313120000", **more}


def _hit(document: dict[str, Any]) -> dict[str, Any]:
    source = {
        "id": document.get("id", f"TJES_{document.get('degree', 'G1')}_{document['number']}"),
        "numeroProcesso": document["number"],
        "grau": document.get("degree", "G1"),
        "nivelSigilo": document.get("sealed", 0),
        "dataAjuizamento": document["filed"],
    }
    return {"_id": source["id"], "_source": source, "sort": [document["moment"]]}


def discover(index: Index, page_size: int = 5) -> list[ListedCase]:
    async def read() -> list[ListedCase]:
        return [case async for case in spider(page_size).list_distributions(DAY, DAY, FakeSession(index))]

    return asyncio.run(read())


@settings(max_examples=60, deadline=None)
@given(moments=st.lists(st.integers(0, 6), max_size=40), page_size=st.integers(1, 9))
def test_discovery_reads_every_document_whatever_ties(moments: list[int], page_size: int) -> None:
    """Documents of one moment that a page's end divides are neither lost nor told twice."""
    documents = [_document(place, moment) for place, moment in enumerate(moments)]
    found = discover(Index(documents), page_size)
    assert sorted(case.case_number for case in found) == sorted(one["number"] for one in documents)


def test_discovery_leaves_out_what_is_filed_on_another_day_and_tells_only_the_number_of_what_is_sealed() -> None:
    documents = [
        _document(0, 1),
        _document(1, 2, sealed=1),
        _document(2, 3, filed="2031-03-13T01:00:00.000Z"),
        _document(3, 4, filed="2031-03-14T02:00:00.000Z"),
    ]
    found = discover(Index(documents))
    assert [case.case_number for case in found] == [
        documents[0]["number"],
        documents[1]["number"],
        documents[3]["number"],
    ]
    assert [case.is_sealed for case in found] == [False, True, False]
    assert (found[1].case, found[1].distributed_on) == (Case(), None)


def test_discovery_tells_each_degree_of_a_number() -> None:
    documents = [_document(0, 1), _document(0, 2, degree="G2"), _document(0, 3, degree="G2", id="other")]
    assert [case.case.court_level for case in discover(Index(documents))] == ["G1", "G2"]


def test_updates_are_asked_of_some_cases_and_told_of_no_other() -> None:
    documents = [_document(0, 1), _document(1, 2)]
    session = FakeSession(Index(documents))
    asked = [CaseNumber(documents[1]["number"])]

    async def read() -> list[CaseNumber]:
        since = datetime(2031, 3, 13, 9, tzinfo=UTC)
        return [number async for number in spider().list_updates(asked, since, session)]

    assert asyncio.run(read()) == asked
    asked_for = json.loads(session.requests[0].json or "")["query"]["bool"]["filter"]
    assert asked_for[0] == {"terms": {"numeroProcesso": asked}}
    assert asked_for[1] == {"range": {"@timestamp": {"gte": "2031-03-13T09:00:00.000Z"}}}


def test_updates_of_which_some_are_missing_fail_aloud() -> None:
    async def read() -> None:
        async for _ in spider().list_updates([NUMBER], datetime(2031, 3, 13, tzinfo=UTC), FakeSession(index)):
            pass

    index = Index([_document(0, 1)], hidden=2)
    with pytest.raises(VisitFailed, match="counts 3"):
        asyncio.run(read())


def test_discovery_asks_for_both_forms_of_dates() -> None:
    session = FakeSession(Index([]))

    async def read() -> None:
        async for _ in spider().list_distributions(DAY, date(2031, 3, 14), session):
            pass

    asyncio.run(read())
    ranges = json.loads(session.requests[0].json or "")["query"]["bool"]["should"]
    assert [one["range"]["dataAjuizamento"] for one in ranges] == [
        {"gte": "2031-03-13T00:00:00.000Z", "lt": "2031-03-15T03:00:00.000Z"},
        {"gte": "20310313000000", "lt": "20310315000000"},
    ]


def test_discovery_that_saw_less_than_is_counted_fails_aloud() -> None:
    with pytest.raises(VisitFailed) as caught:
        discover(Index([_document(0, 1)], hidden=2))
    assert caught.value.outcome is Outcome.UPSTREAM_ERROR
