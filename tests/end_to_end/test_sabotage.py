"""Whoever breaks a link of the running service is found out: the demo does not agree, and names the link."""

import pytest

from tests.court_simulator.world import World
from tests.demo.conductor import DemoResult, run_demo
from tests.demo.options import DayContext, DemoOptions
from tests.end_to_end.saboteurs import SABOTEURS, Saboteur

SEED = 11
_ATTACK_DAY = 2


def run_sabotaged(saboteurs: tuple[Saboteur, ...]) -> DemoResult:
    """Play a small demo while its links are broken."""
    world = World(SEED, "small")
    last_day = world.scale.days - 1

    def on_day(day: int, context: DayContext) -> None:
        for each in saboteurs:
            if day == (last_day if each.on_last_day else _ATTACK_DAY):
                each.attack(context, world)

    return run_demo(DemoOptions(scale="small", seed=SEED), on_day)


def test_every_broken_link_is_named() -> None:
    """All links broken in one run: each is found out although the others are broken too."""
    result = run_sabotaged(SABOTEURS)
    named = {each.link for each in result.disagreements}
    assert not result.agrees
    assert {each.name for each in SABOTEURS if not each.named_as & named} == set()


@pytest.mark.prove
@pytest.mark.parametrize("saboteur", SABOTEURS, ids=lambda saboteur: saboteur.name.replace(" ", "-"))
def test_a_single_broken_link_is_named(saboteur: Saboteur) -> None:
    """Each link in turn: the rest of the run is sound, and still the demo does not agree."""
    result = run_sabotaged((saboteur,))
    assert saboteur.named_as & {each.link for each in result.disagreements}


@pytest.mark.prove
def test_the_same_run_without_sabotage_agrees() -> None:
    assert run_sabotaged(()).disagreements == []
