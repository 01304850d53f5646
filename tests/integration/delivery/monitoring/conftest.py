"""One pipeline per test."""

import pytest

from runtime.postgres.pool import Database
from tests.support.pipeline import Pipeline


@pytest.fixture
def pipeline(stage_database: Database) -> Pipeline:
    return Pipeline(stage_database)
