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
        print(error, file=sys.stderr)
        return 1
    print(broker.bootstrap, flush=True)
    while not stopped.wait(0.2):
        if broker.has_ended():
            print("the broker ended by itself", file=sys.stderr)
            return 1
    broker.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
