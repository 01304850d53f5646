"""What monitoring refuses.

RefusedError
└── MatchOfUnknownCase
"""

from schemas.errors import RefusedError


class MatchOfUnknownCase(RefusedError):
    """A match is about a case that the store does not have."""
