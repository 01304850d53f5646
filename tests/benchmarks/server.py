"""`python -m tests.benchmarks.server FOLDER`: serves one e-SAJ from prepared pages, without any work per request.

Prints its port. Each case number asked for gets a page of its own, so that an archive keeps every one.
"""

import asyncio
import sys
from itertools import cycle
from pathlib import Path

from aiohttp import web

FORM, CASE = "form.html", "case-*.html"
NUMBER = b"0000001-00.2030.8.00.0001"
"""Stands in the prepared pages where the asked number is put."""


def build_app(folder: Path) -> web.Application:
    form = (folder / FORM).read_bytes()
    pages = cycle([path.read_bytes() for path in sorted(folder.glob(CASE))])

    async def answer_form(_: web.Request) -> web.Response:
        response = _html(form)
        response.set_cookie("JSESSIONID", "B" * 32, path="/cpopg")
        return response

    async def answer_case(request: web.Request) -> web.Response:
        number = request.query["dadosConsulta.valorConsultaNuUnificado"].encode()
        return _html(next(pages).replace(NUMBER, number))

    app = web.Application()
    app.router.add_get("/robots.txt", _no_robots)
    app.router.add_get("/cpopg/open.do", answer_form)
    app.router.add_get("/cpopg/search.do", answer_case)
    return app


async def _no_robots(_: web.Request) -> web.Response:
    raise web.HTTPNotFound


def _html(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="text/html", charset="utf-8")


async def _serve(folder: Path) -> None:
    runner = web.AppRunner(build_app(folder), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
