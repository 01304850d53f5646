"""What the demo's operator does, all of it by the `arauto` command line; no other file knows a command."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.demo.options import DemoFailed
from tests.demo.processes import end_child, start_child


class Operator:
    """Runs `arauto` commands with the demo's settings."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._folder = folder
        self._shell = start_child(
            [sys.executable, "-m", "tests.demo.shell"],
            environment,
            folder / "operator.log",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> list[dict[str, Any]]:
        """Run one command and return the JSON objects that it printed. Raises DemoFailed."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.write(json.dumps(arguments).encode() + b"\n")
        self._shell.stdin.flush()
        line = self._shell.stdout.readline()
        answer = json.loads(line) if line else {"status": -1, "error": "it ended", "output": ""}
        if answer["status"]:
            raise DemoFailed(f"arauto {' '.join(arguments[:2])}: {answer['error'] or answer['output']}")
        return [json.loads(row) for row in answer["output"].splitlines() if row.startswith("{")]

    def add_company(self, slug: str, name: str, case_quota: int) -> str:
        """Return the id of the new company."""
        [made] = self.run("company", "add", slug, "--name", name, "--case-quota", str(case_quota), "--json")
        return str(made["id"])

    def add_key(self, slug: str) -> str:
        """Return a new API key."""
        [made] = self.run("key", "add", slug, "--json")
        return str(made["key"])

    def add_webhook(self, slug: str, url: str) -> tuple[str, str]:
        """Return id and secret of a new endpoint."""
        [made] = self.run("webhook", "add", slug, url, "--json")
        return str(made["id"]), str(made["secret"])

    def import_parties(self, slug: str, parties: Sequence[Mapping[str, Any]]) -> None:
        file = self._folder / f"parties-{slug}.jsonl"
        file.write_text("".join(json.dumps(party, ensure_ascii=False) + "\n" for party in parties), encoding="utf-8")
        self.run("party", "import", slug, str(file), "--json")

    def activate_cases(self, slug: str, case_numbers: Sequence[str]) -> None:
        file = self._folder / f"cases-{slug}.txt"
        file.write_text("".join(f"{number}\n" for number in case_numbers), encoding="utf-8")
        self.run("case", "activate", slug, "--file", str(file), "--json")

    def close(self) -> None:
        end_child(self._shell, grace_seconds=5)
