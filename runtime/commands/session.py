"""What every command that touches the installation shares: opening it, and printing a result as text or JSON."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from runtime.logs import configure_logs
from runtime.services import Installation, borrowed_server, open_installation, prepare
from runtime.settings import Settings, read_settings


@contextmanager
def installation() -> Iterator[Installation]:
    """Open the installation of this command; in embedded mode it serves the database while nobody else does."""
    settings = command_settings("command")
    with borrowed_server(settings) as server:
        if server is not None:
            prepare(settings)
        with open_installation(settings, application="arauto command", max_connections=4) as opened:
            yield opened


def command_settings(stage: str) -> Settings:
    """Read the settings and set up logging."""
    settings = read_settings()
    configure_logs(settings.log_format, settings.log_level, stage=stage)
    return settings


def show(rows: Sequence[Mapping[str, Any]], *, as_json: bool, empty: str) -> None:
    """Print rows as a table, or each as one line of JSON."""
    if as_json:
        for row in rows:
            sys.stdout.write(json.dumps(row, default=_plain, ensure_ascii=False) + "\n")
        return
    if not rows:
        sys.stdout.write(f"{empty}\n")
        return
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(_said(value) for value in row.values()))
    Console().print(table)


def show_one(facts: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one thing: JSON on one line, or a line per fact."""
    if as_json:
        sys.stdout.write(json.dumps(facts, default=_plain, ensure_ascii=False) + "\n")
        return
    width = max((len(name) for name in facts), default=0)
    for name, value in facts.items():
        sys.stdout.write(f"{name.replace('_', ' '):<{width}}  {_said(value)}\n")


def _said(value: object) -> str:
    """A value as a person reads it."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = _plain(value)
    if isinstance(plain, dict):
        return ", ".join(f"{name}: {_said(item)}" for name, item in plain.items()) or "—"
    if isinstance(plain, list):
        return "; ".join(_said(item) for item in plain) or "—"
    return str(plain)


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | bool | int | float):
        return value if isinstance(value, bool | int | float) else str(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)
