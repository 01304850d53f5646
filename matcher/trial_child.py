"""The process in which expressions are compiled and tried, so that none can harm ours: its memory and time are limited.

Reads an expression in a line of JSON, answers with a line: null, or why it is refused. Ends with its input.
"""

import json
import math
import sys
import time

import regex

from matcher.expressions import compile_expression
from matcher.trial_names import load_trial_names

TRIAL_SECONDS = 0.05
"""For one name, of the processor's time: the module counts no other."""
TOTAL_SECONDS = 1.0
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 5  # of one expression, its compiling included; the system ends the process then


def main() -> None:
    """Answer until the input ends."""
    load_trial_names()
    limit_memory()
    _answer("ready")
    for line in sys.stdin:
        limit_time()
        _answer(why_refused(json.loads(line)))


def why_refused(expression: str) -> str | None:
    """Compile an expression and try it on all trial names; say what is wrong with it, or None."""
    try:
        pattern = compile_expression(expression)
        if pattern.search("", timeout=TRIAL_SECONDS):
            return "the expression finds the empty text, so it would match every party; make a part required"
        return _try_names(pattern)
    except (regex.error, ValueError, RecursionError) as error:
        return f"the expression is not valid: {error}"
    except MemoryError:
        return f"the expression needs more than {MEMORY_BYTES >> 20} MB; write it shorter, or count less"


def _try_names(pattern: regex.Pattern[str]) -> str | None:
    names = load_trial_names()
    begun = time.process_time()
    for name in (*names.hostile, *names.realistic):
        try:
            pattern.search(name, timeout=TRIAL_SECONDS)
        except TimeoutError:
            return (
                f"the expression takes more than {TRIAL_SECONDS * 1000:.0f} ms on a name of {len(name)} characters, "
                f"`{name[:30]}…`; avoid repeats inside repeats, such as (A+)+ or (.*)*"
            )
        if time.process_time() - begun > TOTAL_SECONDS:
            break
    else:
        return None
    count = len(names.hostile) + len(names.realistic)
    return f"the expression takes more than {TOTAL_SECONDS:.0f} s on {count} names; write fewer `.*` and repeats"


def limit_memory() -> None:
    """Limit the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def limit_time() -> None:
    """Give the next expression its time: the system counts all that this process has used."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = math.ceil(time.process_time()) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _answer(said: str | None) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
