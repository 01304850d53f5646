"""What can go wrong with webhook endpoints."""

from schemas.errors import FatalError, RefusedError


class EndpointNotFound(RefusedError):
    """There is no such endpoint."""


class InvalidSecret(RefusedError, ValueError):
    """A webhook secret is `whsec_` and the base64 of 24 to 64 bytes."""


class EndpointWithoutSecret(FatalError):
    """An endpoint has no secret in force: nothing it is sent could be verified."""
