"""`/v1/consumers`: named readers of the feed, whose cursor is kept here."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from delivery.access.keys import Access, Scope
from delivery.api.dependencies import PageQuery, Parts, PartsDependency, need, next_link, refuse_parameters
from delivery.events import consumers

router = APIRouter(tags=["consumers"])
MayRead = Annotated[Access, Depends(need(Scope.EVENTS_READ))]
MayWrite = Annotated[Access, Depends(need(Scope.CONSUMERS_WRITE))]
Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$", description="Chosen by you; lower case")]


class ConsumerPut(BaseModel):
    """Where a consumer is to stand."""

    model_config = ConfigDict(extra="forbid")

    cursor: str = Field(max_length=200, description="A cursor from the feed; what follows it is read next")


class ConsumerView(BaseModel):
    """A consumer and where it stands."""

    name: str
    cursor: str
    updated_at: datetime


class ConsumerList(BaseModel):
    """Consumers by name."""

    consumers: list[ConsumerView]


@router.get("/consumers", summary="List named consumers")
def list_consumers(
    request: Request, response: Response, query: Annotated[PageQuery, Query()], access: MayRead, parts: PartsDependency
) -> ConsumerList:
    """Your company's named consumers, by name."""
    with parts.transaction(access) as connection:
        found = consumers.list_consumers(connection, access.company_id, after=query.after, limit=query.limit)
    if len(found) == query.limit:
        response.headers.update(next_link(request, after=found[-1].name))
    return ConsumerList(consumers=[_view(parts, one) for one in found])


@router.get("/consumers/{name}", summary="Read a consumer", dependencies=[Depends(refuse_parameters)])
def read_consumer(name: Name, access: MayRead, parts: PartsDependency) -> ConsumerView:
    """Where a named consumer stands."""
    with parts.transaction(access) as connection:
        return _view(parts, consumers.get_consumer(connection, access.company_id, name))


@router.put("/consumers/{name}", summary="Make or move a consumer", dependencies=[Depends(refuse_parameters)])
def put_consumer(name: Name, body: ConsumerPut, access: MayWrite, parts: PartsDependency) -> ConsumerView:
    """Call it after you have stored what you read: it is your commit. The same call twice changes nothing."""
    with parts.transaction(access) as connection:
        moved = consumers.put_consumer(
            connection, parts.seal, (access.company_id, name), body.cursor, parts.clock.now()
        )
    return _view(parts, moved)


@router.delete(
    "/consumers/{name}", summary="Delete a consumer", status_code=204, dependencies=[Depends(refuse_parameters)]
)
def delete_consumer(name: Name, access: MayWrite, parts: PartsDependency) -> None:
    """Forget a named consumer."""
    with parts.transaction(access) as connection:
        consumers.delete_consumer(connection, access.company_id, name)


def _view(parts: Parts, one: consumers.Consumer) -> ConsumerView:
    return ConsumerView(name=one.name, cursor=parts.seal.write(one.cursor), updated_at=one.updated_at)
