"""Says where unforeseen code failed without what it was reading: page text and names never go to a log."""

import traceback

_DEEPEST = 6


def failure_facts(error: BaseException) -> dict[str, object]:
    """Return the error's type and its innermost frames, for log fields; the message may quote a page and stays out."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    return {
        "error": type(error).__name__,
        "frames": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames],
    }
