"""The documentation is complete: every command, event type and topic stands in it, and its links lead somewhere."""

import re
from pathlib import Path

import pytest
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


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    assert f"`{command}" in REFERENCE


@pytest.mark.parametrize("type_", list(EventType))
def test_every_event_type_is_documented(type_: EventType) -> None:
    assert f"`{type_}`" in (ROOT / "docs/reference/events.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_topic_is_documented(topic: object) -> None:
    assert f"`{topic.name}`" in (ROOT / "docs/reference/topics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
