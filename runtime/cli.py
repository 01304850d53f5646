"""The `arauto` command line; a command is loaded when it is called and starts without the others' libraries."""

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from schemas.errors import ArautoError

# name: (module, attribute) of each command or group of commands, in the order of the help
COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("runtime.commands.running", "up"),
    "run": ("runtime.commands.running", "run"),
    "status": ("runtime.commands.status", "status"),
    "demo": ("runtime.commands.demo", "demo"),
    "bench": ("runtime.commands.bench", "app"),
    "doctor": ("runtime.commands.doctor", "doctor"),
    "company": ("runtime.commands.companies", "app"),
    "key": ("runtime.commands.keys", "app"),
    "case": ("runtime.commands.cases", "app"),
    "party": ("runtime.commands.parties", "app"),
    "webhook": ("runtime.commands.webhooks", "app"),
    "tribunal": ("runtime.commands.tribunals", "app"),
    "quarantine": ("runtime.commands.quarantine", "app"),
    "canary": ("runtime.commands.canaries", "app"),
    "reparse": ("runtime.commands.reparse", "reparse"),
    "mailbox": ("runtime.commands.mailboxes", "app"),
    "credential": ("runtime.commands.credentials", "app"),
    "explain": ("runtime.commands.explain", "explain"),
    "why-not": ("runtime.commands.explain", "why_not"),
    "dead-letter": ("runtime.commands.dead_letters", "app"),
    "record": ("runtime.commands.record", "record"),
    "match": ("runtime.commands.match", "match"),
    "parse": ("runtime.commands.parse", "parse"),
    "secrets": ("runtime.commands.secrets", "app"),
    "database": ("runtime.commands.database", "app"),
}
_EXIT_REFUSED = 1


class LazyGroup(TyperGroup):
    """Loads a command's module when the command is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        found = getattr(importlib.import_module(module), attribute)
        if isinstance(found, typer.Typer):
            command = typer.main.get_command(found)
        else:
            single = typer.Typer(add_completion=False)
            single.command(cmd_name)(found)
            command = typer.main.get_command(single)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Court monitoring for Brazil: capture, matching, delivery.",
)


@app.callback()
def _arauto() -> None:
    """Court monitoring for Brazil: capture, matching, delivery."""


def main() -> None:
    """Run the command line; an error of ours becomes one clear line and exit status 1."""
    try:
        app()
    except ArautoError as error:
        sys.stderr.write(f"arauto: {error}\n")
        sys.exit(_EXIT_REFUSED)


if __name__ == "__main__":
    main()
