"""Fetches, formats, starts and stops the broker. Needs Java 17 or newer, and Maven the first time.

The broker dies with the process that started it, also when that is killed.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = Path(__file__).parent
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)  # loaded before any fork: a child of threads may not load libraries
DEFAULT_WORK = _HERE.parents[1] / "var" / "kafka"

# Small enough for a test machine; topics are made by their owner, and groups start without a pause.
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs={data}
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.initial.task.delay.ms=500
log.retention.check.interval.ms=1000
num.network.threads=2
num.io.threads=4
"""


class BrokerFailed(Exception):
    """The broker could not be had, or ended before it listened."""


class Broker:
    """One broker in one work folder: `libs` (fetched once), `data` (kept between starts), `broker.log`.

    Args:
        work: the folder; jars are fetched to the default work folder and shared by all.
        port: where clients connect; a free one when None.
    """

    def __init__(self, work: Path = DEFAULT_WORK, port: int | None = None) -> None:
        self._work = work.resolve()
        self._libs = DEFAULT_WORK / "libs"
        self.port = port or find_free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, *, timeout_seconds: float = 90) -> None:
        """Start, and return when it listens. Raises BrokerFailed."""
        self._work.mkdir(parents=True, exist_ok=True)
        fetch_jars(self._libs)
        properties = self._work / "server.properties"
        properties.write_text(
            _PROPERTIES.format(port=self.port, controller_port=find_free_port(), data=self._work / "data")
        )
        self._format(properties)
        with (self._work / "broker.log").open("ab") as output:
            self._process = subprocess.Popen(
                self._java("-Xms256M", "-Xmx512M", "-XX:+UseG1GC", main="kafka.Kafka", arguments=[str(properties)]),
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - one system call, of a library that is loaded already
            )
        self._await_listening(time.monotonic() + timeout_seconds)

    def stop(self) -> None:
        """Stop in order (SIGTERM); after 30 s by force."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End as a crash would."""
        self._end(signal.SIGKILL)

    def has_ended(self) -> bool:
        """Whether the broker ended without being told to."""
        return self._process is not None and self._process.poll() is not None

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _format(self, properties: Path) -> None:
        if (self._work / "data" / "meta.properties").exists():
            return
        tool = "kafka.tools.StorageTool"
        made = subprocess.run(self._java(main=tool, arguments=["random-uuid"]), capture_output=True, check=False)
        if made.returncode:
            raise BrokerFailed(made.stderr.decode(errors="replace"))
        cluster = made.stdout.decode().split()[-1]
        arguments = ["format", "--standalone", "--ignore-formatted", "-t", cluster, "-c", str(properties)]
        done = subprocess.run(self._java(main=tool, arguments=arguments), capture_output=True, check=False)
        if done.returncode:
            raise BrokerFailed((done.stdout + done.stderr).decode(errors="replace"))

    def _java(self, *options: str, main: str, arguments: list[str]) -> list[str]:
        log = f"-Dlog4j2.configurationFile={_HERE / 'log4j2.properties'}"
        return [_find_tool("java"), *options, log, "-cp", f"{self._libs}/*", main, *arguments]

    def _await_listening(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise BrokerFailed(f"the broker ended while starting: {self._last_lines()}")
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        self.kill()
        raise BrokerFailed(f"the broker did not listen in time: {self._last_lines()}")

    def _last_lines(self) -> str:
        return "\n".join((self._work / "broker.log").read_text(errors="replace").splitlines()[-15:])


def fetch_jars(libs: Path) -> None:
    """Fetch the broker's jars with Maven, once; a folder appears whole or not at all. Raises BrokerFailed."""
    if libs.is_dir():
        return
    partial = libs.with_name(f"{libs.name}.{os.getpid()}")
    options = ["-q", "-B", "-f", str(_HERE / "pom.xml"), "-DincludeScope=runtime", f"-DoutputDirectory={partial}"]
    done = subprocess.run(
        [_find_tool("mvn"), *options, "dependency:copy-dependencies"], capture_output=True, check=False
    )
    if done.returncode:
        shutil.rmtree(partial, ignore_errors=True)
        raise BrokerFailed(f"Maven could not fetch the broker: {done.stdout.decode(errors='replace')[-2000:]}")
    try:
        partial.rename(libs)
    except OSError:  # another process was faster
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def running_broker(work: Path = DEFAULT_WORK, port: int | None = None) -> Iterator[Broker]:
    """A broker for the length of the block."""
    broker = Broker(work, port)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _find_tool(name: str) -> str:
    if path := shutil.which(name):
        return path
    raise BrokerFailed(f"{name} is needed for the Kafka broker and is not installed")


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
