"""A mail is believed when the trusted receiving server says that its court sent it, and not otherwise."""

import pytest

from capture.mail.reading import judge_mail
from capture.mail.senders import TrustedPath, judge_sender
from spiders.systems.push_email.message import read_message
from tests.support.push_mails import COURT, SERVER, mail, push_body

PATH = TrustedPath(SERVER)
NUMBER = "00077020420318130024"


def is_trusted(raw: bytes, path: TrustedPath = PATH) -> bool:
    return judge_sender(read_message(raw), path).is_trusted


@pytest.mark.parametrize(
    "results",
    [
        "dkim=pass header.d=tjxx.jus.br",
        "dkim=fail header.d=other.example; dkim=pass (1024-bit key) header.i=@mail.tjxx.jus.br header.s=a",
        "spf=pass smtp.mailfrom=bounce@{domain}",
        'spf=pass (comment ; with dkim=fail) smtp.mailfrom="bounce@{domain}"',
        "dmarc=pass header.from=tjxx.jus.br",
    ],
)
def test_a_court_is_believed(results: str) -> None:
    assert is_trusted(mail("x", results=results))


@pytest.mark.parametrize(
    "results",
    [
        None,
        "dkim=fail header.d=tjxx.jus.br",
        "dkim=none; spf=softfail smtp.mailfrom=tjxx.jus.br",
        "dkim=pass header.d=evil.example",
        "dkim=pass header.d=jus.br",
        "dkim=pass header.d=tjyy.jus.br",
        "spf=pass smtp.mailfrom=evil.example",
        "dkim=fail (dkim=pass header.d=tjxx.jus.br)",
        'dkim=fail reason="; dkim=pass header.d=tjxx.jus.br"',
        "x-dkim=pass header.d=tjxx.jus.br",
    ],
)
def test_a_sender_that_nobody_vouches_for_is_refused(results: str | None) -> None:
    assert not is_trusted(mail("x", results=results))


def test_results_of_another_server_count_for_nothing() -> None:
    forged = f"Authentication-Results: mx.evil.example; dkim=pass header.d={COURT}\r\n"
    assert not is_trusted(mail("x", results=None, headers=forged))


def test_the_topmost_result_of_the_trusted_server_decides() -> None:
    """What came with the mail stands below what the server wrote, even in the server's name."""
    forged = f"Authentication-Results: {SERVER}; dkim=pass header.d={COURT}\r\n"
    assert not is_trusted(mail("x", results="dkim=fail header.d={domain}", headers=forged))


@pytest.mark.parametrize("domain", ["evil.example", "tjxx.jus.br.evil.example", "evil-jus.br", "xjus.br"])
def test_a_stranger_is_refused_though_the_mail_is_its_own(domain: str) -> None:
    assert not is_trusted(mail("x", domain=domain))


def test_the_operator_may_add_a_domain() -> None:
    assert is_trusted(mail("x", domain="court.example"), TrustedPath(SERVER, senders=("court.example",)))


def test_two_senders_are_none() -> None:
    assert not is_trusted(mail("x", headers="From: Somebody <a@evil.example>\r\n"))


@pytest.mark.parametrize(("sealer", "expected"), [("relay.example", True), ("evil.example", False)])
def test_a_forwarder_is_believed_when_it_sealed_its_own_results(sealer: str, expected: bool) -> None:
    arc = (
        f"ARC-Seal: i=1; a=rsa-sha256; d={sealer}; s=x; cv=none; b=abc\r\n"
        f"ARC-Authentication-Results: i=1; mx.relay.example; dkim=pass header.d={COURT}\r\n"
    )
    raw = mail("x", results="arc=pass; dkim=fail header.d={domain}", headers=arc)
    assert is_trusted(raw, TrustedPath(SERVER, forwarders=("mx.relay.example",))) is expected
    assert not is_trusted(raw)
    broken = mail("x", results="arc=fail; dkim=fail header.d={domain}", headers=arc)
    assert not is_trusted(broken, TrustedPath(SERVER, forwarders=("mx.relay.example",)))


def test_a_believed_mail_names_its_cases() -> None:
    judged = judge_mail(mail(push_body(NUMBER)), PATH)
    assert (judged.verdict, judged.mail_system, judged.case_numbers) == ("taken", "pje", (NUMBER,))


def test_a_forged_mail_is_refused_before_it_is_read() -> None:
    judged = judge_mail(mail(push_body(NUMBER), results=None), PATH)
    assert (judged.verdict, judged.case_numbers) == ("refused", ())
    assert SERVER in judged.reason


@pytest.mark.parametrize("body", ["Shall we eat?", "", push_body("00077020520318130024")])
def test_a_mail_without_a_right_number_is_not_understood(body: str) -> None:
    assert judge_mail(mail(body), PATH).verdict == "not_understood"


@pytest.mark.parametrize(
    "raw",
    [
        None,
        b"",
        b"\x00\xff" * 100,
        b"From: " + b"a" * 500_000 + b"\n\nx",
        b"From: <\n" * 2000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 300,
        b"Authentication-Results: " + b"(" * 100_000 + b"\nFrom: x\n\n",
    ],
)
def test_a_hostile_mail_is_refused_and_nothing_is_raised(raw: bytes | None) -> None:
    assert judge_mail(raw, PATH).verdict == "refused"
