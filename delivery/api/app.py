"""Puts the API together: routes, problems, and the listener that wakes long-polls."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from delivery.api.dependencies import Parts
from delivery.api.errors import add_error_handlers
from delivery.api.routes import cases, consumers, events, health, parties, webhooks
from delivery.api.waking import News
from delivery.events.cursors import CursorSeal
from runtime.clock import Clock
from runtime.postgres.pool import Database

CURSOR_PURPOSE = "arauto feed cursors"
"""What the cursor keys are derived for: `SecretBox.derive_keys(CURSOR_PURPOSE)`."""


def create_app(*, tenant_database: Database, cursor_keys: Sequence[bytes], clock: Clock) -> FastAPI:
    """Build the API.

    Args:
        tenant_database: the tenant role's; each request sees one company's rows.
        cursor_keys: the newest first; they seal the feed's cursors.
        clock: business time.
    """
    parts = Parts(tenant_database, clock, CursorSeal(cursor_keys), News(tenant_database.dsn))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        parts.news.start()
        yield
        await parts.news.finish()

    app = FastAPI(
        title="Arauto",
        version="1",
        summary="Court cases, events and monitored parties of one company",
        openapi_url="/v1/openapi.json",
        docs_url=None,  # the page would load scripts from a stranger's host
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.parts = parts
    for routes in (events, consumers, cases, parties, webhooks, health):
        app.include_router(routes.router, prefix="/v1")
    add_error_handlers(app)
    return app
