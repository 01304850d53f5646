"""The secrets that sign for endpoints, encrypted at rest; keeps what it decrypted by ciphertext."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from psycopg import Connection

from delivery.webhooks.errors import EndpointWithoutSecret
from delivery.webhooks.signing import secret_bytes
from runtime.postgres.queries import load_queries

OVERLAP = timedelta(hours=24)
_QUERIES = load_queries(__package__)
_KEPT_SECRETS = 10_000

Rows = Connection[dict[str, Any]]


class SecretBox(Protocol):
    """What is needed of runtime.secrets.SecretBox."""

    def encrypt(self, text: str) -> str: ...

    def decrypt(self, token: str) -> str: ...


class RotatingSecretBox(SecretBox, Protocol):
    """A box that can encrypt anew with its newest key."""

    def rotate(self, token: str) -> str: ...


class Vault:
    """Reads signing keys. Not for several threads at once."""

    def __init__(self, box: SecretBox) -> None:
        self._box = box
        self._opened: dict[str, bytes] = {}

    def keys_in_force(
        self, connection: Rows, endpoint_ids: Sequence[UUID], now: datetime
    ) -> dict[UUID, tuple[bytes, ...]]:
        """Return each endpoint's signing keys, newest first. Raises EndpointWithoutSecret, SecretUnreadable."""
        found: dict[UUID, tuple[bytes, ...]] = {}
        rows = connection.execute(
            _QUERIES["list_secrets_in_force"], {"endpoint_ids": list(endpoint_ids), "now": now}
        ).fetchall()
        for row in rows:
            found[row["endpoint_id"]] = (*found.get(row["endpoint_id"], ()), self._open(row["ciphertext"]))
        if missing := set(endpoint_ids) - set(found):
            raise EndpointWithoutSecret(endpoint_ids=sorted(map(str, missing)))
        return found

    def _open(self, ciphertext: str) -> bytes:
        if ciphertext not in self._opened:
            if len(self._opened) >= _KEPT_SECRETS:
                self._opened.clear()
            self._opened[ciphertext] = secret_bytes(self._box.decrypt(ciphertext))
        return self._opened[ciphertext]


def add_secret(connection: Rows, box: SecretBox, owner: tuple[UUID, UUID], secret: str, now: datetime) -> None:
    """Store an endpoint's new secret; `owner` is (endpoint, company). Older ones go on signing for the overlap."""
    endpoint_id, company_id = owner
    connection.execute(
        _QUERIES["expire_secrets"], {"endpoint_id": endpoint_id, "expires_at": now + OVERLAP, "now": now}
    )
    connection.execute(
        _QUERIES["add_secret"],
        {"endpoint_id": endpoint_id, "company_id": company_id, "ciphertext": box.encrypt(secret), "now": now},
    )


def rotate_encryption(connection: Rows, box: RotatingSecretBox) -> int:
    """Encrypt every stored secret with the box's newest key and return how many there are."""
    rows = connection.execute(_QUERIES["list_secrets"]).fetchall()
    for row in rows:
        connection.execute(_QUERIES["set_ciphertext"], {**row, "ciphertext": box.rotate(row["ciphertext"])})
    return len(rows)
