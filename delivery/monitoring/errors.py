"""What monitoring refuses.

RefusedError
└── MatchOfUnknownCase
"""

from schemas.errors import RefusedError


class MatchOfUnknownCase(RefusedError):  # noqa: N818 - names what is wrong
    """A match is about a case that the store does not have."""
