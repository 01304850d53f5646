"""What a change of one party would bring, shown instead of made."""

from collections.abc import Callable

from monitor_config.companies import get_company
from monitor_config.company_plan import Plan, plan_change
from monitor_config.models import MonitoredParty
from monitor_config.parties import MonitoredParties
from runtime.commands.party_past import search_past
from runtime.commands.party_plan_showing import show_plan
from runtime.services import Installation

_DAYS, _SAMPLES = 90, 5


class _Undone(Exception):
    """Takes back what a transaction did."""


def show_dry_run(
    opened: Installation, slug: str, make: Callable[[MonitoredParties], MonitoredParty], *, as_json: bool
) -> None:
    """Make a change, take it back at once, and show what it would find, lose and cost."""
    plan = _planned(opened, slug, make)
    show_plan(plan, search_past(opened, plan, _DAYS, _SAMPLES), as_json=as_json)


def _planned(opened: Installation, slug: str, make: Callable[[MonitoredParties], MonitoredParty]) -> Plan:
    plan: Plan | None = None
    try:
        with opened.database.transaction() as connection:
            company = get_company(connection, slug)
            parties = MonitoredParties(connection, company)
            known = parties.list_all()
            plan = plan_change(known, make(parties), company)
            raise _Undone
    except _Undone:
        assert plan is not None, "what was made was planned before it was taken back"
        return plan
