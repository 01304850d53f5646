"""Writes monitored parties to a file that can be imported again and that no spreadsheet takes for a program."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from monitor_config.errors import BadPartyFile
from monitor_config.models import NewParty
from monitor_config.party_file import PartyFormat
from monitor_config.party_file_cells import FIELDS, cell_of
from monitor_config.party_file_csv import guard

_MOST_SHEET_ROWS = 1_048_575


def write_party_file(path: Path, parties: Sequence[NewParty], format_: PartyFormat) -> None:
    """Write all parties, or leave the file as it was. Raises BadPartyFile."""
    if format_ is PartyFormat.JSONL:
        data = _jsonl(parties)
    elif format_ is PartyFormat.CSV:
        data = _csv(parties)
    else:
        data = _xlsx(parties)
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as made:
            made.write(data)
        Path(made.name).replace(path)
    except OSError as error:
        raise BadPartyFile(f"{path}: cannot be written: {error.strerror}") from error


def _jsonl(parties: Sequence[NewParty]) -> bytes:
    rows = (party.model_dump(mode="json", exclude_none=True) for party in parties)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _csv(parties: Sequence[NewParty]) -> bytes:
    """As Excel of Brazil opens it by a double click: `;` between, UTF-8 with its mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(FIELDS)
    for party in parties:
        writer.writerow([_written(cell_of(party, name)) for name in FIELDS])
    return text.getvalue().encode("utf-8-sig")


def _written(cell: str | bool | int | date | None) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else guard(str(cell))


def _xlsx(parties: Sequence[NewParty]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    if len(parties) > _MOST_SHEET_ROWS:
        raise BadPartyFile(f"a sheet holds {_MOST_SHEET_ROWS} parties and there are {len(parties)}; export CSV")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("parties")
    sheet.append(FIELDS)
    for party in parties:
        row = []
        for name in FIELDS:
            cell = WriteOnlyCell(sheet, cell_of(party, name))  # type: ignore[arg-type]  # a date is taken too
            if isinstance(cell.value, str):
                cell.data_type = "s"  # or openpyxl writes what begins with = as a formula
            row.append(cell)
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
