"""The operator's limits for one system of a tribunal, where they differ from the tribunal's own."""

from pydantic import Field

from schemas.model import FrozenModel


class SystemPolicy(FrozenModel):
    """A field left out is the tribunal's. `is_enabled` unset: on when the system was seen on real pages, and open."""

    is_enabled: bool | None = None
    requests_per_minute: float | None = Field(None, gt=0, le=6000, description="Per host; null: no delay")
    concurrency: int = Field(1, ge=1, le=32)
    daily_budget: int | None = Field(None, ge=1, description="Per host and business day; null: unlimited")
    timeout_seconds: float = Field(60.0, gt=0, le=300)
    robots_override_reason: str | None = Field(None, min_length=10)
