"""Errors of the embedded PostgreSQL; each message names what to do."""

from schemas.errors import FatalError


class PostgresBinariesMissing(FatalError):  # noqa: N818 - names what is wrong
    """No fitting PostgreSQL binaries were found on this machine."""


class DataDirectoryInUse(FatalError):  # noqa: N818 - names what is wrong
    """Another process serves this data directory."""


class DataDirectoryUnusable(FatalError):  # noqa: N818 - names what is wrong
    """The data directory cannot be used by the user who starts PostgreSQL."""


class ServerNotStarted(FatalError):  # noqa: N818 - names what is wrong
    """The embedded PostgreSQL did not start."""
