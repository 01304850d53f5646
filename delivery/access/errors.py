"""What can go wrong with access."""

from schemas.errors import RefusedError


class KeyRefused(RefusedError):  # noqa: N818 - names what happened
    """The API key is missing, mistyped, unknown or revoked."""


class KeyNotFound(RefusedError):  # noqa: N818 - names what is wrong
    """There is no such API key."""


class KeyNameTaken(RefusedError):  # noqa: N818 - names what is wrong
    """The company has an API key of this name already."""


class ScopeMissing(RefusedError):  # noqa: N818 - names what is wrong
    """The API key lacks the scope that this needs."""
