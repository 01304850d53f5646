"""What quotas refuse.

RefusedError
├── QuotaReached
├── UnknownCompany
├── UnknownTribunal
└── NotActive
"""

from schemas.errors import RefusedError


class QuotaReached(RefusedError):  # noqa: N818 - names what happened
    """All active cases of the company's quota are in use; deactivating one frees its slot at once."""


class UnknownCompany(RefusedError):  # noqa: N818 - names what is wrong
    """There is no such company."""


class UnknownTribunal(RefusedError):  # noqa: N818 - names what is wrong
    """No tribunal has this J.TR."""


class NotActive(RefusedError):  # noqa: N818 - names what is wrong
    """The company has no active activation of this case."""
