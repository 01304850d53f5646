"""Writes the expression of a name from the class table: what it finds is what the index decides by keys.

The expression spans a whole folded reading, so that another distinctive word in front, inside or behind is no match.
Words may stand joined, in any spelling of their sounds, and abbreviated; particles and legal forms may come and go.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import regex

from matcher.classes import Words, load_classes
from matcher.folding import fold_words
from matcher.keys import Sounds
from matcher.readings import name_words
from matcher.sounds import LONE_H, halves_of, spellings_of

_GAP = r"\W"
_SOUNDS = Sounds()


@dataclass(frozen=True, slots=True)
class Description:
    """What an expression accepts and refuses, in words."""

    accepts: tuple[str, ...]
    refuses: tuple[str, ...]


def generate_expression(name: str) -> str:
    """Return the expression that finds a name's spellings in a folded reading.

    Args: name: as the company wrote it; legal forms and affixes are left to the grammar.
    """
    words = name_words(name)
    return f"^{_heads()}{_core(_phrases(words))}{_tails()}$"


def is_distinctive(name: str) -> bool:
    """Tell whether a name has a word besides legal forms, status words and particles to be known by."""
    table = load_classes()
    forms = (*table.legal_forms.anywhere, *table.legal_forms.at_end, *table.status_tails, *table.status_heads)
    affixes = {word for form in forms for word in form} | table.particles | table.articles
    return any(word not in affixes for word in fold_words(name))


def describe(name: str) -> Description:
    """Say what the generated expression of a name accepts and what it refuses."""
    table = load_classes()
    words = name_words(name)
    core = " ".join(words)
    shorts = {word: sorted(short for short, each in table.abbreviations.items() if (word,) in each) for word in words}
    written = "; ".join(f"{word} as {', '.join(each)}" for word, each in shorts.items() if each)
    accepts = (
        f"the words {core}, in this order",
        "each word in any spelling that sounds alike (PH/F, Y/I, W/V, S/Z/SS/Ç, X/CH, a silent H, doubled letters)",
        *((f"abbreviated: {written}",) if written else ()),
        "words written together; particles (DE, DA, DO, E, &) present or not",
        "any legal form or none (S/A, LTDA, ME, EIRELI …), also between the words",
        "a status around the name (ESPÓLIO DE, MASSA FALIDA DE, EM RECUPERAÇÃO JUDICIAL, E OUTROS, REPRESENTADO POR …)",
        "a trade name in brackets, or behind a dash after the legal form; the name's acronym before or behind it",
    )
    refuses = (
        "another word in front of, between or behind these words",
        "a word left out, or its initial only",
        "another numeral, or one more or less",
    )
    return Description(accepts, refuses)


def _phrases(words: Words) -> list[tuple[str, ...]]:
    """Group words that have a common abbreviation ("NAO PADRONIZADOS": NP); others stand alone."""
    phrases = _long_phrases()
    grouped: list[tuple[str, ...]] = []
    place = 0
    while place < len(words):
        length = next((size for size in _sizes() if words[place : place + size] in phrases), 1)
        grouped.append(tuple(words[place : place + length]))
        place += length
    return grouped


def _core(phrases: Sequence[tuple[str, ...]]) -> str:
    """Join the phrases' expressions by gaps; two words that meet in one sound are told apart by a blank only."""
    written = ""
    for place, phrase in enumerate(phrases):
        if place:
            written += _gap(phrases[place - 1][-1], phrase[0])
        written += _phrase(phrase)
    return written


def _phrase(phrase: tuple[str, ...]) -> str:
    if len(phrase) == 1:
        return _word(phrase[0])
    apart = _word(phrase[0])
    for before, word in pairwise(phrase):
        apart += _gap(before, word) + _word(word)
    shorts = _long_phrases()[phrase]
    return f"(?:{'|'.join((apart, *(_token(short) for short in shorts)))})"


def _word(word: str) -> str:
    """Write a word: its sound, and every abbreviation that may stand for what it may stand for."""
    own, *others = _SOUNDS.options(word)
    shorts = {short for sound in (own, *others) for short in _shorts_of().get(sound, ())}
    halves = halves_of(word)
    spelt = _sound(_SOUNDS[halves[0]]) + _gap(*halves) + _sound(_SOUNDS[halves[1]]) if halves else _sound(own)
    ways = dict.fromkeys(
        (spelt, *(_sound(sound) for sound in others), *(_token(each) for each in sorted(shorts - {word})))
    )
    return next(iter(ways)) if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _token(short: str) -> str:
    return rf"\b{regex.escape(short)}\b"


def _sound(sound: str) -> str:
    """Write one sound as the expression of all its spellings."""
    if sound.islower():
        return _token(sound.upper())
    return "".join(
        _symbol(symbol, sound[place + 1 : place + 2], is_first=place == 0) for place, symbol in enumerate(sound)
    )


