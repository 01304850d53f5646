"""What the case store refuses.

RefusedError
├── ContradictoryCapture
└── CaseNotReadable
"""

from schemas.errors import RefusedError


class ContradictoryCapture(RefusedError):
    """A capture contradicts itself: nothing of it is stored."""


class CaseNotReadable(RefusedError):
    """There is no such case, or this company neither activated it nor was sent it."""
