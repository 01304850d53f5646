"""How courts print a name: the shapes of the shared benchmark and how often each stands in it.

Every shape keeps who is named. Words that a typing error would turn into a word that somebody has are left alone.
"""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from random import Random

from matcher.known_words import table

SHAPES = {
    "exact": 200,
    "case_accent_punct": 275,
    "legal_form": 225,
    "word_abbrev": 225,
    "typo1": 275,
    "typo2": 175,
    "phonetic": 250,
    "join_split": 150,
    "affix": 275,
    "truncation": 125,
    "combined": 225,
}
"""Shapes by the number of such names in the shared benchmark."""
PARTICLES = frozenset({"DE", "DA", "DO", "DAS", "DOS", "E"})
_CUTS = (30, 35, 40, 45, 50, 60)
_SMALLEST_PART = 0.55
_MOST_CUT_OF_A_PERSON = 4
_FORM = re.compile(r"\s(?:S/A|S A|SA|LTDA ME|LTDA|EIRELI|ME|EPP)$")
_STOCK_FORMS = ("S/A",) * 10 + ("S.A.",) * 4 + ("S.A", "SA", "S/A.", "S. A.", "SOCIEDADE ANONIMA")
_LIMITED_FORMS = ("LTDA", "LTDA.", "- LTDA", "LIMITADA", "LTD", "")
_SMALL_FORMS = ("EIRELI", "ME", "EPP", "- ME", "- EPP", "")
_SHORT = """
ADMINISTRADORA-ADM ASSISTENCIA-ASSIST ASSOCIACAO-ASSOC BANCO-BCO COMERCIO-COM COMERCIAL-COML COMPANHIA-CIA
CONSTRUTORA-CONSTR COOPERATIVA-COOP CREDITO-CRED DEPARTAMENTO-DEPTO DISTRIBUIDORA-DISTR EDUCACAO-EDUC
EDUCACIONAL-EDUC EMPREENDIMENTOS-EMPREEND ENGENHARIA-ENG EQUIPAMENTOS-EQUIP ESCOLA-ESC ESTADO-EST
EXPORTACAO-EXP FACULDADE-FAC FUNDACAO-FUND HOSPITAL-HOSP IMOBILIARIA-IMOB IMPORTACAO-IMP INDUSTRIA-IND
INSTITUTO-INST INVESTIMENTOS-INVEST LABORATORIO-LAB LOGISTICA-LOG MUNICIPAL-MUN MUNICIPIO-MUN NACIONAL-NAC
PARTICIPACOES-PART PREFEITURA-PREF PRODUTOS-PROD PROFESSOR-PROF RESTAURANTE-REST SANTA-STA SECRETARIA-SEC
SEGUROS-SEG SERVICO-SERV SERVICOS-SERV SINDICATO-SIND SOCIEDADE-SOC SUPERMERCADO-SUPERM TECNOLOGIA-TEC
TELECOMUNICACOES-TELECOM TRABALHADORES-TRAB TRANSPORTES-TRANSP UNIVERSIDADE-UNIV
"""
_ABBREVIATIONS = {word: short for word, _, short in (pair.partition("-") for pair in _SHORT.split())}
_ACCENTS = (
    (re.compile(r"COES\b"), "ÇÕES"),
    (re.compile(r"CAO\b"), "ÇÃO"),
    (re.compile(r"AO\b"), "ÃO"),
    (re.compile(r"\bJOSE\b"), "JOSÉ"),
    (re.compile(r"\bANTONIO\b"), "ANTÔNIO"),
    (re.compile(r"ENCIA\b"), "ÊNCIA"),
    (re.compile(r"ARIO\b"), "ÁRIO"),
    (re.compile(r"ICIO\b"), "ÍCIO"),
    (re.compile(r"CONCEICAO\b"), "CONCEIÇÃO"),
    (re.compile(r"SERVICO"), "SERVIÇO"),
    (re.compile(r"INDUSTRIA\b"), "INDÚSTRIA"),
    (re.compile(r"CREDITO\b"), "CRÉDITO"),
)
# Each rule stays inside one class of spellings.
_RESPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        ("PH", "F"),
        ("F", "PH"),
        ("TH", "T"),
        ("T(?=[AEIO])", "TH"),
        ("Y", "I"),
        ("I", "Y"),
        ("W", "V"),
        ("V", "W"),
        ("Z", "S"),
        ("(?<=[AEIOU])S(?=[AEIOU])", "Z"),
        ("(?<=[AEIOU])S$", "Z"),
        ("C(?=[EI])", "S"),
        ("SS(?=[EI])", "C"),
        ("C(?=[AOU])", "K"),
        ("K(?=[AOU])", "C"),
        ("CH(?=[AEIOU])", "X"),
        ("^X(?=[AEIOU])", "CH"),
        ("G(?=[EI])", "J"),
        ("J(?=[EI])", "G"),
        ("M(?=[BP])", "N"),
        ("N(?=[DTCGQV])", "M"),
        ("^H(?=[AEIOU])", ""),
        ("^(?=[AEO])", "H"),
        (r"([LNTPM])\1", r"\1"),
        ("(?<=[AEIOU])([LNTP])(?=[AEIOU])", r"\1\1"),
    )
)
_AFFIXES_OF_COMPANIES = (
    "{} - EM RECUPERACAO JUDICIAL",
    "{} EM RECUPERACAO JUDICIAL",
    "MASSA FALIDA DE {}",
    "{} - FILIAL",
    "{} E OUTROS",
    "{} REPRESENTADA POR MARCIA TEIXEIRA",
    "{} NA PESSOA DE SEU REPRESENTANTE LEGAL",
    "{} CNPJ BAIXADO NA RECEITA FEDERAL",
    "EMPRESA {}",
    "'{}",
)
_AFFIXES_OF_PERSONS = (
    "ESPOLIO DE {}",
    "{} - ME",
    "{} - EPP",
    "{} E OUTROS",
    "{} REPRESENTADO POR MARCIA TEIXEIRA",
    "50.229.022 {}",
    "{} - MENOR",
    "{} (ESPOLIO)",
    "{} E OUTRO(S)",
)
# What is done to the words comes before what is put round them.
_COMBINED = (
    "legal_form",
    "word_abbrev",
    "typo1",
    "typo2",
    "phonetic",
    "join_split",
    "affix",
    "case_accent_punct",
)
_FORM_WORDS = frozenset({"LTDA", "EIRELI", "LIMITADA"})
_KEYBOARD = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_COMMON = "AEIOSRNT"
_SHORTEST_MISSPELT, _SHORTEST_TWICE_MISSPELT, _SHORTEST_PARTED = 5, 8, 8
_MOST_TRIES = 12


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a shape must know of the other names."""

    known: Container[str]
    """Words that somebody has, those of the monitored names among them."""
    begins_another: Callable[[str, str], bool]
    """Whether a beginning (second) of a name (first) is another name's too."""


