"""Which pages hide a case."""

import pytest

from delivery.case_store.sealing import hides_parties, is_initials_only
from schemas.cases import Party


@pytest.mark.parametrize("name", ["J. P. S.", "J.P.S.", "A. B. da C.", "M", "j p de s"])
def test_initials(name: str) -> None:
    assert is_initials_only(name)


@pytest.mark.parametrize("name", ["João P. S.", "", "Da", "C & A", "3 M", "J. Pereira"])
def test_not_only_initials(name: str) -> None:
    assert not is_initials_only(name)


def test_every_party_must_be_hidden() -> None:
    hidden, shown = Party(name="A. B."), Party(name="Banco Alvorada")
    assert hides_parties([hidden, Party(name="X", is_sealed=True)])
    assert not hides_parties([hidden, shown])
    assert not hides_parties([])
