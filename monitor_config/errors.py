"""Errors of what companies and operators ask for."""

from schemas.errors import RefusedError


class UnknownCompany(RefusedError):
    """No company has this slug."""


class BadCompany(RefusedError):
    """A slug or name that a company cannot have."""


class BadParty(RefusedError):
    """A monitored party with a field that cannot be taken."""


class UnknownParty(RefusedError):
    """The company has no such monitored party."""


class UnknownVersion(RefusedError):
    """A party's expression has no such version to go back to."""


class BadPartyFile(RefusedError):
    """The file of monitored parties cannot be taken, or has rows that cannot; nothing was imported."""


class AlreadyExists(RefusedError):
    """It exists already."""


class BadTribunalsFile(RefusedError):
    """The operator's tribunals file cannot be taken; its lines and fields are named."""


class PlanChanged(RefusedError):
    """What was planned is not what would be done now; nothing was changed."""
