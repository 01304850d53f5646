"""Finds the real pages of courts beside the project, and holds our reading of them to their expectations."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COURTS = ROOT.parent / "shared" / "courts"
ABSENT = "the real pages of courts (../shared/courts) are not beside the project: they were left out"
_QUOTED = {"pdpj": (b"[]",)}
"""Answers that say "no such case" by PROTOCOLS.md (13) and of which no page was captured."""

needs_courts = pytest.mark.skipif(not COURTS.is_dir(), reason=ABSENT)


def systems() -> list[str]:
    """Return the folders of real pages, each a system; none where they are absent."""
    return sorted(folder.name for folder in COURTS.iterdir() if folder.is_dir()) if COURTS.is_dir() else []


def pages_of(system: str) -> list[Path]:
    """Return the real pages of a system; none where the folder is absent."""
    found = (COURTS / system).rglob("*") if COURTS.is_dir() else []
    return sorted(path for path in found if path.is_file() and not path.name.endswith(".expected.json"))


def true_pages(system: str) -> frozenset[bytes]:
    """Return the bytes of whole answers of a system: its real pages, and what PROTOCOLS.md quotes whole."""
    return frozenset((*(path.read_bytes() for path in pages_of(system)), *_QUOTED.get(system, ())))


def score(system: str) -> dict[str, int]:
    """Return what score.py counts for our command on a system's pages."""
    program = f"{sys.executable} -m runtime.commands.parse"
    command = [sys.executable, str(COURTS / "score.py"), "--arauto", program, "--system", system, "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    total: dict[str, int] = json.loads(run.stdout)["total"]
    return total
