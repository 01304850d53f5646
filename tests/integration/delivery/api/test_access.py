"""Keys, scopes, company borders, problems and the description of the API."""

import uuid
from typing import Any

import psycopg
import pytest

from delivery.access.keys import Scope, list_keys, make_key, revoke_key
from delivery.webhooks.endpoints import add_endpoint
from runtime.egress import EgressPolicy
from runtime.secrets import SecretBox
from schemas.case_number import CaseNumber
from tests.integration.delivery.api.conftest import START, Api

NUMBER = CaseNumber.build(sequence=1, year=2031, j_tr="8.26", origin=100)
UNSEEN = CaseNumber.build(sequence=2, year=2031, j_tr="8.26", origin=100)
READS = {
    "/v1/events": Scope.EVENTS_READ,
    "/v1/consumers": Scope.EVENTS_READ,
    "/v1/cases": Scope.CASES_READ,
    "/v1/parties": Scope.PARTIES_READ,
    "/v1/webhooks": Scope.WEBHOOKS_READ,
}


def add_case(api: Api, number: CaseNumber, company: str) -> None:
    with api.stage.transaction() as connection:
        connection.execute(
            "INSERT INTO cases.cases (case_number, tribunal, state, state_reason, state_since, created_at)"
            " VALUES (%s, 'TJSP', 'waiting', 'Not visited yet.', %s, %s) ON CONFLICT DO NOTHING",
            (number, START, START),
        )
        connection.execute(
            "INSERT INTO cases.grants (company_id, case_number, reason, granted_at) VALUES (%s, %s, 'activated', %s)",
            (api.companies[company], number, START),
        )


def test_every_read_needs_a_key_with_its_scope(api: Api) -> None:
    for path, scope in READS.items():
        scoped = api.add_key("acme", frozenset({scope}), f"right for {path}")
        wrong = api.add_key("acme", frozenset(Scope) - {scope}, f"wrong for {path}")
        connection = api.connect()
        connection.request("GET", path)
        assert connection.getresponse().status == 401
        connection.close()
        answers = [api.get(path, key=key) for key in (make_key(), scoped[:-1] + "!", scoped, wrong)]
        assert [answered.status for answered in answers] == [401, 401, 200, 403]
        assert answers[0].headers["www-authenticate"] == "Bearer"
        assert answers[0].text == answers[1].text


def test_a_revoked_key_stops_at_once_and_keys_are_stored_hashed(api: Api) -> None:
    key = api.add_key("acme", name="old")
    with api.stage.transaction() as connection:
        (kept,) = [one for one in list_keys(connection, api.companies["acme"]) if one.name == "old"]
        assert kept.hint == key[: len(kept.hint)]
        dump = str(connection.execute("SELECT * FROM access.api_keys").fetchall())
        assert key not in dump
        assert key[20:40] not in dump
        assert api.get("/v1/cases", key=key).status == 200
        revoke_key(connection, kept.id, START)
    assert api.get("/v1/cases", key=key).status == 401


def test_a_stream_ends_when_its_key_is_revoked(api: Api) -> None:
    key = api.add_key("acme", name="streaming")
    connection = api.connect()
    connection.request("GET", "/v1/events/stream", headers={"authorization": f"Bearer {key}"})
    response = connection.getresponse()
    assert response.status == 200
    with api.stage.transaction() as transaction:
        (kept,) = [one for one in list_keys(transaction, api.companies["acme"]) if one.name == "streaming"]
        revoke_key(transaction, kept.id, START)
    api.record(1)
    api.sequence()
    assert b"data:" not in response.read()
    connection.close()


def test_text_that_the_database_cannot_hold_is_refused_and_is_no_failure_of_ours(api: Api) -> None:
    for path in ("/v1/cases?after=%00", "/v1/consumers?after=a%00b", "/v1/cases/%00", "/v1/events?consumer=%00"):
        assert api.get(path).status == 400, path


def test_the_tenant_role_cannot_read_keys_or_secrets(api: Api) -> None:
    with psycopg.connect(api.addresses.tenant) as connection:
        connection.execute("SELECT set_config('arauto.company_id', %s, false)", (str(api.companies["acme"]),))
        connection.commit()
        for table in ("access.api_keys", "webhooks.secrets", "events.keys", "webhooks.attempts"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}")
            connection.rollback()


