"""What can go wrong with access."""

from schemas.errors import RefusedError


class KeyRefused(RefusedError):
    """The API key is missing, mistyped, unknown or revoked."""


class KeyNotFound(RefusedError):
    """There is no such API key."""


class KeyNameTaken(RefusedError):
    """The company has an API key of this name already."""


class ScopeMissing(RefusedError):
    """The API key lacks the scope that this needs."""
