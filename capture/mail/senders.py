"""Decides whether a mail comes from a court, by what the trusted receiving server found out about it (pure).

Anybody can write any sender. What counts is the topmost `Authentication-Results` of the server that the mailbox names:
that server puts its own above everything that came with the mail. It must say that DKIM, SPF or DMARC passed for the
domain of the one `From` address, and that domain must be a court's (below jus.br) or one that the operator added.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

_COURTS = "jus.br"
_LONGEST_HEADER = 20_000
_TOKEN = re.compile(r"([\w.-]+)\s*=\s*([^\s;]+)")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_PASSED_BY = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",), "dmarc": ("header.from",)}


@dataclass(frozen=True, slots=True)
class TrustedPath:
    """Whom a mailbox believes. `server` and `forwarders` are names that stand first in their results."""

    server: str
    forwarders: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SenderVerdict:
    """Whether the mail is taken, with the reason in words."""

    is_trusted: bool
    reason: str
    sender: str | None = None


def judge_sender(message: Message, path: TrustedPath) -> SenderVerdict:
    """Say whether the mail comes from whom it says, and whether that is a court."""
    headers = [str(value) for value in message.get_all("From", [])]
    addresses = [address for _, address in getaddresses([header[:_LONGEST_HEADER] for header in headers]) if address]
    if len(headers) != 1 or len(addresses) != 1 or "@" not in addresses[0]:
        return _refused("the mail does not name exactly one sender")
    sender = addresses[0].lower()
    domain = sender.rpartition("@")[2]
    if not _DOMAIN.fullmatch(domain) or not _is_known(domain, path.senders):
        return _refused(f"{domain[:100]} is no court's domain", sender)
    results = _topmost(message, "Authentication-Results", path.server)
    if results is None:
        return _refused(f"{path.server} has written no result of checking the sender", sender)
    if passed := _passed_for(domain, results):
        return _trusted(f"{path.server} says that {passed} passed for {domain}", sender)
    if forwarded := _forwarded(message, results, domain, path.forwarders):
        return _trusted(forwarded, sender)
    return _refused(f"neither DKIM nor SPF nor DMARC passed for {domain}: the sender may be forged", sender)


def _refused(reason: str, sender: str | None = None) -> SenderVerdict:
    return SenderVerdict(is_trusted=False, reason=reason, sender=sender)


def _trusted(reason: str, sender: str) -> SenderVerdict:
    return SenderVerdict(is_trusted=True, reason=reason, sender=sender)


def _forwarded(message: Message, results: str, domain: str, forwarders: Sequence[str]) -> str | None:
    """Say which believed forwarder vouches for the sender: its ARC chain is whole, and sealed in its own name."""
    if not any(method == "arc" and result == "pass" for method, result, _ in _findings(results)):
        return None
    seals = {_tag(seal, "i"): _tag(seal, "d") for seal in _all(message, "ARC-Seal")}
    for header in _all(message, "ARC-Authentication-Results"):
        instance, _, rest = header.partition(";")
        server = _server_of(rest)
        sealed_by = seals.get(_tag(instance, "i"))
        if server not in forwarders or not sealed_by or not _is_aligned(sealed_by, server):
            continue
        if passed := _passed_for(domain, rest):
            return f"{server} forwarded the mail and says that {passed} passed for {domain}"
    return None


def _topmost(message: Message, name: str, server: str) -> str | None:
    """Return the first such header of the trusted server: one that came with the mail stands below."""
    return next((value for value in _all(message, name) if _server_of(value) == server.lower()), None)


def _all(message: Message, name: str) -> list[str]:
    return [_without_comments(str(value)[:_LONGEST_HEADER]) for value in message.get_all(name, [])]


def _server_of(value: str) -> str:
    words = value.partition(";")[0].split()
    return words[0].lower() if words else ""


def _passed_for(domain: str, results: str) -> str | None:
    """Return the method that passed for a domain aligned with the sender's."""
    for method, result, properties in _findings(results):
        if method not in _PASSED_BY or result != "pass":
            continue
        named = [properties[name] for name in _PASSED_BY[method] if name in properties]
        if any(_is_aligned(value.rpartition("@")[2], domain) for value in named):
            return method.upper()
    return None


def _findings(results: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    for part in results.split(";")[1:]:
        pairs = [(name.lower(), value.strip('"<>').lower()) for name, value in _TOKEN.findall(part)]
        if pairs:
            (method, result), *properties = pairs
            yield method, result, dict(properties)


def _is_known(domain: str, senders: Sequence[str]) -> bool:
    return any(domain == known or domain.endswith(f".{known}") for known in (_COURTS, *senders))


def _is_aligned(one: str, other: str) -> bool:
    """Compare by the registered domain, as DMARC's relaxed alignment does."""
    return _registered(one) == _registered(other) != ""


def _registered(domain: str) -> str:
    labels = domain.strip(".").lower().split(".")
    # Below .br (tjsp.jus.br, example.com.br) a name is registered at the third level.
    count = 3 if labels[-1] == "br" else 2
    return ".".join(labels[-count:]) if len(labels) >= count else ""


def _tag(value: str, name: str) -> str:
    """Return a tag of "i=1; d=example.org"."""
    found = re.search(rf"(?:^|[;\s]){name}\s*=\s*([^\s;]+)", value)
    return found[1].lower() if found else ""


def _without_comments(value: str) -> str:
    """Leave out comments in brackets, which may hold anything that the sender wrote; quoted text stays."""
    kept: list[str] = []
    depth, is_quoted, is_escaped = 0, False, False
    for character in value:
        if is_escaped:
            is_escaped = False
        elif character == "\\":
            is_escaped = True
            continue
        elif character == '"' and not depth:
            is_quoted = not is_quoted
        elif character == "(" and not is_quoted:
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            continue
        if not depth and not (is_quoted and character == ";"):
            kept.append(character)
    return " ".join("".join(kept).split())
