"""What is known and never visited says so in plain words, names who decides instead, and is on no route."""

import asyncio
import json

import pytest

from capture.court_list import build_courts
from monitor_config.tribunals import TribunalPolicies, parse_tribunal_policies
from runtime.settings import Settings
from runtime.tribunal_support import TribunalFacts
from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.base import PageRequest, RawPage
from spiders.errors import PageChanged
from spiders.numbering import TRIBUNALS
from spiders.registry import all_spiders, is_open, why_not_asked
from spiders.systems.tjmt_rest.spider import read_answer_about
from tests.recorded.recordings import recording

NEVER = {(spider.tribunal, spider.system) for spider in all_spiders() if spider.why_unsupported}
SETTINGS = Settings(datajud_key="key")


class _Nobody:
    async def fetch(self, request: PageRequest) -> RawPage:
        raise AssertionError(f"{request.url} was asked")


def test_those_that_are_never_visited_are_named() -> None:
    assert {("TJMT", CourtSystem.TJMT), ("TJRJ", CourtSystem.TJRJ)} == NEVER


@pytest.mark.parametrize("cls", [each for each in all_spiders() if each.why_unsupported])
def test_a_visit_is_unsupported_and_asks_nobody(cls) -> None:
    number = CaseNumber.build(sequence=5, year=2031, j_tr=cls.j_tr, origin=1)
    report = asyncio.run(cls().visit(number, _Nobody()))
    assert (report.outcome, report.instances) == (Outcome.UNSUPPORTED, ())
    assert report.explanation == why_not_asked(cls)
    assert not is_open(cls)


def _policies(text: str) -> TribunalPolicies:
    return parse_tribunal_policies(text, source="x")


def test_no_wish_of_the_operator_puts_them_on_a_route() -> None:
    wished = "".join(
        f"  {tribunal}: {{is_enabled: true, systems: {{{system}: {{is_enabled: true}}}}}}\n"
        for tribunal, system in NEVER
    )
    addresses = {f"{tribunal}/{system}/api": "http://127.0.0.1:9" for tribunal, system in NEVER}
    for settings in (SETTINGS, Settings(datajud_key="key", court_addresses=addresses), Settings()):
        courts = build_courts(settings, _policies(f"tribunals:\n{wished}"))
        assert not {(court.tribunal, spider.system) for court in courts for spider in court.routes} & NEVER


def test_tjmts_portal_may_hold_cases_and_tjrjs_old_one_no_more() -> None:
    courts = {court.tribunal: court for court in build_courts(SETTINGS, _policies(""))}
    assert set(courts["TJMT"].unasked) == {CourtSystem.TJMT}
    assert CourtSystem.TJRJ not in courts["TJRJ"].unasked


def test_who_registers_a_case_hears_what_is_not_visited_and_who_decides() -> None:
    facts = TribunalFacts(SETTINGS)
    support = facts.find_support("8.11")
    assert support is not None
    assert support.is_supported
    assert "live visits of its portal are unsupported" in support.explanation
    assert "signature" in support.explanation
    assert support.explanation.endswith("Decided by: datajud.")
    assert {facts.note(name) for name in ("TJRJ", "TJSP", "TRT3", "STF")} == {""}


def test_nobody_decides_without_datajuds_key_and_the_case_is_unsupported() -> None:
    support = TribunalFacts(Settings()).find_support("8.11")
    assert support is not None
    assert not support.is_supported
    assert "unsupported" in support.explanation
    assert "ARAUTO_DATAJUD_KEY" in support.explanation


@pytest.mark.parametrize(
    ("acronym", "system", "words"), [("TJMT", "tjmt_rest", "signature"), ("TJRJ", "tjrj_portal", "history"),
                                     ("TRT3", "dejt", "minutes and agendas")]
)  # fmt: skip
def test_the_tribunals_systems_show_why(acronym: str, system: str, words: str) -> None:
    facts = TribunalFacts(SETTINGS)
    tribunal = next(each for each in TRIBUNALS if each.acronym == acronym)
    row = next(row for row in facts.summary(tribunal, {})["systems"] if row["system"] == system)
    assert (row["decides"], words in row["why_not"]) == (False, True)


def test_an_answer_about_the_number_that_was_asked_is_taken() -> None:
    body = recording("tjmt_rest", "one_case").body
    number = CaseNumber(json.loads(body)["itens"][0]["numeroUnico"])
    case = read_answer_about(number, body).case
    assert case is not None
    assert case.case_number == number


def test_an_answer_about_other_cases_is_refused() -> None:
    """The whole base, another case, and a list that shows the right case beside what it does not show."""
    body = recording("tjmt_rest", "one_case").body
    answer = json.loads(body)
    number = CaseNumber(answer["itens"][0]["numeroUnico"])
    other = CaseNumber.build(sequence=5, year=2031, j_tr="8.11", origin=1)
    longer = json.dumps(answer | {"totalRegistros": 412345, "totalPaginas": 41235}).encode()
    for asked, said in ((other, body), (number, recording("tjmt_rest", "list_with_sealed").body), (number, longer)):
        with pytest.raises(PageChanged, match="other cases"):
            read_answer_about(asked, said)


def test_an_answer_without_a_case_says_nothing_of_another() -> None:
    body = json.dumps({"pagina": 0, "totalPaginas": 0, "totalRegistros": 0, "itens": []}).encode()
    number = CaseNumber.build(sequence=5, year=2031, j_tr="8.11", origin=1)
    assert read_answer_about(number, body).outcome is Outcome.NOT_FOUND
