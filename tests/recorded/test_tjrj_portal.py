"""The recorded pages of TJRJ's older portal say what we wrote into them; a damaged one never says less."""

import pytest

from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.recordings import Recording, recording, recordings_of, said


@pytest.mark.parametrize("page", recordings_of("tjrj_portal"), ids=lambda page: page.name)
def test_a_recorded_page_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body).as_json()) == page.expected


def test_others_that_are_not_named_leave_the_number_of_parties_open() -> None:
    case = parse_page(recording("tjrj_portal", "detail_typical").body).case
    assert case is not None
    assert [party.name for party in case.parties][1] == "Banco Alvorada do Cerrado S.A."
    assert case.parties_total is None


def test_the_first_date_of_a_movement_is_its_day_and_a_link_is_a_document() -> None:
    case = parse_page(recording("tjrj_portal", "detail_typical").body).case
    assert case is not None
    assert [str(movement.occurred_on) for movement in case.movements] == [
        "2017-11-14",
        "2017-10-17",
        "2017-08-21",
        "2017-07-04",
    ]
    assert len(case.movements[1].document_ids) == 2
    assert (case.distributed_on, case.distribution_type) == ("2017-07-04", "Sorteio")


@pytest.mark.parametrize(
    "dropped",
    [
        b"<td valign=top align=justify class='normal'>14/11/2017</td>",
        b"<td valign=top nowrap class='negrito'>Data de arquivamento:</td>",
        b"<td valign=top nowrap class='negrito'>Tipo do Movimento:</td>",
        b"<td valign=top align=justify class='normal'>Arquivamento</td>",
        b'<td valign="top" nowrap="nowrap" class="info">Autor</td>',
        b'<td valign="top">Hermengarda',
        b"TJ/RJ - 18/06/2018 16:36:49",
        b"Processo N<sup>o</sup>",
    ],
)
def test_a_detail_without_one_of_its_parts_is_page_changed(dropped: bytes) -> None:
    body = recording("tjrj_portal", "detail_typical").body
    assert dropped in body
    assert parse_page(body.replace(dropped, b"", 1), system="tjrj_portal").outcome is Outcome.PAGE_CHANGED


def test_a_movement_that_begins_with_the_date_of_its_end_lost_its_own() -> None:
    row = """<tr>
<td valign=top nowrap class='negrito'>Data da conclusão:</td>
<td valign=top align=justify class='normal'>21/08/2017</td>
</tr>
""".encode("cp1252")
    body = recording("tjrj_portal", "detail_typical").body
    assert row in body
    page = parse_page(body.replace(row, b"", 1), system="tjrj_portal")
    assert page.outcome is Outcome.PAGE_CHANGED
    assert "first of its dates" in page.reason


def test_a_list_with_fewer_rows_than_its_place_says_is_partial() -> None:
    body = recording("tjrj_portal", "list_page_1").body
    begin = body.rindex(b'<tr><td><a href="http://www4')
    page = parse_page(body[:begin] + body[body.index(b"</table></form>", begin) :])
    assert (page.outcome, len(page.results)) == (Outcome.PARTIAL, 7)


def test_a_count_of_none_without_the_sentence_is_not_believed() -> None:
    body = recording("tjrj_portal", "none").body.replace(b"Nenhum resultado encontrado", b"")
    assert parse_page(body).outcome is Outcome.PAGE_CHANGED


def test_a_page_without_its_end_is_partial() -> None:
    body = recording("tjrj_portal", "detail_typical").body
    for length in range(len(body) // 2, len(body) - 20, 101):
        assert parse_page(body[:length], system="tjrj_portal").outcome is Outcome.PARTIAL
