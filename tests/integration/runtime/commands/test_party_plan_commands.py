"""`arauto party plan`, `apply`, `write`, `regenerate` and `preview`: what they say beforehand is what happens."""

import contextlib
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from monitor_config.models import NewParty
from runtime.clock import business_date
from schemas.case_number import CaseNumber
from tests.integration.runtime.commands.conftest import Arauto, Ended

NOW = datetime.now(UTC)


@pytest.fixture
def slug(arauto: Arauto) -> str:
    """A company of this test."""
    slug = f"company-{uuid4().hex[:8]}"
    assert arauto("company", "add", slug, "--name", slug).status == 0
    return slug


@contextlib.contextmanager
def database() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(os.environ["ARAUTO_STAGE_DSN"]) as connection:
        yield connection


@pytest.fixture
def word() -> str:
    """A word that no other test of this module has seen."""
    letters = str.maketrans("0123456789abcdef", "BDFGJLMNPRTVAEIO")
    return "Q" + uuid4().hex[:9].translate(letters)


def see(*names: str | tuple[str, str], days_ago: int = 5, tribunal: str = "TJSP", side: str | None = None) -> str:
    """A distributed case with these names, or names and documents, is among those seen; return its number."""
    number = CaseNumber.build(sequence=uuid4().int % 10**7, year=2031, j_tr="8.26", origin=100)
    day = business_date(NOW) - timedelta(days=days_ago)
    pairs = [(each, None) if isinstance(each, str) else each for each in names]
    parties = [{"name": name, "document": document, "side": side} for name, document in pairs]
    with database() as connection:
        connection.execute(
            "INSERT INTO matcher.distributions (case_number, revision, tribunal, distributed_on, obtained_at, "
            "is_sealed, parties) VALUES (%s, 1, %s, %s, %s, false, %s)",
            (number, tribunal, day, NOW, Jsonb(parties)),
        )
    return number


def withhold(number: str, state: str = "possibly_sealed") -> None:
    """The case store has a case in a state in which nothing of it is told."""
    with database() as connection:
        connection.execute(
            "INSERT INTO cases.cases (case_number, tribunal, state, state_reason, state_since, created_at, obtained_at)"
            " VALUES (%s, 'TJSP', %s, 'not found any more', %s, %s, %s)",
            (number, state, NOW, NOW, NOW),
        )


def file(folder: Path, slug: str, text: str, **top: str) -> Path:
    path = folder / "company.yml"
    head = "".join(f"{name}: {value}\n" for name, value in top.items())
    path.write_text(f"company: {slug}\n{head}parties:\n{text}", encoding="utf-8")
    return path


def one(ended: Ended) -> dict[str, Any]:
    assert ended.status == 0, ended.err
    [row] = ended.rows
    return row


def listed(arauto: Arauto, slug: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in arauto("party", "list", slug, "--json").rows}


def test_a_plan_tells_fields_matches_and_charges_and_changes_nothing(
    arauto: Arauto, slug: str, word: str, tmp_path: Path
) -> None:
    old = arauto("party", "add", slug, "--name", f"Comercial {word}", "--json").rows[0]
    kept = see(f"COMERCIAL {word} LTDA", side="passive")
    lost = see(f"COML {word} S/A", side="active")
    gained = see(f"POSTO {word}", days_ago=3)
    see(f"POSTO {word}", days_ago=80)
    path = file(tmp_path, slug, f"- name: Comercial {word}\n  side: passive\n- name: Posto {word}\n  window_days: 30\n")
    told = one(arauto("party", "plan", path, "--json"))
    assert told["counts"] == {"added": 1, "changed": 1, "unchanged": 0, "not in the file": 0}
    [edit, add] = told["changes"]
    assert (edit["kind"], edit["id"], edit["place"]) == ("edit", old["id"], "line 3")
    assert edit["fields"] == [{"field": "side", "before": None, "after": "passive"}]
    assert [edit["matches"][key] for key in ("before", "after", "gained", "lost")] == [2, 1, 0, 1]
    [sample] = edit["matches"]["lost_samples"]
    assert (sample["case_number"], sample["stage"], sample["side"]) == (lost, "exact", "active")
    assert {"field": "window_days", "before": 90, "after": 30} in add["fields"]
    assert [add["matches"][key] for key in ("before", "after", "gained", "sent_at_once")] == [0, 2, 2, 1]
    assert gained in {each["case_number"] for each in add["matches"]["gained_samples"]}
    cases = told["cases"]
    assert (cases["before"], cases["after"], cases["gained"], cases["lost"]) == (2, 3, 2, 1)
    assert told["charges"]["at_once"] == 1
    assert kept not in {each["case_number"] for change in told["changes"] for each in change["matches"]["lost_samples"]}
    assert listed(arauto, slug)[f"Comercial {word}"]["side"] is None
    text = arauto("party", "plan", path)
    assert "1 added, 1 changed" in text.out
    assert "side: — -> passive" in text.out
    assert f"POSTO {word} (exact)" in text.out
    assert "cases are looked at" in text.err


