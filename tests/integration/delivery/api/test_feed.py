"""The feed over real HTTP: no gaps, no strangers, long-poll, streams, and cursors that say when they are gone."""

import threading
import time
from datetime import timedelta

from delivery.events.cursors import Cursor, CursorSeal
from delivery.events.feed import forget_old_events, raise_epoch
from schemas.events import EventType
from tests.integration.delivery.api.conftest import Api


def read_all(api: Api, *, company: str = "acme", limit: int = 7, query: str = "") -> list[dict]:
    events, cursor = [], None
    while True:
        page = api.get(
            f"/v1/events?limit={limit}{query}" + (f"&cursor={cursor}" if cursor else ""), company=company
        ).json
        events += page["events"]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            return events


def test_pages_are_in_order_whole_and_in_the_exact_bytes(api: Api) -> None:
    ids = api.record(20)
    api.sequence()
    assert [event["id"] for event in read_all(api)] == ids
    answered = api.get("/v1/events")
    with api.stage.transaction() as connection:
        rows = connection.execute(
            "SELECT body FROM events.events WHERE company_id = %s ORDER BY position", (api.companies["acme"],)
        )
        bodies = [row["body"] for row in rows]
    assert answered.text.startswith('{"events":[' + ",".join(bodies) + "]")
    assert 'rel="next"' in answered.headers["link"]


def test_a_company_reads_its_own_events_only(api: Api) -> None:
    mine, theirs = api.record(3), api.record(2, company="rival")
    api.sequence()
    assert [event["id"] for event in read_all(api)] == mine
    assert [event["id"] for event in read_all(api, company="rival")] == theirs


def test_a_strangers_forged_or_cut_cursor_is_refused_alike(api: Api) -> None:
    api.record(2)
    api.sequence()
    cursor = api.get("/v1/events?limit=1").json["next_cursor"]
    flipped = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]
    guessed = CursorSeal([b"x" * 32]).write(Cursor(api.companies["rival"], 1, 0))
    answers = [
        api.get(f"/v1/events?cursor={c}", company="rival") for c in (cursor, flipped, cursor[:-5], guessed, "%C3%A9%ff")
    ]
    assert {a.status for a in answers} == {400}
    assert len({a.text for a in answers}) == 1
    assert answers[0].headers["content-type"] == "application/problem+json"


def test_types_narrow_the_feed_and_the_cursor_still_moves_on(api: Api) -> None:
    api.record(5)
    sealed = api.record(1, type_=EventType.CASE_SEALED)
    api.record(5)
    api.sequence()
    assert [event["id"] for event in read_all(api, query="&types=case.sealed,case.updated")] == sealed
    page = api.get("/v1/events?types=ping").json
    assert page["events"] == []
    assert api.get(f"/v1/events?cursor={page['next_cursor']}").json["events"] == []


def test_unknown_or_bad_parameters_are_refused(api: Api) -> None:
    for query in ("limit=0", "limit=1001", "types=nonsense", "wait=26", "nonsense=1", "cursor=a&consumer=b"):
        answered = api.get(f"/v1/events?{query}")
        assert answered.status == 400, query
        assert answered.json["type"] == "urn:arauto:problem:parameter-refused"


def test_a_reader_loses_nothing_under_eight_writers(api: Api) -> None:
    """Eight writers commit in any order while one sequencer numbers and one reader reads on: no gap, no repetition."""
    expected: list[str] = []
    is_writing = threading.Event()
    lock = threading.Lock()

    def write() -> None:
        for _ in range(25):
            ids = api.record(2)
            with lock:
                expected.extend(ids)

    def number() -> None:
        while not is_writing.is_set() or api.sequence():
            api.sequence()

    writers = [threading.Thread(target=write) for _ in range(8)]
    sequencer = threading.Thread(target=number)
    for thread in (*writers, sequencer):
        thread.start()
    seen: list[str] = []
    cursor, deadline = "", time.monotonic() + 30
    while len(seen) < 400 and time.monotonic() < deadline:
        page = api.get(f"/v1/events?limit=50&wait=1{cursor}").json
        seen += [event["id"] for event in page["events"]]
        cursor = f"&cursor={page['next_cursor']}"
        if not any(writer.is_alive() for writer in writers):
            is_writing.set()
    is_writing.set()
    for thread in (*writers, sequencer):
        thread.join()
    assert len(seen) == len(set(seen)) == 400
    assert set(seen) == set(expected)


