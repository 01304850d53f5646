"""eproc's recorded pages say what we wrote into them, and a damaged one is never a smaller case."""

import asyncio
import random
from collections.abc import Callable

import pytest

from delivery.case_store.identity import identify_movements
from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from spiders.base import ListedCase, PageRequest, VisitReport
from spiders.charset import decode_html
from spiders.html5 import parse_html
from spiders.recognise import parse_page
from spiders.systems.eproc.forms import read_form
from spiders.tribunals.tjmg_eproc import TJMGEproc
from tests.recorded.mutations import wrong_successes
from tests.recorded.recordings import FakeSession, Recording, recording, recordings_of, said

RECORDINGS = recordings_of("eproc")
NUMBER = CaseNumber("10003217120314063801")


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_recorded_page_says_what_it_shows(page: Recording) -> None:
    """Recognised by itself or with the system named, the page gives exactly what is expected of it."""
    assert said(parse_page(page.body).as_json()) == page.expected
    assert said(parse_page(page.body, system="eproc").as_json()) == page.expected


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_damaged_page_is_never_a_wrong_success(page: Recording) -> None:
    found = wrong_successes(page.body, lambda body: parse_page(body, system="eproc"), random.Random(11), 60)
    assert [(mutation.kind, mutation.place, wrong) for mutation, wrong in found] == []


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_both_charsets_give_the_same_case(encoding: str) -> None:
    body = recording("eproc", "detail_newest").body
    assert parse_page(body.decode("iso-8859-1").encode(encoding)) == parse_page(body)


def test_the_newest_events_say_where_the_others_are() -> None:
    page = parse_page(recording("eproc", "detail_newest").body)
    assert page.case is not None
    assert (len(page.case.movements), page.case.movements_total) == (10, 23)
    [more] = page.next_pages
    assert more.of == "movements"
    assert "eventos=true" in (more.url or "")


def test_newest_events_whose_link_is_lost_are_partial() -> None:
    text = recording("eproc", "detail_newest").body.decode("iso-8859-1")
    page = parse_page(text.replace("eventos=true&", "").encode("iso-8859-1"))
    assert page.outcome is Outcome.PARTIAL
    assert "the events before" in page.reason


def test_a_hidden_event_leaves_a_gap_and_a_lost_row_breaks_the_stripes() -> None:
    text = recording("eproc", "detail_all_events").body.decode("iso-8859-1")
    assert parse_page(text.encode("iso-8859-1")).outcome is Outcome.FOUND_NEW
    rows = [row for row in text.split("<tr ") if "<td>12</td>" in row]
    torn = parse_page(text.replace(f"<tr {rows[0]}", "", 1).encode("iso-8859-1"))
    assert torn.outcome is Outcome.PARTIAL
    assert "between two rows" in torn.reason


def test_parties_behind_a_link_are_missing() -> None:
    text = recording("eproc", "detail_newest").body.decode("iso-8859-1")
    link = '<a href="#" aria-label="Ver demais partes">Ver demais partes</a></table>\n</fieldset><fieldset id="fldInf'
    page = parse_page(text.replace('</table>\n</fieldset><fieldset id="fldInf', link).encode("iso-8859-1"))
    assert page.outcome is Outcome.PARTIAL
    assert page.case is not None
    assert page.case.parties_total is None


def test_an_event_keeps_its_identity_when_its_text_changes() -> None:
    """The court's number reaches the store's identity: the status of a notice changes, the movement stays the same."""
    body = recording("eproc", "detail_newest").body
    before, after = parse_page(body), parse_page(body.replace(b"Status:ABERTO", b"Status:FECHADO"))
    assert before.case is not None
    assert after.case is not None
    old, new = identify_movements(before.case.movements), identify_movements(after.case.movements)
    assert [each.hash for each in old] == [each.hash for each in new]
    assert [each.content_digest for each in old] != [each.content_digest for each in new]
    same_moment = [each for each in old if each.movement.text == "Juntada de certidão"]
    assert len({each.hash for each in same_moment}) == 2


def test_the_newest_events_have_the_identities_of_the_whole_list() -> None:
    newest, whole = (parse_page(recording("eproc", name).body) for name in ("detail_newest", "detail_all_events"))
    assert newest.case is not None
    assert whole.case is not None
    known = {each.hash for each in identify_movements(whole.case.movements)}
    assert {each.hash for each in identify_movements(newest.case.movements)} < known


