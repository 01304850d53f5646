"""Errors of the runtime's own parts: blobs, secrets, the business clock."""

from schemas.errors import FatalError, RefusedError, RetryableError


class BadBlobName(RefusedError):
    """A blob is named by 64 lower-case hexadecimal digits and nothing else."""


class BlobMissing(RefusedError):
    """The store has no blob of this name."""


class BlobCorrupt(RefusedError):
    """What is stored under a blob's name is not what was put there."""


class BlobStoreUnavailable(RetryableError):
    """The blob store does not answer, or has no room."""


class BadBlobAddress(FatalError):
    """The address of the blob store cannot be used."""


class BadKeyFile(FatalError):
    """The key file for secrets at rest cannot be trusted or read."""


class SecretUnreadable(RefusedError):
    """A stored secret was not encrypted with a key of the present key file, or was changed."""


class BusinessClockMissing(RetryableError):
    """The business clock has no moment yet: its conductor has not set it."""


class ClockMovedBack(RefusedError):
    """The business clock never moves backwards."""
