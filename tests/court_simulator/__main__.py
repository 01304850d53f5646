"""`python -m tests.court_simulator --seed N --port P --scale small|full`: plays the tribunals until it is ended."""

import argparse
import asyncio
import contextlib
import signal
import sys

from aiohttp import web

from tests.court_simulator.scale import SCALES
from tests.court_simulator.server import make_app


async def _serve(app: web.Application, port: int) -> None:
    """Serve on loopback; the address that is really listened on is the first line of standard output."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    host, bound = runner.addresses[0][:2]
    sys.stdout.write(f"http://{host}:{bound}\n")
    sys.stdout.flush()
    await stop.wait()
    await runner.cleanup()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.court_simulator", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one and prints it")
    parser.add_argument("--scale", choices=sorted(SCALES), default="small")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(make_app(options.seed, options.scale), options.port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
