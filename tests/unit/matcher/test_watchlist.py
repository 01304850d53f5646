"""One company's expression never keeps another company's from being asked."""

from dataclasses import replace
from uuid import uuid4

import pytest

from matcher.classes import load_classes
from matcher.evidence_places import UNTOLD
from matcher.generation import generate_expression
from matcher.watches import Watch, watch_of
from matcher.watchlist import Watchlist, explain_hits
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
    _, slow = explain_hits([slow_one], [Party(name=PRINTED)] * 500)
    assert len(slow) == 3


def row(**facts: object) -> dict[str, object]:
    base = watch(generate_expression("Ipê Alvorada Ltda"))
    told = {key: getattr(base, key) for key in Watch.__dataclass_fields__}
    return {**told, "name": "Ipê Alvorada Ltda", "is_generated": True, **facts}


def test_an_expression_of_another_class_table_is_decided_as_it_stands_unless_todays_is_the_same() -> None:
    today = load_classes().version
    assert watch_of(row(class_table=today)).is_by_name
    assert watch_of(row(class_table="an older one")).is_by_name
    assert not watch_of(row(class_table="an older one", rex="^IPE ALVORADA$")).is_by_name
    assert not watch_of(row(class_table=None)).is_by_name
    assert not watch_of(row(class_table=today, is_generated=False)).is_by_name


def test_likely_names_of_one_company_do_not_depend_on_what_another_watches() -> None:
    ours = replace(watch_of(row(class_table=load_classes().version)), name="Construtora Ipê Alvorada", fuzzy=True)
    theirs = replace(ours, party_id=uuid4(), company_id=uuid4(), name="Construtora Ipê Alvorda")
    both = Watchlist([ours, theirs])
    hits, _ = both.explain([Party(name="CONSTRUTORA IPE ALVORDA LTDA")])
    assert {company: [hit.stage for hit in each] for company, each in hits.items()} == {
        theirs.company_id: ["exact"],
        ours.company_id: ["fuzzy"],
    }
    same_company = replace(theirs, company_id=ours.company_id)
    hits, _ = Watchlist([ours, same_company]).explain([Party(name="CONSTRUTORA IPE ALVORDA LTDA")])
    assert [hit.monitored_party_id for hit in hits[ours.company_id]] == [theirs.party_id]


def test_the_fuzzy_stage_obeys_the_partys_switch_and_threshold() -> None:
    ours = replace(watch_of(row(class_table=load_classes().version)), name="Construtora Ipê Alvorada", fuzzy=True)
    printed = [Party(name="CONSTRUTORA IPE ALVORDA LTDA")]
    assert explain_hits([ours], printed)[0]
    assert not explain_hits([replace(ours, fuzzy=False)], printed)[0]
    assert not explain_hits([replace(ours, fuzzy_threshold=99)], printed)[0]


def test_a_low_threshold_takes_a_word_that_somebody_has_for_another_one() -> None:
    """Another known word lowers the score; it drops the match at the thresholds that parties have by default."""
    ours = replace(watch_of(row(class_table=load_classes().version)), name="Paula Alvorada do Cerrado", fuzzy=True)
    printed = [Party(name="PAULO ALVORADA DO CERRADO")]
    assert not explain_hits([ours], printed)[0]
    [hit] = explain_hits([replace(ours, fuzzy_threshold=60)], printed)[0][ours.company_id]
    assert (hit.stage, hit.edits) == ("fuzzy", 1)
    assert 60 <= (hit.score or 0) < 75
    several = Watchlist([ours, replace(ours, party_id=uuid4(), fuzzy_threshold=60)])
    assert len(several.explain(printed)[0][ours.company_id]) == 1, "each party by its own threshold"


def test_many_cases_are_explained_as_one_by_one() -> None:
    ours = replace(watch_of(row(class_table=load_classes().version)), name="Construtora Ipê Alvorada", fuzzy=True)
    watchlist = Watchlist([ours, replace(watch("GAROA"), nrex="FILIAL"), watch(SLOW)])
    names = ("CONSTRUTORA IPE ALVORDA", "GAROA MATRIZ", "GAROA FILIAL", "", PRINTED, "IPE ALVORADA CONSTRUTORA")
    cases = [([Party(name=name) for name in names[first:]], UNTOLD) for first in range(len(names) + 1)]
    together = list(watchlist.explain_many(cases))
    assert together == [watchlist.explain(parties) for parties, _ in cases]
    assert {hit.stage for hits, _ in together for each in hits.values() for hit in each} == {"expression", "fuzzy"}


def test_of_one_party_told_twice_the_last_stays() -> None:
    first = replace(watch_of(row(class_table=load_classes().version)), name="Construtora Ipê Alvorada")
    last = replace(first, name="Garoa do Poente")
    watchlist = Watchlist([first, last])
    assert list(watchlist) == [last]
    assert watchlist.explain([Party(name="GAROA POENTE")])[0]
    assert not watchlist.explain([Party(name="CONSTRUTORA IPE ALVORADA")])[0]


def test_beside_an_own_expression_even_an_equal_name_is_told_as_a_likely_one() -> None:
    """The expression in force alone defines a party's hits; any looser stage says so (DIST-50)."""
    own = replace(watch("^ALVORADA MATRIZ$"), name="Construtora Ipê Alvorada", fuzzy=True, fuzzy_threshold=100)
    equal, found = [Party(name="CONSTRUTORA IPE ALVORADA LTDA")], [Party(name="ALVORADA MATRIZ")]
    hits, _ = explain_hits([own], equal)
    [hit] = hits[own.company_id]
    assert (hit.stage, hit.score, hit.edits) == ("fuzzy", 100, 0)
    assert "expression has not found" in (hit.why or "")
    assert not explain_hits([replace(own, fuzzy=False)], equal)[0]
    assert not explain_hits([replace(own, nrex="IPE")], equal)[0], "the negative expression holds for it too"
    hits, _ = explain_hits([own], found)
    assert [hit.stage for hit in hits[own.company_id]] == ["expression"]
    generated = replace(own, rex=generate_expression(own.name), is_generated=True, class_table=load_classes().version)
    hits, _ = explain_hits([generated], equal)
    assert [hit.stage for hit in hits[own.company_id]] == ["exact"]
    assert "expression has not found" not in (hits[own.company_id][0].why or "")
