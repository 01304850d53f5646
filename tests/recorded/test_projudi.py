"""Projudi's recorded pages say what we wrote into them, by themselves and when the system is named."""

import random
import time

import pytest

from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.recognise import parse_page
from tests.recorded.mutations import wrong_successes
from tests.recorded.recordings import Recording, recording, recordings_of, said

RECORDINGS = recordings_of("projudi")


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_recorded_page_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body).as_json()) == page.expected
    assert said(parse_page(page.body, system="projudi").as_json()) == page.expected


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_recorded_page_that_is_cut_proves_nothing(page: Recording) -> None:
    for share in (0.3, 0.6, 0.9):
        found = parse_page(page.body[: int(len(page.body) * share)], system="projudi")
        assert found.outcome not in {Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.SEALED, Outcome.UNSUPPORTED}


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_both_charsets_give_the_same_case(encoding: str) -> None:
    body = recording("projudi", "detail_typical").body
    assert parse_page(body.decode("iso-8859-1").encode(encoding)) == parse_page(body)


def _detail(old: str, new: str) -> ParsedPage:
    text = recording("projudi", "detail_typical").body.decode("iso-8859-1")
    assert old in text
    return parse_page(text.replace(old, new, 1).encode("iso-8859-1"))


def test_an_empty_table_under_a_captcha_is_never_not_found() -> None:
    """TJPR prints "Nenhum registro encontrado" under its form before anything was asked."""
    page = recording("projudi", "tjpr_form")
    assert "Nenhum registro encontrado" in page.body.decode("iso-8859-1")
    assert parse_page(page.body).outcome is Outcome.CAPTCHA


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Polo Passivo | Promovido", "Autos"),
        ("<div> Serventia </div>", "<div> Novidade </div>"),
        ('<div> Status </div>\n<span class="span1">Ativo</span>', ""),
        ('<tr id="linha_200350804"', '<tr id="linha_999"'),
    ],
)
def test_a_block_that_is_missing_makes_the_page_partial(old: str, new: str) -> None:
    assert _detail(old, new).outcome is Outcome.PARTIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<div>Nome </div> <span", "<span"),
        ("02/04/2031 16:22:22</td>", "ontem</td>"),
        ("<span>Não</span>\n<div style", "<span>Talvez</span>\n<div style"),
        ("movi_tipo ='Intimação Efetivada'", "movi_tipo ='Outra coisa'"),
        ("5193999-84.2031.8.09.0108", "5193999-84"),
        ("5193999-84.2031.8.09.0108</span>", "5193999-84.2031.8.09.0108"),
        ("Pedra Lascada S/A</span>", "Pedra Lascada S/A/span>"),
        ("Intimação Efetivada</span><br />", "Intimação Efetivada<br />(expedida)</span>"),
    ],
)
def test_a_part_that_says_something_else_is_page_changed(old: str, new: str) -> None:
    page = _detail(old, new)
    assert (page.outcome, page.case) == (Outcome.PAGE_CHANGED, None)


def test_an_unknown_label_is_named_and_does_not_fail_the_page() -> None:
    page = _detail("<div> Prioridade</div>", "<div> Novidade</div>")
    assert page.outcome is Outcome.FOUND_NEW
    assert "Novidade" in page.reason


def test_a_pole_of_another_name_keeps_its_people_as_what_they_are() -> None:
    page = _detail("Polo Passivo | Promovido", "Outros | Perito")
    assert page.case is not None
    assert [(party.role_text, party.side) for party in page.case.parties][1:] == [("Perito", "third")] * 2
    assert page.outcome is Outcome.PARTIAL


@pytest.mark.parametrize(
    ("printed", "subject"),
    [
        ("IPVA - Imposto Sobre Propriedade de Veículos", "IPVA - Imposto Sobre Propriedade de Veículos"),
        ("IPVA - Imposto Sobre Propriedade - Lei 10406/02", "IPVA - Imposto Sobre Propriedade"),
        ("Crimes de Trânsito - Lei 9.503/97 - CTB", "Crimes de Trânsito"),
        ("Índice da Alíquota -", "Índice da Alíquota"),
    ],
)
def test_of_a_subject_the_statute_goes_and_its_own_hyphen_stays(printed: str, subject: str) -> None:
    page = _detail("Direito de Imagem - Lei 10406/02", printed)
    assert page.case is not None
    assert page.case.subjects == (subject,)


