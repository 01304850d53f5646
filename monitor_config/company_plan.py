"""What a wanted list of parties would change in a company, field by field; and making that change, all or nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from monitor_config.company_file import CompanyFile, Unlisted, WantedParty
from monitor_config.errors import BadPartyFile, PlanChanged
from monitor_config.models import Company, MonitoredParty, NewParty, PartyChange, PartyStatus
from monitor_config.parties import Expressions, MonitoredParties
from monitor_config.party_import import mark_of

_PLAIN_FIELDS = tuple(name for name in NewParty.model_fields if name not in {"rex", "nrex", "manual_rex"})
_CHANGE_OF_MATCHES = frozenset({"rex", "nrex", "is_fuzzy", "fuzzy_threshold", "tribunals", "side", "status", "name"})
_PREFERRED = {PartyStatus.ACTIVE: 0, PartyStatus.PAUSED: 1, PartyStatus.ARCHIVED: 2}
_LEFT_BY_STATUS = {Unlisted.PAUSE: PartyStatus.PAUSED, Unlisted.ARCHIVE: PartyStatus.ARCHIVED}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One party that is added or becomes another."""

    kind: Literal["add", "edit"]
    before: MonitoredParty | None
    after: MonitoredParty
    fields: tuple[FieldChange, ...]
    place: str | None = None

    @property
    def touches_matches(self) -> bool:
        """Whether other names could match than before."""
        deciding = _CHANGE_OF_MATCHES - {"rex"} if self.is_same_by_table else _CHANGE_OF_MATCHES
        return self.before is None or any(each.field in deciding for each in self.fields)

    @property
    def is_same_by_table(self) -> bool:
        """Whether both expressions come from one name and one class table: the same names are accepted."""
        before, after = self.before, self.after
        if before is None or not (before.is_generated and after.is_generated) or before.name != after.name:
            return False
        return before.class_table is not None and before.class_table == after.class_table


