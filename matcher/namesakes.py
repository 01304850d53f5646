"""Tells whether one name, as courts print it, is of several people: by CPF or CNPJ where printed, else by count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from matcher.folding import fold_words
from matcher.known_words import personal_words

_HIDDEN = frozenset("*X")
_CNPJ_LENGTH = 14
_CNPJ_ROOT = 8
_MANY_PLACES = 5
"""Courts of first instance in which one person is seldom a party within a year."""


@dataclass(slots=True)
class Person:
    """What was printed with one document, or without any (`document` None)."""

    document: str | None
    cases: set[str] = field(default_factory=set)
    tribunals: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    """The digits of the case numbers that say tribunal and court."""
    spellings: Counter[str] = field(default_factory=Counter)


class NamesakeGroup:
    """The people printed under one monitored name."""

    def __init__(self, name: str) -> None:
        self._is_personal = _is_personal(name)
        self._people: list[Person] = []
        self._unknown = Person(None)

    def add(self, printed: str, document: str | None, case_number: str, tribunal: str) -> None:
        """Take in one printed name of a case."""
        person = self._person(_characters(document or ""))
        person.cases.add(case_number)
        person.tribunals.add(tribunal)
        person.places.add(case_number[13:])
        person.spellings[printed] += 1

    @property
    def basis(self) -> str | None:
        """Why several people bear the name: "document", "count", or None where nothing says so."""
        if len(self._people) > 1:
            return "document"
        if self._is_personal and len(self._unknown.places) >= _MANY_PLACES:
            return "count"
        return None

    @property
    def people(self) -> Sequence[Person]:
        """The people, the one with most cases first, and last what no document tells apart."""
        known = sorted(self._people, key=lambda person: -len(person.cases))
        return [*known, self._unknown] if self._unknown.cases else known

    def _person(self, document: str) -> Person:
        if not document.strip("*"):
            return self._unknown
        for person in self._people:
            if person.document and may_be_same(person.document, document):
                # The one with more characters shown tells more people apart.
                person.document = min(person.document, document, key=lambda each: each.count("*"))
                return person
        self._people.append(Person(document))
        return self._people[-1]


def may_be_same(one: str, other: str) -> bool:
    """Tell whether two documents may be of one person: no character that both show differs, but for branches."""
    first, second = _characters(one), _characters(other)
    if len(first) != len(second):
        return False
    if len(first) == _CNPJ_LENGTH:
        first, second = first[:_CNPJ_ROOT], second[:_CNPJ_ROOT]
    return all(a == b or "*" in (a, b) for a, b in zip(first, second, strict=True))


def _characters(document: str) -> str:
    """Return the digits and letters; the letter X hides a digit as `*` does."""
    kept = (character for character in document.upper() if character.isalnum() or character == "*")
    return "".join("*" if character in _HIDDEN else character for character in kept)


def _is_personal(name: str) -> bool:
    words = [word for word in fold_words(name) if len(word) > 2]
    return bool(words) and all(word in personal_words() for word in words)
