"""A company's slow expressions use up its own time for a name, and nobody else's."""

import pytest
import regex

from matcher.expressions import compile_expression
from matcher.ration import NotAsked, Rations

SLOW = regex.compile("(A|AA)+$B")
NAME = "A" * 120


def test_what_is_used_up_is_the_companys_own() -> None:
    rations = Rations(0.03)
    for _ in range(20):
        try:
            rations.search("acme", SLOW, NAME)
        except NotAsked:
            break
        except TimeoutError:
            continue
    else:
        pytest.fail("twenty slow searches were paid from 30 ms")
    assert rations.search("other", compile_expression("AAA"), NAME)


def test_a_search_that_takes_too_long_is_told_from_one_that_was_not_asked() -> None:
    with pytest.raises(TimeoutError) as timeout:
        Rations(10).search("acme", SLOW, NAME)
    assert not isinstance(timeout.value, NotAsked)
    with pytest.raises(NotAsked):
        Rations(0).search("acme", SLOW, NAME)
