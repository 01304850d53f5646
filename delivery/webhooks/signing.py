"""Standard Webhooks 1.0: secrets, and the three headers over the exact bytes of an event."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from uuid import UUID

from delivery.webhooks.errors import InvalidSecret

PREFIX = "whsec_"


def make_secret() -> str:
    """Make a new secret of 32 random bytes, as text."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def secret_bytes(secret: str) -> bytes:
    """Return the key that a secret's text stands for. Raises InvalidSecret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise InvalidSecret from error
    if not (secret.startswith(PREFIX) and 24 <= len(key) <= 64):
        raise InvalidSecret
    return key


def sign(keys: Sequence[bytes], event_id: UUID, timestamp: int, body: bytes) -> str:
    """Return the value of webhook-signature: one `v1` signature per key, newest key first."""
    signed = f"{event_id}.{timestamp}.".encode() + body
    digests = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return " ".join("v1," + base64.b64encode(digest).decode("ascii") for digest in digests)


def build_headers(keys: Sequence[bytes], event_id: UUID, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers of one attempt; `timestamp` is real time in seconds."""
    return {
        "content-type": "application/json",
        "user-agent": "Arauto-Webhooks/1",
        "webhook-id": str(event_id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(keys, event_id, timestamp, body),
    }