@pytest.mark.parametrize("state", ["possibly_sealed", "sealed"])
def test_cases_that_are_withheld_are_left_out_and_only_counted(
    arauto: Arauto, slug: str, word: str, tmp_path: Path, state: str
) -> None:
    shown, withheld = see(f"COMERCIAL {word} LTDA"), see(f"COMERCIAL {word} ME")
    path = file(tmp_path, slug, f"- name: Comercial {word}\n")
    before = one(arauto("party", "plan", path, "--json"))
    withhold(withheld, state)
    after = one(arauto("party", "plan", path, "--json"))
    [change] = after["changes"]
    assert [each["case_number"] for each in change["matches"]["gained_samples"]] == [shown]
    assert (after["cases"]["after"], after["charges"]["at_once"]) == (1, 1)
    left_out = after["cases_withheld"] - before["cases_withheld"]
    assert (left_out, before["cases_seen"] - after["cases_seen"]) == (1, 1)
    text = arauto("party", "plan", path).out
    assert f"left out, whatever their names: {after['cases_withheld']} that are sealed, or may be\n" in text
    assert CaseNumber(withheld).masked not in text
    mine = one(arauto("party", "preview", "--name", f"Comercial {word}", "--json"))["past"]
    other = one(arauto("party", "preview", "--name", "Outra Pessoa Qualquer", "--json"))["past"]
    assert (mine["after"], mine["charges"]["at_once"]) == (1, 1)
    assert mine["cases_withheld"] == other["cases_withheld"] == after["cases_withheld"], "it says nothing of a name"


def test_more_days_find_more_and_what_was_sent_is_not_charged_again(
    arauto: Arauto, slug: str, word: str, tmp_path: Path
) -> None:
    see(f"COMERCIAL {word}", days_ago=200)
    sent = see(f"COMERCIAL {word}", days_ago=2)
    path = file(tmp_path, slug, f"- name: Comercial {word}\n")
    assert one(arauto("party", "plan", path, "--days", 90, "--json"))["changes"][0]["matches"]["after"] == 1
    told = one(arauto("party", "plan", path, "--days", 365, "--json"))
    assert (told["changes"][0]["matches"]["after"], told["charges"]["at_once"]) == (2, 1)
    assert told["covered_days"] == 201
    assert told["cases"]["per_month_after"] == round(2 * 30 / 201, 1)
    with database() as connection:
        row = connection.execute("SELECT id FROM monitor.companies WHERE slug = %s", (slug,)).fetchone()
        company = row and row[0]
        event = uuid4()
        connection.execute(
            "INSERT INTO events.keys (event_id, company_id, business_key, recorded_at) VALUES (%s, %s, 'test', %s)",
            (event, company, NOW),
        )
        connection.execute(
            "INSERT INTO monitoring.delivered VALUES (%s, %s, false, %s, %s)", (company, sent, event, NOW)
        )
    assert one(arauto("party", "plan", path, "--json"))["charges"]["at_once"] == 0


