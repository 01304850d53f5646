"""What quotas refuse.

RefusedError
├── QuotaReached
├── UnknownCompany
├── UnknownTribunal
└── NotActive
"""

from schemas.errors import RefusedError


class QuotaReached(RefusedError):
    """All active cases of the company's quota are in use; deactivating one frees its slot at once."""


class UnknownCompany(RefusedError):
    """There is no such company."""


class UnknownTribunal(RefusedError):
    """No tribunal has this J.TR."""


class NotActive(RefusedError):
    """The company has no active activation of this case."""
