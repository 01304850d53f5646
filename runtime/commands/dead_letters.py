"""`arauto dead-letter`: messages that were refused three times."""

from typing import Annotated

import typer

from runtime.commands.session import installation, show, show_one
from runtime.stream.dead_letters import get_dead_letter, list_dead_letters, replay_dead_letter

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Messages that were refused three times.")
Number = Annotated[int, typer.Argument(min=0, help="The dead letter's number, as `arauto dead-letter list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """List what was refused, with the reason."""
    with installation() as opened:
        rows = [
            {
                "number": dead.number,
                "refused_at": dead.letter.refused_at,
                "topic": dead.letter.topic,
                "group": dead.letter.group,
                "key": dead.letter.key,
                "reason": dead.letter.reason,
                "is_replayed": dead.is_replayed,
            }
            for dead in list_dead_letters(opened.stream)
        ]
    show(rows, as_json=as_json, empty="no message was refused")


@app.command("show")
def show_letter(number: Number, as_json: Json = False) -> None:
    """Show one refused message whole."""
    with installation() as opened:
        dead = get_dead_letter(opened.stream, number)
    facts = dead.letter.model_dump(exclude={"value_base64"})
    show_one({**facts, "is_replayed": dead.is_replayed, "value": dead.value.decode(errors="replace")}, as_json=as_json)


@app.command("replay")
def replay(number: Number) -> None:
    """Publish the refused bytes again, exactly as they were."""
    with installation() as opened:
        dead = replay_dead_letter(opened.stream, number, opened.clock.now())
    typer.echo(f"published again to {dead.letter.topic} under {dead.letter.key}")
