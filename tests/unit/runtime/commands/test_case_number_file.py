"""Case numbers of a file: lines, tables, encodings, and what is no number."""

from pathlib import Path

import pytest

from runtime.commands.case_number_file import BadNumberFile, read_case_numbers
from tests.support.visits import case_number

FIRST, SECOND = case_number(1), case_number(2)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "numbers"
    file.write_bytes(text.encode(encoding))
    return file


def read(file: Path, column: str | None = None) -> list[tuple[str, object]]:
    return [(each.place, each.number or each.problem) for each in read_case_numbers(file, column)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_one_number_on_each_line(tmp_path: Path, encoding: str) -> None:
    file = write(tmp_path, f"{FIRST.masked}\r\n\r\n  {SECOND} \r\n", encoding)
    assert read(file) == [("line 1", FIRST), ("line 3", SECOND)]


@pytest.mark.parametrize(
    "text",
    [
        f"Cliente;Número do Processo\nAção 1;{FIRST.masked}\n",
        f"CNJ,client\n{FIRST},10\n",
        f'processo\tvara\n="{FIRST}"\t1\n'.replace('="', "'").replace('"', ""),
        f"a;b\nx;{FIRST}\n",
        f"anything\n{FIRST}\n",
    ],
)
def test_the_column_of_a_table_is_found(tmp_path: Path, text: str) -> None:
    assert read(write(tmp_path, text)) == [("line 2", FIRST)]


def test_a_table_without_headings_begins_with_its_first_line(tmp_path: Path) -> None:
    file = write(tmp_path, f"1;{FIRST}\n2;{SECOND}\n")
    assert read(file) == [("line 1", FIRST), ("line 2", SECOND)]
    assert [place for place, _ in read(file, "1")] == ["line 1", "line 2"]


def test_a_table_of_another_encoding_is_read_all_the_same(tmp_path: Path) -> None:
    assert read(write(tmp_path, f"Ação;CNJ\nSão;{FIRST}\n", "cp1252")) == [("line 2", FIRST)]


def test_what_is_no_number_is_told_with_its_line(tmp_path: Path) -> None:
    told = read(write(tmp_path, f'CNJ;x\n;1\n1,00000175203182E+19;2\n"{FIRST};3\n{SECOND};4\n{"9" * 200};5\n'))
    assert [place for place, _ in told] == [f"line {number}" for number in range(2, 7)]
    assert told[0][1] == "holds no number"
    assert "rounded by a spreadsheet" in str(told[1][1])
    assert told[3][1] == SECOND
    assert told[4][1] == "is not a CNJ case number: 20 digits are needed"


def test_a_file_without_numbers_or_the_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadNumberFile, match="no line holds anything"):
        read(write(tmp_path, "\n \n"))
    with pytest.raises(BadNumberFile, match="no column '3'"):
        read(write(tmp_path, f"a;b\n1;{FIRST}\n"), "3")
