"""The judge of damaged pages: what it excuses is narrow, and a parser that reads too little never passes it."""

import json
import random
from collections.abc import Callable

import pytest

from schemas.cases import Case, Lawyer, Party
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.recognise import parse_page
from tests.recorded.mutations import Mutation, judge, wrong_successes
from tests.recorded.recordings import recording

_TABLE = """*Tribunal Regional do Trabalho - 1 Grau*

*Número do Processo:* 0016320-48.2031.5.16.0009

*Classe Judicial:* Ação Trabalhista - Rito Ordinário

*Eventos:*

| Data | Evento |
| 11/03/2031 21:00 | Recebido o mandado para cumprimento |
| 11/03/2031 20:06 | Proferido despacho de mero expediente |
| 11/03/2031 20:05 | Documento sigiloso |"""
_LINED = """O sistema PUSH está disponibilizando novas informações, as quais são listadas abaixo:

Processo: 0037121-43.2029.8.26.0100
Classe: Recuperação Judicial
Novas Movimentações
10/03/2031 16:13 Proferidas Outras Decisões
Vistos. Manifeste-se a Administração Judicial em 5 dias.

10/03/2031 17:01 Remetido ao DJE
Teor do ato: Vistos. Aguarde-se o prazo."""
_ENDED = f"{_LINED}\n\n________________________________\n"
_PJE = recording("push_email", "pje_markdown").body.decode()


def read(body: bytes) -> ParsedPage:
    return parse_page(body, system="push_email")


def read_cut_as_whole(body: bytes) -> ParsedPage:
    """Read as a parser does that looks for no end of a mail."""
    page = read(body)
    return page.model_copy(update={"outcome": Outcome.FOUND_NEW}) if page.outcome is Outcome.PARTIAL else page


def read_without_last_row(body: bytes) -> ParsedPage:
    """Read as a parser does that loses a row of each mail that is not one of three rows."""
    page = read(body)
    case = page.cases[0] if page.cases else None
    if case is None or len(case.movements) == 3:
        return page
    return page.model_copy(update={"cases": (case.model_copy(update={"movements": case.movements[:-1]}),)})


def cut(mail: str, before: str) -> Mutation:
    body = mail.encode()
    at = body.rindex(before.encode())
    return Mutation("cut", f"at byte {at}", body[:at], rest=body[at:])


def verdict(mail: str, mutation: Mutation, parse: Callable[[bytes], ParsedPage] = read) -> str | None:
    return judge(read(mail.encode()), parse(mutation.body), mutation)


@pytest.mark.parametrize(
    ("mail", "before", "kept"),
    [
        (_TABLE, "\n| 11/03/2031 20:06", 1),
        (_TABLE, "| 11/03/2031 20:05", 2),
        (_LINED, "\n\n10/03/2031 17:01", 1),
        (_LINED, "10/03/2031 17:01", 1),
    ],
)
def test_a_mail_without_an_end_that_lost_its_last_rows_is_a_shorter_mail(mail: str, before: str, kept: int) -> None:
    mutation = cut(mail, before)
    page = read(mutation.body)
    assert (page.outcome, len(page.cases[0].movements)) == (Outcome.FOUND_NEW, kept)
    assert verdict(mail, mutation) is None


@pytest.mark.parametrize(
    ("mail", "before"),
    [
        (_TABLE, " 11/03/2031 20:05"),  # a row has begun
        (_TABLE, "sigiloso"),
        (_TABLE, "mero expediente"),
        (_LINED, "Manifeste-se"),  # a decision has begun
        (_LINED, "Judicial em 5 dias."),
        (_PJE, "| 14/03/2031 13:22"),  # a form that always has an end
    ],
)
def test_every_other_cut_of_a_mail_is_wrong_for_a_parser_that_takes_it_as_whole(mail: str, before: str) -> None:
    mutation = cut(mail, before)
    assert verdict(mail, mutation) is None
    assert "rows lost" in (verdict(mail, mutation, read_cut_as_whole) or "")


