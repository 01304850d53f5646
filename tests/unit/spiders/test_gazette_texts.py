"""Fixed forms in texts of gazettes, the degree of a body, plain text of markup."""

import time

import pytest

from spiders.court_levels import level_of_address, level_of_body
from spiders.errors import PageChanged
from spiders.gazette import is_sealed_name, read_distribution, read_move
from spiders.gazette_people import recipient_of
from spiders.json_pages import load_json
from spiders.markup_text import plain_text


@pytest.mark.parametrize(
    ("text", "day", "unit"),
    [
        ("Processo 1 distribuído para Vara X na data 09/03/2031 Para maiores", "2031-03-09", "Vara X"),
        ("Processo 1 distribuido para 2ª Vara - B na data de 09/03/2031.", "2031-03-09", "2ª Vara - B"),
        ("Processo 1 distribuído por sorteio para Vara X na data de 09/03/2031", "2031-03-09", "Vara X"),
    ],
)
def test_sentences_of_distribution(text: str, day: str, unit: str) -> None:
    told = read_distribution(text, None, None)
    assert told is not None
    assert (told.distributed_on, told.unit, told.court_level) == (day, unit, "G1")


@pytest.mark.parametrize("text", ["", "distribuído para Vara X", "distribuído para Vara X na data 31/02/2031"])
def test_other_texts_tell_no_distribution(text: str) -> None:
    assert read_distribution(text, None, None) is None


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("2ª Vara da Comarca de Arara", "G1"), ("Juizado Especial", "G1"), ("Foro de Arara - Vara Única", "G1"),
        ("20ª Turma - Cadeira 2", "G2"), ("Gabinete de Desembargador n. 23", "G2"), ("3ª CÂMARA CÍVEL", "G2"),
        ("Núcleo Garimpo", None), ("", None), (None, None), ("Secretaria da 2ª Câmara, 3ª Vara", None),
    ],
)  # fmt: skip
def test_degree_of_a_body(name: str | None, level: str | None) -> None:
    assert level_of_body(name) == level


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("https://pje.trt2.jus.br/pjekz/visualizacao/1?instancia=2", "G2"),
        ("https://pje1g.trf1.jus.br/x", "G1"), ("https://eproc2g.tjsc.jus.br/x", "G2"),
        ("https://esaj.tjsp.jus.br/cposg/x", "G2"), ("https://pje.tjpa.jus.br/pje-2g/x", "G2"),
        ("", None), (None, None),
    ],
)  # fmt: skip
def test_degree_of_an_address(url: str | None, level: str | None) -> None:
    assert level_of_address(url) == level


@pytest.mark.parametrize(
    ("printed", "name", "role", "side"),
    [
        ("1. BANCO X (RECORRENTE)", "BANCO X", "RECORRENTE", "active"),
        ("2. BANCO X (BRASIL) S.A. (RECORRIDO)", "BANCO X (BRASIL) S.A.", "RECORRIDO", "passive"),
        ("BANCO X (BRASIL)", "BANCO X (BRASIL)", None, None),
        ("3. FULANO E OUTRO(A/S) (INTERESSADO)", "FULANO", "INTERESSADO", "third"),
        ("FULANO e outros (3)", "FULANO", None, None),
        ("3. FULANO", "FULANO", None, None),
    ],
)
def test_recipients_by_their_name_alone(printed: str, name: str, role: str | None, side: str | None) -> None:
    found = recipient_of(printed, None)
    assert (found.name, found.role_text, found.side) == (name, role, side)


def test_words_in_place_of_a_name() -> None:
    hidden = ("SIGILOSO", "EM SEGREDO DE JUSTIçA", "PARTE/PROCESSO SIGILOSO OU PROCESSO ESTá EM SEGREDO DE JUSTIçA.1")
    assert all(map(is_sealed_name, hidden))
    assert not is_sealed_name("K.S. FISIOTERAPIA LTDA")


def test_a_move_to_another_system() -> None:
    number = "00018459720218260045"
    text = f"passará a tramitar eletronicamente no Sistema Eproc do Tribunal de Justiça, sob o número{number}. Fim"
    assert read_move(text) == ("eproc", number)
    assert read_move("passará a tramitar") == (None, None)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\n\rb  c", "a b c"),
        ("<b>pal</b>avra<br>nova", "palavra nova"),
        ("a<script>x<1</script>b<!-- no -->c", "a b c"),
        ("<td>AUTOR</td><td>: X &amp; Y</td>", "AUTOR : X & Y"),
        ("valor < 10", "valor < 10"),
        ("", ""),
    ],
)
def test_plain_text(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>" * 100_000,
        "<" * 300_000,
        "&" * 300_000,
        "distribuído para " * 20_000,
        "Relator: " * 40_000,
        "<!--" * 100_000,
    ],
)
def test_hostile_texts_take_little_time(hostile: str) -> None:
    begin = time.monotonic()
    text = plain_text(hostile)
    read_distribution(text, None, None)
    read_move(text)
    assert time.monotonic() - begin < 3


def test_json_that_ends_inside_a_text_takes_little_time() -> None:
    begin = time.monotonic()
    with pytest.raises(PageChanged):
        load_json(b'{"a":"' + b'\\"' * 400_000)
    assert time.monotonic() - begin < 3
