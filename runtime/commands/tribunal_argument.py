"""How commands understand the acronym of a tribunal."""

from spiders.errors import UnknownTribunal
from spiders.numbering import Tribunal
from spiders.registry import tribunal_named


def tribunal_argument(acronym: str) -> Tribunal:
    """Return the tribunal of an acronym in any letters. Raises UnknownTribunal, with the way to the known ones."""
    try:
        return tribunal_named(acronym.upper())
    except UnknownTribunal as error:
        raise UnknownTribunal(f"{error}; `arauto tribunal list` shows them", acronym=acronym.upper()) from error
