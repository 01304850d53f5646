"""What the simulated world is made of. Day numbers are those of the timetable; -1 is "before the first day"."""

from dataclasses import dataclass, field
from datetime import date

from schemas.case_number import CaseNumber
from tests.court_simulator.tribunals import Tribunal

NEVER = 10**6


@dataclass(slots=True)
class Row:
    """One movement of an instance, visible on the days `appears <= day < vanishes`."""

    day: date
    clock: str
    title: str
    complement: str
    code: int
    appears: int
    vanishes: int = NEVER
    replaces: "Row | None" = None
    """The row whose text was edited into this one."""

    def is_visible(self, number: int) -> bool:
        return self.appears <= number < self.vanishes


@dataclass(frozen=True, slots=True)
class Lawyer:
    """Somebody who acts for a party."""

    name: str
    oab: str


@dataclass(slots=True)
class Party:
    """A party as printed."""

    name: str
    side: str
    role: str
    document: str = ""
    lawyers: tuple[Lawyer, ...] = ()


@dataclass(slots=True)
class Instance:
    """One place where a case is alive."""

    system: str
    level: str
    code: str
    case_class: str
    class_code: int
    judging_body: str
    judge: str
    opened_on: date
    rows: list[Row]
    appears: int = -1
    suffix: str = ""
    """Five digits of a dependent appeal in the second degree, else empty."""


@dataclass(slots=True)
class Incident:
    """What hangs on a case of e-SAJ's first degree and is reached by a link of its page only."""

    code: str
    case_class: str
    opened_on: date
    rows: list[Row]
    number: CaseNumber | None = None
    """Its own; without one it is shown under the case's."""
    trouble: str = ""
    """`sealed` or `login`, else it is shown."""


@dataclass(slots=True)
class Case:
    """One case number with all that its tribunal shows."""

    number: CaseNumber
    tribunal: Tribunal
    subject: str
    subject_code: int
    comarca: str
    foro_code: int
    amount: str
    distributed_on: date
    filed_on: date
    parties: list[Party]
    instances: list[Instance]
    court_from: int = -1
    datajud_from: int = -1
    sealed_from: int = NEVER
    secrecy_level: int = 0
    statuses: list[tuple[int, str]] = field(default_factory=list)
    """(day number, text): the situation badge from that day on; e-SAJ only."""
    troubles: dict[int, str] = field(default_factory=dict)
    """Day number to what goes wrong with this case's page on that day."""
    incidents: list[Incident] = field(default_factory=list)

    def is_sealed(self, number: int) -> bool:
        return number >= self.sealed_from

    def status_on(self, number: int) -> str:
        """Return the badge on a day, or an empty text."""
        return next((text for since, text in reversed(self.statuses) if since <= number), "")


@dataclass(frozen=True, slots=True)
class Outage:
    """Something that a whole tribunal suffers on the days `since <= day < until`."""

    tribunal: str
    kind: str
    since: int
    until: int
    reason: str


@dataclass(frozen=True, slots=True)
class MonitoredName:
    """A name that a company watches, with its options and the day on which it is registered."""

    company: str
    name: str
    kind: str
    """`company` or `person`."""
    window_days: int = 90
    side: str | None = None
    tribunals: tuple[str, ...] | None = None
    only_after_registration: bool = False
    from_day: int = 0


@dataclass(frozen=True, slots=True)
class ExpectedMatch:
    """A name printed in a case that a company must be told of, written down when it was printed."""

    company: str
    case_number: str
    tribunal: str
    monitored: str
    printed: str
    distortions: tuple[str, ...]
    is_retroactive: bool = False


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A name printed in a case that must not be told, and why not."""

    company: str
    case_number: str
    tribunal: str
    monitored: str
    printed: str
    reason: str
