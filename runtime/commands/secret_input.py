"""How a command is given a secret: from a file, or typed without being shown; never as an argument."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from schemas.errors import RefusedError

SecretFile = Annotated[
    Path | None, typer.Option("--from-file", help="File whose first line is the value; without it you are asked.")
]


class SecretMissing(RefusedError):
    """No secret was given."""


def read_secret(file: Path | None, what: str) -> str:
    """Return the secret. Raises SecretMissing."""
    if file is None:
        if not sys.stdin.isatty():
            raise SecretMissing(f"{what} cannot be asked for without a terminal: name a file by --from-file")
        return str(typer.prompt(what, hide_input=True))
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretMissing(f"{file} cannot be read: {error}") from error
    if not lines or not lines[0].strip():
        raise SecretMissing(f"{file} has no first line")
    return lines[0].strip()
