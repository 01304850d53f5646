"""Time of a measurement: the wall's, and this process's own, which others on the machine do not lengthen so much."""

import time


class Clock:
    """Seconds of the wall and of this process since the clock was made."""

    def __init__(self) -> None:
        self._wall, self._core = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Return both."""
        return time.perf_counter() - self._wall, time.process_time() - self._core


class Stopwatch:
    """Adds up seconds of the wall and of this process while it is entered."""

    def __init__(self) -> None:
        self.wall = self.core = 0.0
        self._clock = Clock()

    def __enter__(self) -> None:
        self._clock = Clock()

    def __exit__(self, *_: object) -> None:
        wall, core = self._clock.read()
        self.wall += wall
        self.core += core
