"""One printed name of several people."""

import pytest

from matcher.namesakes import NamesakeGroup, may_be_same


def case(sequence: int, origin: int) -> str:
    return f"{sequence:07d}002031826{origin:04d}"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("***.456.789-**", "123.456.***-00", True),
        ("***.456.789-**", "***.457.789-**", False),
        ("XXX.456.789-XX", "123.456.789-00", True),
        ("11.222.333/0001-00", "11.222.333/0002-99", True),
        ("11.222.333/0001-00", "11.222.334/0001-00", False),
        ("***.456.789-**", "11.222.333/0001-00", False),
    ],
)
def test_documents_differ_where_both_show_another_character(one: str, other: str, same: bool) -> None:
    assert may_be_same(one, other) is same


def test_people_are_told_apart_by_their_documents() -> None:
    group = NamesakeGroup("Maria da Silva")
    for number, document in enumerate(["***.456.789-**", "123.456.***-**", "***.111.222-**", None, "***.456.789-**"]):
        group.add("MARIA DA SILVA", document, case(number, 100), "TJSP")
    assert group.basis == "document"
    assert [(person.document, len(person.cases)) for person in group.people] == [
        ("***456789**", 3),
        ("***111222**", 1),
        (None, 1),
    ]


def test_one_document_is_one_person_and_a_company_is_one_in_many_courts() -> None:
    group = NamesakeGroup("Maria da Silva")
    group.add("MARIA DA SILVA", "***.456.789-**", case(1, 100), "TJSP")
    assert group.basis is None
    company = NamesakeGroup("Comercial Garoa Ltda")
    person = NamesakeGroup("Maria da Silva")
    for number in range(5):
        company.add("COMERCIAL GAROA", None, case(number, number), "TJSP")
        person.add("MARIA DA SILVA", None, case(number, number), "TJSP")
    assert (company.basis, person.basis) == (None, "count")
