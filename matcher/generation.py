"""Writes the expression of a name from the class table: what it finds is what the index decides by keys.

The expression spans a whole folded reading, so that another distinctive word in front, inside or behind is no match.
Words may stand joined, in any spelling of their sounds, and abbreviated; particles and legal forms may come and go.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from matcher.alternatives import grouped, write_alternatives, write_parts
from matcher.classes import Words, load_classes
from matcher.folding import fold_words
from matcher.keys import Sounds
from matcher.readings import name_words
from matcher.sounds import halves_of
from matcher.spelling import LONGEST_BEHIND, sound_parts

_GAP = "(?&gap)"
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
    written = f"^{_heads()}{_core(_phrases(words))}{_tails()}$"
    return written.replace(_GAP, _gap_group(), 1)


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


def _phrases(words: Words) -> list[Words]:
    """Group words that have a common abbreviation ("NAO PADRONIZADOS": NP); others stand alone."""
    phrases = _long_phrases()
    found: list[Words] = []
    place = 0
    while place < len(words):
        length = next((size for size in _sizes() if words[place : place + size] in phrases), 1)
        found.append(tuple(words[place : place + length]))
        place += length
    return found


def _core(phrases: Sequence[Words]) -> str:
    """Join the phrases' expressions by gaps."""
    words = [word for phrase in phrases for word in phrase]
    behind = iter(_behind(words))
    written = ""
    for before, phrase in pairwise([(), *phrases]):
        written += _gap(before[-1], phrase[0]) if before else ""
        written += _phrase(phrase, [next(behind) for _ in phrase])
    return written


def _behind(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return for each word the sounds that may follow it without a blank."""
    behind: list[tuple[str, ...]] = [()]
    for before, word in reversed(list(pairwise(words))):
        further = ("", *behind[0])
        sounds = [sound for sound in _SOUNDS.options(word) if not sound.islower()]
        joined = () if _is_parted(before, word) else (f"{sound}{more}" for sound in sounds for more in further)
        behind.insert(0, tuple(sorted({text[:LONGEST_BEHIND] for text in joined})))
    return behind


def _phrase(phrase: Words, behind: Sequence[tuple[str, ...]]) -> str:
    written = _word(phrase[0], behind[0])
    for place, (before, word) in enumerate(pairwise(phrase), 1):
        written += _gap(before, word) + _word(word, behind[place])
    return _either([(written,)], _long_phrases()[phrase]) if len(phrase) > 1 else written


def _word(word: str, behind: tuple[str, ...]) -> str:
    """Write a word: its sound, and every abbreviation that may stand for what it may stand for."""
    own, *others = _SOUNDS.options(word)
    shorts = {short for sound in (own, *others) for short in _shorts_of().get(sound, ())}
    halves = halves_of(word)
    if halves:
        first, second = (_SOUNDS[half] for half in halves)
        spelt = (*sound_parts(first, (second,)), _gap(*halves), *sound_parts(second, behind))
    else:
        spelt = sound_parts(own, behind)
    return _either([spelt, *(sound_parts(sound, behind) for sound in others)], shorts - {word})


def _either(ways: Iterable[tuple[str, ...]], shorts: Collection[str]) -> str:
    """Write alternatives: expressions by their parts, and abbreviations, which stand by themselves."""
    written = write_parts(ways)
    if shorts:
        written += rf"|\b{grouped(write_alternatives((short,) for short in shorts))}\b"
    return grouped(written)


def _is_parted(before: str, after: str) -> bool:
    """Tell whether a blank must stand between two words: those that meet in one sound."""
    ends = {sound[-1:] for sound in _SOUNDS.options(before)}
    begins = {sound[:1] for sound in _SOUNDS.options(after)}
    return bool(ends & begins) and not before.isdigit()


def _gap(before: str, after: str) -> str:
    """What may stand between two words: blanks with particles and legal forms, or nothing."""
    return rf"(?=\W){_GAP}" if _is_parted(before, after) else _GAP


@cache
def _gap_group() -> str:
    table = load_classes()
    inner = write_alternatives((*table.legal_forms.anywhere, *((particle,) for particle in table.particles)))
    return rf"(?<gap>(?:\W(?:(?:{inner})\b)?)*)"


@cache
def _heads() -> str:
    """Status words, articles and particles before the name, and the number of a sole trader."""
    table = load_classes()
    status = write_alternatives(head for head in table.status_heads if head != ("EMPRESA",))
    particles = write_alternatives((each,) for each in table.particles)
    small = write_alternatives((each,) for each in table.particles | table.articles)
    company = rf"EMPRESA(?!\W+(?:{particles})\b)"
    return rf"(?:\d\d\W+\d{{3}}\W+\d{{3}}\W+)?(?:(?:{status}|{company}|(?:{small})(?=\W+\w\w))\W+)*"


@cache
def _tails() -> str:
    """Legal forms, status words and what names another person, behind the name."""
    table = load_classes()
    tails = write_alternatives((*table.legal_forms.at_end, *table.status_tails))
    return rf"{_GAP}(?:\b(?:{tails})\b{_GAP})*(?:\b(?:{write_alternatives(table.cuts)})\b.*)?"


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
