"""The cleaner of recordings: each kind of personal data, in every spelling that pages use. All people are invented."""

import base64
import json
import re
from functools import partial

import pytest

from capture.cleaning.cleaner import CannotBeCleaned, CleanedPage, CleanedVisit, VisitedPage, clean
from capture.cleaning.inventions import is_valid_cnpj, is_valid_cpf
from capture.cleaning.survivors import Secrets, survivors
from capture.cleaning.tokens import words_in
from capture.cleaning.vocabulary import court_vocabulary, invented_names
from schemas.case_number import CaseNumber
from schemas.cases import Case, Lawyer, Party
from schemas.courts import CourtSystem, Side
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from tests.architecture.test_personal_data import found_in

KEY = b"0123456789abcdef"
NAME, FIRM, LAWYER = "Zósimo Quartzopolis da Brumélia", "Xilofex & Trambique Ltda", "Ofélia Grumixama"
NUMBER = CaseNumber.build(sequence=7654321, year=2029, j_tr="8.26", origin=71)
CPF = "529.982." + "247-25"  # whole it would be somebody's for the rule about personal data
CNPJ = "11.222.333/" + "0001-81"
MAIL, PHONE = "fulano.tal@tribunal." + "jus.br", "(11) 98765" + "-4321"


def says(body: bytes, outcome: Outcome = Outcome.FOUND_NEW) -> ParsedPage:
    """A parser that knows the people and counts paragraphs."""
    parties = (
        Party(name=NAME, side=Side.ACTIVE, lawyers=(Lawyer(name=LAWYER, oab="SP0123456A"),)),
        Party(name=FIRM, side=Side.PASSIVE),
    )
    case = Case(parties=parties, movements_total=body.count(b"Distribu"))
    return ParsedPage(system=CourtSystem.ESAJ, page="case_detail", outcome=outcome, reason="", case=case)


def visit(*texts: str, charset: str = "utf-8", url: str = "https://court.example/", **sent: str) -> CleanedVisit:
    form = tuple(sent.items()) or None
    return clean([VisitedPage(text.encode(charset), url, says, form=form) for text in texts], key=KEY)


def cleaned(text: str, charset: str = "utf-8") -> str:
    return visit(text, charset=charset).pages[0].body.decode(charset)


def is_free_of(text: str, *names: str) -> bool:
    hidden = {word for name in names for word in words_in(name)} - court_vocabulary().words - {"da", "de"}
    return not survivors(text, Secrets(frozenset(hidden), frozenset(), frozenset()))


@pytest.mark.parametrize(
    "written",
    [
        NAME,
        NAME.upper(),
        NAME.replace(" ", "&nbsp;"),
        NAME.replace(" ", "<br>\n"),
        "<b>Z&oacute;simo</b> <i>Quartzopolis</i> da Brum&#233;lia",
        "Zo\u0301simo Quartzopolis da Brume\u0301lia",
        "<td title='Zósimo Quartzopolis'>x</td>",
        "<input type=hidden value='QUARTZOPOLIS, Z&Oacute;SIMO'>",
        '<a href="/p?nome=Z%C3%B3simo+Quartzopolis&amp;x=1">x</a>',
        '<a href="/p?q=Z%F3simo%20Quartzopolis">x</a>',
        "<script>var autor = 'Z\\u00f3simo Quartzopolis da Brum\\xe9lia';</script>",
        '<script>show({name: "QUARTZOPOLIS"}); // Zósimo Quartzopolis</script>',
        "<a onclick=\"abrir('Zósimo Quartzopolis')\">x</a>",
        "<!-- Zósimo Quartzopolis -->",
        "<p id=quartzopolis class='Brumélia'>x</p>",
        "<Zósimo Quartzopolis>",
    ],
)
def test_a_name_is_replaced_however_it_is_written(written: str) -> None:
    assert is_free_of(cleaned(f"<html><p>Autor</p>{written}</html>"), NAME)


def test_one_person_has_one_invented_name_on_all_pages_and_in_the_request() -> None:
    result = visit(
        f"<p>{NAME}</p>",
        f"<p>{NAME.upper()}</p><b>Quartzopolis</b>",
        nome=NAME,
        url="https://court.example/?nome=Quartzopolis",
    )
    first = re.findall(r"\w+", result.pages[0].body.decode())[1:-1]
    second = re.findall(r"\w+", result.pages[1].body.decode())[1:5]
    assert [word.upper() for word in first] == second
    assert first[2] == "da"
    assert first[1] in result.pages[1].body.decode()
    assert dict(result.pages[0].form or ())["nome"].split() == first
    assert first[1] in result.pages[0].url


def test_particles_kinds_of_company_and_public_bodies_stay() -> None:
    text = cleaned("<p>Xilofex &amp; Trambique Ltda</p><p>Ministério Público do Estado</p>")
    assert re.fullmatch(r"<p>\w+ &amp; \w+ Ltda</p><p>Ministério Público do Estado</p>", text)
    assert is_free_of(text, FIRM)


