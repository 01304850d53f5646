"""PJe's labels, roles and sentences, mapped to our terms: closed tables, and the readers of single values."""

import re
import unicodedata
from functools import lru_cache

from schemas.courts import CourtLevel, Side
from spiders.select import collapse

HEADER_LABELS: dict[str, str | None] = {
    "numero processo": "case_number",
    "numero do processo": "case_number",
    "data da distribuicao": "distributed_on",
    "data de distribuicao": "distributed_on",
    "classe judicial": "case_class",
    "assunto": "subjects",
    "assuntos": "subjects",
    "jurisdicao": "jurisdiction",
    "orgao julgador": "judging_body",
    "orgao julgador colegiado": "collegiate_body",
    "processo referencia": "reference_case",
    "processo de referencia": "reference_case",
    "relator": "judge",
    "relatora": "judge",
    "relator(a)": "judge",
    "magistrado": "judge",
    "data da autuacao": "filed_on",
    "data de autuacao": "filed_on",
    "autuacao": "filed_on",
    "valor da causa": "amount_in_dispute",
    "segredo de justica": "sealed",
    "segredo de justica?": "sealed",
    "situacao": "status_text",
    "fase": "status_text",
    # Read and left out: neither says anything that a case keeps.
    "endereco": None,
    "competencia": None,
    "cargo judicial": None,
    "justica gratuita": None,
    "justica gratuita?": None,
    "tutela/liminar": None,
    "pedido de liminar ou antecipacao de tutela": None,
    "prioridade": None,
    "prioridade?": None,
    "ultima distribuicao": None,
}
"""Folded label of a header field to our field; None: known and not kept. All real pages show the first six."""

NEEDED_HEADER = ("distributed_on", "case_class", "subjects", "jurisdiction", "judging_body")
"""Shown with a value by every detail page seen (TJCE, TJMA, TJMG, TJRJ, TRF1, TRF5)."""

POLES: tuple[tuple[str, Side], ...] = (
    ("PoloAtivo", Side.ACTIVE),
    ("PoloPassivo", Side.PASSIVE),
    ("OutrosInteressados", Side.THIRD),
)
"""Part of an element's id to the side."""

CLASSES_AGAINST_SOMEBODY = frozenset(
    {
        "7",  # Procedimento Comum Cível
        "22",  # Procedimento Sumário
        "40",  # Monitória
        "64",  # Ação Civil de Improbidade Administrativa
        "65",  # Ação Civil Pública
        "81",  # Busca e Apreensão em Alienação Fiduciária
        "92",  # Despejo
        "93",  # Despejo por Falta de Pagamento
        "94",  # Despejo por Falta de Pagamento Cumulado Com Cobrança
        "119",  # Mandado de Segurança Coletivo
        "120",  # Mandado de Segurança Cível
        "156",  # Cumprimento de sentença
        "157",  # Cumprimento Provisório de Sentença
        "159",  # Execução de Título Extrajudicial (the older of two codes with this name)
        "172",  # Embargos à Execução
        "282",  # Ação Penal de Competência do Júri
        "283",  # Ação Penal - Procedimento Ordinário
        "436",  # Procedimento do Juizado Especial Cível
        "1116",  # Execução Fiscal
        "1118",  # Embargos à Execução Fiscal
        "10943",  # Ação Penal - Procedimento Sumário
        "10944",  # Ação Penal - Procedimento Sumaríssimo
        "11875",  # Reclamação Pré-processual
        "12078",  # Cumprimento de Sentença contra a Fazenda Pública
        "12079",  # Execução de Título Extrajudicial contra a Fazenda Pública
        "12154",  # Execução de Título Extrajudicial
        "14695",  # Procedimento do Juizado Especial da Fazenda Pública
    }
)
"""Codes of the CNJ's classes that no court opens without a passive pole; others (usucapião, alvará) may lack it.

Codes and names stand so in two public copies of the CNJ's table: TRF2's of 2017-08, still without 12154 and 14695, and
one of 2023 or later. Real pages show 7, 436, 11875 and 12078 (PJe), 120, 156, 283 and 1116 (DJEN), 12154 (TJMT). That
each has an opponent follows from what it is: an action, an execution, embargos, a claim against somebody. PJe files no
case without one where its class "reclama polo passivo" (the default), and lets nobody take a pole's last party away
(PJe's source; TJMG's instruction IPT-15 of 2024-05).
"""

