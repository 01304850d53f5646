"""Makes the message of a visit: what it found, with its provenance."""

import hashlib

from capture.orders import VisitResult
from schemas.captures import Capture, PageProvenance, Provenance, SourceKind, SystemAnswer, VisitReason
from schemas.outcomes import Outcome

_ONLY_WHAT_IS_FOUND = frozenset({VisitReason.DISCOVERED, VisitReason.CANARY})
_SAYS_NOTHING_OF_UNKNOWN = frozenset({Outcome.FOUND_NEW, Outcome.FOUND_UNCHANGED, Outcome.PARTIAL, Outcome.SEALED})


def as_capture(result: VisitResult) -> Capture:
    """Return the message of a finished visit."""
    order, report = result.order, result.report
    if report is None:
        raise ValueError("a released visit is not published")
    return Capture(
        visit_id=order.visit_id,
        case_number=order.case_number,
        tribunal=order.tribunal,
        reason=order.reason,
        outcome=report.outcome,
        explanation=report.explanation,
        visited_at=result.visited_at,
        instances=report.instances,
        provenance=Provenance(
            source=SourceKind.PRIMARY,
            system=result.system,
            spider=result.spider,
            spider_version=result.spider_version,
            fetched_at=result.visited_at,
            pages=tuple(
                PageProvenance(url=page.url, sha256=page.sha256, status=page.status, kind=page.kind)
                for page in result.pages
            ),
        ),
        answers=tuple(SystemAnswer(system=each.system, outcome=each.report.outcome) for each in result.answers),
        filed_on=order.filed_on.isoformat() if order.filed_on else None,
        listed_on=order.listed_on.isoformat() if order.listed_on else None,
    )


def is_told(result: VisitResult, *, is_watched: bool) -> bool:
    """Say whether a visit is published: of a discovered case that nobody knows, only what was found is."""
    if result.order.reason not in _ONLY_WHAT_IS_FOUND or is_watched:
        return True
    if result.order.reason is VisitReason.CANARY:
        return False
    if result.outcome is Outcome.PARTIAL and not (result.report and result.report.instances):
        return False
    return result.outcome in _SAYS_NOTHING_OF_UNKNOWN


def content_hash(result: VisitResult) -> str | None:
    """Return a hash of what the court showed, which tells a changed case from an unchanged one."""
    if result.report is None or not result.report.instances:
        return None
    digest = hashlib.sha256()
    for instance in result.report.instances:
        digest.update(instance.model_dump_json().encode())
    return digest.hexdigest()
