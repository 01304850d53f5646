"""Tells text that was decoded with a wrong charset before it came (pure)."""

_LETTERS = ("ã", "ç", "é", "õ", "á", "ó", "ê", "ú", "í", "Ç", "Ã", "É", "Á", "Ó", "º", "ª")
# The same letters as UTF-8 that was read as Windows-1252; no Portuguese word has these pairs.
_TWICE_ENCODED = tuple(letter.encode().decode("cp1252", "replace") for letter in _LETTERS)
_UNDECODED = "\ufffd"
_CERTAIN = 3


def is_garbled(text: str) -> bool:
    """Say whether more letters of the text are broken than whole.

    One or two broken ones beside whole ones are a court's own slip of the pen, and no reason to refuse a page.
    """
    if "Ã" not in text and "Â" not in text and _UNDECODED not in text:
        return False
    broken = text.count(_UNDECODED) + sum(map(text.count, _TWICE_ENCODED))
    if not broken:
        return False
    whole = sum(map(text.count, _LETTERS)) - text.count("Ã") - text.count("ª") - text.count("º")
    return broken > whole and (broken >= _CERTAIN or whole == 0)
