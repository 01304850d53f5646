"""The case store, quotas and monitoring on one test database, with a business clock that stands still until moved."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from delivery.case_store.ingest import CaptureHandler
from delivery.monitoring.handler import MatchHandler
from delivery.quotas.activations import Activation, TribunalSupport, activate_case
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from schemas.captures import Capture
from schemas.case_number import CaseNumber
from schemas.courts import Side
from schemas.distributions import Distribution
from schemas.matches import Explanation, Match
from schemas.topics import CAPTURES, DISTRIBUTIONS, MATCHES
from tests.support.collecting_stream import CollectingStream
from tests.support.visits import START


def support(j_tr: str) -> TribunalSupport | None:
    """Every tribunal of a state is supported, those of labour are not, and 9.99 is none."""
    if j_tr == "9.99":
        return None
    return TribunalSupport("TJSP", not j_tr.startswith("5."), "no spider reads it yet" if j_tr[0] == "5" else "")


@dataclass
class Pipeline:
    """What a test does with the stages of delivery."""

    database: Database

    def __post_init__(self) -> None:
        self.clock = ManualClock(START)
        self.stream = CollectingStream(self.database)
        self.captures = CaptureHandler(self.clock)
        self.matches = MatchHandler(self.clock)

    def pass_time(self, **step: float) -> None:
        self.clock.advance(timedelta(**step))

    def ingest(self, *captures: Capture) -> None:
        """Handle captures, each in its own transaction."""
        for capture in captures:
            with self.stream.unit_of_work() as unit:
                self.captures.handle(CAPTURES.name, capture, unit)

    def ingest_together(self, *captures: Capture) -> None:
        """Handle captures in one transaction, as the worker does with a batch."""
        with self.stream.unit_of_work() as unit:
            for capture in captures:
                self.captures.handle(CAPTURES.name, capture, unit)

    def activate(self, company: UUID, number: CaseNumber) -> Activation:
        with self.stream.unit_of_work() as unit:
            return activate_case(unit, company, number, self.clock.now(), tribunal_support=support)

    def match(self, *matches: Match) -> None:
        for match in matches:
            with self.stream.unit_of_work() as unit:
                self.matches.handle(MATCHES.name, match, unit)

    def distributions(self) -> list[Distribution]:
        return self.stream.published(DISTRIBUTIONS)


def match_of(
    company: UUID, number: CaseNumber, *parties: UUID, version: int = 1, side: Side | None = None, **more: bool
) -> Match:
    """A match as the matcher publishes it."""
    explanations = tuple(
        Explanation(
            monitored_party_id=party,
            monitored_party_name="nome monitorado",
            expression_version=version,
            expression="X",
            printed="Padaria Flor do Ipê Ltda",
            folded="PADARIA FLOR DO IPE LTDA",
            matched_text="Padaria Flor do Ipê Ltda",
            span=(0, 24),
            side=side,
        )
        for party in parties
    )
    return Match(
        company_id=company,
        case_number=number,
        tribunal="TJSP",
        explanations=explanations,
        parties_revision=1,
        matched_at=START,
        **more,
    )
