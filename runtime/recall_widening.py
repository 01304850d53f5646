"""Suggests expressions that would find names which are near, and counts what else they would find. Changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection

from matcher.errors import BadExpression
from matcher.expressions import MatcherExpressions
from matcher.preview import Question, read_seen
from matcher.recall import Near, widen
from matcher.watches import Watch
from runtime.recall_answers import Widening


@dataclass(slots=True)
class _Wanted:
    watch: Watch
    near: Near[int]
    numbers: list[str] = field(default_factory=list)


class Widenings:
    """The names that are to be found, gathered while numbers are diagnosed."""

    def __init__(self) -> None:
        self._wanted: dict[tuple[UUID, str], _Wanted] = {}

    def want(self, watch: Watch, near: Near[int], number: str) -> None:
        """Note that a case would have been found by its party's name as it is printed there."""
        wanted = self._wanted.setdefault((watch.party_id, near.read_as), _Wanted(watch, near))
        wanted.numbers.append(number)

    def suggest(
        self, connection: Connection[dict[str, Any]], since: date, on_batch: Callable[[int], None]
    ) -> list[Widening]:
        """Return what to widen, what finds most of the numbers first, with what it finds in the names seen since a day.

        Args: on_batch: told how many cases were read.
        """
        wanted = sorted(
            self._wanted.values(), key=lambda each: (-len(each.numbers), each.watch.name, each.near.read_as)
        )
        expressions = MatcherExpressions()
        made = [_widened(each, expressions) for each in wanted]
        places = [place for place, each in enumerate(made) if each.rex]
        if not places:
            return made
        pairs = [(wanted[place].watch, replace(wanted[place].watch, rex=made[place].rex or "")) for place in places]
        for place, (more, fewer) in zip(places, _count(connection, pairs, since, on_batch), strict=True):
            made[place] = made[place].model_copy(update={"more_names": more, "fewer_names": fewer})
        return made


def _widened(wanted: _Wanted, expressions: MatcherExpressions) -> Widening:
    watch = wanted.watch
    made = Widening(
        party_id=watch.party_id,
        name=watch.name,
        printed=wanted.near.printed,
        numbers=tuple(wanted.numbers),
        is_fuzzy=watch.fuzzy,
    )
    try:
        rex, added = widen(watch.rex, wanted.near.read_as, expressions)
    except BadExpression as error:
        return made.model_copy(update={"refused": str(error)})
    return made.model_copy(update={"rex": rex, "adds": added})


def _count(
    connection: Connection[dict[str, Any]],
    pairs: Sequence[tuple[Watch, Watch]],
    since: date,
    on_batch: Callable[[int], None],
) -> list[tuple[int, int]]:
    """Return how many different names each party gains and loses by its widened expression."""
    before, after = [_alone(old) for old, _ in pairs], [_alone(new, is_own=True) for _, new in pairs]
    places = {watch.party_id: place for watches in (before, after) for place, watch in enumerate(watches)}
    widened = {watch.party_id for watch in after}
    question, known = Question((*before, *after)), set[str]()
    gained, lost = [0] * len(pairs), [0] * len(pairs)
    for row in read_seen(connection, since, on_batch):
        names = {party["name"] for party in row["parties"]} - known
        known |= names
        for name in names:
            found = {each.party_id for each in question.ask(name)}
            now = {places[party_id] for party_id in found - widened}
            then = {places[party_id] for party_id in found & widened}
            for place in then - now:
                gained[place] += 1
            for place in now - then:
                lost[place] += 1
    return list(zip(gained, lost, strict=True))


def _alone(watch: Watch, *, is_own: bool = False) -> Watch:
    """Return a watch that nothing else is asked beside: likely names of one company depend on its exact ones."""
    return replace(watch, party_id=uuid4(), company_id=uuid4(), is_generated=watch.is_generated and not is_own)
