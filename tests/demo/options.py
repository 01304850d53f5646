"""What a demo may be told, and how its parts fail."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class DemoFailed(Exception):
    """The demo could not be played to its end; the message says at which point and why."""


@dataclass(frozen=True)
class DemoOptions:
    """How a demo is played. `stall_seconds` is real time without any progress after which it gives up."""

    scale: str = "full"
    seed: int = 1
    stream: str = "postgres"
    kafka_bootstrap: str | None = None
    keep: Path | None = None
    stall_seconds: float = 90.0


@dataclass(frozen=True)
class DayContext:
    """What a callback of `run_demo` sees of the running demo: pids that may be killed, and the database."""

    day: int
    up_pid: Callable[[], int | None]
    stage_pids: Callable[[], dict[str, int]]
    owner_dsn: str
    stage_dsn: str
    admin_dsn: str
    """The private server's superuser: only saboteurs use it."""
    folder: Path
    plan: dict[str, object] = field(default_factory=dict)
