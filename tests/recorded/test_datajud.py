"""DataJud's recorded answers say what we wrote into them; a failure never looks like an empty result."""

import json

import pytest

from schemas.outcomes import Outcome
from spiders.errors import PageChanged
from spiders.recognise import parse_page
from spiders.systems.datajud.vocabulary import day_of, moment_of
from tests.recorded.recordings import Recording, recording, recordings_of, said

RECORDINGS = recordings_of("datajud")


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_recorded_answer_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body).as_json()) == page.expected


@pytest.mark.parametrize("name", ["shards_failed", "counted_not_shown"])
def test_an_answer_that_proves_nothing_is_an_upstream_error(name: str) -> None:
    assert parse_page(recording("datajud", name).body).outcome is Outcome.UPSTREAM_ERROR


def test_a_sealed_document_shows_nothing_but_its_number() -> None:
    page = parse_page(recording("datajud", "sealed_row").body)
    assert page.is_sealed
    assert [case.is_sealed for case in page.cases] == [False, True]
    assert page.cases[1].judging_body is None


def test_only_sealed_documents_are_sealed() -> None:
    answer = json.loads(recording("datajud", "sealed_row").body)
    answer["hits"]["hits"] = answer["hits"]["hits"][1:]
    answer["hits"]["total"]["value"] = 1
    assert parse_page(json.dumps(answer).encode()).outcome is Outcome.SEALED


def test_a_cut_answer_is_partial() -> None:
    body = recording("datajud", "two_degrees").body
    for length in range(400, len(body) - 1, 97):
        page = parse_page(body[:length])
        assert page.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED}
        assert not page.cases


@pytest.mark.parametrize("missing", ["_shards", "hits"])
def test_an_answer_without_its_frame_is_page_changed(missing: str) -> None:
    answer = json.loads(recording("datajud", "none").body)
    del answer[missing]
    assert parse_page(json.dumps(answer).encode(), system="datajud").outcome is Outcome.PAGE_CHANGED


def test_an_unknown_key_is_named_in_the_reason() -> None:
    answer = json.loads(recording("datajud", "two_degrees").body)
    answer["hits"]["hits"][0]["_source"]["novidade"] = 1
    page = parse_page(json.dumps(answer).encode())
    assert page.outcome is Outcome.FOUND_NEW
    assert "novidade" in page.reason


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2031-03-13T18:55:59.000Z", "2031-03-13T18:55:59.000Z"),
        ("20310313185559", "2031-03-13T18:55:59"),
        ("20310313", "2031-03-13"),
        (1931187600000, "2031-03-13T17:00:00.000Z"),
        (None, None),
    ],
)
def test_all_forms_of_dates_are_read(written: object, moment: str | None) -> None:
    assert moment_of(written) == moment


@pytest.mark.parametrize("written", ["13/03/2031", "20311399000000", "ontem", "2031-13-40"])
def test_any_other_date_is_refused(written: str) -> None:
    with pytest.raises(PageChanged):
        moment_of(written)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2031-03-13T00:00:00.000Z", "2031-03-13"),
        ("2031-03-13T01:00:00.000Z", "2031-03-12"),
        ("2031-03-13T23:30:00", "2031-03-13"),
    ],
)
def test_a_filing_has_the_day_of_brasilia(moment: str, day: str) -> None:
    """Midnight in UTC is how a day without time is written, so it keeps its day."""
    assert day_of(moment) == day
