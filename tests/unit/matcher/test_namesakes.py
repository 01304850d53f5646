"""One printed name of several people."""

import pytest

from matcher.namesakes import NamesakeGroup


def case(sequence: int, origin: int) -> str:
    return f"{sequence:07d}002031826{origin:04d}"


@pytest.mark.parametrize(
    ("one", "other", "people"),
    [
        ("***.456.789-**", "123.456.***-**", 1),
        ("***.456.789-**", "***.457.789-**", 2),
        ("11.222.333/0001-**", "11.222.333/0002-**", 1),
        ("11.222.333/0001-**", "11.222.334/0001-**", 2),
        ("***.456.789-**", "11.222.333/0001-**", 2),
        ("***.456.789-**", "***.***.***-**", 1),
    ],
)
def test_people_differ_where_both_documents_show_another_character(one: str, other: str, people: int) -> None:
    group = NamesakeGroup("Comercial Garoa Ltda")
    for number, document in enumerate((one, other)):
        group.add("COMERCIAL GAROA LTDA", document, case(number, 100), "TJSP")
    assert len([person for person in group.people if person.document]) == people
    assert group.basis == ("document" if people > 1 else None)


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
