"""Makes the spiders that need the operator's credential, where one is stored; without it they do not exist."""

from collections.abc import Callable, Mapping
from typing import cast

from capture.credentials import source_of
from spiders import registry
from spiders.base import CourtSpider

Addresses = Mapping[str, str]


def credentialed_spiders(
    tribunal: str, credentials: Mapping[str, str], addresses_of: Callable[[type[CourtSpider]], Addresses]
) -> tuple[CourtSpider, ...]:
    """Return a tribunal's spiders whose credential is stored: storing it is what switches them on.

    Args: addresses_of: the addresses that replace a spider's own, empty for none.
    """
    made = []
    for cls in registry.spiders_of(tribunal):
        value = credentials.get(source_of(tribunal, cls.system)) if cls.needs_credential else None
        if value is not None and cls.needs_credential is not None:
            make = cast("Callable[..., CourtSpider]", cls)
            made.append(make(addresses_of(cls) or None, **{cls.needs_credential: value}))
    return tuple(made)
