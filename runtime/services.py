"""Assembles an installation from its settings: addresses, database, clock, blobs, secrets and stream.

This is the one place that knows every stage; `runtime.stages` runs them.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from runtime.areas import MIGRATION_AREAS
from runtime.blobs import BlobStore, DailyBlobs
from runtime.clock import Clock, DatabaseClock, SystemClock
from runtime.egress import EgressPolicy
from runtime.postgres.data_dir import DataDirectory
from runtime.postgres.embedded import EmbeddedPostgres, PostgresAddress, Role, find_running
from runtime.postgres.errors import DataDirectoryInUse
from runtime.postgres.migrate import migrate
from runtime.postgres.pool import Database
from runtime.secrets import SecretBox, default_key_file
from runtime.settings import Settings
from runtime.stream.base import Stream
from runtime.stream.postgres import PostgresStream
from schemas.errors import FatalError
from schemas.topics import TOPICS

_PATIENCE_SECONDS = 30  # `arauto up` may be starting the server at this moment


class SettingMissing(FatalError):
    """A setting that this mode needs is not set."""


@dataclass(frozen=True)
class Installation:
    """What every stage and command works with."""

    settings: Settings
    database: Database
    clock: Clock
    blobs: BlobStore
    large_values: DailyBlobs
    secrets: SecretBox
    stream: Stream

    @property
    def egress(self) -> EgressPolicy:
        """Where webhooks may go; plain http only to loopback, in the embedded mode, by setting."""
        is_local = self.settings.mode == "embedded" and self.settings.allow_http_webhooks
        return EgressPolicy(allow_loopback_http=is_local)


def postgres_folder(settings: Settings) -> Path:
    """The folder of the embedded server."""
    return settings.data_dir.absolute() / "postgres"


def find_dsn(settings: Settings, role: Role) -> str:
    """Return a role's connection string. Raises SettingMissing in production mode when it is not set.

    Each process is given only the roles that it uses: the owner's is for migrations, the API has the tenant's alone.
    """
    if settings.mode == "embedded":
        return PostgresAddress(DataDirectory(postgres_folder(settings)).socket_folder).dsn(role)
    given: str | None = getattr(settings, f"{role}_dsn")
    if not given:
        raise SettingMissing(
            f"production mode needs ARAUTO_{role.upper()}_DSN here; docs/reference/settings.md describes it"
        )
    return given


@contextmanager
def embedded_server(settings: Settings) -> Iterator[EmbeddedPostgres | None]:
    """Serve the embedded database for the block; None in production mode.

    Raises DataDirectoryInUse when another process serves it.
    """
    if settings.mode != "embedded":
        yield None
        return
    with EmbeddedPostgres(postgres_folder(settings), binaries=settings.postgres_bin) as server:
        yield server


@contextmanager
def borrowed_server(settings: Settings) -> Iterator[EmbeddedPostgres | None]:
    """Use the embedded database for one command: served already (None), or served by us for as long as the block."""
    folder = postgres_folder(settings)
    if settings.mode != "embedded" or find_running(folder):
        yield None
        return
    server = EmbeddedPostgres(folder, binaries=settings.postgres_bin, is_brief=True)
    try:
        server.start()  # waits for another command that serves it for a moment
    except DataDirectoryInUse:
        if not find_running(folder, patience_seconds=_PATIENCE_SECONDS):
            raise
        yield None
        return
    try:
        yield server
    finally:
        server.stop()


def prepare(settings: Settings) -> list[str]:
    """Apply missing migrations and create the topics; return the migrations applied."""
    applied = migrate(find_dsn(settings, "owner"), MIGRATION_AREAS)
    with open_installation(settings, application="arauto prepare") as installation:
        installation.stream.create_topics(TOPICS)
    return applied


@contextmanager
def open_installation(settings: Settings, *, application: str, max_connections: int = 8) -> Iterator[Installation]:
    """Open what a stage or command works with; the database must be served (see `embedded_server`)."""
    dsn = find_dsn(settings, "stage")
    with ExitStack() as stack:
        database = stack.enter_context(Database(dsn, application=application, max_connections=max_connections))
        blobs = settings.blobs_url or str(settings.data_dir.absolute() / "blobs")
        large_values = DailyBlobs(f"{blobs.rstrip('/')}/messages")
        stream = open_stream(settings, database, large_values)
        stack.callback(stream.close)
        yield Installation(
            settings=settings,
            database=database,
            clock=open_clock(settings, database),
            blobs=BlobStore(blobs),
            large_values=large_values,
            secrets=open_secrets(settings),
            stream=stream,
        )


def open_clock(settings: Settings, database: Database) -> Clock:
    """Open business time; any role may read its row."""
    return DatabaseClock(database) if settings.clock == "database" else SystemClock()


def open_secrets(settings: Settings) -> SecretBox:
    """Open the keys of secrets at rest, which lie outside of the data directory."""
    data_dir = settings.data_dir.absolute()
    return SecretBox(settings.secret_key_file or default_key_file(data_dir), data_dir=data_dir)


def open_stream(settings: Settings, database: Database, large_values: DailyBlobs) -> Stream:
    """Open the backend that the settings name."""
    if settings.stream == "kafka":
        from runtime.stream.kafka import KafkaStream

        return KafkaStream(database, large_values, bootstrap=settings.kafka_bootstrap, prefix=settings.kafka_prefix)
    return PostgresStream(database, large_values)
