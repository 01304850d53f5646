"""Named SQL: blocks with a name and a purpose, and nothing that is neither."""

import pytest

from runtime.postgres.queries import BadQueryFile, Queries, load_queries

GOOD = """-- name: find_case
-- One case by its number.
SELECT 1
WHERE %(number)s = '1';  -- a comment at the end

-- name: add_case
-- A new case.
INSERT INTO cases VALUES (%(number)s);
"""


def test_statements_are_found_by_name_without_their_semicolon() -> None:
    queries = Queries(GOOD, "test")
    assert sorted(queries) == ["add_case", "find_case"]
    assert len(queries) == 2
    assert queries["add_case"].as_string() == "INSERT INTO cases VALUES (%(number)s)"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT 1;",
        "SELECT 1;\n" + GOOD,
        "-- name: find_case\nSELECT 1;",
        "-- name: FindCase\n-- A purpose.\nSELECT 1;",
    ],
    ids=["empty", "no name", "text before the first name", "no purpose", "bad name"],
)
def test_a_file_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadQueryFile, match="test"):
        Queries(text, "test")


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(BadQueryFile, match="find_case twice"):
        Queries(GOOD + GOOD, "test")


def test_an_unknown_name_is_an_error_at_once() -> None:
    with pytest.raises(KeyError):
        Queries(GOOD, "test")["find_cases"]


def test_a_package_s_file_is_loaded() -> None:
    assert "add_tick" in load_queries("runtime")
