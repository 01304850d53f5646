"""Reads the recorded pages of one system, and the fetcher that answers a visit with them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spiders.base import PageRequest, RawPage

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Recording:
    """One recorded page: what was asked, what came, what it says."""

    name: str
    system: str
    body: bytes
    request: dict[str, Any]
    expected: dict[str, Any]


def recordings_of(system: str) -> list[Recording]:
    """Return the system's recordings in the order of their names."""
    return [recording(system, folder.name) for folder in sorted((FOLDER / system).iterdir()) if folder.is_dir()]


def recording(system: str, name: str) -> Recording:
    """Return one recording."""
    folder = FOLDER / system / name
    page = next(folder.glob("page.*"))
    request = json.loads((folder / "request.json").read_text())
    return Recording(
        name, system, page.read_bytes(), request, json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    )


def said(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return what a page says without our own sentence about it."""
    return {key: value for key, value in parsed.items() if key != "reason"}


class FakeSession:
    """Answers each request by a function, and remembers what was asked."""

    def __init__(self, answer: Callable[[PageRequest], bytes]) -> None:
        self._answer = answer
        self.requests: list[PageRequest] = []

    async def fetch(self, request: PageRequest) -> RawPage:
        self.requests.append(request)
        return RawPage(request=request, url=request.url, status=200, headers={}, body=self._answer(request))


def by_kind(pages: dict[str, bytes | Iterable[bytes]]) -> Callable[[PageRequest], bytes]:
    """Answer with the page of the kind that is hoped for; several pages of one kind come one after the other."""
    waiting = {kind: iter([page] if isinstance(page, bytes) else page) for kind, page in pages.items()}
    return lambda request: next(waiting[str(request.kind)])
