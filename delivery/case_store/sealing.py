"""Recognises that a page hides a case: in words, or by printing every party by initials only; pure."""

import re
from collections.abc import Sequence

from schemas.captures import Capture, InstanceSnapshot
from schemas.cases import Party
from schemas.outcomes import Outcome

_PARTICLES = frozenset({"DE", "DA", "DO", "DAS", "DOS", "E"})
_TOKENS = re.compile(r"[\s.,]+")


def is_initials_only(name: str) -> bool:
    """Whether a name is printed by initials ("J. P. da S."): nothing but single letters and particles."""
    tokens = [token for token in _TOKENS.split(name.strip().upper()) if token]
    initials = [token for token in tokens if len(token) == 1 and token.isalpha()]
    return bool(initials) and all(token in initials or token in _PARTICLES for token in tokens)


def hides_parties(parties: Sequence[Party]) -> bool:
    """Whether there are parties, and every one is printed by initials only or marked as hidden."""
    return bool(parties) and all(party.is_sealed or is_initials_only(party.name) for party in parties)


def shows_sealed(capture: Capture) -> bool:
    """Whether a visit shows that the case is sealed; one sealed instance seals the case."""
    return capture.outcome is Outcome.SEALED or any(_is_sealed(snapshot) for snapshot in capture.instances)


def _is_sealed(snapshot: InstanceSnapshot) -> bool:
    return snapshot.case.is_sealed or hides_parties(snapshot.case.parties)
