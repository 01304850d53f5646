"""Tells text that was decoded with a wrong charset before it came (pure)."""

_LETTERS = "ãçéõáóêúíÇÉÁÓ"
_DELETED = _LETTERS.encode("latin-1")
# What follows the first half of a letter of UTF-8 that was read as Windows-1252: no Portuguese word has these pairs.
_HALVES = {
    first: frozenset(letter.encode().decode("cp1252", "replace")[1] for letter in letters)
    for first, letters in (("Ã", _LETTERS + "Ã"), ("Â", "ºª"))
}
_UNDECODED = "\ufffd"
_CERTAIN = 3


def is_garbled(text: str) -> bool:
    """Say whether more letters of the text are broken than whole.

    One or two broken ones beside whole ones are a court's own slip of the pen, and no reason to refuse a page.
    """
    broken = text.count(_UNDECODED) + sum(_count_pairs(text, first) for first in _HALVES)
    if not broken:
        return False
    # One pass over the bytes: to count letter by letter takes longer than to parse the page.
    printed = text.encode("latin-1", "ignore")
    whole = len(printed) - len(printed.translate(None, _DELETED))
    return broken > whole and (broken >= _CERTAIN or whole == 0)


def _count_pairs(text: str, first: str) -> int:
    count, seconds = 0, _HALVES[first]
    at = text.find(first)
    while at >= 0:
        count += text[at + 1 : at + 2] in seconds
        at = text.find(first, at + 1)
    return count
