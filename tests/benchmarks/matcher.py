"""`python -m tests.benchmarks.matcher`, which `arauto bench matcher` runs from a checkout."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from rich.console import Console

from tests.benchmarks.failure import BenchmarkFailed
from tests.benchmarks.matcher_figures import Figures, Size
from tests.benchmarks.matcher_files import Files
from tests.benchmarks.matcher_names import NameMaker
from tests.benchmarks.matcher_runs import measure_two_processes, run_job
from tests.benchmarks.matcher_sample import SEED, generated_names, names_of_file

MANY, FEW = 1_000_000, 100_000
_GROWTH = (10_000, 100_000)
_PRINTED, _QUICK_PRINTED, _SMALLEST = 20_000, 6_000, 600
_ADDED = 1_000


def main() -> int:
    """Measure, print; exit 1 when something did not do its work."""
    parser = argparse.ArgumentParser(prog="arauto bench matcher", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--quick", action="store_true", help=f"{FEW:,} parties only")
    parser.add_argument("--parties", type=int, default=MANY, help="so many monitored parties in place of 1,000,000")
    parser.add_argument("--names", type=Path, help="a file of names in place of made ones, one in a line")
    given = parser.parse_args()
    try:
        names, others = _names(given.names, FEW if given.quick else given.parties)
        figures = _measure(names, others, is_quick=given.quick)
    except BenchmarkFailed as failure:
        sys.stderr.write(f"the measurement failed: {failure}\n")
        return 1
    if given.json:
        sys.stdout.write(json.dumps(figures.as_json()) + "\n")
    else:
        Console().print(*figures.tables(), sep="\n")
    return 0


def _names(file: Path | None, count: int) -> tuple[list[str], list[str]]:
    """Return the monitored names and others of the same file, if it has more."""
    if count < 1:
        raise BenchmarkFailed("--parties must be 1 at least")
    if file is None:
        return generated_names(count), []
    if not file.is_file():
        raise BenchmarkFailed(f"there is no file {file}")
    names = names_of_file(file)
    if not names:
        raise BenchmarkFailed(f"{file} holds no name")
    return names[:count], names[count:]


def _measure(names: list[str], others: list[str], *, is_quick: bool) -> Figures:
    largest = len(names)
    few = min(FEW, largest)
    sizes = [few] if is_quick else sorted({*(size for size in _GROWTH if size < largest), largest})
    each = _QUICK_PRINTED if is_quick else _PRINTED
    measured: dict[int, Size] = {}
    with tempfile.TemporaryDirectory(prefix="arauto-bench-") as name:
        for size in sizes:
            folder = Path(name) / str(size)
            folder.mkdir()
            _tell(f"{size:,} parties: printed names")
            Files(folder).write(names[:size], others, _added(), max(_SMALLEST, min(each, size)))
            measured[size] = _size(folder, size)
        _tell(f"{few:,} parties: two processes at once")
        two_processes = measure_two_processes(Path(name) / str(few), few)
    return Figures(measured, few, largest, two_processes, is_quick)


def _size(folder: Path, size: int) -> Size:
    jobs = {}
    for job in ("whole", "cdist", "loop"):
        _tell(f"{size:,} parties: {job}")
        jobs[job] = run_job(job, folder, size)
    return Size(size, **jobs)


def _added() -> Sequence[str]:
    """Parties that are added later: a seed of their own, no other's names."""
    return list(islice(NameMaker(SEED + 2), _ADDED))


def _tell(progress: str) -> None:
    sys.stderr.write(f"{progress} …\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