@pytest.mark.parametrize(
    "form",
    [
        NUMBER.masked,
        str(NUMBER),
        f'<a href="/p?n={NUMBER}">x</a>',
        f'<input value="{NUMBER.masked[:15]}">',
        json.dumps({"numeroProcesso": str(NUMBER)}),
    ],
)
def test_a_case_number_becomes_another_one_of_the_same_court(form: str) -> None:
    page, _ = visit(form, NUMBER.masked).pages
    text = page.body.decode()
    whole = CaseNumber(visit(form, NUMBER.masked).pages[1].body.decode())
    assert (whole.year, whole.j_tr, whole.origin) == (NUMBER.year, NUMBER.j_tr, NUMBER.origin)
    assert whole != NUMBER
    assert text == form.replace(NUMBER.masked, whole.masked).replace(str(NUMBER), str(whole)).replace(
        NUMBER.masked[:15], whole.masked[:15]
    )


def test_a_number_with_wrong_check_digits_stays_wrong() -> None:
    wrong = f"7654321-{(int(NUMBER.check) + 1) % 100:02d}.2029.8.26.0071"
    with pytest.raises(ValueError, match="check digits"):
        CaseNumber(cleaned(wrong))


@pytest.mark.parametrize(
    ("document", "shape"),
    [
        (CPF, r"\d{3}\.\d{3}\.\d{3}-\d\d"),
        (re.sub(r"\D", "", CPF), r"\d{11}"),
        ("529.***.***-**", r"\d{3}\.\*{3}\.\*{3}-\*\*"),
        (CNPJ, r"\d\d\.\d{3}\.\d{3}/\d{4}-\d\d"),
        ("12.ABC.345/01DE-35", r"\d\d\.[A-Z]{3}\.\d{3}/\d\d[A-Z]{2}-\d\d"),
        ("12ABC34501DE35", r"\d\d[A-Z]{3}\d{5}[A-Z]{2}\d\d"),
    ],
)
def test_a_document_becomes_nobodys_of_the_same_shape(document: str, shape: str) -> None:
    text = cleaned(document)
    assert re.fullmatch(shape, text)
    assert text != document
    bare = re.sub(r"\W", "", text)
    assert not is_valid_cpf(bare)
    assert not is_valid_cnpj(bare)


def test_valid_documents_are_known() -> None:
    assert is_valid_cpf(re.sub(r"\D", "", CPF))
    assert is_valid_cnpj(re.sub(r"\D", "", CNPJ))
    assert is_valid_cnpj("12ABC34501DE35")
    assert not is_valid_cpf("52998224726")
    assert not is_valid_cnpj("12ABC34501DE36")


@pytest.mark.parametrize(
    ("personal", "shape"),
    [
        (MAIL, r"[a-z]{6}\.[a-z]{3}@example\.org"),
        (PHONE, r"\(\d\d\) \d{5}[ -]\d{4}"),
        ("01310-930", r"0\d{4}-\d{3}"),
        ("12.345.678-9", r"\d\d\.\d{3}\.\d{3}-\d"),
        ("OAB/SP 123.456", r"OAB/SP \d{3}\.\d{3}"),
        ("(OAB 54321/BA)", r"\(OAB \d{5}/BA\)"),
        ("SP0123456A", r"SP0\d{6}A"),
        ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("RI0046WYZ0000", r"[A-Z]{2}\d{4}[A-Z]{3}\d{4}"),
        ("Data de nascimento: 02/03/1971", r"Data de nascimento: \d\d/\d\d/\d{4}"),
        ('{"dataNascimento": "1971-03-02"}', r'\{"dataNascimento": "\d{4}-\d\d-\d\d"\}'),
        ("Autora: B. C. de F.", r"Autora: [A-Z]\. [A-Z]\. de [A-Z]\."),
    ],
)
def test_what_points_at_somebody_becomes_an_invention_of_the_same_shape(personal: str, shape: str) -> None:
    text = cleaned(personal)
    assert text != personal
    assert re.fullmatch(shape, text), text
    assert found_in(text) == []


@pytest.mark.parametrize("harmless", ["10/02/2029", "2029-02-10T11:12:13", "R$ 107.181,33", "art. 485, IV", "(11010)"])
def test_dates_amounts_and_articles_stay(harmless: str) -> None:
    assert cleaned(f"<p>Distribuição {harmless}</p>") == f"<p>Distribuição {harmless}</p>"


def test_sessions_and_tokens_of_addresses_are_replaced_alike_everywhere() -> None:
    text = cleaned(
        '<a href="/x;jsessionid=A1B2C3D4E5F6A7B8?ca=00aa11bb22cc33dd44ee">x</a><i data-ca="00aa11bb22cc33dd44ee">'
    )
    first, second = re.findall(r"[0-9a-f]{20}", text)
    assert first == second != "00aa11bb22cc33dd44ee"
    assert "A1B2C3D4E5F6A7B8" not in text


