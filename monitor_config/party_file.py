"""Reads monitored parties from a JSON Lines file: one object per line, the keys of `NewParty`."""

import codecs
import json
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from monitor_config.errors import BadPartyFile
from monitor_config.models import NewParty
from schemas.errors import RefusedError


def read_party_file(path: Path, check_party: Callable[[NewParty], None]) -> list[NewParty]:
    """Read all rows, or refuse all. Raises BadPartyFile, which names every bad row and its field.

    `check_party` raises a RefusedError for what no single field shows: an expression that is not one, a tribunal
    that does not exist.
    """
    parties: list[NewParty] = []
    problems: list[str] = []
    try:
        lines = path.read_bytes().removeprefix(codecs.BOM_UTF8).splitlines()
    except OSError as error:
        raise BadPartyFile(f"{path}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            party = NewParty.model_validate(json.loads(line.decode()))
            check_party(party)
            parties.append(party)
        except UnicodeDecodeError as error:
            problems.append(f"line {number}: not UTF-8 at byte {error.start + 1}")
        except json.JSONDecodeError as error:
            problems.append(f"line {number}: not JSON: {error.msg} at column {error.colno}")
        except ValidationError as error:
            problems += [f"line {number}, {problem}" for problem in list_problems(error)]
        except RefusedError as error:
            problems.append(f"line {number}: {error}")
    if problems:
        raise BadPartyFile(f"{path}: nothing was imported\n" + "\n".join(problems), problems=tuple(problems))
    return parties


def list_problems(error: ValidationError) -> list[str]:
    """Say each problem of a party as `field: what is wrong`."""
    return [
        ": ".join(filter(None, (".".join(map(str, problem["loc"])), problem["msg"].removeprefix("Value error, "))))
        for problem in error.errors()
    ]
