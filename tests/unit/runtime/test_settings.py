"""Settings: read once, frozen, loud about what they do not know, and all of them documented."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from runtime.settings import BadSettings, Settings, read_settings
from schemas.cases import Party

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")


def test_the_page_lists_every_setting_and_no_other() -> None:
    listed = re.findall(r"^\| `ARAUTO_([A-Z0-9_]+)` \|", PAGE, re.MULTILINE)
    assert [name.lower() for name in listed] == list(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_page_says_what_the_code_says(name: str) -> None:
    (row,) = re.findall(rf"^\| `ARAUTO_{name.upper()}` \|.*$", PAGE, re.MULTILINE)
    field = Settings.model_fields[name]
    assert row.endswith(f"| {field.description} |")
    default = field.get_default(call_default_factory=True)
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    assert f"| {'none' if default in (None, '', {}) else f'`{shown}`'} |" in row


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "arauto.toml").write_text('api_port = 1\nkafka_prefix = "file-"\n')
    monkeypatch.setenv("ARAUTO_SETTINGS", str(tmp_path / "arauto.toml"))
    monkeypatch.setenv("ARAUTO_API_PORT", "2")
    settings = read_settings()
    assert (settings.api_port, settings.kafka_prefix) == (2, "file-")


def test_a_name_in_the_file_that_nobody_knows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "arauto.toml").write_text("api_prot = 1\n")
    monkeypatch.setenv("ARAUTO_SETTINGS", str(tmp_path / "arauto.toml"))
    with pytest.raises(BadSettings, match="api_prot"):
        read_settings()


def test_what_is_refused_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message ends in a log; what was mistyped may be a password, or the name of a party."""
    monkeypatch.setenv("ARAUTO_API_PORT", "password=hunter2")
    with pytest.raises(BadSettings, match="api_port") as unusable:
        read_settings()
    assert "hunter2" not in str(unusable.value)
    with pytest.raises(ValidationError) as refused:
        Party.model_validate({"name": "FULANA DE TAL", "surname": "DE TAL"})
    assert "DE TAL" not in str(refused.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().api_port = 1  # type: ignore[misc]


def test_a_child_reads_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(
        court_addresses={"TJSP/esaj/cpopg": "http://127.0.0.1:1/ção"},
        allow_http_webhooks=True,
        data_dir=Path("somewhere else"),
        contact="a@example.org",
    )
    for name, value in given.as_environment().items():
        monkeypatch.setenv(name, value)
    assert read_settings() == given
