"""Matches files of names against files of monitored names, without a database.

Both are JSON Lines. Monitored: `id`, `name`, and, where the company has its own, `rex` and `nrex`. Names: `id`, `name`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, ValidationError

from matcher.classes import load_classes
from matcher.errors import BadExpression, BadNamesFile
from matcher.evidence_places import UNTOLD
from matcher.expressions import MatcherExpressions
from matcher.folding import fold_words
from matcher.generation import generate_expression
from matcher.watches import Watch
from matcher.watchlist import Watchlist
from schemas.cases import Party
from schemas.matches import Explanation
from schemas.model import FrozenModel

_NOBODY = UUID(int=0)
_MOST_PROBLEMS = 20
_AT_ONCE = 2_000
"""Names that are sought together."""
_REFUSALS = {"missing": "is missing", "string_type": "is no text"}
OnBad = Callable[[Path, Sequence[str]], None]


class _Monitored(FrozenModel):
    """One line of a file of monitored names; further keys are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    name: str
    rex: str | None = None
    nrex: str | None = None


class _Printed(FrozenModel):
    """One line of a file of printed names."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for one printed name: ids of monitored names, and why."""

    id: str
    found: Mapping[str, Explanation]
    took_too_long: tuple[str, ...] = ()

    def as_json(self, *, is_explained: bool) -> dict[str, Any]:
        """Return the answer as one line of the output."""
        line: dict[str, Any] = {"id": self.id, "party_ids": list(self.found)}
        if self.took_too_long:
            line["took_too_long"] = list(self.took_too_long)
        if is_explained:
            hidden = {"monitored_party_id", "expression_version"}
            line["reasons"] = {
                party: explanation.model_dump(mode="json", exclude=hidden, exclude_none=True)
                for party, explanation in self.found.items()
            }
        return line


class Batch:
    """Monitored names of one file, ready to be asked."""

    def __init__(self, monitored: Sequence[_Monitored], *, threshold: int, is_fuzzy: bool) -> None:
        self._ids = [each.id for each in monitored]
        self._watchlist = Watchlist(
            _watch(place, each, threshold, is_fuzzy=is_fuzzy) for place, each in enumerate(monitored)
        )

    def __len__(self) -> int:
        return len(self._ids)

    def answer(self, printed: Iterable[_Printed]) -> Iterator[Answer]:
        """Yield one answer for each printed name, in order."""
        rest = iter(printed)
        while some := list(islice(rest, _AT_ONCE)):
            cases = [([Party(name=each.name)] if each.name.strip() else [], UNTOLD) for each in some]
            for each, (hits, slow) in zip(some, self._watchlist.explain_many(cases), strict=True):
                found = {self._ids[hit.monitored_party_id.int]: hit for hit in hits.get(_NOBODY, ())}
                late = tuple(dict.fromkeys(self._ids[one.watch.party_id.int] for one in slow))
                yield Answer(each.id, found, late)


def refuse_bad(path: Path, problems: Sequence[str]) -> None:
    """Refuse a file for its bad lines. Raises BadNamesFile, which names them."""
    more = len(problems) - _MOST_PROBLEMS
    shown = [*problems[:_MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]
    raise BadNamesFile(f"{path}: nothing was matched, and no answer was written\n" + "\n".join(shown))


def load_batch(path: Path, *, threshold: int, is_fuzzy: bool, on_bad: OnBad = refuse_bad) -> Batch:
    """Read monitored names. Raises BadNamesFile.

    Args: on_bad: told of the bad lines, which are left out when it returns.
    """
    expressions = MatcherExpressions()
    problems: list[str] = []
    rows: list[_Monitored] = []
    seen: set[str] = set()
    for number, row in _lines(path, _Monitored, problems):
        told = list(_problems(row, seen, expressions))
        problems += [f"line {number}, {problem}" for problem in told]
        seen.add(row.id)
        if not told:
            rows.append(row)
    if problems:
        on_bad(path, problems)
    return Batch(rows, threshold=threshold, is_fuzzy=is_fuzzy)


def load_printed(path: Path, on_bad: OnBad = refuse_bad) -> list[_Printed]:
    """Read printed names. Raises BadNamesFile.

    Args: on_bad: told of the bad lines, which are left out when it returns.
    """
    problems: list[str] = []
    rows = [row for _, row in _lines(path, _Printed, problems)]
    if problems:
        on_bad(path, problems)
    return rows


def _problems(row: _Monitored, seen: set[str], expressions: MatcherExpressions) -> Iterator[str]:
    if row.id in seen:
        yield f"id: {row.id!r} was there before"
    if not fold_words(row.name):
        yield "name: holds no letter and no digit"
    for field, given in (("rex", row.rex), ("nrex", row.nrex)):
        try:
            if given:
                expressions.check(given)
        except BadExpression as error:
            yield f"{field}: {error}"


def _watch(place: int, each: _Monitored, threshold: int, *, is_fuzzy: bool) -> Watch:
    return Watch(
        party_id=UUID(int=place),
        company_id=_NOBODY,
        name=each.name,
        version=1,
        rex=each.rex or generate_expression(each.name),
        nrex=each.nrex,
        window_days=0,
        distributed_from=None,
        is_generated=not each.rex,
        class_table=None if each.rex else load_classes().version,
        fuzzy=is_fuzzy and not each.rex,
        fuzzy_threshold=threshold,
    )


def _lines(path: Path, model: type[Any], problems: list[str]) -> Iterator[tuple[int, Any]]:
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise BadNamesFile(f"{path}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, model.model_validate(json.loads(line.decode()))
        except UnicodeDecodeError as error:
            problems.append(f"line {number}: not UTF-8 at byte {error.start + 1}")
        except json.JSONDecodeError as error:
            problems.append(f"line {number}: not JSON: {error.msg} at column {error.colno}")
        except RecursionError:
            problems.append(f"line {number}: nested too deep for a name")
        except ValidationError as error:
            problems += [f"line {number}{_told(each['loc'], each['type'], each['msg'])}" for each in error.errors()]


def _told(place: Sequence[int | str], kind: str, message: str) -> str:
    """Say what is wrong with a field, or with the line."""
    if not place:
        return ': not an object such as {"id": "1", "name": "COMPANHIA ALVORADA"}'
    return f", {place[0]}: {_REFUSALS.get(kind, message)}"
