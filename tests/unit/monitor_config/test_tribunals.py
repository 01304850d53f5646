"""The operator's tribunals file."""

from datetime import time
from pathlib import Path

import pytest

from monitor_config.discovery import StrategyName
from monitor_config.errors import BadTribunalsFile
from monitor_config.tribunals import DATAJUD, parse_tribunal_policies, read_tribunal_policies


def test_the_packaged_file_keeps_the_default_politeness() -> None:
    policies = read_tribunal_policies()
    policy = policies.of("TJSP")
    assert (policy.requests_per_minute, policy.concurrency, policy.daily_budget) == (20, 1, 5000)
    assert policy.hours is not None
    assert (policy.hours.opens, policy.hours.closes) == (time(6), time(20))
    assert not any(policy.discovery.strategies.of(name).is_enabled for name in StrategyName)
    assert policies.of(DATAJUD).hours is None


def test_a_tribunals_fields_are_laid_over_the_defaults() -> None:
    policies = parse_tribunal_policies(
        "defaults:\n  concurrency: 2\n  discovery: {days_back: 9}\n"
        "tribunals:\n  TJSP:\n    hours: null\n    discovery: {is_enabled: true, at: [6:30, '18:30']}\n",
        source="x.yml",
    )
    policy = policies.of("TJSP")
    assert (policy.concurrency, policy.hours) == (2, None)
    filing = policy.discovery.strategies.datajud_filing_date
    assert (filing.is_enabled, filing.days_back, filing.at) == (True, 9, (time(6, 30), time(18, 30)))
    assert not policies.of("TJAC").discovery.strategies.datajud_filing_date.is_enabled


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("defaults:\n  concurrency: 0\n", "x.yml, line 2, defaults.concurrency: Input should be greater"),
        ("tribunals:\n  TJSP:\n    hours: '20:00'\n", "x.yml, line 3, tribunals.TJSP.hours: "),
        ("tribunals:\n  TJSP:\n    hours: 20:00-06:00\n", "the hours must end after they begin"),
        ("tribunals:\n  TJSP:\n    concurency: 1\n", "line 3, tribunals.TJSP.concurency: Extra inputs"),
        ("tribunals:\n  TJSP: 7\n", "line 2, tribunals.TJSP: must be a mapping"),
        ("tribunal: {}\n", "line 1, tribunal: is not known"),
        ("- 1\n", "must hold"),
        ("defaults: [\n", "not YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_field(text: str, problem: str) -> None:
    with pytest.raises(BadTribunalsFile) as refused:
        parse_tribunal_policies(text, source="x.yml")
    assert problem in str(refused.value)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadTribunalsFile, match=r"nowhere\.yml"):
        read_tribunal_policies(tmp_path / "nowhere.yml")
