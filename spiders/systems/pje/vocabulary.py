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
        "7",  # procedimento comum
        "22",  # procedimento sumário
        "40",  # monitória
        "64",  # improbidade administrativa
        "81",  # busca e apreensão em alienação fiduciária
        "120",  # mandado de segurança
        "156",  # cumprimento de sentença
        "159",  # execução de título extrajudicial (before 2016)
        "283",  # ação penal, procedimento ordinário
        "436",  # juizado especial
        "1116",  # execução fiscal
        "10943",  # ação penal, procedimento sumário
        "10944",  # ação penal, procedimento sumaríssimo
        "11875",  # reclamação pré-processual
        "12078",  # cumprimento de sentença contra a fazenda pública
        "12154",  # execução de título extrajudicial
        "14695",  # juizado especial da fazenda pública
    }
)
"""Codes of the CNJ's classes that no court opens without a passive pole; others (usucapião, alvará) may have none."""

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
