"""`/v1/health`: whether this process can answer; needs no key and tells nothing else."""

from typing import Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from delivery.api.dependencies import PartsDependency, refuse_parameters
from runtime.postgres.queries import load_queries

_QUERIES = load_queries("delivery.api")
router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The database answered."""

    status: Literal["ok"] = "ok"


@router.get("/health", summary="Is the API ready", dependencies=[Depends(refuse_parameters)])
def read_health(parts: PartsDependency) -> Health:
    """200 when the database answers, else 503."""
    with parts.database.transaction() as connection:
        connection.execute(_QUERIES["check_health"])
    return Health()
