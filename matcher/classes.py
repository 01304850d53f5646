"""The class table of `resources/classes.yml`, read once: what is written differently and names the same."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from importlib import resources
from typing import TypeAlias

import yaml
from pydantic import ConfigDict, ValidationError, field_validator

from matcher.errors import BadVocabulary
from schemas.model import FrozenModel

Words: TypeAlias = tuple[str, ...]
_SOURCE = ("resources", "classes.yml")


class LegalForms(FrozenModel):
    """Forms of a legal person, which are no part of who it is."""

    anywhere: tuple[Words, ...]
    at_end: tuple[Words, ...]
    glued: tuple[str, ...]

    @field_validator("anywhere", "at_end", mode="before")
    @classmethod
    def _split(cls, phrases: object) -> object:
        return _words_of(phrases)


class ClassTable(FrozenModel):
    """Classes of sounds, words and affixes, all folded."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    sounds: dict[str, tuple[str, ...]]
    particles: frozenset[str]
    articles: frozenset[str]
    legal_forms: LegalForms
    status_heads: tuple[Words, ...]
    status_tails: tuple[Words, ...]
    cuts: tuple[Words, ...]
    abbreviations: dict[str, tuple[Words, ...]]
    compound_heads: frozenset[str]
    cut_lengths: frozenset[int]
    corrected_affixes: frozenset[str]
    purposes: frozenset[str]
    version: str
    """Names the table that an expression was generated with; another table may decide otherwise."""

    @field_validator("status_heads", "status_tails", "cuts", mode="before")
    @classmethod
    def _split(cls, phrases: object) -> object:
        return _words_of(phrases)

    @field_validator("abbreviations", mode="before")
    @classmethod
    def _split_each(cls, abbreviations: object) -> object:
        return (
            {short: _words_of(full) for short, full in abbreviations.items()}
            if isinstance(abbreviations, Mapping)
            else abbreviations
        )


def _words_of(phrases: object) -> object:
    return tuple(tuple(str(phrase).split()) for phrase in phrases) if isinstance(phrases, Sequence) else phrases


@cache
def load_classes() -> ClassTable:
    """Load matcher/resources/classes.yml once. Raises BadVocabulary."""
    source = resources.files("matcher").joinpath(*_SOURCE).read_bytes()
    try:
        return ClassTable.model_validate({**yaml.safe_load(source), "version": hashlib.sha256(source).hexdigest()[:12]})
    except ValidationError as error:
        raise BadVocabulary(f"matcher/resources/classes.yml: {error}") from error
