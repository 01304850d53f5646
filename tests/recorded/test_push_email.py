"""Recorded push mails say what we wrote into them, by themselves and when the system is named."""

import pytest

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.recordings import Recording, recording, recordings_of, said

RECORDINGS = recordings_of("push_email")


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_recorded_mail_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body).as_json()) == page.expected
    named = said(parse_page(page.body, system="push_email").as_json())
    assert named == page.expected | ({"system": "push_email"} if page.name == "other_message" else {})


@pytest.mark.parametrize("name", ["pje_flat", "esaj_case_and_incident", "eproc_flat", "projudi_deadline"])
def test_charsets_and_line_ends_change_nothing(name: str) -> None:
    body = recording("push_email", name).body
    assert parse_page(body.decode().encode("cp1252")) == parse_page(body)
    assert parse_page(body.replace(b"\n", b"\r\n")) == parse_page(body)


@pytest.mark.parametrize("name", ["pje_flat", "esaj_case_and_incident", "eproc_flat", "projudi_deadline"])
def test_a_wrong_charset_is_page_changed(name: str) -> None:
    body = recording("push_email", name).body.decode().encode().decode("cp1252", "replace").encode()
    assert parse_page(body).outcome is Outcome.PAGE_CHANGED


def test_a_mail_that_somebody_quotes_says_the_same() -> None:
    body = recording("push_email", "pje_markdown").body
    quoted = b"".join(b"> " + line for line in body.splitlines(keepends=True))
    assert parse_page(quoted).cases == parse_page(body).cases


def test_a_flattened_and_a_lined_mail_show_the_same_rows() -> None:
    flat = recording("push_email", "pje_flat").body.decode()
    lined = flat.replace(" 14/03/2031 15:04 - ", "\n14/03/2031 15:04 - ").replace(" 12/03/2031 08", "\n12/03/2031 08")
    assert parse_page(lined.encode()).cases == parse_page(flat.encode()).cases


@pytest.mark.parametrize(
    ("name", "dropped"),
    [
        ("pje_flat", "Número do Processo: 0007702-04.2031.8.13.0024"),
        ("pje_flat", "Data - Movimento"),
        ("pje_flat", "Polo Passivo: BANCO ALVORADA DO CERRADO S.A."),
        ("pje_flat", "Classe Judicial: PROCEDIMENTO DO JUIZADO ESPECIAL CÍVEL"),
        ("esaj_case_and_incident", "Novas Movimentações\n10/03/2031 16:02 Petição Juntada\n"),
        ("esaj_case_and_incident", "Novas Movimentações\n12/03/2031 17:00"),
        ("eproc_flat", "Evento Número: 29"),
        ("eproc_flat", "Partes: AUTOR"),
        ("eproc_flat", "Movimentação: Confirmada a intimação eletrônica"),
        ("projudi_deadline", "JUÍZO: 3ª Vara da Comarca de Serra Encantada - Fazenda Pública"),
        ("projudi_deadline", "ocorrido em 27 de Março de 2031"),
    ],
)
def test_a_mail_that_lacks_what_such_mails_have_is_no_success(name: str, dropped: str) -> None:
    text = recording("push_email", name).body.decode()
    assert dropped in text
    page = parse_page(text.replace(dropped, "", 1).encode())
    assert page.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED}