@pytest.mark.parametrize("before", ["\n\n10/03/2031 17:01", "10/03/2031 17:01"])
def test_rows_that_are_gone_with_an_end_behind_them_are_not_excused(before: str) -> None:
    assert "rows lost" in (verdict(_ENDED, cut(_ENDED, before)) or "")


def test_rows_that_the_cut_left_on_the_page_must_be_read() -> None:
    mutation = cut(_TABLE, "\n| 11/03/2031 20:05")
    assert verdict(_TABLE, mutation) is None
    assert "rows lost" in (verdict(_TABLE, mutation, read_without_last_row) or "")


@pytest.mark.parametrize("mail", [_TABLE, _LINED, _PJE], ids=["table", "lined", "pje"])
def test_the_mutations_find_a_parser_that_looks_for_no_end(mail: str) -> None:
    def found(parse: Callable[[bytes], ParsedPage]) -> list[str]:
        return [mutation.kind for mutation, _ in wrong_successes(mail.encode(), parse, random.Random(7), 100)]

    assert found(read) == []
    assert "cut" in found(read_cut_as_whole)


def test_a_page_that_became_another_real_page_is_not_damaged_and_any_other_is() -> None:
    shell, detail = (recording("stf", name).body for name in ("not_found", "detail"))
    assert detail.startswith(shell)

    def read_stf(body: bytes) -> ParsedPage:
        page = parse_page(body, system="stf")
        is_shell = len(shell) - 2 < len(body) <= len(shell)
        return page.model_copy(update={"outcome": Outcome.NOT_FOUND}) if is_shell else page

    class EndOfShell(random.Random):
        """Cuts at the twin, and one byte before it."""

        at = iter((len(shell), len(shell) - 1))

        def randrange(self, *_: int) -> int:  # type: ignore[override]
            return next(self.at)

    found = wrong_successes(detail, read_stf, EndOfShell(), 2, real=(shell, detail))
    assert [mutation.place for mutation, _ in found] == [f"at byte {len(shell) - 1} of {len(detail)}"]


def test_a_clipping_cut_between_two_items_is_a_shorter_clipping() -> None:
    clipping = recording("djen_clipping", "three_items").body.decode().partition("4 - D J E N")[0]
    before = parse_page(clipping.encode())

    mutation = cut(clipping, "3 - D J E N")
    after = parse_page(mutation.body)
    assert (after.outcome, len(before.publications), len(after.publications)) == (Outcome.FOUND_NEW, 2, 1)
    assert judge(before, after, mutation) is None
    nothing = after.model_copy(update={"publications": ()})
    assert "rows lost" in (judge(before, nothing, mutation) or "")
    assert "rows lost" in (judge(before, after, cut(clipping, " - ADV:")) or "")


def test_a_document_without_movements_must_be_read_as_one_that_tells_none() -> None:
    body = recording("datajud", "two_degrees").body
    answer = json.loads(body)
    del answer["hits"]["hits"][1]["_source"]["movimentos"]
    mutation = Mutation("drop", "hits.hits.1._source.movimentos", json.dumps(answer).encode())
    before, after = parse_page(body), parse_page(mutation.body)
    assert after.cases[1].movements_total is None
    assert judge(before, after, mutation) is None
    told = [case.model_copy(update={"movements_total": len(case.movements)}) for case in after.cases]
    assert "rows lost" in (judge(before, after.model_copy(update={"cases": tuple(told)}), mutation) or "")


@pytest.mark.parametrize(("gone", "is_excused"), [(1, True), (2, False)])
def test_a_party_of_jusbr_without_representatives_loses_no_more_than_them(gone: int, is_excused: bool) -> None:
    lawyers = tuple(Lawyer(name=name) for name in ("CRISPIM PEROBA ANTUNES", "DORALICE MANGABA FREIRE"))
    party = Party(name="DAVINA JATOBÁ QUERUBIM", lawyers=lawyers)
    page = ParsedPage(system=CourtSystem.JUSBR, page=PageKind.CASE_DETAIL, outcome=Outcome.FOUND_NEW, reason="a case")
    before, after = (
        page.model_copy(update={"case": Case(parties=(party.model_copy(update={"lawyers": kept}),))})
        for kept in (lawyers, lawyers[gone:])
    )
    mutation = Mutation("drop", "content.0.tramitacoes.0.partes.0.representantes", b"{}", rest=b'[{"nome": "X"}]')
    assert (judge(before, after, mutation) is None) is is_excused
    assert judge(before, after, Mutation("drop", "content.0.tramitacoes.0.partes.0.nome", b"{}")) is not None


