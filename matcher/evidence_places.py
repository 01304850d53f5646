"""Compares the comarcas of a monitored party with the place that a court prints in its own or the case's name.

Courts print more than places there ("Foro Central - Fazenda Pública", "Direito Privado 2"): what is not surely the name
of a place contradicts nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.classes import load_classes
from matcher.folding import fold_words
from schemas.matches import EvidenceVerdict

_PARTS = re.compile(r"\s[-–—]\s?|[/,;()]|[–—]")
_OF = re.compile(
    r".*\b(?:COMARCA|FORO|FORUM|SUBSECAO|SECAO|SSJ|MUNICIPIO|CIDADE|DISTRITO|TERMO)"
    r"(?: \w+){0,3}? (?:DE|DA|DO|DAS|DOS) (.+)$"
)
_INSTITUTION = re.compile(
    r"\d|\b(?:COMARCA|FORO|FORUM|SUBSECAO|SECAO|SSJ|VARAS?|JUIZADOS?|JUIZO|TURMA|CAMARA|TRIBUNAL|GABINETE|NUCLEO"
    r"|SECRETARIA|CARTORIO|UNIDADE|UPJ|CEJUSC|CONCILIACAO|REGIONAL|CENTRAL|CAPITAL|INTERIOR|REGIAO|GRAU|INSTANCIA|JUSTICA|DIREITO|PUBLICO|PRIVADO"
    r"|FAZENDA|PUBLICA|CIVEL|CIVEIS|CRIMINAL|CRIMINAIS|FAMILIA|SUCESSOES|ACIDENTES|TRABALHO|INFANCIA|JUVENTUDE"
    r"|EXECUCAO|EXECUCOES|FISCAL|FISCAIS|FEDERAL|ESTADUAL|ESPECIAL|UNICA)\b"
)
_REGIONAL = re.compile(r"\b(?:REGIONAL(?! FEDERAL| ELEITORAL| DO TRABALHO)|REGIONAIS|DISTRITAL)\b")
_OF_WORDS = frozenset({"DE", "DA", "DO", "DAS", "DOS"})
_STATE = re.compile(r"A[CLMP]|BA|CE|DF|ES|GO|M[AGST]|P[ABEIR]|R[JNORS]|S[CEP]|TO")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Where a case is, as its court prints it; none of all where that is not told."""

    jurisdiction: str | None = None
    """The comarca or foro."""
    judging_body: str | None = None
    """The court, whose name often ends with the comarca."""
    origin: str | None = None
    """Of an appeal: the court that it comes from."""


UNTOLD = CasePlace()


def compare_places(monitored: Sequence[str], place: CasePlace) -> tuple[EvidenceVerdict, str | None]:
    """Tell whether a case is in one of the comarcas, and by which printed text.

    Part of a comarca (a regional foro) contradicts nothing.
    """
    ours = {_monitored(text) for text in monitored} - {""}
    printed = [text for text in (place.jurisdiction, place.judging_body, place.origin) if text]
    for text in printed:
        if not ours.isdisjoint(_may_be(text, is_origin=text == place.origin)):
            return "confirmed", text
    if ours and not any(_REGIONAL.search(" ".join(fold_words(text[:_LONGEST]))) for text in printed):
        for text in printed:
            if any(_surely(text, is_place=text == place.jurisdiction)):
                return "contradicted", text
    return "silent", printed[0] if printed else None


def _monitored(text: str) -> str:
    """Return a comarca as the company writes it, without its state and what comarcas are called."""
    for words in _parts(text):
        return _bare(_behind_institution(words) or words)
    return ""


def _may_be(text: str, *, is_origin: bool) -> Iterator[str]:
    """Yield what may be the place of a text; a part of an origin alone may be a state's name."""
    for words in _parts(text):
        found = _OF.match(" ".join(words))
        if found:
            yield _bare(found[1].split())
        yield _bare(_behind_institution(words))
        if not is_origin:
            yield _bare(words)


def _behind_institution(words: Sequence[str]) -> Sequence[str]:
    """Return the place behind "VARA … DE": all of it, for GOIANIA is not APARECIDA DE GOIANIA."""
    for start in range(1, len(words)):
        if words[start - 1] in _OF_WORDS and not _INSTITUTION.search(" ".join(words[start:])):
            return words[start:] if _INSTITUTION.search(" ".join(words[:start])) else ()
    return ()


def _surely(text: str, *, is_place: bool) -> Iterator[str]:
    """Yield what surely is a place; `is_place` where a text without heading is one itself."""
    for number, words in enumerate(_parts(text)):
        part = " ".join(words)
        found = _OF.match(part)
        if not found and (number or not is_place):
            continue
        named = found[1] if found else part
        if not _INSTITUTION.search(named):
            yield _bare(named.split())


def _parts(text: str) -> Iterator[list[str]]:
    """Yield the words of each part of a text, states left out."""
    for part in _PARTS.split(text[:_LONGEST]):
        words = fold_words(part)
        if len(words) > 1 and _STATE.fullmatch(words[-1]) and words[-2] not in _OF_WORDS:
            words = words[:-1]
        if words and (len(words) > 1 or not _STATE.fullmatch(words[0])):
            yield words


def _bare(words: Sequence[str]) -> str:
    particles = load_classes().particles
    return " ".join(word for word in words if word not in particles)
