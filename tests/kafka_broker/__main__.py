"""`python -m tests.kafka_broker [--port N] [--work DIR]`: a broker in the foreground, until SIGTERM or SIGINT.

Prints the bootstrap address on standard output when it listens.
"""

import argparse
import signal
import sys
import threading
from pathlib import Path

from tests.kafka_broker.broker import DEFAULT_WORK, Broker, BrokerFailed


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs a real Apache Kafka broker for tests.")
    parser.add_argument("--port", type=int, help="where clients connect; a free one when left out")
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK, help="folder of data and log")
    arguments = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    broker = Broker(arguments.work, arguments.port)
    try:
        broker.start()
    except BrokerFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{broker.bootstrap}\n")
    sys.stdout.flush()
    while not stopped.wait(0.2):
        if broker.has_ended():
            sys.stderr.write("the broker ended by itself\n")
            return 1
    broker.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
