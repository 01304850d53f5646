"""What a printed name may mean: its readings, and the words of each that name the person.

Courts print more than the name: a status ("ESPÓLIO DE", "EM RECUPERAÇÃO JUDICIAL"), a legal form, who represents whom,
a trade name behind a dash. The affix grammar takes that off; every reading is folded text, so that an expression may
search it too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from matcher.classes import ClassTable, Words, load_classes
from matcher.folding import fold_text

_BRACKETS = regex.compile(r"[(\[{][^)\]}]*(?:[)\]}]|$)")
_DASH = regex.compile(r"\s[-–—]+|[-–—]+\s|[-–—]{2,}")
_FORM_BEHIND = regex.compile(r"\b(?:s\.?\s?/?\s?a|ltda|eireli|epp|me)\.?\s*$", regex.IGNORECASE)
_CIVIL_NAME = regex.compile(r"\bREGISTRAD[OA](?: A)? CIVILMENTE COMO (.+)$")
_REGISTER_PREFIX = regex.compile(r"\d\d \d{3} \d{3}(?: \d{4} \d\d)?(?= )|\d{8}(?: |(?=\D))|\d{14} ")
_SHORTEST_SIGLA, _LONGEST_SIGLA = 3, 8
_SHORTEST_GLUED = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a printed name."""

    kind: str
    text: str
    """Folded."""


@dataclass(frozen=True, slots=True)
class Core:
    """The words of a reading that name the person, and where words were left out between them."""

    words: Words
    gaps: frozenset[int]
    """Indexes of words in front of which a particle or a legal form was left out."""


def readings_of(printed: str) -> Iterator[Reading]:
    """Yield a printed name's readings, the whole first; each is another text."""
    whole = fold_text(printed)
    yield Reading("whole", whole)
    seen = {whole}
    if "REGISTRAD" not in whole and not any(mark in printed for mark in "([{-–—"):
        sigla = _without_sigla(whole)
        if sigla:
            yield Reading("without its acronym", sigla)
        return
    for kind, text in _parts(printed, whole):
        if text and text not in seen:
            seen.add(text)
            yield Reading(kind, text)


def _parts(printed: str, whole: str) -> Iterator[tuple[str, str]]:
    civil = _CIVIL_NAME.search(whole)
    if civil:
        yield "civil name", civil[1]
    outside = _BRACKETS.sub(" ", printed)
    bare = fold_text(outside)
    yield "without brackets", bare
    pieces = [piece for piece in _DASH.split(outside) if piece.strip()]
    if len(pieces) > 1 and _FORM_BEHIND.search(pieces[0].strip()):
        yield "before a trade name", fold_text(pieces[0])
    yield "without its acronym", _without_sigla(bare)


def _without_sigla(text: str) -> str:
    """Return the text without an acronym of its own words at either end; "" when there is none."""
    words = text.split(" ")
    if len(words) < _SHORTEST_SIGLA:
        return ""
    if _is_sigla(words[0], words[1:]):
        return " ".join(words[1:])
    if _is_sigla(words[-1], words[:-1]):
        return " ".join(words[:-1])
    return ""


def _is_sigla(word: str, others: Sequence[str]) -> bool:
    """Tell whether a word is made of initials of the others, in their order."""
    if not _SHORTEST_SIGLA <= len(word) <= _LONGEST_SIGLA or len(others) < len(word) - 1:
        return False
    table = load_classes()
    initials = iter([other[0] for other in others if other not in table.particles])
    return all(letter in initials for letter in word)


def core_of(text: str) -> Core:
    """Take status words, legal forms and particles off a folded text; something always stays of a text with words."""
    grammar = _grammar()
    words = text.replace("&", " ").split()
    if words and grammar.special.isdisjoint(words) and not words[-1].endswith(grammar.table.legal_forms.glued):
        return Core(tuple(words[_skipped_register(words) :]), frozenset())
    return grammar.core(words)


def _skipped_register(words: Sequence[str]) -> int:
    """A sole trader's name begins with its number: "50.229.022 NAME"."""
    if (
        words[0].isdigit()
        and len(words) > 3
        and [len(word) for word in words[:3]] == [2, 3, 3]
        and words[1].isdigit()
        and words[2].isdigit()
    ):
        return 3
    return 0


class _Grammar:
    """The affix grammar, by first and last words."""

    def __init__(self, table: ClassTable) -> None:
        self.table = table
        forms = table.legal_forms
        self._heads = _by(table.status_heads, 0)
        self._tails = _by((*forms.anywhere, *forms.at_end, *table.status_tails), -1)
        self._inner = _by(forms.anywhere, 0)
        self._cuts = _by(table.cuts, 0)
        self.special = frozenset(
            {*self._heads, *self._tails, *self._inner, *self._cuts, *table.particles, *table.articles}
        )

    def core(self, words: list[str]) -> Core:
        words = words[_skipped_register(words) :] if words else words
        words = self._without_heads(words)
        words = self._before_cut(words)
        words = self._without_tails(words)
        return self._inner_words(words)

    def _without_heads(self, words: list[str]) -> list[str]:
        table = self.table
        while len(words) > 1:
            first = words[0]
            length = _length(self._heads, words, 0)
            if length and length < len(words):
                # "EMPRESA DE TRANSPORTES …" is a name; "EMPRESA" before a name has no particle behind it.
                if first == "EMPRESA" and words[1] in table.particles:
                    return words
                words = words[length:]
            elif first in table.particles or first in table.articles:
                # An initial is no article.
                if len(words[1]) == 1:
                    return words
                words = words[1:]
            else:
                return words
        return words

    def _before_cut(self, words: list[str]) -> list[str]:
        for index in range(1, len(words)):
            if words[index] in self._cuts and _length(self._cuts, words, index):
                return words[:index]
        return words

    def _without_tails(self, words: list[str]) -> list[str]:
        while len(words) > 1:
            last = words[-1]
            if last in self.table.particles:
                words = words[:-1]
                continue
            length = next(
                (
                    len(tail)
                    for tail in self._tails.get(last, ())
                    if len(tail) < len(words) and tuple(words[-len(tail) :]) == tail
                ),
                0,
            )
            if length:
                words = words[:-length]
                continue
            break
        glued = next(
            (
                form
                for form in self.table.legal_forms.glued
                if words and words[-1].endswith(form) and len(words[-1]) >= len(form) + _SHORTEST_GLUED
            ),
            None,
        )
        return self._without_tails([*words[:-1], words[-1][: -len(glued)]]) if glued else words

    def _inner_words(self, words: list[str]) -> Core:
        kept: list[str] = []
        gaps: set[int] = set()
        index = 0
        while index < len(words):
            length = _length(self._inner, words, index) if index else 0
            if length or (index and words[index] in self.table.particles):
                gaps.add(len(kept))
                index += length or 1
            else:
                kept.append(words[index])
                index += 1
        return Core(tuple(kept), frozenset(gaps))


def _by(phrases: Sequence[Words], place: int) -> dict[str, tuple[Words, ...]]:
    """Phrases by their first or last word, longest first."""
    found: dict[str, list[Words]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        found.setdefault(phrase[place], []).append(phrase)
    return {word: tuple(each) for word, each in found.items()}


def _length(phrases: dict[str, tuple[Words, ...]], words: Sequence[str], index: int) -> int:
    """Return how many words the longest phrase has that stands at the index; 0 for none."""
    return next(
        (
            len(phrase)
            for phrase in phrases.get(words[index], ())
            if tuple(words[index : index + len(phrase)]) == phrase
        ),
        0,
    )


@cache
def _grammar() -> _Grammar:
    return _Grammar(load_classes())
