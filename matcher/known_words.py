"""Words that are known to be right as they are written: given names, surnames, words of company names.

A misspelling is a word that nobody has; a known word in the place of another one is another name. The tables
hold counts of single words, no names; `resources/words/README.md` states where they come from.
"""

from bisect import bisect_left
from functools import cache
from importlib import resources

_FEWEST_AS_COMPANY = 5
_MOST_EXPANSIONS = 3
_SEEN = 4


@cache
def table(name: str) -> dict[str, int]:
    """Return the counts of one table (`given_names`, `surnames`, `company_words`), the most frequent word first."""
    text = resources.files("matcher").joinpath("resources", "words", f"{name}.tsv").read_text(encoding="utf-8")
    return {word: int(count) for word, count in (line.split("\t") for line in text.splitlines())}


@cache
def known_words() -> frozenset[str]:
    """Return all words that somebody has."""
    return personal_words() | table("company_words").keys()


@cache
def personal_words() -> frozenset[str]:
    """Return given names and surnames."""
    return frozenset({*table("given_names"), *table("surnames")})


@cache
def company_words() -> frozenset[str]:
    """Return words of company names that are no personal names too."""
    personal = personal_words()
    return frozenset(
        word for word, count in table("company_words").items() if count >= _FEWEST_AS_COMPANY and word not in personal
    )


@cache
def _sorted_company_words() -> list[str]:
    return sorted(company_words())


@cache
def _beginnings() -> frozenset[str]:
    """Some beginning of each such word, by which most texts are told from all of them."""
    return frozenset(word[:_SEEN] for word in company_words())


def words_beginning_with(beginning: str) -> list[str]:
    """Return the most frequent words of company names that are longer than `beginning` and begin so.

    Args: beginning: of four letters at least.
    """
    if beginning[:_SEEN] not in _beginnings():
        return []
    words = _sorted_company_words()
    found: list[str] = []
    for place in range(bisect_left(words, beginning), len(words)):
        if not words[place].startswith(beginning):
            break
        if words[place] != beginning:
            found.append(words[place])
    counts = table("company_words")
    return sorted(found, key=lambda word: (-counts[word], word))[:_MOST_EXPANSIONS]
