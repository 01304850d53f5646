"""Errors of what companies and operators ask for."""

from schemas.errors import RefusedError


class UnknownCompany(RefusedError):  # noqa: N818 - names what is wrong
    """No company has this slug."""


class BadCompany(RefusedError):  # noqa: N818 - names what is wrong
    """A slug or name that a company cannot have."""


class BadParty(RefusedError):  # noqa: N818 - names what is wrong
    """A monitored party with a field that cannot be taken."""


class UnknownParty(RefusedError):  # noqa: N818 - names what is wrong
    """The company has no such monitored party."""


class BadPartyFile(RefusedError):  # noqa: N818 - names what is wrong
    """The file of monitored parties has rows that cannot be taken; nothing was imported."""


class AlreadyExists(RefusedError):  # noqa: N818 - names what is wrong
    """It exists already."""


class BadTribunalsFile(RefusedError):  # noqa: N818 - names what is wrong
    """The operator's tribunals file cannot be taken; its lines and fields are named."""
