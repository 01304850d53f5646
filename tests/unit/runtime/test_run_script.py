"""`./run` hands a command over where the user stands, with the data of its checkout."""

import importlib.util
import os
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def script() -> ModuleType:
    loader = SourceFileLoader("run_script", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("run_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.mark.parametrize("settings", [None, "arauto.toml"])
def test_a_command_runs_in_the_users_folder_on_the_data_of_the_checkout(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: str | None
) -> None:
    handed: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARAUTO_DATA_DIR", "")  # so that what the script sets is taken back
    monkeypatch.delenv("ARAUTO_DATA_DIR")
    if settings:
        monkeypatch.setenv("ARAUTO_SETTINGS", settings)
    monkeypatch.setattr(os, "execv", lambda _program, arguments: handed.append(arguments))
    script.start_arauto("parse", "page.html")
    assert handed == [[str(ROOT / ".venv/bin/arauto"), "parse", "page.html"]]
    assert Path.cwd() == tmp_path
    assert os.environ.get("ARAUTO_DATA_DIR") == (None if settings else str(ROOT / "var"))
