"""Which words may stay: those that our parsers compare with, and those of the language of courts.

The parsers' words are read from the constants in their source, so that a new label may stay on the day it is known.
"""

import ast
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

import spiders
from capture.cleaning.tokens import words_in
from spiders.systems.djen_clipping.vocabulary import GIVEN_NAMES

_RESOURCES = Path(__file__).resolve().parents[1] / "resources"
_REGEX_ESCAPE = re.compile(r"\\[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words that may stay. `in_names` stay also inside a name: particles, titles, kinds of body and company."""

    words: frozenset[str]
    in_names: frozenset[str]
    surnames: frozenset[str]
    """Words of court language that are surnames as well: they stay in small letters only, or beside words that stay."""

    def allowing(self, more: Iterable[str]) -> "Vocabulary":
        """Return the vocabulary with further words that a person has looked at."""
        return replace(self, words=self.words | {word for text in more for word in words_in(text)})


@cache
def court_vocabulary() -> Vocabulary:
    """Return the words of all systems."""
    resource = yaml.safe_load((_RESOURCES / "court_words.yml").read_text(encoding="utf-8"))
    lists = {name: frozenset(words_in(text)) for name, text in resource.items()}
    in_names, surnames = lists.pop("in_names"), lists.pop("surnames")
    words = frozenset[str]().union(*lists.values()) | in_names | surnames | _words_of_parsers()
    return Vocabulary(words=words, in_names=in_names, surnames=surnames)


class _AllOthers:
    """Holds every word."""

    def __contains__(self, word: object) -> bool:
        return True


@cache
def invented_names() -> tuple[tuple[Container[str], tuple[str, ...]], ...]:
    """Return the words of which invented names are made, after the words that they are for.

    A given name by which a parser knows where a name begins becomes another one of that list, which says nothing.
    """
    resource = yaml.safe_load((_RESOURCES / "invented_names.yml").read_text(encoding="utf-8"))
    common = tuple(sorted(words_in(" ".join(GIVEN_NAMES))))
    return (
        (frozenset(common), common),
        (_AllOthers(), tuple(dict.fromkeys(word for text in resource.values() for word in text.split()))),
    )


def _words_of_parsers() -> frozenset[str]:
    found: set[str] = set()
    for path in Path(spiders.__file__).parent.rglob("*.py"):
        for text in _constants(ast.parse(path.read_text(encoding="utf-8"))):
            found.update(words_in(_REGEX_ESCAPE.sub(" ", text)))
    return frozenset(found) - {word for name in GIVEN_NAMES for word in words_in(name)}


def _constants(module: ast.Module) -> Iterable[str]:
    """Yield strings and bytes that stand for something; sentences of explanation (docstrings) stand alone."""
    alone = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and id(node) not in alone:
            if isinstance(node.value, str):
                yield node.value
            elif isinstance(node.value, bytes):
                yield node.value.decode("utf-8", "replace")
