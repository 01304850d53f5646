"""Errors of expressions."""

from schemas.errors import FatalError, RefusedError


class BadExpression(RefusedError):  # noqa: N818 - names what is wrong
    """The expression cannot be used."""


class BadVocabulary(FatalError):  # noqa: N818 - names what is wrong
    """The matcher's word lists are not as they must be."""
