"""The keys of many names with abbreviations, one for each way to read these: what `Sounds.keys_of` makes of one."""

from functools import cache
from typing import NamedTuple

import numpy as np

from matcher.columns import Hashes, Mask, Numbers, ranges
from matcher.key_columns import EVERYWHERE, LONGEST_MARKED, Sought, end_bits
from matcher.keys import MOST_KEYS, abbreviations
from matcher.printed_page import Rows
from matcher.text_hashes import SECOND, hashes_of, joined, lengths_of
from matcher.word_table import WordTable


class _Options(NamedTuple):
    """What each abbreviation may stand for besides its own sound, those of one after those of another."""

    first: Numbers
    number: Numbers
    hashes: Hashes
    seconds: Hashes
    lengths: Numbers


def ways_of(rows: Rows, table: WordTable) -> tuple[Sought, Mask]:
    """Return the keys of all ways to read each row, and which rows have too many ways, and no keys here: (rows,)."""
    options = _options()
    count = 1 + options.number[table.shorts[rows.numbers]]
    total = np.ones(len(rows.lengths))
    # So many ways that no number holds them are too many all the same.
    with np.errstate(over="ignore"):
        total[rows.some] = np.multiply.reduceat(count.astype(np.float64), rows.starts[rows.some])
    has_too_many = total > MOST_KEYS
    owners = np.flatnonzero(~has_too_many & (rows.lengths > 0))
    ways = _beginnings(owners)
    letters = np.zeros(len(owners), np.int64)
    done: list[Sought] = [_beginnings(owners[:0])]
    place = 0
    while len(ways.rows):
        numbers = rows.numbers[rows.starts[ways.rows] + place]
        shorts = table.shorts[numbers]
        each = 1 + options.number[shorts]
        origin = np.repeat(np.arange(len(numbers)), each)
        which = ranges(np.zeros_like(each), each)
        written_out = which > 0
        at = options.first[shorts][origin[written_out]] + which[written_out] - 1
        hashes, seconds, lengths = (column[numbers][origin] for column in (table.hashes, table.seconds, table.lengths))
        hashes[written_out], seconds[written_out] = options.hashes[at], options.seconds[at]
        lengths[written_out] = options.lengths[at]
        letters = letters[origin] + lengths
        ends = np.where(letters > LONGEST_MARKED, EVERYWHERE, ways.ends[origin] | end_bits(letters))
        ways = Sought(
            ways.rows[origin],
            joined(ways.keys[origin], hashes, lengths),
            joined(ways.seconds[origin], seconds, lengths, SECOND),
            ends,
        )
        place += 1
        is_done = rows.lengths[ways.rows] == place
        if is_done.any():
            done.append(Sought(*(column[is_done] for column in ways)))
            ways, letters = Sought(*(column[~is_done] for column in ways)), letters[~is_done]
    return Sought(*(np.concatenate(column) for column in zip(*done, strict=True))), has_too_many


def _beginnings(rows: Numbers) -> Sought:
    keys, seconds, ends = (np.zeros(len(rows), np.uint64) for _ in range(3))
    return Sought(rows, keys, seconds, ends)


@cache
def _options() -> _Options:
    """By the number that `WordTable.shorts` gives an abbreviation; the first is that of all other words."""
    each = [(), *abbreviations().values()]
    count = lengths_of(each)
    sounds = [sound for some in each for sound in some]
    return _Options(np.cumsum(count) - count, count, hashes_of(sounds), hashes_of(sounds, SECOND), lengths_of(sounds))
