"""The guesses of the fuzzy stage for many names at once: put together as hashes, written out where one may be a key."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from matcher.columns import Hashes, Mask, Numbers, ranges
from matcher.fuzzy import MOST_EDITS, MOST_WAYS, MOST_WORDS, Guess, Guesser, Option, guess_of
from matcher.printed_page import Rows
from matcher.text_hashes import hashes_of, joined, lengths_of
from matcher.word_table import Trait, WordTable

_FEWEST = 1 << 12
_MOST_HELD = 100_000
"""Ways."""


class Guesses(NamedTuple):
    """What was guessed for rows of words."""

    of_row: dict[int, list[Guess]]
    is_left: Mask
    """Rows that the columns cannot guess for: (rows,)."""
    is_business: Mask
    """Rows that may be somebody's without the line of business at their end: (rows,)."""


class Keys(NamedTuple):
    """The keys that a guess must be one of."""

    may_hold: Callable[[Hashes], Mask]
    holds: Callable[[str], bool]


class _Ways(NamedTuple):
    """Ways to read the beginnings of rows: the row, the hash of the key so far, the edits."""

    rows: Numbers
    keys: Hashes
    edits: Numbers


class _Step(NamedTuple):
    """The ways after one word more: which way each goes on from, and by which option."""

    origins: Numbers
    options: Numbers


