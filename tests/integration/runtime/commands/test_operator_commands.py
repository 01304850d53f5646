"""The operator's commands: what they print at 80 columns and as JSON, and how bad input is refused."""

import io
import json
import re
from pathlib import Path

import pytest

from runtime.commands.session import installation
from schemas.case_number import CaseNumber
from tests.integration.runtime.commands.conftest import Arauto

NOBODY = "00000000-0000-0000-0000-000000000000"
FIRST = CaseNumber.build(sequence=1, year=2031, j_tr="8.26", origin=100).masked
SECOND = CaseNumber.build(sequence=2, year=2031, j_tr="8.26", origin=100).masked


@pytest.fixture(scope="module", autouse=True)
def company(arauto: Arauto) -> None:
    """Every test finds the company `acme`, which may follow one case."""
    added = arauto("company", "add", "acme", "--name", "Acme Advogados", "--case-quota", 1, "--json")
    assert added.status == 0
    assert added.rows[0]["slug"] == "acme"


def test_a_slug_that_cannot_be_is_refused_in_words(arauto: Arauto) -> None:
    ended = arauto("company", "add", "Bad Slug", "--name", "X")
    assert ended.status == 1
    assert ended.err.startswith("arauto: 'Bad Slug' cannot be a slug: 2 to 63 small letters")


def test_a_company_needs_a_name_and_a_slug_of_its_own(arauto: Arauto) -> None:
    assert "needs a name" in arauto("company", "add", "other", "--name", "  ").err
    assert "exists already" in arauto("company", "add", "acme", "--name", "Again").err
    assert [row["slug"] for row in arauto("company", "list", "--json").rows] == ["acme"]


def test_a_company_is_changed_where_it_is_told_to_be(arauto: Arauto) -> None:
    before = arauto("company", "list", "--json").rows[0]
    changed = arauto("company", "edit", "acme", "--expression-delay-hours", 48, "--case-quota", 500, "--json")
    assert changed.rows == [before | {"expression_delay_hours": 48, "case_quota": 500, "plan": "extended"}]
    back = arauto("company", "edit", "acme", "--expression-delay-hours", 0, "--case-quota", 1, "--json")
    assert back.rows == arauto("company", "list", "--json").rows == [before]
    assert arauto("company", "edit", "acme", "--json").rows == [before], "what is left out stays"
    assert "needs a name" in arauto("company", "edit", "acme", "--name", " ").err
    assert "`arauto company list` shows them" in arauto("company", "edit", "nobody", "--name", "Nobody").err


@pytest.mark.parametrize(
    "command",
    [
        ("key", "add"),
        ("key", "list"),
        ("case", "list"),
        ("party", "list"),
        ("webhook", "list"),
        ("case", "activate", FIRST),
        ("webhook", "add", "https://203.0.113.7/x"),
    ],
    ids=" ".join,
)
def test_an_unknown_slug_is_refused_with_the_way_to_the_known_ones(arauto: Arauto, command: tuple[str, ...]) -> None:
    ended = arauto(*command[:2], "nobody", *command[2:])
    assert (ended.status, ended.err) == (
        1,
        "arauto: no company has the slug 'nobody'; `arauto company list` shows them\n",
    )


def test_a_key_is_shown_once_and_revoked_by_its_id(arauto: Arauto) -> None:
    [made] = arauto("key", "add", "acme", "--scope", "events:read", "--json").rows
    listed = arauto("key", "list", "acme")
    assert made["key"].startswith("arauto_live_")
    assert made["key"] not in listed.out
    assert made["id"] in listed.out, "an id stays in one piece, to be copied"
    assert arauto("key", "revoke", made["id"]).status == 0
    assert arauto("key", "list", "acme", "--json").rows[0]["revoked_at"] is not None
    assert arauto("key", "add", "acme", "--scope", "everything").status == 2


def test_wrong_check_digits_are_refused_with_both_named(arauto: Arauto) -> None:
    wrong = FIRST[:8] + f"{(int(FIRST[8:10]) + 1) % 100:02d}" + FIRST[10:]
    [row] = (ended := arauto("case", "activate", "acme", wrong, "--json")).rows
    assert row["is_refused"]
    assert f"it says {wrong[8:10]}, they must be {FIRST[8:10]}" in row["note"]
    assert (ended.status, ended.err) == (1, "arauto: 1 of 1 numbers were refused; nothing was changed\n")


