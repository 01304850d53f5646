"""Runs the parts of one stage side by side: all of them, or none."""

import threading
from collections.abc import Callable, Mapping


def run_together(parts: Mapping[str, Callable[[], None]], stop: threading.Event) -> None:
    """Run each part in a thread until `stop`; a part that ends or fails stops the others, and its error is raised."""
    failures: list[BaseException] = []

    def run(part: Callable[[], None]) -> None:
        try:
            part()
        except BaseException as error:  # noqa: BLE001 - kept, and raised below in the stage's own thread
            failures.append(error)
        finally:
            stop.set()

    threads = [threading.Thread(target=run, args=(part,), name=name) for name, part in parts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
