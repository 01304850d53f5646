"""Tells delivery and operators whether a tribunal can be asked: by what spiders know and the operator allows."""

from collections.abc import Mapping
from typing import Any

from capture.court_list import build_courts
from capture.courts import Court
from capture.hosts import limits_of, sources_of
from capture.service import is_switched_on
from delivery.quotas.activations import FindSupport, TribunalSupport
from monitor_config.tribunals import TribunalPolicies, read_tribunal_policies
from runtime.settings import Settings
from schemas.courts import CourtSystem
from spiders.base import CourtSpider
from spiders.errors import UnknownTribunal
from spiders.numbering import Tribunal
from spiders.publishers import PublisherClient, publishers_of
from spiders.registry import own_spiders_of, spiders_of, support_of, tribunal_of, why_not_asked

_NO_KEY = (
    "only DataJud could be asked, and ARAUTO_DATAJUD_KEY is not set: "
    "set it to the public key that the CNJ publishes in DataJud's wiki"
)


class TribunalFacts:
    """What is known of tribunals under one operator's settings; nothing is asked."""

    def __init__(self, settings: Settings) -> None:
        self.policies: TribunalPolicies = read_tribunal_policies(settings.tribunals_file)
        self._has_key = settings.datajud_key is not None
        self._courts = {court.tribunal: court for court in build_courts(settings, self.policies)}

    def find_support(self, j_tr: str) -> TribunalSupport | None:
        """Find the tribunal of a J.TR ("8.26"); None when the national numbering has none."""
        try:
            tribunal = tribunal_of(j_tr)
        except UnknownTribunal:
            return None
        why_not = self.why_unsupported(tribunal.acronym)
        return TribunalSupport(tribunal.acronym, not why_not, why_not or self.note(tribunal.acronym))

    def note(self, acronym: str) -> str:
        """Say which own system of a tribunal is never visited, and what decides instead; empty where none is."""
        never = [cls for cls in own_spiders_of(acronym) if cls.why_unsupported and not cls.is_retired]
        decides = ", ".join(row["system"] for row in self.systems(acronym) if row["decides"])
        told = "; ".join(f"{cls.system.value}: {cls.why_unsupported}" for cls in never)
        return f"{told}. Decided by: {decides or 'nobody'}." if told else ""

    def why_unsupported(self, acronym: str) -> str:
        """Say in plain words why a tribunal's cases are not visited; empty when they are."""
        court = self._courts.get(acronym)
        if court is not None and is_switched_on(court, self.policies):
            return ""
        if self.policies.of(acronym).is_enabled is False:
            return "the operator has switched this tribunal off"
        unsupported, explanation = support_of(acronym)
        if unsupported is not None:
            return explanation
        closed = "; ".join(f"{spider.system.value}: {why_not_asked(spider)}" for spider in own_spiders_of(acronym))
        no_key = "" if self._has_key else _NO_KEY
        return "; ".join(text for text in (closed, no_key) if text) or "it is not switched on"

    def systems(self, acronym: str) -> list[dict[str, Any]]:
        """Return everything that is known of a tribunal's systems, those that decide first."""
        court = self._courts.get(acronym)
        rows = [self._system(cls, court) for cls in spiders_of(acronym)]
        rows += [_gazette(client) for client in publishers_of(acronym) if client.why_not_read]
        return sorted(rows, key=lambda row: (not row["decides"], row["movements"] == "hint"))

    def summary(self, tribunal: Tribunal, states: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Return one tribunal with its systems, and its state where it was ever asked."""
        systems = self.systems(tribunal.acronym)
        why_not = self.why_unsupported(tribunal.acronym)
        known = states.get(tribunal.acronym)
        state = "unsupported" if why_not else str(known["state"]) if known else "supported"
        return {
            "j_tr": tribunal.j_tr,
            "tribunal": tribunal.acronym,
            "state": state,
            "decides": [row["system"] for row in systems if row["decides"]],
            "reason": why_not or (known and (known["reason"] or known["notice"])) or self.note(tribunal.acronym),
            "verified_share": known["verified_share"] if known else None,
            "systems": systems,
        }

    def _system(self, cls: type[CourtSpider], court: Court | None) -> dict[str, Any]:
        decides = court is not None and any(isinstance(spider, cls) for spider in court.spiders)
        decides = decides and court is not None and is_switched_on(court, self.policies)
        is_hint = cls not in own_spiders_of(cls.tribunal) and not decides
        asked = next((spider for spider in (court.routes if court else ()) if isinstance(spider, cls)), None)
        return {
            "system": cls.system.value,
            "decides": decides,
            "why_not": "" if decides else self._why_not(cls, court),
            "access": cls.access.value,
            "capabilities": sorted(cls.capabilities),
            "is_verified": cls.is_verified,
            "known_from": cls.verified_on,
            "addresses": dict(cls.addresses),
            "movements": "hint" if is_hint else "primary",
            "daily_budget_per_host": self._budgets(asked) if asked else {},
        }

    def _why_not(self, cls: type[CourtSpider], court: Court | None) -> str:
        if cls not in own_spiders_of(cls.tribunal):
            return "it is asked where no own system is" if cls.system is CourtSystem.DATAJUD else "it only hints"
        if cls.stands_for is not None:
            return f"it shows what {cls.stands_for.value} shows; the operator may have it asked instead"
        if self._is_stood_for(cls, court):
            return "the operator has another way to its cases asked instead"
        if court is not None and cls.system in court.unasked:
            return court.unasked[cls.system]
        return why_not_asked(cls) or self.why_unsupported(cls.tribunal)

    def _is_stood_for(self, cls: type[CourtSpider], court: Court | None) -> bool:
        return court is not None and any(spider.stands_for is cls.system for spider in court.spiders)

    def _budgets(self, spider: CourtSpider) -> dict[str, int | None]:
        sources = sorted(set(sources_of(spider).values()))
        return {name: limits_of(name, spider.tribunal, spider.system, self.policies).daily_budget for name in sources}


def _gazette(client: type[PublisherClient]) -> dict[str, Any]:
    """Return a gazette from which nothing is taken, in the words of a system."""
    return {
        "system": client.system.value,
        "decides": False,
        "why_not": client.why_not_read,
        "access": client.access.value,
        "capabilities": sorted(client.capabilities),
        "is_verified": client.is_verified,
        "known_from": client.verified_on,
        "addresses": dict(client.addresses),
        "movements": "none",
        "daily_budget_per_host": {},
    }


def support_under(settings: Settings) -> FindSupport:
    """Return what says at registration whether a case can be visited."""
    return TribunalFacts(settings).find_support