def is_person(name: str) -> bool:
    """Tell whether all words are given names, surnames and particles."""
    given, surnames = table("given_names"), table("surnames")
    return all(word in given or word in surnames or word in PARTICLES for word in name.split())


def reshape(name: str, shape: str, rng: Random, around: Surroundings) -> str | None:
    """Print a name in one shape; None when the shape does not suit it."""
    if shape == "combined":
        first, second = sorted(rng.sample(_COMBINED, 2), key=_COMBINED.index)
        second = "affix" if (first, second) == ("typo1", "typo2") else second
        once = _SHAPERS[first](name, rng, around)
        return once and _SHAPERS[second](once, rng, around)
    return _SHAPERS[shape](name, rng, around)


def _exact(name: str, rng: Random, around: Surroundings) -> str | None:
    return name


def _case_accent_punct(name: str, rng: Random, around: Surroundings) -> str | None:
    drawn = rng.random()
    text = name
    if drawn > 0.45:
        for pattern, accented in _ACCENTS:
            text = pattern.sub(accented, text)
    if 0.62 < drawn <= 0.98:
        text = " ".join(word.lower() if word in PARTICLES else word.capitalize() for word in text.split(" "))
    elif drawn > 0.98:
        text = text.lower()
    return rng.choice((_same, _same, _doubled, _dotted, _ampersand, _without_particles, _quoted))(text, rng)


def _same(text: str, rng: Random) -> str:
    return text


def _doubled(text: str, rng: Random) -> str:
    return text.replace(" ", "  ", 1)


def _dotted(text: str, rng: Random) -> str:
    return text + rng.choice(".,")


def _ampersand(text: str, rng: Random) -> str:
    return re.sub(r" [Ee] ", " & ", text, count=1)


def _without_particles(text: str, rng: Random) -> str:
    return re.sub(r" (?:de|da|do) ", " ", text, count=1, flags=re.IGNORECASE)


def _quoted(text: str, rng: Random) -> str:
    return f'"{text}"'


def _legal_form(name: str, rng: Random, around: Surroundings) -> str | None:
    found = _FORM.search(name)
    if found is None:
        return None
    form = found[0].strip()
    others = _STOCK_FORMS if form[0] == "S" else _LIMITED_FORMS if form.startswith("LTDA") else _SMALL_FORMS
    return f"{name[: found.start()]} {rng.choice(others)}".rstrip()


