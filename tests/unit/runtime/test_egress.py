"""Where Arauto may connect on a stranger's word."""

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.egress import (
    Destination,
    EgressPolicy,
    EgressRefused,
    NameNotResolved,
    VettedResolver,
    is_public,
    vet_addresses,
    vet_url,
)

STRICT = EgressPolicy()
LOCAL = EgressPolicy(allow_loopback_http=True)

FORBIDDEN = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::2 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::127.0.0.1 ::10.0.0.1 64:ff9b::7f00:1 64:ff9b::10.1.2.3
64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::1
2002:a00:1::1 2002:c0a8:101::1 3fff::1 4000::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
2600::5efe:127.0.0.1 2600::200:5efe:10.0.0.1
"""
PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 192.0.1.1 198.17.255.255
223.255.255.255 2606:4700:4700::1111 2a00:1450:4001:80b::200e 2001:4860:4860::8888 64:ff9b::8.8.8.8 ::ffff:8.8.8.8
2002:808:808::1
"""


@pytest.mark.parametrize("address", FORBIDDEN.split())
def test_these_addresses_are_never_connected_to(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_these_addresses_are_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_what_is_forbidden_as_ipv4_is_forbidden_in_every_embedding(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    embedded = (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80)
    if not is_public(str(address)):
        assert not any(is_public(str(ipaddress.IPv6Address(one))) for one in embedded)


@given(st.ip_addresses())
def test_our_list_is_stricter_than_is_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if is_public(str(address)) and address.version == 4:
        assert address.is_global
        assert not address.is_multicast


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "//example.com/",
        "example.com/hook",
        "https://",
        "https:///hook",
        "https://user@example.com/",
        "https://user:pass@example.com/",
        "https://@example.com/",
        "https://example.com:22/",
        "https://example.com:80/",
        "https://example.com:99999/",
        "https://example.com/#part",
        "https://exa mple.com/",
        "https://example.com\\@evil.example/",
        "https://example.com/\r\nx: y",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://169.254.169.254/latest/meta-data",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://017700000001/",
        "https://127.1/",
        "https://0/",
        "https://１２７.0.0.1/",
        "https://exa%6dple.com/",
        "https://-bad-.example/",
        "https://example.com/" + "a" * 3000,
    ],
)
def test_these_urls_are_refused_under_any_policy(url: str) -> None:
    for policy in (STRICT, LOCAL):
        with pytest.raises(EgressRefused):
            vet_addresses(vet_url(url, policy), ["93.184.216.34"])


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://example.com/hook?a=b", "example.com", 443),
        ("https://EXAMPLE.com:8443/", "example.com", 8443),
        ("https://advogados.são-paulo.example/", "advogados.xn--so-paulo-rza.example", 443),
        ("https://93.184.216.34/", "93.184.216.34", 443),
        ("https://[2606:4700:4700::1111]/", "2606:4700:4700::1111", 443),
    ],
)
def test_these_urls_pass(url: str, host: str, port: int) -> None:
    assert vet_url(url, STRICT) == Destination(url, "https", host, port)


def test_other_ports_only_by_setting() -> None:
    assert vet_url("https://example.com:9000/", EgressPolicy(extra_ports=frozenset({9000}))).port == 9000


def test_plain_http_only_to_loopback_and_only_by_setting() -> None:
    assert vet_url("http://127.0.0.1:8080/x", LOCAL).must_be_loopback
    for url in ("http://93.184.216.34/", "http://10.0.0.1/"):
        with pytest.raises(EgressRefused):
            vet_url(url, LOCAL)
    with pytest.raises(EgressRefused):
        vet_addresses(vet_url("http://localhost:9/", LOCAL), ["127.0.0.1", "93.184.216.34"])


def test_one_bad_address_refuses_all() -> None:
    destination = vet_url("https://example.com/", STRICT)
    assert vet_addresses(destination, ["1.1.1.1", "8.8.8.8"]) == ("1.1.1.1", "8.8.8.8")
    with pytest.raises(EgressRefused):
        vet_addresses(destination, ["1.1.1.1", "10.0.0.1"])
    with pytest.raises(NameNotResolved):
        vet_addresses(destination, [])


def test_an_answer_is_asked_for_once_and_a_failure_again() -> None:
    asked = []

    def lookup(host: str) -> list[str]:
        asked.append(host)
        if len(asked) == 1:
            raise NameNotResolved
        return ["1.1.1.1"]

    async def run() -> None:
        resolver = VettedResolver(lookup)
        destination = vet_url("https://example.com/", STRICT)
        with pytest.raises(NameNotResolved):
            await resolver.resolve(destination)
        assert await resolver.resolve(destination) == await resolver.resolve(destination) == ("1.1.1.1",)
        resolver.close()

    asyncio.run(run())
    assert len(asked) == 2
