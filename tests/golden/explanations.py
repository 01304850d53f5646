"""Explains the names of explanations.yml, and renews what is expected of them: `python -m tests.golden.explanations`.

What is renewed is read before it is committed: each file is what a company is told.
"""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from matcher.evidence_places import CasePlace
from matcher.expressions import MatcherExpressions
from matcher.near_miss import explain_near_miss
from matcher.watches import Watch, watch_of
from matcher.watchlist import explain_hits
from monitor_config.models import NewParty
from monitor_config.parties import expression_of
from schemas.cases import Party

CASES: Mapping[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
EXPECTED = Path(__file__).with_suffix("")


def explain(case: dict[str, Any]) -> dict[str, Any]:
    """Return the match of a case, as an event tells it, or the near miss, as `arauto why-not --json` does."""
    watch = _watch(NewParty.model_validate(case["party"]))
    printed, place = Party.model_validate(case["printed"]), CasePlace(**case.get("place", {}))
    hits, slow = explain_hits([watch], [printed], place)
    assert not slow
    found = [explanation for explanations in hits.values() for explanation in explanations]
    if found:
        [match] = found
        return {"match": _shortened(match.model_dump(mode="json"), watch)}
    miss = explain_near_miss(watch, printed, place)
    evidence = [one.model_dump(mode="json") for one in miss.evidence]
    facts = {each.name: getattr(miss, each.name) for each in dataclasses.fields(miss)}
    return {"near_miss": _shortened({**facts, "evidence": evidence}, watch)}


def render(explained: dict[str, Any]) -> str:
    return json.dumps(explained, indent=2, ensure_ascii=False) + "\n"


def _shortened(facts: dict[str, Any], watch: Watch) -> dict[str, Any]:
    """Leave out what a generated expression looks like, which has tests of its own; that it is told is asserted."""
    assert facts["expression"] == watch.rex
    return {**facts, "expression": "(generated from the name)"} if watch.is_generated else facts


def _watch(party: NewParty) -> Watch:
    """Return what the matcher would read of the party, had it been registered."""
    expressions = MatcherExpressions()
    rex, nrex, is_generated = expression_of(party, expressions)
    facts = {
        **party.model_dump(),
        "party_id": UUID(int=1),
        "company_id": UUID(int=2),
        "version": 1,
        "rex": rex,
        "nrex": nrex,
        "is_generated": is_generated,
        "class_table": expressions.class_table if is_generated else None,
        "fuzzy": not party.is_manual if party.fuzzy is None else party.fuzzy,
    }
    return watch_of(facts)


def main() -> None:
    for old in EXPECTED.glob("*.json"):
        old.unlink()
    for name, case in CASES.items():
        (EXPECTED / f"{name}.json").write_text(render(explain(case)), encoding="utf-8")


if __name__ == "__main__":
    main()
