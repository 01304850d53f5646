"""Signatures are what the specification says, and secrets have its form."""

import base64
from uuid import UUID

import pytest

from delivery.webhooks.errors import InvalidSecret
from delivery.webhooks.signing import build_headers, make_secret, secret_bytes, sign


def test_a_secret_is_whsec_and_32_bytes() -> None:
    secret = make_secret()
    assert secret.startswith("whsec_")
    assert len(secret_bytes(secret)) == 32
    assert make_secret() != secret


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_!!!!", "whsec_" + base64.b64encode(b"short").decode(), "x" * 44])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(InvalidSecret):
        secret_bytes(text)


def test_signature_of_a_known_message() -> None:
    """Computed once with `openssl dgst -sha256 -mac HMAC` over id.timestamp.body."""
    key = secret_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    event_id = UUID("6b1f5a52-6e5c-5d0e-9f5e-0d6a4f7a9c11")
    assert (
        sign([key], event_id, 1614265330, b'{"test": 2432232314}') == "v1,KZdeETySdxyNcM2JKAJllZx+skXZV8/thdlkTFxhbdM="
    )


def test_each_key_in_force_signs() -> None:
    headers = build_headers([b"a" * 32, b"b" * 32], UUID(int=1), 7, b"{}")
    newest, oldest = headers["webhook-signature"].split(" ")
    assert newest == sign([b"a" * 32], UUID(int=1), 7, b"{}")
    assert oldest == sign([b"b" * 32], UUID(int=1), 7, b"{}")
    assert headers["webhook-timestamp"] == "7"
