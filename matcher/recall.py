"""What expression would find a printed name too, for `arauto party recall`. Pure."""

from matcher.expressions import MatcherExpressions
from matcher.folding import fold_text
from matcher.readings import core_of

WIDEN_FROM = 75
"""From here on a printed name may well be a spelling of the monitored one."""
_FORMS = ("LTDA", "ME", "EPP", "EIRELI", "SA")


def widen(rex: str, read_as: str, expressions: MatcherExpressions) -> tuple[str, str]:
    """Return an expression that finds a reading of a printed name too, and what was added. Raises BadExpression."""
    expressions.generate(read_as)  # refuses what has no word to be known by
    alternative = _alternative(fold_text(read_as))
    widened = f"{rex}|{alternative}"
    expressions.check(widened)
    return widened, alternative


def _alternative(text: str) -> str:
    """Return an expression that people can read: the name as printed, with or without what stands round it.

    A generated expression alone is nearly as long as an expression may be.
    """
    words, core = text.split(), core_of(text)
    if core[0] not in words or core[-1] not in words:
        return f"^{text}$"
    start, end = words.index(core[0]), len(words) - words[::-1].index(core[-1])
    before = f"(?:{' '.join(words[:start])} )?" if start else ""
    behind = f"(?: (?:{'|'.join(dict.fromkeys((' '.join(words[end:]), *_FORMS)))}))*" if end < len(words) else ""
    return f"^{before}{' '.join(words[start:end])}{behind}$"
