"""`arauto doctor`: what this machine lacks, which feature that costs, and the line that installs it."""

from typing import Annotated

import typer

from runtime.commands.session import command_settings, show
from runtime.doctor import describe, examine, is_fit


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Examine this machine; what is missing costs only the feature that needs it."""
    findings = examine(command_settings("doctor"))
    if as_json:
        show([finding.as_row() for finding in findings], as_json=True, empty="")
    else:
        typer.echo(describe(findings))
    raise typer.Exit(0 if is_fit(findings) else 1)
