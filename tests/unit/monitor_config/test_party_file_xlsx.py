"""XLSX files of monitored parties: cells as spreadsheets keep them, and files that were made to hurt."""

import io
import time
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from monitor_config.errors import BadPartyFile
from monitor_config.models import NewParty
from monitor_config.party_file_xlsx import read_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: tuple[Any, ...], **more: tuple[tuple[Any, ...], ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, content in more.items():
        sheet = book.create_sheet(title)
        for row in content:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def changed(data: bytes, parts: Mapping[str, bytes | str | None]) -> bytes:
    """A workbook with parts replaced, added or taken away."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()} | dict(parts)
        for name, content in kept.items():
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


PLAIN = workbook(("name",), ("Alvorada",))
HEAD = f'<row r="1">{text("A1", "name")}</row>'


def values(data: bytes, sheet: str | None = None) -> list[dict[str, Any]]:
    return [dict(row.values) for row in read_xlsx(data, sheet)]


def test_cells_keep_their_kind() -> None:
    data = workbook(
        ("Name", "window days", "fuzzy", "distributed_from", "reference", "tribunals"),
        ("Alvorada", 30, True, datetime(2031, 3, 10), 42.0, "TJSP, TJRJ"),  # noqa: DTZ001 - as openpyxl takes it
        (),
        ("Poente", "60", "não", date(2031, 3, 11), "=SUM", None),
    )
    # What begins with = is written as a formula by openpyxl; a person types an apostrophe, which makes it text.
    [first, second] = read_xlsx(data)
    party = NewParty.model_validate(dict(first.values))
    assert (party.window_days, party.fuzzy, party.distributed_from, party.reference, party.tribunals) == (
        30,
        True,
        date(2031, 3, 10),
        "42",
        ("TJSP", "TJRJ"),
    )
    assert (first.place, second.place) == ("row 2", "row 4")
    assert second.problems == (("column E", "a formula; paste its value instead"),)


def test_text_that_looks_like_a_formula_is_text() -> None:
    data = changed(PLAIN, {SHEET: sheet(HEAD + f'<row r="2">{text("A2", "=1+1 Comercial")}</row>')})
    assert values(data) == [{"name": "=1+1 Comercial"}]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("<c r='A2' t='str'><f>1+1</f><v>2</v></c>", "a formula"),
        ("<c r='A2'><f t='shared' si='0'/><v>2</v></c>", "a formula"),
        ("<c r='A2' t='e'><v>#N/A</v></c>", "an error of the spreadsheet"),
    ],
)
def test_formulas_and_errors_are_refused_with_their_cell(cell: str, why: str) -> None:
    [row] = read_xlsx(changed(PLAIN, {SHEET: sheet(f"{HEAD}<row r='2'>{cell}</row>")}))
    [(name, said)] = row.problems
    assert name == "column A"
    assert why in said


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("document", 12345678901234567, "format the cell as text"),
        ("reference", 0.5, "format the cell as text"),
        ("reference", True, "a truth value"),
        ("distributed_from", datetime(2031, 3, 10, 5, tzinfo=UTC).replace(tzinfo=None), "time of the day"),
        ("window_days", "ninety", "not a whole number"),
    ],
)
def test_a_cell_that_says_something_else_is_told_with_its_column(field: str, value: Any, why: str) -> None:
    [row] = read_xlsx(workbook(("name", field), ("Alvorada", value)))
    [(name, said)] = row.problems
    assert row.tell(name, said).startswith(f"row 2, column B ({field}): ")
    assert why in said


def test_one_sheet_is_read_and_never_guessed_among_several() -> None:
    rows = (("name",), ("Poente",))
    assert values(workbook(Empty=(), Parties=rows)) == [{"name": "Poente"}]
    several = workbook(("name",), ("Alvorada",), Other=rows)
    with pytest.raises(BadPartyFile, match=r"several sheets hold something; the file has Sheet, Other\. Say --sheet"):
        read_xlsx(several)
    assert values(several, "Other") == [{"name": "Poente"}]
    with pytest.raises(BadPartyFile, match="there is no sheet 'Third'"):
        read_xlsx(several, "Third")
    with pytest.raises(BadPartyFile, match="no sheet holds anything"):
        read_xlsx(workbook())


def test_blank_rows_and_a_wrong_size_change_nothing() -> None:
    data = changed(PLAIN, {SHEET: sheet(f'{HEAD}<row r="150000">{text("A150000", "Alvorada")}</row>')})
    [row] = read_xlsx(data)
    assert (row.place, dict(row.values)) == ("row 150000", {"name": "Alvorada"})


BOMB = "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
HOSTILE = {
    "no zip": b"name;window_days",
    "cut": PLAIN[:-200],
    "empty zip": b"PK\x05\x06" + bytes(18),
    "no workbook": changed(PLAIN, {"xl/workbook.xml": None}),
    "no manifest": changed(PLAIN, {"[Content_Types].xml": None}),
    "zip bomb": changed(PLAIN, {"xl/media/a.bin": bytes(100 * 2**20)}),
    "many parts": changed(PLAIN, {f"xl/{number}.bin": b"" for number in range(1001)}),
    "entities": changed(PLAIN, {SHEET: BOMB + sheet(HEAD)}),
    "entities in utf-16": changed(PLAIN, {SHEET: (BOMB + sheet(HEAD)).encode("utf-16")}),
    "outside file": changed(PLAIN, {"xl/workbook.xml": '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>'}),
    "not xml": changed(PLAIN, {SHEET: "<worksheet><sheetData>"}),
    "deep": changed(PLAIN, {SHEET: sheet("<a>" * 100_000 + "</a>" * 100_000)}),
    "many elements": changed(PLAIN, {"xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'>{'<si/>' * 1_600_000}</sst>"}),
    "row far away": changed(PLAIN, {SHEET: sheet(f'{HEAD}<row r="9999999"/>')}),
    "row of no number": changed(PLAIN, {SHEET: sheet(f'{HEAD}<row r="1e9"/>')}),
    "rows back and forth": changed(PLAIN, {SHEET: sheet(f'{HEAD}<row r="3"/><row r="2">{text("A2", "Lost")}</row>')}),
    "a row twice": changed(PLAIN, {SHEET: sheet(HEAD + HEAD)}),
    "cell of another row": changed(PLAIN, {SHEET: sheet(f'{HEAD}<row r="2">{text("A7", "Lost")}</row>')}),
    "cells back and forth": changed(
        PLAIN, {SHEET: sheet(f'{HEAD}<row r="2">{text("B2", "x")}{text("A2", "Lost")}</row>')}
    ),
    "column far away": changed(PLAIN, {SHEET: sheet(f'{HEAD}<row r="2">{text("XFD2", "x")}</row>')}),
    "cell of no place": changed(PLAIN, {SHEET: sheet(f'{HEAD}<row r="2">{text("ZZZZ2", "x")}</row>')}),
    "string that is not there": changed(PLAIN, {SHEET: sheet(f'{HEAD}<row r="2"><c r="A2" t="s"><v>99</v></c></row>')}),
    "number that is none": changed(PLAIN, {SHEET: sheet(f'{HEAD}<row r="2"><c r="A2"><v>x</v></c></row>')}),
    "sheet under another name": changed(PLAIN, {SHEET: None, "xl/worksheets/sheet1.bin": sheet(HEAD)}),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_file_made_to_hurt_is_refused_in_time(data: bytes) -> None:
    started = time.process_time()
    with pytest.raises(BadPartyFile):
        read_xlsx(data)
    assert time.process_time() - started < 10


def test_two_parts_of_one_name_are_refused() -> None:
    made = io.BytesIO(PLAIN)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(made, "a") as archive:
        archive.writestr(SHEET, sheet(HEAD))
    with pytest.raises(BadPartyFile, match="two parts of one name"):
        read_xlsx(made.getvalue())


def test_the_cells_of_a_real_size_are_read_soon() -> None:
    rows = [(f"Comercial Garoa {number}", 30, "TJSP") for number in range(5_000)]
    data = workbook(("name", "window_days", "tribunals"), *rows)
    started = time.process_time()
    assert len(read_xlsx(data)) == 5_000
    assert time.process_time() - started < 10
