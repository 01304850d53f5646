"""Evidence: documents as courts print them, whole and masked, lawyers and comarcas. All numbers are made here."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.evidence import (
    compare_documents,
    compare_lawyers,
    document_in,
    evidence_of,
    is_sole_trader,
    mask_document,
    read_document,
)
from matcher.evidence_places import CasePlace, compare_places
from monitor_config.models import NewParty
from schemas.cases import Lawyer, Party


def check_digits(body: str, longest_weight: int) -> str:
    """Computed as the Receita Federal writes it, from the left."""
    for _ in range(2):
        weights = [(len(body) - 1 - place) % (longest_weight - 1) + 2 for place in range(len(body))]
        rest = sum((ord(each) - 48) * weight for each, weight in zip(body, weights, strict=True)) % 11
        body += str(0 if rest < 2 else 11 - rest)
    return body


def cpf(body: str) -> str:
    return check_digits(body, 11)


def cnpj(body: str) -> str:
    return check_digits(body, 9)


def dotted(document: str) -> str:
    if len(document) == 11:
        return f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}"
    return f"{document[:2]}.{document[2:5]}.{document[5:8]}/{document[8:12]}-{document[12:]}"


CPF, OTHER_CPF = cpf("718203945"), cpf("718264945")
CNPJ, BRANCH, OTHER_CNPJ = cnpj("738291640001"), cnpj("738291640025"), cnpj("738295140001")
LETTERED = cnpj("12ABC34501DE")
WITH_X = cnpj("1XABX3450001")

cpfs = st.text("0123456789", min_size=9, max_size=9).map(cpf).filter(lambda text: len(set(text)) > 1)
cnpjs = st.text(string.digits + string.ascii_uppercase, min_size=12, max_size=12).map(cnpj)
real_cnpjs = cnpjs.filter(lambda text: len(set(text)) > 1)
documents = cpfs | real_cnpjs


@st.composite
def masked(draw: st.DrawFn, document: str) -> str:
    hidden = draw(st.lists(st.booleans(), min_size=len(document), max_size=len(document)))
    return "".join("*" if hide else each for each, hide in zip(document, hidden, strict=True))


@pytest.mark.parametrize(
    ("monitored", "printed", "verdict"),
    [
        (CPF, dotted(CPF), "confirmed"),
        (CPF, f"CPF: {dotted(CPF)}", "confirmed"),
        (CPF, f"CPF nº {CPF}", "confirmed"),
        (CPF, dotted(OTHER_CPF), "contradicted"),
        (CPF, f"***.{CPF[3:6]}.{CPF[6:9]}-**", "confirmed"),
        (CPF, f"XXX.{CPF[3:6]}.{CPF[6:9]}-XX", "confirmed"),
        (CPF, f"{CPF[:3]}.***.***-{CPF[9:]}", "confirmed"),
        (CPF, f"***.{OTHER_CPF[3:6]}.{OTHER_CPF[6:9]}-**", "contradicted"),
        (CPF, f"***.***.***-{CPF[9:]}", "silent"),
        (CPF, "***.***.***-**", "silent"),
        (CPF, CPF[:-1] + str((int(CPF[-1]) + 1) % 10), "silent"),
        (CPF, "", "silent"),
        (CPF, "RG 12.345.678", "silent"),
        (CPF, dotted(CNPJ), "contradicted"),
        (CNPJ, f"CNPJ/MF {dotted(CNPJ)}", "confirmed"),
        (CNPJ, dotted(BRANCH), "confirmed"),
        (CNPJ, dotted(OTHER_CNPJ), "contradicted"),
        (CNPJ, f"XX.XXX.{CNPJ[5:8]}/0001-XX", "confirmed"),
        (CNPJ, f"**.***.{OTHER_CNPJ[5:8]}/0001-**", "contradicted"),
        (CNPJ, f"**.***.***/0001-{CNPJ[12:]}", "silent"),
        (CNPJ, f"**.***.***/0001-{OTHER_CNPJ[12:]}", "contradicted"),
        (CNPJ, f"**.***.***/0025-{OTHER_CNPJ[12:]}", "silent"),
        (LETTERED, dotted(LETTERED).lower(), "confirmed"),
        (LETTERED, dotted(cnpj("12ABC34601DE")), "contradicted"),
        (WITH_X, dotted(WITH_X), "confirmed"),
    ],
)
def test_documents_as_courts_print_them(monitored: str, printed: str, verdict: str) -> None:
    assert compare_documents(monitored, printed) == verdict


def test_a_sole_trader_has_two_documents() -> None:
    assert compare_documents(CPF, CNPJ, is_sole_trader=True) == "silent"
    assert compare_documents(CPF, OTHER_CPF, is_sole_trader=True) == "contradicted"


@given(documents)
def test_a_document_confirms_itself_however_it_is_punctuated(document: str) -> None:
    assert compare_documents(document, dotted(document)) == compare_documents(dotted(document), document) == "confirmed"


@given(st.data(), documents)
def test_hiding_digits_never_contradicts(data: st.DataObject, document: str) -> None:
    ours, theirs = data.draw(masked(document)), data.draw(masked(document))
    assert compare_documents(ours, theirs) != "contradicted"


@given(st.data(), real_cnpjs, st.text("0123456789", min_size=4, max_size=4))
def test_a_branch_is_never_another_company(data: st.DataObject, document: str, branch: str) -> None:
    other = cnpj(document[:8] + branch)
    assert compare_documents(document, data.draw(masked(other))) != "contradicted"


@given(st.data(), documents, documents)
def test_two_documents_never_confirm_each_other_where_they_differ_in_what_is_shown(
    data: st.DataObject, one: str, other: str
) -> None:
    shown = data.draw(masked(other))
    verdict = compare_documents(one, shown)
    assert verdict == compare_documents(shown, one), "it is the same question"
    length = 8 if len(one) == 14 else 11
    pairs = list(zip(one[:length], shown[:length], strict=False))
    if len(one) != len(shown) or any(a != b for a, b in pairs if b not in "*X" and a != "X"):
        assert verdict != "confirmed"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_compared(one: str, other: str) -> None:
    compare_documents(one, other)
    compare_lawyers([one], [other])
    compare_places([one], CasePlace(other, other, other))
    evidence_of(NewParty.model_construct(name=one, document=one, oabs=(one,), comarcas=(one,)), Party(name=other))


@given(cpfs)
def test_no_whole_cpf_is_shown(document: str) -> None:
    shown = mask_document(dotted(document))
    assert shown == f"***.{document[3:6]}.{document[6:9]}-**"
    assert mask_document(f"{document[:3]}.***.***-{document[9:]}") == "***.***.***-**"


def test_what_is_no_document_is_not_shown() -> None:
    assert mask_document("12345") is None
    assert mask_document(CNPJ) == dotted(CNPJ)
    assert read_document("00000000000000") is None


@pytest.mark.parametrize(
    ("monitored", "printed", "verdict"),
    [
        ("SP123456", "123456/SP", "confirmed"),
        ("SP123456", "SP123456N", "confirmed"),
        ("SP123456", "OAB/SP 123.456", "confirmed"),
        ("SP123456", "OAB/SP nº 123.456", "confirmed"),
        ("SP123456", "OAB: 123456-N/SP", "confirmed"),
        ("SP123456", "SP0123456", "confirmed"),
        ("SP123456-A", "SP123456", "confirmed"),
        ("SP123456-A", "SP123456-B", "contradicted"),
        ("SP123456", "RJ123456", "contradicted"),
        ("SP123456", "OAB/SP 123.457", "contradicted"),
        ("SP123456", "Defensoria", "silent"),
    ],
)
def test_lawyers_as_courts_print_them(monitored: str, printed: str, verdict: str) -> None:
    assert compare_lawyers([monitored], [printed]) == verdict


def test_one_known_lawyer_among_others_confirms() -> None:
    assert compare_lawyers(["SP1", "SP2"], ["RJ9", "2/SP"]) == "confirmed"
    assert compare_lawyers(["SP1"], []) == "silent"


@pytest.mark.parametrize(
    ("jurisdiction", "judging_body", "verdict"),
    [
        ("Serra Encantada", None, "confirmed"),
        ("Comarca de Serra Encantada/SP", None, "confirmed"),
        ("Foro de SERRA ENCANTADA", None, "confirmed"),
        ("Foro Central Cível - Serra Encantada", None, "confirmed"),
        ("Subseção Judiciária de Serra Encantada", None, "confirmed"),
        (None, "2ª Vara Cível de Serra Encantada", "confirmed"),
        (None, "2ª Vara Cível da Comarca de Serra Encantada - SP", "confirmed"),
        ("Comarca de Monte Imaginário", None, "contradicted"),
        ("Comarca de Nova Serra Encantada", None, "contradicted"),
        ("Foro Regional II - Monte Imaginário", None, "silent"),
        ("Comarca da Capital", None, "silent"),
        ("Foro Central Cível", "1ª Vara da Fazenda Pública", "silent"),
        ("Foro Central - Fazenda Pública/Acidentes", "5ª Vara de Acidentes do Trabalho", "silent"),
        ("Direito Privado 2", None, "silent"),
        ("MONTE IMAGINARIO JUIZADOS", None, "silent"),
        ("Subseção Judiciária de Serra Encantada-SP", None, "confirmed"),
        ("Subseção Judiciária de Monte Imaginário-SP", None, "contradicted"),
        ("SP / Serra Encantada", None, "confirmed"),
        ("SP / Monte Imaginário", None, "contradicted"),
        ("Fórum da Comarca de Serra Encantada", "Vara Única", "confirmed"),
        (None, "Serra Encantada - 10º Juizado Especial Cível", "confirmed"),
        (None, "1ª VARA CÍVEL - SERRA ENCANTADA", "confirmed"),
        (None, "1ª Vara do Trabalho de Serra Encantada - SP", "confirmed"),
        (None, "2ª Vara Federal da SSJ de Serra Encantada-SP", "confirmed"),
        (None, "4º Juizado da Capital e de Serra Encantada", "confirmed"),
        (None, "Monte Imaginário - 10º Juizado Especial Cível", "silent"),
        ("Alto de Serra Encantada", None, "contradicted"),
        ("Foro de Alto de Serra Encantada", "1ª Vara de Alto de Serra Encantada", "contradicted"),
        (None, "Alto de Serra Encantada - UPJ das Varas Cíveis", "silent"),
        (None, "Vara Cível E Empresarial De Alto da Serra Encantada", "silent"),
        (None, None, "silent"),
    ],
)
def test_comarcas_as_courts_print_them(jurisdiction: str | None, judging_body: str | None, verdict: str) -> None:
    assert compare_places(["Serra Encantada"], CasePlace(jurisdiction, judging_body))[0] == verdict


@pytest.mark.parametrize("monitored", ["Serra Encantada - SP", "Comarca de Serra Encantada/SP", "SERRA ENCANTADA SP"])
def test_a_comarca_is_known_however_the_company_writes_it(monitored: str) -> None:
    assert compare_places([monitored], CasePlace("Foro de Serra Encantada"))[0] == "confirmed"


@pytest.mark.parametrize(
    ("origin", "verdict"),
    [
        ("Comarca de Serra Encantada / Foro de Serra Encantada / 2ª Vara Judicial", "confirmed"),
        ("Comarca de Monte Imaginário / Foro de Monte Imaginário / 2ª Vara Judicial", "contradicted"),
        ("SE - SERRA ENCANTADA", "silent"),
        ("TRIBUNAL REGIONAL FEDERAL DA 5ª REGIÃO", "silent"),
    ],
)
def test_an_appeal_is_where_it_comes_from(origin: str, verdict: str) -> None:
    found, printed = compare_places(["Serra Encantada"], CasePlace("Direito Privado 2", "1ª Câmara Cível", origin))
    assert (found, printed) == (verdict, "Direito Privado 2" if verdict == "silent" else origin)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("50.229.022 BENVINDO MARAPUAMA TELES", True),
        (f"BENVINDO MARAPUAMA TELES {CPF}", True),
        ("Benvindo Marapuama Teles ME", True),
        ("Benvindo Marapuama Teles - Microempreendedor Individual", True),
        ("Benvindo Marapuama Teles", False),
        ("Distribuidora Vento Norte Ltda ME", False),
        ("Construtora Pedra Lascada S/A", False),
    ],
)
def test_sole_traders_are_known_by_their_names(name: str, is_one: bool) -> None:
    assert is_sole_trader(name) == is_one


def test_a_document_may_stand_in_the_name() -> None:
    assert document_in(f"CONSTRUTORA PEDRA LASCADA S/A - CNPJ {dotted(CNPJ)}") == dotted(CNPJ)
    assert compare_documents(CNPJ, document_in("73.829.164 BENVINDO MARAPUAMA TELES") or "") == "confirmed"
    assert document_in("CONSTRUTORA PEDRA LASCADA") is None


def test_evidence_is_what_the_company_told() -> None:
    party = Party(
        name="CONSTRUTORA PEDRA LASCADA S/A",
        document=dotted(BRANCH),
        lawyers=(Lawyer(name="Adamastor Quaresmeira Pinho", oab="OAB/SP 123.456"),),
    )
    known = NewParty(
        name="Construtora Pedra Lascada", document=CNPJ, oabs=("SP123456", "SP9"), comarcas=("Serra Encantada",)
    )
    found = evidence_of(known, party, CasePlace("Monte Imaginário"))
    assert [(each.kind, each.verdict, each.monitored, each.printed) for each in found] == [
        ("document", "confirmed", dotted(CNPJ), dotted(BRANCH)),
        ("lawyer", "confirmed", "SP123456", "OAB/SP 123.456"),
        ("comarca", "contradicted", "Serra Encantada", "Monte Imaginário"),
    ]
    assert evidence_of(NewParty(name="Construtora Pedra Lascada"), party) == ()
    [silent] = evidence_of(NewParty(name="Abelina Torquato", document=CPF), Party(name="ABELINA TORQUATO"))
    assert (silent.verdict, silent.monitored, silent.printed) == ("silent", f"***.{CPF[3:6]}.{CPF[6:9]}-**", None)
