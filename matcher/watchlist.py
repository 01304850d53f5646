"""The active names and expressions of all companies, indexed in memory, and the decision about one printed name.

Names with a generated expression are found by their keys; a company's own expression by the index of expressions, and
decided by the `regex` module. Refreshed by the counter's revision, so that a change costs one row.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any
from uuid import UUID

import regex
from psycopg import Connection

from matcher.evidence_places import UNTOLD, CasePlace
from matcher.expressions import WORK_SECONDS, compile_expression
from matcher.folding import Folded, fold, fold_text
from matcher.fuzzy import SCORE_OF_OTHER_WORDS
from matcher.names_index import Hit, NamesIndex
from matcher.quarantine import ExpressionId
from matcher.ration import NAME_SECONDS, NotAsked, Rations
from matcher.reasons import explanation_of_expression, explanation_of_name
from matcher.user_index import UserExpressions
from matcher.watches import TimedOut, Watch, watch_of
from monitor_config.companies import QUERIES as MONITOR_QUERIES
from schemas.cases import Party
from schemas.matches import Explanation

_MOST_TIMEOUTS = 3
"""Of one expression in one case, which may have hundreds of parties."""
_MOST_EXCLUSIONS = 10_000
_FEW = 100
"""From so many on, taking names in together is quicker."""
UNUSABLE = (TimeoutError, MemoryError, RecursionError, regex.error)
"""How an expression fails that takes too long, or that a check did not know when it came into force."""


@dataclass
class _Case:
    """What was found in the parties of one case, which is at some place."""

    place: CasePlace
    hits: dict[UUID, list[Explanation]] = field(default_factory=dict)
    slow: list[TimedOut] = field(default_factory=list)
    times: Counter[UUID] = field(default_factory=Counter)


class _Printed:
    """A printed name; it is folded with its origins only where something was found."""

    def __init__(self, party: Party) -> None:
        self.party = party

    @cached_property
    def folded(self) -> Folded:
        return fold(self.party.name)


class Watchlist:
    """All active watches as of one revision of the counter. Belongs to one thread.

    Args: seconds: what one expression may take with one name.
    """

    def __init__(self, watches: Iterable[Watch] = (), *, seconds: float = WORK_SECONDS) -> None:
        self.revision = 0
        self._seconds = seconds
        self.quarantined: set[ExpressionId] = set()
        self._watches: dict[UUID, Watch] = {}
        self._names = NamesIndex()
        self._places: dict[UUID, int] = {}
        self._owners: list[UUID | None] = []
        self._expressions: UserExpressions[UUID] = UserExpressions()
        self._exclusions: dict[str, regex.Pattern[str]] = {}
        self.put(watches)

    def __iter__(self) -> Iterator[Watch]:
        return iter(self._watches.values())

    def __len__(self) -> int:
        return len(self._watches)

    def refresh(self, connection: Connection[dict[str, Any]], revision: int) -> Sequence[Watch]:
        """Take over the changes up to `revision` and return the watches that are new or changed."""
        changed: list[Watch] = []
        for row in connection.execute(MONITOR_QUERIES["list_changed_watches"], {"revision": self.revision}):
            self.remove(row["party_id"])
            if row["status"] == "active" and row["rex"] is not None:
                changed.append(watch_of(row))
        self.put(changed)
        self.revision = revision
        return changed

    def put(self, watches: Iterable[Watch]) -> None:
        """Take in watches; one that is known is replaced, the last of several of one party stays."""
        names: list[tuple[int, str]] = []
        expressions = 0
        for watch in {watch.party_id: watch for watch in watches}.values():
            self.remove(watch.party_id)
            self._watches[watch.party_id] = watch
            if watch.is_by_name or watch.fuzzy:
                place = self._places[watch.party_id] = len(self._owners)
                self._owners.append(watch.party_id)
                names.append((place, watch.name))
                if watch.fuzzy and watch.fuzzy_threshold < SCORE_OF_OTHER_WORDS:
                    self._names.be_lenient()
            if not watch.is_by_name:
                self._expressions.add(watch.party_id, watch.rex)
                expressions += 1
        if len(names) < _FEW:
            for place, name in names:
                self._names.add(place, name)
        else:
            self._names.add_many(names)
        if expressions >= _FEW:
            self._expressions.build()

    def remove(self, party_id: UUID) -> None:
        """Forget a watch; one that is not known is none."""
        if party_id not in self._watches:
            return
        # The indexes first: should memory not do, the watch is there still, and can be removed again.
        self._expressions.remove(party_id)
        place = self._places.get(party_id)
        if place is not None:
            self._names.remove(place)
            self._owners[place] = None
            del self._places[party_id]
        del self._watches[party_id]

    def explain(
        self, parties: Sequence[Party], place: CasePlace = UNTOLD
    ) -> tuple[dict[UUID, list[Explanation]], list[TimedOut]]:
        """Find all names of a case; return the hits by company, and the expressions that took too long.

        An expression that took too long on some names of a case is not asked about the others, and one that cannot be
        used at all keeps nobody else from being matched.

        Args: place: of the case, for evidence alone.
        """
        return next(self.explain_many([(parties, place)]))

    def explain_many(
        self, cases: Sequence[tuple[Sequence[Party], CasePlace]]
    ) -> Iterator[tuple[dict[UUID, list[Explanation]], list[TimedOut]]]:
        """Yield what `explain` returns for each of many cases, whose names are sought together."""
        names = [party.name for parties, _ in cases for party in parties]
        hits = iter(self._names.search_many(names))
        asked = iter(self._expressions.candidates_of(list(map(fold_text, names)) if len(self._expressions) else names))
        for parties, place in cases:
            case = _Case(place)
            for party in parties:
                self._explain_name(case, _Printed(party), next(asked), *next(hits))
            yield case.hits, case.slow

    def _explain_name(
        self, case: _Case, name: _Printed, asked: Sequence[UUID], exact: Sequence[Hit], likely: Sequence[Hit]
    ) -> None:
        rations = Rations(max(NAME_SECONDS, self._seconds), each=self._seconds)
        found = [*self._by_expression(case, rations, name, asked), *self._by_name(case, name, exact, likely)]
        for watch, explanation in _best(found):
            if not self._is_excluded(case, rations, watch, name.folded):
                case.hits.setdefault(watch.company_id, []).append(explanation)

    def _by_expression(
        self, case: _Case, rations: Rations, name: _Printed, asked: Sequence[UUID]
    ) -> Iterator[tuple[Watch, Explanation]]:
        for party_id in asked:
            watch = self._watches[party_id]
            pattern = partial(self._expressions.pattern, party_id)
            found = self._search(case, rations, watch, pattern, name.folded)
            if found:
                yield watch, explanation_of_expression(watch, name.party, name.folded, found.span(), place=case.place)

    def _search(
        self,
        case: _Case,
        rations: Rations,
        watch: Watch,
        pattern: Callable[[], regex.Pattern[str]],
        folded: Folded,
    ) -> regex.Match[str] | None:
        """Ask one expression; that it has not decided is noted, and whether it was asked at all."""
        if case.times[watch.party_id] >= _MOST_TIMEOUTS:
            return None
        try:
            if watch.expression_id in self.quarantined:
                raise NotAsked
            return rations.search(watch.company_id, pattern(), folded.text)
        except NotAsked:
            case.slow.append(TimedOut(watch, was_asked=False))
        except UNUSABLE:
            case.times[watch.party_id] += 1
            case.slow.append(TimedOut(watch))
        return None

    def _by_name(
        self, case: _Case, name: _Printed, exact: Sequence[Hit], likely: Sequence[Hit]
    ) -> Iterator[tuple[Watch, Explanation]]:
        """Exact names; likely ones of the companies that have no exact one."""
        companies: set[UUID] = set()
        for hit in exact:
            watch = self._watch_at(hit.place)
            companies.add(watch.company_id)
            yield watch, explanation_of_name(watch, name.party, name.folded, hit, place=case.place)
        for hit in likely:
            watch = self._watch_at(hit.place)
            is_rivalled = any(self._watch_at(rival).company_id == watch.company_id for rival in hit.rivals)
            if (
                watch.fuzzy
                and hit.score >= watch.fuzzy_threshold
                and watch.company_id not in companies
                and not is_rivalled
            ):
                yield watch, explanation_of_name(watch, name.party, name.folded, hit, place=case.place)

    def _is_excluded(self, case: _Case, rations: Rations, watch: Watch, folded: Folded) -> bool:
        """Whether the negative expression finds the name, or cannot say: then the name is tried again later."""
        if not watch.nrex:
            return False
        nrex, undecided = watch.nrex, len(case.slow)
        found = self._search(case, rations, watch, lambda: self._exclusion(nrex), folded)
        return found is not None or len(case.slow) > undecided or case.times[watch.party_id] >= _MOST_TIMEOUTS

    def _exclusion(self, nrex: str) -> regex.Pattern[str]:
        pattern = self._exclusions.get(nrex)
        if pattern is None:
            if len(self._exclusions) >= _MOST_EXCLUSIONS:
                self._exclusions.clear()
            pattern = self._exclusions[nrex] = compile_expression(nrex)
        return pattern

    def _watch_at(self, place: int) -> Watch:
        party_id = self._owners[place]
        assert party_id is not None, "a removed name is not found"
        return self._watches[party_id]


def explain_hits(
    watches: Sequence[Watch] | Watchlist, parties: Sequence[Party], place: CasePlace = UNTOLD
) -> tuple[dict[UUID, list[Explanation]], list[TimedOut]]:
    """Ask watches about the parties of a case, as `Watchlist.explain` does."""
    watchlist = watches if isinstance(watches, Watchlist) else Watchlist(watches)
    return watchlist.explain(parties, place)


def ask(watch: Watch, party: Party, place: CasePlace, seconds: float) -> Explanation | None:
    """Decide about one name of a case for one watch, with its own time. Raises TimeoutError when it is not enough."""
    hits, slow = Watchlist([watch], seconds=seconds).explain([party], place)
    if slow:
        raise TimeoutError
    return next((hit for each in hits.values() for hit in each), None)


def _best(found: Sequence[tuple[Watch, Explanation]]) -> list[tuple[Watch, Explanation]]:
    """One explanation per party: the first, for an expression's hit goes before a likely name."""
    kept: dict[UUID, tuple[Watch, Explanation]] = {}
    for watch, explanation in found:
        kept.setdefault(watch.party_id, (watch, explanation))
    return list(kept.values())
