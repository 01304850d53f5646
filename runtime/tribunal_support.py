"""Tells delivery, which knows no spiders, what tribunal a number belongs to and whether it can be asked."""

from delivery.quotas.activations import TribunalSupport
from spiders.errors import UnknownTribunal
from spiders.registry import support_of, tribunal_of


def find_support(j_tr: str) -> TribunalSupport | None:
    """Find the tribunal of a J.TR ("8.26"); None when the national numbering has none."""
    try:
        tribunal = tribunal_of(j_tr)
    except UnknownTribunal:
        return None
    unsupported, explanation = support_of(tribunal.acronym)
    return TribunalSupport(tribunal.acronym, unsupported is None, "" if unsupported is None else explanation)
