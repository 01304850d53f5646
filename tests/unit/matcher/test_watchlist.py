"""One company's expression never keeps another company's from being asked."""

import time
from uuid import uuid4

import pytest

from matcher.watches import Watch
from matcher.watchlist import explain_hits
from schemas.cases import Party

SLOW, PRINTED = "(A|AA)+$B", "BANCO ALVORADA " + "A" * 120


def watch(rex: str) -> Watch:
    return Watch(
        party_id=uuid4(),
        company_id=uuid4(),
        name="ALVORADA",
        version=1,
        rex=rex,
        nrex=None,
        window_days=90,
        distributed_from=None,
    )


@pytest.mark.parametrize("rex", ["(" * 950 + "A" + ")" * 950, "BANCO (", SLOW])
def test_an_expression_that_cannot_be_used_leaves_the_others_alone(rex: str) -> None:
    """It may have come into force before a check knew it, or under another version of the module."""
    good, bad = watch("ALVORADA"), watch(rex)
    hits, slow = explain_hits([bad, good], [Party(name=PRINTED)])
    assert set(hits) == {good.company_id}
    assert {one.watch.party_id for one in slow} == {bad.party_id}


def test_a_slow_expression_costs_a_case_of_many_parties_no_more_than_three_tries() -> None:
    slow_one = watch(SLOW)
    begun = time.monotonic()
    _, slow = explain_hits([slow_one], [Party(name=PRINTED)] * 500)
    assert len(slow) == 3
    assert time.monotonic() - begun < 2
