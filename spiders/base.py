"""What a court spider is: facts about one tribunal's system, and the order in which its pages lead to a case.

A spider is given a `Session` that fetches; pacing, sessions, blocks and archiving live behind it in `capture`. So a
spider imports neither scrapy nor playwright and runs against any fetcher.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal, Protocol, runtime_checkable
from urllib.parse import urlsplit

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import Access, Capability, CourtSystem
from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request to a court, as plain data. `kind` names the page that is hoped for; `form` pairs keep their order."""

    url: str
    kind: str
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    form: tuple[tuple[str, str], ...] | None = None
    json: str | None = None
    xml: str | None = None
    """A SOAP envelope. It may carry a password: it is sent and never archived."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """What a court answered: original bytes, the final address, status and headers (lower-case names)."""

    request: PageRequest
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Session(Protocol):
    """Fetches pages of one tribunal within one court session (cookies kept).

    Raises VisitFailed for everything that is not a page of the court: timeouts, refusals, walls by status or body.
    """

    async def fetch(self, request: PageRequest) -> RawPage: ...


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What a visit found, before provenance is added. `instances` only when found or partial."""

    outcome: Outcome
    explanation: str
    instances: tuple[InstanceSnapshot, ...] = ()
    page_that_failed: ParsedPage | None = None


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case that a list of a court or gazette shows, before anybody visited it.

    `case` holds what the list prints of it (parties, class, body), which may be nothing; `distributed_on` with
    `basis` is the best date that the list gives.
    """

    case_number: CaseNumber
    system: CourtSystem
    case: Case
    distributed_on: date | None = None
    basis: DistributedOnBasis | None = None
    available_on: date | None = None
    """The day on which the list was published."""
    is_sealed: bool = False
    """Marked so, or printed by initials only: its number may be remembered, nothing else is kept."""


@runtime_checkable
class ListsDistributions(Protocol):
    """A source that lists newly distributed (or filed, or first published) cases of its tribunal by date."""

    @property
    def hosts(self) -> frozenset[str]: ...

    def list_distributions(self, first: date, last: date, session: Session) -> AsyncIterator[ListedCase]:
        """Yield cases, both days included. Raises VisitFailed (also when the list is shorter than it says),
        PageChanged."""


@runtime_checkable
class SearchesNames(Protocol):
    """A source that finds the cases of a party by name."""

    @property
    def hosts(self) -> frozenset[str]: ...

    def search_name(self, name: str, session: Session) -> AsyncIterator[ListedCase]:
        """Yield the cases in which somebody of this name is a party, newest first where the court sorts so.

        Raises VisitFailed, also where the court refuses the name (too many cases, one word) or cuts the list.
        """


class CourtSpider(ABC):
    """One tribunal's pages of one court system. Subclasses state facts; a missing fact fails when the class is made.

    `addresses` maps a court level's name in that system (for instance "cpopg", "1g", "api") to its base address.
    """

    tribunal: ClassVar[str]
    j_tr: ClassVar[str]
    system: ClassVar[CourtSystem]
    addresses: ClassVar[Mapping[str, str]]
    version: ClassVar[str] = "1"
    verified_on: ClassVar[str]
    """Date and source of what is known: "2026-06-29, VOY"."""
    is_verified: ClassVar[bool] = True
    """False when no real page of this tribunal has been seen: off until the operator enables it."""
    access: ClassVar[Access] = Access.OPEN
    """What stood before the site when it was last tried; a captcha or login is met, reported and never passed."""
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.BY_NUMBER})
    needs_credential: ClassVar[str | None] = None
    """What the operator must supply before this source may be used ("token"); None for a public one."""
    why_unsupported: ClassVar[str] = ""
    """Why nobody ever visits it, whatever the operator allows: only saved pages are read; empty for all others."""
    is_retired: ClassVar[bool] = False
    """True where its cases have moved: that it is not visited leaves nothing open."""
    stands_for: ClassVar[CourtSystem | None] = None
    """The system whose instances this one shows by another way: it is asked only instead of that one."""

    _facts: ClassVar[tuple[str, ...]] = ("tribunal", "j_tr", "system", "addresses", "verified_on")

    def __init_subclass__(cls, *, is_system: bool = False, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        missing = [fact for fact in cls._facts if not is_system and not hasattr(cls, fact)]
        if missing:
            raise TypeError(f"{cls.__name__} does not state {', '.join(missing)}")

    def __init__(self, addresses: Mapping[str, str] | None = None) -> None:
        """Args: addresses: replaces the tribunal's own (a simulator, a mirror)."""
        self.base = dict(addresses or self.addresses)

    @property
    def hosts(self) -> frozenset[str]:
        """The only hosts (with port where one is given) that a visit may reach."""
        return frozenset(urlsplit(address).netloc for address in self.base.values())

    @abstractmethod
    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask the court for one case.

        Raises VisitFailed (from the session) and PageChanged; every other end is a report with its outcome.
        """