def test_the_form_names_everything_that_a_search_sends() -> None:
    form = read_form(parse_html(decode_html(recording("eproc", "form_open").body)))
    assert (form.number_field, form.name_field, form.phonetic_field) == ("txtNumProcesso", "txtStrParte", "chkFonetica")
    assert dict(form.fields)["sbmNovo"] == "Consultar"
    assert dict(form.fields)["rdoTipo"] == "CPF"


def test_a_form_whose_fields_are_renamed_is_read_by_mask_and_label() -> None:
    """TRF2's names of fields change with each session."""
    text = recording("eproc", "form_open").body.decode("iso-8859-1")
    for name in ("txtNumProcesso", "txtStrParte", "chkFonetica"):
        text = text.replace(f'"{name}"', f'"x{len(name)}f3a"')
    form = read_form(parse_html(text))
    assert (form.number_field, form.name_field, form.phonetic_field) == ("x14f3a", "x11f3a", "x11f3a")


class _Court:
    """Answers a visit: the form, the answer to the search, the page of all events."""

    def __init__(self, answer: str, whole: str | None = None) -> None:
        self._pages = {"search_form": "form_open", "case_detail": answer, "whole": whole or answer}

    def __call__(self, request: PageRequest) -> bytes:
        kind = "whole" if "eventos=true" in request.url else str(request.kind)
        return recording("eproc", self._pages[kind]).body


def _visit(answer: Callable[[PageRequest], bytes]) -> VisitReport:
    return asyncio.run(TJMGEproc().visit(NUMBER, FakeSession(answer)))


def test_a_visit_fetches_all_events() -> None:
    report = _visit(_Court("detail_newest", "detail_all_events"))
    assert report.outcome is Outcome.FOUND_NEW
    [instance] = report.instances
    assert (instance.is_complete, len(instance.case.movements)) == (True, 22)


@pytest.mark.parametrize("whole", ["detail_newest", "search_error", "landing_login"])
def test_a_visit_without_all_events_is_partial(whole: str) -> None:
    """Also where the page of all events shows the newest ones again."""
    report = _visit(_Court("detail_newest", whole))
    assert report.outcome is Outcome.PARTIAL
    [instance] = report.instances
    assert (instance.is_complete, len(instance.case.movements)) == (False, 10)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("search_none", Outcome.NOT_FOUND),
        ("search_none_exception", Outcome.NOT_FOUND),
        ("search_sealed", Outcome.SEALED),
        ("detail_sealed_mark", Outcome.SEALED),
        ("search_wrong_captcha", Outcome.CAPTCHA),
        ("search_silent", Outcome.UPSTREAM_ERROR),
        ("search_error", Outcome.UPSTREAM_ERROR),
        ("landing_login", Outcome.LOGIN_REQUIRED),
    ],
)
def test_a_visit_ends_with_what_the_search_came_to(answer: str, outcome: Outcome) -> None:
    report = _visit(_Court(answer))
    assert (report.outcome, report.instances) == (outcome, ())


def test_a_captcha_on_the_form_is_met_once() -> None:
    session = FakeSession(lambda _: recording("eproc", "form_captcha").body)
    report = asyncio.run(TJMGEproc().visit(NUMBER, session))
    assert (report.outcome, len(session.requests)) == (Outcome.CAPTCHA, 1)


def test_links_of_the_session_are_followed_from_the_page_that_shows_them() -> None:
    session = FakeSession(_Court("detail_newest", "detail_all_events"))
    asyncio.run(TJMGEproc().visit(NUMBER, session))
    form, search, whole = session.requests
    assert (form.method, search.method, whole.method) == ("GET", "POST", "GET")
    assert dict(search.form or ())["txtNumProcesso"] == NUMBER.masked
    assert whole.url.startswith("https://eproc-consulta-publica-1g.tjmg.jus.br/eproc/externo_controlador.php?")
    assert whole.headers["Referer"] == search.url


def test_a_search_by_name_opens_only_persons_of_that_name() -> None:
    pages = {"search_form": "form_open", "party_list": "persons", "result_list": "cases"}
    session = FakeSession(lambda request: recording("eproc", pages[str(request.kind)]).body)

    async def every() -> list[ListedCase]:
        return [each async for each in TJMGEproc().search_name("Abelina Torquato Sanhaço", session)]

    found = asyncio.run(every())
    assert [request.kind for request in session.requests] == ["search_form", "party_list", "result_list"]
    sent = dict(session.requests[1].form or ())
    assert (sent["txtStrParte"], sent["chkFonetica"]) == ("Abelina Torquato Sanhaco", "N")
    assert len(found) == 2
    assert {party.name for party in found[0].case.parties} >= {"ABELINA TORQUATO SANHAÇO"}
