"""`python -m tests.demo`, which `arauto demo` runs from a checkout. Exit status 0 only when all ledgers agree."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from tests.demo.conductor import run_demo
from tests.demo.options import DemoFailed, DemoOptions
from tests.demo.report import LiveWatcher, write_json, write_report


def _read_options() -> tuple[DemoOptions, bool]:
    parser = argparse.ArgumentParser(prog="arauto demo", description=__doc__)
    parser.add_argument("--scale", choices=("full", "small", "twelve", "country"), default="full")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stream", choices=("postgres", "kafka"), default="postgres")
    parser.add_argument("--kafka-bootstrap", help="a running broker; without it the demo starts one")
    parser.add_argument("--keep", type=Path, help="keep database, logs and ledgers in this folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    given = parser.parse_args()
    options = DemoOptions(
        scale=given.scale,
        seed=given.seed,
        stream=given.stream,
        kafka_bootstrap=given.kafka_bootstrap,
        keep=given.keep,
    )
    return options, given.json


def main() -> int:
    options, as_json = _read_options()
    try:
        with LiveWatcher(Console(stderr=True)) as watcher:
            result = run_demo(options, watcher=watcher)
    except DemoFailed as failure:
        sys.stderr.write(f"the demo could not be played to its end: {failure}\n")
        return 1
    if as_json:
        write_json(result, sys.stdout)
    else:
        write_report(result, Console())
    return 0 if result.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
