"""Errors of the embedded PostgreSQL; each message names what to do."""

from schemas.errors import FatalError


class PostgresBinariesMissing(FatalError):
    """No fitting PostgreSQL binaries were found on this machine."""


class DataDirectoryInUse(FatalError):
    """Another process serves this data directory."""


class DataDirectoryUnusable(FatalError):
    """The data directory cannot be used by the user who starts PostgreSQL."""


class ServerNotStarted(FatalError):
    """The embedded PostgreSQL did not start."""
