"""Builds captures of fictional cases, in business time of the year 2031."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from schemas.captures import Capture, InstanceSnapshot, Provenance, SourceKind, VisitReason
from schemas.case_number import CaseNumber
from schemas.cases import Case, Movement, Party
from schemas.courts import CourtLevel, CourtSystem, Side
from schemas.outcomes import VERIFYING, Outcome

START = datetime(2031, 3, 3, 12, tzinfo=UTC)


def case_number(sequence: int = 1, year: int = 2031) -> CaseNumber:
    return CaseNumber.build(sequence=sequence, year=year, j_tr="8.26", origin=100)


def movement(text: str, day: int = 1, **more: object) -> Movement:
    return Movement(text=text, occurred_on=date(2031, 2, day), **more)


def parties() -> tuple[Party, ...]:
    return (
        Party(name="Padaria Flor do Ipê Ltda", role_text="Reqte", side=Side.ACTIVE),
        Party(name="Joaquim Tavares Bonfim", role_text="Reqdo", side=Side.PASSIVE),
    )


def snapshot(
    movements: tuple[Movement, ...] = (),
    *,
    system: CourtSystem = CourtSystem.ESAJ,
    level: CourtLevel = CourtLevel.FIRST,
    code: str = "",
    is_complete: bool = True,
    **header: object,
) -> InstanceSnapshot:
    shown = {
        "parties": parties(),
        "case_class": "Procedimento Comum Cível",
        "judging_body": "1ª Vara Cível",
        "distributed_on": "2031-02-20",
        **header,
    }
    case = Case(movements=movements, **shown)
    return InstanceSnapshot(system=system, court_level=level, code=code, is_complete=is_complete, case=case)


def capture(
    number: CaseNumber,
    *instances: InstanceSnapshot,
    outcome: Outcome | None = None,
    at: datetime = START,
    hours: float = 0,
    visit_id: UUID | None = None,
    system: CourtSystem = CourtSystem.ESAJ,
    source: SourceKind = SourceKind.PRIMARY,
    filed_on: str | None = None,
) -> Capture:
    """A visit `hours` after `at`; found when it shows instances."""
    outcome = outcome or (Outcome.FOUND_NEW if instances else Outcome.NOT_FOUND)
    visited_at = at + timedelta(hours=hours)
    return Capture(
        visit_id=visit_id or uuid4(),
        case_number=number,
        tribunal="TJSP",
        reason=VisitReason.DUE,
        outcome=outcome,
        explanation="" if outcome in VERIFYING else f"the court said {outcome}",
        visited_at=visited_at,
        instances=instances,
        provenance=Provenance(
            source=source, system=system, spider="TJSPSpider", spider_version="1", fetched_at=visited_at
        ),
        filed_on=filed_on,
    )
