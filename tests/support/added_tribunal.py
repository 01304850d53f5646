"""`python -m tests.support.added_tribunal MODULES POLICY`: visits a simulated e-SAJ with a spider found in a folder.

Prints the outcome, whether all parties were read, the budget of the policy, and the tribunal's spiders.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import aiohttp
from aiohttp import web

from capture.court_list import build_courts
from capture.service import is_switched_on
from monitor_config.tribunals import read_tribunal_policies
from runtime.settings import Settings
from spiders import registry, tribunals
from tests.court_simulator.scale import SCALES
from tests.court_simulator.server import make_app
from tests.court_simulator.tribunals import ESAJ, TRIBUNALS, Tribunal, court_addresses
from tests.court_simulator.world import World
from tests.integration.court_simulator.test_real_spiders import HttpSession

ACRONYM = "TJSE"


async def main(modules: str, policy: str) -> None:
    tribunals.__path__.append(modules)
    TRIBUNALS[ACRONYM] = Tribunal(ACRONYM, "8.25", "Tribunal de Justiça do Estado de Sergipe", ESAJ, "SE")
    SCALES["small"] = replace(SCALES["small"], tribunals=(*SCALES["small"].tribunals, ACRONYM))
    policies = read_tribunal_policies(Path(policy))
    runner = web.AppRunner(make_app(3, "small"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    addresses = court_addresses(f"http://127.0.0.1:{runner.addresses[0][1]}", [TRIBUNALS[ACRONYM]])
    courts = build_courts(Settings(court_addresses=addresses), policies)
    court = next(court for court in courts if court.tribunal == ACRONYM)
    case = next(case for case in World(3, "small").by_tribunal[ACRONYM] if case.court_from < 0)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        report = await court.spiders[0].visit(case.number, HttpSession(client))
    await runner.cleanup()
    names = [party.name for party in report.instances[0].case.parties]
    sys.stdout.write(f"switched on: {is_switched_on(court, policies)}\n")
    sys.stdout.write(f"{report.outcome}, all parties: {len(names) == len(case.parties)}\n")
    sys.stdout.write(f"daily budget: {policies.of(ACRONYM).daily_budget}\n")
    sys.stdout.write(f"known: {'TJSEEsaj' in {spider.__name__ for spider in registry.own_spiders_of(ACRONYM)}}\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
