"""How clerks misspell a name that still means the same firm or person: the simulator's own list, written independently.

Each distortion takes the name as registered and returns another spelling, or None where it does not apply.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.court_simulator.monitored import ORDINARY
from tests.court_simulator.names import strip_marks

_STOCK = ("S/A", "S.A.", "SA", "S A", "Sociedade Anônima")
_LIMITED = ("Ltda", "Ltda.", "LTDA", "Limitada")
LEGAL_FORM = re.compile(r" (S/A|S\.A\.|SA|S A|Sociedade Anônima|Ltda\.?|LTDA|Limitada)$", re.IGNORECASE)
_ABBREVIATIONS = (
    ("Companhia", "Cia"),
    ("Indústria", "Ind"),
    ("Comércio", "Com"),
    ("Serviços", "Serv"),
    ("Distribuidora", "Distrib"),
    ("Construtora", "Const"),
    ("Transportes", "Transp"),
    ("Empreendimentos", "Empreend"),
    ("Participações", "Part"),
    ("Administradora", "Adm"),
    ("Associação", "Assoc"),
    ("Cooperativa", "Coop"),
)
_JOINED = (("Auto Posto", "Autoposto"), ("Supermercado", "Super Mercado"))
_PARTICLES = {"de", "da", "do", "dos", "das"}
_REPRESENTATIVES = ("Adriana Lacerda Noronha", "Caio Peixoto Macedo", "Camila Rangel Teles")


@dataclass(frozen=True)
class Distortion:
    """A way of writing a name otherwise. `order` says which comes first when several are combined."""

    kind: str
    order: int
    apply: Callable[[str, random.Random], str | None]


def _legal_form(name: str, rng: random.Random) -> str | None:
    found = LEGAL_FORM.search(name)
    if not found:
        return None
    family = _STOCK if found[1][0].upper() == "S" else _LIMITED
    return name[: found.start()] + " " + rng.choice([form for form in family if form != found[1]])


def _legal_form_left_out(name: str, rng: random.Random) -> str | None:
    return LEGAL_FORM.sub("", name) if LEGAL_FORM.search(name) else None


def _size_added(name: str, rng: random.Random) -> str | None:
    found = LEGAL_FORM.search(name)
    if not found or found[1][0].upper() != "L":
        return None
    return f"{name} {rng.choice(('ME', 'EPP', '- ME', '- EPP'))}"


def _abbreviated(name: str, rng: random.Random) -> str | None:
    fitting = [pair for pair in _ABBREVIATIONS if pair[0] in name.split()]
    if not fitting:
        return None
    for full, short in fitting:
        name = name.replace(full, short + rng.choice(("", ".")))
    return name


def _ampersand(name: str, rng: random.Random) -> str | None:
    if " e " in name:
        return name.replace(" e ", " & ")
    return name.replace(" & ", " e ") if " & " in name else None


def _particles_dropped(name: str, rng: random.Random) -> str | None:
    kept = [word for word in name.split() if word.lower() not in _PARTICLES]
    return " ".join(kept) if len(kept) < len(name.split()) else None


def _joined_or_split(name: str, rng: random.Random) -> str | None:
    for one, other in _JOINED:
        if one in name:
            return name.replace(one, other)
    return None


_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"ph", "f"),
    (r"(?<=[a-z])y", "i"),
    (r"^Y", "I"),
    (r"^W", "V"),
    (r"(?<=[a-z])w", "v"),
    (r"k(?=[aou])", "c"),
    (r"k(?=[ei])", "qu"),
    (r"qu(?=[ei])", "k"),
    (r"(?<=[a-z])c(?=[aou])", "k"),
    (r"^C(?=[aou])", "K"),
    (r"(?<=[aeiou])s(?=[aeiou])", "z"),
    (r"(?<=[aeiou])z(?=[aeiou])", "s"),
    (r"(?<=[aeiou])ss(?=[aeiou])", "ç"),
    (r"^Th", "T"),
    (r"th", "t"),
    (r"ll", "l"),
    (r"nn", "n"),
    (r"tt", "t"),
    (r"^H(?=[aeiou])", ""),
)


def _misspelt_words(word: str) -> list[str]:
    plain = "".join(letter if letter in "çÇ" else strip_marks(letter) for letter in word)
    made = (re.sub(pattern, new, plain, count=1) for pattern, new in _SPELLINGS if re.search(pattern, plain))
    return [other[:1].upper() + other[1:] for other in made if other != plain]


def _phonetic(name: str, rng: random.Random) -> str | None:
    words = name.split()
    choices = [
        (index, other)
        for index, word in enumerate(words)
        if word.lower() not in ORDINARY and len(word) > 3 and not word.lower().startswith(("ltda", "s/a", "s.a"))
        for other in _misspelt_words(word)
    ]
    if not choices:
        return None
    index, other = rng.choice(choices)
    return " ".join([*words[:index], other, *words[index + 1 :]])


def _recovery(name: str, rng: random.Random) -> str | None:
    return f"{name}{rng.choice((' - ', ' '))}Em Recuperação Judicial"


def _branch(name: str, rng: random.Random) -> str | None:
    return f"{name} - Filial {rng.randint(1, 40):04d}"


def _head_office(name: str, rng: random.Random) -> str | None:
    return f"{name} (Matriz)"


def _bankrupt(name: str, rng: random.Random) -> str | None:
    return f"Massa Falida de {name}"


def _estate(name: str, rng: random.Random) -> str | None:
    return f"Espólio de {name}"


def _represented(name: str, rng: random.Random) -> str | None:
    return f"{name}, representado por {rng.choice(_REPRESENTATIVES)}"


def _accents_dropped(name: str, rng: random.Random) -> str | None:
    plain = strip_marks(name)
    return plain if plain != name else None


def _capitals(name: str, rng: random.Random) -> str | None:
    return name.upper()


def _odd_blanks(name: str, rng: random.Random) -> str | None:
    return name.replace(" ", "  ", 1)


WRITING = (
    Distortion("accents left out", 8, _accents_dropped),
    Distortion("capital letters", 9, _capitals),
    Distortion("odd blanks", 7, _odd_blanks),
)
FIRM = (
    Distortion("other legal form", 2, _legal_form),
    Distortion("legal form left out", 2, _legal_form_left_out),
    Distortion("size of firm added", 3, _size_added),
    Distortion("abbreviated", 1, _abbreviated),
    Distortion("ampersand", 1, _ampersand),
    Distortion("particles left out", 1, _particles_dropped),
    Distortion("joined or split", 0, _joined_or_split),
    Distortion("phonetic spelling", 0, _phonetic),
    Distortion("in recovery", 4, _recovery),
    Distortion("branch", 4, _branch),
    Distortion("head office", 4, _head_office),
    Distortion("bankrupt's estate", 5, _bankrupt),
)
PERSON = (
    Distortion("particles left out", 1, _particles_dropped),
    Distortion("phonetic spelling", 0, _phonetic),
    Distortion("deceased's estate", 5, _estate),
    Distortion("represented by", 4, _represented),
)
_EXCLUSIVE = (
    {"other legal form", "legal form left out", "size of firm added"},
    {"in recovery", "branch", "head office", "bankrupt's estate"},
    {"deceased's estate", "represented by"},
)


def distort(name: str, kind: str, rng: random.Random, *, most: int) -> tuple[str, tuple[str, ...]]:
    """Return another spelling of a name of a kind (`company`, `person`) and which distortions made it."""
    pool = [each for each in (FIRM if kind == "company" else PERSON) for _ in range(1 + 2 * (each.order < 2))]
    chosen: list[Distortion] = []
    for each in rng.sample(pool, len(pool)):
        clashes = each in chosen or any(
            each.kind in group and group & {other.kind for other in chosen} for group in _EXCLUSIVE
        )
        if len(chosen) < most and not clashes:
            chosen.append(each)
    chosen += [each for each in WRITING if rng.random() < 0.45]
    applied: list[str] = []
    for each in sorted(chosen, key=lambda distortion: distortion.order):
        changed = each.apply(name, rng)
        if changed is not None and changed != name:
            name = changed
            applied.append(each.kind)
    return name, tuple(applied)
