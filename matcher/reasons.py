"""Says why a watch matched a printed name: what was read, what was found where, how sure it is."""

from collections.abc import Sequence
from typing import Any

from matcher.classes import load_classes
from matcher.evidence import evidence_of
from matcher.evidence_places import CasePlace
from matcher.folding import Folded
from matcher.keys import Sounds
from matcher.known_words import known_words
from matcher.names_index import Hit
from matcher.readings import core_of, name_words
from matcher.sounds import sound_of
from matcher.watches import Watch
from schemas.cases import Party
from schemas.matches import Explanation, Stage

_BESIDE_EXPRESSION = "The party's expression has not found the name; what it monitors by name has."
_WHY = {
    "exact": "The printed name sounds as the monitored one does, legal forms, status words and particles apart.",
    "truncated": "The printed name is the beginning of the monitored one, cut where courts cut names.",
}


def explanation_of_expression(
    watch: Watch, party: Party, folded: Folded, span: tuple[int, int], *, place: CasePlace
) -> Explanation:
    """Explain a hit of an expression; `span` is of the folded text."""
    start, end = folded.printed_span(*span)
    return Explanation(
        **_common(watch, party, folded.text, place),
        matched_text=party.name[start:end],
        span=(start, end),
        stage="expression",
        why="The expression finds this part of the name.",
    )


def explanation_of_name(watch: Watch, party: Party, folded: Folded, hit: Hit, *, place: CasePlace) -> Explanation:
    """Explain a hit by the name's keys; the span is what the reading was taken from.

    Beside an own expression, which alone defines what is exact (DIST-50), even an equal name is a likely one.
    """
    stage: Stage = "fuzzy" if hit.stage == "exact" and not watch.is_by_name else hit.stage
    why = _WHY.get(hit.stage) or _likely(watch, hit)
    begins = folded.text.find(hit.reading.text)
    span = (begins, begins + len(hit.reading.text)) if begins >= 0 else (0, len(folded.text))
    start, end = folded.printed_span(*span)
    return Explanation(
        **_common(watch, party, folded.text, place),
        matched_text=party.name[start:end],
        span=(start, end),
        stage=stage,
        score=hit.score,
        edits=hit.edits,
        reading=hit.reading.kind,
        why=why if watch.is_by_name else f"{_BESIDE_EXPRESSION} {why}",
    )


def _likely(watch: Watch, hit: Hit) -> str:
    """Say in which words a likely name differs from the monitored one."""
    ours, printed = name_words(watch.name), core_of(hit.reading.text)
    wanted, others = _unlike(ours, printed), _unlike(printed, ours)
    instead = f": {' '.join(others)} for {' '.join(wanted)}" if wanted and others else ""
    if hit.edits:
        letters = "one letter" if hit.edits == 1 else f"{hit.edits} letters"
        is_strange = others and known_words().isdisjoint(others)
        stranger = ", in what nobody is known to have" if is_strange else ""
        return f"The printed name differs by {letters}{stranger}{instead}."
    if not wanted and not others:
        return "The printed name is the monitored one, with a misspelt legal form or status word."
    if _joined(ours) & _joined(printed):
        return f"The printed name has the same words, written together or apart{instead}."
    if load_classes().purposes.issuperset((*wanted, *others)):
        said = [f"without {' '.join(wanted)}"] * bool(wanted) + [f"with {' '.join(others)}"] * bool(others)
        return f"The printed name has another line of business: {' and '.join(said)}."
    return f"The printed name may be read as the monitored one{instead}."


def _unlike(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the words that sound like none of the others."""
    sounds = Sounds()
    heard = {sound for word in others for sound in sounds.options(word)}
    return [word for word in words if heard.isdisjoint(sounds.options(word))]


def _joined(words: Sequence[str]) -> set[str]:
    """Return a name's letters, and its sounds, without blanks."""
    return {"".join(words), "".join(map(sound_of, words))}


def _common(watch: Watch, party: Party, folded: str, place: CasePlace) -> dict[str, Any]:
    return {
        "monitored_party_id": watch.party_id,
        "monitored_party_name": watch.name,
        "expression_version": watch.version,
        "expression": watch.rex,
        "printed": party.name,
        "folded": folded,
        "side": party.side,
        "evidence": evidence_of(watch, party, place),
    }
