"""The national gazette's requests, paging, archives; what a communication says of a case."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import pytest

from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from spiders.base import ListsDistributions, PageRequest
from spiders.errors import PageChanged, VisitFailed
from spiders.systems.djen import endpoints
from spiders.systems.djen.caderno import publications_of
from spiders.tribunals.djen import CLIENTS
from spiders.tribunals.tjsp_gazette import TjspGazette
from tests.recorded.recordings import FakeSession, recording

T = TypeVar("T")
BASE, DAY = "https://djen.example", date(2031, 3, 12)
[TJSP] = [each for each in CLIENTS if each.publisher == "TJSP"]


async def _all(found: AsyncIterator[T]) -> list[T]:
    return [each async for each in found]


def _items(*publishers: str) -> list[dict[str, object]]:
    items = [json.loads(recording("djen", name).body)["items"] for name in ("three_forms_of_lists", "odd_items")]
    return [item for each in items for item in each if item["siglaTribunal"] in publishers]


def _answer(items: list[dict[str, object]], count: int) -> bytes:
    return json.dumps({"status": "success", "message": "Sucesso", "count": count, "items": items}).encode()


def _copies(count: int, begin: int = 0) -> list[dict[str, object]]:
    [item] = [each for each in _items("TJSP") if each["id"] == 103]
    people = [{"nome": "ABELINA TORQUATO SANHAÇO", "polo": "A"}]
    changed = {"destinatarios": people, "destinatarioadvogados": []}
    return [item | changed | {"id": begin + place} for place in range(count)]


def _asked(request: PageRequest) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(request.url).query).items()}


def _read(*bodies: bytes, page_size: int = 2) -> tuple[list[str | None], FakeSession]:
    pages = iter(bodies)
    session = FakeSession(lambda request: next(pages))
    client = TJSP({"api": BASE}, page_size=page_size)
    found = asyncio.run(_all(client.list_publications(DAY, DAY, session)))
    return [each.publication_id for each in found], session


def test_a_day_is_asked_by_publisher_page_and_size() -> None:
    _, session = _read(_answer(_copies(2), 3), _answer(_copies(1, 2), 3))
    assert [_asked(request) for request in session.requests] == [
        {
            "siglaTribunal": "TJSP",
            "dataDisponibilizacaoInicio": "2031-03-12",
            "dataDisponibilizacaoFim": "2031-03-12",
            "pagina": page,
            "itensPorPagina": "2",
        }
        for page in ("1", "2")
    ]


def test_the_window_is_yesterday_and_today_in_brasilia() -> None:
    assert endpoints.window(datetime(2031, 3, 12, 2, 59, tzinfo=UTC)) == (date(2031, 3, 10), date(2031, 3, 11))
    assert endpoints.window(datetime(2031, 3, 12, 3, 1, tzinfo=UTC)) == (date(2031, 3, 11), date(2031, 3, 12))


def test_a_lawyer_is_asked_for_in_every_way_of_writing_the_number() -> None:
    requests = endpoints.by_lawyer(BASE, "12", "SP", (DAY, DAY), page_size=50)
    numbers = [_asked(request)["numeroOab"] for request in requests]
    assert numbers == ["12", "12-O", "12-A", "12-N", "12-B", "12-S", "12-E"]
    assert {_asked(request)["ufOab"] for request in requests} == {"SP"}


def test_a_caderno_and_a_case_have_addresses_of_their_own() -> None:
    assert endpoints.caderno(BASE, "TRE-AC", DAY).url == f"{BASE}/api/v1/caderno/TRE-AC/2031-03-12/D"
    number = CaseNumber.build(sequence=1, year=2031, j_tr="8.26", origin=1)
    assert _asked(endpoints.by_number(BASE, number, page=1, page_size=50))["numeroProcesso"] == number


@pytest.mark.parametrize(
    ("answers", "read"),
    [
        ([_answer([], 0)], 0),
        ([_answer(_copies(1), 1)], 1),
        ([_answer(_copies(2), 2)], 2),
        ([_answer(_copies(2), 3), _answer(_copies(1, 2), 3)], 3),
        ([_answer(_copies(2), 10_000), _answer(_copies(2, 2), 4)], 4),
    ],
)
def test_the_end_of_a_day_is_found(answers: list[bytes], read: int) -> None:
    assert len(_read(*answers)[0]) == read


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([_answer([], 7)], "counts 7 communications and showed 0"),
        ([_answer(_copies(1), 7)], "counts 7 communications and showed 1"),
        ([_answer(_copies(2), 7), _answer(_copies(2), 7)], "read before"),
        ([_answer(_copies(2), 7), _answer([], 0)], "forgot its day"),
        ([_answer(_copies(2), 7), _answer([], 7)], "showed 2"),
        ([_answer(_copies(1), 10_000)], "at least 10000"),
        ([recording("djen", "busy").body], "muito ocupado"),
    ],
)
def test_what_is_no_end_is_a_failure(answers: list[bytes], reason: str) -> None:
    with pytest.raises(VisitFailed, match=reason) as failure:
        _read(*answers)
    assert failure.value.outcome is Outcome.UPSTREAM_ERROR


@pytest.mark.parametrize(
    "change", [{"siglaTribunal": "TJRJ"}, {"data_disponibilizacao": "2031-03-11", "datadisponibilizacao": None}]
)
def test_an_answer_for_another_day_or_publisher_is_page_changed(change: dict[str, object]) -> None:
    with pytest.raises(PageChanged):
        _read(_answer([_copies(1)[0] | change], 1))


def _listed(publisher: str, items: list[dict[str, object]]):
    [kind] = [each for each in CLIENTS if each.publisher == publisher]
    client = kind({"api": BASE}, page_size=100)
    assert isinstance(client, ListsDistributions)
    session = FakeSession(lambda request: _answer(items, len(items)))
    return asyncio.run(_all(client.list_distributions(DAY, DAY, session)))


def test_a_list_gives_date_and_parties_and_the_number_is_told_once() -> None:
    [listed] = _listed("TJSP", _items("TJSP"))
    assert (listed.distributed_on, listed.basis, listed.available_on) == (date(2031, 3, 9), "distribution_list", DAY)
    assert [(party.name, party.side) for party in listed.case.parties] == [
        ("CLOTÁRIO IPÊ DOURADO", "active"),
        ("DISTRIBUIDORA VENTO NORTE LTDA ME", "passive"),
    ]
    assert listed.case.judging_body == "2ª Vara da Comarca de Serra Encantada"


def test_initials_alone_seal_and_a_cancelled_communication_is_not_told() -> None:
    by_initials, cancelled = [each for each in _items("TJSP") if each["id"] in (204, 205)]
    [listed] = _listed("TJSP", [by_initials, cancelled])
    assert (listed.is_sealed, listed.case.parties, listed.available_on) == (True, (), DAY)
    assert _listed("TJSP", [cancelled]) == []


def test_minutes_name_the_rapporteur_and_hidden_recipients_seal() -> None:
    minutes, sealed = _listed("TJRJ", _items("TJRJ"))
    assert (minutes.case.judge, minutes.case.judging_body) == ("DES. GLORINHA CAMBUCI ANDRADA", None)
    assert minutes.case.court_level == "G2"
    assert (sealed.is_sealed, sealed.distributed_on, sealed.case.case_class) == (True, None, None)


def test_the_tribunal_follows_the_number_and_not_the_publisher() -> None:
    [listed] = _listed("STJ", _items("STJ"))
    assert listed.case.tribunal == "TJSP"
    assert (listed.basis, listed.distributed_on, listed.available_on) == (None, None, DAY)


def test_every_tribunal_but_the_supremo_is_a_publisher() -> None:
    publishers = {client.publisher for client in CLIENTS}
    assert {"TJSP", "TRT2", "STJ", "TST", "TRE-SP", "CNJ"} <= publishers
    assert "STF" not in publishers
    assert CLIENTS[0]().hosts == {"comunicaapi.pje.jus.br"}


def _archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in files.items():
            made.writestr(name, body)
    return buffer.getvalue()


def test_an_archive_gives_the_communications_of_all_its_files() -> None:
    archive = _archive({"2.json": _answer(_copies(1, 2), 1), "1.json": _answer(_copies(2), 2)})
    assert [each.publication_id for each in publications_of(archive, 3)] == ["0", "1", "2"]
    with pytest.raises(VisitFailed, match="says 4"):
        list(publications_of(archive, 4))


@pytest.mark.parametrize(
    "archive",
    [b"PK\x03\x04nothing", b"", _archive({"a.exe": b"MZ"}), _archive({"a.json": b"[1]"}), _archive({"a.json": b"{}"}),
     _archive({"a.json": _answer(_copies(1), 1)})[:-30]],
)  # fmt: skip
def test_an_archive_of_another_shape_is_page_changed(archive: bytes) -> None:
    with pytest.raises(PageChanged):
        list(publications_of(archive, 1))


def test_an_archive_that_grows_is_page_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.systems.djen.caderno._LARGEST_ENTRY", 1000)
    with pytest.raises(PageChanged, match="too large"):
        list(publications_of(_archive({"a.json": b" " * 100_000}), 1))


def test_a_closed_gazette_says_until_when_it_has_issues() -> None:
    session = FakeSession(lambda request: b"")
    with pytest.raises(VisitFailed, match="2025-07-22") as failure:
        asyncio.run(_all(TjspGazette().list_distributions(DAY, DAY, session)))
    assert failure.value.outcome is Outcome.UNSUPPORTED
    assert session.requests == []


def test_a_gazette_lists_the_cases_of_its_cadernos() -> None:
    class Old(TjspGazette):
        closed_on, cadernos = None, ("20",)

    body = recording("dje_distribution_lists", "two_lists").body
    session = FakeSession(lambda request: body)
    listed = asyncio.run(_all(Old().list_distributions(DAY, DAY, session)))
    assert _asked(session.requests[0]) == {"dtDiario": "12/03/2031", "cdCaderno": "20", "tpDownload": "D"}
    assert [(each.distributed_on, each.is_sealed) for each in listed] == [
        (date(2031, 3, 10), False),
        (None, True),
        (date(2031, 3, 10), False),
        (date(2031, 3, 11), False),
    ]
    assert listed[0].case.jurisdiction == "FORO REGIONAL XX - SERRA ENCANTADA"
    missing = FakeSession(lambda request: recording("dje_distribution_lists", "html_named_pdf").body)
    with pytest.raises(VisitFailed, match="caderno 20 of 2031-03-12"):
        asyncio.run(_all(Old().list_distributions(DAY, DAY, missing)))
