"""Secrets at rest: only the key file opens them, and the key file is private."""

import stat
import threading
from pathlib import Path

import pytest

from runtime.errors import BadKeyFile, SecretUnreadable
from runtime.secrets import SecretBox, default_key_file


def test_a_secret_opens_after_a_restart(tmp_path: Path) -> None:
    token = SecretBox(tmp_path / "key").encrypt("whsec_ção")
    assert "whsec" not in token
    assert SecretBox(tmp_path / "key").decrypt(token) == "whsec_ção"


def test_the_key_file_is_created_for_its_owner_alone(tmp_path: Path) -> None:
    SecretBox(tmp_path / "new" / "key")
    assert stat.S_IMODE((tmp_path / "new" / "key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    SecretBox(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(BadKeyFile, match=f"chmod 600 {tmp_path / 'key'}"):
        SecretBox(tmp_path / "key")


@pytest.mark.parametrize("content", ["", "not a key\n"])
def test_a_file_without_keys_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").touch(mode=0o600)
    (tmp_path / "key").write_text(content)
    with pytest.raises(BadKeyFile, match="no key file"):
        SecretBox(tmp_path / "key")


def test_a_key_file_inside_the_data_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadKeyFile, match="inside the data directory"):
        SecretBox(tmp_path / "data" / "key", data_dir=tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_the_default_lies_beside_the_data_directory(tmp_path: Path) -> None:
    assert default_key_file(tmp_path / "var") == tmp_path / "var.key"
    SecretBox(default_key_file(tmp_path / "var"), data_dir=tmp_path / "var")


def test_another_key_or_a_changed_token_says_so(tmp_path: Path) -> None:
    token = SecretBox(tmp_path / "one").encrypt("text")
    with pytest.raises(SecretUnreadable, match="does not open"):
        SecretBox(tmp_path / "two").decrypt(token)
    with pytest.raises(SecretUnreadable):
        SecretBox(tmp_path / "one").decrypt(token[:-8] + "AAAAAAA=")
    with pytest.raises(SecretUnreadable):
        SecretBox(tmp_path / "one").decrypt("não é um segredo")


def test_rotation_keeps_old_secrets_readable_until_old_keys_are_dropped(tmp_path: Path) -> None:
    box = SecretBox(tmp_path / "key")
    old = box.encrypt("text")
    box.add_key()
    assert box.decrypt(old) == "text"
    new = box.rotate(old)
    box.drop_old_keys()
    assert box.decrypt(new) == "text"
    with pytest.raises(SecretUnreadable):
        box.decrypt(old)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_eight_first_uses_at_once_agree_on_one_key(tmp_path: Path) -> None:
    tokens: list[str] = []
    start = threading.Barrier(8)

    def use() -> None:
        start.wait()
        tokens.append(SecretBox(tmp_path / "key").encrypt("text"))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    box = SecretBox(tmp_path / "key")
    assert [box.decrypt(token) for token in tokens] == ["text"] * 8