def test_what_is_over_the_quota_is_refused_and_the_rest_is_followed(arauto: Arauto, tmp_path: Path) -> None:
    file = tmp_path / "numbers.txt"
    file.write_text(f"{FIRST}\n\n{SECOND}\n")
    ended = arauto("case", "activate", "acme", "--file", file, "--json")
    assert [row["is_refused"] for row in ended.rows] == [False, True]
    assert "active cases" in ended.rows[1]["note"]
    assert ended.err == "arauto: 1 of 2 numbers were refused; the others are followed\n"
    listed = arauto("case", "list", "acme")
    assert FIRST in listed.out
    assert listed.out.endswith("1 of 1 cases active\n")
    assert arauto("case", "deactivate", "acme", FIRST).status == 0
    assert arauto("case", "activate", "acme", SECOND).status == 0, "the slot is free at once"


def test_activate_without_numbers_or_with_a_missing_file_is_wrong_usage(arauto: Arauto, tmp_path: Path) -> None:
    assert arauto("case", "activate", "acme").status == 2
    assert arauto("case", "activate", "acme", "--file", tmp_path / "nowhere").status == 2


def test_every_bad_row_of_a_party_file_is_named_and_nothing_is_imported(arauto: Arauto, tmp_path: Path) -> None:
    rows = [
        b'{"name": "Companhia Alvorada de Transportes S/A"}',
        b'{"nam": "x"}',
        b"not json",
        b'{"name": "Banco Poente", "window_days": 999}',
        b'{"name": "Banco Poente", "rex": "(("}',
        b'{"name": "Banco Poente", "tribunals": ["TJXX"]}',
        b'{"name": "\xff"}',
    ]
    file = tmp_path / "parties.jsonl"
    file.write_bytes(b"\n".join(rows))
    for extra in ((), ("--dry-run",)):
        ended = arauto("party", "import", "acme", file, *extra)
        named = re.findall(r"^line (\d)", ended.err, re.MULTILINE)
        assert ended.status == 1
        assert sorted(set(named)) == ["2", "3", "4", "5", "6", "7"]
        assert "the expression is not valid" in ended.err
        assert "there is no tribunal TJXX" in ended.err
    assert arauto("party", "list", "acme", "--json").rows == []
    assert "cannot be read" in arauto("party", "import", "acme", tmp_path / "nowhere").err


def test_a_party_is_added_shown_edited_and_paused(arauto: Arauto) -> None:
    [added] = arauto("party", "add", "acme", "--name", "Editora Folhanova Ltda", "--tribunal", "tjsp", "--json").rows
    assert added["tribunals"] == ["TJSP"]
    listed = arauto("party", "list", "acme")
    assert added["id"] in listed.out
    [edited] = arauto("party", "edit", "acme", added["id"], "--window-days", 30, "--json").rows
    assert (edited["window_days"], edited["rex"]) == (30, added["rex"])
    assert arauto("party", "pause", "acme", added["id"], "--json").rows[0]["status"] == "paused"
    assert arauto("party", "archive", "acme", added["id"], "--json").rows[0]["status"] == "archived"


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--name", "X"), 1, "name: String should have at least 2 characters"),
        (("--name", "---"), 1, "name: a name needs letters or digits"),
        (("--name", "Foo Bar", "--rex", "(("), 1, "the expression is not valid: this parenthesis is never closed"),
        (("--name", "Foo Bar", "--tribunal", "TJXX"), 1, "there is no tribunal TJXX"),
        (("--name", "Foo Bar", "--window-days", 999), 2, "365"),
    ],
    ids=str,
)
def test_a_bad_party_is_refused(arauto: Arauto, options: tuple[object, ...], status: int, said: str) -> None:
    ended = arauto("party", "add", "acme", *options)
    assert ended.status == status
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_preview_saves_nothing_and_says_what_is_found(arauto: Arauto) -> None:
    before = arauto("party", "list", "acme", "--json").rows
    found = arauto(
        "party",
        "preview",
        "--name",
        "Cia Alvorada",
        "--against",
        "COMPANHIA ALVORADA",
        "--against",
        "ALVORECER",
        "--json",
    ).rows[0]["matches"]
    assert found == {"COMPANHIA ALVORADA": True, "ALVORECER": False}
    assert arauto("party", "preview").status == 2
    assert arauto("party", "list", "acme", "--json").rows == before


