"""`/v1/events`: the feed by cursor, with long-poll, and as a stream of server-sent events."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from delivery.access.errors import KeyRefused
from delivery.access.keys import Access, Scope, is_in_force
from delivery.api.dependencies import MAX_LIMIT, WITHOUT_NUL, Parts, PartsDependency, need, next_link
from delivery.events.consumers import get_consumer
from delivery.events.feed import Feed, Page
from schemas.events import CloudEvent, EventType

_HEARTBEAT_SECONDS = 15.0
_STREAM_PAGE = 200
_RECONNECT_MS = 2000
router = APIRouter(tags=["events"])
MayRead = Annotated[Access, Depends(need(Scope.EVENTS_READ))]


class _TypesQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    types: str | None = Field(None, description="Only these types, separated by commas: `case.sealed,movement.created`")

    @field_validator("types")
    @classmethod
    def _types_exist(cls, types: str | None) -> str | None:
        for type_ in (types or "").split(",") if types is not None else ():
            EventType(type_)
        return types

    @property
    def wanted(self) -> list[EventType] | None:
        return [EventType(type_) for type_ in self.types.split(",")] if self.types is not None else None


class EventsQuery(_TypesQuery):
    """The parameters of the feed."""

    cursor: str | None = Field(
        None, max_length=200, description="`next_cursor` of the last page; none: from the oldest"
    )
    consumer: str | None = Field(
        None, max_length=63, pattern=WITHOUT_NUL, description="Read from where this named consumer stands"
    )
    limit: int = Field(100, ge=1, le=MAX_LIMIT, description="How many events at most")
    wait: float = Field(0, ge=0, le=25, description="Seconds to wait for the first event when there is none")

    @model_validator(mode="after")
    def _one_start(self) -> "EventsQuery":
        if self.cursor is not None and self.consumer is not None:
            raise ValueError("give a cursor or a consumer, not both")
        return self


class StreamQuery(_TypesQuery):
    """The parameters of the stream."""

    cursor: str | None = Field(None, max_length=200, description="Where to begin; `Last-Event-ID` goes first")


class EventsPage(BaseModel):
    """A page of the feed, in the order of positions."""

    events: list[CloudEvent]
    next_cursor: str = Field(description="Where to go on, also when there was no event")
    has_more: bool = Field(description="Whether more is there already")


@router.get("/events", summary="Read the feed", responses={200: {"model": EventsPage}})
async def read_events(
    request: Request, query: Annotated[EventsQuery, Query()], access: MayRead, parts: PartsDependency
) -> Response:
    """Events of your company after a cursor, each in exactly the bytes that webhooks carry.

    410 means that the feed cannot go on from your cursor, and says where to resume.
    """
    deadline = time.monotonic() + query.wait
    while True:
        seen = parts.news.count
        page = await asyncio.to_thread(_read_page, parts, access, query)
        left = deadline - time.monotonic()
        if page.events or left <= 0 or not await parts.news.wait_beyond(seen, left):
            break
        if query.consumer is None:
            query = query.model_copy(update={"cursor": page.next_cursor})
    return Response(
        _encode(page),
        media_type="application/json",
        headers={"cache-control": "no-store", **next_link(request, cursor=page.next_cursor, consumer=None)},
    )


@router.get(
    "/events/stream",
    summary="Follow the feed (server-sent events)",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def stream_events(
    query: Annotated[StreamQuery, Query()],
    access: MayRead,
    parts: PartsDependency,
    last_event_id: Annotated[str | None, Header(max_length=200, description="The id of the last event read")] = None,
) -> StreamingResponse:
    """The same events as a stream: `id` is the cursor, `event` the type, `data` the event."""
    start = EventsQuery(cursor=last_event_id or query.cursor, types=query.types, limit=_STREAM_PAGE)
    seen = parts.news.count
    first = await asyncio.to_thread(_read_page, parts, access, start)
    return StreamingResponse(
        _follow(parts, access, start, first, seen),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _follow(parts: Parts, access: Access, query: EventsQuery, page: Page, seen: int) -> AsyncIterator[str]:
    yield f"retry: {_RECONNECT_MS}\n\n"
    while not parts.news.is_closed:
        for event in page.events:
            yield f"id: {event.cursor}\nevent: {event.type}\ndata: {event.body}\n\n"
        if not page.has_more and not await parts.news.wait_beyond(seen, _HEARTBEAT_SECONDS):
            yield ": still here\n\n"
        seen = parts.news.count
        query = query.model_copy(update={"cursor": page.next_cursor})
        try:
            page = await asyncio.to_thread(_read_page, parts, access, query)
        except KeyRefused:
            return


def _read_page(parts: Parts, access: Access, query: EventsQuery) -> Page:
    """Read in a transaction of its own; a key revoked since the request began reads no more. Raises KeyRefused."""
    with parts.transaction(access) as connection:
        if not is_in_force(connection, access):
            raise KeyRefused
        feed = Feed(connection, access.company_id, parts.seal)
        if query.consumer is not None:
            place = feed.check(get_consumer(connection, access.company_id, query.consumer).cursor)
            return feed.read_after(place.position, limit=query.limit, types=query.wanted)
        return feed.read(query.cursor, limit=query.limit, types=query.wanted)


def _encode(page: Page) -> str:
    """Put the events into the page as they are, byte for byte."""
    events = ",".join(event.body for event in page.events)
    more = "true" if page.has_more else "false"
    return f'{{"events":[{events}],"next_cursor":"{page.next_cursor}","has_more":{more}}}'
