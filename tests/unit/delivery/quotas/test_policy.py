"""Slots of a company."""

from delivery.quotas.policy import Usage, free_slot, take_slot


def test_the_last_slot_begins_an_episode_and_a_free_one_ends_it() -> None:
    usage = take_slot(Usage(active_cases=1, case_quota=2, reached_episode=0, is_reached=False))
    assert usage == Usage(2, 2, 1, True)
    assert take_slot(usage) is None
    freed = free_slot(usage)
    assert freed == Usage(1, 2, 1, False)
    assert take_slot(freed) == Usage(2, 2, 2, True)


def test_a_quota_that_was_lowered_stays_reached_until_a_slot_is_free() -> None:
    usage = Usage(active_cases=3, case_quota=2, reached_episode=1, is_reached=True)
    assert take_slot(usage) is None
    assert free_slot(usage).is_reached
