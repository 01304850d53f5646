"""Strict selectors over a tree as browsers build it, and its limits for hostile pages."""

import pytest

from spiders import html5
from spiders.errors import PageChanged

_PAGE = (
    "<html><body><p class='a'>um</p><p>dois <!-- não --><b>três</b>&nbsp;</p>"
    "<table><tr><td>4<td>5</table></body></html>"
)


def test_one_maybe_some_and_every_count_strictly() -> None:
    page = html5.parse_html(_PAGE)
    assert html5.text_of(html5.one(page, "p.a")) == "um"
    assert html5.maybe(page, "ul") is None
    assert len(html5.some(page, "p")) == 2
    assert html5.every(page, "ul") == []
    with pytest.raises(PageChanged, match="no element"):
        html5.one(page, "ul")
    with pytest.raises(PageChanged, match="2 elements"):
        html5.one(page, "p")
    with pytest.raises(PageChanged):
        html5.maybe(page, "p")
    with pytest.raises(PageChanged):
        html5.some(page, "ul")


def test_text_has_its_blanks_collapsed_and_no_comments() -> None:
    second = html5.every(html5.parse_html(_PAGE), "p")[1]
    assert html5.text_of(second) == "dois três"
    assert html5.raw_text_of(second) == "dois três\xa0"
    assert html5.text_of(None) == ""


def test_unclosed_cells_are_closed_and_neighbours_are_found() -> None:
    page = html5.parse_html(_PAGE)
    row = html5.one(page, "tbody > tr")
    assert [html5.text_of(cell) for cell in html5.children(row, "td")] == ["4", "5"]
    assert [node.tag for node in html5.elements(html5.one(page, "body"))] == ["p", "p", "table"]
    first, second = html5.every(page, "p")
    assert html5.text_of(html5.next_element(first)) == html5.text_of(second)
    assert html5.attribute(first, "class") == "a"
    assert html5.attribute(second, "class") == ""


def test_an_element_is_not_among_those_inside_it() -> None:
    table = html5.one(html5.parse_html("<table><tr><td><table></table></td></tr></table>"), "body > table")
    assert len(html5.every(table, "table")) == 1


def test_elements_inside_are_those_of_a_tag_at_any_depth_and_of_this_element_only() -> None:
    page = html5.parse_html("<div>a<p>b<i>c</i><!-- i --></p><div><i>d</i></div></div><i>e</i>")
    first = html5.every(page, "div")[0]
    assert [html5.text_of(node) for node in html5.inside(first, "i")] == ["c", "d"]
    assert [html5.text_of(node) for node in html5.inside(first, "div")] == ["d"]
    assert html5.inside(html5.one(page, "p"), "b") == []


@pytest.mark.parametrize("page", ["", "  \n", "\ufeff"])
def test_an_empty_page_is_refused(page: str) -> None:
    with pytest.raises(PageChanged, match="empty"):
        html5.read_html(page.encode())


@pytest.mark.parametrize(
    "page", ["<div>" * 100_000, "<table><tr><td>" * 30_000, "<p><div>" * 50_000 + "</div>" * 50_000]
)
def test_a_page_nested_too_deep_is_refused_before_it_costs_minutes(page: str) -> None:
    with pytest.raises(PageChanged, match="deeper"):
        html5.parse_html(page)


def test_many_elements_side_by_side_are_read() -> None:
    assert len(html5.every(html5.parse_html("<i></i>" * 30_000 + "<br>" * 5_000 + "<ul><li><ul>"), "i")) == 30_000


def test_the_bytes_of_utf8_and_of_latin_read_alike_and_a_nul_hides_nothing() -> None:
    page = "<p>Petição\x00 às 5ª</p><p>é</p>"
    for charset in ("utf-8", "iso-8859-1"):
        text, root = html5.read_html(page.encode(charset), "text/html")
        assert text == page
        assert html5.text_of(html5.every(root, "p")[0]) == "Petição às 5ª"
