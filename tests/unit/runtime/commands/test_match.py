"""`arauto match`: files in, answers out, no database; what a bad line costs, and what is said."""

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from matcher.batch import Answer, Batch
from runtime.commands.match import match
from tests.integration.runtime.commands.conftest import Ended, run_command

MONITORED = [
    {"id": "a", "name": "Companhia Alvorada de Transportes S/A"},
    {"id": 2, "name": "Garoa", "rex": "GAROA", "nrex": "POSTO"},
]
NAMES = [
    {"id": 1, "name": "CIA ALVORADA DE TRANSPORTES"},
    {"id": 2, "name": "POSTO GAROA"},
    {"id": 3, "name": "CIA ALVORDA TRANSPORTES"},
    {"id": 4, "name": "COMERCIAL GAROA"},
]


class Files:
    """Files of names in one folder, and the command on them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out.jsonl"
        self.monitored = self.write("monitored", *MONITORED)
        self.names = self.write("names", *NAMES)

    def write(self, name: str, *lines: object) -> Path:
        file = self.folder / f"{name}.jsonl"
        texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        file.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        return file

    def match(self, *more: object, out: object = None) -> Ended:
        given = ("--monitored", self.monitored, "--names", self.names, "--out", out or self.out)
        return run_command("match", *given, *more)

    def answers(self) -> dict[str, list[str]]:
        rows = [json.loads(line) for line in self.out.read_text(encoding="utf-8").splitlines()]
        return {row["id"]: row["party_ids"] for row in rows}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_every_name_is_answered_in_order(files: Files) -> None:
    ended = files.match()
    assert (ended.status, ended.out) == (0, "")
    assert ended.err == "4 names against 2 monitored: 3 matched\n"
    assert files.answers() == {"1": ["a"], "2": [], "3": ["a"], "4": ["2"]}
    assert files.match("--no-fuzzy").status == 0
    assert files.answers()["3"] == []


def test_reasons_are_told_where_they_are_asked_for(files: Files) -> None:
    rows = files.match("--explain", out="-").rows
    assert [row["reasons"].keys() for row in rows] == [{"a"}, set(), {"a"}, {"2"}]
    assert rows[3]["reasons"]["2"]["span"] == [10, 15]
    assert (rows[2]["reasons"]["a"]["stage"], bool(rows[2]["reasons"]["a"]["why"])) == ("fuzzy", True)


def test_no_database_is_needed_nor_made(files: Files, tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = [sys.executable, "-m", "runtime.cli", "match", "--monitored", str(files.monitored)]
    environment = {"ARAUTO_DATA_DIR": str(data), "ARAUTO_MODE": "production", "PATH": ""}
    subprocess.run(
        [*command, "--names", files.names, "--out", files.out], env=environment, check=True, capture_output=True
    )
    assert len(files.answers()) == len(NAMES)
    assert not data.exists()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not json", "line 5: not JSON: Expecting value at column 1"),
        ('{"id": 9}', "line 5, name: is missing"),
        ('{"id": 9, "name": null}', "line 5, name: is no text"),
        ("[1]", 'line 5: not an object such as {"id": "1", "name": "COMPANHIA ALVORADA"}'),
        ("[" * 100_000, "line 5: n"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_lost(files: Files, line: str, why: str) -> None:
    files.out.write_text("kept", encoding="utf-8")
    files.names = files.write("bad", *NAMES, line)
    refused = files.match()
    said = refused.err.splitlines()
    assert (refused.status, said[0]) == (1, f"arauto: {files.names}: nothing was matched, and no answer was written")
    assert said[1].startswith(why)
    assert files.out.read_text(encoding="utf-8") == "kept"
    skipped = files.match("--skip-bad")
    said = skipped.err.splitlines()
    assert (skipped.status, said[0]) == (0, f"arauto: {files.names}: left out, and the rest is matched")
    assert said[1].startswith(why)
    assert said[-1] == "4 names against 2 monitored: 3 matched"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"id": "a", "name": "Outra"}, "line 3, id: 'a' was there before"),
        ({"id": "b", "name": "Outra", "rex": "(("}, "line 3, rex: the expression is not valid"),
        ({"id": "b", "name": "Outra", "nrex": "(("}, "line 3, nrex: the expression is not valid"),
        ({"id": "b", "name": "- ."}, "line 3, name: holds no letter and no digit"),
    ],
)
def test_a_monitored_name_that_cannot_be_taken_is_named(files: Files, line: dict[str, Any], why: str) -> None:
    files.monitored = files.write("bad", *MONITORED, line)
    assert why in files.match().err
    skipped = files.match("--skip-bad")
    assert why in skipped.err
    assert skipped.err.endswith("4 names against 2 monitored: 3 matched\n")


def test_what_is_read_is_never_written_over(files: Files) -> None:
    for given in (files.names, files.monitored):
        refused = files.match(out=given)
        assert (refused.status, refused.err) == (1, f"arauto: {given}: is read from; the answers go to another file\n")
    assert files.match().status == 0


def test_a_place_that_cannot_be_written_to_is_told(files: Files) -> None:
    nowhere = files.folder / "nowhere" / "out.jsonl"
    refused = files.match(out=nowhere)
    assert (refused.status, refused.err) == (1, f"arauto: {nowhere}: cannot be written: No such file or directory\n")
    assert files.match(out=files.folder).err == f"arauto: {files.folder}: cannot be written: Is a directory\n"


def test_whoever_stops_it_is_told_what_was_kept(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Batch.answer

    def interrupted(self: Batch, printed: Any) -> Iterator[Answer]:
        yield from list(whole(self, printed))[:2]
        raise KeyboardInterrupt

    monkeypatch.setattr(Batch, "answer", interrupted)
    stopped = files.match()
    assert stopped.status != 0
    assert "stopped: the first 2 of 4 names are answered\n" in stopped.err
    assert list(files.answers()) == ["1", "2"]


class Terminal(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_how_far_it_is(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.commands.match._TELL_EVERY_SECONDS", 0.0)
    assert "\r" not in files.match().err
    with contextlib.redirect_stderr(Terminal()) as told:
        match(files.monitored, files.names, files.out)
    assert "\r\033[K4 of 4 names, 3 matched; " in told.getvalue()
    assert told.getvalue().endswith("\r\033[K4 names against 2 monitored: 3 matched\n")
