"""Files of monitored parties: three formats, encodings of spreadsheets, and every bad row and column by its name."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from monitor_config.errors import BadPartyFile
from monitor_config.models import NewParty, PartyStatus
from monitor_config.party_file import PartyFormat, ReadingOptions, read_party_file
from monitor_config.party_file_csv import guard, unguard
from monitor_config.party_file_writing import write_party_file
from schemas.courts import Side
from schemas.errors import RefusedError

FULL = NewParty(
    name="Comercial Garoa & Orvalho Ltda.",
    reference="0042",
    rex="'=GAROA|-ORVALHO ",
    nrex='+POSTO; "GAROA"',
    manual_rex=False,
    fuzzy=True,
    fuzzy_threshold=91,
    window_days=365,
    distributed_from=date(2031, 3, 1),
    only_after_registration=True,
    tribunals=("TJSP", "TRF3"),
    side=Side.PASSIVE,
    document="**.222.333/0001-**",
    oabs=("SP12", "RJ13-A"),
    comarcas=("São Paulo", "Serra Encantada"),
    status=PartyStatus.PAUSED,
)


def read(path: Path, data: bytes | str, **options: object) -> list[NewParty]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [row.party for row in read_party_file(path, lambda _: None, ReadingOptions(**options))]


def refusal(path: Path, data: bytes | str, **options: object) -> str:
    with pytest.raises(BadPartyFile) as refused:
        read(path, data, **options)
    return str(refused.value)


@pytest.mark.parametrize("format_", list(PartyFormat))
def test_what_is_exported_is_imported_as_it_was(tmp_path: Path, format_: PartyFormat) -> None:
    file = tmp_path / f"parties.{format_}"
    parties = [NewParty(name="Abelina Torquato Sanhaço"), FULL, NewParty(name="=1+1 Comércio", fuzzy=False)]
    write_party_file(file, parties, format_)
    assert [row.party for row in read_party_file(file, lambda _: None)] == parties


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@st.composite
def parties(draw: st.DrawFn) -> NewParty:
    try:
        return NewParty(
            name="A" + draw(TEXTS) + "b",
            reference=draw(TEXTS | st.none()),
            rex=draw(st.none() | TEXTS.filter(lambda text: text.strip())),
            nrex=draw(st.none() | TEXTS.filter(lambda text: text.strip())),
        )
    except ValidationError:
        return NewParty(name="Alvorada")


@pytest.mark.parametrize("format_", list(PartyFormat))
@given(made=st.lists(parties(), max_size=5))
@settings(max_examples=40, deadline=None)
def test_any_text_survives_the_way_out_and_in(
    tmp_path_factory: pytest.TempPathFactory, format_: PartyFormat, made: list[NewParty]
) -> None:
    file = tmp_path_factory.mktemp("files") / f"parties.{format_}"
    write_party_file(file, made, format_)
    assert [row.party for row in read_party_file(file, lambda _: None)] == made


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "'=1", "''@x"])
def test_no_spreadsheet_takes_an_exported_cell_for_a_formula(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["", "x=1", "'x'", "D'ávila", "''"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guard(text) == text == unguard(text)


TABLE = "name;window_days\r\nSão João;30\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode("utf-8"),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp1252"),
        TABLE.replace(";", "\t").encode("utf-16"),
        TABLE.replace(";", ",").encode(),
        b"sep=;\r\n" + TABLE.encode("cp1252"),
        TABLE.replace("\r\n", "\n").upper().replace("SÃO JOÃO", "São João").encode(),
        b'"name";"window days"\n"S\xe3o Jo\xe3o";"30"\n',
    ],
    ids=["utf-8", "mark", "cp1252", "utf-16", "commas", "sep", "capitals", "quotes"],
)
def test_csv_is_read_as_spreadsheets_write_it(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path / "p.csv", data) == [NewParty(name="São João", window_days=30)]


def test_cells_are_read_as_people_of_brazil_write_them(tmp_path: Path) -> None:
    table = "name;fuzzy;only_after_registration;distributed_from;tribunals;oabs;status\n"
    table += "Alvorada;Não;VERDADEIRO;10/03/2031;tjsp, TJRJ;12/SP|13/RJ;\n\n;;;;;;\n"
    assert read(tmp_path / "p.csv", table) == [
        NewParty(
            name="Alvorada",
            fuzzy=False,
            only_after_registration=True,
            distributed_from=date(2031, 3, 10),
            tribunals=("TJSP", "TJRJ"),
            oabs=("SP12", "RJ13"),
        )
    ]


def test_every_bad_row_and_column_is_named(tmp_path: Path) -> None:
    table = (
        "name;window_days;side;fuzzy;distributed_from\n"
        "Alvorada;900;passive;;\n"
        '"Poente\nNovo";30;left;;\n'
        "Cerrado;many;;maybe;31/02/2031\n"
        ";30;;;\n"
        "Garoa;30;;;;surplus\n"
        "Orvalho;30\n"
    )
    said = refusal(tmp_path / "p.csv", table).splitlines()
    assert said[0].endswith("nothing was imported")
    assert [line[: line.index(")") + 1] if ")" in line else line for line in said[1:]] == [
        "line 2, column 2 (window_days)",
        "line 3, column 3 (side)",
        "line 5, column 2 (window_days)",
        "line 5, column 4 (fuzzy)",
        "line 5, column 5 (distributed_from)",
        "line 6, column 1 (name)",
        "line 7: column 6 has no name in the first row and is not empty",
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("nome\nAlvorada\n", "column 1: 'nome' is no field; the fields are name, reference"),
        ("name;name\nA;B\n", "column 2: 'name' stands twice"),
        ("rex\nALVORADA\n", "no column `name`"),
        ('name\n"Alvorada\nPoente\n', "line 2: not CSV"),
        ("name\n" + "A" * 200_000 + "\n", "line 2: not CSV: field larger"),
        (b"name\nS\xc6o Jo\xc6o\n", "say --encoding"),
        (b"name\nJOS\x90\n", "line 2: not UTF-8 nor Windows-1252 at byte 9"),
        (b"PK\x03\x04\0\0", "NUL"),
    ],
    ids=str,
)
def test_a_table_that_cannot_be_read_is_refused_whole(tmp_path: Path, data: bytes | str, why: str) -> None:
    assert why in refusal(tmp_path / "p.csv", data)


def test_an_encoding_that_is_said_is_taken(tmp_path: Path) -> None:
    data = "name\nSão João é açougue\n".encode("cp850")
    assert read(tmp_path / "p.csv", data, encoding="cp850") == [NewParty(name="São João é açougue")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"not json", "line 2: not JSON: Expecting value at column 1"),
        (b'{"name": "\xff"}', "line 2: not UTF-8 at byte 11"),
        (b'{"nam": "x"}', "line 2, nam: is no field"),
        (b'{"name": "Alvorada", "name": "Poente"}', "line 2: a key stands twice"),
        (b'["Alvorada"]', "line 2: not an object"),
        (b"[" * 50_000, "line 2: nested too deep"),
        (b'{"name": "' + b"A" * 70_000 + b'"}', "line 2: 70012 bytes"),
        (b'{"name": "Alvorada", "window_days": ' + b"9" * 5000 + b"}", "line 2"),
        (b'{"name": "Alvorada", "window_days": NaN}', "line 2, window_days"),
    ],
    ids=lambda value: str(value[:30]),
)
def test_a_bad_line_of_json_is_named(tmp_path: Path, line: bytes, why: str) -> None:
    assert why in refusal(tmp_path / "p.jsonl", b'{"name": "Alvorada"}\n' + line + b"\n")


def test_what_no_field_shows_is_refused_with_its_row(tmp_path: Path) -> None:
    def refuse(party: NewParty) -> None:
        if party.rex:
            raise RefusedError("the expression is bad")

    file = tmp_path / "p.csv"
    file.write_text("name;rex\nAlvorada;\nPoente;((\n", encoding="utf-8")
    with pytest.raises(BadPartyFile, match="line 3: the expression is bad"):
        read_party_file(file, refuse)


def test_the_ending_says_the_format_unless_it_is_said(tmp_path: Path) -> None:
    assert "says no format" in refusal(tmp_path / "parties.doc", "name\nAlvorada\n")
    assert read(tmp_path / "parties.doc", "name\nAlvorada\n", format=PartyFormat.CSV) == [NewParty(name="Alvorada")]
    assert read(tmp_path / "parties.TXT", "name\nAlvorada\n") == [NewParty(name="Alvorada")]


def test_a_file_of_many_bad_rows_tells_the_first_and_counts_the_others(tmp_path: Path) -> None:
    said = refusal(tmp_path / "p.csv", "name\n" + "x\n" * 1000).splitlines()
    assert len(said) == 202
    assert said[-1] == "and 800 more problems"


def test_a_file_that_is_all_wrong_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("name\n" + "x\n" * 20_000, encoding="utf-8")
    with pytest.raises(BadPartyFile) as refused:
        read_party_file(file, lambda _: None)
    problems = refused.value.facts["problems"]
    assert isinstance(problems, tuple)
    assert len(problems) == 10_002
    assert problems[-1] == "line 10003: not looked at, nor what follows"


def test_a_table_of_endless_columns_is_refused(tmp_path: Path) -> None:
    assert "line 2: 300001 cells" in refusal(tmp_path / "p.csv", "name\n" + ";" * 300_000 + "x\n")
    assert "line 1: 1000 cells" in refusal(tmp_path / "p.csv", "name;" + "x;" * 998 + "x\nAlvorada\n")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    with file.open("wb") as opened:
        opened.truncate(100 * 2**20)
    with pytest.raises(BadPartyFile, match="100 MiB; at most 64 are taken"):
        read_party_file(file, lambda _: None)
    with pytest.raises(BadPartyFile, match="cannot be read"):
        read_party_file(tmp_path, lambda _: None)


def test_a_file_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    with pytest.raises(BadPartyFile, match="cannot be written"):
        write_party_file(tmp_path / "nowhere" / "p.csv", [FULL], PartyFormat.CSV)
    assert list(tmp_path.iterdir()) == []


def test_all_that_is_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "parties.csv"
    file.write_text("name;window_days;distributed_from;side\nGaroa;900;31/02/2031;nobody\n;30;;\n", encoding="utf-8")
    with pytest.raises(BadPartyFile) as refused:
        read_party_file(file, lambda _: None)
    said = str(refused.value).splitlines()
    assert said[1] == "line 2, column 3 (distributed_from): there is no 31/02/2031"
    assert said[2].startswith("line 2, column 2 (window_days): ")
    assert said[3].startswith("line 2, column 4 (side): ")
    assert said[4] == "line 3, column 1 (name): is missing"


def test_a_key_that_is_no_field_is_told_with_those_that_are(tmp_path: Path) -> None:
    file = tmp_path / "parties.jsonl"
    file.write_text('{"name": "Garoa", "colour": "blue"}\n', encoding="utf-8")
    with pytest.raises(BadPartyFile, match="line 1, colour: is no field; the fields are name, reference, rex"):
        read_party_file(file, lambda _: None)
