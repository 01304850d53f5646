"""Fingerprints of the real pages: few per kind, and none that two kinds share, but for those that are one page."""

from collections import defaultdict

from spiders.fingerprint import fingerprint
from spiders.recognise import parse_page
from tests.recorded.shared_pages import needs_courts, pages_of, systems

pytestmark = needs_courts

Kind = tuple[str, str]
ONE_PAGE_WITH_A_MESSAGE = {
    # The form comes back with a sentence; an empty list is the list without rows.
    frozenset({("esaj", "search_form"), ("esaj", "not_found")}),
    frozenset({("esaj", "search_form"), ("esaj", "wall")}),
    frozenset({("pje", "result_list"), ("pje", "not_found")}),
}
WITHOUT_MARKUP = {"push_email", "djen_clipping", "pdpj", "jusbr", "projudi", "dje_distribution_lists"}
"""Plain text, of which nothing but that it is text is structure."""


def _by_kind() -> dict[Kind, dict[tuple[str, str], int]]:
    """Per kind: how many pages each court has of each fingerprint."""
    found: dict[Kind, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for system in systems():
        for path in pages_of(system):
            body = path.read_bytes()
            kind = (system, str(parse_page(body).page))
            found[kind][path.parent.name, fingerprint(body)] += 1
    return found


def test_pages_of_one_kind_have_few_fingerprints() -> None:
    """Across courts, skins and years of capture: fewer than pages; within one court's day there are less still."""
    found = _by_kind()
    pages = sum(sum(prints.values()) for prints in found.values())
    distinct = sum(len({look for _, look in prints}) for prints in found.values())
    several = {kind: prints for kind, prints in found.items() if sum(prints.values()) > 1}
    assert distinct <= 0.75 * pages
    for kind, prints in several.items():
        assert len({look for _, look in prints}) <= max(7, sum(prints.values()) // 2), kind


def test_different_kinds_have_different_fingerprints() -> None:
    kinds: dict[str, set[Kind]] = defaultdict(set)
    for kind, prints in _by_kind().items():
        for _, look in prints:
            kinds[look].add(kind)
    shared = [sorted(each) for each in kinds.values() if len(each) > 1]
    unexpected = [
        each
        for each in shared
        if frozenset(each) not in ONE_PAGE_WITH_A_MESSAGE and not {system for system, _ in each} <= WITHOUT_MARKUP
    ]
    assert unexpected == []
