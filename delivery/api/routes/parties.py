"""`/v1/parties`: the names that a company monitors. Read only; operators change them by the command line."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from delivery.access.keys import Access, Scope
from delivery.api.dependencies import MAX_LIMIT, PartsDependency, need, next_link, refuse_parameters
from delivery.api.errors import NotFound
from monitor_config.models import PartyStatus
from runtime.postgres.queries import load_queries
from schemas.courts import Side

_QUERIES = load_queries("delivery.api")
_MONITOR_QUERIES = load_queries("monitor_config")
router = APIRouter(tags=["parties"])
MayRead = Annotated[Access, Depends(need(Scope.PARTIES_READ))]
PartyId = Annotated[UUID, Path(description="A party's id, as the list of parties shows it")]


class PartiesQuery(BaseModel):
    """The parameters of the list of parties."""

    model_config = ConfigDict(extra="forbid")

    after: UUID = Field(UUID(int=0), description="Go on after this party; taken from the `next` link")
    limit: int = Field(100, ge=1, le=MAX_LIMIT, description="How many parties at most")


class QuarantineView(BaseModel):
    """A version of the expression that is not asked while distributions are matched, because it took too long."""

    expression_version: int
    since: datetime
    reason: str


class PartyView(BaseModel):
    """A monitored name with its newest expression; what the fields mean stands in docs/reference/party_file.md."""

    id: UUID
    name: str
    reference: str | None
    document: str | None
    oabs: list[str] | None
    comarcas: list[str] | None
    status: PartyStatus
    rex: str
    nrex: str | None
    manual_rex: bool
    is_generated: bool = Field(description="Whether `rex` was generated from the name")
    class_table: str | None = Field(description="Which word lists `rex` was generated from; none for an own one")
    expression_version: int
    in_force_at: datetime = Field(description="From when on the newest expression is in force")
    fuzzy: bool | None = Field(description="The switch as it was set; none leaves it to `manual_rex`")
    is_fuzzy: bool = Field(description="Whether misspelt names are looked for")
    fuzzy_threshold: int
    window_days: int
    distributed_from: date | None
    only_after_registration: bool
    tribunals: list[str] | None
    side: Side | None
    registered_at: datetime
    effective_since: datetime = Field(description="Cases obtained before are retroactive")
    quarantined: list[QuarantineView]


class VersionView(BaseModel):
    """One version of a party's expression."""

    version: int
    rex: str
    nrex: str | None
    is_generated: bool
    created_at: datetime
    in_force_at: datetime
    state: str = Field(description="`in force`, `waiting` for its time, or `past`")


class WholePartyView(PartyView):
    """A monitored name with every expression that it had."""

    versions: list[VersionView] = Field(description="The newest first")


class PartyList(BaseModel):
    """Parties in the order of their ids."""

    parties: list[PartyView]


@router.get("/parties", summary="List monitored parties")
def list_parties(
    request: Request,
    response: Response,
    query: Annotated[PartiesQuery, Query()],
    access: MayRead,
    parts: PartsDependency,
) -> PartyList:
    """The names that your company monitors."""
    facts = {"company_id": access.company_id, "id": None, "after": query.after, "limit": query.limit}
    with parts.transaction(access) as connection:
        rows = connection.execute(_QUERIES["list_parties"], facts).fetchall()
    if len(rows) == query.limit:
        response.headers.update(next_link(request, after=str(rows[-1]["id"])))
    return PartyList(parties=[PartyView.model_validate(row) for row in rows])


@router.get("/parties/{party_id}", summary="Read a monitored party", dependencies=[Depends(refuse_parameters)])
def read_party(party_id: PartyId, access: MayRead, parts: PartsDependency) -> WholePartyView:
    """A name that your company monitors, with the history of its expression."""
    facts: dict[str, Any] = {"company_id": access.company_id, "id": party_id, "after": None, "limit": 1}
    with parts.transaction(access) as connection:
        row = connection.execute(_QUERIES["list_parties"], facts).fetchone()
        if row is None:
            raise NotFound(f"your company has no monitored party {party_id}")
        versions = connection.execute(_MONITOR_QUERIES["list_versions"], facts).fetchall()
    return WholePartyView.model_validate({**row, "versions": versions})
