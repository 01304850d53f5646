"""A stretch of a visit runs in a thread, and everything else on the loop."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

import pytest

from capture.off_loop import leave_loop, return_to_loop, step_off_loop


def on_a_loop(scenario: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """Run a scenario on a loop of its own."""

    @wraps(scenario)
    def run() -> None:
        asyncio.run(scenario())

    return run


@on_a_loop
async def test_a_stretch_runs_elsewhere_and_the_loop_goes_on() -> None:
    main, places = threading.get_ident(), list[bool]()
    released = threading.Event()

    async def visit() -> str:
        await asyncio.sleep(0)
        places.append(threading.get_ident() == main)
        await leave_loop()
        places.append(threading.get_ident() == main)
        assert released.wait(5)  # would never come if the loop stood still
        await return_to_loop()
        await asyncio.sleep(0)
        places.append(threading.get_ident() == main)
        return "read"

    driven = asyncio.create_task(step_off_loop(visit()))
    await asyncio.sleep(0.05)
    released.set()
    assert await driven == "read"
    assert places == [True, False, True]


@on_a_loop
async def test_what_a_stretch_raises_or_returns_off_the_loop_arrives() -> None:
    async def fails() -> None:
        await leave_loop()
        raise ValueError("the page is not as it was")

    async def ends() -> int:
        await leave_loop()
        return 7

    with pytest.raises(ValueError, match="not as it was"):
        await step_off_loop(fails())
    assert await step_off_loop(ends()) == 7


@on_a_loop
async def test_an_error_of_what_is_awaited_reaches_the_visit() -> None:
    async def visit() -> str:
        try:
            await asyncio.wait_for(asyncio.sleep(5), 0.01)
        except TimeoutError:
            return "given up"
        return "never"

    assert await step_off_loop(visit()) == "given up"
