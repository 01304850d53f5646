"""Errors of understanding court pages."""

from schemas.errors import RefusedError
from schemas.outcomes import Outcome


class PageChanged(RefusedError):
    """The page does not have the shape that this system's pages have."""


class VisitFailed(RefusedError):
    """A visit ended without its page: `outcome` and the reason in words say why."""

    def __init__(self, outcome: Outcome, reason: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason, outcome=outcome)
        self.outcome = outcome
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


class UnknownTribunal(RefusedError):
    """No tribunal has this number or acronym."""
