"""Shows a demo while it runs, and tells at the end what happened: readable, or as one JSON object."""

import json
import time
from collections import Counter
from typing import Any, TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from tests.demo.conductor import DemoResult, Watcher
from tests.demo.politeness import measures_of
from tests.demo.receiver import Endpoint

_SHOWN = {
    "case.registered": "registrations",
    "movement.created": "movements",
    "movement.withdrawn": "withdrawals",
    "distribution.matched": "matches",
    "case.updated": "changes",
    "case.sealed": "sealed",
    "tribunal.suspended": "suspensions",
    "tribunal.recovered": "recoveries",
}
_SAMPLES = 6
_MOST_DISAGREEMENTS = 40


class LiveWatcher(Watcher):
    """Shows day and counts on a terminal; line by line where there is none."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, refresh_per_second=8, transient=True) if console.is_terminal else None
        self._phase, self._day = "", ""
        self._progress = (0, 1)
        self._endpoints: list[Endpoint] = []
        self._started_at = time.monotonic()

    def __enter__(self) -> "LiveWatcher":
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def phase(self, text: str) -> None:
        self._phase = text
        self._show(is_news=True)

    def day(self, number: int, days: list[str], endpoints: list[Endpoint]) -> None:
        self._endpoints = endpoints
        self._phase, self._day = "the courts publish", f"day {number + 1} of {len(days)}: {days[number]}"
        self._progress = (number, len(days))
        self._show(is_news=True)

    def tick(self) -> None:
        self._show(is_news=False)

    def _told(self) -> Counter[str]:
        told: Counter[str] = Counter()
        for endpoint in self._endpoints:
            told.update(body["type"] for body in list(endpoint.received.values()))
        return told

    def _counts(self) -> str:
        told = self._told()
        parts = [f"{told[type_]:,} {name}" for type_, name in _SHOWN.items() if told[type_]]
        return f"{told.total():,} deliveries taken ({', '.join(parts)})" if told else ""

    def _show(self, *, is_news: bool) -> None:
        seconds = time.monotonic() - self._started_at
        if self._live is not None:
            self._live.update(self._picture(seconds))
        elif is_news:
            line = "  ".join(part for part in (f"{seconds:5.1f} s", self._day, self._phase, self._counts()) if part)
            self._console.print(line, highlight=False)

    def _picture(self, seconds: float) -> Group:
        """What a terminal shows: how far the weeks are played, what was told so far, and how each receiver does."""
        done, days = self._progress
        told = self._told()
        counts = Table.grid(padding=(0, 2))
        for type_, name in _SHOWN.items():
            counts.add_row(name, Text(f"{told[type_]:,}", style="bold", justify="right"))
        receivers = Table.grid(padding=(0, 2))
        for endpoint in self._endpoints:
            answers = Text(f"{len(endpoint.received):,} taken", style="green")
            receivers.add_row(endpoint.name, answers, Text(f"{endpoint.refused:,} refused by script", style="dim"))
        side_by_side = Table.grid(padding=(0, 6))
        side_by_side.add_row(counts, receivers)
        head = Text.assemble(
            ("Arauto ", "bold"), f"{seconds:5.1f} s  ", (self._day, "cyan"), "  ", (self._phase, "dim")
        )
        return Group(head, ProgressBar(total=days, completed=done, width=60), "", side_by_side)


def counts_of(result: DemoResult) -> dict[str, float]:
    """Return the numbers of a run."""
    told: Counter[str] = Counter()
    for events in result.observed.feed.values():
        told.update(event["type"] for event in events)
    companies = result.ledger["companies"].values()
    withdrawn = [each for company in companies for each in company["movements"]["withdrawn"]]
    return {
        "cases_watched": len({each["case_number"] for company in companies for each in company["registered"]}),
        "distributions": len(result.ledger["distributions"]),
        "movements_told": told["movement.created"],
        "movements_withdrawn_told": told["movement.withdrawn"],
        "edits": sum(each["is_edit"] for each in withdrawn),
        "withdrawals": sum(not each["is_edit"] for each in withdrawn),
        "true_matches": sum(len(company["matches"]) for company in companies),
        "distributions_matched": told["distribution.matched"],
        "near_misses": sum(len(company["near_misses"]) for company in companies),
        "sealed_cases": len(result.ledger["sealed"]),
        "tribunals_suspended": len(result.ledger["suspensions"]),
        "events": told.total(),
        "deliveries_verified": sum(len(each.received) for each in result.observed.endpoints),
        "deliveries_repeated": sum(each.repeats for each in result.observed.endpoints),
        "deliveries_refused_by_script": sum(each.refused for each in result.observed.endpoints),
        "matches_found_only_by_sweeps": result.observed.found_by_sweeps,
        "charges": sum(len(numbers) for numbers in result.observed.charges.values()),
        "requests_to_courts": int(result.requests.get("requests", 0)),
        "restarts": result.restarts,
        **measures_of(result.requests, result.observed.ages_hours, result.observed.visits),
    }


def write_json(result: DemoResult, output: TextIO) -> None:
    """Write the one JSON object."""
    said = {
        "ledgers_agree": result.agrees,
        "seed": result.options.seed,
        "scale": result.options.scale,
        "stream": result.options.stream,
        "seconds": round(result.seconds, 1),
        "counts": counts_of(result),
        "disagreements": [str(each) for each in result.disagreements],
    }
    output.write(json.dumps(said, ensure_ascii=False) + "\n")


def write_report(result: DemoResult, console: Console) -> None:
    """Write the readable report."""
    counts = counts_of(result)
    console.rule("Arauto demo")
    console.print(_numbers(counts))
    _write_matches(result, console)
    _write_near_misses(result, console)
    _write_troubles(result, console)
    _write_deliveries(result, console)
    console.rule()
    _write_verdict(result, console)


def _numbers(counts: dict[str, float]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, count in counts.items():
        table.add_row(name.replace("_", " "), f"{count:,}")
    return table


def _write_matches(result: DemoResult, console: Console) -> None:
    """Show some matches with what was found in the printed name."""
    console.print("\n[bold]Matches, and why they matched[/bold] (some of them)")
    kinds = {
        (match["case_number"], match["monitored"]): match["distortions"]
        for company in result.ledger["companies"].values()
        for match in company["matches"]
    }
    shown: set[tuple[str, ...]] = set()
    for events in result.observed.feed.values():
        for event in (each for each in events if each["type"] == "distribution.matched"):
            for why in event["data"].get("matches", ()):
                distortions = tuple(kinds.get((event["data"]["case_number"], why["monitored_party_name"]), ()))
                if distortions and distortions not in shown and len(shown) < _SAMPLES:
                    shown.add(distortions)
                    console.print(_highlighted(why), Text(f"    {', '.join(distortions)}", style="dim"), sep="\n")


def _highlighted(why: dict[str, Any]) -> Text:
    printed, (start, end) = why["printed"], why["span"]
    text = Text(f"  {why['monitored_party_name']}  ←  ")
    text.append(printed[:start])
    text.append(printed[start:end], style="bold green")
    text.append(printed[end:])
    return text


def _write_near_misses(result: DemoResult, console: Console) -> None:
    """Show one near miss of each reason."""
    console.print("\n[bold]Near misses that rightly were not told[/bold] (one of each kind)")
    by_reason: dict[str, dict[str, Any]] = {}
    for company in result.ledger["companies"].values():
        for miss in company["near_misses"]:
            by_reason.setdefault(miss["reason"], miss)
    for reason, miss in sorted(by_reason.items()):
        console.print(f"  {miss['monitored']}  ≠  {miss['printed']}", highlight=False)
        console.print(f"    {reason}", style="dim", highlight=False)


def _write_troubles(result: DemoResult, console: Console) -> None:
    console.print("\n[bold]Suspended and sealed[/bold]")
    for each in result.ledger["suspensions"]:
        line = f"  {each['tribunal']}: {each['outcome']}, {each['reason']}, {each['from'][:10]} to {each['to'][:10]}"
        console.print(line, highlight=False)
    for each in result.ledger["sealed"]:
        console.print(f"  {each['case_number']} ({each['tribunal']}, {each['how']}): {each['rule']}", highlight=False)


def _write_deliveries(result: DemoResult, console: Console) -> None:
    console.print("\n[bold]Deliveries, verified by signature[/bold]")
    for each in result.observed.endpoints:
        line = (
            f"  {each.name}: {len(each.received):,} taken, {each.refused:,} refused by script, {each.repeats} repeated"
        )
        console.print(line, highlight=False)


def _write_verdict(result: DemoResult, console: Console) -> None:
    if result.agrees:
        console.print(
            f"[bold green]All ledgers agree[/bold green]: courts, store, feed, receivers and charges; "
            f"{result.seconds:.1f} s over {result.options.stream}"
        )
        return
    console.print(f"[bold red]The ledgers disagree[/bold red] on {len(result.disagreements)} points:")
    for each in result.disagreements[:_MOST_DISAGREEMENTS]:
        console.print(f"  {each}", highlight=False, markup=False)
    if len(result.disagreements) > _MOST_DISAGREEMENTS:
        console.print(f"  … and {len(result.disagreements) - _MOST_DISAGREEMENTS} more")
