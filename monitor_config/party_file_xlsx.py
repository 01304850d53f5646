"""Reads rows of XLSX. A file is vetted before openpyxl sees it: sizes, nesting, declarations, order of rows and cells.

openpyxl builds trees and leaves out, in silence, rows that stand out of order; so neither is left to it.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import cast
from xml.parsers import expat

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from monitor_config.errors import BadPartyFile
from monitor_config.party_file_cells import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Cell, FileRow, Header, is_blank

_MOST_PARTS = 1_000
_MOST_ELEMENTS = 8_000_000
_MOST_KEPT_ELEMENTS = 1_500_000
"""Outside rows; openpyxl keeps them until the file is read."""
_DEEPEST = 64
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ROW_ELEMENT = "http://schemas.openxmlformats.org/spreadsheetml/2006/main row"
_ROW = re.compile(r"[1-9]\d{0,6}")

# What a broken workbook makes the libraries raise; they have no error of their own for most of it.
_BROKEN = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError)


def read_xlsx(data: bytes, sheet: str | None = None) -> list[FileRow]:
    """List the rows of the one sheet that holds anything, or of the named one. Raises BadPartyFile."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that are not read
        try:
            book = load_workbook(_vetted(data), read_only=True, keep_links=False)
            return list(_read_sheet(_choose(_sheets_of(book), sheet)))
        except _BROKEN as error:
            raise BadPartyFile(f"not an XLSX file that can be read: {error or type(error).__name__}") from error


def _sheets_of(book: Workbook) -> list[Worksheet]:
    """List the sheets of cells as the type that says how they are read."""
    sheets = [each for each in book.worksheets if isinstance(each, ReadOnlyWorksheet)]
    for each in sheets:
        each.reset_dimensions()  # what a file says of its size may be wrong
    return cast("list[Worksheet]", sheets)


def _choose(sheets: list[Worksheet], name: str | None) -> Worksheet:
    titles = ", ".join(each.title for each in sheets)
    if name is not None:
        found = [each for each in sheets if each.title == name]
        if not found:
            raise BadPartyFile(f"there is no sheet {name!r}; the file has {titles}")
        return found[0]
    filled = [
        each for each in sheets if any(cell is not None for row in each.iter_rows(values_only=True) for cell in row)
    ]
    if len(filled) != 1:
        what = "several sheets hold something" if filled else "no sheet holds anything"
        raise BadPartyFile(f"{what}; the file has {titles}. Say --sheet")
    return filled[0]


def _read_sheet(sheet: Worksheet) -> Iterator[FileRow]:
    header: Header | None = None
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = [cast("Cell", cell.value) for cell in row]
        if all(map(is_blank, values)):
            continue
        place = f"row {number}"
        odd = tuple(
            (f"column {get_column_letter(index)}", _ODD[cell.data_type])
            for index, cell in enumerate(row, start=1)
            if cell.data_type in _ODD
        )
        if header is None:
            if odd:
                raise BadPartyFile(f"{place}, {odd[0][0]}: {odd[0][1]}")
            columns = [f"column {get_column_letter(index)}" for index in range(1, MOST_COLUMNS + 1)]
            header = Header(values, columns, place)
        elif odd:
            yield FileRow(place, {}, odd)
        else:
            yield header.read(values, place)


_ODD = {
    "f": "a formula; paste its value instead",
    "e": "an error of the spreadsheet; write the value",
}


def _vetted(data: bytes) -> io.BytesIO:
    """Return the file again with the parts alone that were vetted, unpacked. Raises BadPartyFile."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as copy:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise BadPartyFile(
                    f"unpacks to more than {MOST_BYTES // 2**20} MiB or {_MOST_PARTS} parts; split it, or import CSV"
                )
            if len({part.filename for part in parts}) < len(parts):
                raise BadPartyFile("holds two parts of one name")
            for part in parts:
                if part.filename.casefold().endswith((".xml", ".rels")):
                    content = archive.read(part)
                    _Vetting(part.filename).vet(content)
                    copy.writestr(part.filename, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadPartyFile(f"not an XLSX file, or one with a password: {error}") from error
    made.seek(0)
    return made


class _Vetting:
    """Reads one part without building a tree and refuses what would cost too much or be left out in silence."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._depth = self._elements = self._kept = 0
        self._row = self._column = self._cells = 0
        self._row_depth: int | None = None

    def vet(self, content: bytes) -> None:
        """Raises BadPartyFile."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._declare
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(content, True)  # noqa: FBT003 - the part is whole
        except expat.ExpatError as error:
            raise BadPartyFile(f"{self._part}: not XML: {error}") from error

    def _declare(self, *_: object) -> None:
        self._refuse("declares a document type, which no spreadsheet does")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        self._kept += self._row_depth is None
        if self._depth > _DEEPEST or self._elements > _MOST_ELEMENTS or self._kept > _MOST_KEPT_ELEMENTS:
            self._refuse("is nested too deep or has too many elements; import CSV")
        if self._row_depth is not None:
            if self._depth == self._row_depth + 1:
                self._start_cell(attributes.get("r"))
        elif name == _ROW_ELEMENT:
            self._start_row(attributes.get("r"))

    def _end(self, _: str) -> None:
        if self._depth == self._row_depth:
            self._row_depth = None
        self._depth -= 1

    def _start_row(self, said: str | None) -> None:
        if said is not None and not _ROW.fullmatch(said):
            self._refuse(f"row {said[:20]!r} has no number")
        number = self._row + 1 if said is None else int(said)
        if number <= self._row:
            self._refuse(f"row {number} stands behind row {self._row}")
        if number > MOST_ROWS + 1:
            self._refuse(f"row {number}: at most {MOST_ROWS} parties are taken from one file; split it")
        self._row, self._column, self._row_depth = number, 0, self._depth

    def _start_cell(self, said: str | None) -> None:
        found = _REFERENCE.fullmatch(said) if said is not None else None
        if said is not None and (found is None or int(found[2]) != self._row):
            self._refuse(f"row {self._row} holds a cell {said[:20]!r}")
        column = _column_number(found[1]) if found else self._column + 1
        if column <= self._column:
            self._refuse(f"row {self._row} has its cells out of order")
        if column > MOST_COLUMNS:
            self._refuse(f"row {self._row}: at most {MOST_COLUMNS} columns are taken")
        self._column = column

    def _refuse(self, why: str) -> None:
        raise BadPartyFile(f"{self._part}: {why}")


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
