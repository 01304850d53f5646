"""What every command that touches the installation shares: opening it, and printing a result as text or JSON."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from runtime.logs import configure_logs
from runtime.services import Installation, borrowed_server, open_installation, prepare
from runtime.settings import Settings, read_settings

_ANY_WIDTH = 10_000  # a measurement is cut at the width it is made for


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
    console = Console()
    table = _table(rows)
    needed = console.measure(table, options=console.options.update(width=_ANY_WIDTH)).minimum
    if needed <= console.width:
        console.print(table)
        return
    for number, row in enumerate(rows):  # too wide for a table that anybody can read or copy from
        sys.stdout.write("\n" if number else "")
        show_one(row, as_json=False)


def show_one(facts: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one thing: JSON on one line, or a line per fact; a list of things gets a line for each."""
    if as_json:
        sys.stdout.write(json.dumps(facts, default=_plain, ensure_ascii=False) + "\n")
        return
    width = max((len(name) for name in facts), default=0)
    for name, value in facts.items():
        lines = [_said(each) for each in value] if _is_list_of_things(value) else [_said(value)]
        label = name.replace("_", " ")
        for line in lines:
            sys.stdout.write(f"{label:<{width}}  {line}\n")
            label = ""


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Rows as a table; what is copied, or has no blanks to break at, stays on one line."""
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        is_fixed = all(isinstance(row[name], datetime) or " " not in _said(row[name]) for row in rows)
        is_narrow = is_fixed and max(len(_said(row[name])) for row in rows) < len(name)
        # What may not break would cut its heading.
        heading = Text(name.replace("_", "\n" if is_narrow else " "))
        table.add_column(heading, no_wrap=is_fixed, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_said(value)) for value in row.values()))
    return table


def _is_list_of_things(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], BaseModel | Mapping)


def _said(value: object) -> str:
    """A value as a person reads it: moments in UTC to the second, nothing about what is not known inside a thing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, Mapping):
        known = ((str(name).replace("_", " "), item) for name, item in value.items() if item not in (None, (), []))
        return ", ".join(f"{name}: {_said(item)}" for name, item in known) or "—"
    if isinstance(value, tuple | list | set | frozenset):
        return "; ".join(_said(item) for item in value) or "—"
    return "—" if value is None else str(value) or "—"


def _plain(value: object) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)
