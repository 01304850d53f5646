"""`arauto match`: matches a file of names against a file of monitored names, without a database."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from schemas.errors import RefusedError

if TYPE_CHECKING:
    from matcher.batch import Answer

_TELL_EVERY_SECONDS = 1.0
_MOST_SKIPPED_TOLD = 20


class CannotWrite(RefusedError):
    """The answers cannot be written where they should go."""


def match(  # noqa: PLR0913 - one parameter per option
    monitored: Annotated[Path, typer.Option(help="JSON Lines: id, name, and perhaps rex and nrex.")],
    names: Annotated[Path, typer.Option(help="JSON Lines: id and name, as courts print them.")],
    out: Annotated[Path, typer.Option(help="Where the answers go: id and party_ids per line; - for standard output.")],
    *,
    explain: Annotated[bool, typer.Option("--explain", help="Add the reasons of every match.")] = False,
    fuzzy: Annotated[bool, typer.Option(help="Also look for misspelt and cut names.")] = True,
    threshold: Annotated[int, typer.Option(min=0, max=100, help="How alike a misspelt name must be.")] = 80,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave bad lines out and name them; else one refuses the file.")
    ] = False,
) -> None:
    """Match names in a file, one answer per line, in the order of the names. Needs no database."""
    from matcher.batch import load_batch, load_printed, refuse_bad

    if any(out.exists() and given.exists() and out.samefile(given) for given in (monitored, names)):
        raise CannotWrite(f"{out}: is read from; the answers go to another file")
    on_bad = _skip if skip_bad else refuse_bad
    printed = load_printed(names, on_bad)
    progress = _Progress(len(printed))
    progress.say(f"{len(printed):,} names are read; the monitored ones are next")
    batch = load_batch(monitored, threshold=threshold, is_fuzzy=fuzzy, on_bad=on_bad)
    with _opened(out) as sink, progress:
        for answer in batch.answer(printed):
            sink.write(json.dumps(answer.as_json(is_explained=explain), ensure_ascii=False) + "\n")
            progress.count(answer)
    late = f"; for {progress.late:,} an expression took too long" if progress.late else ""
    sys.stderr.write(f"{len(printed):,} names against {len(batch):,} monitored: {progress.matched:,} matched{late}\n")


class _Progress:
    """Says on a terminal how far it is, and, whatever stops it, how many answers there are."""

    def __init__(self, names: int) -> None:
        self._names = names
        self._is_shown = sys.stderr.isatty()
        self._started = self._told = time.monotonic()
        self.answered = self.matched = self.late = 0

    def __enter__(self) -> None:
        self._started = self._told = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.say("")
        if self.answered < self._names:
            sys.stderr.write(f"stopped: the first {self.answered:,} of {self._names:,} names are answered\n")

    def count(self, answer: "Answer") -> None:
        self.answered += 1
        self.matched += bool(answer.found)
        self.late += bool(answer.took_too_long)
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY_SECONDS:
            self._told = now
            speed = self.answered / (now - self._started)
            self.say(
                f"{self.answered:,} of {self._names:,} names, {self.matched:,} matched; {speed:,.0f} a second, "
                f"{(self._names - self.answered) / speed:,.0f} s left"
            )

    def say(self, text: str) -> None:
        """Write over what was said before."""
        if self._is_shown:
            sys.stderr.write(f"\r\033[K{text}")
            sys.stderr.flush()


@contextmanager
def _opened(out: Path) -> Iterator[TextIO]:
    """Open the file of the answers. Raises CannotWrite."""
    if str(out) == "-":
        yield sys.stdout
        return
    try:
        sink = out.open("w", encoding="utf-8")
    except OSError as error:
        raise CannotWrite(f"{out}: cannot be written: {error.strerror}") from error
    with sink:
        yield sink


def _skip(path: Path, problems: Sequence[str]) -> None:
    lines = [*problems[:_MOST_SKIPPED_TOLD]]
    if more := len(problems) - len(lines):
        lines.append(f"and {more:,} more")
    sys.stderr.write("\n".join((f"arauto: {path}: left out, and the rest is matched", *lines, "")))