def test_apply_makes_exactly_what_was_planned_in_one_change(
    arauto: Arauto, slug: str, word: str, tmp_path: Path
) -> None:
    ids = {
        name: arauto("party", "add", slug, "--name", f"{name} {word}", *more, "--json").rows[0]["id"]
        for name, *more in (["Garoa"], ["Orvalho", "--rex", "ORVALHO"], ["Poente", "--reference", "7"], ["Alba"])
    }
    path = file(
        tmp_path,
        slug,
        f"- name: Garoa {word}\n  rex: GAROA\n  fuzzy: true\n- name: Orvalho {word}\n  nrex: POSTO\n"
        f"- name: Poente Novo {word}\n  reference: 7\n- name: Aurora {word}\n  manual_rex: true\n  status: paused\n",
        unlisted="archive",
    )
    planned = one(arauto("party", "plan", path, "--json"))
    done = one(arauto("party", "apply", path, "--yes", "--json", "--plan", planned["plan"]))
    assert (done["added"], done["changed"], done["plan"]) == (1, 4, planned["plan"])
    there = listed(arauto, slug)
    for change in planned["changes"]:
        party = there[change["name"]]
        assert {each["field"]: party[each["field"]] for each in change["fields"]} == {
            each["field"]: each["after"] for each in change["fields"]
        }
    garoa, orvalho, poente = (there[f"{name} {word}"] for name in ("Garoa", "Orvalho", "Poente Novo"))
    assert (garoa["rex"], garoa["manual_rex"], garoa["fuzzy"]) == ("GAROA", True, True)
    assert (orvalho["is_generated"], orvalho["manual_rex"], orvalho["nrex"]) == (True, False, "POSTO")
    assert (poente["id"], poente["is_generated"]) == (ids["Poente"], True)
    assert there[f"Alba {word}"]["status"] == "archived"
    assert there[f"Aurora {word}"]["status"] == "paused"
    again = one(arauto("party", "plan", path, "--json"))
    assert again["changes"] == []
    assert arauto("party", "apply", path).out == "nothing to change\n"
    history = arauto("party", "history", slug, ids["Garoa"], "--json").rows
    assert history[0]["reason"] == "applied from company.yml"


def test_apply_is_refused_when_the_plan_has_changed_since(arauto: Arauto, slug: str, word: str, tmp_path: Path) -> None:
    added = arauto("party", "add", slug, "--name", f"Garoa {word}", "--json").rows[0]
    path = file(tmp_path, slug, f"- name: Garoa {word}\n  window_days: 30\n")
    planned = one(arauto("party", "plan", path, "--json"))
    arauto("party", "edit", slug, added["id"], "--side", "passive")
    refused = arauto("party", "apply", path, "--yes", "--plan", planned["plan"])
    assert refused.status == 1
    assert f"the plan is not {planned['plan']} any more" in refused.err
    assert listed(arauto, slug)[f"Garoa {word}"]["window_days"] == 90


def test_apply_asks_and_changes_nothing_when_refused(
    arauto: Arauto, slug: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path, slug, f"- name: Garoa {word}\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\ny\n"))
    asked = arauto("party", "apply", path)
    assert asked.status == 1
    assert f"+ Garoa {word} (line 3)" in asked.out
    assert listed(arauto, slug) == {}
    unasked = arauto("party", "apply", path, "--json")
    assert (unasked.status, listed(arauto, slug)) == (2, {})
    assert arauto("party", "apply", path).status == 0
    assert list(listed(arauto, slug)) == [f"Garoa {word}"]


def test_a_bad_file_is_refused_with_line_and_field(arauto: Arauto, slug: str, tmp_path: Path) -> None:
    path = file(tmp_path, slug, "- name: Garoa\n- name: Poente\n  rex: ((\n- name: Alba\n  tribunals: [TJXX]\n")
    for command in ("plan", "apply"):
        refused = arauto("party", command, path)
        assert refused.status == 1
        said = refused.err.splitlines()
        assert said[0] == "arauto: nothing was changed"
        assert said[1].startswith(f"{path}, line 5, parties[2].rex: ")
        assert said[-1].startswith(f"{path}, line 7, parties[3].tribunals: ")
    strange = file(tmp_path, slug, f"- name: Garoa\n  id: {uuid4()}\n")
    assert "line 3, id: " in arauto("party", "plan", strange).err
    assert listed(arauto, slug) == {}


