"""Why a printed name is no match of one monitored party, or nearly one: for `arauto why-not`. Pure; decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from math import floor
from typing import Any, NamedTuple

from matcher.evidence import evidence_of
from matcher.evidence_places import UNTOLD, CasePlace
from matcher.expressions import WORK_SECONDS, compile_expression
from matcher.folding import fold_text
from matcher.names_index import Hit, NamesIndex
from matcher.nearest_names import Near, compare_names, spelling_of, words_apart
from matcher.readings import WHOLE, readings_of
from matcher.watches import Watch
from matcher.watchlist import UNUSABLE, Watchlist
from schemas.cases import Party
from schemas.courts import Side
from schemas.matches import Evidence


class Obstacle(StrEnum):
    """What keeps a printed name from being a match, nearest to one first."""

    NONE = "none"
    EXCLUDED = "excluded"
    TOO_SLOW = "too_slow"
    FUZZY_OFF = "fuzzy_off"
    BELOW_THRESHOLD = "below_threshold"
    OTHER_WORDS = "other_words"
    ANOTHER_NAME = "another_name"


_FOUND = frozenset({Obstacle.NONE, Obstacle.EXCLUDED})
_END = "(the end)"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """How one printed name was read, and where it parts from the monitored one."""

    obstacle: Obstacle
    why: str
    printed: str
    side: Side | None
    folded: str
    reading: str
    """How the printed name was read where it comes nearest."""
    read_as: str
    expression: str
    expression_version: int
    agrees: str | None
    """The beginning of the reading that the expression goes along with; none where it has no beginning."""
    parts_at: str | None
    """What stands there instead of what the expression wants; "(the end)" where it wants more."""
    score: float | None
    """How alike the names are, from 0 to 100; none where they have nothing in common."""
    edits: int | None
    threshold: int
    differences: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Nearest:
    """The reading that comes nearest, and how near."""

    kind: str
    text: str
    score: float | None = None
    edits: int | None = None


class Hurdle(NamedTuple):
    """What keeps a name from being found, in short."""

    obstacle: Obstacle
    why: str
    threshold: int | None
    """From where on likely names would take it in; none where they never do."""


def explain_near_miss(watch: Watch, party: Party, place: CasePlace = UNTOLD) -> NearMiss:
    """Say what keeps a printed name from being a match of a watch."""
    hit = _likely_hit(watch.name, party.name)
    obstacle = _obstacle(watch, party, hit)
    nearest = _nearest(watch.name, party.name, hit)
    if obstacle is Obstacle.OTHER_WORDS and nearest.score is None:
        obstacle = Obstacle.ANOTHER_NAME
    agrees, parts_at = (None, None) if obstacle in _FOUND else _parting(watch.rex, nearest.text)
    return NearMiss(
        obstacle=obstacle,
        why=_why(obstacle, watch, nearest.score),
        printed=party.name,
        side=party.side,
        folded=fold_text(party.name),
        reading=nearest.kind,
        read_as=nearest.text,
        expression=watch.rex,
        expression_version=watch.version,
        agrees=agrees,
        parts_at=parts_at,
        score=nearest.score,
        edits=nearest.edits,
        threshold=watch.fuzzy_threshold,
        differences=spelling_of(watch.name, nearest.text) if nearest.score is not None else (),
        evidence=evidence_of(watch, party, place),
    )


def find_hurdle(watch: Watch, near: Near[Any]) -> Hurdle:
    """Say what keeps a name from being found that is so much like the monitored one, and what would take it in."""
    hit = _likely_hit(watch.name, near.printed)
    obstacle = _obstacle(watch, Party(name=near.printed), hit)
    apart = words_apart(watch.name, near.reading.text) if obstacle is Obstacle.OTHER_WORDS else None
    if apart:
        theirs, ours = map(" ".join, apart)
        return Hurdle(Obstacle.ANOTHER_NAME, f"It is another name: {theirs} is no misspelling of {ours}.", None)
    score = hit.score if hit else float(near.score)
    threshold = None
    if hit and obstacle in {Obstacle.FUZZY_OFF, Obstacle.BELOW_THRESHOLD}:
        threshold = min(floor(score), watch.fuzzy_threshold)
    return Hurdle(obstacle, _why(obstacle, watch, score), threshold)


def nearest_first(misses: Iterable[NearMiss]) -> list[NearMiss]:
    """Sort near misses by how little keeps them from being matches."""
    order = list(Obstacle)
    return sorted(misses, key=lambda miss: (order.index(miss.obstacle), -(miss.score or 0)))


def _obstacle(watch: Watch, party: Party, likely: Hit | None) -> Obstacle:
    hits, slow = Watchlist([watch]).explain([party])
    if hits:
        return Obstacle.NONE
    if slow:
        return Obstacle.TOO_SLOW
    if watch.nrex and Watchlist([replace(watch, nrex=None)]).explain([party])[0]:
        return Obstacle.EXCLUDED
    if likely is None:
        return Obstacle.OTHER_WORDS
    return Obstacle.BELOW_THRESHOLD if watch.fuzzy else Obstacle.FUZZY_OFF


def _likely_hit(name: str, printed: str) -> Hit | None:
    """Return what the name's own keys, or the search for misspelt names, would find."""
    index = NamesIndex()
    index.add(0, name)
    exact, likely = index.search(printed)
    return max((*exact, *likely()), key=lambda hit: hit.score, default=None)


def _nearest(name: str, printed: str, hit: Hit | None) -> _Nearest:
    if hit:
        return _Nearest(hit.reading.kind, hit.reading.text, hit.score, hit.edits)
    near = compare_names(name, printed)
    if near is None:
        return _Nearest(WHOLE, readings_of(printed)[0].text)
    return _Nearest(*near.reading, float(near.score))


def _parting(rex: str, text: str) -> tuple[str | None, str | None]:
    """Return how far an expression that wants a whole name goes along with a text, and the words from there on."""
    if not rex.startswith("^"):
        return None, None
    try:
        pattern = compile_expression(rex)
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if pattern.match(text[:middle], partial=True, timeout=WORK_SECONDS):
                low = middle
            else:
                high = middle - 1
    except UNUSABLE:
        return None, None
    if low == len(text):
        return text, _END
    starts = text.rfind(" ", 0, low) + 1 if not text[low - 1 : low].isspace() else low
    return text[:starts].strip(), text[starts:].strip()


def _why(obstacle: Obstacle, watch: Watch, score: float | None) -> str:
    alike = f"the names are {score:g} of 100 alike" if score is not None else ""
    return {
        Obstacle.NONE: "It matches.",
        Obstacle.EXCLUDED: f"The expression finds it, and the negative one, {watch.nrex!r}, finds it too.",
        Obstacle.TOO_SLOW: "The expression took too long with this name; it is tried again.",
        Obstacle.FUZZY_OFF: f"The expression does not find it; {alike}, but likely names are off for this party.",
        Obstacle.BELOW_THRESHOLD: f"The expression does not find it; {alike}, and {watch.fuzzy_threshold} are wanted.",
        Obstacle.OTHER_WORDS: f"The expression does not find it; {alike}, but a misspelling does not explain it.",
        Obstacle.ANOTHER_NAME: "It is another name.",
    }[obstacle]
