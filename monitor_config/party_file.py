"""Reads monitored parties from a JSON Lines file: one object per line, the keys of `NewParty`."""

import json
from pathlib import Path

from pydantic import ValidationError

from monitor_config.errors import BadPartyFile
from monitor_config.models import NewParty


def read_party_file(path: Path) -> list[NewParty]:
    """Read all rows, or refuse all. Raises BadPartyFile, which names every bad row and its field."""
    parties: list[NewParty] = []
    problems: list[str] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadPartyFile(f"{path}: cannot be read as UTF-8 text: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            parties.append(NewParty.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            problems.append(f"line {number}: not JSON: {error.msg} at column {error.colno}")
        except ValidationError as error:
            for problem in error.errors():
                problems.append(f"line {number}, {'.'.join(map(str, problem['loc']))}: {problem['msg']}")
    if problems:
        raise BadPartyFile(f"{path}: nothing was imported\n" + "\n".join(problems), problems=tuple(problems))
    return parties