def _symbol(symbol: str, after: str, *, is_first: bool) -> str:
    """Write one symbol, doubled or not, with the silent H around it.

    H sounds behind L and N only, where it is a symbol of its own.
    """
    if symbol == LONE_H:
        return r"\bH\b"
    if symbol.isdigit():
        return symbol
    silent = "H*" if is_first else ""
    ways = spellings_of(symbol)
    if symbol in {"L", "N"}:
        # An H behind them would sound, unless it is the one that does.
        quiet = (f"{way}(?!H)" if way == symbol else way for way in ways)
        return silent + (f"(?:{_any(ways)})*{symbol}" if after == "H" else f"(?:{_any(quiet)})+")
    if symbol == "H":
        return "HH*"
    # A silent H parts no doubled letter: AHA sounds as AA does.
    each = (
        ways[0]
        if len(ways) == 1
        else f"[{''.join(ways)}]"
        if all(len(way) == 1 for way in ways)
        else f"(?:{_any(ways)})"
    )
    return f"{silent}(?:{each}H*)+"


def _any(ways: Iterable[str]) -> str:
    """Write alternatives, single letters as a set."""
    ways = tuple(ways)
    letters = [way for way in ways if len(way) == 1]
    longer = [way for way in ways if len(way) > 1]
    together = [f"[{''.join(letters)}]"] if len(letters) > 1 else letters
    return "|".join((*longer, *together))


def _gap(before: str, after: str) -> str:
    """What may stand between two words: blanks with particles and legal forms, or nothing."""
    ends = {sound[-1:] for sound in _SOUNDS.options(before)}
    begins = {sound[:1] for sound in _SOUNDS.options(after)}
    apart = rf"{_GAP}+(?:(?:{_inner()}){_GAP}+)*"
    return apart if ends & begins and not before.isdigit() else f"(?:{apart})?"


@cache
def _inner() -> str:
    table = load_classes()
    return _alternatives((*table.legal_forms.anywhere, *((particle,) for particle in table.particles)))


@cache
def _heads() -> str:
    """Status words, articles and particles before the name, and the number of a sole trader."""
    table = load_classes()
    status = _alternatives(head for head in table.status_heads if head != ("EMPRESA",))
    small = "|".join(sorted(table.particles | table.articles))
    particles = "|".join(sorted(table.particles))
    company = rf"EMPRESA(?!{_GAP}+(?:{particles})\b)"
    return rf"(?:\d\d{_GAP}+\d{{3}}{_GAP}+\d{{3}}{_GAP}+)?(?:(?:{status}|{company}|(?:{small})(?={_GAP}+\w\w)){_GAP}+)*"


@cache
def _tails() -> str:
    """Legal forms, status words and what names another person, behind the name."""
    table = load_classes()
    forms = table.legal_forms
    tails = _alternatives((*forms.anywhere, *forms.at_end, *table.status_tails, *((each,) for each in table.particles)))
    cuts = _alternatives(table.cuts)
    return rf"(?:{_GAP}+(?:{tails})\b)*(?:{_GAP}+(?:{cuts})\b.*)?"


def _alternatives(phrases: Iterable[Words]) -> str:
    """Write phrases as one expression, common beginnings once; what may go on is tried before what may end."""
    tree: dict[str, Any] = {}
    for phrase in phrases:
        branch = tree
        for word in phrase:
            branch = branch.setdefault(word, {})
        branch[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, Any]) -> str:
    written = [
        regex.escape(word) + _rest(below)
        for word, below in sorted(tree.items(), key=lambda each: (-len(each[0]), each[0]))
        if word
    ]
    return "|".join(written)


def _rest(below: dict[str, Any]) -> str:
    """What follows a word of a phrase: nothing, something, or perhaps something."""
    further = _branches(below)
    if not further:
        return ""
    is_single = sum(1 for word in below if word) == 1
    if "" in below:
        return f"(?:{_GAP}+(?:{further}))?" if not is_single else f"(?:{_GAP}+{further})?"
    return f"{_GAP}+{further}" if is_single else f"{_GAP}+(?:{further})"


@cache
def _shorts_of() -> dict[str, tuple[str, ...]]:
    """Abbreviations by each sound that they may stand for."""
    found: dict[str, list[str]] = {}
    for short in load_classes().abbreviations:
        for sound in _SOUNDS.options(short):
            found.setdefault(sound, []).append(short)
    return {sound: tuple(shorts) for sound, shorts in found.items()}


@cache
def _long_phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Abbreviations of several words, by those words without particles."""
    table = load_classes()
    found: dict[tuple[str, ...], list[str]] = {}
    for short, each in table.abbreviations.items():
        for full in each:
            words = tuple(word for word in full if word not in table.particles)
            if len(words) > 1:
                found.setdefault(words, []).append(short)
    return {words: tuple(shorts) for words, shorts in found.items()}


@cache
def _sizes() -> tuple[int, ...]:
    return tuple(sorted({len(words) for words in _long_phrases()}, reverse=True))
