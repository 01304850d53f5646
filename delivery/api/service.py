"""Serves the API until it is told to stop."""

import asyncio
import threading

import uvicorn
from fastapi import FastAPI

from delivery.api.dependencies import Parts

_STOP_POLL_SECONDS = 0.1
_GRACE_SECONDS = 5


def run(app: FastAPI, host: str, port: int, stop: threading.Event) -> None:
    """Serve until `stop`; waiting readers are sent home first. Raises OSError when the port is taken."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        lifespan="on",
    )
    asyncio.run(_serve(uvicorn.Server(config), app.state.parts, stop))


async def _serve(server: uvicorn.Server, parts: Parts, stop: threading.Event) -> None:
    serving = asyncio.create_task(server.serve())
    while not (serving.done() or server.should_exit or stop.is_set()):
        await asyncio.wait([serving], timeout=_STOP_POLL_SECONDS)
    parts.news.close()
    server.should_exit = True
    await serving
