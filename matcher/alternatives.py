"""Writes phrases as one short expression: what they have in common stands once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import regex

from matcher.classes import Words

GAP = r"\W+"
_SHORT = 3  # letters of a phrase, of which one may come out by itself
_PERHAPS_GAP = r"\W*"
_Parts = tuple[str, ...]
"""A phrase by its parts, each an expression that needs no group around it: a letter, a set, a gap, an option."""


def write_alternatives(phrases: Iterable[Words]) -> str:
    """Write phrases as alternatives, without a group around them; equal phrases give equal text in any order."""
    return _written(_optional_merged(_sets_merged({_parts(phrase) for phrase in phrases})))


def write_parts(ways: Iterable[tuple[str, ...]]) -> str:
    """Write alternatives of several parts each, without a group around them, common beginnings once."""
    return _written(set(ways))


def _parts(phrase: Words) -> _Parts:
    parts: list[str] = []
    for word in phrase:
        parts += [GAP] if parts else []
        parts += [regex.escape(letter) for letter in word]
    return tuple(parts)


def _sets_merged(phrases: set[_Parts]) -> set[_Parts]:
    """Merge phrases that differ in one letter: FALIDO and FALIDA become FALID[AO]."""
    while True:
        alike: dict[tuple[_Parts, _Parts], list[_Parts]] = defaultdict(list)
        for phrase in sorted(phrases):
            for place, part in enumerate(phrase):
                if len(part) == 1 and len(phrase) > 1:
                    alike[phrase[:place], phrase[place + 1 :]].append(phrase)
        (before, after), merged = max(alike.items(), key=lambda each: (len(each[1]), each[0]), default=(((), ()), []))
        if len(merged) < 2:
            return phrases
        letters = "".join(sorted(phrase[len(before)] for phrase in merged))
        phrases = {*phrases.difference(merged), (*before, f"[{letters}]", *after)}


def _optional_merged(phrases: set[_Parts]) -> set[_Parts]:
    """Merge phrases of which one is the other with something more in one place, the longest first."""
    while True:
        pairs = [
            (len(shorter), longer, shorter, place)
            for shorter, longer in ((min(pair, key=len), max(pair, key=len)) for pair in combinations(phrases, 2))
            if (place := _inserted_at(shorter, longer)) is not None and _is_readable(shorter, longer, place)
        ]
        if not pairs:
            return phrases
        _, longer, shorter, place = max(pairs)
        more = longer[place : place + len(longer) - len(shorter)]
        optional = (*shorter[:place], _maybe("".join(more)), *shorter[place:])
        phrases = {*(phrases - {longer, shorter}), optional}


def _inserted_at(shorter: _Parts, longer: _Parts) -> int | None:
    for place in range(len(shorter) + 1):
        if longer[:place] == shorter[:place] and longer[len(longer) - len(shorter) + place :] == shorter[place:]:
            return place if len(longer) > len(shorter) else None
    return None


def _is_readable(shorter: _Parts, longer: _Parts, place: int) -> bool:
    """Tell whether what is more is a word, a letter behind, or some letters of a long phrase: no (?:LIMITA)?DA."""
    more = longer[place : place + len(longer) - len(shorter)]
    is_behind = len(more) == 1 and place == len(shorter)
    return len(shorter) > 1 and (len(shorter) > _SHORT or GAP in {more[0], more[-1]} or is_behind)


def _written(phrases: set[_Parts]) -> str:
    """Write alternatives; the most worthwhile common beginning or end of some of them comes out first."""
    if () in phrases:
        rest = phrases - {()}
        return _maybe(_written(rest)) if rest else ""
    if len(phrases) == 1:
        return "".join(next(iter(phrases)))
    best, is_end = 0, False
    shared: _Parts = ()
    for is_ending in (False, True):
        counts: dict[_Parts, int] = defaultdict(int)
        for common in (common for phrase in phrases for common in _commons(phrase, is_ending=is_ending)):
            counts[common] += 1
        for common, count in sorted(counts.items()):
            saved = (count - 1) * len("".join(common)) - len("(?:)")
            if count > 1 and saved > best:
                best, is_end, shared = saved, is_ending, common
    letters = sorted(phrase[0] for phrase in phrases if len(phrase) == 1 and len(phrase[0]) == 1)
    if not shared:
        longer = sorted(phrase for phrase in phrases if len(phrase) > 1 or len(phrase[0]) > 1)
        set_of = [f"[{''.join(letters)}]"] if len(letters) > 1 else letters
        return "|".join([*("".join(phrase) for phrase in longer), *set_of])
    size = len(shared)
    within = {phrase for phrase in phrases if (phrase[-size:] if is_end else phrase[:size]) == shared}
    inner = grouped(_written({phrase[:-size] if is_end else phrase[size:] for phrase in within}))
    together = inner + "".join(shared) if is_end else "".join(shared) + inner
    others = phrases - within
    return f"{together}|{_written(others)}" if others else together


def _commons(phrase: _Parts, *, is_ending: bool) -> Iterator[_Parts]:
    """Yield what may come out of a phrase: beginnings of three letters and more, ends of whole words."""
    if is_ending:
        yield from (phrase[place:] for place, part in enumerate(phrase) if part == GAP)
    else:
        yield from (phrase[:length] for length in range(1 if len(phrase) < _SHORT else _SHORT, len(phrase) + 1))


def grouped(written: str) -> str:
    """Put a group around alternatives."""
    return f"(?:{written})" if _is_choice(written) else written


def _maybe(written: str) -> str:
    if written == GAP:
        return _PERHAPS_GAP
    is_one = len(written) == 1 or regex.fullmatch(r"\[\w+\]", written)
    return f"{written}?" if is_one else f"(?:{written})?"


def _is_choice(written: str) -> bool:
    depth = 0
    for character in written:
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            return True
    return False
