"""The fictional names that new expressions are tried on, and which letters are common in names."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


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
    counts: Counter[str] = Counter()
    for name in load_trial_names().realistic:
        counts.update({name[at : at + length] for length in (2, 3, 4) for at in range(len(name) - length + 1)})
    return counts
