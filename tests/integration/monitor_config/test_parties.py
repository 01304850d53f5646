"""Monitored parties on a real database: fields, edits, the history of expressions, and imports in batches."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from matcher.expressions import MatcherExpressions
from monitor_config.companies import QUERIES, add_company
from monitor_config.errors import UnknownParty, UnknownVersion
from monitor_config.models import Company, MonitoredParty, NewParty, Origin, PartyChange, PartyStatus
from monitor_config.parties import MonitoredParties, Rows, promote_expressions
from monitor_config.party_file import FileParty
from monitor_config.party_import import BATCH, Imported, PartyImport
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from schemas.courts import Side

NOW = datetime(2031, 3, 10, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
FIELDS = {
    "reference": "0042",
    "nrex": "POSTO",
    "fuzzy": True,
    "fuzzy_threshold": 91,
    "window_days": 30,
    "distributed_from": date(2031, 1, 1),
    "only_after_registration": True,
    "tribunals": ("TJSP", "TRF3"),
    "side": Side.PASSIVE,
    "document": "**.222.333/0001-**",
    "oabs": ("SP12",),
    "comarcas": ("Serra Encantada",),
}
expressions = MatcherExpressions()


@pytest.fixture
def company(stage_database: Database) -> Company:
    with stage_database.transaction() as connection:
        return add_company(connection, slug="acme", name="Acme", now=NOW)


@pytest.fixture
def parties(stage_database: Database, company: Company) -> Iterator[MonitoredParties]:
    """The company's parties, changed by somebody for a reason, in one transaction."""
    with stage_database.transaction() as connection:
        yield MonitoredParties(connection, company, Origin(made_by="somebody", reason="a test"))


def watches(connection: Rows) -> list[dict[str, object]]:
    return list(connection.execute(QUERIES["list_changed_watches"], {"revision": 0}))


def test_every_field_is_kept_and_given_to_the_matcher(parties: MonitoredParties) -> None:
    party = NewParty(name="Comercial Garoa & Orvalho Ltda.", status=PartyStatus.PAUSED, **FIELDS)
    [added] = parties.add([party], expressions, NOW)
    assert added.as_new() == party.model_copy(update={"manual_rex": False})
    [watch] = watches(parties._connection)
    told = ("document", "tribunals", "side", "oabs", "comarcas", "fuzzy", "fuzzy_threshold", "is_generated", "status")
    assert [watch[name] for name in told] == [
        "**.222.333/0001-**",
        ["TJSP", "TRF3"],
        "passive",
        ["SP12"],
        ["Serra Encantada"],
        True,
        91,
        True,
        "paused",
    ]


@pytest.mark.parametrize(
    ("fields", "fuzzy"),
    [({}, True), ({"rex": "GAROA"}, False), ({"rex": "GAROA", "fuzzy": True}, True), ({"fuzzy": False}, False)],
    ids=str,
)
def test_the_fuzzy_stage_is_on_unless_the_expression_is_manual(
    parties: MonitoredParties, fields: dict[str, object], fuzzy: bool
) -> None:
    [party] = parties.add([NewParty(name="Comercial Garoa", **fields)], expressions, NOW)
    assert party.is_fuzzy is fuzzy
    assert watches(parties._connection)[0]["fuzzy"] is fuzzy


def test_a_change_leaves_the_rest_and_clears_what_it_names(parties: MonitoredParties) -> None:
    [before] = parties.add([NewParty(name="Comercial Garoa", **FIELDS)], expressions, NOW)
    changed = parties.edit(before.id, PartyChange(reference="43"), expressions, LATER)
    assert changed == before.model_copy(update={"reference": "43", "revision": changed.revision})
    cleared = parties.edit(before.id, PartyChange(**dict.fromkeys(FIELDS)), expressions, LATER)
    assert cleared.as_new() == NewParty(name="Comercial Garoa", manual_rex=False)


@pytest.mark.parametrize(
    ("change", "restarts"),
    [
        ({"tribunals": ("TJRJ",)}, True),
        ({"side": None}, True),
        ({"fuzzy": False}, True),
        ({"fuzzy_threshold": 80}, True),
        ({"nrex": None}, True),
        ({"rex": "GAROA"}, True),
        ({"window_days": 90}, False),
        ({"document": None}, False),
        ({"reference": None}, False),
        ({"fuzzy": True}, False),
    ],
    ids=str,
)
def test_what_changes_the_names_that_match_restarts_what_is_retroactive(
    parties: MonitoredParties, change: dict[str, object], restarts: bool
) -> None:
    [before] = parties.add([NewParty(name="Comercial Garoa", **FIELDS)], expressions, NOW)
    after = parties.edit(before.id, PartyChange(**change), expressions, LATER)
    assert after.effective_since == (LATER if restarts else NOW)
    assert after.revision > before.revision


