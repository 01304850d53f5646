"""Tells the degree of a judging body by its name, or by the address of a document (pure)."""

import re
import unicodedata

from schemas.courts import CourtLevel

_SECOND = re.compile(
    r"\b(CAMARAS?|TURMAS?|GABINETES?|GAB|DESEMBARGADORA?|DES|ORGAO ESPECIAL|TRIBUNAL PLENO|PLENARIO|"
    r"VICE PRESIDENCIA|PRESIDENCIA|2O? GRAU|SEGUNDO GRAU|SEGUNDA INSTANCIA|2A INSTANCIA|CADEIRA|"
    r"CONSELHO DA MAGISTRATURA)\b"
)
_FIRST = re.compile(
    r"\b(VARAS?|JUIZADOS?|FORO|FORUM|COMARCA|CENTRO|CEJUSC|JUIZO|CARTORIO|OFICIO|UNIDADE JURISDICIONAL|"
    r"1O? GRAU|PRIMEIRO GRAU|POSTO AVANCADO|ZONA ELEITORAL|AUDITORIA)\b"
)
_OF_ADDRESS = re.compile(r"[?&]instancia=([123])\b|\b(?:pje|eproc)-?([12])g|/(?:pje-?)?([12])g(?:rau)?/|/cpo(p|s)g")
_BY_MARK = {
    "1": CourtLevel.FIRST,
    "2": CourtLevel.SECOND,
    "3": CourtLevel.SUPERIOR,
    "p": CourtLevel.FIRST,
    "s": CourtLevel.SECOND,
}


def level_of_body(name: str | None) -> CourtLevel | None:
    """Return the degree of a body: câmara, turma, gabinete are the second one, vara, juizado, foro the first one.

    A body that says both ("Secretaria da 2ª Câmara, 3ª Vara") and one that says neither leave it open. The boards of
    the small claims (turma recursal) count as the second degree, as their pages do.
    """
    words = _words(name or "")
    second, first = bool(_SECOND.search(words)), bool(_FIRST.search(words))
    if second == first:
        return None
    return CourtLevel.SECOND if second else CourtLevel.FIRST


def level_of_address(url: str | None) -> CourtLevel | None:
    """Return the degree that the address of a court's document names (`instancia=2`, `pje1g`, `/cposg`)."""
    found = _OF_ADDRESS.search(url or "")
    return _BY_MARK[next(group for group in found.groups() if group)] if found else None


def _words(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("º", "O").replace("ª", "A"))
    letters = "".join(character for character in plain if not unicodedata.combining(character)).upper()
    return " ".join(re.findall(r"[0-9A-Z]+", letters))
