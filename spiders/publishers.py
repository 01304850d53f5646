"""What a gazette's client is: facts about one publisher, whose lists and publications are read by date.

A publisher is not a court's system: nobody can visit a case there, so the registry of spiders does not hold it.
"""

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from schemas.courts import Access, Capability, CourtSystem
from spiders import tribunals as tribunal_modules
from spiders.errors import UnknownTribunal
from spiders.registry import all_spiders, tribunal_of


class PublisherClient:
    """One publisher of one gazette. Subclasses state facts, as those of `CourtSpider` do."""

    tribunal: ClassVar[str]
    system: ClassVar[CourtSystem]
    addresses: ClassVar[Mapping[str, str]]
    verified_on: ClassVar[str]
    """Date and source of what is known: "2026-07-12, RVS"."""
    is_verified: ClassVar[bool] = True
    access: ClassVar[Access] = Access.OPEN
    closed_on: ClassVar[str | None] = None
    """Day (ISO) after which nothing new was published; None for a gazette that goes on."""
    why_not_read: ClassVar[str] = ""
    """Why nothing about cases is taken from it today; empty for all others."""
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.DISTRIBUTION_LIST})

    _facts: ClassVar[tuple[str, ...]] = ("tribunal", "system", "addresses", "verified_on")

    def __init_subclass__(cls, *, is_system: bool = False, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        missing = [fact for fact in cls._facts if not is_system and not hasattr(cls, fact)]
        if missing:
            raise TypeError(f"{cls.__name__} does not state {', '.join(missing)}")

    def __init__(self, addresses: Mapping[str, str] | None = None) -> None:
        """Args: addresses: replaces the publisher's own (a simulator, a mirror)."""
        self.base = dict(addresses or self.addresses)

    @property
    def hosts(self) -> frozenset[str]:
        """The only hosts (with port where one is given) that a reading may reach."""
        return frozenset(urlsplit(address).netloc for address in self.base.values())


def tribunal_named_by(j_tr: str, publisher: str) -> str:
    """Return the acronym of the tribunal that a number names; of a J.TR that nobody has, the publisher's."""
    try:
        return tribunal_of(j_tr).acronym
    except UnknownTribunal:
        return publisher


def publishers_of(tribunal: str) -> tuple[type[PublisherClient], ...]:
    """Return the clients of the gazettes in which a tribunal publishes."""
    all_spiders()  # imports every module in which a client may stand
    clients = _descendants(PublisherClient)
    return tuple(client for client in clients if getattr(client, "tribunal", None) == tribunal)


def _descendants(client: type[PublisherClient]) -> list[type[PublisherClient]]:
    below = [each for child in client.__subclasses__() for each in (child, *_descendants(child))]
    return [each for each in below if each.__module__.startswith(tribunal_modules.__name__)]
