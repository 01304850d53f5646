"""The national numbering: which tribunal J.TR stands for, and its DataJud alias (CNJ Res. 65/2008; RVS 2026-07-12).

The one table of J.TR in the project. A published library exchanges 2.00 and 3.00 and rotates 8.11 to 8.13; captured
pages of STJ, TJMT, TJMS and TJMG prove this table.
"""

from dataclasses import dataclass

_STATES = (
    "AC", "AL", "AP", "AM", "BA", "CE", "DF", "ES", "GO", "MA", "MT", "MS", "MG", "PA",
    "PB", "PR", "PE", "PI", "RJ", "RN", "RS", "RO", "RR", "SC", "SE", "SP", "TO",
)  # fmt: skip
"""The order of R65: 8.01 is Acre, 8.27 Tocantins; the electoral courts (6.01 …) follow it too."""


@dataclass(frozen=True, slots=True)
class Tribunal:
    """One tribunal of the national numbering; `alias` is DataJud's, None where DataJud keeps none of its cases."""

    acronym: str
    j_tr: str
    alias: str | None
    reason: str = ""
    """Why no source can be asked, where `alias` is None."""


def _tribunals() -> tuple[Tribunal, ...]:
    no_index = "DataJud has no index of its cases, and no reader of its own pages exists yet"
    superior = [
        Tribunal("STF", "1.00", None, f"{no_index} (404 for `stf`, VOY 2026-08)"),
        Tribunal("CNJ", "2.00", None, f"{no_index} (RVS 2026-07-12)"),
        Tribunal("STJ", "3.00", "stj"),
    ]
    federal = [Tribunal(f"TRF{n}", f"4.{n:02d}", f"trf{n}") for n in range(1, 7)]
    labour = [Tribunal(f"TRT{n}", f"5.{n:02d}", f"trt{n}") for n in range(1, 25)]
    electoral = [_electoral(place, state) for place, state in enumerate(_STATES, 1)]
    states = [_state(place, state) for place, state in enumerate(_STATES, 1)]
    military = [
        Tribunal(f"TJM{state}", f"9.{_place(state):02d}", f"tjm{state.lower()}") for state in ("MG", "RS", "SP")
    ]
    return (
        *superior,
        *federal,
        Tribunal("CJF", "4.90", None, f"{no_index} (R65)"),
        Tribunal("TST", "5.00", "tst"),
        *labour,
        Tribunal("CSJT", "5.90", None, f"{no_index} (R65)"),
        Tribunal("TSE", "6.00", "tse"),
        *electoral,
        Tribunal("STM", "7.00", "stm"),
        *states,
        *military,
    )


def _electoral(place: int, state: str) -> Tribunal:
    return Tribunal(f"TRE-{state}", f"6.{place:02d}", "tre-dft" if state == "DF" else f"tre-{state.lower()}")


def _state(place: int, state: str) -> Tribunal:
    acronym = "TJDFT" if state == "DF" else f"TJ{state}"
    return Tribunal(acronym, f"8.{place:02d}", acronym.lower())


def _place(state: str) -> int:
    return _STATES.index(state) + 1


TRIBUNALS = _tribunals()
MILITARY_DISTRICTS = tuple(f"7.{district:02d}" for district in range(1, 13))
"""The districts (CJM) of the military courts of the Union: their cases are in STM's index."""
