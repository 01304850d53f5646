"""CPF, CNPJ and OAB numbers as people write them."""

import pytest

from monitor_config.documents import normalise_document, normalise_oab

# Put together here, because no valid number of a person or company may stand in the project in one piece.
CPF = "529.982." + "247-25"
CNPJ = "11.222." + "333/0001-81"
LETTERED = "12.ABC." + "345/01DE-35"  # the example of the rule that brought letters


@pytest.mark.parametrize("written", [CPF, CPF.replace(".", "").replace("-", ""), f" {CPF} "])
def test_a_cpf_gets_its_punctuation(written: str) -> None:
    assert normalise_document(written) == CPF


@pytest.mark.parametrize("written", [CNPJ, CNPJ.translate(str.maketrans("", "", "./-"))])
def test_a_cnpj_gets_its_punctuation(written: str) -> None:
    assert normalise_document(written) == CNPJ


def test_a_cnpj_may_hold_letters() -> None:
    assert normalise_document(LETTERED.lower()) == LETTERED
    with pytest.raises(ValueError, match="check digits"):
        normalise_document(LETTERED.replace("DE", "DF"))


@pytest.mark.parametrize("masked", ["***.982.247-**", "12.345.***/0001-**", "1*.ABC.345/01DE-**"])
def test_hidden_characters_stay_hidden(masked: str) -> None:
    assert normalise_document(masked) == masked


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (CPF[:-1] + "6", "not a CPF: its check digits"),
        (CNPJ[:-2] + "18", "not a CNPJ: its check digits"),
        ("111.111.111-11", "check digits"),
        ("00000000000000", "check digits"),
        ("***.***.***-**", "says nothing"),
        ("5299822472", "leading zeros"),
        ("1,23457E+13", "neither a CPF"),
        ("12.345.678/0001-A5", "neither a CPF"),
        ("١٢٣.٤٥٦." + "٧٨٩-٠٩", "neither a CPF"),
        ("", "neither a CPF"),
    ],
)
def test_what_is_no_document_is_refused_with_the_reason(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        normalise_document(written)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("SP123456", "SP123456"),
        ("OAB/SP 123.456", "SP123456"),
        ("123.456/sp", "SP123456"),
        ("OAB RJ 0012-A", "RJ12-A"),
        ("12A/PR", "PR12-A"),
    ],
)
def test_an_oab_number_is_written_in_one_way(written: str, normal: str) -> None:
    assert normalise_oab(written) == normal


@pytest.mark.parametrize("written", ["123456", "XX123", "SP", "SP0", "SP12345678", "", "SP12-AB"])
def test_what_is_no_oab_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not an OAB number"):
        normalise_oab(written)
