"""One measurement of the matcher in a process of its own: `python -m tests.benchmarks.matcher_job JOB FOLDER PARTIES`.

The folder holds `monitored.txt`, `added.txt` and `printed.json` (see `matcher_files`). The answer is one JSON object.
"""

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from matcher.expressions import compile_expression
from matcher.folding import fold_text
from matcher.generation import generate_expression
from matcher.names_index import Hit, NamesIndex
from monitor_config.models import DEFAULT_FUZZY_THRESHOLD
from tests.benchmarks.matcher_clock import Clock
from tests.benchmarks.matcher_files import Files
from tests.benchmarks.matcher_sample import BACKGROUND, PrintedName
from tests.benchmarks.matcher_users import measure_slowdown

_CDIST_PAIRS, _MOST_CDIST_NAMES, _CDIST_AT_ONCE = 60_000_000, 500, 10
_CDIST_CUTOFF = 85
_LOOP_PATTERNS, _LOOP_NAMES = 2_000, 100
_KILOBYTES_OF_A_GIGABYTE = 1e6 / 1.024


def whole(files: Files, parties: int) -> dict[str, Any]:
    """Build; find names of the first part, of the second by key alone, of the third timed each; add parties."""
    printed, parts = files.printed()
    clock = Clock()
    index = _built(files, parties)
    build, build_core = clock.read()
    hits, found = _find(index, printed[parts.whole], is_fuzzy=True)
    _, exact = _find(index, printed[parts.exact], is_fuzzy=False)
    single = _find_one_by_one(index, printed[parts.single])
    added = _added(index, files.added())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTES_OF_A_GIGABYTE
    return {
        "build_seconds": build,
        "build_core_seconds": build_core,
        **{f"whole_{key}": value for key, value in found.items()},
        **{f"exact_{key}": value for key, value in exact.items()},
        **single,
        **added,
        "peak_gb": peak,
        "quality": _judge(printed[parts.whole], hits),
        "users": measure_slowdown(index, [each.text for each in printed[parts.users]]),
    }


def cdist(files: Files, parties: int) -> dict[str, Any]:
    """Compare a few names of the first part with every monitored one by rapidfuzz."""
    count = max(_CDIST_AT_ONCE, min(_MOST_CDIST_NAMES, _CDIST_PAIRS // parties))
    names = [fold_text(name) for name in _lines(files.monitored, parties)]
    sought = [fold_text(each.text) for each in _spread(files, count)]
    clock = Clock()
    for start in range(0, len(sought), _CDIST_AT_ONCE):
        some = sought[start : start + _CDIST_AT_ONCE]
        process.cdist(some, names, scorer=fuzz.ratio, score_cutoff=_CDIST_CUTOFF, dtype=np.uint8, workers=1)
    wall, core = clock.read()
    return {"names": len(sought), "names_per_second": len(sought) / wall, "names_per_core_second": len(sought) / core}


def loop(files: Files, parties: int) -> dict[str, Any]:
    """Search a few names of the first part with the compiled expressions of some monitored ones.

    The seconds for one name and one pattern are taken to be the same for each further pattern; compiling is free.
    """
    patterns = [
        compile_expression(generate_expression(name)) for name in _lines(files.monitored, min(parties, _LOOP_PATTERNS))
    ]
    sought = [fold_text(each.text) for each in _spread(files, _LOOP_NAMES)]
    clock = Clock()
    found = sum(1 for name in sought for pattern in patterns if pattern.search(name))
    wall, core = clock.read()
    share = len(patterns) / parties
    return {
        "patterns": len(patterns),
        "names": len(sought),
        "found": found,
        "names_per_second": len(sought) / wall * share,
        "names_per_core_second": len(sought) / core * share,
    }


def paced(files: Files, parties: int) -> dict[str, Any]:
    """Build, then find the names between two places each time a line on standard input names them."""
    printed, _ = files.printed()
    index = _built(files, parties)
    _say({"ready": True})
    for line in sys.stdin:
        start, end = map(int, line.split())
        _, found = _find(index, printed[start:end], is_fuzzy=True)
        _say(found)
    return {"done": True}


JOBS: dict[str, Callable[[Files, int], dict[str, Any]]] = {"whole": whole, "cdist": cdist, "loop": loop, "paced": paced}


def _built(files: Files, parties: int) -> NamesIndex:
    index = NamesIndex()
    index.add_many(enumerate(_lines(files.monitored, parties)))
    return index


def _lines(file: Path, count: int) -> Iterator[str]:
    with file.open(encoding="utf-8") as lines:
        for line in islice(lines, count):
            yield line.removesuffix("\n")


def _spread(files: Files, count: int) -> Sequence[PrintedName]:
    """Return a few of the printed names that the whole is measured with."""
    printed, parts = files.printed()
    part = printed[parts.whole]
    return part[:: max(1, len(part) // count)][:count]


def _find(
    index: NamesIndex, printed: Sequence[PrintedName], *, is_fuzzy: bool
) -> tuple[list[Sequence[Hit]], dict[str, float]]:
    """Find names together; return hits, and how fast."""
    texts = [each.text for each in printed]
    clock = Clock()
    hits = index.find_many(texts, is_fuzzy=is_fuzzy)
    wall, core = clock.read()
    return hits, {"names_per_second": len(texts) / wall, "names_per_core_second": len(texts) / core}


def _find_one_by_one(index: NamesIndex, printed: Sequence[PrintedName]) -> dict[str, float]:
    wall: list[float] = []
    core: list[float] = []
    for each in printed:
        started, worked = time.perf_counter(), time.thread_time()
        index.find_many((each.text,))
        core.append(time.thread_time() - worked)
        wall.append(time.perf_counter() - started)
    return {"p99_ms": 1e3 * _p99(wall), "p99_core_ms": 1e3 * _p99(core)}


def _p99(each: Sequence[float]) -> float:
    return float(np.quantile(each, 0.99))


def _added(index: NamesIndex, names: Iterable[str]) -> dict[str, float]:
    """Add names one by one; return microseconds."""
    first = len(index)
    each: list[float] = []
    for place, name in enumerate(names, first):
        started = time.perf_counter()
        index.add(place, name)
        each.append(1e6 * (time.perf_counter() - started))
    return {"add_us": sum(each) / len(each), "add_p99_us": _p99(each)}


def _judge(printed: Sequence[PrintedName], hits: Sequence[Sequence[Hit]]) -> dict[str, Any]:
    """Compare what was found, at the threshold that parties have by default, with who is named."""
    right = wrong = missed = found = 0
    by_shape: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each, its_hits in zip(printed, hits, strict=True):
        places = {hit.place for hit in its_hits if hit.score >= DEFAULT_FUZZY_THRESHOLD}
        found += len(places)
        named = set(each.named)
        counts = (len(places & named), len(places - named - set(each.alike)), len(named - places))
        right, wrong, missed = right + counts[0], wrong + counts[1], missed + counts[2]
        by_shape[each.shape] = [had + more for had, more in zip(by_shape[each.shape], counts, strict=True)]
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return {
        "hits_per_name": found / len(printed),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
        "recall_by_shape": {
            shape: right / max(1, right + missed)
            for shape, (right, _, missed) in sorted(by_shape.items())
            if shape != BACKGROUND
        },
        "wrong_in_background": by_shape[BACKGROUND][1],
    }


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _say(JOBS[sys.argv[1]](Files(Path(sys.argv[2])), int(sys.argv[3])))
