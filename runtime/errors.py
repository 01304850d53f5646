"""Errors of the runtime's own parts: blobs, secrets, the business clock."""

from schemas.errors import FatalError, RefusedError, RetryableError


class BadBlobName(RefusedError):  # noqa: N818 - names what is wrong
    """A blob is named by 64 lower-case hexadecimal digits and nothing else."""


class BlobMissing(RefusedError):  # noqa: N818 - names what is wrong
    """The store has no blob of this name."""


class BlobCorrupt(RefusedError):  # noqa: N818 - names what is wrong
    """What is stored under a blob's name is not what was put there."""


class BlobStoreUnavailable(RetryableError):  # noqa: N818 - names what is wrong
    """The blob store does not answer, or has no room."""


class BadBlobAddress(FatalError):  # noqa: N818 - names what is wrong
    """The address of the blob store cannot be used."""


class BadKeyFile(FatalError):  # noqa: N818 - names what is wrong
    """The key file for secrets at rest cannot be trusted or read."""


class SecretUnreadable(RefusedError):  # noqa: N818 - names what is wrong
    """A stored secret was not encrypted with a key of the present key file, or was changed."""


class BusinessClockMissing(RetryableError):  # noqa: N818 - names what is wrong
    """The business clock has no moment yet: its conductor has not set it."""


class ClockMovedBack(RefusedError):  # noqa: N818 - names what is wrong
    """The business clock never moves backwards."""
