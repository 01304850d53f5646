"""Cleans all pages of one visit together, and proves that they still say the same and give nobody away."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from capture.cleaning.inventions import Inventions
from capture.cleaning.pieces import Piece
from capture.cleaning.regions import address_pieces, form_pieces, pieces_of
from capture.cleaning.spans import written_like
from capture.cleaning.structure import codes_in, differences, names_in, structure_of
from capture.cleaning.substitution import Substitution, name_words
from capture.cleaning.survivors import Secrets, survivors
from capture.cleaning.tokens import Kind, Token, fold, tokens_of, words_in
from capture.cleaning.vocabulary import Vocabulary, court_vocabulary, invented_names
from schemas.errors import RefusedError
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage

_NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"BM")
_MOST_WORDS_NAMED = 20
_SECRET_DIGITS = 8
_SECRET_LETTERS = 4
_SECRET_NUMBERS = frozenset({Kind.CASE, Kind.CPF, Kind.CNPJ, Kind.OAB, Kind.PHONE, Kind.DIGITS, Kind.DOTTED})


class CannotBeCleaned(RefusedError):
    """A page cannot be made a recording: nothing of the visit is written. `words` could be allowed after a look."""

    def __init__(self, reason: str, *, words: Sequence[str] = ()) -> None:
        super().__init__(reason, words=list(words))
        self.words = tuple(words)


@dataclass(frozen=True, slots=True)
class VisitedPage:
    """One answer of a court with the request that got it, and how our parser reads such pages."""

    body: bytes
    url: str
    parse: Callable[[bytes], ParsedPage]
    form: tuple[tuple[str, str], ...] | None = None
    json: str | None = None


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """The same with invented people; `says` is what the parser reads in it."""

    body: bytes
    url: str
    form: tuple[tuple[str, str], ...] | None
    json: str | None
    says: ParsedPage


@dataclass(frozen=True, slots=True)
class CleanedVisit:
    """Everything that may be written: pages, and how much was replaced, by kind."""

    pages: tuple[CleanedPage, ...]
    counts: dict[str, int]
    masked_words: int


@dataclass(frozen=True, slots=True)
class _Text:
    """A body, an address or a form, cut into tokens."""

    text: str
    tokens: tuple[Token, ...]

    @classmethod
    def of(cls, text: str, pieces: Iterable[Piece]) -> "_Text":
        return cls(text, tuple(token for piece in pieces for token in tokens_of(piece)))

    def cleaned(self, substitution: Substitution) -> str:
        parts, at = [], 0
        for change in substitution.replacements(self.tokens):
            if change.token.start < at:
                continue  # a character that resolves to two stands in one place
            raw = self.text[change.token.start : change.token.end]
            parts += [self.text[at : change.token.start], written_like(raw, change.text)]
            at = change.token.end
        return "".join([*parts, self.text[at:]])


@dataclass(frozen=True, slots=True)
class _Page:
    visited: VisitedPage
    charset: str
    body: _Text
    url: _Text
    form: _Text
    json: _Text

    @property
    def texts(self) -> tuple[_Text, ...]:
        return self.body, self.url, self.form, self.json


def clean(pages: Sequence[VisitedPage], *, key: bytes, keep: Iterable[str] = ()) -> CleanedVisit:
    """Return the visit without personal data.

    Args: key: random, and thrown away; keep: words that a person has looked at.

    Raises CannotBeCleaned when a page is not text, is sealed, or would say something else, or when something survived.
    """
    return _Visit(pages, key, court_vocabulary().allowing(keep)).cleaned()


class _Visit:
    def __init__(self, pages: Sequence[VisitedPage], key: bytes, vocabulary: Vocabulary) -> None:
        self._key = key
        self._vocabulary = vocabulary
        self._pages = [_read(page) for page in pages]
        self._said = [page.parse(page.body) for page in pages]
        if any(is_any_sealed(said) for said in self._said):
            raise CannotBeCleaned("the case, or a row beside it, is sealed: nothing of it may be kept")
        self._names = tuple(name for said in self._said for name in names_in(said))
        self._tokens = [token for page in self._pages for text in page.texts for token in text.tokens]
        self._codes = {code for said in self._said for code in codes_in(said)}
        self._numbers = {token.digits.zfill(20) for token in self._tokens if token.kind is Kind.CASE}
        self._identifiers = {
            token.text for token in self._tokens if token.kind is Kind.DIGITS and token.points_at_somebody
        }

    def cleaned(self) -> CleanedVisit:
        substitution, pages = self._clean_with(self._vocabulary)
        wrong = self._what_changed(pages)
        if wrong:
            words = self._words_that_matter(list(substitution.masked))
            told = f"; these words made the difference: {', '.join(words)}" if words else ""
            raise CannotBeCleaned(f"cleaned, the page would not say the same ({wrong}){told}", words=words)
        self._prove(pages)
        return CleanedVisit(tuple(pages), dict(substitution.counts), len(substitution.masked))

    def _clean_with(self, vocabulary: Vocabulary) -> tuple[Substitution, list[CleanedPage]]:
        originals = {fold(token.text) for token in self._tokens} | {token.digits for token in self._tokens}
        originals |= {word for name in self._names for word in words_in(name)} | vocabulary.words
        substitution = Substitution(
            self._names,
            sorted(self._numbers),
            self._identifiers,
            self._codes,
            vocabulary,
            Inventions(self._key, originals, invented_names()),
        )
        return substitution, [_cleaned_page(page, substitution) for page in self._pages]

    def _what_changed(self, pages: Sequence[CleanedPage]) -> str:
        """Return the first places in which a page says something else; "" when none does."""
        for said, page in zip(self._said, pages, strict=True):
            found = list(differences(structure_of(said), structure_of(page.says)))
            if found:
                return ", ".join(found[:3])
        return ""

    def _words_that_matter(self, words: list[str]) -> list[str]:
        """Return the words that would have to stay; none when words are not the reason."""
        needed: list[str] = []
        while len(needed) < _MOST_WORDS_NAMED and not self._is_same_with(needed):
            if not self._is_same_with([*needed, *words]):
                return needed if needed else []
            fewest, enough = 0, len(words)
            while enough - fewest > 1:
                middle = (fewest + enough) // 2
                if self._is_same_with([*needed, *words[:middle]]):
                    enough = middle
                else:
                    fewest = middle
            needed.append(words[enough - 1])
            words = words[: enough - 1]
        return needed

    def _is_same_with(self, words: Collection[str]) -> bool:
        _, pages = self._clean_with(self._vocabulary.allowing(words))
        return not self._what_changed(pages)

    def _prove(self, pages: Sequence[CleanedPage]) -> None:
        """Raises CannotBeCleaned when something of the real pages is still there."""
        secrets = Secrets(
            words=frozenset(w for w in name_words(self._names, self._vocabulary) if len(w) >= _SECRET_LETTERS),
            digits=frozenset(
                token.digits
                for token in self._tokens
                if token.kind in _SECRET_NUMBERS and len(token.digits.strip("0")) >= _SECRET_DIGITS
            ),
            emails=frozenset(token.text.casefold() for token in self._tokens if token.kind is Kind.EMAIL),
        )
        for page, read in zip(pages, self._pages, strict=True):
            form = " ".join(f"{name} {value}" for name, value in page.form or ())
            for text in (page.body.decode(read.charset), page.url, form, page.json or ""):
                if left := survivors(text, secrets):
                    raise CannotBeCleaned(f"{len(left)} names or numbers are still on a page after cleaning it")


def is_any_sealed(page: ParsedPage) -> bool:
    """Say whether anything on a page is sealed, in words, by a flag, or because a row shows initials only."""
    return page.outcome is Outcome.SEALED or _has_flag(page.as_json())


def _has_flag(value: object) -> bool:
    if isinstance(value, dict):
        return any(value.get(key) is True for key in ("is_sealed", "initials_only")) or any(
            _has_flag(item) for item in value.values()
        )
    return isinstance(value, list) and any(_has_flag(item) for item in value)


def _read(page: VisitedPage) -> _Page:
    if page.body.startswith(_NOT_TEXT):
        raise CannotBeCleaned("a page is a picture or another file in which text cannot be replaced")
    charset = _charset(page.body)
    text = page.body.decode(charset)
    form = urlencode(page.form or ())
    data = page.json or ""
    return _Page(
        visited=page,
        charset=charset,
        body=_Text.of(text, pieces_of(text)),
        url=_Text.of(page.url, address_pieces(page.url)),
        form=_Text.of(form, form_pieces(form)),
        json=_Text.of(data, pieces_of(data)),
    )


def _charset(body: bytes) -> str:
    """Return a charset in which the page can be read and written without changing a byte."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CannotBeCleaned("a page is written in UTF-16, which courts do not use")
    for charset in ("utf-8", "cp1252"):
        try:
            body.decode(charset)
        except UnicodeDecodeError:
            continue
        return charset
    return "latin-1"


def _cleaned_page(page: _Page, substitution: Substitution) -> CleanedPage:
    visited = page.visited
    body = page.body.cleaned(substitution).encode(page.charset, "xmlcharrefreplace")
    form = tuple(parse_qsl(page.form.cleaned(substitution), keep_blank_values=True))
    return CleanedPage(
        body=body,
        url=page.url.cleaned(substitution),
        form=form if visited.form is not None else None,
        json=page.json.cleaned(substitution) if visited.json is not None else None,
        says=visited.parse(body),
    )
