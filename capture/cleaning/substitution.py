"""Decides for each token of a visit's pages what stands in for it."""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from capture.cleaning.inventions import Inventions
from capture.cleaning.pieces import Mode
from capture.cleaning.tokens import Kind, Token, fold, words_in
from capture.cleaning.vocabulary import Vocabulary

_ABBREVIATIONS = frozenset(
    {"SA", "CPF", "CNPJ", "RG", "OAB", "CEP", "PJ", "CC", "CP", "CPC", "DJ", "DJE", "EC", "AR", "CF"}
)
_BIRTH_WITHIN = 4
_CASE_DIGITS, _HEAD_DIGITS, _SEQUENCE_DIGITS = 20, 13, 7
_REFUSED_TELEPHONE = re.compile(r"\(\d{2}\) ?9?\d{4}-\d{4}")
_YEARS = re.compile(r"(?:19|20)\d{2}-(?:19|20)\d{2}")
_COUNTED = {
    Kind.EMAIL: "e-mails",
    Kind.CASE: "case numbers",
    Kind.CASE_HEAD: "case numbers",
    Kind.CPF: "documents",
    Kind.CNPJ: "documents",
    Kind.OAB: "lawyers' numbers",
    Kind.PHONE: "telephones",
    Kind.DAY: "days of birth",
    Kind.MOMENT: "days of birth",
    Kind.INITIALS: "initials",
}


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stands in for a token."""

    token: Token
    text: str


@dataclass(slots=True)
class Substitution:
    """The replacements of one visit.

    Args: names: as the parser read them; case_numbers: 20 digits each; identifiers: digits that point at somebody in
        some place of the visit, and so in every place; codes: national ones, which point at nobody.
    """

    names: Iterable[str]
    case_numbers: Iterable[str]
    identifiers: Container[str]
    codes: Container[str]
    vocabulary: Vocabulary
    inventions: Inventions
    counts: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    """Folded words that were replaced because nobody knows them."""
    _phrases: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    _name_words: frozenset[str] = frozenset()
    _heads: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        phrases = sorted({words_in(name) for name in self.names}, key=len, reverse=True)
        for phrase in phrases:
            if any(word not in self.vocabulary.in_names for word in phrase):
                self._phrases.setdefault(phrase[0], []).append(phrase)
        self._name_words = name_words(self.names, self.vocabulary)
        for number in self.case_numbers:
            invented = self.inventions.case_number(number)
            self._heads.setdefault(number[:_HEAD_DIGITS], invented[:_HEAD_DIGITS])
            self._heads.setdefault(number[:_SEQUENCE_DIGITS], invented[:_SEQUENCE_DIGITS])
            self._heads.setdefault(number.lstrip("0"), invented.lstrip("0"))  # as the STJ prints it

    def replacements(self, tokens: Sequence[Token]) -> Iterator[Replacement]:
        """Yield what changes on one page."""
        at, birth_until, beside_name = 0, -1, False
        while at < len(tokens):
            token = tokens[at]
            if token.kind is Kind.WORD:
                if "nasc" in fold(token.text):
                    birth_until = at + _BIRTH_WITHIN
                length = self._name_at(tokens, at)
                for place in range(at, at + length):
                    if not _is_company_mark(tokens, place):
                        yield from self._in_name(tokens[place])
                if not length:
                    text = self._of_word(token, beside_name=beside_name)
                    beside_name = bool(text) or (beside_name and fold(token.text) in self.vocabulary.in_names)
                    if text:
                        yield Replacement(token, text)
                at += length or 1
                continue
            beside_name = False
            text = self._of_other(token, is_birth=at <= birth_until)
            if text != token.text:
                self.counts[_COUNTED.get(token.kind, "identifiers")] += 1
                yield Replacement(token, text)
            at += 1

    def _name_at(self, tokens: Sequence[Token], at: int) -> int:
        """Return how many words of a known name begin here; 0 when none does."""
        for phrase in self._phrases.get(fold(tokens[at].text), ()):
            part = tokens[at : at + len(phrase)]
            if len(part) == len(phrase) and all(
                token.kind is Kind.WORD and fold(token.text) == word for token, word in zip(part, phrase, strict=True)
            ):
                # In code a single word may be the code's own; two in a row are a name.
                words = [word for word in phrase if word not in self.vocabulary.in_names]
                if tokens[at].mode.all_words or len(words) > 1:
                    return len(phrase)
        return 0

    def _in_name(self, token: Token) -> Iterator[Replacement]:
        folded = fold(token.text)
        if folded in self.vocabulary.in_names and (folded != "sa" or token.text.isascii()):
            return  # "SA" says that it is a company, "Sá" is a surname
        self.counts["names"] += 1
        text = self.inventions.initial(folded) if len(folded) == 1 else self.inventions.name(folded)
        yield Replacement(token, cased(token.text, text))

    def _of_word(self, token: Token, *, beside_name: bool) -> str:
        """Return what stands in for a word outside of the known names; "" when it may stay."""
        folded = fold(token.text)
        if len(folded) == 1:
            return ""
        if folded in self._name_words:
            self.counts["names"] += 1
            return cased(token.text, self.inventions.name(folded))
        is_surname = folded in self.vocabulary.surnames and beside_name and token.text[0].isupper()
        if not token.mode.all_words or (folded in self.vocabulary.words and not is_surname):
            return ""
        self.counts["words"] += 1
        self.masked[folded] += 1
        return cased(token.text, self.inventions.word(folded))

    def _of_other(self, token: Token, *, is_birth: bool) -> str:
        """Return what stands in for a number, a token or initials; the same text when it may stay."""
        text, made = token.text, self.inventions
        if text in self.codes or (not token.points_at_somebody and text not in self.identifiers):
            return text
        found = text
        match token.kind:
            case Kind.DAY | Kind.MOMENT:
                found = made.birth(text) if is_birth else text
            case Kind.EMAIL:
                found = f"{made.token(fold(text.partition('@')[0]))}@example.org"
            case Kind.INITIALS:
                found = self._initials(token)
            case Kind.HEX | Kind.UUID | Kind.MIXED:
                found = made.token(text)
            case Kind.CNPJ if any(each.isalpha() for each in text):
                found = _reshaped(text, made.token("".join(filter(str.isalnum, text))), str.isalnum)
            case Kind.PHONE:
                found = self._phone(token)
            case _:
                found = _reshaped(text, self._number(token))
        return found

    def _number(self, token: Token) -> str:
        digits = token.digits
        if token.kind is Kind.CASE:
            whole = self.inventions.case_number(digits.zfill(_CASE_DIGITS))
            return whole[_CASE_DIGITS - len(digits) :]
        known = self._heads.get(digits)
        if token.kind is Kind.CASE_HEAD and known is None:
            return self.inventions.case_number(digits.ljust(_CASE_DIGITS, "0"))[:_HEAD_DIGITS]
        return known or self.inventions.digits(digits)

    def _phone(self, token: Token) -> str:
        text = token.text
        if _YEARS.fullmatch(text):
            return text
        invented = _reshaped(text, self.inventions.digits(token.digits))
        # The usual shape could be somebody's telephone, and no test of ours lets it pass.
        return invented.replace("-", " ") if _REFUSED_TELEPHONE.search(invented) else invented

    def _initials(self, token: Token) -> str:
        letters = "".join(each for each in token.text if each.isalpha())
        if token.mode is not Mode.READ or not token.text[0].isupper() or letters in _ABBREVIATIONS:
            return token.text
        return re.sub(
            r"[^\W\d_]+",
            lambda m: self.inventions.initial(m[0]) if len(m[0]) == 1 and m[0].isupper() else m[0],
            token.text,
        )


def name_words(names: Iterable[str], vocabulary: Vocabulary) -> frozenset[str]:
    """Return the words of names that give somebody away wherever they stand."""
    words = {word for name in names for word in words_in(name)}
    return frozenset(word for word in words if len(word) > 2) - vocabulary.words


def _is_company_mark(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a letter is the S of "S.A." or "S/A"."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return tokens[place].text in {"S", "s"} and following is not None and following.text in {"A", "a"}


def cased(original: str, text: str) -> str:
    """Return the text in capitals and small letters like the original."""
    if original.isupper() and (len(original) > 1 or len(text) == 1):
        return text.upper()
    return text[:1].upper() + text[1:].lower() if original[:1].isupper() else text.lower()


def _reshaped(shape: str, characters: str, is_place: Callable[[str], bool] = str.isdigit) -> str:
    rest = iter(characters)
    return "".join(next(rest, each) if is_place(each) else each for each in shape)
