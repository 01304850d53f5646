"""What a change of activations does to a company's slots; pure."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Usage:
    """A company's slots; `reached_episode` counts how often the quota came to be reached, so that each is told once."""

    active_cases: int
    case_quota: int
    reached_episode: int
    is_reached: bool

    @property
    def has_free_slot(self) -> bool:
        return self.active_cases < self.case_quota


def take_slot(usage: Usage) -> Usage | None:
    """Return the usage with one case more, None when no slot is free; the last slot begins an episode."""
    if not usage.has_free_slot:
        return None
    taken = replace(usage, active_cases=usage.active_cases + 1)
    if taken.has_free_slot:
        return replace(taken, is_reached=False)
    return replace(taken, is_reached=True, reached_episode=usage.reached_episode + 1)


def free_slot(usage: Usage) -> Usage:
    """Return the usage with one case less; a slot that is free again ends the episode."""
    freed = replace(usage, active_cases=max(usage.active_cases - 1, 0))
    return replace(freed, is_reached=not freed.has_free_slot and usage.is_reached)
