"""The demo's two ways of telling: one JSON object, or a report."""

import io
import json
from typing import Any

import pytest
from rich.console import Console

from tests.court_simulator.ledger import LedgerWriter
from tests.court_simulator.world import World
from tests.demo.compare import Disagreement
from tests.demo.conductor import DemoResult
from tests.demo.observed import Observed
from tests.demo.options import DemoOptions
from tests.demo.report import write_json, write_report


def _result(disagreements: list[Disagreement]) -> DemoResult:
    ledger: dict[str, Any] = LedgerWriter(World(1, "small")).ledger()
    company = ledger["companies"]["tamborana"]
    match = company["matches"][0]
    why = {"monitored_party_name": match["monitored"], "printed": match["printed"], "span": [0, 5]}
    data = {"case_number": match["case_number"], "matches": [why]}
    event = {"id": "1", "type": "distribution.matched", "subject": "x", "time": "2031-03-03", "data": data}
    observed = Observed(feed={"tamborana": [event]})
    return DemoResult(
        DemoOptions(scale="small"),
        ledger,
        observed,
        disagreements,
        12.3,
        {"requests": 7, "bytes": 4096, "sources": {"TJSP": {"busiest_minute": 7, "busiest_day": 9}}},
        0,
    )


@pytest.mark.parametrize("agrees", [True, False])
def test_the_json_is_one_object_with_verdict_and_counts(agrees: bool) -> None:
    output = io.StringIO()
    write_json(_result([] if agrees else [Disagreement("charge", "tamborana", "missing: 1")]), output)
    [line] = output.getvalue().splitlines()
    said = json.loads(line)
    assert said["ledgers_agree"] is agrees
    assert said["counts"]["requests_to_courts"] == 7
    assert said["disagreements"] == ([] if agrees else ["charge (tamborana): missing: 1"])


def test_the_report_names_what_disagrees() -> None:
    output = io.StringIO()
    write_report(_result([Disagreement("charge", "tamborana", "missing: 1")]), Console(file=output, width=200))
    assert "charge (tamborana): missing: 1" in output.getvalue()


def test_the_report_shows_matches_near_misses_and_troubles() -> None:
    output = io.StringIO()
    write_report(_result([]), Console(file=output, width=200))
    text = output.getvalue()
    assert "All ledgers agree" in text
    assert "another distinctive word" in text
    assert "TJAL: maintenance" in text
