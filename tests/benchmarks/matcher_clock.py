"""Time of a measurement: the wall's, and this process's own, which others on the machine do not lengthen so much."""

import time


class Clock:
    """Seconds of the wall and of this process since the clock was made."""

    def __init__(self) -> None:
        self._wall, self._core = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Return both."""
        return time.perf_counter() - self._wall, time.process_time() - self._core
