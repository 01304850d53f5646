"""Plays a demo from beginning to end: starts the parts, follows the plan day by day, compares the ledgers."""

import json
import shutil
import socket
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo

from runtime.clock import set_business_clock
from runtime.postgres.pool import Database
from runtime.services import embedded_server, find_dsn, prepare
from runtime.settings import Settings
from tests.demo.compare import Disagreement, compare
from tests.demo.observed import Observed, read_feed, read_store
from tests.demo.operator import Operator
from tests.demo.options import DayContext, DemoFailed, DemoOptions
from tests.demo.policies import tribunals_file
from tests.demo.politeness import compare_politeness
from tests.demo.processes import ArautoUp, Simulator, clean_environment
from tests.demo.receiver import Endpoint, Receivers
from tests.demo.stillness import Stillness

PUBLIC_KEY = "simulator-public-key"
OnDay = Callable[[int, DayContext], None]
_MOST_SETTLING_STEPS = 60


@dataclass
class DemoResult:
    """How a demo ended."""

    options: DemoOptions
    ledger: dict[str, Any]
    observed: Observed
    disagreements: list[Disagreement]
    seconds: float
    requests: dict[str, Any]
    restarts: int
    folder: Path | None = None
    progress: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.disagreements


class Watcher:
    """Told how the run goes on; the default looks away."""

    def phase(self, text: str) -> None:
        """A part of the run begins."""

    def day(self, number: int, days: list[str], endpoints: list[Endpoint]) -> None:
        """A business day begins."""

    def tick(self) -> None:
        """Time passes while the parts work."""


