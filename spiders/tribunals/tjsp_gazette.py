"""TJSP's own gazette, closed: since then its lists of distribution stand in the national one."""

from datetime import date
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.dje_distribution_lists.spider import GazetteListClient


class TjspGazette(GazetteListClient):
    """DJE/TJSP, 2007-10-01 to 2025-07-22; nobody has asked since whether its archive still answers."""

    tribunal = "TJSP"
    addresses: ClassVar = {"dje": "https://dje.tjsp.jus.br"}
    verified_on = "2026-08-16, VOY; two real PDFs of 2025-07-21"
    access = Access.UNKNOWN
    first_day = date(2007, 10, 1)
    closed_on = "2025-07-22"
    # 20 is the capital's second part, seen; the others are the capital's first part and the three of the interior.
    cadernos = ("12", "20", "18", "13", "15")
