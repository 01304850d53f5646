"""`arauto tribunal coverage`: words when there is nothing, a line per strategy, failures in words."""

from datetime import timedelta

from runtime.commands.session import installation
from schemas.case_number import CaseNumber
from tests.integration.runtime.commands.conftest import Arauto


def _find(sequence: int, strategy: str, *, days_ago: int, distributed_days_ago: int) -> None:
    with installation() as opened, opened.database.transaction() as connection:
        now = opened.clock.now()
        connection.execute(
            "INSERT INTO capture.findings (case_number, strategy, tribunal, first_seen_at, distributed_on, basis,"
            " is_new_lawsuit, is_sealed) VALUES (%s, %s, 'TJSP', %s, %s, 'filing', true, false)",
            (
                str(CaseNumber.build(sequence=sequence, year=2031, j_tr="8.26", origin=100)),
                strategy,
                now - timedelta(days=days_ago),
                (now - timedelta(days=distributed_days_ago)).date(),
            ),
        )


def test_nothing_found_is_said_in_words_and_an_unknown_tribunal_refused(arauto: Arauto) -> None:
    assert "no strategy is switched on" in arauto("tribunal", "coverage").out
    assert (ended := arauto("tribunal", "coverage", "TJXX")).status == 1
    assert ended.err == "arauto: there is no tribunal TJXX; `arauto tribunal list` shows them\n"


def test_each_strategy_has_its_line_and_its_failure(arauto: Arauto) -> None:
    _find(1, "djen", days_ago=3, distributed_days_ago=7)
    _find(1, "datajud_filing_date", days_ago=1, distributed_days_ago=7)
    _find(2, "djen", days_ago=200, distributed_days_ago=207)
    with installation() as opened, opened.database.transaction() as connection:
        connection.execute(
            "INSERT INTO capture.discoveries (tribunal, strategy, next_due_at, failures, last_error, last_outcome)"
            " VALUES ('TJSP', 'eproc_list', %s, 2, 'the court asks for a captcha', 'captcha')",
            (opened.clock.now(),),
        )
    rows = {row["strategy"]: row for row in arauto("tribunal", "coverage", "tjsp", "--json").rows}
    assert {name: (row["found"], row["first"], row["alone"]) for name, row in rows.items()} == {
        "djen": (1, 1, 0),
        "datajud_filing_date": (1, 0, 0),
        "eproc_list": (0, 0, 0),
    }
    assert rows["djen"]["median_days"] + 2 == rows["datajud_filing_date"]["median_days"]
    assert rows["eproc_list"]["last_outcome"] == "captcha"
    longer = arauto("tribunal", "coverage", "--days", "300", "--json").rows
    assert {row["strategy"]: row["alone"] for row in longer}["djen"] == 1
    printed = arauto("tribunal", "coverage", "TJSP").out
    assert "djen" in printed
    assert "TJSP eproc_list: failed 2 time(s) in a row: the court asks for a captcha" in printed
