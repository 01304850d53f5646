"""Lets a spider read a large page in a thread, so that the visits of the other courts go on meanwhile.

Spiders parse between two fetches. The session says when a page is large; the spider's next stretch, up to its next
fetch, then runs in a worker thread instead of on the loop.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from enum import Enum
from functools import partial
from types import coroutine
from typing import Any, TypeVar

LARGE_PAGE_BYTES = 1024 * 1024
Result = TypeVar("Result")


class _Hop(Enum):
    OFF = "off"
    BACK = "back"


@coroutine
def _hop(where: _Hop) -> Generator[_Hop, None, None]:
    yield where


async def leave_loop() -> None:
    """Go on in a thread; called at the end of a fetch, from a visit that `step_off_loop` drives."""
    await _hop(_Hop.OFF)


async def return_to_loop() -> None:
    """Go on upon the loop, if a thread is where this runs; called at the beginning of a fetch."""
    if not _is_on_loop():
        await _hop(_Hop.BACK)


def _is_on_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def step_off_loop(visit: Coroutine[Any, Any, Result]) -> Result:
    """Await a visit whose session may call `leave_loop`."""
    result: Result = await _Stepped(visit)
    return result


@dataclass(frozen=True, slots=True)
class _Step:
    is_last: bool
    value: Any


def _step(resume: Callable[[], Any]) -> _Step:
    try:
        return _Step(is_last=False, value=resume())
    except StopIteration as end:  # which no future can carry
        return _Step(is_last=True, value=end.value)


class _Stepped:
    """Drives a coroutine as a task does, with its stretches in a thread while it is off the loop."""

    def __init__(self, visit: Coroutine[Any, Any, Any]) -> None:
        self._visit = visit

    def __await__(self) -> Generator[Any, Any, Any]:
        go_on = partial(self._visit.send, None)
        resume: Callable[[], Any] = go_on
        is_off = False
        while True:
            step = (yield from asyncio.to_thread(_step, resume).__await__()) if is_off else _step(resume)
            if step.is_last:
                return step.value
            resume = go_on
            is_off = step.value is _Hop.OFF
            if isinstance(step.value, _Hop):
                continue
            try:
                resume = partial(self._visit.send, (yield step.value))
            except GeneratorExit:
                self._visit.close()
                raise
            except BaseException as error:  # noqa: BLE001 - thrown on into the visit, as a task does
                resume = partial(self._visit.throw, error)
