"""Reads monitored parties from CSV, XLSX or JSON Lines, whose columns or keys are the fields of `NewParty`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from monitor_config.errors import BadPartyFile
from monitor_config.models import NewParty
from monitor_config.party_file_cells import MOST_BYTES, MOST_ROWS, FileRow, told_problem
from monitor_config.party_file_csv import read_csv
from monitor_config.party_file_jsonl import read_jsonl
from schemas.errors import RefusedError

_MOST_TOLD = 200
"""Problems that are told of one file."""
_MOST_FOUND = 10_000
"""Problems after which the rest of a file is not looked at."""


class PartyFormat(StrEnum):
    """How a file of parties is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class FileParty:
    """A party and where in its file it stands."""

    place: str
    party: NewParty


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What a file does not say by itself; None: found out."""

    format: PartyFormat | None = None
    encoding: str | None = None
    sheet: str | None = None


def read_party_file(
    path: Path,
    check_party: Callable[[NewParty], object],
    options: ReadingOptions | None = None,
    on_row: Callable[[int], None] | None = None,
) -> list[FileParty]:
    """Read all rows, or refuse all. Raises BadPartyFile, which names every bad row and its column.

    Args:
        check_party: raises a RefusedError for what the model does not know: an expression that is not one, a tribunal
            that does not exist. Its fact `problems`, pairs of field and message, says in which columns.
        on_row: told after each row how many were read.
    """
    parties: list[FileParty] = []
    problems: list[str] = []
    try:
        for number, row in enumerate(_rows_of(path, options or ReadingOptions()), start=1):
            if number > MOST_ROWS:
                raise BadPartyFile(f"{row.place}: at most {MOST_ROWS} parties are taken from one file; split it")
            if len(problems) > _MOST_FOUND:
                raise BadPartyFile(f"{row.place}: not looked at, nor what follows")
            parties += _read_row(row, check_party, problems)
            if on_row:
                on_row(number)
    except BadPartyFile as error:
        problems.append(str(error))
    if problems:
        told = problems[:_MOST_TOLD]
        if more := len(problems) - len(told):
            told.append(f"and {more} more problems")
        raise BadPartyFile(f"{path}: nothing was imported\n" + "\n".join(told), problems=tuple(problems))
    return parties


def format_of(path: Path, said: PartyFormat | None) -> PartyFormat:
    """Return the format that was said, else the one of the file's ending. Raises BadPartyFile."""
    if said is not None:
        return said
    ending = path.suffix.casefold().removeprefix(".")
    endings = {"csv": "csv", "tsv": "csv", "txt": "csv", "xlsx": "xlsx", "xlsm": "xlsx", "jsonl": "jsonl"}
    if ending not in endings:
        raise BadPartyFile(f"the ending of {path.name} says no format; name it .csv, .xlsx or .jsonl, or say --format")
    return PartyFormat(endings[ending])


def list_problems(error: ValidationError) -> list[str]:
    """Say each problem of a party as `field: what is wrong`."""
    return [": ".join(filter(None, problem)) for problem in _problems_of(error)]


def _rows_of(path: Path, options: ReadingOptions) -> Iterable[FileRow]:
    try:
        if not path.is_file():
            raise BadPartyFile("cannot be read: there is no such file")
        if (size := path.stat().st_size) > MOST_BYTES:
            raise BadPartyFile(f"{size // 2**20} MiB; at most {MOST_BYTES // 2**20} are taken: split it")
        data = path.read_bytes()
    except OSError as error:
        raise BadPartyFile(f"cannot be read: {error.strerror}") from error
    format_ = format_of(path, options.format)
    if format_ is PartyFormat.JSONL:
        return read_jsonl(data)
    if format_ is PartyFormat.CSV:
        return read_csv(data, options.encoding)
    from monitor_config.party_file_xlsx import read_xlsx

    return read_xlsx(data, options.sheet)


def _read_row(row: FileRow, check_party: Callable[[NewParty], object], problems: list[str]) -> list[FileParty]:
    """Return the row's party in a list, or none and tell all that is wrong with it."""
    told = list(row.problems)
    unread = {name for name, _ in told}
    if row.values:
        try:
            party = NewParty.model_validate(dict(row.values))
            check_party(party)
        except ValidationError as error:
            told += [problem for problem in _problems_of(error) if problem[0] not in unread]
        except RefusedError as error:
            pairs = error.facts.get("problems")
            told += pairs if isinstance(pairs, tuple) else [("", str(error))]
        else:
            if not told:
                return [FileParty(row.place, party)]
    elif not told:
        told = [("name", "is missing")]
    problems += [row.tell(name, message) for name, message in told]
    return []


def _problems_of(error: ValidationError) -> list[tuple[str, str]]:
    return [
        (str(problem["loc"][0]) if problem["loc"] else "", told_problem(problem["type"], problem["msg"]))
        for problem in error.errors()
    ]
