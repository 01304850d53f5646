"""TJMT's recorded answers say what we wrote into them; sealed cases keep their number only."""

import json

import pytest

from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.recordings import Recording, recording, recordings_of, said


@pytest.mark.parametrize("page", recordings_of("tjmt_rest"), ids=lambda page: page.name)
def test_a_recorded_answer_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body).as_json()) == page.expected


def test_an_answer_to_an_ignored_filter_is_a_list_of_the_whole_base() -> None:
    page = parse_page(recording("tjmt_rest", "list_with_sealed").body)
    assert (page.page, page.results_total, page.case) == ("result_list", 412345, None)
    assert [row.is_sealed for row in page.results] == [False, True]
    assert page.results[1].parties == ()


@pytest.mark.parametrize("missing", ["numeroUnico", "partes", "classe", "segredo", "ultimoEvento", "orgaoJulgador"])
def test_a_damaged_item_is_page_changed(missing: str) -> None:
    answer = json.loads(recording("tjmt_rest", "one_case").body)
    del answer["itens"][0][missing]
    assert parse_page(json.dumps(answer).encode(), system="tjmt_rest").outcome is Outcome.PAGE_CHANGED


def test_a_count_without_cases_is_an_upstream_error() -> None:
    answer = {"pagina": 0, "totalPaginas": 1, "totalRegistros": 1, "itens": []}
    assert parse_page(json.dumps(answer).encode()).outcome is Outcome.UPSTREAM_ERROR


def test_a_cut_answer_is_partial_and_shows_no_case() -> None:
    body = recording("tjmt_rest", "one_case").body
    for length in range(60, len(body) - 1, 53):
        page = parse_page(body[:length], system="tjmt_rest")
        assert page.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED}
        assert page.case is None


def test_an_unknown_key_is_named() -> None:
    answer = json.loads(recording("tjmt_rest", "one_case").body)
    answer["itens"][0]["novidade"] = 1
    assert "novidade" in parse_page(json.dumps(answer).encode()).reason
