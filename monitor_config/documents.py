"""Reads CPF, CNPJ and OAB numbers as people write them, masks included. They are evidence, never what is matched by.

A CNPJ has 12 letters or digits and 2 check digits; a letter counts as its character code minus 48.
"""

import re

_PUNCTUATION = re.compile(r"[\s.\-/–—]")
_CPF = re.compile(r"[0-9*]{11}")
_CNPJ = re.compile(r"[0-9A-Z*]{12}[0-9*]{2}")
_STATES = "AC|AL|AM|AP|BA|CE|DF|ES|GO|MA|MG|MS|MT|PA|PB|PE|PI|PR|RJ|RN|RO|RR|RS|SC|SE|SP|TO"
_OAB = re.compile(
    rf"(?:OAB)?(?:(?P<before>{_STATES})(?P<number>\d{{1,7}})(?P<kind>[A-Z]?)"
    rf"|(?P<number2>\d{{1,7}})(?P<kind2>[A-Z]?)(?P<after>{_STATES}))"
)


def normalise_document(text: str) -> str:
    """Return a CPF or CNPJ with its punctuation; hidden characters stay `*`. Raises ValueError."""
    characters = _PUNCTUATION.sub("", text).upper()
    if _CPF.fullmatch(characters):
        kind, masked = "CPF", f"{characters[:3]}.{characters[3:6]}.{characters[6:9]}-{characters[9:]}"
    elif _CNPJ.fullmatch(characters):
        parts = (characters[:2], characters[2:5], characters[5:8], characters[8:12], characters[12:])
        kind, masked = "CNPJ", "{}.{}.{}/{}-{}".format(*parts)
    elif characters.isascii() and characters.isdigit():
        raise ValueError(
            f"{len(characters)} digits are neither a CPF (11) nor a CNPJ (14); spreadsheets drop leading zeros "
            "unless the cells are formatted as text"
        )
    else:
        raise ValueError(
            "neither a CPF (11 digits) nor a CNPJ (12 letters or digits and 2 digits); * stands for hidden"
        )
    if "*" not in characters:
        _refuse_wrong_check_digits(characters, kind)
    elif set(characters) == {"*"}:
        raise ValueError("a document that is hidden whole says nothing; leave it out")
    return masked


def normalise_oab(text: str) -> str:
    """Return a lawyer's enrolment as `SP123456`, or `SP123456-A` with the letter of its kind. Raises ValueError."""
    found = _OAB.fullmatch(_PUNCTUATION.sub("", text).upper())
    if found is None:
        raise ValueError("not an OAB number: a state and up to 7 digits, as in SP123456 or 123.456/SP")
    number = (found["number"] or found["number2"]).lstrip("0")
    if not number:
        raise ValueError("not an OAB number: it is zero")
    kind = found["kind"] or found["kind2"]
    return f"{found['before'] or found['after']}{number}" + (f"-{kind}" if kind else "")


def _refuse_wrong_check_digits(characters: str, kind: str) -> None:
    body = characters[:-2]
    for _ in range(2):
        body += _check_digit(body, longest_weight=11 if kind == "CPF" else 9)
    if len(set(characters)) == 1 or body != characters:
        raise ValueError(f"not a {kind}: its check digits are wrong")


def _check_digit(body: str, *, longest_weight: int) -> str:
    """Return the digit that follows; weights rise from 2 at the right and begin again after the longest."""
    span = longest_weight - 1
    total = sum((ord(character) - 48) * (place % span + 2) for place, character in enumerate(reversed(body)))
    rest = total % 11
    return str(0 if rest < 2 else 11 - rest)
