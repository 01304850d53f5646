"""Real names found together are found as they are one by one: the sieve loses nothing."""

from random import Random

from matcher.names_index import NamesIndex
from tests.matching.lists import all_names, needs_benchmark, needs_names, printed_names

PARTIES, PRINTED = 6_000, 4_000
SEED = 11


@needs_names
@needs_benchmark
def test_names_found_together_are_those_found_one_by_one() -> None:
    rng = Random(SEED)
    parties = rng.sample(all_names(), PARTIES) + rng.sample(printed_names(), PARTIES // 10)
    index = NamesIndex()
    index.add_many(enumerate(parties))
    printed = rng.sample(printed_names(), PRINTED) + rng.sample(all_names(), PRINTED)
    found = index.search_many(printed)
    assert sum(bool(exact) for exact, _ in found) > PRINTED // 10
    assert sum(bool(likely) for _, likely in found) > PRINTED // 10
    for name, (exact, likely) in zip(printed, found, strict=True):
        one_exact, one_likely = index.search(name)
        assert (list(exact), list(likely)) == (one_exact, one_likely()), name
