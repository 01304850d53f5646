"""How deep elements nest is told from a page's bytes, and is never less than in the tree, whatever hides it."""

import random
import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from spiders.nesting import is_deep

_NAMES = (
    *("div", "span", "label", "b", "i", "a", "p", "li", "ul", "dl", "dd", "table", "tr", "td", "caption", "form", "rt"),
    *("button", "select", "option", "optgroup", "svg", "math", "g", "path", "use", "title", "style", "script", "html"),
    *("textarea", "template", "object", "p-x", "mtext", "foreignObject", "ruby", "body", "noscript"),
)
_DISGUISES = (
    "x", "<!-- </div> -->", "<!--><!-->", "<!x </div>", "<?x </span>", "</ </label>", '<div title="</div>">', '<b ">',
    "<span a='</span>'>", "<i =\">", '<label a=b"c>', "<div\xa0></div\xa0>", '<script>"</div>"</script>', "<DIV></Div>",
    "<style></b></style>", "<title></div></title>", "<![CDATA[ </g> ]]>", "<path d='</svg>'/>",
    "<lin\u212a></lin\u212a>",
)  # fmt: skip


@pytest.mark.parametrize(
    "unit",
    [
        "<label>a",
        "<label></b>",
        "<ul></b><li>",
        "<dd><li>",
        "<optgroup>",
        "<p-x>",
        "<label><!-- </label> -->",
        '<label title="</label>">',
        "<label><script>'</label>'</script>",
        "<span><div></span></div>",
        "<div\xa0></div>",
        "<svg><td><style><title>",
    ],
)
def test_nested_elements_are_seen_whatever_seems_to_close_them(unit: str) -> None:
    assert is_deep(unit.encode() * 19_000)


def test_text_that_would_be_copied_into_every_paragraph_is_seen() -> None:
    bold = "".join(f"<b id={number}>" for number in range(900))
    assert is_deep(f"<p>{bold}</p>{'<p>x</p>' * 6_000}".encode())


@pytest.mark.parametrize(
    "unit",
    [
        "<div><p>a<p>b<ul><li><a href=x>c</a><li>d</ul><dl><dt>e<dd>f</dl></div>",
        "<table><tr><td>a<td><option>b<tr><th>c</table>",
        '<i class="icon"></i><br><input value="<div>"><img src=x>',
        '<svg viewBox="0 0 1 1"><title>a</title><g><path d="M0"/><use href=\'#b\'/></g></svg>',
        "<script>if (a < b) document.write('<div>')</script><!-- <div> --><style>a > b {}</style>",
        "</div></b>",
    ],
)
def test_elements_side_by_side_are_not_deep(unit: str) -> None:
    assert not is_deep(f"<html><body>{unit * 5_000}</body></html>".encode())


def test_no_mixture_of_tags_nests_deeper_than_is_told() -> None:
    chance = random.Random(20)
    for _ in range(300):
        tag = (f"<{chance.choice(('', '/'))}{chance.choice(_NAMES)}>" for _ in iter(int, 1))
        unit = "".join(chance.choice((next(tag), next(tag), chance.choice(_DISGUISES))) for _ in range(6))
        page = f"<html><body>{chance.choice(('', '<svg>', '<table>', '<select>'))}{unit * 1_500}"
        if not is_deep(page.encode()):
            assert _depth(page) <= 5 * 1_000, unit


@pytest.mark.parametrize(
    "unit", ['<a x="', "<a x='\"", "<!--", "<!-- -", "<script>", "<a ", "<a =", "</", "<a x=", "<!"]
)
def test_a_page_made_to_be_slow_is_looked_through_in_a_moment(unit: str) -> None:
    page = unit.encode() * (1_000_000 // len(unit))
    begun = time.process_time()
    is_deep(page)
    assert time.process_time() - begun < 1


def _depth(page: str) -> int:
    root = LexborHTMLParser(page).root
    assert root is not None
    depths = {root.mem_id: 1}
    for node in root.traverse():
        if node.parent is not None and node.mem_id != root.mem_id:
            depths[node.mem_id] = depths.get(node.parent.mem_id, 0) + 1
    return max(depths.values())
