"""Generates a party's expression from its name: anchored by a grammar of affixes, tolerant of spellings of a word.

The expression spans the whole folded name, so that another distinctive word in front, inside or behind is no match.
"""

import regex

from matcher.folding import fold
from matcher.vocabulary import Vocabulary, load_vocabulary

_NUMERAL = regex.compile(r"\d+|[IVX]+")
_VOWELS = "AEIOU"

# Portuguese spellings that sound alike, longest first; each letter of a word is written as its class.
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("PH", "(?:PH|F)"),
    ("TH", "TH?"),
    ("CH", "(?:CH|X|SH)"),
    ("SH", "(?:CH|X|SH)"),
    ("CK", "C?K"),
    ("QU", "(?:QU|K|C)"),
    ("SS", "(?:S{1,2}|C|Z)"),
    ("LL", "L{1,2}"),
    ("NN", "N{1,2}"),
    ("TT", "T{1,2}H?"),
    ("RR", "R{1,2}"),
    ("FF", "(?:F{1,2}|PH)"),
    ("MM", "M{1,2}"),
    ("PP", "P{1,2}"),
    ("CC", "C{1,2}"),
    ("ZZ", "(?:Z{1,2}|S)"),
    ("F", "(?:F{1,2}|PH)"),
    ("X", "(?:X|CH|SH)"),
    ("Y", "[IY]"),
    ("I", "[IY]"),
    ("W", "[WV]"),
    ("V", "[WV]"),
    ("K", "(?:K|C|QU|CK)"),
    ("L", "L{1,2}"),
    ("N", "N{1,2}"),
    ("M", "M{1,2}"),
    ("P", "P{1,2}"),
    ("T", "T{1,2}H?"),
    ("Z", "(?:Z{1,2}|S)"),
)


def generate_expression(name: str) -> str:
    """Return the expression that finds a name's spellings in folded text.

    Args: name: as the company wrote it; legal forms and affixes at its ends are left to the grammar.
    """
    vocabulary = load_vocabulary()
    core = strip_affixes(fold(name).text, vocabulary)
    prefix = f"(?:(?:{'|'.join(vocabulary.prefixes)}) )?"
    suffix = f"(?: (?:{'|'.join((*vocabulary.legal_forms, *vocabulary.suffixes))}))*"
    return f"^{prefix}{_core_expression(core.split(), vocabulary)}{suffix}$"


def is_distinctive(name: str) -> bool:
    """Tell whether a name has a word besides legal forms, status words and particles to be known by."""
    vocabulary = load_vocabulary()
    folded = fold(name).text
    affixes = "|".join(
        (*vocabulary.legal_forms, *vocabulary.suffixes, *vocabulary.prefixes, *vocabulary.particles, "E|&")
    )
    return bool(folded) and not regex.fullmatch(rf"(?:{affixes})(?: (?:{affixes}))*", folded)


def strip_affixes(folded: str, vocabulary: Vocabulary) -> str:
    """Take legal forms and status words off both ends; a name that consists of nothing else stays as it is."""
    endings = "|".join((*vocabulary.legal_forms, *vocabulary.suffixes))
    heads = "|".join(prefix for prefix in vocabulary.prefixes if len(prefix) > 1)
    core = regex.sub(rf"^(?:{heads}) ", "", folded)
    core = regex.sub(rf"(?: (?:{endings}))+$", "", core)
    return core or folded


def _core_expression(words: list[str], vocabulary: Vocabulary) -> str:
    """Join the words' expressions; a particle or conjunction may be present, absent or exchanged between any two."""
    particle = f"(?:{'|'.join(sorted(vocabulary.particles))})"
    parts: list[str] = []
    gap = ""
    for word in words:
        if word in vocabulary.particles and parts:
            continue
        if word in {"E", "&"} and parts:
            gap = " ?(?:(?:E|&) ?)?"
            continue
        if parts:
            parts.append(gap or f"(?: (?:{particle} )?| ?)")
        parts.append(_word_expression(word, vocabulary))
        gap = ""
    return "".join(parts)


def _word_expression(word: str, vocabulary: Vocabulary) -> str:
    if _NUMERAL.fullmatch(word):
        return word
    spellings = vocabulary.spellings(word)
    if len(spellings) > 1:
        return f"(?:{'|'.join(_spell_compound(each, vocabulary) for each in spellings)})"
    if "&" in word:
        return " ?(?:&|E) ?".join(_spell(part) for part in word.split("&") if part)
    return _spell_compound(word, vocabulary)


def _spell_compound(word: str, vocabulary: Vocabulary) -> str:
    """Spell a word; one that begins like a compound may be written apart."""
    for head in vocabulary.compound_heads:
        if word.startswith(head) and len(word) >= len(head) + 3:
            return f"{_spell(head)} ?{_spell(word[len(head) :])}"
    return _spell(word)


def _spell(word: str) -> str:
    """Write one folded word as an expression of its spellings."""
    written: list[str] = []
    position = 0
    while position < len(word):
        rest = word[position:]
        pair = next(((text, expression) for text, expression in _SPELLINGS if rest.startswith(text)), None)
        if pair is None:
            written.append(_single(word, position))
            position += 1
        else:
            written.append(pair[1])
            position += len(pair[0])
    return "".join(written)


def _single(word: str, position: int) -> str:
    """One letter outside the table: S, C and H sound by their neighbours."""
    letter = word[position]
    before, after = word[position - 1 : position], word[position + 1 : position + 2]
    match letter:
        case "H":
            sound = "H?"
        case "S" if before and before in _VOWELS and after and after in _VOWELS:
            sound = "(?:S{1,2}|Z|C)"
        case "S" if not after:
            sound = "[SZ]"
        case "C" if after in {"E", "I", "Y"}:
            sound = "(?:C|S{1,2}|Z)"
        case "C":
            sound = "(?:C{1,2}|K|QU)"
        case "A" | "E" | "O" | "U" if position == 0:
            sound = f"H?{letter}"
        case _:
            sound = regex.escape(letter)
    return sound
