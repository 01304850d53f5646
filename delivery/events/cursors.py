"""Cursors of the feed: opaque, authenticated, and bound to a company, an epoch and a position. Pure."""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from delivery.events.errors import CursorInvalid

_LAYOUT = struct.Struct(">BIQ16s")  # version, epoch, position, company
_VERSION = 1
_SEAL_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last position read."""

    company_id: UUID
    epoch: int
    position: int


class CursorSeal:
    """Writes and reads cursors.

    Args:
        keys: the newest first; the first seals, all are accepted.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(keys)

    def write(self, cursor: Cursor) -> str:
        packed = _LAYOUT.pack(_VERSION, cursor.epoch, cursor.position, cursor.company_id.bytes)
        return base64.urlsafe_b64encode(packed + _seal(self._keys[0], packed)).decode("ascii").rstrip("=")

    def read(self, text: str, company_id: UUID) -> Cursor:
        """Return the cursor when it is this company's. Raises CursorInvalid, the same for every reason."""
        try:
            raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
            packed, seal = raw[:-_SEAL_BYTES], raw[-_SEAL_BYTES:]
            version, epoch, position, company = _LAYOUT.unpack(packed)
        except (UnicodeEncodeError, binascii.Error, struct.error) as error:
            raise CursorInvalid from error
        is_ours = any(hmac.compare_digest(seal, _seal(key, packed)) for key in self._keys)
        if not (is_ours and version == _VERSION and company == company_id.bytes):
            raise CursorInvalid
        return Cursor(company_id, epoch, position)


def _seal(key: bytes, packed: bytes) -> bytes:
    return hmac.new(key, packed, hashlib.sha256).digest()[:_SEAL_BYTES]
