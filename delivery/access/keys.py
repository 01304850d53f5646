"""API keys: `arauto_live_`, 32 random characters, 6 of checksum. Shown once; only the SHA-256 is stored.

A hash without salt is enough: the key has 190 bits of its own. The checksum refuses a mistyped key without asking the
database.
"""

import hashlib
import secrets
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection

from delivery.access.errors import KeyNameTaken, KeyNotFound, KeyRefused, ScopeMissing
from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries
from schemas.model import FrozenModel

PREFIX = "arauto_live_"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM_CHARACTERS = 32
_CHECK_CHARACTERS = 6
_HINT_CHARACTERS = len(PREFIX) + 4
_QUERIES = load_queries(__package__)
Rows = Connection[dict[str, Any]]


class Scope(StrEnum):
    """What a key may do."""

    EVENTS_READ = "events:read"
    CONSUMERS_WRITE = "consumers:write"
    CASES_READ = "cases:read"
    PARTIES_READ = "parties:read"
    WEBHOOKS_READ = "webhooks:read"


ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class NewKey:
    """The key is shown here and never again."""

    id: UUID
    key: str


class KeySummary(FrozenModel):
    """A key without its secret."""

    id: UUID
    company_id: UUID
    name: str
    hint: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, and what the key allows."""

    key_id: UUID
    company_id: UUID
    scopes: frozenset[str]
    key_hash: bytes = field(repr=False)

    def require(self, scope: Scope) -> None:
        """Raises ScopeMissing."""
        if scope not in self.scopes:
            raise ScopeMissing(f"this key lacks the scope {scope}", scope=str(scope))


def make_key() -> str:
    """Make a new key."""
    random = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARACTERS))
    return PREFIX + random + _checksum(random)


def has_right_checksum(key: str) -> bool:
    """Tell whether a text can be a key at all."""
    random, check = key[len(PREFIX) : -_CHECK_CHARACTERS], key[-_CHECK_CHARACTERS:]
    return key.startswith(PREFIX) and len(random) == _RANDOM_CHARACTERS and _checksum(random) == check


def add_key(connection: Rows, *, company_id: UUID, name: str, scopes: Collection[Scope], now: datetime) -> NewKey:
    """Make a key for a company. Raises KeyNameTaken."""
    made = NewKey(uuid4(), make_key())
    row = connection.execute(
        _QUERIES["add_key"],
        {
            "id": made.id,
            "company_id": company_id,
            "name": name,
            "hint": made.key[:_HINT_CHARACTERS],
            "key_hash": _hash(made.key),
            "scopes": sorted(str(scope) for scope in scopes),
            "now": now,
        },
    ).fetchone()
    if row is None:
        raise KeyNameTaken(f"the company has a key named {name!r} already", name=name)
    return made


def list_keys(connection: Rows, company_id: UUID) -> list[KeySummary]:
    """List a company's keys, oldest first."""
    rows = connection.execute(_QUERIES["list_keys"], {"company_id": company_id})
    return [KeySummary.model_validate(row) for row in rows]


def revoke_key(connection: Rows, key_id: UUID, now: datetime) -> None:
    """Raises KeyNotFound."""
    if connection.execute(_QUERIES["revoke_key"], {"id": key_id, "now": now}).fetchone() is None:
        raise KeyNotFound(f"there is no key {key_id}", key_id=str(key_id))


def authenticate(database: Database, key: str) -> Access:
    """Return whose key this is. Raises KeyRefused, the same for every reason."""
    if not has_right_checksum(key):
        raise KeyRefused
    key_hash = _hash(key)
    with database.transaction() as connection:
        row = connection.execute(_QUERIES["find_key"], {"key_hash": key_hash}).fetchone()
    if row is None:
        raise KeyRefused
    return Access(row["id"], row["company_id"], frozenset(row["scopes"]), key_hash)


def is_in_force(connection: Rows, access: Access) -> bool:
    """Tell whether the key has not been revoked since it was presented: for what goes on after its first answer."""
    return connection.execute(_QUERIES["find_key"], {"key_hash": access.key_hash}).fetchone() is not None


@contextmanager
def company_transaction(database: Database, company_id: UUID) -> Iterator[Rows]:
    """One transaction that sees one company's rows; `database` is the tenant role's."""
    with database.transaction() as connection:
        connection.execute(_QUERIES["set_company"], {"company_id": str(company_id)})
        yield connection


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _checksum(random: str) -> str:
    number = zlib.crc32(random.encode())
    digits = ""
    for _ in range(_CHECK_CHARACTERS):
        number, place = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[place] + digits
    return digits
