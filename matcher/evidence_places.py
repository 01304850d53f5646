"""Compares the comarcas of a monitored party with the place that a court prints in its own or the case's name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.classes import load_classes
from matcher.folding import fold_words
from schemas.matches import EvidenceVerdict

_PARTS = re.compile(r"\s[-–—]\s?|[/,;()]|[–—]")
_OF = re.compile(
    r"\b(?:COMARCA|FORO|FORUM|SUBSECAO|SECAO|MUNICIPIO|CIDADE|DISTRITO|TERMO)(?: \w+){0,3}? (?:DE|DA|DO|DAS|DOS) (.+)$"
)
_HEADS = re.compile(r"\b(?:COMARCA|FORO|FORUM|SUBSECAO|SECAO|VARA|JUIZADO|JUIZO|TURMA|CAMARA|TRIBUNAL|GABINETE)\b")
_REGIONAL = re.compile(r"\b(?:REGIONAL|REGIONAIS|DISTRITAL)\b")
_NOWHERE = frozenset({"CAPITAL", "JUSTICA", "TRABALHO"})
_LENGTH_OF_STATE = 2


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Where a case is, as its court prints it; none of both where that is not told."""

    jurisdiction: str | None = None
    """The comarca or foro."""
    judging_body: str | None = None
    """The court, whose name often ends with the comarca."""


UNTOLD = CasePlace()


def compare_places(
    monitored: Sequence[str], jurisdiction: str | None, judging_body: str | None = None
) -> EvidenceVerdict:
    """Tell whether a case is in one of the comarcas. Part of a comarca (a regional foro) contradicts nothing."""
    ours = {_bare(fold_words(place)) for place in monitored} - {""}
    printed = [" ".join(fold_words(text)) for text in (jurisdiction, judging_body) if text]
    told = {*_places(jurisdiction or "", is_place=True), *_places(judging_body or "", is_place=False)}
    if ours & told or any(_ends_with(text, place) for text in printed for place in ours):
        return "confirmed"
    if not ours or not told or any(_REGIONAL.search(text) for text in printed):
        return "silent"
    return "contradicted"


def _places(text: str, *, is_place: bool) -> Iterator[str]:
    """Yield the places that a text names; `is_place` where a text without heading is one itself."""
    for part in _PARTS.split(text):
        words = fold_words(part)
        folded = " ".join(words)
        found = _OF.search(folded)
        if found:
            place = _bare(found[1].split())
        elif is_place and not _HEADS.search(folded):
            place = _bare(words)
        else:
            continue
        if len(place) > _LENGTH_OF_STATE and place not in _NOWHERE:
            yield place


def _bare(words: Sequence[str]) -> str:
    particles = load_classes().particles
    return " ".join(word for word in words if word not in particles)


def _ends_with(text: str, place: str) -> bool:
    """Tell whether a text ends with "… DE <place>"."""
    words = text.split()
    for start in range(1, len(words)):
        if words[start - 1] in {"DE", "DA", "DO", "DAS", "DOS"} and _bare(words[start:]) == place:
            return True
    return False
