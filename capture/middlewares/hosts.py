"""Keeps capture on the hosts that the tribunal's spider declares, at each redirect too."""

from urllib.parse import urlsplit

from scrapy import Request

from capture.errors import UndeclaredHost


class DeclaredHostsMiddleware:
    """Refuses every request to a host (with its port) that the visit's spider does not declare."""

    def process_request(self, request: Request) -> None:
        """Raises UndeclaredHost."""
        check_host(request.url, request.meta["court_hosts"])


def check_host(url: str, declared: frozenset[str]) -> None:
    """Refuse an address outside the declared hosts, of another scheme, or with credentials. Raises UndeclaredHost."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.username is not None or parts.password is not None:
        raise UndeclaredHost("an address that is no plain http address was refused", host=parts.netloc)
    if parts.netloc.lower() not in {host.lower() for host in declared}:
        raise UndeclaredHost(f"{parts.netloc} is not a declared host of this court", host=parts.netloc)
