"""Decides where Arauto may connect on a stranger's word: vets URLs and addresses, resolves names to vetted addresses.

Pure but for `VettedResolver`. Who connects must use the vetted addresses themselves, so that a second answer of the DNS
cannot change the destination.
"""

import asyncio
import ipaddress
import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna

from schemas.errors import RefusedError, RetryableError

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str], Sequence[str]]

_MAX_URL = 2048
_DEFAULT_PORTS = frozenset({443, 8443})
_FORBIDDEN = tuple(
    ipaddress.ip_network(block)
    for block in (
        # IPv4: IANA's special-purpose registry, private and shared space, multicast, reserved and broadcast.
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # Addresses of cloud metadata and platform services that lie in public space.
        "168.63.129.16/32",
        # IPv6: only 2000::/3 is routed; inside it, the special blocks. Embedded IPv4 is decoded before.
        *("::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")


class EgressRefused(RefusedError):
    """Arauto does not connect there."""


class NameNotResolved(RetryableError):
    """The name has no address at the moment."""


@dataclass(frozen=True, slots=True)
class EgressPolicy:
    """What is allowed beyond https on 443 and 8443.

    Args:
        allow_loopback_http: allow http:// to loopback addresses, on any port (embedded mode, by setting).
        extra_ports: further https ports.
    """

    allow_loopback_http: bool = False
    extra_ports: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL that passed: its host is an ASCII name or an address without brackets."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def must_be_loopback(self) -> bool:
        return self.scheme == "http"


def embedded_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to (mapped, compatible, NAT64, 6to4, ISATAP), or None."""
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    low = int(address) & 0xFFFFFFFF
    is_isatap = (int(address) >> 32) & 0xFCFFFFFF == 0x00005EFE
    if address in _NAT64 or is_isatap or (address in _IPV4_COMPATIBLE and low > 1):
        return ipaddress.IPv4Address(low)
    return None


def is_public(text: str) -> bool:
    """Tell whether an address is a public unicast one by our own list; a text that is no plain address is not."""
    address = _parse_address(text)
    if address is None:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        if (inner := embedded_ipv4(address)) is not None:
            return is_public(str(inner))
    return not any(address in block for block in _FORBIDDEN if block.version == address.version)


def is_loopback(text: str) -> bool:
    """Tell whether an address is loopback, written plainly."""
    address = _parse_address(text)
    return address is not None and address.is_loopback


def vet_url(url: str, policy: EgressPolicy) -> Destination:
    """Check everything about a URL that needs no DNS. Raises EgressRefused, saying what is wrong."""
    if len(url) > _MAX_URL or not url.isprintable() or " " in url or "\\" in url:
        raise EgressRefused("the address is too long or has characters that do not belong in one")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise EgressRefused(f"the address cannot be read: {error}") from error
    if parts.username is not None or parts.password is not None:
        raise EgressRefused("the address carries a user or password; put nothing before the host")
    if parts.fragment:
        raise EgressRefused("the address has a fragment (#…), which is never sent")
    host = _ascii_host(parts.hostname or "")
    destination = Destination(url, parts.scheme, host, port or (443 if parts.scheme == "https" else 80))
    _vet_scheme_and_port(destination, policy)
    if _parse_address(host) is not None:
        vet_addresses(destination, [host])
    return destination


def vet_addresses(destination: Destination, addresses: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses when every one of them is allowed; one bad address refuses all. Raises EgressRefused."""
    if not addresses:
        raise NameNotResolved(f"{destination.host} has no address")
    allowed = is_loopback if destination.must_be_loopback else is_public
    if not all(allowed(address) for address in addresses):
        kind = "a loopback" if destination.must_be_loopback else "a public"
        raise EgressRefused(f"{destination.host} leads to an address that is not {kind} one", host=destination.host)
    return tuple(addresses)


def _vet_scheme_and_port(destination: Destination, policy: EgressPolicy) -> None:
    if destination.scheme == "http":
        if not policy.allow_loopback_http:
            raise EgressRefused("only https:// addresses are allowed")
        return
    if destination.scheme != "https":
        raise EgressRefused("only https:// addresses are allowed")
    if destination.port not in _DEFAULT_PORTS | policy.extra_ports:
        allowed = ", ".join(str(port) for port in sorted(_DEFAULT_PORTS | policy.extra_ports))
        raise EgressRefused(f"port {destination.port} is not allowed (allowed: {allowed})")


def _parse_address(text: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _ascii_host(host: str) -> str:
    if not host or "%" in host:
        raise EgressRefused("the address has no host, or one with an escape or a zone")
    if _parse_address(host) is not None:
        return host
    # Systems read 0x7f.1, 017700000001 and 2130706433 as IPv4: a last label that is a number must be an address's.
    last_label = host.rstrip(".").rsplit(".", 1)[-1]
    if last_label.isdigit() or last_label.startswith("0x"):
        raise EgressRefused("the host looks like an IPv4 address in an unusual form")
    try:
        return idna.encode(host.rstrip("."), uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise EgressRefused(f"the host is not a valid name: {error}") from error


def lookup_name(host: str) -> list[str]:
    """Ask the system for all addresses of a name. Raises NameNotResolved."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameNotResolved(f"{host} cannot be resolved: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class VettedResolver:
    """Resolves destinations to vetted addresses, in threads of its own, one lookup per name at a time.

    One lookup per name keeps a name whose server is silent from occupying more than one thread. An answer is good for a
    few seconds, long enough to check an attempt and to connect for it.
    """

    def __init__(
        self, lookup: Lookup = lookup_name, *, timeout_seconds: float = 3.0, keep_seconds: float = 5.0
    ) -> None:
        self._lookup = lookup
        self._timeout = timeout_seconds
        self._keep = keep_seconds
        self._threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="egress-dns")
        self._answers: dict[str, tuple[float, asyncio.Future[Sequence[str]]]] = {}

    async def resolve(self, destination: Destination) -> tuple[str, ...]:
        """Return vetted addresses. Raises EgressRefused, NameNotResolved, TimeoutError."""
        if _parse_address(destination.host) is not None:
            return vet_addresses(destination, [destination.host])
        answer = self._begin(destination.host)
        async with asyncio.timeout(self._timeout):
            addresses = await asyncio.shield(answer)
        return vet_addresses(destination, addresses)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _begin(self, host: str) -> "asyncio.Future[Sequence[str]]":
        now = time.monotonic()
        if len(self._answers) > 10_000:
            self._answers = {h: entry for h, entry in self._answers.items() if not entry[1].done()}
        begun, answer = self._answers.get(host, (0.0, None))
        if answer is None or (answer.done() and (now - begun > self._keep or answer.exception() is not None)):
            answer = asyncio.get_running_loop().run_in_executor(self._threads, self._lookup, host)
            # Nobody may be waiting any more when it fails; reading the exception keeps the loop from complaining.
            answer.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._answers[host] = (now, answer)
        return answer
