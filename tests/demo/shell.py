"""Runs several `arauto` commands in one process, so that their libraries are loaded once: `python -m tests.demo.shell`.

Reads a JSON list of arguments per line, and answers each with a JSON object: status, output, error.
"""

import contextlib
import importlib
import io
import json
import sys

import click
from typer.main import get_command

from runtime.cli import COMMANDS, app
from schemas.errors import ArautoError


def run_command(arguments: list[str]) -> dict[str, object]:
    """Run one command as the command line would."""
    output, status, error = io.StringIO(), 0, ""
    with contextlib.redirect_stdout(output):
        try:
            status = get_command(app).main(args=arguments, prog_name="arauto", standalone_mode=False) or 0
        except (ArautoError, click.ClickException) as refused:
            status, error = 1, str(refused)
        except SystemExit as ended:
            status = int(ended.code or 0)
    return {"status": status, "output": output.getvalue(), "error": error}


def main() -> int:
    """Answer commands until the input ends; what they need is loaded while the rest of the demo starts."""
    for name in ("company", "key", "webhook", "party", "case"):
        importlib.import_module(COMMANDS[name][0])
    for line in sys.stdin:
        sys.__stdout__.write(json.dumps(run_command(json.loads(line))) + "\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]
    return 0


if __name__ == "__main__":
    sys.exit(main())
