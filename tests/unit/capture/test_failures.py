"""What is logged of an unforeseen error."""

from capture.failures import failure_facts


def test_the_place_is_told_and_what_was_read_is_not() -> None:
    try:
        int("MARIA FICTICIA DA SILVA")
    except ValueError as error:
        facts = failure_facts(error)
    assert facts["error"] == "ValueError"
    assert "test_failures.py" in str(facts["frames"])
    assert "MARIA" not in str(facts)
