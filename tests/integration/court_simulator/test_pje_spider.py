"""PJe's spider reads the simulator over HTTP: pages of participants, of documents and of movements, and names."""

import random
from collections.abc import Iterator

import pytest

from schemas.outcomes import Outcome
from spiders.base import ListedCase
from spiders.errors import VisitFailed
from spiders.tribunals.tjmg import TJMGPje
from tests.court_simulator.factory import CaseFactory
from tests.court_simulator.model import Case, Party, Row
from tests.court_simulator.pje_site import MOST_RESULTS
from tests.court_simulator.pje_tables import DOCUMENTS_TO_A_PAGE, PARTICIPANTS_TO_A_PAGE, documents_of
from tests.court_simulator.tribunals import TRIBUNALS
from tests.integration.court_simulator.running import Running, seen

TJMG = "TJMG"


@pytest.fixture
def court() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


@pytest.fixture
def spider(court: Running) -> TJMGPje:
    return TJMGPje({"1g": f"{court.base}/tjmg/pje/1g"})


@pytest.fixture
def long_case(court: Running) -> Case:
    """A case with 27 active parties and their lawyers, 40 further movements, each with a document."""
    case, factory = court.cases(TJMG)[0], CaseFactory(random.Random(5))
    case.parties += [factory.party(TRIBUNALS[TJMG], f"Abelina Sanhaço {word}", "active") for word in _words(26)]
    day = case.distributed_on
    case.instances[0].rows += [
        Row(day, f"10:{minute:02d}:00", "Juntada de Petição", f"número {minute}", 85, -1) for minute in range(40)
    ]
    return case


def _words(count: int) -> list[str]:
    return [f"{first}{second}" for first in ("Ara", "Buri", "Caju") for second in _ENDINGS][:count]


_ENDINGS = ("ti", "ri", "çá", "bá", "xé", "zul", "mel", "nor", "pim")


def _printed(parties: list[Party]) -> list[tuple[str, tuple[str, ...]]]:
    return [(" ".join(each.name.split()), tuple(lawyer.name.upper() for lawyer in each.lawyers)) for each in parties]


def test_all_pages_of_every_table_are_read(court: Running, spider: TJMGPje, long_case: Case) -> None:
    participants = sum(1 + len(party.lawyers) for party in long_case.parties if party.side == "active")
    documents = documents_of(court.state.world, long_case, court.day)
    assert participants > 3 * PARTICIPANTS_TO_A_PAGE
    assert len(documents) > 2 * DOCUMENTS_TO_A_PAGE
    report = court.visit(spider, long_case)
    assert report.outcome is Outcome.FOUND_NEW, report
    (snapshot,) = report.instances
    assert (snapshot.is_complete, snapshot.is_complete_parties) == (True, True)
    shown = court.state.world.parties_on(long_case, court.day)
    assert [
        (party.name, tuple(lawyer.name for lawyer in party.lawyers)) for party in snapshot.case.parties
    ] == _printed([party for side in ("active", "passive") for party in shown if party.side == side])
    assert {document.id for document in snapshot.case.documents} == {number for number, _ in documents}
    assert seen(snapshot) == court.shown(long_case, long_case.instances[0])


def test_every_case_is_read_with_its_documents(court: Running, spider: TJMGPje) -> None:
    for case in court.cases(TJMG):
        report = court.visit(spider, case)
        assert report.outcome is Outcome.FOUND_NEW, report
        (snapshot,) = report.instances
        numbers = {number for number, _ in documents_of(court.state.world, case, court.day)}
        assert {document.id for document in snapshot.case.documents} == numbers


def test_a_further_page_that_does_not_come_is_never_a_smaller_case(
    court: Running, spider: TJMGPje, long_case: Case
) -> None:
    """No further page of any table answers."""
    long_case.troubles[court.day] = "page_two"
    report = court.visit(spider, long_case)
    assert report.outcome is not Outcome.FOUND_NEW
    assert not any(each.is_complete or each.is_complete_parties for each in report.instances)


def test_a_name_is_found_with_all_words_in_one_party(court: Running, spider: TJMGPje) -> None:
    case = court.cases(TJMG)[0]
    case.parties[0].name = "Abelina Torquato Sanhaço"
    listed = court.listed(lambda session: spider.search_name("Abelina Sanhaço", session))
    assert [each.case_number for each in listed] == [case.number]
    assert listed[0].case.parties[0].name in {" ".join(party.name.split()) for party in case.parties}
    assert len(court.requests) == 2


def test_a_name_that_nobody_has_and_a_sealed_case_give_nothing(court: Running, spider: TJMGPje) -> None:
    case = court.cases(TJMG)[0]
    case.parties[0].name, case.sealed_from = "Abelina Torquato Sanhaço", court.day
    for name in ("Abelina Sanhaço", "Zzyzx Wwquux"):
        assert court.listed(lambda session, name=name: spider.search_name(name, session)) == []  # type: ignore[misc]


def test_a_list_that_the_court_cuts_is_told_after_its_rows(court: Running, spider: TJMGPje) -> None:
    """Thirty rows may be all or the first of many: nobody may take them for all."""
    cases = court.state.world.by_tribunal[TJMG]
    model, factory = court.cases(TJMG)[0], CaseFactory(random.Random(5))
    for _ in range(MOST_RESULTS + 2):
        party = factory.party(TRIBUNALS[TJMG], "Abelina Torquato Sanhaço", "active")
        made = factory.case(
            TRIBUNALS[TJMG],
            filed_on=model.filed_on,
            until=model.filed_on,
            parties=[party, *factory.strangers(TRIBUNALS[TJMG])[-1:]],
            history=1,
        )
        cases.append(made)
    told: list[ListedCase] = []

    async def ask(session: object) -> None:
        async for each in spider.search_name("Abelina Sanhaço", session):  # type: ignore[arg-type]
            told.append(each)

    with pytest.raises(VisitFailed, match="30"):
        court.within(ask)
    assert len({each.case_number for each in told}) == MOST_RESULTS


def test_a_name_of_one_word_is_refused_before_the_court_is_asked(court: Running, spider: TJMGPje) -> None:
    with pytest.raises(VisitFailed, match="two words"):
        court.listed(lambda session: spider.search_name("Abelina", session))
    assert court.requests == []


def test_a_captcha_ends_a_search_by_name(court: Running, spider: TJMGPje) -> None:
    court.suffer(TJMG, "captcha")
    with pytest.raises(VisitFailed) as failed:
        court.listed(lambda session: spider.search_name("Abelina Sanhaço", session))
    assert failed.value.outcome is Outcome.CAPTCHA
