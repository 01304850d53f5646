"""Reads case numbers from a file: one on each line, or a column of a CSV; a line without one is told, not dropped."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor_config.party_file_csv import unguard
from schemas.case_number import CaseNumber, InvalidCaseNumber
from schemas.errors import RefusedError

_DELIMITERS = ";,\t|"
_HEADINGS = frozenset(
    {"cnj", "numero_cnj", "numero", "numero_do_processo", "numero_processo", "processo", "case_number", "number"}
)
_LOOKED_AT = 50
_MOST_SHOWN = 60
_MOST_BYTES = 64 * 1024 * 1024
_LETTERS = str.maketrans("áâãàéêíóôõúüç", "aaaaeeiooouuc")


class BadNumberFile(RefusedError):
    """The file of case numbers cannot be read."""


@dataclass(frozen=True, slots=True)
class GivenNumber:
    """One line of a file: a case number, or what is wrong with it."""

    place: str
    text: str
    number: CaseNumber | None = None
    problem: str = ""


def read_case_numbers(file: Path, column: str | None = None) -> list[GivenNumber]:
    """Read the numbers in the order of the file; blank lines count for nothing.

    Args: column: the column's heading or place (from 1); else one with a known heading, or with most numbers.

    Raises BadNumberFile.
    """
    rows = _rows(_text(file))
    if not rows:
        raise BadNumberFile(f"{file}: no line holds anything")
    has_heading = _is_heading(rows[0][1])
    place = _find_column(file, rows, column)
    return [_read(line, cells[place] if place < len(cells) else "") for line, cells in rows[has_heading:]]


def _text(file: Path) -> str:
    if file.stat().st_size > _MOST_BYTES:
        raise BadNumberFile(f"{file}: larger than {_MOST_BYTES // 1024 // 1024} MB; part it")
    data = file.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the lines that hold something, with their numbers; cells are parted only where the file is a table."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = []
    for number, line in enumerate(lines, 1):
        if line.strip(f"{_DELIMITERS} \0"):
            rows.append((number, _cells(line, delimiter)))
    return rows


def _cells(line: str, delimiter: str) -> list[str]:
    """Part one line; a quote that is never closed spoils its own line only."""
    try:
        return next(csv.reader(io.StringIO(line), delimiter=delimiter))
    except (csv.Error, StopIteration):
        return [line]


def _is_heading(cells: Sequence[str]) -> bool:
    return any(_name(cell) in _HEADINGS for cell in cells) or not any(re.search(r"\d", cell) for cell in cells)


def _find_column(file: Path, rows: Sequence[tuple[int, list[str]]], column: str | None) -> int:
    names = [_name(cell) for cell in rows[0][1]]
    if column is not None:
        if _name(column) in names:
            return names.index(_name(column))
        if column.isascii() and column.isdigit() and 1 <= int(column) <= len(names):
            return int(column) - 1
        raise BadNumberFile(f"{file}: no column {column!r}; the first line has {', '.join(rows[0][1])}")
    for place, name in enumerate(names):
        if name in _HEADINGS:
            return place
    looked_at = [cells for _, cells in rows[:_LOOKED_AT]]
    held = [sum(_is_number(cells[place]) for cells in looked_at if place < len(cells)) for place in range(len(names))]
    return held.index(max(held))


def _name(cell: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", cell.strip().lower().translate(_LETTERS)).strip("_")


def _is_number(cell: str) -> bool:
    return len(re.sub(r"\D", "", cell)) == 20


def _read(line: int, cell: str) -> GivenNumber:
    place, text = f"line {line}", unguard(cell.strip()).strip().removeprefix("'")
    if not text:
        return GivenNumber(place, "", problem="holds no number")
    if re.fullmatch(r"\d[.,]\d+E\+?\d+", text, re.IGNORECASE):
        return GivenNumber(place, text, problem=f"{text} was rounded by a spreadsheet; format the column as text")
    try:
        return GivenNumber(place, text, CaseNumber(text))
    except InvalidCaseNumber as error:
        if len(text) > _MOST_SHOWN:
            return GivenNumber(
                place, f"{text[:_MOST_SHOWN]}…", problem="is not a CNJ case number: 20 digits are needed"
            )
        return GivenNumber(place, text, problem=str(error))