@pytest.mark.parametrize(
    "url",
    [
        "http://203.0.113.7/x",
        "https://10.0.0.1/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "nothing",
        "https://u:p@x.org/",
    ],
)
def test_an_address_that_events_may_not_go_to_is_refused(arauto: Arauto, url: str) -> None:
    ended = arauto("webhook", "add", "acme", url)
    assert ended.status == 1
    assert ended.err.startswith("arauto: ")
    assert arauto("webhook", "list", "acme", "--json").rows == []


@pytest.mark.parametrize("command", ["show", "rotate", "disable", "enable", "ping", "replay"])
def test_an_unknown_endpoint_is_refused(arauto: Arauto, command: str) -> None:
    ended = arauto("webhook", command, NOBODY)
    assert (ended.status, ended.out) == (1, "")
    assert f"there is no endpoint {NOBODY}" in ended.err


def test_the_list_says_of_every_tribunal_which_system_decides(arauto: Arauto) -> None:
    rows = {row["tribunal"]: row for row in arauto("tribunal", "list", "--json").rows}
    assert len(rows) == 95
    assert rows["TJSP"]["decides"] == ["esaj"]
    eproc = next(each for each in rows["TJSP"]["systems"] if each["system"] == "eproc")
    assert (eproc["access"], eproc["decides"]) == ("captcha", False)
    assert eproc["known_from"].startswith("2026-09-25, MON")
    assert rows["CSJT"]["state"] == "unsupported"
    assert rows["CSJT"]["reason"]
    assert "no tribunal has been asked yet" in arauto("tribunal", "health", "TJSP").out


def test_a_tribunal_is_shown_and_an_unknown_one_refused(arauto: Arauto) -> None:
    [shown] = arauto("tribunal", "show", "tjsp", "--json").rows
    assert shown["systems"][0]["system"] == "esaj"
    assert (shown["tribunal"], shown["state"], shown["since"]) == ("TJSP", "supported", None)
    assert arauto("tribunal", "show", "STF").status == 0
    assert (ended := arauto("tribunal", "show", "TJXX")).status == 1
    assert ended.err == "arauto: there is no tribunal TJXX; `arauto tribunal list` shows them\n"
    assert "no tribunal has been asked yet" in arauto("tribunal", "health").out


@pytest.mark.parametrize(
    "command",
    [
        ("tribunal", "health", "TJXX"),
        ("quarantine", "list", "--tribunal", "TJXX"),
        ("reparse", "--tribunal", "TJXX"),
        ("record", FIRST, "--tribunal", "TJXX"),
        ("canary", "list", "TJXX"),
        ("party", "add", "acme", "--name", "Ana", "--tribunal", "TJXX"),
    ],
    ids=" ".join,
)
def test_an_unknown_tribunal_is_refused_with_the_way_to_the_known_ones(
    arauto: Arauto, command: tuple[str, ...]
) -> None:
    assert "there is no tribunal TJXX; `arauto tribunal list` shows them" in arauto(*command).err


def test_a_tribunal_that_only_datajud_could_show_names_the_key_and_where_it_is(arauto: Arauto) -> None:
    [shown] = arauto("tribunal", "show", "TJTO", "--json").rows
    assert "ARAUTO_DATAJUD_KEY is not set: set it to the public key that the CNJ publishes" in shown["reason"]


def test_health_says_what_it_has_nothing_to_show_of(arauto: Arauto) -> None:
    with installation() as opened, opened.database.transaction() as connection:
        connection.execute(
            "INSERT INTO capture.tribunal_states (tribunal, state, since) VALUES ('TJAC', 'disabled', '2031-03-03Z')"
        )
    assert arauto("tribunal", "health").out == (
        "no tribunal is switched on: `arauto tribunal health --with-disabled` says why\n"
    )
    [row] = arauto("tribunal", "health", "TJSP", "--json").rows
    assert row["reason"] == "TJSP is not asked: `arauto tribunal show TJSP` says why"
    with installation() as opened, opened.database.transaction() as connection:
        connection.execute("DELETE FROM capture.tribunal_states")


