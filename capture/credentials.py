"""What the operator may ask courts with: passwords of agreements and tokens, encrypted at rest, by source.

A source is a tribunal's system ("TJRJ/mni") or a national one ("PDPJ", "JUSBR"). A company's own credential is stored
beside the operator's and never used for anybody else: capture, which visits for all, uses the operator's alone.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from psycopg import Connection

from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.courts import CourtSystem
from schemas.errors import RefusedError

_SQL = load_queries("capture", "credentials.sql")
_SOURCE = re.compile(r"[A-Z][A-Z0-9-]{1,15}(/[a-z_]{1,30})?")
_NATIONAL = {CourtSystem.PDPJ: "PDPJ", CourtSystem.JUSBR: "JUSBR"}
_LONGEST = 16_384


class BadCredential(RefusedError):
    """A credential cannot be stored."""


class UnknownCredential(RefusedError):
    """No such credential is stored."""


class SecretBox(Protocol):
    """What is needed of runtime.secrets.SecretBox."""

    def encrypt(self, text: str) -> str: ...

    def decrypt(self, token: str) -> str: ...


class RotatingSecretBox(SecretBox, Protocol):
    """A box that can encrypt anew with its newest key."""

    def rotate(self, token: str) -> str: ...


def source_of(tribunal: str, system: CourtSystem) -> str:
    """Return under which name a tribunal's system is asked with a credential; the national ones have one for all."""
    return _NATIONAL.get(system, f"{tribunal}/{system.value}")


def set_credential(
    connection: Connection[Row], box: SecretBox, source: str, value: str, *, company_id: UUID | None, now: datetime
) -> None:
    """Store or replace a credential. Raises BadCredential."""
    if not _SOURCE.fullmatch(source):
        raise BadCredential(f"{source!r} is no source: TRIBUNAL/system as in TJRJ/mni, or PDPJ, or JUSBR")
    if not value or len(value) > _LONGEST or not value.isprintable():
        raise BadCredential("a credential is one line of text, and not empty")
    facts = {"source": source, "company_id": company_id, "ciphertext": box.encrypt(value), "now": now}
    connection.execute(_SQL["set_credential"], facts)


def list_credentials(connection: Connection[Row]) -> list[Row]:
    """List what is stored, without the credentials."""
    return connection.execute(_SQL["list_credentials"]).fetchall()


def remove_credential(connection: Connection[Row], source: str, *, company_id: UUID | None) -> None:
    """Forget a credential. Raises UnknownCredential."""
    if connection.execute(_SQL["remove_credential"], {"source": source, "company_id": company_id}).rowcount == 0:
        raise UnknownCredential(f"no credential is stored for {source}; `arauto credential list` shows them")


def read_credentials(connection: Connection[Row], box: SecretBox) -> Mapping[str, str]:
    """Return the operator's credentials by source. Raises SecretUnreadable."""
    rows = connection.execute(_SQL["list_ciphertexts"]).fetchall()
    return {row["source"]: box.decrypt(row["ciphertext"]) for row in rows if row["company_id"] is None}


def rotate_credentials(connection: Connection[Row], box: RotatingSecretBox) -> int:
    """Encrypt every credential with the box's newest key and return how many there are."""
    rows = connection.execute(_SQL["list_ciphertexts"]).fetchall()
    for row in rows:
        facts = {**row, "ciphertext": box.rotate(row["ciphertext"]), "now": row["set_at"]}
        connection.execute(_SQL["set_credential"], facts)
    return len(rows)
