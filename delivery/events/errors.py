"""What can go wrong for a reader of the feed."""

from schemas.errors import RefusedError


class CursorInvalid(RefusedError):
    """The cursor was not given out by this installation to this company."""


class CursorGone(RefusedError):
    """The feed cannot go on from this cursor."""

    def __init__(self, message: str, *, resume_cursor: str) -> None:
        super().__init__(message, resume_cursor=resume_cursor)
        self.resume_cursor = resume_cursor


class ConsumerNotFound(RefusedError):
    """The company has no consumer of this name."""
