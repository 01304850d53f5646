"""Suggests expressions that would find names which are near, and counts what else they would find. Changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection

from matcher.errors import BadExpression
from matcher.expressions import MatcherExpressions
from matcher.nearest_names import Near
from matcher.preview import Question, planned_class_table
from matcher.recall import widen
from matcher.watches import Watch
from runtime.recall_answers import Widening
from runtime.shown_names import ShownNames, names_of

_GENERATED = "it is generated from its name, and so is one for the printed name"


@dataclass(slots=True)
class _Wanted:
    watch: Watch
    near: Near[int]
    threshold: int | None
    numbers: list[str] = field(default_factory=list)


class Widenings:
    """The names that are to be found, gathered while numbers are diagnosed."""

    def __init__(self) -> None:
        self._wanted: dict[tuple[UUID, str], _Wanted] = {}

    def want(self, watch: Watch, near: Near[int], threshold: int | None, number: str) -> None:
        """Note that a case would have been found by its party's name as it is printed there.

        Args: threshold: from where on likely names would find it, if they do.
        """
        wanted = self._wanted.setdefault((watch.party_id, near.reading.text), _Wanted(watch, near, threshold))
        wanted.numbers.append(number)

    def suggest(
        self, connection: Connection[dict[str, Any]], since: date, on_batch: Callable[[int], None]
    ) -> list[Widening]:
        """Return what to widen, what finds most of the numbers first, with what it finds in the names seen since a day.

        Args: on_batch: told how many cases were read.
        """
        wanted = sorted(
            self._wanted.values(), key=lambda each: (-len(each.numbers), each.watch.name, each.near.reading.text)
        )
        expressions = MatcherExpressions()
        made = [_widened(each, expressions) for each in wanted]
        if not made:
            return []
        asked = [_asked(each, suggested, expressions) for each, suggested in zip(wanted, made, strict=True)]
        counts = _count(connection, asked, since, on_batch)
        return [each.model_copy(update=found) for each, found in zip(made, counts, strict=True)]


def _widened(wanted: _Wanted, expressions: MatcherExpressions) -> Widening:
    watch = wanted.watch
    made = Widening(
        party_id=watch.party_id,
        name=watch.name,
        printed=wanted.near.printed,
        read_as=wanted.near.reading.text,
        numbers=tuple(wanted.numbers),
        is_fuzzy=watch.fuzzy,
        threshold=wanted.threshold,
    )
    if watch.is_generated:
        return made.model_copy(update={"refused": _GENERATED})
    try:
        rex, added = widen(watch.rex, wanted.near.reading.text, expressions)
    except BadExpression as error:
        return made.model_copy(update={"refused": str(error)})
    return made.model_copy(update={"rex": rex, "adds": added})


def _asked(wanted: _Wanted, widening: Widening, expressions: MatcherExpressions) -> dict[str, Watch]:
    """Return the party as it is, as it would be, and another one of the printed name; each asked by itself.

    Likely names of one company depend on its exact ones.
    """
    watch, name = wanted.watch, wanted.near.reading.text
    asked = {"now": replace(watch, party_id=uuid4(), company_id=uuid4())}
    if widening.rex:
        own = replace(watch, rex=widening.rex, is_generated=False, class_table=None)
        asked["widened"] = replace(own, party_id=uuid4(), company_id=uuid4())
    if wanted.threshold is not None:
        likely = replace(watch, fuzzy=True, fuzzy_threshold=wanted.threshold)
        asked["likely"] = replace(likely, party_id=uuid4(), company_id=uuid4())
    try:
        rex = expressions.generate(name)
    except BadExpression:
        return asked
    table = planned_class_table(name, rex, is_generated=True)
    by_name = replace(watch, name=name, rex=rex, nrex=None, is_generated=True, class_table=table)
    return asked | {"by_name": replace(by_name, party_id=uuid4(), company_id=uuid4())}


def _count(
    connection: Connection[dict[str, Any]],
    asked: Sequence[dict[str, Watch]],
    since: date,
    on_batch: Callable[[int], None],
) -> list[dict[str, int]]:
    """Return how many different names each party would gain and lose."""
    owners = {watch.party_id: (place, kind) for place, each in enumerate(asked) for kind, watch in each.items()}
    question, known = Question(watch for each in asked for watch in each.values()), set[str]()
    counts = [Counter[str]() for _ in asked]
    for rows in ShownNames(connection, on_batch).read_batches(since):
        names = names_of(rows).keys() - known
        known |= names
        question.foresee(names)
        for name in names:
            found: dict[int, set[str]] = {}
            for each in question.ask(name):
                place, kind = owners[each.party_id]
                found.setdefault(place, set()).add(kind)
            for place, kinds in found.items():
                counts[place].update(_changes(kinds))
    return [
        ({"more_names": count["more"], "fewer_names": count["fewer"]} if "widened" in each else {})
        | ({"more_by_name": count["by_name"]} if "by_name" in each else {})
        | ({"more_likely": count["likely"]} if "likely" in each else {})
        for each, count in zip(asked, counts, strict=True)
    ]


def _changes(found_by: set[str]) -> Iterator[str]:
    """Yield what one name adds to the counts."""
    if "now" in found_by:
        yield from ("fewer",) if "widened" not in found_by else ()
        return
    if "widened" in found_by:
        yield "more"
    yield from found_by & {"by_name", "likely"}
