"""Errors of mailboxes."""

from schemas.errors import RefusedError, RetryableError


class BadMailbox(RefusedError):
    """A mailbox cannot be registered."""


class UnknownMailbox(RefusedError):
    """No mailbox has this name."""


class MailboxUnreachable(RetryableError):
    """The mailbox cannot be read at the moment."""