def test_a_long_poll_wakes_when_an_event_is_numbered(api: Api) -> None:
    answers = []
    cursor = api.get("/v1/events").json["next_cursor"]
    begun = time.monotonic()
    reader = threading.Thread(target=lambda: answers.append(api.get(f"/v1/events?wait=25&cursor={cursor}")))
    reader.start()
    ids = []
    while not answers and time.monotonic() < begun + 20:
        if not ids and api.app.state.parts.news.count:
            api.record(1, company="rival")  # somebody else's news must not end the wait
            api.sequence()
            ids = api.record(1)
            api.sequence()
        reader.join(0.05)
    assert [event["id"] for event in answers[0].json["events"]] == ids
    assert time.monotonic() - begun < 10
    assert api.get(f"/v1/events?wait=0.2&cursor={answers[0].json['next_cursor']}").json["events"] == []


def read_stream(api: Api, events: int, headers: dict[str, str]) -> list[dict[str, str]]:
    connection = api.connect()
    connection.request("GET", "/v1/events/stream", headers={"authorization": f"Bearer {api.keys['acme']}", **headers})
    response = connection.getresponse()
    assert response.status == 200
    found, fields = [], {}
    while len(found) < events:
        line = response.readline().decode().rstrip("\n")
        if not line:
            if "data" in fields:
                found.append(fields)
            fields = {}
        elif not line.startswith(":"):
            name, value = line.split(": ", 1)
            fields[name] = value
    response.close()
    connection.close()
    return found


def test_a_stream_goes_on_after_the_last_event_id(api: Api) -> None:
    ids = api.record(4)
    api.sequence()
    first = read_stream(api, 2, {})
    ids += api.record(1)
    api.sequence()
    rest = read_stream(api, 3, {"last-event-id": first[-1]["id"]})
    assert [ids[n] in one["data"] for n, one in enumerate([*first, *rest])] == [True] * 5
    assert first[0]["event"] == "movement.created"


def test_a_cursor_of_another_epoch_is_gone_and_says_where_to_resume(lone_api: Api) -> None:
    lone_api.record(3)
    lone_api.sequence()
    cursor = lone_api.get("/v1/events").json["next_cursor"]
    with lone_api.stage.transaction() as connection:
        raise_epoch(connection)
    ids = lone_api.record(2)
    lone_api.sequence()
    answered = lone_api.get(f"/v1/events?cursor={cursor}")
    assert answered.status == 410
    assert answered.json["type"] == "urn:arauto:problem:cursor-gone"
    resumed = lone_api.get(f"/v1/events?cursor={answered.json['resume_cursor']}").json
    assert [event["id"] for event in resumed["events"]] == ids
    assert lone_api.get(f"/v1/events/stream?cursor={cursor}").status == 410


def test_a_cursor_older_than_the_retention_is_gone_and_never_jumps_in_silence(lone_api: Api) -> None:
    lone_api.record(3)
    lone_api.sequence()
    cursor = lone_api.get("/v1/events?limit=1").json["next_cursor"]
    lone_api.clock.advance(timedelta(days=60))
    ids = lone_api.record(2)
    lone_api.sequence()
    with lone_api.stage.transaction() as connection:
        assert forget_old_events(connection, lone_api.clock.now() + timedelta(days=31)) == 3
    answered = lone_api.get(f"/v1/events?cursor={cursor}")
    assert answered.status == 410
    resumed = lone_api.get(f"/v1/events?cursor={answered.json['resume_cursor']}").json
    assert [event["id"] for event in resumed["events"]] == ids
    assert [event["id"] for event in lone_api.get("/v1/events").json["events"]] == ids


def test_consumers_keep_their_place_per_company(api: Api) -> None:
    ids = api.record(5)
    api.sequence()
    cursor = api.get("/v1/events?limit=2").json["next_cursor"]
    assert api.call("PUT", "/v1/consumers/front", body={"cursor": cursor}).status == 200
    assert [e["id"] for e in api.get("/v1/events?consumer=front").json["events"]] == ids[2:]
    assert api.get("/v1/consumers/front").json["cursor"] == cursor
    assert api.get("/v1/consumers/front", company="rival").status == 404
    assert api.get("/v1/consumers", company="rival").json == {"consumers": []}
    assert api.call("PUT", "/v1/consumers/front", company="rival", body={"cursor": cursor}).status == 400
    assert api.call("PUT", "/v1/consumers/Bad Name".replace(" ", "%20"), body={"cursor": cursor}).status == 400
    assert [one["name"] for one in api.get("/v1/consumers").json["consumers"]] == ["front"]
    assert api.call("DELETE", "/v1/consumers/front").status == 204
    assert api.get("/v1/events?consumer=front").status == 404


def test_stopping_sends_waiting_readers_home(lone_api: Api) -> None:
    answers = []
    reader = threading.Thread(target=lambda: answers.append(lone_api.get("/v1/events?wait=25").status))
    reader.start()
    reader.join(0.5)
    begun = time.monotonic()
    lone_api.stop()
    reader.join(10)
    assert answers == [200]
    assert time.monotonic() - begun < 5