def test_a_written_file_plans_nothing_and_renames_by_id(arauto: Arauto, slug: str, word: str, tmp_path: Path) -> None:
    added = arauto("party", "add", slug, "--name", f"Garoa {word}", "--rex", "GAROA|ORVALHO", "--json").rows[0]
    arauto("party", "add", slug, "--name", f"Poente {word}", "--manual-rex", "--document", "***" + "1" * 8)
    path = tmp_path / "written.yml"
    assert one(arauto("party", "write", slug, path, "--json"))["parties"] == 2
    assert arauto("party", "write", slug, path).status == 1
    see(f"POENTE {word}")
    same = one(arauto("party", "plan", path, "--json"))
    assert same["counts"]["unchanged"] == 2
    assert [same["cases"][key] for key in ("before", "after", "gained", "lost", "sent_at_once")] == [1, 1, 0, 0, 0]
    assert same["cases"]["per_month_after"] > 0
    path.write_text(path.read_text(encoding="utf-8").replace(f"Garoa {word}", f"Orvalho {word}"), encoding="utf-8")
    [change] = one(arauto("party", "plan", path, "--json"))["changes"]
    assert (change["id"], [each["field"] for each in change["fields"]]) == (added["id"], ["name"])
    assert arauto("party", "apply", path, "--yes").status == 0
    assert listed(arauto, slug)[f"Orvalho {word}"]["rex"] == "GAROA|ORVALHO"


