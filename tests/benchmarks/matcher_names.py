"""Monitored names made of the shipped word tables: persons, companies, public bodies. Nobody's, and always the same.

Half are persons, four tenths companies, one tenth public bodies. Words come by their frequency, so that names collide
as real ones do: the same name twice, one surname apart, one place with twenty bodies.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from random import Random

from matcher.classes import load_classes
from matcher.known_words import company_words, table

LEGAL_FORMS = (("LTDA", 60), ("S A", 4), ("S/A", 8), ("SA", 4), ("EIRELI", 8), ("ME", 6), ("LTDA ME", 6), ("EPP", 4))
_PERSONS, _COMPANIES = 0.5, 0.4
_SECOND_GIVEN, _PARTICLE = 0.4, 0.3
_SURNAMES = (1, 2, 3), (12, 58, 30)
_BUSINESS_WORDS = (2, 3, 4, 5), (40, 32, 18, 10)
_FAMILY_FIRM, _DISTINCTIVE_FIRST = 0.35, 0.6
_PARTICLES = ("DE", "DA", "DO", "DOS", "E")
_SHORTEST_BUSINESS_WORD = 4
# Words of public bodies, of forms and of grammar are no line of business.
_PUBLIC_WORDS = """
MUNICIPAL MUNICIPIO MUNICIPAIS PREFEITURA PREFEITO VEREADORES ESTADO ESTADUAL FEDERAL SECRETARIA MINISTERIO PARTIDO
DIRETORIO JUSTICA SENADOR PUBLICA PUBLICO PUBLICOS PREVIDENCIA LTDA LIMITADA EIRELI PARA ESPOLIO MASSA FALIDA
"""
_BODIES = (
    "MUNICIPIO DE {}",
    "PREFEITURA MUNICIPAL DE {}",
    "CAMARA MUNICIPAL DE {}",
    "FUNDO MUNICIPAL DE SAUDE DE {}",
    "FUNDO MUNICIPAL DE ASSISTENCIA SOCIAL DE {}",
    "INSTITUTO DE PREVIDENCIA DOS SERVIDORES DE {}",
    "SECRETARIA MUNICIPAL DE EDUCACAO DE {}",
    "SERVICO AUTONOMO DE AGUA E ESGOTO DE {}",
    "CONSORCIO INTERMUNICIPAL DE SAUDE DE {}",
    "SINDICATO DOS TRABALHADORES RURAIS DE {}",
    "ASSOCIACAO DOS MORADORES DE {}",
    "FUNDACAO EDUCACIONAL DE {}",
    "COMPANHIA DE HABITACAO DE {}",
    "DEPARTAMENTO DE TRANSITO DE {}",
    "HOSPITAL MUNICIPAL DE {}",
    "ESCOLA MUNICIPAL PROFESSOR {}",
)
_PLACES = ("{}", "{} DO SUL", "{} DO NORTE", "NOVA {}", "SANTA {}", "SAO {}", "{} PAULISTA", "{} DE MINAS", "ALTO {}")
_ONSETS = "B C D F G J L M N P R S T V B C D L M N R T BR CR TR GR PR PL CL CH LH FL X Z"
_VOWELS = "A A A E E I I O O U AI EI OU IA"
_CODAS = {"": 6, "N": 1, "R": 1, "S": 1, "L": 1, "X": 1}
_SYLLABLES = (2, 3, 4), (40, 45, 15)
_AT_ONCE = 8_192


class Drawn:
    """Words by their frequency, drawn many at a time."""

    def __init__(self, rng: Random, counts: Mapping[str, int]) -> None:
        self._rng = rng
        self._words = list(counts)
        self._bounds: list[int] = []
        total = 0
        for count in counts.values():
            total += count
            self._bounds.append(total)
        self._ready: list[str] = []

    def __call__(self) -> str:
        if not self._ready:
            self._ready = self._rng.choices(self._words, cum_weights=self._bounds, k=_AT_ONCE)
        return self._ready.pop()


class NameMaker:
    """Makes names without end; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._given = Drawn(self._rng, table("given_names"))
        self._surname = Drawn(self._rng, {word: n for word, n in table("surnames").items() if word not in _particles()})
        self._business = Drawn(self._rng, _business_words())
        self._form = Drawn(self._rng, dict(LEGAL_FORMS))
        self._onset = Drawn(self._rng, Counter(_ONSETS.split()))
        self._vowel = Drawn(self._rng, Counter(_VOWELS.split()))
        self._coda = Drawn(self._rng, _CODAS)

    def __iter__(self) -> Iterator[str]:
        makers: tuple[Callable[[], str], ...] = (self.person, self.company, self.body)
        while True:
            drawn = self._rng.random()
            yield makers[(drawn >= _PERSONS) + (drawn >= _PERSONS + _COMPANIES)]()

    def person(self) -> str:
        """Return given names and surnames, some with particles."""
        words = [self._given()]
        if self._rng.random() < _SECOND_GIVEN:
            words.append(self._given())
        for _ in range(self._rng.choices(*_SURNAMES)[0]):
            if self._rng.random() < _PARTICLE:
                words.append(self._rng.choice(_PARTICLES))
            words.append(self._surname())
        return " ".join(words)

    def company(self) -> str:
        """Return lines of business, a made word or a surname, and a legal form."""
        words = list(dict.fromkeys(self._business() for _ in range(self._rng.choices(*_BUSINESS_WORDS)[0])))
        own = self._surname() if self._rng.random() < _FAMILY_FIRM else self._made_word()
        words.insert(0 if self._rng.random() < _DISTINCTIVE_FIRST else 1, own)
        if len(words) > 3 and self._rng.random() < _PARTICLE:
            words.insert(-1, self._rng.choice(("DE", "E")))
        return " ".join((*words, self._form()))

    def body(self) -> str:
        """Return a public body or association of a place that does not exist."""
        place = self._rng.choice(_PLACES).format(self._made_word())
        return self._rng.choice(_BODIES).format(place)

    def _made_word(self) -> str:
        syllables = self._rng.choices(*_SYLLABLES)[0]
        return "".join(self._onset() + self._vowel() for _ in range(syllables)) + self._coda()


def _particles() -> frozenset[str]:
    return load_classes().particles


def _business_words() -> dict[str, int]:
    known = company_words().difference(_PUBLIC_WORDS.split())
    return {
        word: count
        for word, count in table("company_words").items()
        if word in known and len(word) >= _SHORTEST_BUSINESS_WORD
    }
