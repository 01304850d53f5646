"""Root of the error tree.

    ArautoError                 never raised itself
    ├── RetryableError          the world may change: try the same thing again
    ├── RefusedError            this one page, message or input is bad: quarantine, dead letter or message to the user
    │   └── InvalidCaseNumber … each package adds its own in its errors.py
    └── FatalError              going on would publish something false: stop the process

An exception carries facts as attributes; its docstring is the default message; the boundary that handles it logs it.
"""

from typing import ClassVar, Literal

Reaction = Literal["retry", "refuse", "stop"]


class ArautoError(Exception):
    """Something went wrong in Arauto."""

    reaction: ClassVar[Reaction] = "stop"

    def __init__(self, message: str | None = None, **facts: object) -> None:
        self.facts = facts
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])


class RetryableError(ArautoError):
    """It may work when tried again."""

    reaction = "retry"


class RefusedError(ArautoError):
    """The input was refused."""

    reaction = "refuse"


class FatalError(ArautoError):
    """Going on would publish something false."""

    reaction = "stop"
