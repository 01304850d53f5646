"""The demo's receivers check signatures on their own and misbehave only as scripted."""

import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from delivery.webhooks.signing import build_headers, make_secret, secret_bytes
from tests.demo.receiver import Endpoint, is_signed

BODY = b'{"type":"ping"}'


def _headers(secret: str, body: bytes = BODY, moved_seconds: int = 0) -> dict[str, str]:
    return build_headers([secret_bytes(secret)], uuid4(), int(time.time()) + moved_seconds, body)


def test_a_right_signature_is_accepted() -> None:
    secret = make_secret()
    assert is_signed(secret, _headers(secret), BODY, now=time.time())


def test_one_of_two_signatures_is_enough() -> None:
    """While a secret is rotated the product signs with both."""
    old, new = make_secret(), make_secret()
    headers = build_headers([secret_bytes(new), secret_bytes(old)], uuid4(), int(time.time()), BODY)
    assert is_signed(old, headers, BODY, now=time.time())
    assert is_signed(new, headers, BODY, now=time.time())


def test_another_body_secret_or_time_is_refused() -> None:
    secret = make_secret()
    assert not is_signed(secret, _headers(secret), BODY + b" ", now=time.time())
    assert not is_signed(make_secret(), _headers(secret), BODY, now=time.time())
    assert not is_signed(secret, _headers(secret, moved_seconds=-3600), BODY, now=time.time())


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(name: str) -> None:
    secret = make_secret()
    headers = _headers(secret)
    del headers[name]
    assert not is_signed(secret, headers, BODY, now=time.time())


def test_a_dead_endpoint_fails_only_in_its_days() -> None:
    plan = {"name": "x", "behaviour": "dead", "from": "2031-03-05T09:00:00+00:00", "to": "2031-03-07T09:00:00+00:00"}
    endpoint = Endpoint.from_plan("someone", plan)
    failing = [endpoint.fails_now("id", datetime(2031, 3, day, 14, tzinfo=UTC)) for day in (4, 5, 6, 7)]
    assert failing == [False, True, True, False]


def test_a_flaky_endpoint_fails_some_events_once() -> None:
    endpoint = Endpoint.from_plan("someone", {"name": "x", "behaviour": "flaky", "fails_one_in": 4})
    now = datetime(2031, 3, 4, tzinfo=UTC)
    ids = [str(uuid4()) for _ in range(200)]
    first = [endpoint.fails_now(each, now) for each in ids]
    assert 10 < sum(first) < 120
    assert not any(endpoint.fails_now(each, now) for each in ids)


def test_a_repeated_event_with_other_bytes_is_remembered() -> None:
    endpoint = Endpoint("x", "someone", "healthy")
    endpoint.take("1", b"{}")
    endpoint.take("1", b"{}")
    endpoint.take("1", b"{ }")
    assert (endpoint.repeats, endpoint.changed_bodies) == (2, ["1"])
