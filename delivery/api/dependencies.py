"""What handlers are given: the app's parts, who asks, and a transaction that sees only that company."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from psycopg import Connection
from pydantic import BaseModel, ConfigDict, Field

from delivery.access.errors import KeyRefused
from delivery.access.keys import Access, Scope, authenticate, company_transaction
from delivery.api.errors import ParameterRefused
from delivery.api.waking import News
from delivery.events.cursors import CursorSeal
from runtime.clock import Clock
from runtime.postgres.pool import Database

MAX_LIMIT = 1000
WITHOUT_NUL = r"^[^\x00]*$"
"""Of a parameter that is looked for in the database, which has no NUL in text."""
_bearer = HTTPBearer(auto_error=False, description="An API key: `arauto_live_…`")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the app is made of; `database` is the tenant role's."""

    database: Database
    clock: Clock
    seal: CursorSeal
    news: News

    @contextmanager
    def transaction(self, access: Access) -> Iterator[Connection[dict[str, Any]]]:
        """One transaction that sees the rows of who asks."""
        with company_transaction(self.database, access.company_id) as connection:
            yield connection


class PageQuery(BaseModel):
    """The parameters of a list."""

    model_config = ConfigDict(extra="forbid")

    after: str = Field(
        "", max_length=100, pattern=WITHOUT_NUL, description="Go on after this item; taken from the `next` link"
    )
    limit: int = Field(100, ge=1, le=MAX_LIMIT, description="How many items at most")


def get_parts(request: Request) -> Parts:
    parts = request.app.state.parts
    assert isinstance(parts, Parts)
    return parts


def refuse_parameters(request: Request) -> None:
    """Refuse every query parameter. Raises ParameterRefused."""
    if request.query_params:
        raise ParameterRefused(f"unknown parameter: {next(iter(request.query_params))}")


PartsDependency = Annotated[Parts, Depends(get_parts)]


def need(scope: Scope) -> Callable[..., Access]:
    """Make a dependency that returns who asks, when their key has the scope."""

    def get_access(
        parts: PartsDependency, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Access:
        if credentials is None:
            raise KeyRefused("send your API key as `Authorization: Bearer arauto_live_…`")
        access = authenticate(parts.database, credentials.credentials)
        access.require(scope)
        return access

    return get_access


def next_link(request: Request, **parameters: str | int | None) -> dict[str, str]:
    """Return the RFC 8288 header that leads to the next page: this address with these parameters."""
    kept = {name: value for name, value in request.query_params.items() if name not in parameters}
    kept |= {name: str(value) for name, value in parameters.items() if value is not None}
    return {"link": f'<{request.url.path}?{urlencode(kept)}>; rel="next"'}