def test_a_word_that_nobody_knows_does_not_stay() -> None:
    text = cleaned("<p title='Brimbolino'>Juntada de petição: BRIMBOLINO encontrou Zurbelas na sala</p>")
    assert re.fullmatch(r"<p title='([A-Z])\w{9}'>Juntada de petição: [A-Z]{10} \w{9} [A-Z]\w{7} na sala</p>", text)
    assert is_free_of(text, "Brimbolino Zurbelas")


def test_a_surname_that_is_a_word_stays_a_word_and_goes_as_a_name() -> None:
    text = cleaned("<p>prazo de 15 dias para Brimbolino Dias</p>")
    assert text.startswith("<p>prazo de 15 dias para ")
    assert "Dias" not in text


def test_the_charset_and_every_other_byte_stay() -> None:
    page = "<html>\r\n<td class='x'>Decisão&nbsp;–&nbsp;Conclusão</td>\t<td>Zósimo Quartzopolis da Brumélia</td></html>"
    body = visit(page, charset="cp1252").pages[0].body
    kept, _, _ = page.encode("cp1252").partition("Zósimo".encode("cp1252"))
    assert body.startswith(kept)
    assert body.endswith(b"</td></html>")


def test_json_stays_json_and_its_html_is_cleaned() -> None:
    text = json.dumps(
        {"texto": f'<p class="x">Intimação de {NAME}</p>', "total": 1234567, "id": 7654321, "valor": 10.5}
    )
    value = json.loads(cleaned(text))
    assert value["texto"].startswith('<p class="x">Intimação de ')
    assert is_free_of(value["texto"], NAME)
    assert (value["total"], value["valor"]) == (1234567, 10.5)
    assert value["id"] != 7654321


def test_a_case_number_without_its_first_zeros_follows_the_whole_one() -> None:
    number = CaseNumber.build(sequence=54321, year=2029, j_tr="4.05", origin=0)
    whole, bare = cleaned(f"{number.masked} {number.lstrip('0')}").split()
    assert str(CaseNumber(whole)).lstrip("0") == bare != number.lstrip("0")


def test_a_sealed_page_is_refused() -> None:
    page = VisitedPage(b"<p>x</p>", "", partial(says, outcome=Outcome.SEALED))
    with pytest.raises(CannotBeCleaned, match="sealed"):
        clean([page], key=KEY)


def test_pictures_are_refused() -> None:
    with pytest.raises(CannotBeCleaned, match="picture"):
        clean([VisitedPage(b"%PDF-1.5 x", "", says)], key=KEY)


def _needs_a_word(body: bytes) -> ParsedPage:
    said = says(body)
    return said if b"Situazel:" in body else said.model_copy(update={"results_total": 1})


def test_words_that_the_parser_needs_are_named_and_can_be_kept() -> None:
    page = VisitedPage(b"<p>Situazel: Brimbolino</p>", "", _needs_a_word)
    with pytest.raises(CannotBeCleaned) as refused:
        clean([page], key=KEY)
    assert refused.value.words == ("situazel",)
    made: CleanedPage = clean([page], key=KEY, keep=["Situazel"]).pages[0]
    assert made.body.startswith(b"<p>Situazel: ")


@pytest.mark.parametrize(
    "hidden",
    [
        "quartzopolis",
        "Quartz&#111;polis",
        "Quartz%6Fpolis",
        "Quartz\\u006fpolis",
        "Quartz<b>opolis</b>",
        base64.b64encode(b"Quartzopolis da Silva").decode(),
        "529 982 247 25",
        "x%40y.example",
    ],
)
def test_the_last_check_finds_what_survived(hidden: str) -> None:
    secrets = Secrets(frozenset({"quartzopolis"}), frozenset({re.sub(r"\D", "", CPF)}), frozenset({"x@y.example"}))
    assert survivors(f"<p>{hidden}</p>", secrets)
    assert not survivors("<p>Quartzo polis 529</p>", secrets)


def test_what_the_cleaner_cannot_reach_is_refused() -> None:
    """A name in base64 that has no digit is no token, and stays: the last check sees it."""
    hidden = base64.b64encode(b"Quartzopolis").decode()
    with pytest.raises(CannotBeCleaned, match="still on a page"):
        clean([VisitedPage(f"<p class='{hidden}'>x</p>".encode(), "", says)], key=KEY)


def test_common_given_names_and_surnames_are_no_words_of_courts() -> None:
    names = "maria jose joao ana antonio silva oliveira souza rodrigues ferreira alves gomes ribeiro carvalho almeida"
    assert not set(names.split()) & court_vocabulary().words


def test_invented_names_agree_with_the_rule_for_personal_data() -> None:
    words = [word for _, names in invented_names() for word in names]
    assert found_in(" ".join(words)) == []
    assert len(words) == len(set(words))


def test_a_hostile_page_is_cleaned_in_time() -> None:
    for text in (
        "<" * 100_000,
        '<a b="' * 20_000,
        "a" * 300_000,
        "1." * 100_000,
        "[" * 50_000 + '"',
        '"\\' * 50_000,
        "&" * 99_999,
    ):
        assert clean([VisitedPage(text.encode(), "", says)], key=KEY).pages