def _word_abbrev(name: str, rng: Random, around: Surroundings) -> str | None:
    words = name.split(" ")
    places = [place for place, word in enumerate(words) if word in _ABBREVIATIONS]
    if not places:
        return None
    for place in rng.sample(places, min(len(places), rng.choice((1, 1, 2, 3)))):
        words[place] = _ABBREVIATIONS[words[place]] + rng.choice((".", ""))
    return " ".join(words)


def _typo1(name: str, rng: Random, around: Surroundings) -> str | None:
    return _mistyped(name, rng, around, (1,))


def _typo2(name: str, rng: Random, around: Surroundings) -> str | None:
    return _mistyped(name, rng, around, (1, 1) if rng.random() < 0.7 else (2,))


def _mistyped(name: str, rng: Random, around: Surroundings, errors: Sequence[int]) -> str | None:
    """Put so many errors into each of as many words."""
    words = name.split(" ")
    shortest = _SHORTEST_TWICE_MISSPELT if max(errors) > 1 else _SHORTEST_MISSPELT
    places = [place for place, word in enumerate(words) if len(word) >= shortest and _is_own(word)]
    if len(places) < len(errors):
        return None
    for place, count in zip(rng.sample(places, len(errors)), errors, strict=True):
        for _ in range(_MOST_TRIES):
            damaged = words[place]
            for _ in range(count):
                damaged = _damaged(damaged, rng)
            if damaged != words[place] and damaged not in around.known and len(damaged) > 2:
                break
        else:
            return None
        words[place] = damaged
    return " ".join(words)


def _is_own(word: str) -> bool:
    """Tell whether a word is letters alone and no legal form."""
    return word.isalpha() and word not in _FORM_WORDS


def _damaged(word: str, rng: Random) -> str:
    place = 0 if rng.random() < 0.07 else rng.randrange(1, len(word))
    drawn = rng.random()
    if drawn < 0.41:
        return word[:place] + word[place + 1 :]
    if drawn < 0.73:
        letter = word[place] if rng.random() < 0.35 else rng.choice((_beside(word[place], rng), rng.choice(_COMMON)))
        return word[:place] + letter + word[place:]
    if drawn < 0.93:
        return word[:place] + _beside(word[place], rng) + word[place + 1 :]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _beside(letter: str, rng: Random) -> str:
    """Return the letter of a key beside this one."""
    row = next((row for row in _KEYBOARD if letter in row), _COMMON)
    place = row.find(letter)
    return rng.choice([row[at] for at in (place - 1, place + 1) if 0 <= at < len(row)])


def _phonetic(name: str, rng: Random, around: Surroundings) -> str | None:
    words = name.split(" ")
    places = [place for place, word in enumerate(words) if len(word) > 3 and _is_own(word)]
    done = False
    for place in rng.sample(places, min(len(places), rng.choice((1, 1, 2)))):
        rules = [rule for rule in _RESPELLINGS if rule[0].search(words[place])]
        if rules:
            pattern, spelling = rng.choice(rules)
            words[place] = pattern.sub(spelling, words[place], count=1)
            done = True
    return " ".join(words) if done else None


def _join_split(name: str, rng: Random, around: Surroundings) -> str | None:
    words = name.split(" ")
    if rng.random() < 0.65:
        place = rng.randrange(1, len(words)) if len(words) > 1 else 0
        return " ".join(words[:place]) + " ".join(words[place:]) if place else None
    places = [place for place, word in enumerate(words) if len(word) >= _SHORTEST_PARTED and word.isalpha()]
    if not places:
        return None
    place = rng.choice(places)
    inside = rng.randrange(3, len(words[place]) - 2)
    words[place] = words[place][:inside] + rng.choice(" -") + words[place][inside:]
    return " ".join(words)


def _affix(name: str, rng: Random, around: Surroundings) -> str | None:
    return rng.choice(_AFFIXES_OF_PERSONS if is_person(name) else _AFFIXES_OF_COMPANIES).format(name)


def _truncation(name: str, rng: Random, around: Surroundings) -> str | None:
    lost = _MOST_CUT_OF_A_PERSON if is_person(name) else len(name)
    cuts = [cut for cut in _CUTS if max(_SMALLEST_PART * len(name), len(name) - lost) <= cut < len(name)]
    if not cuts:
        return None
    beginning = name[: rng.choice(cuts)].rstrip()
    is_short = len(beginning.split()) < 2
    return None if is_short or around.begins_another(name, beginning) else beginning


_SHAPERS: dict[str, Callable[[str, Random, Surroundings], str | None]] = {
    "exact": _exact,
    "case_accent_punct": _case_accent_punct,
    "legal_form": _legal_form,
    "word_abbrev": _word_abbrev,
    "typo1": _typo1,
    "typo2": _typo2,
    "phonetic": _phonetic,
    "join_split": _join_split,
    "affix": _affix,
    "truncation": _truncation,
}
