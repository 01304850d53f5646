"""Writes a sound as the expression of all its spellings, as short as what stands behind each of them allows.

A spelling of the class table may depend on what follows (C sounds as S before E). Within a word that is known, so that
most conditions need not be written: they always hold, or the spelling cannot stand there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from matcher.sounds import LONE_H, ROMAN, spellings_of

_SPELLING = regex.compile(r"(?P<letters>\w+)(?P<conditions>\(.*)?")
_CONDITION = regex.compile(r"\(\?[=!](?:[^()]|\([^()]*\))*\)")
_FAR = 4
"""Characters that a condition may look at, the end of a word included."""
_HEARD_H = frozenset("LN")
"""Symbols behind which an H is heard."""
LONGEST_BEHIND = _FAR
"""Symbols of what follows a word that make a difference."""


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One spelling of a symbol, in its place."""

    letters: str
    conditions: str
    """What is left of them."""
    has_silent: bool
    """An H that is not heard may follow."""
    is_last: bool
    """No other spelling of the symbol may follow."""

    @property
    def is_letter(self) -> bool:
        return len(self.letters) == 1 and not self.conditions


def write_token(short: str) -> str:
    """Write a word that stands by itself and has no other spelling."""
    return rf"\b{regex.escape(short)}\b"


def write_sound(sound: str, behind: tuple[str, ...] = ()) -> str:
    """Write one sound; see `sound_parts`."""
    return "".join(sound_parts(sound, behind))


