"""The index of names: which spellings are a name's, which are another's, and that it changes in place."""

from time import process_time

import pytest

from matcher.names_index import Hit, NamesIndex


def index_of(*names: str) -> NamesIndex:
    index = NamesIndex()
    index.add_many(enumerate(names))
    return index


def stages(index: NamesIndex, printed: str) -> list[tuple[int, str]]:
    return [(hit.place, hit.stage) for hit in index.find(printed)]


COMPANY = "Companhia Ipê Alvorada de Transportes S/A"


@pytest.mark.parametrize(
    "printed",
    [
        "CIA IPE ALVORADA TRANSPORTES",
        "COMPANHIA YPÊ ALVORADA DE TRANSP. S.A. - EM RECUPERAÇÃO JUDICIAL",
        "MASSA FALIDA DA CIA. IPE ALVORADA DE TRANSPORTES LTDA",
        "Companhia Ipê Alvorada de Transportes S/A (Rodoviária Aurora)",
        "Companhia Ipê Alvorada de Transportes S/A - Rodoviária Aurora",
        "COMPANHIA IPE ALVORADA DE TRANSPORTESS/A",
        "CIA IPE ALVORADA DE TRANSPORTES REPRESENTADA POR RUI ALVO",
        "COMPANHIA IPEALVORADA DE TRANSPORTES",
    ],
)
def test_a_spelling_of_the_name_is_exact(printed: str) -> None:
    assert stages(index_of(COMPANY, "Outra Pessoa"), printed) == [(0, "exact")]


@pytest.mark.parametrize(
    ("printed", "stage"),
    [
        ("COMPANHIA IPE ALVORDA DE TRANSPORTES", "fuzzy"),
        ("COMPANHIA IPE ALVO RADA DE TRANSPORTES", "fuzzy"),
        ("COMPANHIA IPE ALVORADA DETRANSPORTES", "fuzzy"),
        ("COMPANHIA IPE ALVORADA DE TRA", "truncated"),
        ("ESPOLLIO DE COMPANHIA IPE ALVORADA TRANSPORTES", "fuzzy"),
    ],
)
def test_a_damaged_name_is_likely(printed: str, stage: str) -> None:
    assert stages(index_of(COMPANY), printed) == [(0, stage)]


@pytest.mark.parametrize(
    ("monitored", "printed"),
    [
        (COMPANY, "COMPANHIA IPE ALVORADA"),
        (COMPANY, "SINDICATO DOS EMPREGADOS DA COMPANHIA IPE ALVORADA DE TRANSPORTES"),
        ("Posto Sol Nascente II Ltda", "POSTO SOL NASCENTE III LTDA"),
        ("Posto Sol Nascente Ltda", "POSTO SOL NASCENTE II LTDA"),
        ("Geração Aurora 122 Ltda", "GERACAO AURORA 222 LTDA"),
        ("Paula Ferraz Alvim", "PAULO FERRAZ ALVIM"),
        ("Rafaela Aparecida Alvim", "RAFAEL APARECIDA ALVIM"),
        ("Rui Ferraz Alvim", "RUI FERRAZ ALVIM FILHO"),
        ("João Alvim Serra", "J. A. S."),
        ("João Alvim Serra", "JAS"),
    ],
)
def test_another_name_is_nobody(monitored: str, printed: str) -> None:
    assert stages(index_of(monitored), printed) == []


def test_a_cut_name_is_nobodys_when_two_names_begin_so() -> None:
    index = index_of("Cooperativa Aurora de Crédito Rural do Oeste", "Cooperativa Aurora de Crédito Rural do Norte")
    printed = "COOPERATIVA AURORA DE CREDITO RURA"
    assert index.find(printed) == []
    _, likely = index.search(printed)
    assert {(hit.place, hit.rivals) for hit in likely()} == {(0, (1,)), (1, (0,))}


def test_names_come_and_go_without_building_anew() -> None:
    index = index_of("Ana Ferraz", "Outra Pessoa")
    index.add(2, "Ana Ferraz")
    index.add(3, "Construtora Xandrelim Alvorada do Planalto Ltda")
    assert stages(index, "ANA FERRAZ") == [(0, "exact"), (2, "exact")]
    assert stages(index, "CONSTRUTORA XANDRELM ALVORADA DO PLANALTO") == [(3, "fuzzy")]
    assert stages(index, "CONSTRUTORA XANDRELIM ALVORADA") == [(3, "truncated")]
    for place in (0, 3):
        index.remove(place)
    assert stages(index, "ANA FERRAZ") == [(2, "exact")]
    assert index.find("CONSTRUTORA XANDRELM ALVORADA DO PLANALTO") == []
    assert index.find("CONSTRUTORA XANDRELIM ALVORADA") == []
    assert len(index) == 2


def test_a_hit_tells_how_the_name_was_read_and_how_far_it_is() -> None:
    [hit] = index_of(COMPANY).find("CIA IPE ALVORDA TRANSPORTES (AURORA)")
    assert isinstance(hit, Hit)
    assert (hit.stage, hit.edits, hit.reading.kind) == ("fuzzy", 1, "without brackets")
    assert 90 < hit.score < 100


@pytest.mark.parametrize(
    "printed",
    ["", "  - ", "X" * 100_000, "XK" * 5_000 + " ALVORADA", "COM " * 2_000, "A B " * 5_000, "(" * 20_000, "-" * 20_000],
)
def test_a_hostile_name_costs_little_and_is_nobodys(printed: str) -> None:
    index = index_of(COMPANY, "Com Com Com Alvorada")
    begun = process_time()
    assert index.find(printed) == []
    assert process_time() - begun < 5
