"""The names that the matcher has seen, without those of cases that are sealed, or may be: delivery withholds them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from psycopg import Connection

from delivery.case_store.repository import list_withheld
from matcher.preview import read_seen

OnProgress = Callable[[int], None]


class ShownNames:
    """Cases with their names, as a company may be told of them.

    Args: on_progress: told after each batch how many cases were read.
    """

    def __init__(self, connection: Connection[dict[str, Any]], on_progress: OnProgress | None = None) -> None:
        self._connection, self._on_progress = connection, on_progress
        self.withheld = 0
        """How many cases were left out. Whose names they hold is not asked, or the count would tell it."""

    def read_batches(self, since: date) -> Iterator[list[dict[str, Any]]]:
        """Yield the cases distributed (or, without a date, obtained) since a day, some together."""
        count = 0
        for rows in read_seen(self._connection, since):
            withheld = list_withheld(self._connection, [row["case_number"] for row in rows])
            yield [row for row in rows if row["case_number"] not in withheld]
            self.withheld += len(withheld)
            count += len(rows)
            if self._on_progress:
                self._on_progress(count)


def names_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, None]:
    """Return the different names of cases, in their order."""
    return dict.fromkeys(party["name"] for row in rows for party in row["parties"])