class GuessColumns:
    """The ways to read each word, in columns; made when a word is met, good as long as no words are added."""

    def __init__(self, guesser: Guesser) -> None:
        self._guesser = guesser
        self.forget()

    def forget(self) -> None:
        """Drop all: words have other numbers, or may be corrected to others."""
        first, count = np.zeros(_FEWEST, np.int64), np.zeros(_FEWEST, np.int64)
        hashes, lengths, edits = np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64)
        # All at once and at the end, as in `_read`.
        self._options: list[Option] = []
        self._first: Numbers = first
        self._count: Numbers = count
        self._hashes: Hashes = hashes
        self._lengths: Numbers = lengths
        self._edits: Numbers = edits
        self._state = self._guesser.state

    def guess(self, rows: Rows, table: WordTable, keys: Keys) -> Guesses:
        """Guess for all rows at once what `Guesser.guesses` does for one after another."""
        self._read(rows, table)
        left = self._has_joined(rows, table) | (rows.lengths > MOST_WORDS)
        guesses = Guesses({}, left, np.zeros(len(rows.lengths), np.bool_))
        asked = np.flatnonzero(~left & (rows.lengths > 0))
        # Longest first: those that go on are always the first ones.
        asked = asked[np.argsort(-rows.lengths[asked], kind="stable")]
        business_at = _business_at(rows, table)
        for some in self._parts(rows, asked):
            self._search(rows, some, business_at, keys, guesses)
        return guesses

    def _parts(self, rows: Rows, asked: Numbers) -> list[Numbers]:
        """Part rows so that the ways of each part are not too many to hold."""
        ways = np.zeros(len(rows.lengths))
        if len(rows.some):
            counts = self._count[rows.numbers].astype(np.float64)
            # So many ways that no number holds them are too many all the same.
            with np.errstate(over="ignore"):
                ways[rows.some] = np.minimum(np.multiply.reduceat(counts, rows.starts[rows.some]), MOST_WAYS)
        part = (np.cumsum(ways[asked]) / _MOST_HELD).astype(np.int64)
        return np.split(asked, np.flatnonzero(part[1:] != part[:-1]) + 1)

    def _search(self, rows: Rows, asked: Numbers, business_at: Numbers, keys: Keys, guesses: Guesses) -> None:
        ways = _Ways(asked, np.zeros(len(asked), np.uint64), np.zeros(len(asked), np.int64))
        steps: list[_Step] = []
        while len(ways.rows):
            ways, step = self._one_word_more(ways, rows.numbers[rows.starts[ways.rows] + len(steps)])
            steps.append(step)
            before_business = np.flatnonzero(business_at[ways.rows] == len(steps))
            may_be = before_business[keys.may_hold(ways.keys[before_business])]
            guesses.is_business[ways.rows[may_be]] = True
            going_on = int(np.searchsorted(-rows.lengths[ways.rows], -len(steps)))
            hit = going_on + np.flatnonzero(keys.may_hold(ways.keys[going_on:]))
            self._write_out(ways.rows[hit], _back(hit, steps), keys, guesses)
            ways = _Ways(ways.rows[:going_on], ways.keys[:going_on], ways.edits[:going_on])

    def _one_word_more(self, ways: _Ways, numbers: Numbers) -> tuple[_Ways, _Step]:
        count, first = self._count[numbers], self._first[numbers]
        origins = np.repeat(np.arange(len(numbers)), count)
        options = ranges(first, count)
        edits = ways.edits[origins] + self._edits[options]
        within = edits <= MOST_EDITS
        if not within.all():
            origins, options, edits = origins[within], options[within], edits[within]
        # Each way goes on to the end, if only without further edits: those behind the first so many are never tried.
        if len(origins) > MOST_WAYS:
            among_first = _rank(ways.rows[origins]) < MOST_WAYS
            origins, options, edits = origins[among_first], options[among_first], edits[among_first]
        keys = joined(ways.keys[origins], self._hashes[options], self._lengths[options])
        return _Ways(ways.rows[origins], keys, edits), _Step(origins, options)

    def _write_out(self, rows: Numbers, paths: Numbers, keys: Keys, guesses: Guesses) -> None:
        """Keep the first way to each key, as one by one the first is kept: the ways stand in that order."""
        for row, path in zip(rows.tolist(), paths.tolist(), strict=True):
            options = [self._options[option] for option in path]
            key = "".join([option.sound for option in options])
            kept = guesses.of_row.setdefault(row, [])
            if keys.holds(key) and all(guess.key != key for guess in kept):
                kept.append(guess_of(key, options))

    def _read(self, rows: Rows, table: WordTable) -> None:
        """Make the options of the words that have none yet."""
        if self._state != self._guesser.state:
            self.forget()
        while len(self._count) < len(table.words):
            self._first = np.concatenate((self._first, np.zeros_like(self._first)))
            self._count = np.concatenate((self._count, np.zeros_like(self._count)))
        is_new = np.zeros(len(table.words), np.bool_)
        is_new[rows.numbers] = self._count[rows.numbers] == 0
        numbers = np.flatnonzero(is_new)
        if not len(numbers):
            return
        options = self._guesser.options_of([table.words[number] for number in numbers.tolist()])
        count = np.fromiter(map(len, options), np.int64, len(options))
        first = len(self._hashes) + np.cumsum(count) - count
        each = [option for some in options for option in some]
        sounds = [option.sound for option in each]
        hashes = np.concatenate((self._hashes, hashes_of(sounds)))
        lengths = np.concatenate((self._lengths, lengths_of(sounds)))
        edits = np.concatenate((self._edits, np.array([option.edits for option in each], np.int64)))
        # All at once and at the end: columns of which some lack words, for memory did not do, would mix words up.
        self._options += each
        self._hashes, self._lengths, self._edits = hashes, lengths, edits
        self._first[numbers], self._count[numbers] = first, count

    def _has_joined(self, rows: Rows, table: WordTable) -> Mask:
        """Tell which rows have two neighbours that nobody has and that are a word together: (rows,)."""
        found = np.zeros(len(rows.lengths), np.bool_)
        strange = table.traits[rows.numbers] & Trait.STRANGER != 0
        pairs = np.flatnonzero(strange[:-1] & strange[1:] & (rows.owners[:-1] == rows.owners[1:]))
        for pair in pairs.tolist():
            first, second = rows.numbers[pair], rows.numbers[pair + 1]
            if self._guesser.is_joined(table.words[first], table.words[second]):
                found[rows.owners[pair]] = True
        return found


def _rank(rows: Numbers) -> Numbers:
    """Return the place of each way among those of its row, which stand together: (ways,)."""
    places = np.arange(len(rows))
    is_first = np.append(True, rows[1:] != rows[:-1])
    rank: Numbers = places - np.maximum.accumulate(np.where(is_first, places, 0))
    return rank


def _back(ways: Numbers, steps: list[_Step]) -> Numbers:
    """Return the options that lead to ways after the last step: (ways, steps)."""
    path = np.empty((len(ways), len(steps)), np.int64)
    for place in range(len(steps) - 1, -1, -1):
        path[:, place] = steps[place].options[ways]
        ways = steps[place].origins[ways]
    return path


def _business_at(rows: Rows, table: WordTable) -> Numbers:
    """Return before which word of each row its lines of business begin, -1 when it ends with none: (rows,)."""
    begin = rows.lengths.copy()
    if len(rows.some):
        is_other = table.traits[rows.numbers] & Trait.PURPOSE == 0
        behind = np.where(is_other, np.arange(1, len(rows.numbers) + 1), 0)
        last = np.maximum.reduceat(behind, rows.starts[rows.some]) - rows.starts[rows.some]
        begin[rows.some] = np.maximum(last, 0)
    begin[begin == rows.lengths] = -1
    return begin
