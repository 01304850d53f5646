"""`/v1/parties`: the names that a company monitors. Read only; operators change them by the command line."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from delivery.access.keys import Access, Scope
from delivery.api.dependencies import MAX_LIMIT, PartsDependency, need, next_link
from runtime.postgres.queries import load_queries

_QUERIES = load_queries("delivery.api")
router = APIRouter(tags=["parties"])


class PartiesQuery(BaseModel):
    """The parameters of the list of parties."""

    model_config = ConfigDict(extra="forbid")

    after: UUID = Field(UUID(int=0), description="Go on after this party; taken from the `next` link")
    limit: int = Field(100, ge=1, le=MAX_LIMIT, description="How many parties at most")


class PartyView(BaseModel):
    """A monitored name and the expressions that it is found and excluded by."""

    id: UUID
    name: str
    document: str | None
    status: str
    rex: str
    nrex: str | None
    manual_rex: bool
    in_force_at: datetime
    window_days: int
    distributed_from: date | None
    only_after_registration: bool
    tribunals: list[str] | None
    side: str | None
    registered_at: datetime


class PartyList(BaseModel):
    """Parties in the order of their ids."""

    parties: list[PartyView]


@router.get("/parties", summary="List monitored parties")
def list_parties(
    request: Request,
    response: Response,
    query: Annotated[PartiesQuery, Query()],
    access: Annotated[Access, Depends(need(Scope.PARTIES_READ))],
    parts: PartsDependency,
) -> PartyList:
    """The names that your company monitors."""
    facts = {"company_id": access.company_id, "after": query.after, "limit": query.limit}
    with parts.transaction(access) as connection:
        rows = connection.execute(_QUERIES["list_parties"], facts).fetchall()
    if len(rows) == query.limit:
        response.headers.update(next_link(request, after=str(rows[-1]["id"])))
    return PartyList(parties=[PartyView.model_validate(row) for row in rows])