def test_a_page_made_to_be_slow_is_read_in_one_pass() -> None:
    begin = time.process_time()
    _detail("Direito de Imagem - Lei 10406/02", "1 - " * 100_000)
    _detail("<div> Prioridade</div>", "<div> " + "- > " * 100_000 + "</div>")
    assert time.process_time() - begin < 5


def test_a_sentence_that_the_table_does_not_know_is_an_error() -> None:
    text = recording("projudi", "search_none").body.decode("iso-8859-1")
    page = parse_page(text.replace("Nenhum processo encontrado", "Consulta recusada").encode("iso-8859-1"))
    assert (page.outcome, page.message) == (Outcome.UPSTREAM_ERROR, "Consulta recusada para os dados informados.")


def test_a_sealed_row_without_its_note_is_page_changed() -> None:
    text = recording("projudi", "list_with_sealed_row").body.decode("iso-8859-1")
    page = parse_page(text.replace("Processo em segredo de justiça.", "").encode("iso-8859-1"))
    assert page.outcome is Outcome.PAGE_CHANGED


def test_no_damage_to_a_list_is_a_wrong_success() -> None:
    body = recording("projudi", "list_with_sealed_row").body
    assert list(wrong_successes(body, lambda each: parse_page(each, system="projudi"), random.Random(5), 60)) == []


def test_a_criminal_case_prints_the_label_of_an_amount_and_none() -> None:
    text = recording("projudi", "detail_typical").body.decode("iso-8859-1")
    label = text.index("Valor da Causa")
    begin = text.index("<span", label)
    value = text[begin : text.index("</span>", begin)]
    found = _detail(value, value[: value.index(">") + 1])
    assert found.outcome is Outcome.FOUND_NEW
    assert found.case is not None
    assert found.case.amount_in_dispute is None


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_the_form_of_the_cnj_skin_is_a_captcha_however_its_fields_are_written(quote: str) -> None:
    text = recording("projudi", "cnj_form").body.decode("iso-8859-1").replace("projudi", "consulta")
    for name in ("captcha", "numeroProcesso", "codVara"):
        assert f'name="{name}"' in text
        text = text.replace(f'name="{name}"', f"NAME={quote}{name}{quote}")
    assert parse_page(text.encode("iso-8859-1"), system="projudi").outcome is Outcome.CAPTCHA
    assert parse_page(text.encode("iso-8859-1")).system == "projudi"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("do Cerrado S.A.</span> <b>", "do Cerrado S.A.</span> <b><b>"),
        ('<font color="blue"></font>', '<font color="blue">'),
        ('</fieldset>\n<fieldset class="VisualizaDados">\n<div>Nome</div>', "</fieldset>\n<div>Nome</div>"),
    ],
)
def test_a_party_that_stands_outside_the_boxes_is_missed(old: str, new: str) -> None:
    page = _detail(old, new)
    assert page.outcome is Outcome.PARTIAL
    assert "no box of their own" in page.reason


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("list_with_sealed_row", "<b>Polo Passivo</b>", "<b>Polo Passivo"),
        ("list_with_sealed_row", "<b>Polo Passivo</b></div>", "<b>Polo Passivo</b>"),
        ("list_with_sealed_row", "do Cerrado S.A.</div>", "do Cerrado S.A./div>"),
        ("list_rows_lost", '<div id="Paginacao" class="Paginacao">', ""),
    ],
)
def test_a_list_with_an_element_that_is_not_closed_or_opened_is_page_changed(name: str, old: str, new: str) -> None:
    text = recording("projudi", name).body.decode("iso-8859-1")
    assert old in text
    assert parse_page(text.replace(old, new, 1).encode("iso-8859-1")).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(
    "tags", ["<div>", "<fieldset>", "<a>", "<td>", "<tr><td>1", "<fieldset></fieldset>", "<label>"]
)
@pytest.mark.parametrize("name", ["detail_typical", "list_with_sealed_row", "tjpr_events"])
@pytest.mark.parametrize(("size", "seconds"), [(1_500_000, 3), pytest.param(5_000_000, 10, marks=pytest.mark.prove)])
def test_a_page_of_one_tag_ends_within_seconds(name: str, tags: str, size: int, seconds: int) -> None:
    before, end, after = recording("projudi", name).body.rpartition(b"</table>")
    assert end
    begin = time.process_time()
    page = parse_page(before + tags.encode() * (size // len(tags)) + end + after, system="projudi")
    assert page.outcome in {Outcome.FOUND_NEW, Outcome.PARTIAL, Outcome.PAGE_CHANGED}
    assert time.process_time() - begin < seconds
