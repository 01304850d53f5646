"""`python -m tests.recorded.mutation_probe --system S`: prints the wrong successes of damaged pages."""

import argparse
import random
import sys
from pathlib import Path

from schemas.courts import CourtSystem
from spiders.recognise import parse_page
from tests.recorded.mutations import wrong_successes
from tests.recorded.shared_pages import pages_of, true_pages


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--system", required=True, help="a folder of ../shared/courts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=50, help="cuts and drops per page")
    parser.add_argument("pages", nargs="*", type=Path, help="these pages instead of the shared ones")
    options = parser.parse_args()
    count = 0
    real = true_pages(options.system)
    for path in options.pages or pages_of(options.system):
        chance = random.Random(f"{options.seed}/{path.name}")
        found = wrong_successes(
            path.read_bytes(),
            lambda body: parse_page(body, system=CourtSystem(options.system)),
            chance,
            options.rounds,
            real=real,
        )
        for mutation, wrong in found:
            count += 1
            sys.stdout.write(f"{path.name}: {mutation.kind} {mutation.place}: {wrong}\n")
    sys.stdout.write(f"{count} wrong successes\n")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
