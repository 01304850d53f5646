"""The figures of one run of `arauto bench matcher`, as JSON and as tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from tests.benchmarks.matcher_runs import TwoProcesses


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured with so many parties: the answers of the processes."""

    parties: int
    whole: dict[str, Any]
    cdist: dict[str, Any]
    loop: dict[str, Any]

    @property
    def ratio_cdist(self) -> float:
        return float(self.whole["whole_names_per_second"] / self.cdist["names_per_second"])

    @property
    def ratio_loop(self) -> float:
        return float(self.whole["whole_names_per_second"] / self.loop["names_per_second"])


_ROWS: tuple[tuple[str, Callable[[Size], float], str], ...] = (
    ("names per second", lambda size: size.whole["whole_names_per_second"], ",.0f"),
    ("  per second of core time", lambda size: size.whole["whole_names_per_core_second"], ",.0f"),
    ("times rapidfuzz's cdist", lambda size: size.ratio_cdist, ",.0f"),
    ("times the loop of patterns", lambda size: size.ratio_loop, ",.0f"),
    ("exact stage, names per second", lambda size: size.whole["exact_names_per_second"], ",.0f"),
    ("  per second of core time", lambda size: size.whole["exact_names_per_core_second"], ",.0f"),
    ("p99 of one name, ms", lambda size: size.whole["p99_ms"], ".2f"),
    ("  in core time", lambda size: size.whole["p99_core_ms"], ".2f"),
    ("build, seconds", lambda size: size.whole["build_seconds"], ".1f"),
    ("  in core time", lambda size: size.whole["build_core_seconds"], ".1f"),
    ("peak memory, GB", lambda size: size.whole["peak_gb"], ".2f"),
    ("add one party, µs", lambda size: size.whole["add_us"], ",.0f"),
    ("  p99, µs", lambda size: size.whole["add_p99_us"], ",.0f"),
    ("slower with 1,000 expressions, %", lambda size: 100 * size.whole["users"]["slowdown"], ".0f"),
    ("hits per printed name", lambda size: size.whole["quality"]["hits_per_name"], ".3f"),
    ("precision", lambda size: size.whole["quality"]["precision"], ".4f"),
    ("recall", lambda size: size.whole["quality"]["recall"], ".4f"),
    ("F1", lambda size: size.whole["quality"]["f1"], ".4f"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """All sizes, and what was measured beside them."""

    sizes: dict[int, Size]
    few: int
    largest: int
    two_processes: TwoProcesses
    is_quick: bool

    def as_json(self) -> dict[str, Any]:
        """Return the figures by their names; those of the largest size are null in a quick run."""
        many = None if self.is_quick else self.sizes[self.largest]
        figures: dict[str, Callable[[Size], float]] = {
            "names_per_second_1m": lambda size: size.whole["whole_names_per_second"],
            "ratio_cdist_1m": lambda size: size.ratio_cdist,
            "ratio_loop_1m": lambda size: size.ratio_loop,
            "exact_names_per_second_1m": lambda size: size.whole["exact_names_per_second"],
            "p99_ms_1m": lambda size: size.whole["p99_ms"],
            "build_seconds_1m": lambda size: size.whole["build_seconds"],
            "peak_gb_1m": lambda size: size.whole["peak_gb"],
            "add_us_1m": lambda size: size.whole["add_us"],
        }
        return {
            **{name: None if many is None else round(take(many), 3) for name, take in figures.items()},
            "names_per_second_100k": round(self.sizes[self.few].whole["whole_names_per_second"], 1),
            "two_process_ratio": round(self.two_processes.ratio, 3),
            "unprefilterable_slowdown": round(self.sizes[self.few].whole["users"]["slowdown"], 3),
            "details": {
                "parties": self.largest,
                "parties_100k": self.few,
                "two_process_core_ratio": round(self.two_processes.core_ratio, 3),
                "sizes": {
                    str(parties): {"whole": size.whole, "cdist": size.cdist, "loop": size.loop}
                    for parties, size in self.sizes.items()
                },
            },
        }

    def tables(self) -> Iterator[Table | str]:
        """Yield the figures of each size side by side, how they grow, and what stands beside them."""
        sizes = list(self.sizes.values())
        grown = ["growth"] if len(sizes) > 1 else []
        table = Table("parties", *(f"{size.parties:,}" for size in sizes), *grown)
        for name, take, shape in _ROWS:
            taken = [take(size) for size in sizes]
            growth = [f"× {taken[-1] / taken[0]:.2f}" if taken[0] else ""] if grown else []
            table.add_row(name, *(format(each, shape) for each in taken), *growth)
        yield table
        shapes = Table("recall by shape", *(f"{size.parties:,}" for size in sizes))
        for shape in sizes[-1].whole["quality"]["recall_by_shape"]:
            shapes.add_row(shape, *(f"{size.whole['quality']['recall_by_shape'].get(shape, 0):.3f}" for size in sizes))
        yield shapes
        yield (
            f"two processes at once by twice one ({self.few:,} parties): "
            f"{self.two_processes.ratio:.2f}; by core time {self.two_processes.core_ratio:.2f}"
        )
        users = self.sizes[self.few].whole["users"]
        yield (
            f"users' expressions without literals: {users['by_class']}, {users['decided_per_name']:.1f} decided by "
            f"`regex` for each name, {users['timeouts']} out of time"
        )
        patterns, names = sizes[-1].loop["patterns"], sizes[-1].loop["names"]
        yield (
            f"the loop: {names} names by {patterns:,} patterns, taken to cost as much for each further pattern; "
            f"cdist: {sizes[-1].cdist['names']} names by all parties"
        )
