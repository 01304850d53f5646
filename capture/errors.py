"""Errors of running spiders."""

from schemas.errors import FatalError, RefusedError, RetryableError


class ContactMissing(FatalError):
    """No contact is set: courts are asked only with a User-Agent that says whom to write to (set ARAUTO_CONTACT)."""


class VisitReleased(RetryableError):
    """The visit was given back before it came to an end, because the court may not be asked at the moment."""


class CannotReadAgain(RefusedError):
    """A visit's pages cannot be read again, or what they say may not be published."""


class UndeclaredHost(RefusedError):
    """A page led to a host that the tribunal's spider does not declare."""


class AddressRefused(RefusedError, OSError):
    """A host resolves to an address inside our own network."""


class HeartbeatEnded(FatalError):
    """The heartbeat of this process's leases ended by itself: another process will take its tribunals."""


class LeaseTaken(RefusedError):
    """A capture process asks this tribunal at the moment, and nobody else may."""


class NotAskedNow(RefusedError):
    """The tribunal may not be asked at the moment."""


class CaseSealed(RefusedError):
    """The case is sealed: nothing of it is recorded."""


class NothingToRecord(RefusedError):
    """There are no pages to make a recording of."""
