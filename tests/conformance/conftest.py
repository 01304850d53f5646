"""Every test that asks for `backend` runs on each stream backend; Kafka only where a broker is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.blobs import BlobStore
from runtime.stream.base import Stream
from tests.conformance.backends import (
    SUITE_TOPICS,
    WITH_DATABASE,
    Backend,
    kafka_backend,
    kafka_bootstrap,
    memory_backend,
    postgres_backend,
)

# Left out means not collected: skipped tests would hide among those that somebody ought to look at.
collect_ignore = [] if kafka_bootstrap() else ["test_kafka_only.py"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that does not name its backends itself runs on all there are."""
    named = [marker.args[0] for marker in metafunc.definition.iter_markers("parametrize")]
    if "backend" in metafunc.fixturenames and "backend" not in named:
        metafunc.parametrize("backend", ["memory", *WITH_DATABASE], indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    """A backend with storage of its own and the suite's topics."""
    if request.param == "memory":
        made = memory_backend()
        made.open().create_topics(SUITE_TOPICS)
        yield made
        return
    database = request.getfixturevalue("stage_database")
    blobs = BlobStore(tmp_path / "blobs", is_durable=False)
    if request.param == "postgres":
        made = postgres_backend(database, blobs)
        made.open().create_topics(SUITE_TOPICS)
        yield made
        return
    bootstrap = kafka_bootstrap()
    assert bootstrap is not None
    with kafka_backend(database, blobs, bootstrap) as made:
        made.open().create_topics(SUITE_TOPICS)
        yield made


@pytest.fixture
def stream(backend: Backend) -> Stream:
    return backend.open()
