"""Pages per second of our parsers, against lxml that only builds the tree of the same bytes."""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

import lxml.html

from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from tests.benchmarks.failure import BenchmarkFailed

POOLED = "all"
Parser = Callable[[bytes], ParsedPage]


@dataclass(frozen=True, slots=True)
class ParseSpeed:
    """Pages per second of one system's case pages, or of all together."""

    system: str
    pages: int
    mean_bytes: int
    ours: float
    lxml: float

    @property
    def ratio(self) -> float:
        return self.ours / self.lxml


def measure_parsing(pages: dict[str, list[bytes]], rounds: int) -> list[ParseSpeed]:
    """Return the best of several rounds for each system and for all together.

    In each round the two take turns, so that a busy machine slows both.
    """
    parsers = {system: _parser_of(system) for system in pages}
    for system, bodies in pages.items():
        _require_cases(system, [parsers[system](body) for body in bodies])
    ours, bare = dict.fromkeys(pages, float("inf")), dict.fromkeys(pages, float("inf"))
    for _ in range(rounds):
        for system, bodies in pages.items():
            ours[system] = min(ours[system], _seconds(parsers[system], bodies))
            bare[system] = min(bare[system], _seconds(lxml.html.document_fromstring, bodies))
    speeds = [_speed(system, pages[system], ours[system], bare[system]) for system in pages]
    everything = [body for bodies in pages.values() for body in bodies]
    return [*speeds, _speed(POOLED, everything, sum(ours.values()), sum(bare.values()))]


def _parser_of(system: str) -> Parser:
    parse: Parser = import_module(f"spiders.systems.{system}.pages").parse
    return parse


def _require_cases(system: str, parsed: Iterable[ParsedPage]) -> None:
    """A parser that refuses a page is quick, and its figure would say nothing."""
    for page in parsed:
        if page.outcome is not Outcome.FOUND_NEW or page.case is None or not page.case.movements:
            raise BenchmarkFailed(f"{system} does not read its page: {page.reason}")


def _seconds(work: Callable[..., object], pages: Iterable[object]) -> float:
    # As capture does: what was there before is not looked through again for garbage.
    gc.collect()
    gc.freeze()
    began = time.perf_counter()
    for page in pages:
        work(page)
    return time.perf_counter() - began


def _speed(system: str, bodies: list[bytes], ours: float, bare: float) -> ParseSpeed:
    count = len(bodies)
    return ParseSpeed(system, count, sum(map(len, bodies)) // count, count / ours, count / bare)
