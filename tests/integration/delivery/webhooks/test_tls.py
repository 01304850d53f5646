"""HTTPS: the certificate must fit the name, although the connection goes to a pinned address."""

import asyncio
import datetime
import ssl
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from delivery.webhooks.sending import Answer, Message, Sender
from runtime.egress import Destination, EgressPolicy, VettedResolver

NAME = "hooks.example"


class LocalResolver(VettedResolver):
    """Stands for a public name that leads to the test's own server."""

    async def resolve(self, destination: Destination) -> tuple[str, ...]:
        return ("127.0.0.1",)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of NAME, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "tls.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


async def attempt(certificate: Path, host: str, trusted: ssl.SSLContext | None) -> Answer:
    async def accept(request: web.Request) -> web.Response:
        assert request.host.startswith(host)
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/", accept)
    runner = web.AppRunner(app)
    await runner.setup()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=serving).start()
    port = runner.addresses[0][1]
    policy = EgressPolicy(extra_ports=frozenset({port}))
    try:
        async with Sender(policy, resolver=LocalResolver(), tls=trusted) as sender:
            return await sender.send(Message(f"https://{host}:{port}/", uuid4(), b"{}", [b"k" * 32]))
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("host", "is_trusted", "error"),
    [(NAME, True, None), (NAME, False, "Certificate"), ("other.example", True, "Certificate")],
)
def test_the_name_and_the_authority_are_checked(certificate: Path, host: str, is_trusted: bool, error: str) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate)) if is_trusted else None
    answer = asyncio.run(attempt(certificate, host, trusted))
    assert (answer.error is None) if error is None else (error in answer.error)
