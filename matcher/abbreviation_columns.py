"""The keys of many names with abbreviations, one for each way to read these: what `Sounds.keys_of` makes of one."""

from functools import cache
from typing import NamedTuple

import numpy as np

from matcher.keys import MOST_KEYS, abbreviations
from matcher.printed_page import Rows
from matcher.text_hashes import Hashes, hashes_of, lengths_of, powers_up_to, with_blanks
from matcher.word_table import Mask, Numbers, WordTable


class Ways(NamedTuple):
    """The ways to read rows, those of one after those of another."""

    rows: Numbers
    """(ways,)"""
    keys: Hashes
    spoken: Hashes
    has_too_many: Mask
    """Which rows have too many ways, and none here: (rows,)."""


class _Options(NamedTuple):
    """What each abbreviation may stand for besides its own sound, those of one after those of another."""

    first: Numbers
    count: Numbers
    hashes: Hashes
    lengths: Numbers


def ways_of(rows: Rows, table: WordTable) -> Ways:
    """Return the hashes of `Rows.hashes` for each way to read each row."""
    options = _options()
    count = 1 + options.count[table.shorts[rows.numbers]]
    total = np.ones(len(rows.lengths))
    # So many ways that no number holds them are too many all the same.
    with np.errstate(over="ignore"):
        total[rows.some] = np.multiply.reduceat(count.astype(np.float64), rows.starts[rows.some])
    has_too_many = total > MOST_KEYS
    owners = np.flatnonzero(~has_too_many & (rows.lengths > 0))
    keys, spoken = np.zeros(len(owners), np.uint64), np.zeros(len(owners), np.uint64)
    done: list[tuple[Numbers, Hashes, Hashes]] = []
    place = 0
    while len(owners):
        numbers = rows.numbers[rows.starts[owners] + place]
        shorts = table.shorts[numbers]
        each = 1 + options.count[shorts]
        origin = np.repeat(np.arange(len(owners)), each)
        which = np.arange(len(origin)) - np.repeat(np.cumsum(each) - each, each)
        written_out = which > 0
        hashes, lengths = table.hashes[numbers][origin], table.lengths[numbers][origin]
        at = options.first[shorts][origin[written_out]] + which[written_out] - 1
        hashes[written_out], lengths[written_out] = options.hashes[at], options.lengths[at]
        powers = powers_up_to(int(lengths.max()) + 1)
        owners = owners[origin]
        keys = keys[origin] * powers[lengths] + hashes
        spoken = spoken[origin] * powers[lengths + 1] + with_blanks(hashes)
        place += 1
        is_done = rows.lengths[owners] == place
        if is_done.any():
            done.append((owners[is_done], keys[is_done], spoken[is_done]))
            owners, keys, spoken = owners[~is_done], keys[~is_done], spoken[~is_done]
    if not done:
        return Ways(owners, keys, spoken, has_too_many)
    return Ways(*(np.concatenate(column) for column in zip(*done, strict=True)), has_too_many)


@cache
def _options() -> _Options:
    """By the number that `WordTable.shorts` gives an abbreviation; the first is that of all other words."""
    each = [(), *abbreviations().values()]
    count = lengths_of(each)
    sounds = [sound for some in each for sound in some]
    return _Options(np.cumsum(count) - count, count, hashes_of(sounds), lengths_of(sounds))
