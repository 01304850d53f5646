"""`arauto party`: what the commands about monitored parties take, print at 80 columns and as JSON, and refuse."""

import time
from pathlib import Path

import pytest

from matcher.expressions import MatcherExpressions
from monitor_config.party_import import PartyImport
from tests.integration.runtime.commands.conftest import Arauto, Ended

MOST_COLUMNS = 80


@pytest.fixture
def slug(arauto: Arauto, request: pytest.FixtureRequest) -> str:
    """A company of this test."""
    slug = "company-" + format(abs(hash(request.node.name)), "x")
    assert arauto("company", "add", slug, "--name", slug).status == 0
    return slug


def table(folder: Path, *rows: str, header: str = "name;rex;window_days") -> Path:
    file = folder / "parties.csv"
    file.write_text("\n".join((header, *rows, "")), encoding="cp1252")
    return file


def names(ended: Ended) -> list[str]:
    assert ended.status == 0, ended.err
    return [row["name"] for row in ended.rows]


def test_every_option_of_a_party_is_kept_and_shown(arauto: Arauto, slug: str) -> None:
    options = "--reference 0042 --nrex POSTO --no-fuzzy --fuzzy-threshold 91 --window-days 30 --side passive"
    options += " --distributed-from 2031-01-01 --only-after-registration --tribunal tjsp --tribunal TRF3"
    options += " --document **.222.333/0001-** --oab 12/SP --comarca Santos --manual-rex"
    [added] = arauto("party", "add", slug, "--name", "Comercial Garoa", *options.split(), "--json").rows
    assert {
        "reference": "0042",
        "nrex": "POSTO",
        "fuzzy": False,
        "fuzzy_threshold": 91,
        "window_days": 30,
        "side": "passive",
        "distributed_from": "2031-01-01",
        "only_after_registration": True,
        "tribunals": ["TJSP", "TRF3"],
        "document": "**.222.333/0001-**",
        "oabs": ["SP12"],
        "comarcas": ["Santos"],
        "manual_rex": True,
        "is_generated": True,
    }.items() <= added.items()
    shown = arauto("party", "show", slug, added["id"]).out
    for said in ("0042", "POSTO", "TJSP; TRF3", "SP12", "Santos", "91"):
        assert said in shown
    assert added["rex"] in "".join(line.strip() for line in shown.splitlines())
    assert max(map(len, shown.splitlines())) <= MOST_COLUMNS


def test_a_generated_expression_is_told_in_words(arauto: Arauto, slug: str) -> None:
    [added] = arauto("party", "add", slug, "--name", "Comercial Garoa", "--json").rows
    shown = arauto("party", "show", slug, added["id"]).out.splitlines()
    accepts, refuses = shown.index("accepts:"), shown.index("refuses:")
    assert "GAROA" in shown[accepts + 1]
    assert refuses > accepts + 1
    assert len(shown) > refuses + 1
    [told] = arauto("party", "show", slug, added["id"], "--json").rows
    assert " ".join(f"- {line}" for line in told["accepts"]) == " ".join(map(str.strip, shown[accepts + 1 : refuses]))
    assert told["is_outdated"] is False
    arauto("party", "edit", slug, added["id"], "--rex", "GAROA")
    assert "accepts:" not in arauto("party", "show", slug, added["id"]).out


