"""`arauto mailbox` and `arauto credential`: what is printed, and that no secret ever is."""

from pathlib import Path

import pytest

from tests.integration.runtime.commands.conftest import Arauto
from tests.support.push_mails import SERVER, mail, push_body

NUMBER = "00077020420318130024"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.eml").write_bytes(mail(push_body(NUMBER)))
    (tmp_path / "b.eml").write_bytes(mail(push_body(NUMBER), results=None, message_id="2"))
    return tmp_path


def test_a_mailbox_is_added_read_shown_and_removed(arauto: Arauto, folder: Path) -> None:
    assert arauto("mailbox", "list").out.startswith("no mailbox")
    added = arauto("mailbox", "add", "files", "--trusted-server", SERVER, "--eml-folder", folder, "--json")
    assert (added.status, added.rows[0]["kind"]) == (0, "folder")
    assert arauto("mailbox", "add", "files", "--trusted-server", SERVER, "--eml-folder", folder).status == 1
    assert arauto("mailbox", "check", "files").status == 0
    (read,) = arauto("mailbox", "read", "files", "--json").rows
    assert (read["read"], read["taken"], read["refused"], read["hinted"]) == (2, 1, 1, 0)
    refused = arauto("mailbox", "show", "files", "--verdict", "refused", "--json").rows
    assert [SERVER in row["reason"] for row in refused] == [True]
    printed = arauto("mailbox", "list").out
    assert all(word in printed.split() for word in ("name", "taken", "refused", "not", "understood", "last", "read"))
    # An address is never cut: it is there to be copied.
    assert max(len(line) for line in printed.splitlines() if str(folder) not in line) <= 80
    (listed,) = arauto("mailbox", "list", "--json").rows
    assert (listed["taken"], listed["refused"]) == (1, 1)
    assert arauto("mailbox", "remove", "files").status == 0
    assert arauto("mailbox", "show", "files").status == 1


def test_the_password_of_a_mailbox_is_never_printed(arauto: Arauto, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("correct horse\n", encoding="utf-8")
    facts = ("--trusted-server", SERVER, "--imap", "mail.example.org", "--user", "office", "--from-file", secret)
    added = arauto("mailbox", "add", "imap", *facts)
    assert added.status == 0
    printed = added.out + arauto("mailbox", "list", "--json").out
    assert "horse" not in printed
    assert "ciphertext" not in printed
    assert arauto("mailbox", "remove", "imap").status == 0


def test_a_server_in_our_own_network_is_refused_with_the_reason(arauto: Arauto, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("x", encoding="utf-8")
    facts = ("--trusted-server", SERVER, "--imap", "127.0.0.1", "--user", "office", "--from-file", secret)
    refused = arauto("mailbox", "add", "inside", *facts)
    assert (refused.status, "public" in refused.err) == (1, True)


def test_a_credential_is_stored_listed_and_forgotten(arauto: Arauto, tmp_path: Path) -> None:
    secret = tmp_path / "credential"
    secret.write_text("office:correct horse\n", encoding="utf-8")
    assert arauto("credential", "set", "TJRJ/mni", "--from-file", secret).status == 0
    listed = arauto("credential", "list", "--json")
    assert [(row["source"], row["company"]) for row in listed.rows] == [("TJRJ/mni", None)]
    assert "horse" not in listed.out
    rotated = arauto("secrets", "rotate")
    assert (rotated.status, rotated.out.split()[0]) == (0, "1")
    assert arauto("credential", "remove", "TJRJ/mni").status == 0
    assert arauto("credential", "remove", "TJRJ/mni").status == 1
    assert arauto("credential", "set", "tjrj mni", "--from-file", secret).status == 1
    unused = arauto("credential", "set", "TJXX/mni", "--from-file", secret)
    assert unused.status == 1
    assert unused.err == "arauto: no court is asked with 'TJXX/mni'; a credential serves JUSBR, PDPJ, TJRJ/mni\n"
    assert arauto("credential", "set", "PDPJ", "--from-file", tmp_path / "missing").status == 1
