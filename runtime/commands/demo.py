"""`arauto demo`: the whole service at work on simulated courts, from a checkout."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from schemas.errors import RefusedError

_ROOT = Path(__file__).resolve().parents[2]


class NoCheckout(RefusedError):
    """The demo and its court simulator are part of a checkout, not of an installed package: clone the project."""


def demo(
    *,
    scale: Annotated[str, typer.Option(help="full, or small: about a tenth, in seconds.")] = "full",
    seed: Annotated[int, typer.Option(help="Another simulated country.")] = 1,
    stream: Annotated[str, typer.Option(help="Where messages travel: postgres or kafka.")] = "postgres",
    kafka_bootstrap: Annotated[str | None, typer.Option(help="A running broker; else the demo starts one.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep database, logs and ledgers in this folder.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object with ledgers_agree and counts.")
    ] = False,
) -> None:
    """Play some simulated weeks through every stage and compare all ledgers; exit 0 only when they agree."""
    if not (_ROOT / "tests" / "demo").is_dir():
        raise NoCheckout
    command = [sys.executable, "-m", "tests.demo", "--scale", scale, "--seed", str(seed), "--stream", stream]
    command += ["--kafka-bootstrap", kafka_bootstrap] if kafka_bootstrap else []
    command += ["--keep", str(keep.absolute())] if keep else []
    command += ["--json"] if as_json else []
    raise typer.Exit(subprocess.run(command, cwd=_ROOT, check=False).returncode)  # noqa: S603 - our own module