def test_a_row_of_an_html_table_without_its_date_is_page_changed() -> None:
    body = recording("push_email", "eproc_message_base64").body
    assert parse_page(body[: len(body) // 2]).outcome is not Outcome.FOUND_NEW
    html = recording("push_email", "pje_message_html").body
    assert b"<td>13/03/2031 10:01:09</td>" in html
    page = parse_page(html.replace(b"<td>13/03/2031 10:01:09</td>", b"", 1))
    assert (page.outcome, page.cases) == (Outcome.PAGE_CHANGED, ())


@pytest.mark.parametrize("name", [page.name for page in RECORDINGS if page.expected["outcome"] == "found_new"])
def test_a_mail_cut_in_its_first_half_proves_nothing(name: str) -> None:
    body = recording("push_email", name).body
    for at in range(1, len(body) // 3, 7):
        page = parse_page(body[:at], system=CourtSystem.PUSH_EMAIL)
        assert page.outcome not in {Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.SEALED}, at


def test_a_label_that_nobody_knows_is_named_in_the_reason() -> None:
    body = recording("push_email", "pje_markdown").body.replace(b"*Classe", b"Novidade: sim\n*Classe")
    page = parse_page(body)
    assert "Novidade" in page.reason
    assert [party.name for party in page.cases[0].parties] == ["DAVINA JATOBÁ QUERUBIM"]


def test_a_role_that_nobody_knows_makes_the_mail_partial() -> None:
    page = parse_page(recording("push_email", "eproc_flat").body.replace(b"AUTOR ", b"NOVATO "))
    assert (page.outcome, len(page.cases[0].movements)) == (Outcome.PARTIAL, 2)


@pytest.mark.parametrize(
    "body",
    [
        b"PJe Push Numero do Processo: " * 30_000,
        "PJe Push\nNúmero do Processo: 1\n".encode() + b"Data - Movimento " + b"14/03/2031 15:04 " * 20_000,
        ("sistema PUSH está disponibilizando\n" + "Processo: " * 30_000 + "Novas Movimentações").encode(),
        ("Num. Processo: Evento Número: " * 15_000).encode(),
        ("gerada pelo sistema PROJUDI mensagem automática PROCESSO JUDICIAL " + "movimentação " * 20_000).encode(),
        ("<table>" + "<tr><td>" * 20_000 + "PJe Push Número do Processo: 1").encode(),
        ("PJe Push Número do Processo: 1 " + "(" * 200_000).encode(),
        ("PJe Push Número do Processo: 1 " + "[a](" * 100_000).encode(),
    ],
)
def test_a_crafted_mail_ends_quickly_with_an_outcome(body: bytes) -> None:
    assert parse_page(body, system=CourtSystem.PUSH_EMAIL).outcome is Outcome.PAGE_CHANGED


_PJE = """PJe Push
Informamos que o processo a seguir sofreu movimentação:
Número do Processo: 0000005-53.2021.8.15.0999
Polo Ativo: Davina Jatobá Querubim
{passive}Classe Judicial: INVENTÁRIO
Data de Autuação: 26/08/2026

Data - Movimento
29/08/2026 15:04 - Conclusos para decisão

Caso não tenha mais interesse em receber o push, acessar o link
"""


def test_a_pje_mail_of_a_case_against_nobody_is_whole_when_it_says_so() -> None:
    said = parse_page(_PJE.format(passive="Polo Passivo:\n").encode(), system="push_email")
    lost = parse_page(_PJE.format(passive="").encode(), system="push_email")
    assert said.outcome is Outcome.FOUND_NEW
    assert len(said.cases[0].parties) == 1
    assert lost.outcome is Outcome.PARTIAL


_EPROC = (
    "Os seguintes processos tiveram uma nova movimentação relacionada a um prazo processual "
    "Num. Processo: 0000005-53.2021.8.15.0999 Movimentação: Juntada de Petição - Evento Número: 3 "
    "Partes: {parties} ATENÇÃO: Esta comunicação é meramente informativa."
)


@pytest.mark.parametrize(
    ("parties", "roles", "lawyers"),
    [
        ("CORRÉU DAVINA JATOBÁ QUERUBIM X AUTORIDADE COATORA DIRETOR", ["CORRÉU", "AUTORIDADE COATORA"], []),
        ("AUTOR DAVINA JATOBÁ QUERUBIM Advogado(s) ANSELMO QUERUBIM X RÉU BANCO", ["AUTOR", "RÉU"], [None]),
        ("AUTOR DAVINA QUERUBIM Advogado(s) ANSELMO QUERUBIM (PI010949) X RÉU BANCO", ["AUTOR", "RÉU"], ["PI010949"]),
    ],
)
def test_an_eproc_mail_names_other_roles_and_lawyers_without_registration(
    parties: str, roles: list[str], lawyers: list[str | None]
) -> None:
    said = parse_page(_EPROC.format(parties=parties).encode(), system="push_email")
    assert said.outcome is Outcome.FOUND_NEW
    found = said.cases[0].parties
    assert [party.role_text for party in found] == roles
    assert [lawyer.oab for party in found for lawyer in party.lawyers] == lawyers


@pytest.mark.parametrize(
    ("parties", "outcome"),
    [
        ("REQUERENTE DAVINA JATOBÁ QUERUBIM Advogado(s) ANSELMO QUERUBIM (PI010949)", Outcome.FOUND_NEW),
        ("AUTOR DAVINA JATOBÁ QUERUBIM Advogado(s) ANSELMO QUERUBIM (PI010949)", Outcome.PARTIAL),
        ("REQUERENTE DAVINA JATOBÁ QUERUBIM Advogado(s) ANSELMO QUERUBIM", Outcome.PARTIAL),
    ],
)
def test_an_eproc_mail_without_an_end_waits_for_the_opponent(parties: str, outcome: Outcome) -> None:
    mail = _EPROC.format(parties=parties).partition(" ATENÇÃO")[0]
    assert parse_page(mail.encode(), system="push_email").outcome is outcome


_PJE_JT = """*Número do Processo:* 0016320-48.2031.5.16.0009

*Eventos:*

| Data | Evento |
| 11/03/2031 21:00 | Recebido o mandado para cumprimento |
"""


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ("", Outcome.FOUND_NEW),
        ("|", Outcome.PARTIAL),
        ("| ", Outcome.PARTIAL),
        ("| 11/03/2031 20:06 | Proferido", Outcome.PARTIAL),
        ("> |", Outcome.PARTIAL),
        ("| 11/03/2031 20:06 | Proferido despacho |", Outcome.FOUND_NEW),
    ],
)
def test_a_row_that_has_begun_makes_a_mail_of_the_labour_courts_partial(more: str, outcome: Outcome) -> None:
    assert parse_page(f"{_PJE_JT}{more}".encode(), system="push_email").outcome is outcome


_ESAJ = """O sistema PUSH está disponibilizando novas informações, as quais são listadas abaixo:

Processo: 0037121-43.2029.8.26.0100
Classe: Recuperação Judicial
Novas Movimentações
10/03/2031 16:13 Proferidas Outras Decisões
"""


@pytest.mark.parametrize(
    ("complement", "outcome"),
    [
        ("Vistos. Manifeste-se a Administração Judicial em 5 dias.", Outcome.FOUND_NEW),
        ("Relação: 1482/2031 Teor do ato: Vistos.", Outcome.FOUND_NEW),
        ("Vistos.", Outcome.PARTIAL),
        ("Vistos, etc.", Outcome.PARTIAL),
        ("Vistos.\n\n________________________________", Outcome.FOUND_NEW),
    ],
)
def test_a_decision_that_only_begins_at_the_end_of_an_esaj_mail_was_cut(complement: str, outcome: Outcome) -> None:
    assert parse_page(f"{_ESAJ}{complement}".encode(), system="push_email").outcome is outcome