@lru_cache(maxsize=65_536)
def sound_parts(sound: str, behind: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the expressions of a sound's symbols, one after the other.

    Args: behind: the sounds of what may follow without a blank.
    """
    if sound.islower():
        return (write_token(sound.upper()),)
    silent = () if sound[:1] in {"", LONE_H} else ("H*",)
    # "II" is another numeral, not a doubled "I".
    no_numeral = (r"(?!\b[IVX]{2,}\b)",) if sound and not sound.strip(ROMAN) else ()
    return (
        *no_numeral,
        *silent,
        *(_write_symbol(symbol, sound[place + 1 :], behind) for place, symbol in enumerate(sound)),
    )


def _write_symbol(symbol: str, rest: str, behind: tuple[str, ...]) -> str:
    """Write one symbol, doubled or not; H sounds behind L and N only, where it is a symbol of its own."""
    if symbol == LONE_H:
        return r"\bH\b"
    if symbol.isdigit():
        return f"{symbol}H*"
    if symbol == "H":
        return "H+"
    # Of a doubled letter it is the last one that the H makes another sound of.
    if symbol in _HEARD_H and rest.startswith("H"):
        return f"{symbol}+"
    if not any("(" in spelling for spelling in spellings_of(symbol)) and symbol not in _HEARD_H:
        return _write_run(symbol, "", (), 1)
    # Mostly the next letter tells all.
    written = _write_run(symbol, rest[:1], () if rest else behind, 1)
    return written or _write_run(symbol, rest[:_FAR], behind if len(rest) < _FAR else (), _FAR)


@lru_cache(maxsize=65_536)
def _write_run(symbol: str, rest: str, behind: tuple[str, ...], far: int) -> str:
    """Write a symbol by so many of the letters that may follow; "" when they are too few to tell."""
    spellings = _placed(symbol, rest, behind, far)
    if not spellings:
        return ""
    body = [each for each in spellings if not each.is_last]
    ends = [each.letters for each in spellings if each.is_last]
    bare = "".join(each.letters for each in body if each.is_letter and not each.has_silent)
    silent = "".join(each.letters for each in body if each.is_letter and each.has_silent)
    longer = [each for each in body if not each.is_letter]
    if not ends:
        return _repeat(bare, silent, longer)
    if len(ends) == 1 and len(ends[0]) == 1 and len(bare) == 1 and not silent and not longer:
        return f"{bare}*[{bare}{ends[0]}]"
    end = "|".join(ends)
    if not body:
        return f"(?:{end})" if "|" in end else end
    maybe = f"(?:{end})?" if len(end) > 1 else f"{end}?"
    return f"(?:{_repeat(bare, silent, longer)}{maybe}|{end})"


def _repeat(bare: str, silent: str, longer: Sequence[_Spelling]) -> str:
    """Write spellings that may follow each other in any order.

    Args: bare: letters behind which no silent H may stand. silent: letters behind which it may.
    """
    if not longer and not bare:
        return f"{_set(silent)}[{silent}H]*"
    if not longer and not silent:
        return f"{_set(bare)}+"
    ways = [_set(bare)] if bare else []
    twice = {each.letters[0] for each in longer if _is_one_more(each, silent)}
    once = "".join(letter for letter in silent if letter not in twice)
    ways += [f"{_set(once)}H*"] if once else []
    for each in longer:
        if _is_one_more(each, silent):
            ways.append(f"{each.letters}?H*")
            continue
        is_h_last = each.letters.endswith("H") and not each.conditions
        ways.append(f"{each.letters}{each.conditions}{('+' if is_h_last else 'H*') if each.has_silent else ''}")
    return f"(?:{'|'.join(ways)})+"


def _is_one_more(spelling: _Spelling, silent: str) -> bool:
    """Tell whether a spelling is another one with a letter behind it: QU and Q."""
    first, more = spelling.letters[:1], spelling.letters[1:]
    return first in silent and len(more) == 1 and more != "H" and spelling.has_silent and not spelling.conditions


def _set(letters: str) -> str:
    return letters if len(letters) == 1 else f"[{letters}]"


def _placed(symbol: str, rest: str, behind: tuple[str, ...], far: int) -> list[_Spelling]:
    """Look at each spelling of a symbol in its place, and drop those that cannot stand there."""
    ways = [found.group("letters", "conditions") for found in map(_SPELLING.fullmatch, spellings_of(symbol)) if found]
    if symbol in _HEARD_H:
        # An H behind them would sound.
        ways = [
            (letters, f"{conditions or ''}(?!H)" if letters == symbol else conditions) for letters, conditions in ways
        ]
    if not any(conditions for _, conditions in ways):
        return [_Spelling(letters, "", has_silent=True, is_last=False) for letters, _ in ways]
    again = [letters for letters, _ in ways]
    spelt = [(letters, _CONDITION.findall(conditions or "")) for letters, conditions in ways]
    ends = _following(rest, behind, far)
    silent = [f"H{text}"[: far + 1] for text in ("H", *again, *ends)]
    if far < _FAR and not _is_decided([each for _, some in spelt for each in some], (*ends, *silent)):
        return []
    found = (_place(letters, conditions, (silent, again, ends)) for letters, conditions in spelt)
    return [each for each in found if each]


def _place(letters: str, conditions: Sequence[str], followed: tuple[Sequence[str], ...]) -> _Spelling | None:
    """Drop the conditions that always hold in a place.

    Args: followed: what may follow: beginning with a silent H, with the symbol again, with what is behind it.
    """
    silent, again, ends = followed
    has_silent, repeats, can_end = (all(_is_possible(each, texts) for each in conditions) for texts in followed)
    if not (has_silent or repeats or can_end):
        return None
    if can_end and not repeats and not has_silent and not _left(conditions, ends):
        return _Spelling(letters, "", has_silent=False, is_last=True)
    left = _left(conditions, [*(silent if has_silent else ()), *again, *ends])
    return _Spelling(letters, left, has_silent, is_last=False)


def _left(conditions: Iterable[str], followed: Iterable[str]) -> str:
    """Write the conditions that do not hold everywhere."""
    followed = tuple(followed)
    return "".join(each for each in conditions if not all(_holds(each, text) for text in followed))


def _is_possible(condition: str, texts: Sequence[str]) -> bool:
    return any(_holds(condition, text) for text in texts)


@cache
def _holds(condition: str, following: str) -> bool:
    return _compiled(condition).match(f"_{following}") is not None


def _is_decided(conditions: Iterable[str], followed: Sequence[str]) -> bool:
    """Tell whether more letters would change nothing."""
    bodies = [_compiled(f"(?:{condition[len('(?=') : -1]})") for condition in conditions]
    return all(
        body.match(f"_{text}", partial=True) is None or body.match(f"_{text}") is not None
        for body in bodies
        for text in followed
    )


@cache
def _compiled(condition: str) -> "regex.Pattern[str]":
    return regex.compile(f"_{condition}")


@lru_cache(maxsize=65_536)
def _following(rest: str, behind: tuple[str, ...], far: int) -> tuple[str, ...]:
    """Return the beginnings of all that may stand behind a symbol, and perhaps of more."""
    texts = _spelt({""}, rest, far)
    whole = {text for text in texts if len(text) >= far}
    found = {f"{text} "[:far] for text in texts}
    for sound in behind:
        begun = _spelt({f"{text}{silent}" for text in texts - whole for silent in ("", "H")}, sound.upper(), far)
        found |= {f"{text} "[:far] for text in begun}
    return tuple(sorted(found))


def _spelt(begun: Iterable[str], sound: str, far: int) -> set[str]:
    """Go on with each spelling of each symbol, with a silent H or doubled, until there is enough."""
    texts = set(begun)
    for symbol in sound.replace(LONE_H, "H"):
        letters = [found["letters"] for found in map(_SPELLING.match, spellings_of(symbol)) if found]
        more = {f"{each}{again}" for each in letters for again in ("", "H", *letters)}
        texts = {text if len(text) >= far else f"{text}{each}"[:far] for text in texts for each in more}
    return texts