def run_demo(options: DemoOptions, on_day: OnDay | None = None, watcher: Watcher | None = None) -> DemoResult:
    """Play a demo and return how it ended; nothing of it stays unless `options.keep` says where.

    Raises DemoFailed when it cannot be played to its end.
    """
    started_at = time.monotonic()
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    folder = options.keep or Path(tempfile.mkdtemp(prefix="arauto-demo-"))
    try:
        with ExitStack() as stack:
            demo = _Demo(options, folder, stack, watcher or Watcher())
            demo.play(on_day or (lambda _day, _context: None))
            return demo.result(time.monotonic() - started_at)
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Demo:
    """One run; everything it starts ends with the stack."""

    def __init__(self, options: DemoOptions, folder: Path, stack: ExitStack, watcher: Watcher) -> None:
        self._options, self._folder, self._stack, self._watcher = options, folder, stack, watcher
        self._simulator = Simulator(options.seed, options.scale, folder / "simulator.log")
        stack.callback(self._simulator.close)
        self._base_settings: dict[str, Any] = {"data_dir": folder / "data", **self._stream_settings()}
        watcher.phase("preparing the private PostgreSQL and the simulated courts")
        with embedded_server(Settings(**self._base_settings)):
            prepare(Settings(**self._base_settings))
            self._simulator.wait_ready()
            self._plan = self._ask_simulator("plan")
            self._set_eve()
        self._settings = self._make_settings()
        self._days: list[str] = self._plan["days"]
        self._ids: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        endpoints = [
            Endpoint.from_plan(company["slug"], each)
            for company in self._plan["companies"]
            for each in company["endpoints"]
        ]
        self._receivers = Receivers(endpoints)
        stack.callback(self._receivers.close)
        self._start_service()

    def _ask_simulator(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self._simulator.base}/_control/{what}", timeout=60) as answer:
            return json.load(answer)

    def _stream_settings(self) -> dict[str, Any]:
        if self._options.stream != "kafka":
            return {"stream": self._options.stream}
        bootstrap = self._options.kafka_bootstrap or self._start_broker()
        return {"stream": "kafka", "kafka_bootstrap": bootstrap, "kafka_prefix": f"demo{time.time_ns() % 10**9}."}

    def _set_eve(self) -> None:
        """Set the business clock before anybody reads it: on the eve of the run."""
        first = datetime.fromisoformat(self._plan["steps"][0]["now"])
        stage = find_dsn(Settings(**self._base_settings), "stage")
        with Database(stage, application="demo conductor") as database, database.transaction() as connection:
            set_business_clock(connection, first - timedelta(hours=12))

    def _make_settings(self) -> Settings:
        policies = self._folder / "tribunals.yml"
        policies.write_text(tribunals_file(self._plan), encoding="utf-8")
        return Settings(
            **self._base_settings,
            clock="database",
            contact="demo@example.org",
            datajud_key=PUBLIC_KEY,
            court_addresses=self._plan["court_addresses"],
            tribunals_file=policies,
            allow_http_webhooks=True,
            api_port=_free_port(),
            log_level="warning",
        )

    def _start_broker(self) -> str:
        from tests.kafka_broker.broker import running_broker

        self._watcher.phase("starting a Kafka broker")
        broker = self._stack.enter_context(running_broker(self._folder / "kafka"))
        return broker.bootstrap

    def _start_service(self) -> None:
        """Start `arauto up` and the operator's command line."""
        settings = self._settings
        self._api = f"http://{settings.api_host}:{settings.api_port}"
        environment = clean_environment() | settings.as_environment()
        self._watcher.phase("starting arauto up")
        self._up = ArautoUp(environment, self._folder / "up.log", f"{self._api}/v1/health")
        self._stack.callback(self._up.close)
        self._operator = Operator(environment, self._folder)
        self._stack.callback(self._operator.close)
        self._stillness = Stillness(settings, self._options.stall_seconds)
        self._stack.callback(self._stillness.close)
        self._up.wait_ready()

    def play(self, on_day: OnDay) -> None:
        """Register the companies, follow the plan, and let what still waits be delivered."""
        self._register()
        last_day = -1
        for step in self._plan["steps"]:
            if step["day"] != last_day:
                last_day = step["day"]
                self._watcher.day(last_day, self._days, list(self._receivers.endpoints.values()))
                self._move_to(datetime.fromisoformat(step["now"]))
                on_day(last_day, self._context(last_day))
            else:
                self._move_to(datetime.fromisoformat(step["now"]))
            self._settle_down()
            if step["actions"]:
                self._up.wait_ready()
                for action in step["actions"]:
                    self._act(action)
                self._settle_down()
        self._deliver_the_rest(datetime.fromisoformat(self._plan["steps"][-1]["now"]))

    def _context(self, day: int) -> DayContext:
        owner = find_dsn(self._settings, "owner")
        return DayContext(
            day=day,
            up_pid=self._up.pid,
            stage_pids=self._up.stage_pids,
            owner_dsn=owner,
            stage_dsn=find_dsn(self._settings, "stage"),
            admin_dsn=make_conninfo(owner, user="postgres"),
            folder=self._folder,
            plan=self._plan,
        )

    def _register(self) -> None:
        self._watcher.phase("registering companies, endpoints, names and cases")
        for company in self._plan["companies"]:
            slug = company["slug"]
            self._ids[self._operator.add_company(slug, company["name"], company["case_quota"])] = slug
            self._keys[slug] = self._operator.add_key(slug)
            for plan in company["endpoints"]:
                endpoint = self._receivers.endpoints[f"{slug}-{plan['name']}"]
                _, endpoint.secret = self._operator.add_webhook(slug, self._receivers.url_of(endpoint))

    def _act(self, action: dict[str, Any]) -> None:
        if action["kind"] == "import_parties":
            self._operator.import_parties(action["company"], action["parties"])
        elif action["kind"] == "activate_cases":
            self._operator.activate_cases(action["company"], action["case_numbers"])
        else:
            raise DemoFailed(f"the plan asks for {action['kind']}, which this conductor does not know")

    def _move_to(self, now: datetime) -> None:
        """Move the courts' clock, then everybody's."""
        request = urllib.request.Request(
            f"{self._simulator.base}/_control/clock",
            data=json.dumps({"now": now.isoformat()}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30):
            self._receivers.business_now = now
        self._stillness.move_clock(now)

    def _settle_down(self) -> None:
        self._stillness.wait(self._watcher.tick)

    def _deliver_the_rest(self, now: datetime) -> None:
        """Move on until no endpoint has anything to take; courts change nothing any more."""
        self._watcher.phase("delivering what still waits")
        hours = [*self._plan["settle_hours"], *[24] * _MOST_SETTLING_STEPS]
        for count, step in enumerate(hours):
            now += timedelta(hours=step)
            self._move_to(now)
            self._settle_down()
            if count >= 1 and not self._waiting_deliveries():
                return
        raise DemoFailed(f"{self._waiting_deliveries()} deliveries are still waiting after {sum(hours)} hours")

    def _waiting_deliveries(self) -> int:
        with self._stillness.installation.database.transaction() as connection:
            row = connection.execute("SELECT count(*) AS n FROM webhooks.deliveries WHERE state = 'pending'").fetchone()
        return int(row["n"]) if row else 0

    def _keep_ledgers(self, ledger: dict[str, Any], observed: Observed) -> None:
        """Write down what the courts expect, what the feeds showed and what the receivers took."""
        received = {each.name: list(each.received.values()) for each in observed.endpoints}
        for name, content in (("expected", ledger), ("feeds", observed.feed), ("received", received)):
            text = json.dumps(content, ensure_ascii=False, indent=1)
            (self._folder / f"{name}.json").write_text(text, encoding="utf-8")

    def result(self, seconds: float) -> DemoResult:
        """Read all ledgers and compare them."""
        self._watcher.phase("comparing the ledgers")
        self._up.wait_ready()
        ledger = self._ask_simulator("ledger")
        observed = read_store(find_dsn(self._settings, "stage"), self._ids)
        observed.feed = {slug: read_feed(self._api, key) for slug, key in self._keys.items()}
        observed.endpoints = list(self._receivers.endpoints.values())
        if self._options.keep is not None:
            self._keep_ledgers(ledger, observed)
        traffic = self._ask_simulator("stats")
        return DemoResult(
            options=self._options,
            ledger=ledger,
            observed=observed,
            disagreements=[*compare(ledger, observed), *compare_politeness(self._options.scale, traffic)],
            seconds=seconds,
            requests=traffic,
            restarts=self._up.starts - 1,
            folder=self._options.keep,
        )
