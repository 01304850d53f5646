"""Which distributions are delivered: the table of examples."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from delivery.monitoring.decision import (
    CaseFacts,
    Decision,
    PartyFacts,
    Reason,
    Verdict,
    decide,
    is_retroactive,
    list_filters,
)
from schemas.courts import Side

TODAY = date(2031, 6, 10)
REGISTERED = datetime(2031, 5, 1, 2, tzinfo=UTC)  # the 30th of April in Brasília
PARTY = PartyFacts("active", 2, 90, None, False, None, None, REGISTERED, REGISTERED)
CASE = CaseFacts("TJSP", date(2031, 6, 1), False, datetime(2031, 6, 2, tzinfo=UTC))
HIT = ((2, Side.PASSIVE),)

EXAMPLES: list[tuple[str, dict[str, Any], dict[str, Any], tuple[tuple[int, Side | None], ...], Reason | None]] = [
    ("inside the window", {}, {}, HIT, None),
    ("on the window's first day", {}, {"distributed_on": TODAY - timedelta(days=90)}, HIT, None),
    ("a day before it", {}, {"distributed_on": TODAY - timedelta(days=91)}, HIT, Reason.BEFORE_WINDOW),
    ("today, with a window of no days", {"window_days": 0}, {"distributed_on": TODAY}, HIT, None),
    ("yesterday, with none", {"window_days": 0}, {"distributed_on": date(2031, 6, 9)}, HIT, Reason.BEFORE_WINDOW),
    ("dated tomorrow by the court", {}, {"distributed_on": date(2031, 6, 11)}, HIT, None),
    ("on distributed_from", {"distributed_from": date(2031, 6, 1)}, {}, HIT, None),
    ("before it", {"distributed_from": date(2031, 6, 2)}, {}, HIT, Reason.BEFORE_DISTRIBUTED_FROM),
    ("on the day of registration", {"only_after_registration": True}, {"distributed_on": date(2031, 4, 30)}, HIT, None),
    (
        "before it",
        {"only_after_registration": True},
        {"distributed_on": date(2031, 4, 29)},
        HIT,
        Reason.BEFORE_REGISTRATION,
    ),
    ("before it, where it does not matter", {}, {"distributed_on": date(2031, 4, 29)}, HIT, None),
    ("paused", {"status": "paused"}, {}, HIT, Reason.PARTY_NOT_ACTIVE),
    ("another version in force", {}, {}, ((1, None),), Reason.EXPRESSION_NOT_IN_FORCE),
    ("none in force", {"version_in_force": None}, {}, HIT, Reason.EXPRESSION_NOT_IN_FORCE),
    ("one of two hits by the version in force", {}, {}, ((1, None), (2, None)), None),
    ("its tribunal", {"tribunals": ("TJSP", "TJMG")}, {}, HIT, None),
    ("another tribunal", {"tribunals": ("TJMG",)}, {}, HIT, Reason.TRIBUNAL_FILTERED),
    ("its side", {"side": Side.PASSIVE}, {}, HIT, None),
    ("another side", {"side": Side.ACTIVE}, {}, HIT, Reason.SIDE_FILTERED),
    ("a side that the court does not say", {"side": Side.ACTIVE}, {}, ((2, None),), None),
    ("sealed", {}, {"is_withheld": True}, HIT, Reason.SEALED),
    ("undated", {}, {"distributed_on": None}, HIT, Reason.NO_DATE),
]


@pytest.mark.parametrize(("name", "party", "case", "hits", "reason"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_examples(name: str, party: dict[str, Any], case: dict[str, Any], hits: Any, reason: Reason | None) -> None:
    """Each rule refuses by its own name, and its boundary is inclusive."""
    made = decide(replace(CASE, **case), replace(PARTY, **party), hits, today=TODAY, is_delivered=False)
    expected = Decision(Verdict.REFUSED, reason) if reason else Decision(Verdict.DELIVERED, Reason.INSIDE_WINDOW)
    assert made == expected


@pytest.mark.parametrize(("name", "party", "case", "hits", "reason"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_every_rule_is_told_as_passed_or_failed(
    name: str, party: dict[str, Any], case: dict[str, Any], hits: Any, reason: Reason | None
) -> None:
    filters = list_filters(replace(CASE, **case), replace(PARTY, **party), hits, TODAY)
    assert filters["failed"][:1] == ([reason] if reason else [])
    assert not set(filters["passed"]) & set(filters["failed"])
    assert len(filters["passed"]) + len(filters["failed"]) == (6 if reason is Reason.NO_DATE else 9)


def test_what_was_delivered_is_joined_and_never_delivered_again() -> None:
    made = decide(CASE, PARTY, HIT, today=TODAY, is_delivered=True)
    assert made == Decision(Verdict.JOINED, Reason.ALREADY_DELIVERED)


def test_a_party_that_is_gone() -> None:
    assert decide(CASE, None, HIT, today=TODAY, is_delivered=False).reason is Reason.PARTY_UNKNOWN


def test_retroactive_means_obtained_before_the_party_was_what_it_is() -> None:
    assert not is_retroactive(CASE, PARTY)
    assert is_retroactive(CASE, replace(PARTY, effective_since=datetime(2031, 6, 3, tzinfo=UTC)))