def test_an_expression_of_older_word_lists_is_told_so(
    arauto: Arauto, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(MatcherExpressions, "generate", lambda _self, _name: "^GAROA$")
        patch.setattr(MatcherExpressions, "class_table", "an older one")
        [added] = arauto("party", "add", slug, "--name", "Comercial Garoa", "--json").rows
    [told] = arauto("party", "show", slug, added["id"], "--json").rows
    assert (told["rex"], told["is_outdated"]) == ("^GAROA$", True)
    assert "accepts" not in told


def test_fields_are_cleared_by_name(arauto: Arauto, slug: str) -> None:
    add = ("party", "add", slug, "--name", "Comercial Garoa", "--rex", "GAROA", "--tribunal", "TJSP", "--json")
    [added] = arauto(*add).rows
    edit = ("party", "edit", slug, added["id"])
    [edited] = arauto(*edit, "--clear", "tribunals", "--clear", "rex", "--json").rows
    assert (edited["tribunals"], edited["is_generated"], edited["manual_rex"]) == (None, True, False)
    assert arauto(*edit, "--clear", "name").status == 2
    both = arauto(*edit, "--clear", "side", "--side", "passive")
    assert both.status == 2
    assert "side is set and cleared at once" in both.err


def test_a_name_is_watched_once_unless_it_is_wanted_twice(arauto: Arauto, slug: str) -> None:
    [added] = arauto("party", "add", slug, "--name", "Comercial Garoa", "--json").rows
    again = arauto("party", "add", slug, "--name", "COMERCIAL GAROA")
    assert again.status == 1
    assert f"has this name already: {added['id']} (active)" in again.err
    assert arauto("party", "add", slug, "--name", "COMERCIAL GAROA", "--allow-duplicates").status == 0
    assert len(arauto("party", "list", slug, "--json").rows) == 2


def test_history_and_rollback_tell_who_and_why(arauto: Arauto, slug: str) -> None:
    [added] = arauto("party", "add", slug, "--name", "Comercial Garoa", "--reason", "new client", "--json").rows
    arauto("party", "edit", slug, added["id"], "--rex", "GAROA|ORVALHO")
    [back] = arauto("party", "rollback", slug, added["id"], "--version", 1, "--json").rows
    assert (back["expression_version"], back["rex"]) == (3, added["rex"])
    history = arauto("party", "history", slug, added["id"], "--json").rows
    assert [(row["version"], row["is_generated"], row["reason"], row["state"]) for row in history] == [
        (3, True, "back to version 1", "in force"),
        (2, False, None, "past"),
        (1, True, "new client", "past"),
    ]
    assert all(row["made_by"].startswith("command line (") for row in history)
    told = arauto("party", "history", slug, added["id"]).out
    assert "GAROA|ORVALHO" in told
    assert "back to version 1" in told
    refused = arauto("party", "rollback", slug, added["id"], "--version", 7)
    assert (refused.status, refused.err) == (1, "arauto: version 7 never was; there are 1 to 3\n")


def test_a_list_fits_80_columns_and_is_filtered(arauto: Arauto, slug: str) -> None:
    added = [
        arauto("party", "add", slug, "--name", name, "--json").rows[0]["id"]
        for name in ("Abelina Torquato Sanhaço", "Cooperativa de Crédito Três Morros", "Banco Alvorada do Cerrado S.A.")
    ]
    arauto("party", "pause", slug, added[0])
    listed = arauto("party", "list", slug)
    assert max(map(len, listed.out.splitlines())) <= 80
    assert [line.split()[0] for line in listed.out.splitlines() if line[:8] in {each[:8] for each in added}] == [
        added[0],
        added[2],
        added[1],
    ]
    assert names(arauto("party", "list", slug, "--status", "paused", "--json")) == ["Abelina Torquato Sanhaço"]
    assert names(arauto("party", "list", slug, "--name", "TRES", "--json")) == ["Cooperativa de Crédito Três Morros"]
    assert "1 of 3; a larger --limit shows more" in arauto("party", "list", slug, "--limit", 1).out
    assert arauto("party", "list", slug, "--name", "nobody").out == "no party is like that\n"


def test_a_dry_run_says_what_would_be_added_and_what_is_there(arauto: Arauto, slug: str, tmp_path: Path) -> None:
    [there] = arauto("party", "add", slug, "--name", "São João Comércio", "--json").rows
    file = table(tmp_path, "SÃO JOÃO COMÉRCIO;;30", "Comercial Garoa;GAROA;", "Comercial Garoa;GAROA;")
    told = arauto("party", "import", slug, file, "--dry-run")
    assert told.out.splitlines() == [
        "1 would be added, 1 watched already, 1 repeated in the file",
        f"line 2: SÃO JOÃO COMÉRCIO: watched already, with another window_days: {there['id']}",
        "line 3: Comercial Garoa: new, expression own",
        "line 4: Comercial Garoa: the same as line 3",
    ]
    rows = arauto("party", "import", slug, file, "--dry-run", "--json").rows
    assert [(row["place"], row["outcome"], row["rex"]) for row in rows[1:]] == [
        ("line 3", "new", "GAROA"),
        ("line 4", "repeated", "GAROA"),
    ]
    assert names(arauto("party", "list", slug, "--json")) == ["São João Comércio"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_an_export_is_imported_into_another_company(arauto: Arauto, slug: str, tmp_path: Path, ending: str) -> None:
    arauto("party", "add", slug, "--name", "Comercial Garoa", "--nrex", "=?POSTO", "--comarca", "São Paulo")
    arauto(
        "party",
        "add",
        slug,
        "--name",
        "+Poente",
        "--rex",
        "-?POENTE|@?POENTE",
        "--fuzzy",
        "--document",
        "***" + "1" * 8,
    )
    [paused] = arauto("party", "add", slug, "--name", "Orvalho", "--manual-rex", "--json").rows
    arauto("party", "pause", slug, paused["id"])
    [gone] = arauto("party", "add", slug, "--name", "Archived", "--json").rows
    arauto("party", "archive", slug, gone["id"])
    file = tmp_path / f"out.{ending}"
    [told] = arauto("party", "export", slug, file, "--json").rows
    assert told == {"file": str(file), "format": ending, "parties": 3}
    assert "--overwrite" in arauto("party", "export", slug, file).err
    assert arauto("party", "export", slug, file, "--overwrite").status == 0
    other = f"{slug}-other"
    arauto("company", "add", other, "--name", "Other")
    assert arauto("party", "import", other, file).out.splitlines()[0] == "3 added"
    own = {"id", "company_id", "revision", "registered_at", "effective_since", "in_force_at", "is_generated"}
    before, after = (
        [{key: value for key, value in row.items() if key not in own} for row in arauto(*ask, "--json").rows]
        for ask in (
            ("party", "list", slug, "--status", "active", "--status", "paused"),
            ("party", "list", other),
        )
    )
    assert after == before


def test_a_bad_file_is_refused_with_rows_and_columns(arauto: Arauto, slug: str, tmp_path: Path) -> None:
    file = table(tmp_path, "Comercial Garoa;((;", "Poente;;900", "Ltda;;", "Orvalho;;30")
    refused = arauto("party", "import", slug, file)
    assert refused.status == 1
    assert refused.out == ""
    assert refused.err.startswith(f"arauto: {file}: nothing was imported\n")
    said = [line.partition(": ")[0] for line in refused.err.splitlines() if line.startswith("line ")]
    assert said == ["line 2, column 2 (rex)", "line 3, column 3 (window_days)", "line 4, column 1 (name)"]
    assert arauto("party", "list", slug, "--json").rows == []


def test_an_import_that_is_stopped_says_how_far_it_got(
    arauto: Arauto, slug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = table(tmp_path, *(f"Comercial Garoa {number}" for number in range(600)), header="name")
    whole = PartyImport.run

    def interrupted(self: PartyImport, *arguments: object) -> object:
        yield next(whole(self, *arguments))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(PartyImport, "run", interrupted)
        stopped = arauto("party", "import", slug, file)
    assert stopped.status != 0
    assert f"stopped: the first 500 of 600 rows are in {slug}; import the file again" in stopped.err
    again = arauto("party", "import", slug, file)
    assert again.out.splitlines()[0] == "100 added, 500 watched already"
    assert "and 480 more; --json lists all" in again.out


def test_ten_thousand_rows_are_imported_soon_and_say_how_far_they_are(
    arauto: Arauto, slug: str, tmp_path: Path
) -> None:
    file = table(tmp_path, *(f"Comercial Garoa {number};;30" for number in range(10_000)))
    started = time.monotonic()
    ended = arauto("party", "import", slug, file)
    assert time.monotonic() - started < 60
    assert ended.out == "10,000 added\n"
    assert "arauto: 3,000 rows are checked" in ended.err
    assert "arauto: 9,500 of 10,000 rows are in" in ended.err
