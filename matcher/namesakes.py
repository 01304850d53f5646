"""Tells whether one name, as courts print it, is of several people: by CPF or CNPJ where printed, else by count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from matcher.evidence import compare_documents, is_sole_trader, read_document
from matcher.folding import fold_words
from matcher.known_words import personal_words

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
        self._is_personal, self._is_sole_trader = _is_personal(name), is_sole_trader(name)
        self._people: list[Person] = []
        self._unknown = Person(None)

    def add(self, printed: str, document: str | None, case_number: str, tribunal: str) -> None:
        """Take in one printed name of a case."""
        person = self._person(read_document(document or ""))
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

    def _person(self, document: str | None) -> Person:
        if document is None:
            return self._unknown
        for person in self._people:
            if person.document and self._may_be_same(person.document, document):
                # The one with more characters shown tells more people apart.
                person.document = min(person.document, document, key=lambda each: each.count("*"))
                return person
        self._people.append(Person(document))
        return self._people[-1]

    def _may_be_same(self, one: str, other: str) -> bool:
        return compare_documents(one, other, is_sole_trader=self._is_sole_trader) != "contradicted"


def _is_personal(name: str) -> bool:
    words = [word for word in fold_words(name) if len(word) > 2]
    return bool(words) and all(word in personal_words() for word in words)
