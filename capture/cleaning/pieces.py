"""What a part of a page is, as far as cleaning it is concerned."""

from dataclasses import dataclass
from enum import Enum

from capture.cleaning.spans import Span


class Mode(Enum):
    """How much of a part is replaced: the shortest digits and the shortest mixture of letters and digits, all words
    or only those of known names."""

    READ = (6, 6, True)
    """Text for people: every word that is not known to be harmless."""
    VALUE = (6, 6, False)
    """Values that an address or a form hands over, and bare values of JSON."""
    CODE = (7, 20, False)
    """Names of elements, classes and fields; scripts."""

    COUNT = (99, 99, False)
    """Bare numbers of JSON under a name that says that they count something."""

    def __init__(self, digits: int, mixed: int, all_words: bool) -> None:
        self.digits = digits
        self.mixed = mixed
        self.all_words = all_words


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page."""

    span: Span
    mode: Mode
