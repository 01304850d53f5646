"""The patterns that the engine scans for, and those it is yet to learn: they are asked by themselves until then."""

import threading
from collections.abc import Iterable, Sequence

import structlog

from matcher.scan import encode
from matcher.scan_engine import Pattern, Segment, Written, compile_segments, weigh

log = structlog.get_logger()

MOST_TOGETHER = 30_000
"""Texts compiled together, in some seconds."""
_MORE = 4
"""A segment is compiled anew with what waits when that has a quarter of its texts: each is compiled a few times, and
the segments, each of which costs a pass over the name, stay few."""


class ScanSet:
    """Patterns by number, which is never used again. Belongs to one thread; compiling is done beside it."""

    def __init__(self) -> None:
        self._patterns: dict[int, Written] = {}
        self._segments: list[Segment] = []
        self._waiting: dict[int, None] = {}  # in the order in which they came
        self._refused: set[int] = set()
        self._builder: _Builder | None = None

    def add(self, number: int, written: Written) -> None:
        self._patterns[number] = written
        self._waiting[number] = None

    def remove(self, number: int) -> None:
        del self._patterns[number]
        self._waiting.pop(number, None)
        self._refused.discard(number)

    def find(self, names: Sequence[str]) -> list[list[int]]:
        """For each folded name the numbers that may match, among them those that the engine does not know."""
        if not self._patterns:
            return [[] for _ in names]
        if self._waiting or self._builder is not None:
            self._compile_beside()
        unknown = [*self._waiting, *self._refused]
        scans = [segment.scan for segment in self._segments]
        each: list[list[int]] = []
        for name in names:
            data = name.encode() if name.isascii() else encode(name)
            if data is None:
                each.append(list(self._patterns))
                continue
            found = unknown[:]
            for scan in scans:
                scan(data, found)
            each.append([number for number in found if number in self._patterns] if found else found)
        return each

    def build(self) -> None:
        """Compile now what the engine does not know."""
        if self._builder is not None:
            self._builder.thread.join()
            self._adopt(self._builder)
        if self._waiting:
            builder = self._prepare()
            builder.run()
            self._adopt(builder)

    def _compile_beside(self) -> None:
        """Take over what has been compiled meanwhile, or begin to compile what waits."""
        if self._builder is None:
            self._builder = self._prepare()
            self._builder.thread.start()
        elif not self._builder.thread.is_alive():
            self._adopt(self._builder)

    def _prepare(self) -> "_Builder":
        """Choose what to compile: what waits, together with segments that are short or mostly removed."""
        numbers = list(self._waiting)
        weight = self._weigh(numbers)
        kept: list[Segment] = []
        for segment in sorted(self._segments, key=lambda each: each.weight):
            alive = [number for number in segment.numbers if number in self._patterns]
            left = self._weigh(alive)
            is_light = left <= weight * _MORE and left + weight <= MOST_TOGETHER
            if is_light or left * 2 < segment.weight:
                numbers += alive
                weight += left
            else:
                kept.append(segment)
        return _Builder(kept, [(number, self._patterns[number]) for number in sorted(numbers)])

    def _weigh(self, numbers: Iterable[int]) -> int:
        return sum(weigh(self._patterns[number]) for number in numbers)

    def _adopt(self, builder: "_Builder") -> None:
        self._builder = None
        self._segments = [*builder.kept, *builder.built]
        built = {number for segment in builder.built for number in segment.numbers}
        # Whatever kept the others out, the engine's word or the end of memory: nothing may be passed over.
        refused = [number for number, _ in builder.patterns if number not in built]
        self._refused.update(number for number in refused if number in self._patterns)
        for number, _ in builder.patterns:
            self._waiting.pop(number, None)
        if refused:
            log.warning("scan_engine_refused", patterns=len(refused), effect="they are asked one by one")


class _Builder:
    """One round of compiling, which knows nothing of changes made meanwhile."""

    def __init__(self, kept: list[Segment], patterns: Sequence[Pattern]) -> None:
        self.kept = kept
        self.patterns = patterns
        self.built: list[Segment] = []
        self.thread = threading.Thread(target=self.run, name="scan-engine", daemon=True)

    def run(self) -> None:
        """Compile not too many at once; what cannot be compiled is in no segment, and asked by itself."""
        together: list[Pattern] = []
        weight = 0
        for pattern in self.patterns:
            if together and weight + weigh(pattern[1]) > MOST_TOGETHER:
                self._compile(together)
                together, weight = [], 0
            together.append(pattern)
            weight += weigh(pattern[1])
        self._compile(together)

    def _compile(self, patterns: Sequence[Pattern]) -> None:
        self.built += compile_segments(patterns)[0]
