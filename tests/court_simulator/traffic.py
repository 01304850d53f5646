"""Counts what a simulator was asked: by kind, by source, and how many requests its busiest minute had."""

import time
from collections import Counter, deque
from dataclasses import dataclass, field

_MINUTE = 60.0


@dataclass
class Source:
    """The requests to one tribunal, or to an API that many share."""

    requests: int = 0
    bytes: int = 0
    busiest_minute: int = 0
    by_day: Counter[int] = field(default_factory=Counter)
    _recent: deque[float] = field(default_factory=deque)

    def add(self, moment: float, day: int) -> None:
        self.requests += 1
        self.by_day[day] += 1
        self._recent.append(moment)
        while self._recent[0] <= moment - _MINUTE:
            self._recent.popleft()
        self.busiest_minute = max(self.busiest_minute, len(self._recent))


class Traffic:
    """All requests of a run; minutes are of real time and slide, days are the world's."""

    def __init__(self) -> None:
        self.by_kind: Counter[str] = Counter()
        self.sources: dict[str, Source] = {}

    def begin(self, source: str, kind: str, day: int) -> Source:
        """Count a request when it comes."""
        self.by_kind[kind] += 1
        found = self.sources.setdefault(source, Source())
        found.add(time.monotonic(), day)
        return found

    def as_json(self) -> dict[str, object]:
        """Return everything counted."""
        return {
            "requests": self.by_kind.total(),
            "bytes": sum(source.bytes for source in self.sources.values()),
            "by_kind": dict(self.by_kind),
            "sources": {
                name: {
                    "requests": source.requests,
                    "bytes": source.bytes,
                    "busiest_minute": source.busiest_minute,
                    "busiest_day": max(source.by_day.values(), default=0),
                }
                for name, source in sorted(self.sources.items())
            },
        }
