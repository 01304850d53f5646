"""Strict selectors and the charset of a page."""

import pytest

from spiders.charset import decode_html
from spiders.errors import PageChanged
from spiders.select import every, maybe, one, parse_html, some, text_of

_PAGE = "<html><body><p class='a'>um</p><p>dois <!-- não --><b>três</b>&nbsp;</p></body></html>"


def test_one_takes_exactly_one() -> None:
    page = parse_html(_PAGE)
    assert text_of(one(page, "//p[@class='a']")) == "um"
    with pytest.raises(PageChanged, match="no element"):
        one(page, "//table")
    with pytest.raises(PageChanged, match="2 elements"):
        one(page, "//p")


def test_maybe_takes_at_most_one_and_some_at_least_one() -> None:
    page = parse_html(_PAGE)
    assert maybe(page, "//table") is None
    assert len(some(page, "//p")) == 2
    assert every(page, "//table") == []
    with pytest.raises(PageChanged):
        maybe(page, "//p")
    with pytest.raises(PageChanged):
        some(page, "//table")


def test_text_has_its_blanks_collapsed_and_no_comments() -> None:
    assert text_of(some(parse_html(_PAGE), "//p")[1]) == "dois três"
    assert text_of(None) == ""


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("ação às 5º".encode(), "text/html; charset=ISO-8859-1"),
        ("ação às 5º".encode("latin-1"), "text/html; charset=UTF-8"),
        ("ação às 5º".encode("latin-1"), None),
        ("ação às 5º".encode("cp1252"), "text/html;charset=windows-1252"),
        (b"\xef\xbb\xbf" + "ação às 5º".encode(), None),
        ("ação às 5º".encode("utf-16"), None),
        (b"<meta charset='iso-8859-1'>" + "ação às 5º".encode("latin-1"), "text/html"),
        ("ação às 5º".encode("cp850"), "text/html; charset=cp850"),
        ("ação às 5º".encode("latin-1"), "text/html; charset=nonsense"),
    ],
)
def test_bytes_decide_the_charset_before_what_is_declared(body: bytes, content_type: str | None) -> None:
    assert decode_html(body, content_type).endswith("ação às 5º")


def test_page_cut_inside_a_letter_is_still_utf8() -> None:
    assert decode_html("situação".encode()[:-2]) == "situaç"


def test_garbled_text_is_refused() -> None:
    twice = "situação, petição, distribuição".encode().decode("latin-1").encode()
    with pytest.raises(PageChanged, match="wrong charset"):
        decode_html(twice)


@pytest.mark.parametrize("text", ["", "  \n", "\x00"])
def test_empty_page_is_refused(text: str) -> None:
    with pytest.raises(PageChanged):
        parse_html(text)
