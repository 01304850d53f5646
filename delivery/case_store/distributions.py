"""A case of the store as the distribution that the matcher reads; pure but for the publishing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from delivery.case_store.instances import by_preference
from delivery.case_store.parties import party_key
from delivery.case_store.records import CaseRow, InstanceRow
from runtime.stream.base import UnitOfWork
from schemas.cases import Party
from schemas.distributions import DistributedOnBasis, Distribution
from schemas.topics import DISTRIBUTIONS

Shown = tuple[Sequence[InstanceRow], Mapping[UUID, Sequence[Party]]]
"""The instances of a case, and the parties that each one shows."""
NOTHING_SHOWN: Shown = ((), {})


def list_case_parties(instances: Sequence[InstanceRow], parties: Mapping[UUID, Sequence[Party]]) -> list[Party]:
    """List each party of a case once, although several instances print it; lists count where no court shows any."""
    found: dict[tuple[str, str, str], Party] = {}
    shown = [instance for instance in instances if not instance.is_listed and parties.get(instance.id)]
    for instance in by_preference(shown or instances):
        for party in parties.get(instance.id, ()):
            found.setdefault(party_key(party), party)
    return list(found.values())


def is_partial(instances: Sequence[InstanceRow], parties: Mapping[UUID, Sequence[Party]]) -> bool:
    """Whether a case's names come from lists alone."""
    naming = [instance for instance in instances if parties.get(instance.id)]
    return bool(naming) and all(instance.is_listed for instance in naming)


def origin_of(instances: Sequence[InstanceRow]) -> str | None:
    """Return the court that a case's appeal comes from, as printed; None where no instance is an appeal's."""
    return next((each.header["origin"] for each in by_preference(instances) if each.header.get("origin")), None)


def build_distribution(
    case: CaseRow,
    parties: Sequence[Party],
    *,
    origin: str | None = None,
    is_sweep: bool = False,
    is_partial: bool = False,
) -> Distribution:
    """Say what is known of a case's distribution; of a sealed one only that it is sealed."""
    is_shown = not case.is_sealed
    return Distribution(
        case_number=case.case_number,
        tribunal=case.tribunal,
        distributed_on=case.distributed_on,
        distributed_on_basis=DistributedOnBasis(case.distributed_on_basis) if case.distributed_on_basis else None,
        obtained_at=case.obtained_at or case.created_at,
        case_class=case.case_class,
        judging_body=case.judging_body,
        jurisdiction=case.jurisdiction,
        origin=origin if is_shown else None,
        parties=tuple(party for party in parties if not party.is_sealed) if is_shown else (),
        is_sealed=case.is_sealed,
        is_sweep=is_sweep,
        is_partial=is_partial,
        revision=case.revision,
    )


def publish_distribution(
    unit: UnitOfWork, case: CaseRow, shown: Shown = NOTHING_SHOWN, *, is_sweep: bool = False
) -> None:
    """Publish a case's distribution; the caller holds the case's row."""
    instances, parties = shown
    listed = list_case_parties(instances, parties)
    distribution = build_distribution(
        case, listed, origin=origin_of(instances), is_sweep=is_sweep, is_partial=is_partial(instances, parties)
    )
    unit.publish(DISTRIBUTIONS, case.case_number, distribution)
