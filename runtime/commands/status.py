"""`arauto status`: what every stage has yet to do now."""

from typing import Annotated

import typer

from runtime.commands.session import installation, show_one
from runtime.stages import pending_work


def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show business time and the work that is due and not done, by its name; nothing due prints only the time."""
    with installation() as opened:
        facts = {"business_time": opened.clock.now(), "pending": pending_work(opened)}
    if as_json:
        show_one(facts, as_json=True)
        return
    pending = facts.pop("pending")
    assert isinstance(pending, dict)
    show_one({**facts, **(pending or {"pending": "nothing"})}, as_json=False)
