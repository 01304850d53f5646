"""Tells a name that a court prints by initials only, which hides somebody of a sealed case (pure)."""

from spiders.roles import fold

_PARTICLES = frozenset({"DA", "DAS", "DE", "DO", "DOS", "DI", "E"})


def is_initials(name: str) -> bool:
    """Say whether the name is nothing but single letters and particles: "J. P. da S."."""
    words = fold(name).split()
    letters = [word for word in words if len(word) == 1 and word.isalpha()]
    return bool(letters) and all(word in _PARTICLES or word in letters for word in words)
