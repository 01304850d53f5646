"""What whole tribunals suffer during a run, and for how long."""

from tests.court_simulator.model import Outage

DOWN, CAPTCHA = "maintenance", "captcha"

_FULL = (
    Outage("TJAL", DOWN, 4, 6, "503 with a maintenance page"),
    Outage("TRF5", DOWN, 8, 9, "503 with a maintenance page"),
    Outage("TJMS", CAPTCHA, 5, 7, "the search form comes back with a reCAPTCHA"),
    Outage("TJMG", CAPTCHA, 9, 10, "the search says that the captcha was not right"),
)
_SMALL = (
    Outage("TJAL", DOWN, 2, 3, "503 with a maintenance page"),
    Outage("TJMS", CAPTCHA, 3, 4, "the search form comes back with a reCAPTCHA"),
)


def outages_of(scale: str) -> tuple[Outage, ...]:
    """Return the outages of a scale. A tribunal suffers at most one, and nothing on the first and the last two days."""
    return _FULL if scale == "full" else _SMALL


def blocked_days(outages: tuple[Outage, ...], tribunal: str) -> frozenset[int]:
    """Return the days on which a tribunal's pages cannot be read."""
    return frozenset(day for each in outages if each.tribunal == tribunal for day in range(each.since, each.until))
