"""Loads named SQL from a package's queries.sql: blocks that begin with `-- name: find_case` and a line of purpose."""

import re
from collections.abc import Iterator, Mapping
from importlib import resources

from psycopg import sql

from schemas.errors import FatalError

_HEADER = re.compile(r"^-- name: ([a-z][a-z0-9_]*)\n-- .+\n", re.MULTILINE)


class BadQueryFile(FatalError):
    """A queries.sql is not made of named blocks with a line of purpose each."""


class Queries(Mapping[str, sql.SQL]):
    """The named statements of one file; parameters are `%(name)s`."""

    def __init__(self, text: str, source: str) -> None:
        headers = list(_HEADER.finditer(text))
        if not headers or text[: headers[0].start()].strip():
            raise BadQueryFile(f"{source} must begin with `-- name: …` and a line of purpose", source=source)
        ends = [*(h.start() for h in headers[1:]), len(text)]
        self._statements: dict[str, sql.SQL] = {}
        for header, end in zip(headers, ends, strict=True):
            if header[1] in self._statements:
                raise BadQueryFile(f"{source} names {header[1]} twice", source=source)
            self._statements[header[1]] = sql.SQL(text[header.end() : end].strip().rstrip(";"))

    def __getitem__(self, name: str) -> sql.SQL:
        return self._statements[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)


def load_queries(package: str, file: str = "queries.sql") -> Queries:
    """Load a package's named statements. Raises BadQueryFile."""
    return Queries(resources.files(package).joinpath(file).read_text(encoding="utf-8"), f"{package}/{file}")
