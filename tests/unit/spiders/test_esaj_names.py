"""The search for a name in e-SAJ: each case once, every page, and a cut list is never a whole one."""

import asyncio
from collections.abc import Callable

import pytest

from schemas.outcomes import Outcome
from spiders.base import ListedCase, PageRequest, RawPage, SearchesNames
from spiders.errors import VisitFailed
from spiders.tribunals.tjsp import TJSPEsaj
from tests.recorded.esaj_recordings import PlayedSession, Recording

FIRST = "http://court.test/tjsp/cpopg"
NAME = "Davina Jatobá Querubim"


class EditedSession(PlayedSession):
    """Plays recordings after a change: `edit` gets the address and the page."""

    edit: Callable[[str, bytes], bytes] = staticmethod(lambda _, body: body)

    async def fetch(self, request: PageRequest) -> RawPage:
        raw = await super().fetch(request)
        return RawPage(raw.request, raw.url, raw.status, raw.headers, self.edit(raw.url, raw.body))


def _search(session: PlayedSession) -> tuple[list[ListedCase], VisitFailed | None]:
    found: list[ListedCase] = []

    async def run() -> None:
        async for listed in TJSPEsaj({"cpopg": FIRST}).search_name(NAME, session):
            found.append(listed)

    try:
        asyncio.run(run())
    except VisitFailed as failure:
        return found, failure
    return found, None


def _court(answer: str) -> EditedSession:
    return EditedSession(lambda url: "search_form" if url.endswith("/open.do") else answer)


def test_the_spider_searches_names() -> None:
    assert isinstance(TJSPEsaj(), SearchesNames)


def test_the_exact_full_name_is_asked_for() -> None:
    session = _court("not_found")
    assert _search(session) == ([], None)
    assert "cbPesquisa=NMPARTE" in session.asked[1]
    assert "chNmCompleto=true" in session.asked[1]


def test_every_page_is_read_and_each_case_told_once() -> None:
    session = _court("result_list_more_pages")

    def edit(url: str, body: bytes) -> bytes:
        if "trocarPagina" not in url:
            return body
        second = body.replace(b"NOI0000", b"NOK0000").replace(b"NOJ0000", b"NOL0000")
        return second.replace(b"trocarPagina.do?paginaConsulta=2", b"trocarPagina.do?paginaConsulta=1")

    session.edit = edit
    found, failure = _search(session)
    assert failure is None
    assert len(found) == 4
    assert [listed.is_sealed for listed in found[:2]] == [False, True]
    assert found[1].case.parties == ()


def test_a_second_page_that_repeats_the_first_is_a_cut_list() -> None:
    found, failure = _search(_court("result_list_more_pages"))
    assert len(found) == 2
    assert failure is not None
    assert failure.outcome is Outcome.PARTIAL


def test_the_only_case_of_a_name_is_shown_at_once() -> None:
    found, failure = _search(_court("first_degree_typical"))
    assert failure is None
    assert [listed.case_number.masked for listed in found] == ["1000234-19.2031.8.26.0053"]
    assert found[0].case.movements == ()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("captcha_bounce", Outcome.CAPTCHA),
        ("login_wall", Outcome.LOGIN_REQUIRED),
        ("error_try_later", Outcome.UPSTREAM_ERROR),
        ("search_form", Outcome.UPSTREAM_ERROR),
        ("result_list_short", Outcome.PARTIAL),
    ],
)
def test_what_is_no_list_is_never_an_empty_one(answer: str, outcome: Outcome) -> None:
    found, failure = _search(_court(answer))
    assert found == []
    assert failure is not None
    assert failure.outcome is outcome


def test_the_recording_is_a_list_of_two_pages() -> None:
    assert b"paginaConsulta=2" in Recording("result_list_more_pages").body
