"""How fast a court is asked."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from capture.errors import UndeclaredHost, VisitReleased
from capture.middlewares.hosts import check_host
from capture.pacing import Gate, Pacer


class Time:
    """Time that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def pacer(time: Time, *, rate: float | None = 20, concurrency: int = 1) -> Pacer:
    return Pacer(requests_per_minute=rate, concurrency=concurrency, monotonic=time.monotonic, sleep=time.sleep)


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        await work()

    asyncio.run(main())


async def ask(pacer: Pacer, status: int | None = 200) -> None:
    pacer.give_back(await pacer.take(Gate()), status)


def test_twenty_a_minute_are_a_little_more_than_three_seconds_apart() -> None:
    """A minute that begins and ends with a request would hold the twenty-first at three seconds sharp."""
    time = Time()

    async def work() -> None:
        paced = pacer(time)
        for _ in range(5):
            await ask(paced)

    run(work)
    assert time.now == pytest.approx(100 + 4 * 3.03)


@pytest.mark.parametrize("status", [403, 429, 500, 503, None])
def test_trouble_halves_the_rate_and_good_answers_win_it_back(status: int | None) -> None:
    time = Time()

    async def work() -> None:
        paced = pacer(time)
        await ask(paced, status)
        assert paced.rate == 10
        await ask(paced, status)
        assert paced.rate == 5
        for _ in range(30):
            await ask(paced)
        assert paced.rate == 20

    run(work)


def test_processes_that_share_a_source_share_its_rate() -> None:
    """Three processes of one a second each would ask the CNJ's API three times as often as is allowed."""
    sharing = [1, 3]
    paced = Pacer(requests_per_minute=60, concurrency=1, sharers=lambda: sharing[0])
    assert paced.interval == pytest.approx(1.01)
    sharing.pop(0)
    assert paced.interval == pytest.approx(3.03)


def test_the_rate_never_falls_to_nothing() -> None:
    time = Time()

    async def work() -> None:
        paced = pacer(time)
        for _ in range(100):
            await ask(paced, 503)
        assert paced.rate == 20 / 64

    run(work)


def test_requests_that_were_out_together_halve_the_rate_once() -> None:
    time = Time()

    async def work() -> None:
        paced = pacer(time, rate=None, concurrency=3)
        turns = [await paced.take(Gate()) for _ in range(3)]
        for turn in turns:
            paced.give_back(turn, 503)
        assert paced.rate == paced.full_rate / 2

    run(work)


def test_a_tripled_latency_slows_down() -> None:
    time = Time()

    async def work() -> None:
        paced = pacer(time)
        for seconds in (1.0, 1.0, 4.0):
            turn = await paced.take(Gate())
            time.now += seconds
            paced.give_back(turn, 200)
        assert paced.rate == 10

    run(work)


def test_no_more_requests_are_out_than_allowed() -> None:
    time = Time()

    async def work() -> None:
        paced = pacer(time, rate=None, concurrency=2)
        first, _ = await paced.take(Gate()), await paced.take(Gate())
        third = asyncio.create_task(paced.take(Gate()))
        await asyncio.sleep(0)
        assert not third.done()
        paced.give_back(first, 200)
        await third

    run(work)


def test_a_closed_gate_refuses_also_who_waits_already() -> None:
    time = Time()

    async def work() -> None:
        gate = Gate()

        async def sleep_and_close(seconds: float) -> None:
            gate.close("a captcha")

        paced = Pacer(requests_per_minute=20, concurrency=1, monotonic=time.monotonic, sleep=sleep_and_close)
        await ask(paced)
        with pytest.raises(VisitReleased, match="captcha"):
            await paced.take(gate)
        gate.open()
        time.now += 60
        paced.give_back(await paced.take(gate), 200)

    run(work)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "https://esaj.tjsp.jus.br.evil.example/",
        "https://esaj.tjsp.jus.br:8443/",
        "https://user@esaj.tjsp.jus.br/",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
    ],
)
def test_only_declared_hosts_are_asked(url: str) -> None:
    with pytest.raises(UndeclaredHost):
        check_host(url, frozenset({"esaj.tjsp.jus.br"}))


def test_a_declared_host_is_asked() -> None:
    check_host("https://ESAJ.tjsp.jus.br/cpopg", frozenset({"esaj.tjsp.jus.br"}))
