"""Reads rows of CSV as spreadsheets write it in Brazil: UTF-8 with or without mark, Windows-1252, `;` or `,` between.

Cells that a spreadsheet would take for a formula are written with an apostrophe in front, which reading takes off.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from monitor_config.errors import BadPartyFile
from monitor_config.party_file_cells import FIELDS, MOST_COLUMNS, Cell, FileRow, Header, field_name

_DELIMITERS = ";,\t|"
_MOST_HEADER = 16 * 1024
_SAID_DELIMITER = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠\t\r]")
_APOSTROPHE = re.compile(r"'+\s*[=+\-@＝＋－＠\t\r]")
# What letters with marks of MS-DOS (cp850) look like between letters when they are read as Windows-1252.
_MISREAD = re.compile(r"[^\W\d_][‡‚¡¢€µÆ†ˆ‰‹Œ“”][^\W\d_]")


def guard(text: str) -> str:
    """Return a cell's text such that no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Return the text that `guard` was given."""
    return text[1:] if _APOSTROPHE.match(text) else text


def read_csv(data: bytes, encoding: str | None = None) -> Iterator[FileRow]:
    """Yield the rows below the header. Raises BadPartyFile."""
    text = _decode(data, encoding)
    first_line = 1
    if said := _SAID_DELIMITER.match(text):
        text, first_line = text[said.end() :], 2
    delimiter = said[1] if said else _delimiter(text)
    # strict: a quote that is never closed would take the rest of the file for one cell
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: Header | None = None
    before = 0
    while True:
        place = f"line {first_line + before}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadPartyFile(f"{place}: not CSV: {error}") from error
        before = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > MOST_COLUMNS:
            raise BadPartyFile(f"{place}: {len(cells)} cells; at most {MOST_COLUMNS} columns are taken")
        if header is None:
            header = Header(cells, [f"column {number}" for number in range(1, len(cells) + 1)], place)
            continue
        values: list[Cell] = [unguard(cell) for cell in cells]
        yield header.read(values, place)


def _decode(data: bytes, encoding: str | None) -> str:
    if encoding is None and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    for tried in (encoding,) if encoding else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(tried).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            failed = error
            continue
        if "\0" in text:
            raise BadPartyFile("not text: it holds NUL; save it as CSV, or say --format")
        if encoding is None and tried == "cp1252":
            _refuse_misread(text)
        return text
    line = data.count(b"\n", 0, failed.start) + 1
    tried = encoding or "UTF-8 nor Windows-1252"
    raise BadPartyFile(f"line {line}: not {tried} at byte {failed.start + 1}; save it as CSV UTF-8, or say --encoding")


def _refuse_misread(text: str) -> None:
    """Refuse what `CSV (MS-DOS)` looks like: its names would be registered garbled and never match."""
    if found := _MISREAD.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadPartyFile(
            f"line {line}: {found[0]!r} is no Portuguese; save the file as CSV UTF-8, or say --encoding "
            "(cp850 for CSV of MS-DOS, cp1252 when the letters are meant)"
        )


def _delimiter(text: str) -> str:
    """Return the delimiter by which the first line names the most fields."""
    first = text[:_MOST_HEADER].lstrip().partition("\n")[0]

    def fields(delimiter: str) -> int:
        return sum(field_name(cell.strip().strip('"')) in FIELDS for cell in first.split(delimiter))

    return max(_DELIMITERS, key=fields)
