"""Joins pages of movements that overlap: the last item of a page may come again on the next (TP1 2026-02) (pure)."""

from schemas.cases import Movement

_LONGEST_OVERLAP = 20


def joined(rows: tuple[Movement, ...], page: tuple[Movement, ...]) -> tuple[Movement, ...]:
    """Return the rows read so far with those of the next page that are new.

    A page that repeats the one before brings nothing. Otherwise what the end of the one and the beginning of the other
    share is one stretch of a few rows; rows that merely look alike elsewhere are all kept.
    """
    if page == rows[len(rows) - len(page) :]:
        return rows
    longest = min(len(rows), len(page), _LONGEST_OVERLAP)
    overlap = next((size for size in range(longest, 0, -1) if rows[-size:] == page[:size]), 0)
    return rows + page[overlap:]
