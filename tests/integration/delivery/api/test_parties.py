"""`/v1/parties` shows what is stored of a company's monitored parties, by the same names as the command line."""

import uuid
from datetime import timedelta
from uuid import UUID

from delivery.monitoring.expression_states import ExpressionStatusHandler
from matcher.classes import load_classes
from matcher.expressions import MatcherExpressions
from monitor_config.companies import get_company
from monitor_config.models import Company, NewParty, PartyChange
from monitor_config.parties import MonitoredParties
from runtime.commands.party_showing import party_facts
from schemas.expression_status import ExpressionState, ExpressionStatus
from tests.integration.delivery.api.conftest import START, Api
from tests.support.collecting_stream import CollectingStream

OURS_ALONE = {"company_id", "revision"}
MORE = {"class_table", "quarantined"}
PARTY = NewParty(
    name="Construtora Pedra Lascada",
    reference="client 7",
    rex="PEDRA LASCADA",
    nrex="NORTE",
    fuzzy=True,
    fuzzy_threshold=91,
    window_days=30,
    tribunals=("TJSP",),
    side="passive",
    document="73.829.164/****-**",
    oabs=("SP123456",),
    comarcas=("Serra Encantada",),
)


def company_of(api: Api, slug: str = "acme") -> Company:
    with api.stage.transaction() as connection:
        row = connection.execute("SELECT slug FROM monitor.companies WHERE id = %s", (api.companies[slug],)).fetchone()
        return get_company(connection, row["slug"])


def add(api: Api, *parties: NewParty) -> list[UUID]:
    with api.stage.transaction() as connection:
        added = MonitoredParties(connection, company_of(api)).add(parties, MatcherExpressions(), START)
    return [party.id for party in added]


def test_a_party_has_the_fields_of_the_command_line(api: Api) -> None:
    [party_id] = add(api, PARTY)
    with api.stage.transaction() as connection:
        stored = party_facts(MonitoredParties(connection, company_of(api)).get(party_id))
    [shown] = api.get("/v1/parties").json["parties"]
    assert shown.keys() - MORE == stored.keys() - OURS_ALONE
    for name, value in PARTY.model_dump(mode="json", exclude={"manual_rex", "status"}).items():
        assert shown[name] == value, name
    assert (shown["status"], shown["manual_rex"], shown["is_fuzzy"]) == ("active", True, True)
    assert (shown["is_generated"], shown["class_table"], shown["expression_version"]) == (False, None, 1)
    assert shown["quarantined"] == []


def test_a_generated_expression_names_its_word_lists_and_the_switch_that_was_left_out(api: Api) -> None:
    add(api, NewParty(name="Construtora Pedra Lascada"))
    [shown] = api.get("/v1/parties").json["parties"]
    assert (shown["fuzzy"], shown["is_fuzzy"], shown["fuzzy_threshold"]) == (None, True, 80)
    assert (shown["is_generated"], shown["class_table"]) == (True, load_classes().version)


def test_a_party_alone_has_the_history_of_its_expression_and_no_note_of_the_operator(api: Api) -> None:
    [party_id, _] = add(api, PARTY, NewParty(name="Banco Alvorada do Cerrado"))
    later = START + timedelta(days=1)
    with api.stage.transaction() as connection:
        parties = MonitoredParties(connection, company_of(api))
        parties.edit(party_id, PartyChange(rex="PEDRA POLIDA"), MatcherExpressions(), later)
    shown = api.get(f"/v1/parties/{party_id}").json
    assert [(each["version"], each["rex"], each["state"]) for each in shown["versions"]] == [
        (2, "PEDRA POLIDA", "in force"),
        (1, "PEDRA LASCADA", "past"),
    ]
    assert shown["versions"][0].keys() & {"made_by", "reason"} == set()
    [listed] = [party for party in api.get("/v1/parties").json["parties"] if party["id"] == str(party_id)]
    assert shown.items() >= listed.items()


def test_a_quarantine_is_shown_while_it_lasts(api: Api) -> None:
    [party_id] = add(api, PARTY)
    for state, quarantined in ((ExpressionState.QUARANTINED, 1), (ExpressionState.RELEASED, 0)):
        status = ExpressionStatus(
            company_id=api.companies["acme"],
            monitored_party_id=party_id,
            monitored_party_name=PARTY.name,
            expression_version=1,
            rex="PEDRA LASCADA",
            nrex="NORTE",
            state=state,
            reason="It took too long.",
            since=START,
        )
        with CollectingStream(api.stage).unit_of_work() as unit:
            ExpressionStatusHandler(api.clock).handle("expression_status.v1", status, unit)
        [shown] = api.get("/v1/parties").json["parties"]
        assert len(shown["quarantined"]) == quarantined
        for one in shown["quarantined"]:
            assert (one["expression_version"], one["reason"]) == (1, "It took too long.")


def test_another_companys_party_is_as_one_that_never_was(api: Api) -> None:
    [party_id] = add(api, PARTY)
    theirs, nobodys = (
        api.get(f"/v1/parties/{one}", company="rival") for one in (party_id, uuid.UUID(int=party_id.int ^ 1))
    )
    assert (theirs.status, nobodys.status) == (404, 404)
    assert theirs.text.replace(str(party_id), "") == nobodys.text.replace(str(uuid.UUID(int=party_id.int ^ 1)), "")
    assert api.get("/v1/parties/7").status == 400


def test_the_description_names_every_field(api: Api) -> None:
    described = api.get("/v1/openapi.json").json["components"]["schemas"]
    assert {"fuzzy_threshold", "quarantined", "oabs", "class_table"} <= described["PartyView"]["properties"].keys()
    assert described["WholePartyView"]["properties"].keys() - described["PartyView"]["properties"].keys() == {
        "versions"
    }
