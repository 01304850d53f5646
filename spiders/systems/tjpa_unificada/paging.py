"""Joins pages of movements that overlap: the last item of a page may come again on the next (TP1 2026-02) (pure)."""

from schemas.cases import Movement


def joined(rows: tuple[Movement, ...], page: tuple[Movement, ...]) -> tuple[Movement, ...]:
    """Return the rows read so far with those of the next page that are new.

    What the end of the one and the beginning of the other share is one stretch; rows that merely look alike elsewhere
    are all kept.
    """
    longest = min(len(rows), len(page))
    overlap = next((size for size in range(longest, 0, -1) if rows[-size:] == page[:size]), 0)
    return rows + page[overlap:]
