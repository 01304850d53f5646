"""`arauto bench`: how fast the parts are, measured against plain libraries, from a checkout."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from schemas.errors import RefusedError

_ROOT = Path(__file__).resolve().parents[2]

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Measure how fast the parts are, from a checkout.")


class NoBenchmarks(RefusedError):
    """The measurements and their court simulator are part of a checkout, not of an installed package."""


@app.callback()
def bench() -> None:
    """Measure how fast the parts are, from a checkout."""


@app.command()
def capture(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Few pages: shows that it works, not how fast.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object with parse_ratio_lxml and visit_ratio_scrapy.")
    ] = False,
) -> None:
    """Measure parsers against bare lxml, and whole visits against Scrapy that only fetches."""
    if not (_ROOT / "tests" / "benchmarks").is_dir():
        raise NoBenchmarks
    command = [sys.executable, "-m", "tests.benchmarks"]
    command += ["--quick"] if quick else []
    command += ["--json"] if as_json else []
    raise typer.Exit(subprocess.run(command, cwd=_ROOT, check=False).returncode)  # noqa: S603 - our own module