@dataclass(frozen=True, slots=True)
class Plan:
    """All that would change in one company, and what stays."""

    company: Company
    changes: tuple[Change, ...]
    same: tuple[MonitoredParty, ...]
    unlisted: tuple[MonitoredParty, ...] = ()
    """Parties that the file does not name and that stay as they are; they are among `same`."""

    @property
    def id(self) -> str:
        """Twelve letters and digits that are others as soon as anything would change otherwise."""
        said = [
            [change.kind, change.before and [str(change.before.id), change.before.revision], _asked(change)]
            for change in self.changes
        ]
        text = json.dumps([self.company.slug, said], default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def before(self) -> list[MonitoredParty]:
        return [*self.same, *(change.before for change in self.changes if change.before)]

    @property
    def after(self) -> list[MonitoredParty]:
        return [*self.same, *(change.after for change in self.changes)]


def plan_file(
    wanted: CompanyFile,
    known: Sequence[MonitoredParty],
    company: Company,
    expressions: Expressions,
    now: datetime,
) -> Plan:
    """Compare a file with what a company has. Raises BadPartyFile."""
    pairs = _pair(wanted.parties, known)
    changes: list[Change] = []
    same: list[MonitoredParty] = []
    for number, want in enumerate(wanted.parties):
        before = pairs.get(number)
        after = _wanted_state(want.party, before, company, expressions, now)
        change = _change(before, after, want.place)
        if change.fields:
            changes.append(change)
        elif before:
            same.append(before)
    listed = {party.id for party in pairs.values()}
    kept: list[MonitoredParty] = []
    for party in known:
        if party.id in listed:
            continue
        if left := _left(party, wanted.unlisted):
            changes.append(left)
        else:
            kept.append(party)
    told = tuple(party for party in kept if party.status != PartyStatus.ARCHIVED)
    return Plan(company, tuple(changes), (*same, *kept), told)


def plan_regeneration(
    known: Sequence[MonitoredParty], chosen: Iterable[UUID] | None, company: Company, expressions: Expressions
) -> Plan:
    """Compare generated expressions with those that today's class table gives; `chosen` None means all."""
    ids = None if chosen is None else set(chosen)
    changes: list[Change] = []
    same: list[MonitoredParty] = []
    for party in known:
        rex = party.rex
        is_ours = party.is_generated and not party.manual_rex and party.status != PartyStatus.ARCHIVED
        if is_ours and (ids is None or party.id in ids):
            rex = expressions.generate(party.name)
        if rex == party.rex:
            same.append(party)
        else:
            made = {"rex": rex, "class_table": expressions.class_table}
            changes.append(_change(party, party.model_copy(update=made), None))
    return Plan(company, tuple(changes), tuple(same))


def plan_change(known: Sequence[MonitoredParty], after: MonitoredParty, company: Company) -> Plan:
    """Compare one party, as it would become, with what a company has."""
    before = next((party for party in known if party.id == after.id), None)
    others = tuple(party for party in known if party.id != after.id)
    change = _change(before, after, None)
    return Plan(company, (change,), others) if change.fields else Plan(company, (), tuple(known))


def expect_plan(plan: Plan, plan_id: str) -> Plan:
    """Return the plan if it is the one that was seen and agreed to. Raises PlanChanged."""
    if plan.id != plan_id:
        raise PlanChanged(
            f"the plan is not {plan_id} any more but {plan.id}: the file or the parties changed since; nothing was "
            "changed: plan again"
        )
    return plan


def apply_plan(
    plan: Plan,
    parties: MonitoredParties,
    expressions: Expressions,
    now: datetime,
    on_change: Callable[[int], None] | None = None,
) -> None:
    """Make all changes, in the caller's transaction; it must have made the plan while it held the counter.

    Args: on_change: told after each edit how many changes are made.
    """
    added = [_as_asked(change.after) for change in plan.changes if change.kind == "add"]
    if added:
        parties.add(added, expressions, now)
    edits = [change for change in plan.changes if change.before]
    for made, change in enumerate(edits, start=1 + len(added)):
        _edit(parties, change, expressions, now)
        if on_change:
            on_change(made)


def _edit(parties: MonitoredParties, change: Change, expressions: Expressions, now: datetime) -> None:
    assert change.before is not None, "an edit has a party before it"
    names = {each.field for each in change.fields}
    said: dict[str, Any] = {name: getattr(change.after, name) for name in _PLAIN_FIELDS if name in names}
    status = said.pop("status", None)
    if "nrex" in names:
        said["nrex"] = change.after.nrex
    if names & {"rex", "is_generated"} or ("name" in names and not change.after.is_generated):
        said["rex"] = None if change.after.is_generated else change.after.rex
    if said.keys() & {"rex", "name"} or "manual_rex" in names:
        said["manual_rex"] = change.after.manual_rex
    if said:
        parties.edit(change.before.id, PartyChange(**said), expressions, now)
    if status is not None:
        parties.set_status(change.before.id, status)


def _pair(wanted: Sequence[WantedParty], known: Sequence[MonitoredParty]) -> dict[int, MonitoredParty]:
    """Find the party that each wanted one is: by id, by name and own expression, by a lone reference or name."""
    free = {party.id: party for party in sorted(known, key=lambda party: _PREFERRED[party.status])}
    pairs: dict[int, MonitoredParty] = {}
    problems: list[str] = []
    for number, want in enumerate(wanted):
        if want.id is None:
            continue
        if want.id in free:
            pairs[number] = free.pop(want.id)
        else:
            problems.append(f"{want.place}, id: stands twice in the file, or the company has no such party")
    if problems:
        raise BadPartyFile("nothing was changed\n" + "\n".join(problems), problems=tuple(problems))
    references = Counter(want.party.reference for want in wanted)
    names = Counter(_name_of(want.party) for want in wanted)
    sames: tuple[Callable[[NewParty], object], ...] = (
        lambda party: (mark_of(party), party.reference),
        mark_of,
        lambda party: party.reference if party.reference and references[party.reference] <= 1 else None,
        lambda party: _name_of(party) if names[_name_of(party)] <= 1 else None,
    )
    for rank, same in enumerate(sames):
        _claim(wanted, free, pairs, same, is_lone=rank > 1)
    return pairs


def _claim(
    wanted: Sequence[WantedParty],
    free: dict[UUID, MonitoredParty],
    pairs: dict[int, MonitoredParty],
    same: Callable[[NewParty], object],
    *,
    is_lone: bool,
) -> None:
    """Pair what says the same; with `is_lone` only where one party alone does, archived ones aside."""
    found: dict[object, list[UUID]] = {}
    for party in free.values():
        if not (is_lone and party.status == PartyStatus.ARCHIVED):
            found.setdefault(same(party.as_new()), []).append(party.id)
    for number, want in enumerate(wanted):
        said = same(want.party)
        ids = found.get(said, [])
        if said is None or want.id or number in pairs or not ids or (is_lone and len(ids) > 1):
            continue
        pairs[number] = free.pop(ids.pop(0))


def _wanted_state(
    wanted: NewParty, before: MonitoredParty | None, company: Company, expressions: Expressions, now: datetime
) -> MonitoredParty:
    """Return the party as the file wants it."""
    fields = {name: getattr(wanted, name) for name in _PLAIN_FIELDS}
    rex, is_generated = _wanted_rex(wanted, before, expressions)
    said = {**fields, "rex": rex, "nrex": wanted.nrex or None, "is_generated": is_generated}
    said["manual_rex"] = wanted.is_manual
    if before is not None:
        return before.model_copy(update=said)
    return MonitoredParty.model_construct(
        id=uuid4(),
        company_id=company.id,
        registered_at=now,
        effective_since=now,
        revision=0,
        expression_version=1,
        in_force_at=now + timedelta(hours=company.expression_delay_hours),
        **said,
    )


def _wanted_rex(wanted: NewParty, before: MonitoredParty | None, expressions: Expressions) -> tuple[str, bool]:
    """Return the expression and whether it is generated; one that is there is only made again for another name."""
    if wanted.rex:
        stays = before is not None and before.is_generated and before.own_rex == wanted.rex and wanted.is_manual
        return wanted.rex, stays
    if before and before.is_generated and (before.name == wanted.name or wanted.is_manual):
        return before.rex, True
    return expressions.generate(wanted.name), True


def _left(party: MonitoredParty, unlisted: Unlisted) -> Change | None:
    status = _LEFT_BY_STATUS.get(unlisted)
    if status is None or _PREFERRED[party.status] >= _PREFERRED[status]:
        return None
    return _change(party, party.model_copy(update={"status": status}), None)


def _change(before: MonitoredParty | None, after: MonitoredParty, place: str | None) -> Change:
    """Return what differs; `fuzzy` as it works, since it follows `manual_rex` where it is left open."""
    names = (*_PLAIN_FIELDS, "rex", "nrex", "manual_rex", "is_generated", "is_fuzzy")
    unsaid = MonitoredParty.model_construct(
        **{name: each.default for name, each in NewParty.model_fields.items()}, is_generated=False
    )
    other = before or unsaid
    fields = tuple(
        FieldChange(name, getattr(other, name), getattr(after, name))
        for name in names
        if getattr(other, name) != getattr(after, name)
    )
    return Change("edit" if before else "add", before, after, fields, place)


def _asked(change: Change) -> dict[str, Any]:
    """Return what would be stored, without what a new party gets by chance."""
    return {each.field: each.after for each in change.fields}


def _as_asked(after: MonitoredParty) -> NewParty:
    """Return the new party whose registration gives this state."""
    asked = after.as_new()
    return asked.model_copy(update={"rex": None}) if after.is_generated else asked


def _name_of(party: NewParty) -> str:
    return mark_of(party)[0]
