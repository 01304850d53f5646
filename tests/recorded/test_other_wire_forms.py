"""The same page in other bytes says the same: marks of order, line ends, JSON of another writer, added scripts."""

import json
from collections.abc import Callable

import pytest

from spiders.page_end import has_end
from spiders.recognise import parse_page
from tests.recorded.recordings import FOLDER, Recording, recordings_of, said

SYSTEMS = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir() and any(folder.glob("*/expected.json")))
RECORDINGS = [page for system in SYSTEMS for page in recordings_of(system)]


def _is_text(page: Recording) -> bool:
    return not page.body.startswith((b"%PDF", b"\x89PNG"))


def _is_utf8(page: Recording) -> bool:
    try:
        return _is_text(page) and bool(page.body.decode())
    except UnicodeDecodeError:
        return False


def _is_json(page: Recording) -> bool:
    return page.body.lstrip()[:1] in (b"{", b"[")


def _is_document(page: Recording) -> bool:
    return page.body.rstrip().lower().endswith(b"</html>")


def _rewritten(**how: object) -> Callable[[bytes], bytes]:
    return lambda body: json.dumps(json.loads(body), **how).encode()  # type: ignore[arg-type]


FORMS: dict[str, tuple[Callable[[Recording], bool], Callable[[bytes], bytes]]] = {
    "byte order mark": (_is_utf8, lambda body: b"\xef\xbb\xbf" + body),
    "blanks around": (_is_text, lambda body: b"\r\n\r\n " + body + b"\r\n \n\t" if body[:1] in b"<{[" else body),
    "CRLF": (_is_text, lambda body: body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")),
    "JSON in one line": (_is_json, _rewritten(separators=(",", ":"), ensure_ascii=False)),
    "JSON in ASCII with line ends": (_is_json, _rewritten(indent=2)),
    "a comment behind the end": (_is_document, lambda body: body.rstrip() + b"\n<!-- node 3, 12 ms --><!-- ok -->\n"),
    "a script behind the end": (_is_document, lambda body: body.rstrip() + b'\n<script src="/x.js">a < b</script>\n'),
}


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: f"{page.system}/{page.name}")
def test_another_form_of_the_same_page_says_the_same(page: Recording) -> None:
    expected = said(parse_page(page.body, system=page.system).as_json())
    others = [
        form
        for form, (fits, change) in FORMS.items()
        if fits(page) and said(parse_page(change(page.body), system=page.system).as_json()) != expected
    ]
    assert others == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<html></html>", True),
        ("<html></HTML >\r\n<!-- a --> <script>b</script>\n", True),
        ("<html></html><!-- a", False),
        ("<html></html><script>b", False),
        ("<html></html><p>b</p>", False),
        ("<html>", False),
        ("", False),
    ],
)
def test_a_page_ends_where_only_what_servers_add_follows(page: str, expected: bool) -> None:
    assert has_end(page) is has_end(page.encode()) is expected


def test_many_scripts_behind_the_end_take_no_longer_than_their_bytes() -> None:
    assert not has_end(b"</html>" + b"<script>" * 5_000_000)
