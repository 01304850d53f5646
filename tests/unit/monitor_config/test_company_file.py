"""The YAML file of a company's parties: what it wants, and every way in which it is refused with line and field."""

from uuid import UUID

import pytest

from monitor_config.company_file import Unlisted, parse_company_file, write_company_file
from monitor_config.errors import BadParty, BadPartyFile
from monitor_config.models import NewParty
from schemas.courts import Side


def accept(party: NewParty) -> None:
    if party.rex == "((":
        raise BadParty("bad", problems=(("rex", "is no expression"),))


def read(text: str) -> object:
    return parse_company_file(text, accept, source="acme.yml")


def problems(text: str) -> list[str]:
    with pytest.raises(BadPartyFile) as refused:
        read(text)
    return str(refused.value).splitlines()[1:] or [str(refused.value)]


def test_text_is_taken_as_it_is_written() -> None:
    found = read(
        "company: acme\nunlisted: pause\ndefaults:\n  window_days: 30\n  tribunals: [tjsp]\nparties:\n"
        "  - name: NO\n    reference: 0042\n  - name: 'Comercial: Garoa'\n    window_days: 7\n    side: passive\n"
        "    id: 00000000-0000-0000-0000-000000000007\n    distributed_from: 2031-03-01\n    tribunals: ~\n"
    )
    first, second = found.parties
    assert (found.company, found.unlisted) == ("acme", Unlisted.PAUSE)
    assert (first.place, first.party.name, first.party.reference) == ("line 7", "NO", "0042")
    assert (first.party.window_days, first.party.tribunals, first.id) == (30, ("TJSP",), None)
    assert (second.place, second.party.window_days, second.party.side) == ("line 9", 7, Side.PASSIVE)
    assert (second.id, second.party.tribunals) == (UUID(int=7), None)
    assert str(second.party.distributed_from) == "2031-03-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "acme.yml, line 1, file: the file must hold"),
        ("- a", "acme.yml, line 1, file: the file must hold"),
        ("parties: []", "line 1, company: the company's slug is missing"),
        ("company: acme", "line 1, parties: must be a list"),
        ("company: acme\nparties:\n- name: A1\nparts: 3", "line 4, parts: is not known"),
        ("company: acme\nunlisted: drop\nparties: []", "line 2, unlisted: is keep, pause or archive"),
        ("company: acme\nparties:\n- Garoa", "line 3, parties[1]: must be fields of a party"),
        ("company: acme\nparties:\n- rex: GAROA", "line 3, parties[1].name: is missing"),
        ("company: acme\nparties:\n- name: Garoa\n  windows: 3", "line 4, parties[1].windows: is no field"),
        ("company: acme\nparties:\n- name: Garoa\n  window_days: 900", "line 4, parties[1].window_days: Input should"),
        ("company: acme\nparties:\n- name: Garoa\n  window_days: yes", "parties[1].window_days: a number is needed"),
        ("company: acme\nparties:\n- name: Garoa\n\n  rex: ((", "line 5, parties[1].rex: is no expression"),
        ("company: acme\nparties:\n- name: Garoa\n  id: 7", "line 4, parties[1].id: is not an id"),
        ("company: acme\nparties:\n- name: Garoa\n  name: Orvalho", "parties[1]: `name` stands twice, also in line 4"),
        ("company: acme\ndefaults:\n  name: Garoa\nparties: []", "line 3, defaults.name: belongs to one party"),
        (
            "company: acme\ndefaults:\n  side: left\nparties:\n- name: A1\n- name: B1",
            "line 3, defaults.side: Input should",
        ),
        ("company: acme\nparties:\n- name: [", ": not YAML: did not find"),
        ("company: acme\nparties:\n- &a {name: A1}\n- *a", "line 4: aliases"),
        ("company: " + "[" * 5_000, "nested too deeply"),
        (
            "company: acme\nparties:\n- name: Garoa\n  distributed_from: 2031-13-01",
            "line 4, parties[1].distributed_from",
        ),
    ],
)
def test_a_bad_file_is_refused_with_line_and_field(text: str, said: str) -> None:
    [problem] = problems(text)
    assert said in problem


def test_every_bad_line_is_told_at_once() -> None:
    told = problems(
        "company: acme\nparties:\n- name: Garoa\n  rex: ((\n- name: x\n- name: Fine\n- side: both\n  name: A1"
    )
    assert [problem.split(": ")[0].split(", ", 1)[1] for problem in told] == [
        "line 4, parties[1].rex",
        "line 5, parties[2].name",
        "line 7, parties[4].side",
    ]


def test_what_is_written_is_read_again() -> None:
    party = NewParty(name="NO", reference="0042", rex="GAROA|'ORVALHO", oabs=("SP12",), side="passive", window_days=7)
    text = write_company_file("acme", [(UUID(int=7), party)])
    [found] = parse_company_file(text, accept, source="acme.yml").parties
    assert (found.id, found.party) == (UUID(int=7), party)
