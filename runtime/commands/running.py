"""`arauto up` and `arauto run`: all stages supervised, or one of them."""

import signal
import sys
import threading
from typing import Annotated

import typer

from runtime.commands.session import command_settings
from runtime.services import borrowed_server, embedded_server, prepare
from runtime.stages import STAGES, run_stage
from runtime.supervisor import Program, Supervisor, die_with_parent
from schemas.errors import RefusedError

_NO_CAPTURE = (
    "capture is left out, no court is asked: set ARAUTO_CONTACT to an e-mail or page that courts can write to, "
    "and start again\n"
)


class UnknownStage(RefusedError):
    """There is no such stage."""


def up() -> None:
    """Serve the database (embedded mode), apply migrations, and run every stage as a supervised child process."""
    settings = command_settings("up")
    with embedded_server(settings) as server:
        applied = prepare(settings)
        if applied:
            sys.stderr.write(f"applied {len(applied)} migrations\n")
        names = [name for name in STAGES if settings.contact or name != "capture"]
        programs = [Program(name, (sys.executable, "-m", "runtime.cli", "run", name, "--supervised")) for name in names]
        if not settings.contact:
            sys.stderr.write(_NO_CAPTURE)
        sys.stderr.write(f"running {', '.join(names)}; the API listens on {settings.api_host}:{settings.api_port}\n")
        Supervisor(programs).run(threading.Event(), each_round=server.restart_if_dead if server is not None else None)
        sys.stderr.write("all stages have ended\n")


def run(
    stage: Annotated[str, typer.Argument(help="capture, matcher, delivery or api.")],
    supervised: Annotated[bool, typer.Option(hidden=True, help="End with the process that started this one.")] = False,
) -> None:
    """Run one stage until SIGTERM."""
    if stage not in STAGES:
        raise UnknownStage(f"there is no stage {stage!r}; there are {', '.join(STAGES)}")
    if supervised:
        die_with_parent()
    settings = command_settings(stage)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if supervised:
        run_stage(stage, settings, stop)
        return
    with borrowed_server(settings) as server:
        if server is not None:
            prepare(settings)
        run_stage(stage, settings, stop)