_POLES = recording("pje", "detail_many_pages").body.decode("iso-8859-1")
_USUCAPIAO = _POLES.replace("PROCEDIMENTO COMUM CÍVEL (7)", "USUCAPIÃO (49)")
_FRAME = '<div id="j_id150:processoParte%sResumidoDiv">'
_ACTIVE, _PASSIVE, _THIRD = (_FRAME % mark for mark in ("sPoloAtivo", "sPoloPassivo", "OutrosInteressados"))


def read_pje(text: str) -> ParsedPage:
    return parse_page(text.encode("iso-8859-1"), system="pje")


def read_pje_as_found(text: str) -> ParsedPage:
    """Read as a parser does that takes every pole which it does not find for an empty one."""
    page = read_pje(text)
    return page.model_copy(update={"outcome": Outcome.FOUND_NEW})


def without_pole(text: str, frame: str, *, left: str = "") -> Mutation:
    """The panel dropped out of its frame, as a drop of its element does; `left` of it stays there."""
    begin = text.index(frame) + len(frame)
    end = text.index("</span></div></div></div>", begin) + len("</span></div></div>")
    return Mutation("drop", frame, f"{text[:begin]}{left}{text[end:]}".encode("iso-8859-1"))


@pytest.mark.parametrize(("text", "frame"), [(_POLES, _THIRD), (_USUCAPIAO, _THIRD), (_USUCAPIAO, _PASSIVE)])
def test_a_page_of_pje_without_the_panel_of_a_pole_that_may_be_empty_is_another_page(text: str, frame: str) -> None:
    mutation = without_pole(text, frame)
    after = parse_page(mutation.body, system="pje")
    assert after.outcome is Outcome.FOUND_NEW
    assert judge(read_pje(text), after, mutation) is None


@pytest.mark.parametrize(
    ("text", "frame", "left"),
    [
        (_POLES, _PASSIVE, ""),  # a class that is always against somebody
        (_POLES, _ACTIVE, ""),
        (_USUCAPIAO, _ACTIVE, ""),
        (_USUCAPIAO, _PASSIVE, "Polo Passivo"),  # its heading stayed
        (_POLES, _THIRD, '<div class="grid"></div>'),
    ],
)
def test_every_other_pole_that_is_lost_is_wrong_for_a_parser_that_takes_it_for_empty(
    text: str, frame: str, left: str
) -> None:
    mutation = without_pole(text, frame, left=left)
    weak = read_pje_as_found(mutation.body.decode("iso-8859-1"))
    assert "rows lost" in (judge(read_pje(text), weak, mutation) or "")


def test_a_pole_whose_frame_is_empty_excuses_nothing_of_the_other_poles() -> None:
    mutation = without_pole(_USUCAPIAO, _PASSIVE)
    before, after = read_pje(_USUCAPIAO), parse_page(mutation.body, system="pje")
    assert after.case is not None
    for kept in (after.case.parties[1:], after.case.parties[:-1]):
        fewer = after.model_copy(update={"case": after.case.model_copy(update={"parties": kept})})
        assert "rows lost" in (judge(before, fewer, mutation) or "")


def test_a_pole_that_stands_on_the_page_must_be_read() -> None:
    before = read_pje(_USUCAPIAO)
    assert before.case is not None
    mutation = Mutation("drop", "a link", _USUCAPIAO.encode("iso-8859-1"))
    for side in ("active", "passive", "third"):
        kept = tuple(party for party in before.case.parties if party.side != side)
        fewer = before.model_copy(update={"case": before.case.model_copy(update={"parties": kept})})
        assert "rows lost" in (judge(before, fewer, mutation) or "")