LAWYER_ROLE = re.compile(r"ADVOGAD|DEFENSOR|PROCURADOR")
IDENTITY_LABELS: dict[str, str | None] = {
    "CPF": "document",
    "CNPJ": "document",
    "OAB": "oab",
    "RG": None,
    "RNE": None,
    "CEI": None,
    "CTPS": None,
    "PASSAPORTE": None,
    "PIS/PASEP": None,
    "TÍTULO DE ELEITOR": None,
    "NB": None,
}
"""What stands after a participant's name; None: known and not kept."""

NOT_FOUND_SENTENCE = re.compile(
    r"n[ãa]o (encontrou|foi encontrado|foram encontrados)|nenhum (processo|registro|resultado)", re.I
)
CAPTCHA_SENTENCE = re.compile(r"captcha|caracteres da imagem|rob[ôo]", re.I)
SEALED_SENTENCE = re.compile(r"segredo de justi[çc]a|sigilos[oa]", re.I)
EXPIRED_SENTENCE = re.compile(r"sess[ãa]o (foi )?(expirad|encerrad|inv[áa]lid)|expirou|view.{0,20}expir", re.I)
LIMIT_SENTENCE = re.compile(r"limitada a (\d+) resultados", re.I)

_FIRST_DEGREE_ADDRESS = re.compile(r"(?<![a-z0-9])(?:pje)?1[gi](?:rau)?(?![a-z0-9])|pje1grau|pjepg|pje1g", re.I)
_SECOND_DEGREE_ADDRESS = re.compile(r"(?<![a-z0-9])(?:pje)?-?2[gi](?:rau)?(?![a-z0-9])|pje2grau|pje-?2g|pje2i", re.I)
_PLAIN_PATH = re.compile(r"(?:^|[\s'\"]|\.jus\.br(?::443)?)/pje/(?:ConsultaPublica|stylesheet)")
_FIRST_DEGREE_BODY = re.compile(
    r"\b(vara|juizado|centro|foro|forum|juizo|comarca|ambiente|nucleo|unidade|central|cejusc|posto|secao judiciaria)\b"
)
_SECOND_DEGREE_BODY = re.compile(
    r"\b(camara|turma|gabinete|desembargadora?|desa?|orgao especial|tribunal pleno|secao (civel|criminal))\b"
)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a label without accents, case and doubled blanks."""
    plain = unicodedata.normalize("NFKD", text)
    return collapse("".join(c for c in plain if not unicodedata.combining(c))).lower()


def level_in_address(addresses: str) -> CourtLevel | None:
    """Return the degree that the page's own addresses name (`pje1g…`, `/pje2g`); None for none or both."""
    first = _FIRST_DEGREE_ADDRESS.search(addresses) is not None
    second = _SECOND_DEGREE_ADDRESS.search(addresses) is not None
    if first == second:
        return None
    return CourtLevel.FIRST if first else CourtLevel.SECOND


def level_of_plain_path(text: str) -> CourtLevel | None:
    """Return the first degree for an installation at plain `/pje/`.

    The second degree beside it has `/pje2g` or `/pje-2g` (seen at TJMA; reported for TJES and TJPA). Other plain paths
    (`/consultapublica`) name both degrees.
    """
    return CourtLevel.FIRST if _PLAIN_PATH.search(text) else None


def level_of_body(judging_body: str | None) -> CourtLevel | None:
    """Return the degree that a judging body's name tells, or None."""
    folded = fold(judging_body or "")
    if _SECOND_DEGREE_BODY.search(folded):
        return CourtLevel.SECOND
    return CourtLevel.FIRST if _FIRST_DEGREE_BODY.search(folded) else None
