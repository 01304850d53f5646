"""What the cells of a table of monitored parties mean, and how a party's fields are written into cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from monitor_config.errors import BadPartyFile
from monitor_config.models import NewParty

FIELDS = tuple(NewParty.model_fields)
MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_BYTES = 64 * 1024 * 1024

_LISTS = frozenset({"tribunals", "oabs", "comarcas"})
_SWITCHES = frozenset({"manual_rex", "fuzzy", "only_after_registration"})
_NUMBERS = frozenset({"window_days", "fuzzy_threshold"})
_AS_WRITTEN = frozenset({"rex", "nrex"})
"""Fields whose blanks at the ends may be meant."""
_YES = frozenset({"true", "yes", "y", "1", "verdadeiro", "sim", "s"})
_NO = frozenset({"false", "no", "n", "0", "falso", "não", "nao"})
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MOST_EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number."""

Cell = str | bool | int | float | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of a file before it is a party; what could not be read of it stands in `problems`."""

    place: str
    values: Mapping[str, Any]
    problems: tuple[tuple[str, str], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    def tell(self, name: str, message: str) -> str:
        """Say a problem with its row and column."""
        column = self.columns.get(name)
        return ": ".join(filter(None, (f"{self.place}, {column} ({name})" if column else self._field(name), message)))

    def _field(self, name: str) -> str:
        return f"{self.place}, {name}" if name else self.place


class Header:
    """The first row of a table: which column holds which field."""

    def __init__(self, cells: Sequence[Cell], columns: Sequence[str], place: str) -> None:
        """Raises BadPartyFile, which names the columns that are no field."""
        self._columns = columns
        self._names = [field_name(cell) for cell in cells]
        while self._names and not self._names[-1]:
            self._names.pop()
        problems = [
            f"{place}, {columns[index]}: {_why_no_field(self._names, index)}"
            for index, name in enumerate(self._names)
            if name and (name not in FIELDS or name in self._names[:index])
        ]
        if not problems and "name" not in self._names:
            problems.append(f"{place}: no column `name`; the first row names the fields: {', '.join(FIELDS)}")
        if problems:
            raise BadPartyFile("\n".join(problems), problems=tuple(problems))
        self._where = {name: columns[index] for index, name in enumerate(self._names) if name}

    def read(self, cells: Sequence[Cell], place: str) -> FileRow:
        """Give the cells of a row to their fields; a blank cell leaves its field out."""
        values: dict[str, Any] = {}
        problems: list[tuple[str, str]] = []
        for index, cell in enumerate(cells):
            if is_blank(cell):
                continue
            name = self._names[index] if index < len(self._names) else ""
            if not name:
                problems.append(("", f"{self._column(index)} has no name in the first row and is not empty"))
                continue
            try:
                values[name] = value_of(name, cell)
            except ValueError as error:
                problems.append((name, str(error)))
        return FileRow(place, values, tuple(problems), self._where)

    def _column(self, index: int) -> str:
        return self._columns[index] if index < len(self._columns) else f"column {index + 1}"


def told_problem(kind: str, message: str, fields: Sequence[str] = FIELDS) -> str:
    """Say what a model holds against a field, in words of ours where its own help nobody."""
    if kind == "extra_forbidden":
        return f"is no field; the fields are {', '.join(fields)}"
    return "is missing" if kind == "missing" else message.removeprefix("Value error, ")


def field_name(cell: Cell) -> str:
    """Return the field that a heading means, in whatever case; blanks and hyphens count as underscores."""
    return re.sub(r"[\s\-]+", "_", str(cell).strip().casefold()) if cell is not None else ""


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def value_of(name: str, cell: Cell) -> Any:
    """Return what a cell says of a field, for the model to judge. Raises ValueError."""
    if name in _SWITCHES:
        return _switch(cell)
    if name == "distributed_from":
        return _day(cell)
    text = _text(cell)
    if name in _AS_WRITTEN:
        return text
    if name in _LISTS:
        return tuple(part.strip() for part in re.split(r"[;,|\n]", text) if part.strip())
    if name in _NUMBERS and not re.fullmatch(r"\d{1,9}", text.strip()):
        raise ValueError(f"{text.strip()[:20]!r} is not a whole number")
    return text.strip()


def cell_of(party: NewParty, name: str) -> str | bool | int | date | None:
    """Return a party's field as one cell."""
    value = getattr(party, name)
    if isinstance(value, tuple):
        return "; ".join(value)
    if value is None or isinstance(value, bool | int | date):
        return value
    return str(value)


def _switch(cell: Cell) -> bool:
    said = str(cell).strip().casefold()
    if said in _YES or said in _NO:
        return said in _YES
    raise ValueError(f"{said[:20]!r} is neither yes nor no")


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        if cell.time() != time.min:
            raise ValueError("has a time of the day; only a date is taken")
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell).strip()
    found = _DAY_FIRST.fullmatch(text)
    written = "{2}-{1:0>2}-{0:0>2}".format(*found.groups()) if found else text
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        raise ValueError(f"{text[:20]!r} is not a date such as 2031-03-10 or 10/03/2031")
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise ValueError(f"there is no {text[:20]}") from error


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        raise ValueError("is a truth value; text is needed")
    if isinstance(cell, int | float):
        if abs(cell) >= _MOST_EXACT or cell != int(cell):
            raise ValueError("is a number that a spreadsheet does not keep exactly; format the cell as text")
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | datetime | time) else str(cell)


def _why_no_field(names: Sequence[str], index: int) -> str:
    if names[index] in FIELDS:
        return f"{names[index]!r} stands twice"
    return f"{names[index][:60]!r} is no field; the fields are {', '.join(FIELDS)}"
