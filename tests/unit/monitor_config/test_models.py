"""What a monitored party may be."""

import pytest
from pydantic import ValidationError

from monitor_config.models import NewParty, PartyChange


def test_blanks_and_letters_are_put_in_order() -> None:
    party = NewParty(
        name="  Companhia \n Alvorada ",
        tribunals=(" tjsp", "TJSP", "tjrj"),
        oabs=("123/SP", "SP123"),
        comarcas=("São  Paulo",),
        reference=" 12 ",
    )
    assert party.name == "Companhia Alvorada"
    assert party.tribunals == ("TJSP", "TJRJ")
    assert party.oabs == ("SP123",)
    assert party.comarcas == ("São Paulo",)
    assert party.reference == "12"


@pytest.mark.parametrize(("rex", "manual_rex", "manual"), [(None, None, False), ("A", None, True), ("A", False, False)])
def test_an_own_expression_is_manual_unless_said_otherwise(rex: str, manual_rex: bool, manual: bool) -> None:
    assert NewParty(name="Alvorada", rex=rex, manual_rex=manual_rex).is_manual is manual


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "X"}, "at least 2"),
        ({"name": "---"}, "letters or digits"),
        ({"name": "A" * 301}, "at most 300"),
        ({"name": "Al\0vorada"}, r"U\+0000"),
        ({"name": "Al\ud800vorada"}, r"U\+D800|unicode"),
        ({"rex": "A\x07B"}, r"U\+0007"),
        ({"window_days": 366}, "365"),
        ({"fuzzy_threshold": 101}, "100"),
        ({"tribunals": ()}, "empty list"),
        ({"comarcas": ["Comarca"] * 51}, "at most 50"),
        ({"document": "1"}, "leading zeros"),
        ({"status": "sleeping"}, "active"),
        ({"window_days": True}, "not a truth value"),
        ({"distributed_from": 0}, "not a number"),
        ({"unknown": 1}, "not permitted"),
    ],
    ids=str,
)
def test_what_no_party_can_be_is_refused(fields: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        NewParty(**{"name": "Alvorada", **fields})


def test_a_change_takes_a_party_no_name_away() -> None:
    with pytest.raises(ValidationError, match="needs a name"):
        PartyChange(name=None)
    assert PartyChange().model_fields_set == set()