def test_regenerate_changes_only_expressions_that_become_others(
    arauto: Arauto, slug: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    same = arauto("party", "add", slug, "--name", f"Garoa {word}", "--json").rows[0]
    older = arauto("party", "add", slug, "--name", f"Poente {word}", "--no-fuzzy", "--json").rows[0]
    own = arauto("party", "add", slug, "--name", f"Alba {word}", "--rex", "ALBA", "--json").rows[0]
    with database() as connection:
        connection.execute(
            "UPDATE monitor.expressions SET rex = %s, class_table = NULL WHERE party_id = %s",
            (f"^POENTE {word} ANTIGO$", older["id"]),
        )
    see(f"POENTE {word} LTDA")
    gone = see(f"POENTE {word} ANTIGO")
    shown = one(arauto("party", "regenerate", slug, "--all", "--dry-run", "--json"))
    [change] = shown["changes"]
    assert change["id"] == older["id"]
    assert [each["field"] for each in change["fields"]] == ["rex"]
    assert [change["matches"][key] for key in ("before", "after", "gained", "lost")] == [1, 1, 1, 1]
    assert change["matches"]["lost_samples"][0]["case_number"] == gone
    assert shown["charges"]["at_once"] == 1
    assert arauto("party", "regenerate", slug, "--all").status == 1, "nobody agreed"
    assert listed(arauto, slug)[f"Poente {word}"]["expression_version"] == 1
    assert arauto("party", "regenerate", slug, same["id"], own["id"], "--yes").out == "nothing to change\n"
    done = one(arauto("party", "regenerate", slug, "--all", "--yes", "--json", "--plan", shown["plan"]))
    assert done["changed"] == 1
    there = listed(arauto, slug)
    assert there[f"Poente {word}"]["rex"] == older["rex"]
    assert [there[f"{name} {word}"]["expression_version"] for name in ("Garoa", "Poente", "Alba")] == [1, 2, 1]
    assert arauto("party", "regenerate", slug).status == 2
    assert arauto("party", "regenerate", slug, uuid4()).status == 1


def test_regenerate_says_when_only_the_text_changes(arauto: Arauto, slug: str, word: str) -> None:
    added = arauto("party", "add", slug, "--name", f"Poente {word}", "--json").rows[0]
    with database() as connection:
        connection.execute(
            "UPDATE monitor.expressions SET rex = %s WHERE party_id = %s", (f"(?:{added['rex']})", added["id"])
        )
    [told] = arauto("party", "show", slug, added["id"], "--json").rows
    assert (told["is_outdated"], bool(told["accepts"])) == (False, True)
    [change] = one(arauto("party", "regenerate", slug, "--all", "--dry-run", "--json"))["changes"]
    assert change["accepts_same_names"] is True
    assert "; same names accepted\n" in arauto("party", "regenerate", slug, "--all", "--dry-run").out
    assert arauto("party", "regenerate", slug, "--all", "--yes").status == 0
    assert listed(arauto, slug)[f"Poente {word}"]["rex"] == added["rex"]


def test_a_preview_shows_words_namesakes_and_the_past(arauto: Arauto, word: str) -> None:
    for document in ("***.456.789-**", "***.111.222-**"):
        see((f"COMERCIAL {word}", document))
    see("OUTRA PESSOA")
    shown = one(arauto("party", "preview", "--name", f"Comercial {word}", "--against", f"COML {word} S/A", "--json"))
    assert shown["matches"] == {f"COML {word} S/A": True}
    assert shown["accepts"]
    assert shown["refuses"]
    missed = arauto("party", "preview", "--name", f"Comercial {word}", "--against", "OUTRA PESSOA", "--days", 0)
    assert "OUTRA PESSOA: not found. It is another name.\n" in missed.out
    past = shown["past"]
    assert (past["after"], past["charges"]["at_once"], past["namesakes"]["by"]) == (2, 2, "document")
    assert [person["cases"] for person in past["namesakes"]["people"]] == [1, 1]
    own = one(arauto("party", "preview", "--rex", word, "--nrex", "COMERCIAL", "--json", "--samples", 1))
    assert (own["past"]["after"], own["is_generated"]) == (0, False)
    text = arauto("party", "preview", "--name", f"Comercial {word}", "--nrex", "POSTO").out
    assert "2 people of this name, by their documents" in text
    assert "negative expression finds something: POSTO" in text
    assert "past" not in one(arauto("party", "preview", "--rex", word, "--days", 0, "--json"))
    assert arauto("party", "preview", "--rex", "((").status == 1


def test_a_dry_run_of_one_change_tells_what_it_would_bring_and_changes_nothing(
    arauto: Arauto, slug: str, word: str
) -> None:
    see(f"COMERCIAL {word}")
    see(f"POSTO {word}")
    add = ("party", "add", slug, "--name", f"Comercial {word}")
    shown = one(arauto(*add, "--dry-run", "--json"))
    assert [shown["cases"][key] for key in ("before", "after", "gained", "sent_at_once")] == [0, 1, 1, 1]
    assert listed(arauto, slug) == {}
    party = arauto(*add, "--status", "paused", "--json").rows[0]
    assert arauto(*add, "--dry-run").status == 1, "it is watched already"
    edit = ("party", "edit", slug, party["id"])
    resumed = one(arauto("party", "resume", slug, party["id"], "--dry-run", "--json"))
    assert (resumed["counts"]["of them active"], resumed["charges"]["at_once"]) == (1, 1)
    arauto("party", "resume", slug, party["id"])
    widened = arauto(*edit, "--rex", word, "--dry-run")
    assert "matches in 90 days: 1 before, 2 after (1 gained, 0 lost); " in widened.out
    assert listed(arauto, slug)[f"Comercial {word}"]["expression_version"] == 1
    arauto(*edit, "--rex", word)
    back = one(arauto("party", "rollback", slug, party["id"], "--version", 1, "--dry-run", "--json"))
    assert [back["cases"][key] for key in ("before", "after", "lost")] == [2, 1, 1]
    assert listed(arauto, slug)[f"Comercial {word}"]["rex"] == word
    assert arauto(*edit).status == 2, "nothing is said to change"


def test_every_field_of_a_file_is_an_option_of_add_and_edit(arauto: Arauto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    called = {"tribunals": "--tribunal ", "oabs": "--oab ", "comarcas": "--comarca "}
    for command in ("add", "edit"):
        shown = arauto("party", command, "--help").out
        for field in set(NewParty.model_fields) - ({"status"} if command == "edit" else set()):
            assert called.get(field, f"--{field.replace('_', '-')}") in shown, (command, field)
        assert "…" not in shown
        assert max(map(len, shown.splitlines())) <= 80