def test_a_generated_expression_follows_the_name_and_an_own_one_stays(parties: MonitoredParties) -> None:
    made = parties.add([NewParty(name="Comercial Garoa"), NewParty(name="Poente", rex="POENTE")], expressions, NOW)
    renamed = [parties.edit(p.id, PartyChange(name="Editora Folhanova"), expressions, LATER) for p in made]
    assert [(p.rex, p.is_generated) for p in renamed] == [
        (expressions.generate("Editora Folhanova"), True),
        ("POENTE", False),
    ]
    again = parties.edit(made[1].id, PartyChange(rex=None), expressions, LATER)
    assert (again.rex, again.is_generated, again.manual_rex) == (renamed[0].rex, True, False)


def test_the_history_tells_every_version_with_who_and_why(stage_database: Database) -> None:
    with stage_database.transaction() as connection:
        slow = add_company(connection, slug="slow", name="Slow", delay_hours=48, now=NOW)
        parties = MonitoredParties(connection, slow, Origin(made_by="ana", reason="new client"))
        [party] = parties.add([NewParty(name="Comercial Garoa")], expressions, NOW)
        promote_expressions(connection, NOW + timedelta(hours=48))
        edited = MonitoredParties(connection, slow, Origin(made_by="bia"))
        edited.edit(party.id, PartyChange(rex="GAROA"), expressions, NOW + timedelta(hours=49))
        history = parties.history(party.id)
    assert [(v.version, v.state, v.is_generated, v.made_by, v.reason) for v in history] == [
        (2, "waiting", False, "bia", None),
        (1, "in force", True, "ana", "new client"),
    ]
    assert history[0].in_force_at == NOW + timedelta(hours=97)


def test_a_rollback_is_a_new_version_equal_to_the_old_one(parties: MonitoredParties) -> None:
    [party] = parties.add([NewParty(name="Comercial Garoa", nrex="POSTO")], expressions, NOW)
    parties.edit(party.id, PartyChange(rex="GAROA", nrex=None), expressions, LATER)
    back = parties.roll_back(party.id, 1, expressions, LATER)
    assert (back.expression_version, back.rex, back.nrex, back.is_generated) == (3, party.rex, "POSTO", True)
    assert not back.manual_rex, "as it was: word lists may change it"
    own = parties.roll_back(party.id, 2, expressions, LATER)
    assert (own.rex, own.nrex, own.manual_rex) == ("GAROA", None, True)
    assert [version.state for version in parties.history(party.id)] == ["in force", "past", "past", "past"]
    with pytest.raises(UnknownVersion, match="version 9 never was; there are 1 to 4"):
        parties.roll_back(party.id, 9, expressions, LATER)
    with pytest.raises(UnknownVersion, match="says what the newest one, 4, says"):
        parties.roll_back(party.id, 2, expressions, LATER)


def test_no_company_sees_or_changes_the_parties_of_another(stage_database: Database, company: Company) -> None:
    with stage_database.transaction() as connection:
        [party] = MonitoredParties(connection, company).add([NewParty(name="Comercial Garoa")], expressions, NOW)
        other = add_company(connection, slug="other", name="Other", now=NOW)
        strangers = MonitoredParties(connection, other)
        assert strangers.list_all() == []
        for ask in (
            lambda: strangers.get(party.id),
            lambda: strangers.history(party.id),
            lambda: strangers.edit(party.id, PartyChange(window_days=1), expressions, NOW),
            lambda: strangers.set_status(party.id, "archived"),
            lambda: strangers.roll_back(party.id, 1, expressions, NOW),
        ):
            with pytest.raises(UnknownParty):
                ask()


def test_parties_are_listed_by_status_and_by_a_part_of_the_name(parties: MonitoredParties) -> None:
    names = ("Abelina Sanhaço", "Benvindo 100% Teles", "Clotário_Ipê")
    made = parties.add([NewParty(name=name) for name in names], expressions, NOW)
    parties.set_status(made[0].id, "archived")

    def found(**filters: object) -> list[str]:
        return [party.name[:8] for party in parties.list_all(**filters)]

    assert found(name="SANHACO") == found(statuses=[PartyStatus.ARCHIVED]) == ["Abelina "]
    assert found(name="0%") == ["Benvindo"]
    assert found(name="%") == ["Benvindo"]
    assert found(name="o_i") == ["Clotário"]
    assert found(statuses=[PartyStatus.ACTIVE], limit=1) == ["Benvindo"]
    assert found(name="nobody") == []
    assert (parties.count(), parties.count(name="sanhaço"), parties.count(statuses=[PartyStatus.PAUSED])) == (3, 1, 0)


def rows_of(*parties: NewParty) -> list[FileParty]:
    return [FileParty(f"line {number}", party) for number, party in enumerate(parties, start=2)]


