"""What the processes of one measurement read: monitored names, printed ones, names to be added."""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from tests.benchmarks.matcher_sample import Monitored, PrintedName, print_names

_PACED_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Parts:
    """Where each measurement's own printed names stand: none is seen twice by one index."""

    each: int

    @property
    def whole(self) -> slice:
        return slice(0, self.each)

    @property
    def exact(self) -> slice:
        return slice(self.each, 2 * self.each)

    @property
    def single(self) -> slice:
        return slice(2 * self.each, 3 * self.each)

    @property
    def users(self) -> slice:
        return slice(3 * self.each, 4 * self.each)

    @property
    def paced(self) -> list[tuple[int, int]]:
        """Spans in turn: both processes, one, both, the other, …"""
        size = self.each // _PACED_ROUNDS
        return [(4 * self.each + turn * size, 4 * self.each + (turn + 1) * size) for turn in range(_PACED_ROUNDS)]

    @property
    def count(self) -> int:
        return 5 * self.each


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one size in a folder."""

    folder: Path

    @property
    def monitored(self) -> Path:
        return self.folder / "monitored.txt"

    def write(self, names: list[str], others: Iterable[str], added: Iterable[str], each: int) -> None:
        """Write the files for these monitored names, with as many printed names for each part."""
        self.monitored.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
        (self.folder / "added.txt").write_text("".join(f"{name}\n" for name in added), encoding="utf-8")
        parts = Parts(each)
        printed = [astuple(name) for name in print_names(Monitored(names), others, parts.count)]
        (self.folder / "printed.json").write_text(json.dumps({"each": each, "printed": printed}), encoding="utf-8")

    def added(self) -> list[str]:
        return (self.folder / "added.txt").read_text(encoding="utf-8").splitlines()

    def printed(self) -> tuple[list[PrintedName], Parts]:
        content = json.loads((self.folder / "printed.json").read_text(encoding="utf-8"))
        names = [
            PrintedName(text, shape, tuple(named), tuple(alike)) for text, shape, named, alike in content["printed"]
        ]
        return names, Parts(content["each"])
