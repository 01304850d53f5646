"""`arauto party recall`: every diagnosis of a case number, from what the stages have stored, and nothing is changed."""

import os
import shlex
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from delivery.case_store.tribunals import TribunalStatusHandler
from delivery.events.sequencer import give_positions
from delivery.webhooks.planner import plan
from matcher.expressions import MatcherExpressions
from matcher.handler import DistributionHandler
from matcher.reach_back import ReachBack
from monitor_config.companies import add_company, get_company
from monitor_config.models import NewParty, PartyStatus
from monitor_config.parties import MonitoredParties
from runtime.clock import set_business_clock
from runtime.postgres.pool import Database
from runtime.services import prepare
from runtime.settings import Settings
from schemas.case_number import CaseNumber
from schemas.cases import Party
from schemas.courts import CourtSystem, Side
from schemas.outcomes import Outcome
from schemas.topics import MATCHES
from schemas.tribunal_status import RouteStatus, TribunalState, TribunalStatus
from tests.conftest import DatabaseAddresses
from tests.integration.runtime.commands.conftest import Ended, run_command
from tests.support.pipeline import Pipeline
from tests.support.visits import START, capture, case_number, movement, snapshot

NUMBER = case_number()


class Office:
    """A company, what courts show, and what the command says of it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self._folder = database, folder
        self.pipeline = Pipeline(database)
        self._matcher = DistributionHandler(self.pipeline.clock)
        self.add_company("acme")

    def add_company(self, slug: str, delay_hours: int = 0) -> None:
        with self.database.transaction() as connection:
            add_company(connection, slug=slug, name=slug, delay_hours=delay_hours, now=START)

    def watch(self, name: str, slug: str = "acme", **fields: Any) -> UUID:
        with self.database.transaction() as connection:
            parties = MonitoredParties(connection, get_company(connection, slug))
            [party] = parties.add([NewParty(name=name, **fields)], MatcherExpressions(), START)
        return party.id

    def pause(self, party: UUID, status: PartyStatus = PartyStatus.PAUSED) -> None:
        with self.database.transaction() as connection:
            MonitoredParties(connection, get_company(connection, "acme")).set_status(party, status)

    def show(self, *names: str, sequence: int = 1, side: Side = Side.ACTIVE, **header: Any) -> CaseNumber:
        """A court shows a case with these parties."""
        parties = tuple(Party(name=name, role_text="Reqte", side=side) for name in names)
        number = case_number(sequence)
        self.pipeline.ingest(capture(number, snapshot((movement("a"),), parties=parties, **header)))
        return number

    def match(self) -> None:
        """Let the matcher and monitoring do what is to do."""
        for distribution in self.pipeline.distributions():
            with self.pipeline.stream.unit_of_work() as unit:
                self._matcher.handle("distributions.v1", distribution, unit)
        ReachBack(self.pipeline.stream, self.pipeline.clock).run_once()
        self.pipeline.match(*self.pipeline.stream.published(MATCHES))
        self.pipeline.stream.messages.clear()

    def number_events(self) -> None:
        with self.database.transaction() as connection:
            give_positions(connection, 100)
            plan(connection, self.pipeline.clock.now())

    def file(self, *lines: object) -> Path:
        file = self._folder / "numbers.txt"
        file.write_text("\n".join(map(str, lines)), encoding="utf-8")
        return file

    def recall(self, *lines: object, slug: str = "acme", more: tuple[object, ...] = ("--json",)) -> Ended:
        ended = run_command("party", "recall", slug, "--cnjs", self.file(*lines), *more)
        assert ended.status == 0, ended.err
        return ended

    def row(self, number: CaseNumber = NUMBER, slug: str = "acme") -> dict[str, Any]:
        return self.recall(number, slug=slug).rows[0]

    def why(self, number: CaseNumber = NUMBER, slug: str = "acme") -> tuple[str, str]:
        row = self.row(number, slug)
        return row["diagnosis"], row["reason"]


@pytest.fixture
def office(addresses: DatabaseAddresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    settings = Settings(
        mode="production",
        clock="database",
        data_dir=tmp_path / "data",
        owner_dsn=addresses.owner,
        stage_dsn=addresses.stage,
        tenant_dsn=addresses.tenant,
        log_level="error",
    )
    with Database(addresses.stage, application="test") as database, database.transaction() as connection:
        set_business_clock(connection, START)
    prepare(settings)
    for name, value in (settings.as_environment() | {"COLUMNS": "80"}).items():
        monkeypatch.setenv(name, value)
    assert os.environ["ARAUTO_CLOCK"] == "database"
    with Database(addresses.stage, application="test") as database:
        yield Office(database, tmp_path)


def suspend(office: Office, state: TribunalState, *routes: RouteStatus) -> None:
    status = TribunalStatus(tribunal="TJSP", state=state, reason="a captcha", since=START, episode=1, routes=routes)
    with office.pipeline.stream.unit_of_work() as unit:
        TribunalStatusHandler(office.pipeline.clock).handle("tribunal_status.v1", status, unit)


def test_bad_and_repeated_lines_are_told_and_the_rest_is_done(office: Office) -> None:
    wrong = f"0000001-99{NUMBER.masked[10:]}"
    rows = office.recall(NUMBER.masked, "", "nonsense", wrong, NUMBER, case_number(2)).rows
    assert [(row["place"], row["diagnosis"]) for row in rows[:-1]] == [
        ("line 1", "never_seen"),
        ("line 3", "invalid"),
        ("line 4", "invalid"),
        ("line 6", "never_seen"),
    ]
    assert "wrong check digits" in rows[2]["answer"]
    summary = rows[-1]["summary"]
    assert (summary["lines"], summary["numbers"], summary["repeated"], summary["in_base"]) == (5, 2, 1, 0)
    assert (summary["recall_in_base"], summary["recall_overall"]) == (None, 0.0)


def test_a_tribunal_that_is_none_or_is_not_covered(office: Office) -> None:
    nowhere = CaseNumber.build(sequence=1, year=2031, j_tr="9.99", origin=1)
    closed = CaseNumber.build(sequence=1, year=2031, j_tr="5.02", origin=1)
    assert office.why(nowhere) == ("tribunal_not_covered", "no_tribunal")
    row = office.row(closed)
    assert (row["diagnosis"], row["reason"], row["tribunal"]) == ("tribunal_not_covered", "unsupported", "TRT2")
    assert row["answer"]


def test_a_tribunal_or_a_route_that_is_suspended(office: Office) -> None:
    shut = RouteStatus(system=CourtSystem.ESAJ, state=TribunalState.SUSPENDED, reason="too many errors", since=START)
    suspend(office, TribunalState.ACTIVE, shut)
    assert office.why() == ("tribunal_suspended", "route_suspended")
    assert office.row()["answer"] == "esaj: too many errors (since 2031-03-03 12:00Z)"
    suspend(office, TribunalState.SUSPENDED)
    assert office.why() == ("tribunal_suspended", "suspended")


def test_a_number_that_was_never_seen(office: Office) -> None:
    assert office.why() == ("never_seen", "unknown")
    with office.database.transaction() as connection:
        company = get_company(connection, "acme")
    office.pipeline.activate(company.id, NUMBER)
    assert office.why() == ("never_seen", "waiting")


@pytest.mark.parametrize("state", ["sealed", "possibly_sealed"])
def test_a_sealed_case_is_only_not_available(office: Office, state: str) -> None:
    """Nor one that may be sealed: no name, no tribunal, no word about what it is like."""
    office.watch("Padaria Flor do Ipê")
    shown = snapshot((movement("a"),), system=CourtSystem.PJE)
    office.pipeline.ingest(capture(NUMBER, shown, system=CourtSystem.PJE))
    outcome = Outcome.SEALED if state == "sealed" else Outcome.NOT_FOUND
    for hours in (25, 36, 50):
        office.pipeline.ingest(capture(NUMBER, system=CourtSystem.PJE, outcome=outcome, hours=hours))
    with office.database.transaction() as connection:
        assert connection.execute("SELECT state FROM cases.cases").fetchone() == {"state": state}
    row = office.row()
    told = {name: value for name, value in row.items() if value not in (None, [])}
    assert told == {
        "place": "line 1",
        "number": NUMBER.masked,
        "diagnosis": "not_available",
        "answer": "not available",
    }
    assert office.recall(NUMBER, more=()).out.splitlines()[0] == f"{NUMBER.masked}  not available"


def test_a_case_without_names(office: Office) -> None:
    office.watch("Padaria Flor do Ipê")
    office.show()
    assert office.why() == ("no_names", "no_names")


def test_the_nearest_name_with_its_spelling_and_what_would_find_it(office: Office) -> None:
    party = office.watch("Comercial Garoa Fina", rex="COMERCIAL GAROA FINA")
    office.watch("Banco Alvorada do Cerrado S.A.")
    office.show("COMERCIAL GARUA FINNA LTDA", "JOSE QUALQUER DE TAL")
    office.show("Comercial Garua Fina ME", sequence=2)
    office.show("CERVEJARIA OUTRA COISA", sequence=3)
    office.match()
    rows = office.recall(NUMBER, case_number(2), case_number(3)).rows
    near = rows[0]["nearest"]
    assert (rows[0]["diagnosis"], rows[0]["reason"]) == ("no_match", "name_not_found")
    assert (near["party_id"], near["printed"], near["status"]) == (str(party), "COMERCIAL GARUA FINNA LTDA", "active")
    assert near["score"] >= 90
    assert "GARUA FINNA LTDA for GAROA FINA" in near["spelling"]
    assert (near["obstacle"], "likely names are off for this party" in near["why"]) == ("fuzzy_off", True)
    assert (rows[2]["reason"], rows[2]["nearest"]) == ("no_name_near", None)
    suggested = rows[-1]["widenings"]
    assert [each["numbers"] for each in suggested] == [[case_number(2).masked], [NUMBER.masked]]
    assert all(each["rex"].startswith("COMERCIAL GAROA FINA|") for each in suggested)
    assert [(each["more_names"], each["fewer_names"]) for each in suggested] == [(1, 0), (1, 0)]
    assert [each["more_by_name"] for each in suggested] == [2, 2], "they sound alike"
    assert [(each["threshold"], each["more_likely"]) for each in suggested] == [(80, 2), (80, 2)]


def test_a_misspelling_below_the_threshold_is_told_with_the_one_that_takes_it_in(office: Office) -> None:
    office.watch("Construtora Pedra Lascada", fuzzy_threshold=99)
    office.show("CONSTRUTORA PEDRA LASCDA")
    office.match()
    rows = office.recall(NUMBER).rows
    near = rows[0]["nearest"]
    assert (near["obstacle"], near["why"].endswith(" and 99 are wanted.")) == ("below_threshold", True)
    [suggested] = rows[-1]["widenings"]
    assert 80 <= suggested["threshold"] < 99
    assert suggested["more_likely"] == 1
    assert f"--fuzzy-threshold {suggested['threshold']}" in office.recall(NUMBER, more=()).out


def test_names_of_cases_that_may_be_sealed_are_not_counted_for_suggestions(office: Office) -> None:
    office.watch("Comercial Garoa Fina", rex="COMERCIAL GAROA FINA")
    office.show("COMERCIAL GARUA FINA LTDA")
    hidden = office.show("COMERCIAL GARUA FINA ME", sequence=2)
    office.match()
    assert office.recall(NUMBER).rows[-1]["widenings"][0]["more_names"] == 2
    with office.database.transaction() as connection:
        connection.execute("UPDATE cases.cases SET state = 'possibly_sealed' WHERE case_number = %s", (hidden,))
    assert office.recall(NUMBER).rows[-1]["widenings"][0]["more_names"] == 1


def test_a_generated_expression_is_not_widened_but_another_name_added(office: Office) -> None:
    office.watch("Comercial Garoa Fina do Planalto", fuzzy=False)
    office.show("GAROA FINA PLANALTO COMERCIAL")
    office.match()
    [suggested] = office.recall(NUMBER).rows[-1]["widenings"]
    assert (suggested["rex"], suggested["threshold"], suggested["more_by_name"]) == (None, None, 1)
    told = office.recall(NUMBER, more=()).out
    assert "--rex" not in told
    assert "arauto party add acme --name 'GAROA FINA PLANALTO COMERCIAL'" in told


def test_a_word_that_somebody_has_in_the_place_of_another_is_another_name(office: Office) -> None:
    office.watch("Viviane Souza dos Santos Silveira")
    office.show("FABIANA SOUZA DOS SANTOS SILVEIRA")
    office.match()
    rows = office.recall(NUMBER).rows
    assert rows[0]["nearest"]["why"] == "It is another name: FABIANA is no misspelling of VIVIANE."
    assert (rows[0]["nearest"]["score"] >= 75, rows[-1]["widenings"]) == (True, [])


def test_a_cut_name_that_may_be_of_several_parties_says_so(office: Office) -> None:
    for end in ("CAMPINAS", "SOROCABA"):
        office.watch(f"Companhia de Desenvolvimento Habitacional e Urbano de {end}")
    office.show("COMPANHIA DE DESENVOLVIMENTO HABITACIONAL E URBANO")
    office.match()
    near = office.row()["nearest"]
    assert (near["obstacle"], near["why"]) == ("none", "It is cut short, and several monitored names begin so.")


@pytest.mark.parametrize("suggested", ["--rex", "--fuzzy", "party add"])
def test_the_suggested_command_finds_the_case(office: Office, suggested: str) -> None:
    office.watch("Comercial Garoa Fina", rex="COMERCIAL GAROA FINA")
    office.show("COMERCIAL GARUA FINA LTDA")
    office.match()
    told = office.recall(NUMBER, more=()).out
    [command] = [line.strip() for line in told.splitlines() if line.startswith("    arauto") and suggested in line]
    assert run_command(*shlex.split(command)[1:]).status == 0
    office.match()
    assert office.why()[0] in {"sent", "waiting"}
    office.number_events()
    assert office.why() == ("sent", "sent")


def test_a_name_that_nothing_can_be_added_for_says_why(office: Office) -> None:
    rex = "|".join(f"POSTO GIRASSOL {number:04d}" for number in range(98))
    office.watch("Posto Girassol do Planalto Central de Combustiveis", rex=rex)
    office.show("POSTO GIRASSOL DO PLANALTO CENTRAL DE COMBUSTIVEIS")
    office.match()
    rows = office.recall(NUMBER).rows
    [suggested] = rows[-1]["widenings"]
    assert suggested["rex"] is None
    assert "characters" in suggested["refused"]
    assert "arauto party add acme" in office.recall(NUMBER, more=()).out


@pytest.mark.parametrize(
    ("fields", "header", "reason"),
    [
        ({"window_days": 5}, {}, "before_window"),
        ({"distributed_from": "2031-03-01"}, {}, "before_distributed_from"),
        ({"only_after_registration": True}, {}, "before_registration"),
        ({"tribunals": ("TJMG",)}, {}, "tribunal_filtered"),
        ({"side": Side.PASSIVE}, {}, "side_filtered"),
        ({"nrex": "FILIAL"}, {}, "nrex"),
    ],
)
def test_what_matches_and_is_filtered(
    office: Office, fields: dict[str, Any], header: dict[str, Any], reason: str
) -> None:
    party = office.watch("Padaria Flor do Ipê", rex="FLOR DO IPE", **fields)
    office.show("PADARIA FLOR DO IPE FILIAL", **header)
    office.match()
    row = office.row()
    assert (row["diagnosis"], row["reason"]) == ("filtered", reason)
    [match] = row["matches"]
    assert (match["party_id"], match["printed"], match["reason"]) == (str(party), "PADARIA FLOR DO IPE FILIAL", reason)
    assert "Padaria Flor do Ipê" in office.recall(NUMBER, more=()).out


@pytest.mark.parametrize("status", [PartyStatus.PAUSED, PartyStatus.ARCHIVED])
def test_a_party_that_is_not_active(office: Office, status: PartyStatus) -> None:
    office.pause(office.watch("Padaria Flor do Ipê"), status)
    office.show("PADARIA FLOR DO IPE LTDA")
    office.match()
    row = office.row()
    assert (row["reason"], row["answer"]) == ("party_not_active", f"the monitored party is {status.value}")


def test_an_expression_that_is_not_in_force_yet(office: Office) -> None:
    office.add_company("slow", delay_hours=48)
    office.watch("Padaria Flor do Ipê", slug="slow")
    office.show("PADARIA FLOR DO IPE LTDA")
    office.match()
    assert office.why(slug="slow") == ("filtered", "expression_not_in_force")


def test_of_several_parties_the_one_nearest_to_being_sent_is_told_first(office: Office) -> None:
    office.pause(office.watch("Flor do Ipê", rex="IPE"))
    late = office.watch("Padaria Flor do Ipê", window_days=5)
    office.show("PADARIA FLOR DO IPE LTDA")
    office.match()
    row = office.row()
    assert row["reason"] == "before_window"
    assert [match["reason"] for match in row["matches"]] == ["before_window", "party_not_active"]
    assert row["matches"][0]["party_id"] == str(late)
    assert row["matches"][0]["facts"]["window_starts_on"] == "2031-02-26"


def test_what_waits_says_for_what(office: Office) -> None:
    office.watch("Padaria Flor do Ipê")
    office.show("PADARIA FLOR DO IPE LTDA")
    assert office.why() == ("waiting", "not_matched")
    for distribution in office.pipeline.distributions():
        with office.pipeline.stream.unit_of_work() as unit:
            DistributionHandler(office.pipeline.clock).handle("distributions.v1", distribution, unit)
    assert office.why() == ("waiting", "not_decided")
    office.match()
    assert office.why() == ("waiting", "not_in_feed")


def test_what_waits_after_a_refused_message(office: Office) -> None:
    office.watch("Padaria Flor do Ipê")
    office.show("PADARIA FLOR DO IPE LTDA")
    with office.database.transaction() as connection:
        connection.execute("UPDATE cases.cases SET state = 'dead_letter', state_reason = 'poison'")
    row = office.row()
    assert (row["reason"], row["answer"]) == ("dead_letter", "a message about it was refused: poison")


def test_an_expression_that_takes_too_long_is_no_proof(office: Office) -> None:
    party = office.watch("Padaria Flor do Ipê", rex="PADARIA")
    office.show("A" * 60)
    office.match()
    with office.database.transaction() as connection:
        connection.execute("UPDATE monitor.expressions SET rex = '(A|A)+(A|A)+$B' WHERE party_id = %s", (party,))
    assert office.why() == ("waiting", "expression_timed_out")


def test_what_was_sent_says_when_and_where_to(office: Office) -> None:
    office.watch("Padaria Flor do Ipê")
    with office.database.transaction() as connection:
        company = get_company(connection, "acme")
        connection.execute(
            "INSERT INTO webhooks.endpoints (id, company_id, url, from_position, created_at)"
            " VALUES (%s, %s, 'https://acme.example/hook', 0, %s)",
            (UUID(int=7), company.id, START),
        )
    office.show("PADARIA FLOR DO IPE LTDA")
    office.match()
    office.number_events()
    row = office.row()
    assert (row["diagnosis"], row["tribunal"]) == ("sent", "TJSP")
    assert row["sent"]["sent_at"] == "2031-03-03T12:00:00Z"
    [endpoint] = row["sent"]["endpoints"]
    assert (endpoint["url"], endpoint["state"]) == ("https://acme.example/hook", "pending")
    told = office.recall(NUMBER, more=()).out
    assert row["sent"]["event_id"] in told
    assert "https://acme.example/hook: pending" in told
    office.pipeline.ingest(capture(NUMBER, outcome=Outcome.SEALED, hours=1))
    row = office.row()
    assert (row["diagnosis"], row["tribunal"], row["matches"]) == ("sent", None, [])


def test_another_company_is_told_nothing_of_it(office: Office) -> None:
    office.add_company("other")
    office.watch("Padaria Flor do Ipê")
    office.show("PADARIA FLOR DO IPE LTDA")
    office.match()
    office.number_events()
    assert office.why(slug="other") == ("no_match", "no_name_near")


def test_shares_are_of_the_base_and_of_all(office: Office) -> None:
    office.watch("Padaria Flor do Ipê")
    office.watch("Comercial Garoa Fina", tribunals=("TJMG",))
    office.show("PADARIA FLOR DO IPE LTDA")
    office.show("COMERCIAL GAROA FINA", sequence=2)
    office.show("CERVEJARIA OUTRA COISA", sequence=3)
    office.match()
    office.number_events()
    numbers = [case_number(sequence) for sequence in (1, 2, 3, 4)]
    summary = office.recall(*numbers).rows[-1]["summary"]
    assert (summary["numbers"], summary["in_base"]) == (4, 3)
    assert (summary["recall_in_base"], summary["recall_overall"], summary["names_found_in_base"]) == (33.3, 25.0, 66.7)
    assert summary["diagnoses"] == {"never_seen": 1, "no_match": 1, "filtered": 1, "sent": 1}
    told = office.recall(*numbers, more=()).out
    assert "sent: 33.3% of those in the base, 25.0% of all" in told


def test_nothing_is_changed(office: Office, changes: Callable[[], int]) -> None:
    office.watch("Comercial Garoa Fina", rex="COMERCIAL GAROA FINA")
    office.show("COMERCIAL GARUA FINNA LTDA")
    office.match()
    before = changes()
    office.recall(NUMBER, case_number(2), "nonsense")
    assert changes() == before


@pytest.fixture
def changes(addresses: DatabaseAddresses) -> Iterator[Callable[[], int]]:
    """Counts the rows ever written."""
    with Database(addresses.admin, application="test") as database:

        def count() -> int:
            with database.transaction() as connection:
                connection.execute("SELECT pg_stat_force_next_flush()")
            with database.transaction() as connection:
                row = connection.execute(
                    "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) AS n FROM pg_stat_user_tables"
                ).fetchone()
            assert row is not None
            return int(row["n"])

        yield count


def test_a_long_file_tells_how_far_it_is(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.commands.party_recall._BATCH", 2)
    ended = office.recall(*(case_number(sequence) for sequence in range(1, 6)))
    assert len(ended.rows) == 6
    assert "arauto: 2 of 5 numbers are diagnosed\n" in ended.err
    assert "arauto: 5 of 5 numbers are diagnosed\n" in ended.err


def test_a_column_of_a_csv_is_found_or_named(office: Office) -> None:
    lines = ("Cliente;Número do processo;Valor", f"Acme;{NUMBER.masked};10", f'"Acme; Sul";{case_number(2).masked};3')
    assert [row["place"] for row in office.recall(*lines).rows[:-1]] == ["line 2", "line 3"]
    named = ("a,b", f"{NUMBER},{case_number(2)}")
    assert office.recall(*named, more=("--json", "--column", "b")).rows[0]["number"] == case_number(2).masked
    refused = run_command("party", "recall", "acme", "--cnjs", office.file(*named), "--column", "c")
    assert (refused.status, "no column 'c'; the first line has a, b" in refused.err) == (1, True)


def test_the_window_of_the_preview_is_that_many_days(office: Office) -> None:
    office.watch("Comercial Garoa Fina", rex="COMERCIAL GAROA FINA")
    office.show("COMERCIAL GARUA FINA LTDA", distributed_on=(START - timedelta(days=20)).date().isoformat())
    office.match()
    for days, more in ((10, 0), (30, 1)):
        [suggested] = office.recall(NUMBER, more=("--json", "--days", days)).rows[-1]["widenings"]
        assert suggested["more_names"] == more