def test_a_page_of_the_quarantine_has_no_case_number(arauto: Arauto) -> None:
    assert (ended := arauto("record", FIRST, "--quarantined", 4)).status == 2
    assert "leave the case number out" in " ".join(ended.err.replace("│", " ").split())


def test_a_secret_is_not_asked_for_where_nobody_can_type_it(arauto: Arauto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    ended = arauto("credential", "set", "TJRJ/mni")
    assert (ended.status, ended.err) == (
        1,
        "arauto: Credential of TJRJ/mni cannot be asked for without a terminal: name a file by --from-file\n",
    )


def test_the_list_of_tribunals_has_a_line_for_each(arauto: Arauto) -> None:
    assert len(arauto("tribunal", "list").out.splitlines()) == 1 + 95


def test_an_installation_that_has_done_nothing_says_so_in_words(arauto: Arauto) -> None:
    assert "no message was refused" in arauto("dead-letter", "list").out
    assert arauto("dead-letter", "show", 99).err == "arauto: there is no dead letter 99\n"
    assert "every page was understood" in arauto("quarantine", "list").out
    assert "was sent no distribution" in arauto("explain", "acme", FIRST).out
    assert "no such monitored party" in arauto("why-not", FIRST, NOBODY).out


def test_reconcile_names_what_capture_does_not_know_and_asks_again(arauto: Arauto) -> None:
    """No capture runs here, so nothing that was asked has arrived."""
    number = "".join(filter(str.isdigit, SECOND))
    asked = {row["case_number"]: row for row in arauto("case", "reconcile", "--json").rows}
    assert asked[number]["held"] is None
    repaired = arauto("case", "reconcile", "--repair", "--json")
    assert repaired.status == 0
    again = {row["case_number"]: row for row in arauto("case", "reconcile", "--json").rows}
    assert again[number]["asked"]["revision"] > asked[number]["asked"]["revision"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ARAUTO_API_PORT", "many", "api_port: Input should be a valid integer"),
        ("ARAUTO_COURT_ADDRESSES", "{", "settings cannot be read"),
        ("ARAUTO_SETTINGS", "no-such-file.toml", "which is no file"),
    ],
)
def test_a_bad_setting_is_named(
    arauto: Arauto, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    ended = arauto("status")
    assert ended.status == 1
    assert said in ended.err


def test_secrets_survive_the_rotation_of_their_key(arauto: Arauto) -> None:
    """A rotation encrypts what is stored anew; without the older keys it still opens."""
    [made] = arauto("webhook", "add", "acme", "https://93.184.216.34/hook", "--json").rows
    assert arauto("secrets", "rotate").status == 0
    assert arauto("secrets", "forget-old").status == 0
    again = arauto("webhook", "rotate", made["id"], "--json")
    assert again.status == 0
    assert again.rows[0]["secret"] != made["secret"]


def test_a_restore_begins_another_epoch_of_the_feed(arauto: Arauto) -> None:
    first, second = (arauto("database", "restored").out for _ in range(2))
    assert "epoch 2;" in first
    assert "epoch 3;" in second


def test_status_is_one_object(arauto: Arauto) -> None:
    [said] = arauto("status", "--json").rows
    assert set(said) == {"business_time", "pending"}
    assert all(isinstance(count, int) for count in said["pending"].values())
    assert re.search(r"business time +\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\n", arauto("status").out)


def test_no_line_of_a_list_is_wider_than_the_terminal(arauto: Arauto) -> None:
    lists = [
        ("company", "list"),
        ("key", "list", "acme"),
        ("case", "list", "acme", "--with-inactive"),
        ("tribunal", "list"),
    ]
    for command in lists:
        assert max(len(line) for line in arauto(*command).out.splitlines()) <= 80, command


def test_a_group_offers_its_commands_and_nothing_about_the_shell(arauto: Arauto) -> None:
    ended = arauto("party", "--help")
    assert ended.status == 0
    assert "import" in ended.out
    assert "completion" not in ended.out


def test_json_output_is_json_on_every_line(arauto: Arauto) -> None:
    for command in (("company", "list"), ("key", "list", "acme"), ("tribunal", "list"), ("tribunal", "health")):
        for line in arauto(*command, "--json").out.splitlines():
            json.loads(line)
