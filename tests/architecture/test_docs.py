"""The documentation is complete: every command, event type and topic stands in it, and its links lead somewhere."""

import re
from pathlib import Path

import typer

from runtime.cli import COMMANDS, app
from schemas.events import EventType
from schemas.topics import TOPICS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])


def commands() -> list[str]:
    """All commands as they are typed, without their arguments."""
    group = typer.main.get_command(app)
    found = []
    for name in COMMANDS:
        command = group.get_command(None, name)
        inner = getattr(command, "commands", None)
        found += [f"arauto {name} {each}" for each in inner] if inner else [f"arauto {name}"]
    return found


def test_every_command_is_documented() -> None:
    every = commands()
    assert len(every) > 30
    assert [command for command in every if f"`{command}" not in REFERENCE] == []


def test_every_event_type_is_documented() -> None:
    events = (ROOT / "docs/reference/events.md").read_text(encoding="utf-8")
    assert [str(each) for each in EventType if f"`{each}`" not in events] == []


def test_every_topic_is_documented() -> None:
    topics = (ROOT / "docs/reference/topics.md").read_text(encoding="utf-8")
    assert [topic.name for topic in TOPICS if f"`{topic.name}`" not in topics] == []


def test_links_between_pages_lead_somewhere() -> None:
    assert len(PAGES) > 30
    links = [
        (page, link)
        for page in PAGES
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    ]
    assert links
    assert [f"{page.relative_to(ROOT)}: {link}" for page, link in links if not (page.parent / link).exists()] == []
