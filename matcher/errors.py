"""Errors of expressions."""

from schemas.errors import FatalError, RefusedError


class BadExpression(RefusedError):
    """The expression cannot be used."""


class BadVocabulary(FatalError):
    """The matcher's word lists are not as they must be."""


class TrialUnavailable(FatalError):
    """The process in which expressions are tried cannot be started."""


class BadNamesFile(RefusedError):
    """A file of names has lines that cannot be used; nothing was matched."""
