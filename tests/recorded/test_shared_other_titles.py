"""The real pages of the superior courts, titled as the cases of other classes are, are read as before."""

import re

import pytest

from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.shared_pages import needs_courts, pages_of


def _page(system: str, name: str) -> str:
    body = next(page for page in pages_of(system) if page.name.startswith(name)).read_bytes()
    return body.decode("utf-8" if system == "stf" else "cp1252")


@needs_courts
@pytest.mark.parametrize("number", ["HC 100001", "ARE 1.200.001", "Rcl 10001 AgR", "Inq 4.001 DF", "ADPF 50 MC-QO"])
@pytest.mark.parametrize("badge", ["", '<span class="badge">Segredo de Justiça</span>'])
def test_an_stf_case_of_another_class_is_read(number: str, badge: str) -> None:
    text = _page("stf", "detail_incidente_7432229")
    text = text.replace("Pet&nbsp;14912", f"{badge}{number.replace(' ', '&nbsp;', 1)}").replace("Pet 14912", number)
    found = parse_page(text.encode(), system="stf")
    assert found.outcome is Outcome.FOUND_NEW
    assert found.is_sealed is bool(badge)
    assert found.case is not None
    assert found.case.court_number == number


@needs_courts
def test_an_stf_title_of_another_case_is_page_changed() -> None:
    text = _page("stf", "detail_incidente_7432229").replace("Pet&nbsp;14912", "Pet&nbsp;10001")
    assert parse_page(text.encode(), system="stf").outcome is Outcome.PAGE_CHANGED


@needs_courts
@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("HC nº 100001 / SP", "HC 100001"),
        ("AgRg no HC nº 100.001/SP", "AgRg no HC 100.001"),
        ("SLS nº 3 / BA (2031/0000001-1)", "SLS 3"),
        ("Rcl n. 10001 - SP", "Rcl 10001"),
        ("REsp 10001", "REsp 10001"),
    ],
)
def test_an_stj_case_of_another_class_is_read(title: str, number: str) -> None:
    text = re.sub(r"AREsp nº 1699129 / [A-Z]{2}", title, _page("stj", "detail_registro"))
    found = parse_page(text.encode("cp1252"), system="stj")
    assert found.outcome is Outcome.FOUND_NEW
    assert found.case is not None
    assert found.case.court_number == number
