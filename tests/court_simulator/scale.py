"""How big a run is."""

from dataclasses import dataclass

from tests.court_simulator.tribunals import (
    DATAJUD,
    DEMO,
    EPROC,
    ESAJ,
    PJE,
    PJE_REST,
    PROJUDI,
    STF,
    STJ,
    TJPA,
    TRIBUNALS,
    WITH_PAGES,
    Tribunal,
)

_COUNTRY = tuple(name for name in TRIBUNALS if name not in ("TJPR", "TRT10"))
"""60 tribunals. The two others stop at their captchas, and are played where that is what is to be seen."""
_ROUND = (
    ESAJ, PJE, DATAJUD, EPROC, PJE, DATAJUD, PROJUDI, ESAJ, DATAJUD, TJPA, PJE, DATAJUD, PJE_REST, EPROC, DATAJUD, STJ,
    ESAJ, DATAJUD, PJE, STF, DATAJUD, EPROC,
)  # fmt: skip
_COUNTRY_MIX = (*_ROUND, *(DATAJUD if system == PJE_REST else system for system in _ROUND))
"""A visit by PJe's REST service takes six requests: every second round does without, for its daily budget."""
_TWELVE = ("TJSP", "TJAL", "TJMG", "TRF1", "TRF6", "TJGO", "TJPA", "TJDFT", "STF", "STJ", "TRT2", "TST")
_DEMO_MIX = (ESAJ, PJE, ESAJ, PJE, ESAJ, PJE, ESAJ, PJE, PJE, ESAJ, DATAJUD, ESAJ, PJE)


@dataclass(frozen=True)
class Scale:
    """The numbers of a run. `days` are business days; the last two are quiet."""

    name: str
    days: int
    background_cases: int
    watched: int
    shared: int
    daily_rate: float
    edits: int
    withdrawals: int
    comebacks: int
    appeals: int
    statuses: int
    sealed_watched: int
    matching_cases: int
    near_miss_cases: int
    noise_cases: int
    sealed_distributed: int
    tribunals: tuple[str, ...] = DEMO
    mix: tuple[str, ...] = _DEMO_MIX
    """Systems of the watched cases, in turn."""

    def of_system(self, *systems: str) -> tuple[Tribunal, ...]:
        """Return the tribunals of this run whose own pages are of these systems, one system after the other."""
        return tuple(
            TRIBUNALS[acronym]
            for system in systems
            for acronym in self.tribunals
            if TRIBUNALS[acronym].system == system
        )

    def with_pages(self) -> tuple[Tribunal, ...]:
        """Return the tribunals of this run that have pages of their own."""
        return self.of_system(*WITH_PAGES)

    @property
    def quiet_from(self) -> int:
        return self.days - 2

    @property
    def late_day(self) -> int:
        """On this day, after its visits, late names and shared cases are registered."""
        return self.days // 2


SCALES = {
    "full": Scale(
        name="full", days=15, background_cases=3000, watched=104, shared=10, daily_rate=1.75, edits=26, withdrawals=26,
        comebacks=3, appeals=4, statuses=8, sealed_watched=4, matching_cases=180, near_miss_cases=112, noise_cases=50,
        sealed_distributed=6,
    ),
    "small": Scale(
        name="small", days=8, background_cases=200, watched=14, shared=2, daily_rate=1.5, edits=3, withdrawals=3,
        comebacks=0, appeals=1, statuses=1, sealed_watched=1, matching_cases=22, near_miss_cases=14, noise_cases=4,
        sealed_distributed=2,
    ),
    "systems": Scale(
        name="systems", days=8, background_cases=120, watched=40, shared=2, daily_rate=1.5, edits=4, withdrawals=4,
        comebacks=0, appeals=1, statuses=1, sealed_watched=1, matching_cases=40, near_miss_cases=10, noise_cases=10,
        sealed_distributed=4,
        tribunals=("TJSP", "TJMG", "TRF6", "TJGO", "TJPA", "TJDFT", "STF", "STJ", "TRT10", "TRT2", "TJMS"),
        mix=(ESAJ, PJE, EPROC, PROJUDI, TJPA, PJE_REST, STF, STJ, DATAJUD, ESAJ),
    ),
    "twelve": Scale(
        name="twelve", days=8, background_cases=100, watched=48, shared=2, daily_rate=1.0, edits=2, withdrawals=2,
        comebacks=0, appeals=1, statuses=1, sealed_watched=1, matching_cases=24, near_miss_cases=6, noise_cases=6,
        sealed_distributed=2,
        tribunals=_TWELVE, mix=_COUNTRY_MIX,
    ),
    "country": Scale(
        name="country", days=10, background_cases=2000, watched=20_000, shared=50, daily_rate=0.3, edits=200,
        withdrawals=200, comebacks=0, appeals=50, statuses=50, sealed_watched=20, matching_cases=400,
        near_miss_cases=100, noise_cases=200, sealed_distributed=20,
        tribunals=_COUNTRY, mix=_COUNTRY_MIX,
    ),
}  # fmt: skip
