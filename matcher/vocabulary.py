"""Reads the word classes that generated expressions are made of."""

from functools import cache
from importlib import resources

import yaml
from pydantic import ValidationError

from matcher.errors import BadVocabulary
from schemas.model import FrozenModel


class Vocabulary(FrozenModel):
    """Word classes, folded; entries of forms and affixes are small expressions."""

    legal_forms: tuple[str, ...]
    suffixes: tuple[str, ...]
    prefixes: tuple[str, ...]
    abbreviations: dict[str, tuple[str, ...]]
    compound_heads: tuple[str, ...]
    particles: frozenset[str]

    def spellings(self, word: str) -> tuple[str, ...]:
        """All members of the classes that the word belongs to, the word first."""
        found = {word: None}
        for full, cuts in self.abbreviations.items():
            if word == full or word in cuts:
                found.update(dict.fromkeys((full, *cuts)))
        return tuple(found)


@cache
def load_vocabulary() -> Vocabulary:
    """Load matcher/resources/words.yml once. Raises BadVocabulary."""
    text = resources.files("matcher").joinpath("resources", "words.yml").read_text(encoding="utf-8")
    try:
        return Vocabulary.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        raise BadVocabulary(f"matcher/resources/words.yml: {error}") from error
