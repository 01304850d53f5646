"""What a page means for the parties that are known, and for their lawyers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.case_store.parties import compare_parties, merge_parties, parties_digest, party_key
from schemas.cases import Lawyer, Party
from schemas.courts import Side
from tests.support.visits import parties

LUMA, RUI, IVO = Lawyer(name="Luma Serrano", oab="SP111111"), Lawyer(name="Rui Sá"), Lawyer(name="Ivo Prado")
ACTIVE, PASSIVE = parties()
THIRD = Party(name="Banco Lagoa Azul S.A.", role_text="Terceiro", side=Side.THIRD)
KNOWN = [ACTIVE, PASSIVE, THIRD]

_PARTIES = st.lists(
    st.builds(
        Party,
        name=st.sampled_from(["Ana", "ANA ", "Bia", "Caio"]),
        role_text=st.sampled_from(["Autor", "Réu", None]),
        side=st.sampled_from([Side.ACTIVE, Side.PASSIVE, None]),
        lawyers=st.lists(st.sampled_from([LUMA, RUI, IVO]), max_size=3).map(tuple),
    ),
    max_size=6,
)


def _other(party: Party, **change: object) -> Party:
    return party.model_copy(update=change)


def _keys(items: object) -> list[tuple[str, str, str]]:
    return sorted(party_key(party) for party in items)


def test_order_and_layout_tell_no_parties_apart() -> None:
    shown = [_other(party, name=f" {party.name.upper()} ") for party in reversed(parties())]
    assert parties_digest(shown) == parties_digest(parties())
    assert len(merge_parties(parties(), [*shown, Party(name="Terceira")])) == 3


def test_a_page_with_some_parties_takes_no_lawyer_away() -> None:
    (merged,) = merge_parties([_other(ACTIVE, lawyers=(LUMA, RUI))], [_other(ACTIVE, lawyers=(IVO, RUI))])
    assert merged.lawyers == (IVO, RUI, LUMA)


def test_who_is_missing_stays_until_a_second_page_agrees() -> None:
    first = compare_parties(KNOWN, [ACTIVE, PASSIVE])
    assert (list(first.parties), first.missing_parties) == (KNOWN, 1)
    second = compare_parties(first.parties, [PASSIVE, ACTIVE], vanished_before=first.vanished_digest)
    assert (_keys(second.parties), second.vanished_digest) == (_keys(parties()), None)
    other = compare_parties(first.parties, [ACTIVE, THIRD], vanished_before=first.vanished_digest)
    assert (_keys(other.parties), other.missing_parties) == (_keys(KNOWN), 1)


@pytest.mark.parametrize(
    "come",
    [
        Party(name="Banco Serra Nova S.A.", role_text="Assistente", side=Side.THIRD),
        _other(THIRD, side=None),
        _other(THIRD, role_text="Assistente", side=Side.PASSIVE),
    ],
    ids=["somebody else at the same pole", "the same one without a pole", "the same one at another pole"],
)
def test_who_has_somebody_in_its_place_is_replaced_at_once(come: Party) -> None:
    changes = compare_parties(KNOWN, [ACTIVE, PASSIVE, come])
    assert (_keys(changes.parties), changes.vanished_digest) == (_keys([ACTIVE, PASSIVE, come]), None)


def test_somebody_new_at_another_pole_takes_nobodys_place() -> None:
    come = Party(name="Oficina Lua Nova Ltda", role_text="Reqdo", side=Side.PASSIVE)
    changes = compare_parties(KNOWN, [ACTIVE, PASSIVE, come])
    assert (_keys(changes.parties), changes.missing_parties) == (_keys([*KNOWN, come]), 1)


def test_of_two_who_are_missing_nobody_can_tell_whom_one_replaces() -> None:
    second = _other(PASSIVE, name="Oficina Lua Nova Ltda")
    come = _other(PASSIVE, name="Transportes Aurora S.A.")
    changes = compare_parties([ACTIVE, PASSIVE, second], [ACTIVE, come])
    assert (_keys(changes.parties), changes.missing_parties) == (_keys([ACTIVE, PASSIVE, second, come]), 2)


def test_one_of_two_equal_rows_is_missing_too() -> None:
    assert compare_parties([ACTIVE, THIRD, THIRD], [THIRD, ACTIVE]).missing_parties == 1


def test_without_a_pole_the_role_is_the_place() -> None:
    expert, witness = Party(name="Rui Sá", role_text="Perito"), Party(name="Ana Prado", role_text="Testemunha")
    assert compare_parties([expert], [_other(expert, name="Ivo Prado")]).missing_parties == 0
    assert compare_parties([expert], [witness]).missing_parties == 1


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ((LUMA, RUI), (RUI,), (RUI, LUMA)),
        ((LUMA,), (), (LUMA,)),
        ((LUMA, RUI), (IVO, RUI), (IVO, RUI)),
        ((LUMA,), (_other(LUMA, oab=None),), (_other(LUMA, oab=None),)),
    ],
    ids=["one is missing", "all are missing", "one is replaced", "one lost its number"],
)
def test_lawyers_are_missing_as_parties_are(
    before: tuple[Lawyer, ...], after: tuple[Lawyer, ...], kept: tuple[Lawyer, ...]
) -> None:
    known, shown = [_other(ACTIVE, lawyers=before), PASSIVE], [_other(ACTIVE, lawyers=after), PASSIVE]
    changes = compare_parties(known, shown)
    assert changes.parties[0].lawyers == kept
    assert (changes.missing_parties, changes.missing_lawyers) == (0, len(kept) - len(after))
    if changes.vanished_digest:
        second = compare_parties(changes.parties, shown, vanished_before=changes.vanished_digest)
        assert list(second.parties) == shown


def test_the_lawyers_of_who_is_replaced_go_with_it() -> None:
    known = [_other(ACTIVE, lawyers=(LUMA, RUI)), PASSIVE]
    shown = [_other(ACTIVE, name="Oficina Lua Nova Ltda"), PASSIVE]
    assert compare_parties(known, shown).parties == tuple(shown)


@given(_PARTIES, _PARTIES)
def test_the_second_of_two_equal_pages_always_settles(known: list[Party], shown: list[Party]) -> None:
    """The first loses none without naming it; after the second the store shows what the court shows."""
    first = compare_parties(known, shown)
    assert len(first.parties) == len(shown) + first.missing_parties
    second = compare_parties(first.parties, shown, vanished_before=first.vanished_digest)
    assert (list(second.parties), second.vanished_digest) == (shown, None)
    if len(shown) < len(known):
        assert first.missing_parties >= len(known) - len(shown)
