"""Recorded pages of the other gazettes: clippings, printed lists of distribution, the labour courts' gazette."""

import pytest

from schemas.outcomes import Outcome
from spiders.errors import PageChanged
from spiders.recognise import parse_page
from spiders.systems.dje_distribution_lists.lists import join_pages, read_lists
from spiders.systems.dje_distribution_lists.pdf_text import is_whole, text_of_pages
from spiders.systems.djen_clipping.names import divide
from tests.recorded.recordings import Recording, recording, recordings_of, said

SYSTEMS = ("djen_clipping", "dje_distribution_lists", "dejt")
RECORDINGS = [page for system in SYSTEMS for page in recordings_of(system)]


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: f"{page.system}/{page.name}")
def test_a_recorded_page_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body).as_json()) == page.expected
    assert said(parse_page(page.body, system=page.system).as_json()) == page.expected


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: f"{page.system}/{page.name}")
def test_a_cut_page_shows_no_rows_or_all_before_its_cut(page: Recording) -> None:
    whole = parse_page(page.body, system=page.system)
    for length in range(1, len(page.body) - 1, max(1, len(page.body) // 40)):
        cut = parse_page(page.body[:length], system=page.system)
        if cut.outcome is Outcome.FOUND_NEW:
            assert page.system == "djen_clipping"  # no clipping says how many items it has
            assert cut.publications == whole.publications[: len(cut.publications)]


@pytest.mark.parametrize(
    ("said", "behind", "outcome"),
    [
        ("na data 09/03/2031", "", Outcome.PARTIAL),  # PJe-JT's sentence goes on to its link
        ("?instancia=1", "\n", Outcome.FOUND_NEW),
        ("na data de 10/03/2031", "", Outcome.PARTIAL),  # eproc's ends with a point
        ("na data de 10/03/2031.", "", Outcome.FOUND_NEW),
    ],
)
def test_a_clipping_that_stops_inside_a_sentence_of_distribution_is_partial(
    said: str, behind: str, outcome: Outcome
) -> None:
    body = recording("djen_clipping", "three_items").body.decode()
    before, found, _ = body.partition(said)
    assert found
    assert parse_page(f"{before}{found}{behind}".encode()).outcome is outcome


def test_a_pdf_with_a_byte_more_or_less_is_partial() -> None:
    body = recording("dje_distribution_lists", "two_lists").body
    assert is_whole(body)
    for changed in (body[:200] + b"x" + body[200:], body[:200] + body[201:], body[:-20], body + b"more"):
        assert not is_whole(changed)
        assert parse_page(changed).outcome is Outcome.PARTIAL


def test_a_pdf_that_is_none_within_is_page_changed() -> None:
    body = b"%PDF-1.5\nxref\nnothing\n"
    body += b"startxref\n9\n%%EOF\n"
    assert is_whole(body)
    with pytest.raises(PageChanged):
        text_of_pages(body)


@pytest.mark.parametrize(("limit", "value"), [("_MOST_PAGES", 1), ("_LARGEST", 100), ("_MOST_MEGABYTES", 1)])
def test_a_pdf_beyond_a_limit_is_page_changed(limit: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"spiders.systems.dje_distribution_lists.pdf_text.{limit}", value)
    assert parse_page(recording("dje_distribution_lists", "two_lists").body).outcome is Outcome.PAGE_CHANGED


def test_cases_without_party_are_counted_in_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = [page.replace("REQTE : M. J. A. T.", "").replace("REQDA : P.P.P.", "") for page in _pages()]
    monkeypatch.setattr("spiders.systems.dje_distribution_lists.pages.text_of_pages", lambda body: printed)
    page = parse_page(b"%PDF-1.5")
    assert page.distributions[1].parties == ()
    assert "1 cases are printed without a party" in page.reason


def _pages() -> list[str]:
    return text_of_pages(recording("dje_distribution_lists", "two_lists").body)


def test_a_missing_page_is_page_changed() -> None:
    pages = _pages()
    with pytest.raises(PageChanged, match="missing"):
        join_pages([pages[0], pages[1].replace("5001 8", "5001 9")])
    with pytest.raises(PageChanged, match="no running head"):
        join_pages([pages[0], "PROCESSO :0001000-45.2031.8.26.0003"])


def test_a_case_without_class_inside_a_list_is_page_changed() -> None:
    text, dropped = join_pages(_pages()).text, "CLASSE :PROCEDIMENTO COMUM CÍVEL\n"
    assert dropped in text
    with pytest.raises(PageChanged):
        read_lists(text.replace(dropped, ""))


def test_a_case_without_unit_stays_in_the_list() -> None:
    text, dropped = join_pages(_pages()).text, "VARA :2ª VARA CÍVEL\n"
    assert text.count(dropped) == 1
    whole, _ = read_lists(text)
    rows, _ = read_lists(text.replace(dropped, ""))
    assert [row.case_number for row in rows] == [row.case_number for row in whole]
    assert [row.parties for row in rows] == [row.parties for row in whole]
    assert sum(row.judging_body is None for row in rows) == 1 + sum(row.judging_body is None for row in whole)


def test_an_excerpt_keeps_the_cases_of_a_list_that_began_before_it() -> None:
    text = join_pages(_pages()).text
    whole, _ = read_lists(text)
    begin = text.index("PROCESSO :", text.index("PROCESSO :") + 1)
    rows, _ = read_lists(f"ADVOGADO : 900001/SP - Crispim Peroba\nVARA :1ª VARA\n{text[begin:]}", is_excerpt=True)
    assert [row.case_number for row in rows] == [row.case_number for row in whole[1:]]
    assert rows[0].distributed_on is None
    assert rows[-1].distributed_on == whole[-1].distributed_on
    assert len(read_lists(text[begin:])[0]) < len(rows)


def test_an_excerpt_that_ends_behind_a_number_has_a_row_of_it() -> None:
    text = join_pages(_pages()).text
    last = text.rindex("PROCESSO :")
    rows, is_open = read_lists(text[: text.index("\n", last) + 1])
    assert is_open
    assert rows[-1].case_class is None
    assert rows[-1].case_number is not None


def test_a_list_that_goes_on_behind_other_text_is_page_changed() -> None:
    text = join_pages(_pages()).text.replace("VARA :2ª VARA CÍVEL\n", "VARA :2ª VARA CÍVEL\nAviso\nOutro aviso\n")
    with pytest.raises(PageChanged, match="interrupted"):
        read_lists(text)


@pytest.mark.parametrize(
    ("printed", "text", "names", "is_proven"),
    [
        ("ABELINA TORQUATO SANHAÇO", "", ["ABELINA TORQUATO SANHAÇO"], True),
        ("A B LTDA C D S.A.", "", ["A B LTDA", "C D S.A."], False),
        ("VENTO NORTE LTDA - ME ABELINA SANHAÇO", "", ["VENTO NORTE LTDA - ME", "ABELINA SANHAÇO"], False),
        ("JOSE DA SILVA COMERCIO LTDA", "", ["JOSE DA SILVA COMERCIO LTDA"], True),
        ("MARIA PEREIRA DE MELO SANTA LUZIA SERVICOS LTDA", "",
         ["MARIA PEREIRA DE MELO", "SANTA LUZIA SERVICOS LTDA"], False),
        ("ABELINA SANHAÇO BENVINDO TELES", "- Abelina Sanhaço - - Benvindo Teles e outros - Vistos",
         ["ABELINA SANHAÇO", "BENVINDO TELES"], True),
        ("", "", [], True),
    ],
)  # fmt: skip
def test_names_without_marks_are_divided_or_stay_one(
    printed: str, text: str, names: list[str], is_proven: bool
) -> None:
    assert divide(printed, text) == (names, is_proven)
