"""Names that look like a monitored one and mean somebody else, each with the reason why it must not be told."""

import random
import re
from collections.abc import Callable

from tests.court_simulator.distortions import LEGAL_FORM
from tests.court_simulator.monitored import ORDINARY

_SURNAMES = ("Nunes", "Prado", "Barcelos", "Drummond", "Furtado", "Sampaio", "Rezende")
_WORDS = ("Belunense", "Marajoara", "Sertanejo", "Litorâneo", "Pantaneiro", "Amazonense")
_SWAPPED = ("Xavantino", "Bororoense", "Guaporeano", "Tocantinense", "Uberabano", "Rondonense")
_GIVEN = ("Rogério", "Cíntia", "Evandro", "Márcia", "Douglas", "Simone")
_NUMERAL = re.compile(r" (III|II)$")


def _split(name: str) -> tuple[str, str]:
    found = LEGAL_FORM.search(name)
    return (name[: found.start()], name[found.start() :]) if found else (name, "")


def _distinctive(core: str) -> list[int]:
    return [index for index, word in enumerate(core.split()) if word.lower() not in ORDINARY]


def _other_word(name: str, rng: random.Random) -> str | None:
    core, form = _split(name)
    words = core.split()
    words[rng.choice(_distinctive(core))] = rng.choice(_SWAPPED)
    return " ".join(words) + form


def _word_behind(name: str, rng: random.Random) -> str | None:
    core, form = _split(name)
    return f"{core} {rng.choice(_WORDS)}{form}"


def _word_inside(name: str, rng: random.Random) -> str | None:
    core, form = _split(name)
    words = core.split()
    words.insert(_distinctive(core)[0], rng.choice(_WORDS))
    return " ".join(words) + form


def _word_missing(name: str, rng: random.Random) -> str | None:
    core, form = _split(name)
    words = core.split()
    del words[rng.choice(_distinctive(core))]
    return " ".join(words) + form if len(words) > 1 else None


def _other_number(name: str, rng: random.Random) -> str | None:
    return _NUMERAL.sub(f" {rng.choice(('IV', 'V', 'VII'))}", name) if _NUMERAL.search(name) else None


def _surname_behind(name: str, rng: random.Random) -> str | None:
    return f"{name} {rng.choice(_SURNAMES)}"


def _surname_inside(name: str, rng: random.Random) -> str | None:
    words = name.split()
    words.insert(len(words) - 1, rng.choice(_SURNAMES))
    return " ".join(words)


def _given_name_in_front(name: str, rng: random.Random) -> str | None:
    return f"{rng.choice(_GIVEN)} {name}"


def _other_given_name(name: str, rng: random.Random) -> str | None:
    return " ".join([rng.choice(_GIVEN), *name.split()[1:]])


def _surname_missing(name: str, rng: random.Random) -> str | None:
    words = name.split()
    return " ".join(words[:-1]) if len(words) > 2 else None


Maker = Callable[[str, random.Random], str | None]
FIRM: tuple[tuple[str, Maker], ...] = (
    ("another distinctive word", _other_word),
    ("an extra distinctive word behind", _word_behind),
    ("an extra distinctive word inside", _word_inside),
    ("a distinctive word is missing", _word_missing),
    ("another number", _other_number),
)
PERSON: tuple[tuple[str, Maker], ...] = (
    ("an extra surname behind", _surname_behind),
    ("an extra surname inside", _surname_inside),
    ("an extra given name in front", _given_name_in_front),
    ("another given name", _other_given_name),
    ("a surname is missing", _surname_missing),
)


def near_miss(name: str, kind: str, rng: random.Random) -> tuple[str, str]:
    """Return a name that must not match a monitored one of a kind, and the reason."""
    pool = list(FIRM if kind == "company" else PERSON)
    for reason, make in rng.sample(pool, len(pool)):
        printed = make(name, rng)
        if printed is not None:
            return (printed.upper() if rng.random() < 0.5 else printed), reason
    raise ValueError(f"no near miss can be made of {name!r}")
