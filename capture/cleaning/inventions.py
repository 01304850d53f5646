"""What stands in for real words, names and numbers: of the same shape, the same each time, and never the real one.

A key that nobody keeps decides, so that an invention cannot be traced back to what it replaced.
"""

import hmac
from collections.abc import Callable, Container, Sequence
from hashlib import sha256

from schemas.case_number import check_digits

_CONSONANTS, _VOWELS = "bcdfglmnprstvz", "aeiou"
_MANY = 10_000


class Inventions:
    """The inventions of one recording.

    Args: originals: folded words and digits that may not come out of it; names: lists of words, and which original
        words each list is for; the last one is for all others.
    """

    def __init__(
        self, key: bytes, originals: Container[str], names: Sequence[tuple[Container[str], Sequence[str]]]
    ) -> None:
        self._key = key
        self._originals = originals
        self._free_names = [
            (for_, sorted(words, key=lambda word: self._random("pool", word, 0))) for for_, words in names
        ]
        self._made: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()

    def word(self, folded: str) -> str:
        """Return a pronounceable word of the same length, in small letters."""
        return self._once("word", folded, lambda turn: self._syllables(folded, turn))

    def name(self, folded: str) -> str:
        """Return an invented person's word for a word of a name; of the same length when no more are left."""
        if ("name", folded) not in self._made and len(folded) > 2:
            free = next(words for for_, words in self._free_names if folded in for_)
            while free:
                name = free.pop()
                if name.casefold() not in self._originals and name.casefold() not in self._taken:
                    self._taken.add(name.casefold())
                    return self._made.setdefault(("name", folded), name)
        return self._once("name", folded, lambda turn: self._syllables(folded, turn))

    def initial(self, letter: str) -> str:
        """Return another letter, never one that is a word of its own."""
        letters = "BCFGHJKLMNPQRSTVXZ"
        return letters[self._random("initial", letter.upper(), 0) % len(letters)]

    def digits(self, digits: str) -> str:
        """Return as many digits with the same zeros in front; of CPF's and CNPJ's length never a valid one."""
        core = digits.lstrip("0")
        zeros = digits[: len(digits) - len(core)]
        return zeros + self._once("digits", core, lambda turn: self._number(core, turn, zeros)) if core else digits

    def token(self, token: str) -> str:
        """Return a token of the same letters, capitals and digits."""
        return self._once("token", token, lambda turn: self._shaped(token, turn))

    def case_number(self, digits: str) -> str:
        """Return another case of the same year, court and origin; right check digits where the real ones are."""
        sequence, check, rest = digits[:7], digits[7:9], digits[9:]
        if not sequence.strip("0"):
            return digits
        parts = rest[:4], rest[4:5], rest[5:7], rest[7:]
        is_right = check == check_digits(sequence, *parts)
        invented = self._once("case", sequence + rest, lambda turn: self._sequence(sequence + rest, turn))
        right = check_digits(invented, *parts)
        return invented + (right if is_right else f"{(int(right) + 7) % 100:02d}") + rest

    def birth(self, text: str) -> str:
        """Return another day of birth, written alike: 31/12/1980, 1980-12-31 (and its time), 19801231."""
        number = self._random("birth", "".join(filter(str.isdigit, text))[:8], 0)
        day, month, year = f"{number % 28 + 1:02d}", f"{number // 28 % 12 + 1:02d}", str(1930 + number // 400 % 70)
        if "/" in text:
            return f"{day}/{month}/{year}"
        return f"{year}-{month}-{day}{text[10:]}" if text[4:5] == "-" else f"{year}{month}{day}{text[8:]}"

    def _once(self, kind: str, original: str, make: Callable[[int], str]) -> str:
        found = self._made.get((kind, original))
        if found is not None:
            return found
        for turn in range(_MANY):
            made = make(turn)
            key = f"{kind}:{made}" if kind in {"digits", "case", "token"} else made
            if made not in self._originals and key not in self._taken:
                self._taken.add(key)
                return self._made.setdefault((kind, original), made)
        return self._made.setdefault((kind, original), make(0))  # two letters: there are too few words for all

    def _random(self, kind: str, original: str, turn: int) -> int:
        return int.from_bytes(hmac.digest(self._key, f"{kind}:{turn}:{original}".encode(), sha256), "big")

    def _syllables(self, folded: str, turn: int) -> str:
        number = self._random("word", folded, turn)
        letters = []
        for place in range(len(folded)):
            if place % 20 == 19:
                number = self._random("word", folded + str(place), turn)
            alphabet = _VOWELS if (place + (len(folded) % 2)) % 2 else _CONSONANTS
            number, index = divmod(number, len(alphabet))
            letters.append(alphabet[index])
        return "".join(letters)

    def _number(self, core: str, turn: int, zeros: str) -> str:
        made = _decimal(self._random("digits", core, turn), len(core))
        return _spoilt(zeros, made)

    def _sequence(self, original: str, turn: int) -> str:
        length = len(original[:7].lstrip("0"))
        return _decimal(self._random("case", original, turn), length).zfill(7)

    def _shaped(self, token: str, turn: int) -> str:
        number = self._random("token", token, turn)
        is_hex = all(each in "0123456789abcdefABCDEF-" for each in token)
        letters = []
        for place, each in enumerate(token):
            if place % 40 == 39:
                number = self._random("token", token + str(place), turn)
            alphabet = _alphabet(each, is_hex=is_hex)
            number, index = divmod(number, len(alphabet))
            letters.append(alphabet[index])
        made = "".join(letters)
        return _spoilt("", made) if made[-1:].isdigit() else made


def is_valid_cpf(digits: str) -> bool:
    """Say whether eleven digits are a person's number."""
    if len(digits) != 11 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    for length in (9, 10):
        total = sum(int(digit) * weight for digit, weight in zip(digits, range(length + 1, 1, -1), strict=False))
        if int(digits[length]) != total * 10 % 11 % 10:
            return False
    return True


def is_valid_cnpj(text: str) -> bool:
    """Say whether fourteen digits, or twelve letters and digits with two digits, are a company's number."""
    if len(text) != 14 or not text.isascii() or not text.isalnum() or not text[12:].isdigit() or len(set(text)) == 1:
        return False
    for length in (12, 13):
        weights = [(length - 1 - place) % 8 + 2 for place in range(length)]
        rest = sum((ord(each) - 48) * weight for each, weight in zip(text.upper(), weights, strict=False)) % 11
        if int(text[length]) != (0 if rest < 2 else 11 - rest):
            return False
    return True


def _spoilt(zeros: str, made: str) -> str:
    """Return the number with another last digit when it is somebody's."""
    whole = zeros + made
    if is_valid_cpf(whole) or is_valid_cnpj(whole):
        return made[:-1] + str((int(made[-1]) + 1) % 10)
    return made


def _decimal(number: int, length: int) -> str:
    """Return digits of this length, the first not zero."""
    first = str(number % 9 + 1)
    rest = str(number // 9 % 10**60).zfill(60)
    return (first + rest * (length // 60 + 1))[:length]


def _alphabet(character: str, *, is_hex: bool) -> str:
    if character.isdigit():
        return "0123456789"
    if not character.isalpha():
        return character
    if is_hex:
        return "abcdef" if character.islower() else "ABCDEF"
    return "bcdfghjkmnpqrstvwxz" if character.islower() else "BCDFGHJKMNPQRSTVWXZ"
