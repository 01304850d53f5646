"""The base of every model that crosses a border: frozen, strict about unknown fields."""

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """A value that never changes and refuses fields it does not know."""

    # What was refused may be a name or a page's text: errors end in logs and dead letters and must not quote it.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