def imported(database: Database, company: Company, *parties: NewParty, **options: bool) -> list[Imported]:
    importing = PartyImport(company, expressions, Origin(), **options)
    return [row for batch in importing.run(rows_of(*parties), database.transaction, ManualClock(NOW)) for row in batch]


def listed(database: Database, company: Company) -> list[MonitoredParty]:
    with database.transaction() as connection:
        return MonitoredParties(connection, company).list_all()


def test_what_is_watched_already_is_not_added_again(stage_database: Database, company: Company) -> None:
    first = (NewParty(name="Comercial Garoa"), NewParty(name="Poente", rex="POENTE"), NewParty(name="Poente"))
    assert [row.outcome for row in imported(stage_database, company, *first)] == ["added"] * 3
    again = imported(
        stage_database,
        company,
        NewParty(name="COMERCIAL  GAROA", window_days=30, fuzzy=False),
        NewParty(name="Poente", rex="POENTE"),
        NewParty(name="Poente", rex="POENTES"),
        NewParty(name="poente", rex="POENTES"),
    )
    assert [(row.outcome, row.differs) for row in again] == [
        ("present", ("fuzzy", "window_days")),
        ("present", ()),
        ("added", ()),
        ("repeated", ()),
    ]
    assert again[3].same_as == "line 4"
    assert len(listed(stage_database, company)) == 4
    twice = imported(stage_database, company, *first[:1], *first[:1], allow_duplicates=True)
    assert [row.outcome for row in twice] == ["added", "added"]


def test_an_archived_party_is_not_brought_back_by_an_import(stage_database: Database, company: Company) -> None:
    [row] = imported(stage_database, company, NewParty(name="Comercial Garoa"))
    with stage_database.transaction() as connection:
        MonitoredParties(connection, company).set_status(row.id, "archived")
    [again] = imported(stage_database, company, NewParty(name="Comercial Garoa"))
    assert (again.outcome, again.id, again.differs) == ("present", row.id, ("status",))


def test_a_preview_says_the_same_and_changes_nothing(stage_database: Database, company: Company) -> None:
    imported(stage_database, company, NewParty(name="Comercial Garoa"))
    rows = rows_of(NewParty(name="Comercial Garoa"), NewParty(name="Poente"), NewParty(name="poente"))
    with stage_database.transaction() as connection:
        told = PartyImport(company, expressions, Origin()).preview(rows, connection)
    assert [row.outcome for row in told] == ["present", "new", "repeated"]
    assert len(listed(stage_database, company)) == 1


class Stopped(Exception):
    """The machine stops."""


def test_an_import_that_stops_keeps_its_batches_and_goes_on_when_it_is_run_again(
    stage_database: Database, company: Company
) -> None:
    parties = [NewParty(name=f"Comercial Garoa {number}") for number in range(2 * BATCH + 10)]
    done = 0

    @contextmanager
    def begin() -> Iterator[Rows]:
        nonlocal done
        with stage_database.transaction() as connection:
            yield connection
            done += 1
            if done == 2:
                raise Stopped

    batches = PartyImport(company, expressions, Origin()).run(rows_of(*parties), begin, ManualClock(NOW))
    assert len(next(batches)) == BATCH
    with pytest.raises(Stopped):
        next(batches)
    assert len(listed(stage_database, company)) == BATCH
    again = imported(stage_database, company, *parties)
    assert [row.outcome for row in again] == ["present"] * BATCH + ["added"] * (BATCH + 10)
    assert len(listed(stage_database, company)) == len(parties)


def test_each_batch_raises_the_counter_so_that_the_matcher_sees_it(stage_database: Database, company: Company) -> None:
    imported(stage_database, company, *(NewParty(name=f"Comercial Garoa {number}") for number in range(BATCH + 1)))
    revisions = {party.revision for party in listed(stage_database, company)}
    assert len(revisions) == 2


def test_an_import_of_nothing_new_makes_no_matcher_look_again(stage_database: Database, company: Company) -> None:
    def revision() -> int:
        with stage_database.transaction() as connection:
            row = connection.execute(QUERIES["share_counter"]).fetchone()
        assert row is not None
        return int(row["revision"])

    imported(stage_database, company, NewParty(name="Comercial Garoa"))
    before = revision()
    imported(stage_database, company, NewParty(name="Comercial Garoa"))
    assert revision() == before


def test_two_imports_at_once_add_a_name_once(stage_database: Database, company: Company) -> None:
    parties = [NewParty(name=f"Comercial Garoa {number}") for number in range(BATCH + 100)]
    outcomes: list[str] = []

    def run() -> None:
        outcomes.extend(row.outcome for row in imported(stage_database, company, *parties))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added"] * len(parties) + ["present"] * len(parties)
    assert len(listed(stage_database, company)) == len(parties)
