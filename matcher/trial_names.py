"""The fictional names that new expressions are tried on, and which letters are common in names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from matcher.loose_letters import loosen


@dataclass(frozen=True, slots=True)
class TrialNames:
    """Folded names as courts print them, and such as backtracking suffers from."""

    realistic: tuple[str, ...]
    hostile: tuple[str, ...]


@cache
def load_trial_names() -> TrialNames:
    """Load matcher/resources/trial_names.yml once."""
    text = resources.files("matcher").joinpath("resources", "trial_names.yml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    hostile = tuple((each["text"] * each["times"]).strip() for each in found["hostile"])
    return TrialNames(tuple(found["realistic"]), hostile)


@cache
def common_grams() -> Counter[str]:
    """How many realistic names have a piece of two to four letters."""
    return _count(load_trial_names().realistic)


@cache
def common_loose_grams() -> Counter[str]:
    """How many realistic names have a piece of two to four letters when their letters are loosened."""
    return _count(map(loosen, load_trial_names().realistic))


def _count(names: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name in names:
        counts.update({name[at : at + length] for length in (2, 3, 4) for at in range(len(name) - length + 1)})
    return counts
