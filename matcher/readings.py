"""What a printed name may mean: its readings, and the words of each that name the person.

Courts print more than the name: a status ("ESPÓLIO DE", "EM RECUPERAÇÃO JUDICIAL"), a legal form, who represents whom,
a trade name behind a dash. The affix grammar takes that off; every reading is folded text, so that an expression may
search it too.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import regex

from matcher.classes import ClassTable, Words, load_classes
from matcher.folding import fold_text, fold_words
from matcher.known_words import personal_words

_PARTS = regex.compile(r"[(\[{–—]|\s-|-\s|--")
_BRACKETS = regex.compile(r"[(\[{][^)\]}]*(?:[)\]}]|$)")
_DASH = regex.compile(r"\s[-–—]+|[-–—]+\s|[-–—]{2,}")
_FORM_BEHIND = regex.compile(r"\b(?:s\.?\s?/?\s?a|ltda|eireli|epp|me)\.?\s*$", regex.IGNORECASE)
_CIVIL_NAME = regex.compile(r"\bREGISTRAD[OA](?: A)? CIVILMENTE COMO (.+)$")
CIVIL_WORDS = frozenset({"REGISTRADO", "REGISTRADA"})
SHORTEST_SIGLA, LONGEST_SIGLA = 3, 8
_SHORTEST_GLUED = 3
REGISTER_NUMBER = [2, 3, 3]
WHOLE = "whole"


class Reading(NamedTuple):
    """One way to read a printed name."""

    kind: str
    text: str
    """Folded."""


def readings_of(printed: str) -> list[Reading]:
    """Return a printed name's readings, the whole first; each is another text."""
    whole = fold_text(printed)
    return [Reading(WHOLE, whole), *other_readings(printed, whole.replace("&", " ").split())]


def other_readings(printed: str, words: Sequence[str]) -> list[Reading]:
    """Return the readings besides the whole; `words` are the whole's."""
    if not words:
        return []
    if not _has_parts(printed, words):
        text, kind = _without_sigla(words), "without its acronym"
        if not text and words[-1].endswith(glued_forms()):
            text, kind = " ".join(_parted(words)), "its legal form parted"
        return [Reading(kind, text)] if text and text != " ".join(words) else []
    found: dict[str, str] = {}
    whole = " ".join(words)
    for kind, text in _parts(printed, whole):
        if text and text != whole:
            found.setdefault(text, kind)
    return [Reading(kind, text) for text, kind in found.items()]


def _has_parts(printed: str, words: Sequence[str]) -> bool:
    """Tell whether there is more than one way to read a name; most have no such mark at all."""
    if "-" in printed or "(" in printed or not printed.isascii() or "[" in printed:
        return _PARTS.search(printed) is not None or may_have_civil_name(words)
    return may_have_civil_name(words)


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
    words = bare.replace("&", " ").split()
    yield "without its acronym", _without_sigla(words)
    yield "its legal form parted", " ".join(_parted(words))


def _without_sigla(words: Sequence[str]) -> str:
    """Return the text without an acronym of its own words at either end; "" when there is none."""
    if len(words) < SHORTEST_SIGLA:
        return ""
    personal = personal_words()
    if words[0] not in personal and _is_sigla(words[0], words[1:]):
        return " ".join(words[1:])
    if words[-1] not in personal and _is_sigla(words[-1], words[:-1]):
        return " ".join(words[:-1])
    return ""


def _is_sigla(word: str, others: Sequence[str]) -> bool:
    """Tell whether a word is made of initials of the others, in their order."""
    if not SHORTEST_SIGLA <= len(word) <= LONGEST_SIGLA or len(others) < len(word) - 1:
        return False
    particles = load_classes().particles
    initials = iter([other[0] for other in others if other not in particles])
    return all(letter in initials for letter in word)


@cache
def glued_forms() -> tuple[str, ...]:
    """Return the legal forms that are written together with the word before them."""
    return load_classes().legal_forms.glued


def may_have_civil_name(words: Sequence[str]) -> bool:
    """Tell whether a name may be followed by the one in the civil register; False is certain."""
    return not CIVIL_WORDS.isdisjoint(words)


def may_have_parts(printed: str) -> bool:
    """Tell whether a printed name may be read without a part of it; False is certain."""
    if printed.isascii():
        return "-" in printed or "(" in printed or "[" in printed
    return _PARTS.search(printed) is not None


