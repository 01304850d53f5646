"""Which of a company's parties an entry of its file is, what would change, and when a plan is another one."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from monitor_config.company_file import CompanyFile, Unlisted, WantedParty
from monitor_config.company_plan import Plan, expect_plan, plan_file, plan_regeneration
from monitor_config.errors import BadPartyFile, PlanChanged
from monitor_config.models import Company, MonitoredParty, NewParty, PartyStatus

NOW = datetime(2031, 3, 10, tzinfo=UTC)
COMPANY = Company(
    id=UUID(int=1), slug="acme", name="Acme", plan="free", case_quota=1, expression_delay_hours=0, created_at=NOW
)


class Expressions:
    """Generates what can be recognised."""

    class_table = "table"

    def generate(self, name: str) -> str:
        return f"^{name}$"

    def check(self, expression: str) -> None:
        assert expression


def known(number: int, name: str, **fields: Any) -> MonitoredParty:
    rex = fields.pop("rex", None)
    asked = NewParty(name=name, rex=rex, **fields)
    same = asked.model_dump(exclude={"rex", "manual_rex"})
    made = {"id": UUID(int=number), "company_id": COMPANY.id, "registered_at": NOW, "effective_since": NOW}
    rest = {"revision": 7, "expression_version": 1, "in_force_at": NOW, "manual_rex": asked.is_manual}
    return MonitoredParty(rex=rex or f"^{name}$", is_generated=not rex, **same, **made, **rest)


def want(name: str, **fields: Any) -> WantedParty:
    party_id = fields.pop("id", None)
    return WantedParty("line 1", NewParty(name=name, **fields), party_id)


def plan(wanted: list[WantedParty], there: list[MonitoredParty], unlisted: Unlisted = Unlisted.KEEP) -> Plan:
    return plan_file(CompanyFile("acme", unlisted, tuple(wanted)), there, COMPANY, Expressions(), NOW)


def pairs(made: Plan) -> list[tuple[int | None, str]]:
    return [(change.before.id.int if change.before else None, change.after.name) for change in made.changes]


@pytest.mark.parametrize(
    ("wanted", "there", "paired"),
    [
        ([want("B2", id=UUID(int=5))], [known(5, "A1")], [(5, "B2")]),
        ([want("a1", window_days=7)], [known(5, "A1"), known(6, "B2")], [(5, "a1")]),
        ([want("A1", window_days=7)], [known(5, "A1", status="archived"), known(6, "A1")], [(6, "A1")]),
        ([want("A1", rex="X", window_days=7)], [known(5, "A1"), known(6, "A1", rex="X")], [(6, "A1")]),
        ([want("B2", reference="7")], [known(5, "A1", reference="7")], [(5, "B2")]),
        ([want("B2", reference="7")], [known(5, "A1", reference="7"), known(6, "C3", reference="7")], [(None, "B2")]),
        ([want("A1", rex="X")], [known(5, "A1")], [(5, "A1")]),
        ([want("A1", rex="X"), want("A1", rex="Y")], [known(5, "A1")], [(None, "A1"), (None, "A1")]),
        ([want("A1", rex="X")], [known(5, "A1", status="archived")], [(None, "A1")]),
        ([want("A1"), want("A1")], [known(5, "A1")], [(None, "A1")]),
    ],
)
def test_an_entry_is_the_party_that_it_most_surely_is(
    wanted: list[WantedParty], there: list[MonitoredParty], paired: list[tuple[int | None, str]]
) -> None:
    assert pairs(plan(wanted, there)) == paired


def test_an_id_that_is_not_there_or_stands_twice_is_refused() -> None:
    for wanted in ([want("A1", id=UUID(int=9))], [want("A1", id=UUID(int=5)), want("B2", id=UUID(int=5))]):
        with pytest.raises(BadPartyFile, match="line 1, id"):
            plan(wanted, [known(5, "A1")])


@pytest.mark.parametrize(
    ("wanted", "there", "rex", "is_generated"),
    [
        (want("A1"), known(5, "A1").model_copy(update={"rex": "older"}), "older", True),
        (want("B2", id=UUID(int=5)), known(5, "A1"), "^B2$", True),
        (want("B2", id=UUID(int=5), manual_rex=True), known(5, "A1"), "^A1$", True),
        (want("A1"), known(5, "A1", rex="X"), "^A1$", True),
        (want("A1", rex="X"), known(5, "A1"), "X", False),
        (want("B2", id=UUID(int=5), rex="X", manual_rex=False), known(5, "A1", rex="X"), "X", False),
    ],
)
def test_the_expression_that_a_party_would_have(
    wanted: WantedParty, there: MonitoredParty, rex: str, is_generated: bool
) -> None:
    [after] = plan([wanted], [there]).after
    assert (after.rex, after.is_generated) == (rex, is_generated)


@pytest.mark.parametrize(
    ("unlisted", "statuses"),
    [
        (Unlisted.KEEP, ["active", "paused", "archived"]),
        (Unlisted.PAUSE, ["paused", "paused", "archived"]),
        (Unlisted.ARCHIVE, ["archived", "archived", "archived"]),
    ],
)
def test_what_the_file_does_not_name(unlisted: Unlisted, statuses: list[str]) -> None:
    there = [known(number, f"A{number}", status=status) for number, status in enumerate(PartyStatus)]
    made = plan([], there, unlisted)
    assert [party.status for party in sorted(made.after, key=lambda party: party.id.int)] == statuses
    assert len(made.unlisted) == (2 if unlisted is Unlisted.KEEP else len(made.unlisted))


def test_a_plan_is_another_one_when_anything_is() -> None:
    wanted, there = [want("A1", window_days=7), want("B2")], [known(5, "A1")]
    made = plan(wanted, there)
    assert expect_plan(plan(wanted, there), made.id).id == made.id
    others = [
        plan([want("A1", window_days=8), want("B2")], there),
        plan(wanted, [known(5, "A1").model_copy(update={"revision": 8})]),
        plan(wanted[:1], there),
        replace(made, company=COMPANY.model_copy(update={"slug": "other"})),
    ]
    assert len({made.id, *(each.id for each in others)}) == 5
    with pytest.raises(PlanChanged, match=made.id):
        expect_plan(others[0], made.id)


def test_what_one_table_generates_anew_is_told_to_accept_the_same_names() -> None:
    longer = known(1, "A1").model_copy(update={"rex": "^(?:A1)$", "class_table": "table"})
    older = known(2, "B2").model_copy(update={"rex": "^(?:B2)$", "class_table": "an older one"})
    untold = known(3, "C3").model_copy(update={"rex": "^(?:C3)$"})
    made = plan_regeneration([longer, older, untold], None, COMPANY, Expressions())
    assert [change.is_same_by_table for change in made.changes] == [True, False, False]
    assert [change.touches_matches for change in made.changes] == [False, True, True]
    assert made.changes[0].after.rex == "^A1$"
