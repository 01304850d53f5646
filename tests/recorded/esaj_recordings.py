"""Reads the recordings of e-SAJ, and plays them to a spider as a court session would."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spiders.base import PageRequest, RawPage

FOLDER = Path(__file__).parent / "esaj"


@dataclass(frozen=True)
class Recording:
    """One recorded page: how it was asked, its bytes, what it says."""

    name: str

    @property
    def request(self) -> dict[str, Any]:
        return json.loads((FOLDER / self.name / "request.json").read_text(encoding="utf-8"))

    @property
    def body(self) -> bytes:
        return (FOLDER / self.name / "page.html").read_bytes()

    @property
    def expected(self) -> dict[str, Any]:
        return json.loads((FOLDER / self.name / "expected.json").read_text(encoding="utf-8"))


def recordings() -> list[Recording]:
    return [Recording(folder.name) for folder in sorted(FOLDER.iterdir()) if (folder / "page.html").exists()]


@dataclass
class PlayedSession:
    """A session that answers with recordings: `answer` names one for each address, or raises."""

    answer: Callable[[str], str]
    asked: list[str] = field(default_factory=list)

    async def fetch(self, request: PageRequest) -> RawPage:
        self.asked.append(request.url)
        name, _, landed_on = self.answer(request.url).partition(" at ")
        recording = Recording(name)
        headers = {"content-type": recording.request["content_type"]}
        return RawPage(request, landed_on or request.url, recording.request["status"], headers, recording.body)