def _parted(words: Sequence[str]) -> list[str]:
    """Part a legal form from the last word that it was written together with."""
    last = words[-1] if words else ""
    form = next((form for form in glued_forms() if last.endswith(form)), "")
    if not form or len(last) < len(form) + _SHORTEST_GLUED:
        return list(words)
    return [*words[:-1], last.removesuffix(form), form]


class Grammar:
    """The affix grammar: takes status words, legal forms and particles off a folded text's words."""

    def __init__(self, table: ClassTable) -> None:
        forms = table.legal_forms
        self._particles, self._articles = table.particles, table.articles
        self._heads = _by(table.status_heads, 0)
        self._tails = _by((*forms.anywhere, *forms.at_end, *table.status_tails), -1)
        self._inner = _by(forms.anywhere, 0)
        self._cuts = _by(table.cuts, 0)
        affixes = {*self._heads, *self._tails, *self._inner, *self._cuts, *table.articles}
        self._is_plain = frozenset(affixes | table.particles).isdisjoint
        self._has_no_affix = frozenset(affixes).isdisjoint

    def core(self, words: list[str]) -> list[str]:
        """Return the words that name the person; something always stays of a text with words."""
        if not words:
            return words
        if words[0].isdigit() and [len(word) for word in words[:3]] == REGISTER_NUMBER and len(words) > 3:
            words = words[3:]
        if self._is_plain(words):
            return words
        # Persons mostly: particles between words are all there is to take off.
        if self._has_no_affix(words) and words[0] not in self._particles:
            particles = self._particles
            return [word for word in words if word not in particles]
        words = self._without_heads(words)
        if not self._cuts.keys().isdisjoint(words):
            words = self._before_cut(words)
        return self._without_inner(self._without_tails(words))

    def _without_heads(self, words: list[str]) -> list[str]:
        start, end = 0, len(words)
        while end - start > 1:
            first, second = words[start], words[start + 1]
            length = _length(self._heads, words, start) if first in self._heads else 0
            if length and length < end - start:
                # "EMPRESA DE TRANSPORTES …" is a name; "EMPRESA" before a name has no particle behind it.
                if first == "EMPRESA" and second in self._particles:
                    break
                start += length
            elif (first in self._particles or first in self._articles) and len(second) > 1:
                # An initial is no article.
                start += 1
            else:
                break
        return words[start:] if start else words

    def _before_cut(self, words: list[str]) -> list[str]:
        for index in range(1, len(words)):
            if words[index] in self._cuts and _length(self._cuts, words, index):
                return words[:index]
        return words

    def _without_tails(self, words: list[str]) -> list[str]:
        end = len(words)
        while end > 1:
            last = words[end - 1]
            if last in self._particles:
                end -= 1
                continue
            for tail in self._tails.get(last, ()):
                start = end - len(tail)
                if start > 0 and (len(tail) == 1 or tuple(words[start:end]) == tail):
                    end = start
                    break
            else:
                break
        return words[:end]

    def _without_inner(self, words: list[str]) -> list[str]:
        particles, inner = self._particles, self._inner
        if inner.keys().isdisjoint(words):
            return [words[0], *[word for word in words[1:] if word not in particles]] if words else words
        kept = words[:1]
        index = 1
        while index < len(words):
            word = words[index]
            length = _length(inner, words, index) if word in inner else 0
            if length:
                index += length
                continue
            if word not in particles:
                kept.append(word)
            index += 1
        return kept


def _by(phrases: Sequence[Words], place: int) -> dict[str, tuple[Words, ...]]:
    """Phrases by their first or last word, longest first."""
    found: dict[str, list[Words]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        found.setdefault(phrase[place], []).append(phrase)
    return {word: tuple(each) for word, each in found.items()}


def _length(phrases: dict[str, tuple[Words, ...]], words: Sequence[str], index: int) -> int:
    """Return how many words the longest phrase has that stands at the index; 0 for none."""
    for phrase in phrases[words[index]]:
        if len(phrase) == 1 or tuple(words[index : index + len(phrase)]) == phrase:
            return len(phrase)
    return 0


@cache
def grammar() -> Grammar:
    """Return the grammar of the shipped class table."""
    return Grammar(load_classes())


def name_words(name: str) -> Words:
    """Return the words of a monitored name that say who it is."""
    return tuple(grammar().core(_parted(fold_words(name))))


def core_of(text: str) -> list[str]:
    """Return the words of a folded text that name the person."""
    return grammar().core(text.replace("&", " ").split())
