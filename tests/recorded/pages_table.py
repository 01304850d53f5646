"""The table that a test run ends with: per system, how many real pages were read and how many values agree."""

from collections import defaultdict
from typing import Any

PROPERTY = "pages_of_courts"
_COLUMNS = ("pages", "whole", "compared", "equal", "without expectation")


def add_row(record_property: Any, system: str, counts: dict[str, int]) -> None:
    """Let a test say what it counted; the row travels with its report, also from another process."""
    record_property(PROPERTY, {"system": system, **counts})


def write_table(reporter: Any) -> None:
    """Write the table of all rows, with a total; nothing when no row came."""
    rows = sorted(
        (value for report in reporter.stats.get("passed", []) + reporter.stats.get("failed", [])
         if report.when == "call" for name, value in report.user_properties if name == PROPERTY),
        key=lambda row: row["system"],
    )  # fmt: skip
    if not rows:
        return
    total: dict[str, Any] = defaultdict(int, system="total")
    for row in rows:
        for column in _COLUMNS:
            total[column] += row[column]
    reporter.section("real pages of courts")
    reporter.write_line(f"{'system':24}" + "".join(f"{column:>{len(column) + 3}}" for column in _COLUMNS))
    for row in (*rows, total):
        cells = "".join(f"{row[column]:>{len(column) + 3}}" for column in _COLUMNS)
        reporter.write_line(f"{row['system']:24}{cells}")
