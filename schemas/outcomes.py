"""The classes of a visit's outcome: exactly one for each visit."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a visit, or one page, came to. Only the first two prove that the court was read."""

    FOUND_NEW = "found_new"
    FOUND_UNCHANGED = "found_unchanged"
    NOT_FOUND = "not_found"
    SEALED = "sealed"
    CAPTCHA = "captcha"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate_limited"
    LOGIN_REQUIRED = "login_required"
    MAINTENANCE = "maintenance"
    UPSTREAM_ERROR = "upstream_error"
    TIMEOUT = "timeout"
    PAGE_CHANGED = "page_changed"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"


VERIFYING = frozenset({Outcome.FOUND_NEW, Outcome.FOUND_UNCHANGED})
"""Outcomes that advance `last_verified_at`."""

TRIBUNAL_WIDE = frozenset({Outcome.CAPTCHA, Outcome.BLOCKED, Outcome.MAINTENANCE})
"""Outcomes that act on the tribunal, not on the case."""