def test_without_a_company_the_tenant_role_sees_no_row(api: Api) -> None:
    api.record(1)
    api.sequence()
    add_case(api, NUMBER, "acme")
    with psycopg.connect(api.addresses.tenant) as connection:
        for table in ("events.events", "cases.cases", "cases.grants", "monitor.companies", "webhooks.endpoints"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_case_without_a_grant_is_404_as_if_never_seen(api: Api) -> None:
    add_case(api, NUMBER, "acme")
    assert api.get(f"/v1/cases/{NUMBER.masked}").json["case_number"] == NUMBER
    assert api.get(f"/v1/cases/{NUMBER}/movements").json == {"movements": []}
    hidden, unseen = (api.get(f"/v1/cases/{number}", company="rival") for number in (NUMBER, UNSEEN))
    assert hidden.status == unseen.status == 404
    assert hidden.text.replace(NUMBER.masked, "") == unseen.text.replace(UNSEEN.masked, "")
    assert api.get("/v1/cases", company="rival").json == {"cases": []}
    wrong = api.get("/v1/cases/0000001-00.2031.8.26.0100")
    assert wrong.status == 400
    assert NUMBER.check in wrong.json["detail"]


def test_movements_of_a_case_that_may_be_sealed_are_not_readable(api: Api) -> None:
    add_case(api, NUMBER, "acme")
    with api.stage.transaction() as connection:
        instance = uuid.uuid4()
        connection.execute(
            "INSERT INTO cases.instances (id, case_number, system, court_level, ordinal, first_seen_at)"
            " VALUES (%s, %s, 'pje', 'first', 1, %s)",
            (instance, NUMBER, START),
        )
        connection.execute(
            "INSERT INTO cases.movements (id, case_number, instance_id, hash, episode, is_present, ordinal, text,"
            " content_digest, day, document_ids, first_seen_at) VALUES (%s, %s, %s, 'a', 1, true, 1,"
            " 'Juntada por Tavares Bonfim', 'a', '', '{}', %s)",
            (uuid.uuid4(), NUMBER, instance, START),
        )
    (shown,) = api.get(f"/v1/cases/{NUMBER}/movements").json["movements"]
    assert shown["text"] == "Juntada por Tavares Bonfim"
    with api.stage.transaction() as connection:
        connection.execute("UPDATE cases.cases SET state = 'possibly_sealed' WHERE case_number = %s", (NUMBER,))
    assert api.get(f"/v1/cases/{NUMBER}/movements").json == {"movements": []}
    with psycopg.connect(api.addresses.tenant) as connection:
        connection.execute("SELECT set_config('arauto.company_id', %s, false)", (str(api.companies["acme"]),))
        assert connection.execute("SELECT count(*) FROM cases.cases").fetchone() != (0,)
        assert connection.execute("SELECT count(*) FROM cases.movements").fetchone() == (0,)


def test_lists_go_on_by_the_next_link(api: Api) -> None:
    numbers = [CaseNumber.build(sequence=n, year=2031, j_tr="8.26", origin=100) for n in range(1, 6)]
    for number in numbers:
        add_case(api, number, "acme")
    found, path = [], "/v1/cases?limit=2"
    while path:
        page = api.get(path)
        found += [case["case_number"] for case in page.json["cases"]]
        path = page.headers["link"].split(">")[0][1:] if "link" in page.headers else ""
    assert found == sorted(numbers)


def test_parties_and_webhooks_are_the_companys_own(api: Api, tmp_path: Any) -> None:
    party_id = uuid.uuid4()
    with api.stage.transaction() as connection:
        connection.execute(
            "INSERT INTO monitor.parties (id, company_id, name, registered_at, effective_since, revision)"
            " VALUES (%s, %s, 'BANCO ALVORADA', %s, %s, 1)",
            (party_id, api.companies["acme"], START, START),
        )
        connection.execute(
            "INSERT INTO monitor.expressions"
            " (party_id, company_id, version, rex, is_generated, created_at, in_force_at)"
            " VALUES (%s, %s, 1, 'BANCO ALVORADA', true, %s, %s)",
            (party_id, api.companies["acme"], START, START),
        )
        endpoint = add_endpoint(
            connection,
            company_id=api.companies["acme"],
            url="http://127.0.0.1:1/hook",
            types=None,
            policy=EgressPolicy(allow_loopback_http=True),
            box=SecretBox(tmp_path / "key"),
            now=START,
        )
    assert [party["name"] for party in api.get("/v1/parties").json["parties"]] == ["BANCO ALVORADA"]
    answered = api.get("/v1/webhooks")
    assert [one["id"] for one in answered.json["webhooks"]] == [str(endpoint.id)]
    assert endpoint.secret not in answered.text
    assert api.get("/v1/parties", company="rival").json == {"parties": []}
    assert api.get("/v1/webhooks", company="rival").json == {"webhooks": []}


def test_unknown_parameters_are_refused_everywhere(api: Api) -> None:
    for path in (
        *READS,
        f"/v1/cases/{NUMBER}",
        f"/v1/cases/{NUMBER}/movements",
        f"/v1/parties/{uuid.UUID(int=1)}",
        "/v1/consumers/a",
        "/v1/health",
    ):
        answered = api.get(f"{path}?nonsense=1")
        assert answered.status == 400, path
        assert "nonsense" in answered.json["detail"]


def test_strange_addresses_and_methods_are_problems_too(api: Api) -> None:
    for method, path, status in (("GET", "/v1/nothing", 404), ("POST", "/v1/events", 405), ("GET", "/", 404)):
        answered = api.call(method, path)
        assert (answered.status, answered.headers["content-type"]) == (status, "application/problem+json")


def test_the_api_describes_itself(api: Api) -> None:
    described = api.get("/v1/openapi.json").json
    assert described["openapi"].startswith("3.1")
    operations = [one for path in described["paths"].values() for one in path.values()]
    assert all(one.get("summary") and one.get("description") for one in operations)
    parameters = [p for one in operations for p in one.get("parameters", ())]
    assert all(p.get("description") or p["schema"].get("description") for p in parameters)
    assert api.get("/v1/health").json == {"status": "ok"}
