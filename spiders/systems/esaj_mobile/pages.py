"""The mobile API's answers, for who names this system; unnamed ones are recognised and read as e-SAJ's (pure)."""

from schemas.pages import ParsedPage
from spiders.errors import PageChanged
from spiders.systems.esaj.mobile import parse_mobile, recognise_mobile


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, None for any other page."""
    return recognise_mobile(body)


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the answer says; raises PageChanged when it has not the shape of its kind."""
    if body.lstrip()[:1] not in (b"[", b"{"):
        raise PageChanged("the answer is not JSON")
    return parse_mobile(body, page or recognise(body) or "", content_type)
