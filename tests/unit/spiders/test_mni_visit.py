"""A visit by MNI is one call, and never one that acknowledges a notice."""

import asyncio
from pathlib import Path

import pytest
from lxml import etree

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from spiders.base import VisitReport
from spiders.errors import PageChanged
from spiders.systems.mni import endpoints
from spiders.systems.mni.endpoints import MniCredential
from spiders.tribunals.tjrj_mni import TJRJMni
from tests.recorded.recordings import FakeSession, recording

NUMBER = CaseNumber.build(sequence=628, year=2031, j_tr="8.26", origin=673)
ACKNOWLEDGING = ("consultarAvisosPendentes", "consultarTeorComunicacao", "confirmarRecebimento", "entregarManifestacao")
MNI = Path(endpoints.__file__).parent


def visit(name: str) -> tuple[VisitReport, FakeSession]:
    session = FakeSession(lambda _: recording("mni", name).body)
    spider = TJRJMni({"mni": "https://mni.court.example/servico"}, credential="office:cor:rect<&")
    return asyncio.run(spider.visit(NUMBER, session)), session


def test_a_whole_answer_is_one_complete_instance() -> None:
    report, _ = visit("case_with_movements")
    assert report.outcome is Outcome.FOUND_NEW
    (instance,) = report.instances
    assert (instance.court_level, instance.is_complete, len(instance.case.movements)) == (CourtLevel.FIRST, True, 2)


def test_a_header_without_movements_concludes_nothing_about_them() -> None:
    report, _ = visit("case_header")
    assert report.outcome is Outcome.PARTIAL
    assert [instance.is_complete for instance in report.instances] == [False]


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("not_found", Outcome.NOT_FOUND),
        ("sealed", Outcome.SEALED),
        ("refused_login", Outcome.LOGIN_REQUIRED),
        ("fault", Outcome.UPSTREAM_ERROR),
    ],
)
def test_every_other_answer_keeps_its_outcome_and_shows_nothing(name: str, outcome: Outcome) -> None:
    report, _ = visit(name)
    assert (report.outcome, report.instances) == (outcome, ())


def test_another_case_than_the_asked_one_is_page_changed() -> None:
    session = FakeSession(lambda _: recording("mni", "case_header").body.replace(b"00006282620318260673", b"0" * 20))
    spider = TJRJMni({"mni": "https://mni.court.example/servico"}, credential="a:b")
    with pytest.raises(PageChanged):
        asyncio.run(spider.visit(NUMBER, session))


def test_the_one_call_is_consultar_processo_with_the_credential_written_as_xml() -> None:
    _, session = visit("case_header")
    (request,) = session.requests
    assert request.headers["SOAPAction"].strip('"').endswith("/consultarProcesso")
    assert request.xml is not None
    (body,) = etree.fromstring(request.xml.encode()).iterfind("{*}Body")
    (call,) = body
    assert etree.QName(call).localname == "consultarProcesso"
    assert [each.text for each in call] == ["office", "cor:rect<&", str(NUMBER), "true", "true", "false"]


def test_no_call_that_acknowledges_a_notice_can_be_built() -> None:
    """They are named in one sentence that forbids them, and nowhere in what is sent."""
    sent = endpoints._ENVELOPE
    assert not [name for name in ACKNOWLEDGING if name in sent]
    builders = [name for name in vars(endpoints) if callable(getattr(endpoints, name)) and name.islower()]
    assert sorted(builders) == ["by_number", "dataclass", "escape"]
    for path in MNI.glob("*.py"):
        code = [line for line in path.read_text(encoding="utf-8").splitlines() if "`" not in line]
        assert not [name for name in ACKNOWLEDGING if name in "\n".join(code)], path


def test_a_credential_does_not_show_itself() -> None:
    assert "hidden" not in repr(MniCredential("user", "hidden"))
