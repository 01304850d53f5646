"""Walls are named with the right outcome, and pages of cases are never taken for walls."""

import time

import pytest

from schemas.outcomes import Outcome
from spiders.barriers import barrier_of, captcha_in_words, firm_wall, loose_wall, retry_after_seconds
from spiders.recognise import parse_page
from tests.recorded.recordings import recordings_of

PAGE = "<html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (401, {}, Outcome.LOGIN_REQUIRED),
        (403, {}, Outcome.BLOCKED),
        (404, {}, Outcome.UPSTREAM_ERROR),
        (429, {}, Outcome.RATE_LIMITED),
        (500, {}, Outcome.UPSTREAM_ERROR),
        (504, {}, Outcome.UPSTREAM_ERROR),
        (200, {"cf-mitigated": "challenge"}, Outcome.BLOCKED),
        (202, {"x-amzn-waf-action": "challenge"}, Outcome.BLOCKED),
        (405, {"x-amzn-waf-action": "captcha"}, Outcome.CAPTCHA),
    ],
)
def test_statuses_and_headers_are_named(status: int, headers: dict[str, str], outcome: Outcome) -> None:
    barrier = barrier_of(status, headers, b"<html><body>words</body></html>")
    assert barrier is not None
    assert barrier.outcome is outcome


@pytest.mark.parametrize(
    ("title", "body", "outcome"),
    [
        ("Just a moment...", "Enable JavaScript", Outcome.BLOCKED),
        ("Attention Required! | Cloudflare", "Sorry, you have been blocked", Outcome.BLOCKED),
        ("Access Denied", "You don't have permission. Reference #18.abc", Outcome.BLOCKED),
        ("Request Rejected", "Your support ID is: 1", Outcome.BLOCKED),
        ("", "The requested URL was rejected. Please consult with your administrator.", Outcome.BLOCKED),
        ("Verificação", '<div class="cf-turnstile" data-sitekey="0x1"></div>Confirme', Outcome.CAPTCHA),
        ("Consulta", '<div class="g-recaptcha" data-sitekey="x"></div>Não sou um robô', Outcome.CAPTCHA),
        ("Login - CAS", '<form><input type="password" name="p"></form>Usuário', Outcome.LOGIN_REQUIRED),
        ("Portal de Serviços", "<app-root>Carregando</app-root>", Outcome.LOGIN_REQUIRED),
        ("App", '<div id="root"></div>', Outcome.UPSTREAM_ERROR),
        ("Aviso", "O sistema está em manutenção até as 18h.", Outcome.MAINTENANCE),
        ("Sistema indisponível", "Volte mais tarde", Outcome.MAINTENANCE),
        ("Error report", "JBWEB000065: HTTP Status 500", Outcome.UPSTREAM_ERROR),
        ("502 Bad Gateway", "nginx", Outcome.UPSTREAM_ERROR),
        ("", "", Outcome.UPSTREAM_ERROR),
    ],
)
def test_walls_with_status_200_are_named(title: str, body: str, outcome: Outcome) -> None:
    barrier = barrier_of(200, {}, PAGE.format(title=title, body=body).encode())
    assert barrier is not None
    assert (barrier.outcome, bool(barrier.reason)) == (outcome, True)


@pytest.mark.parametrize("body", [b"", b"   \n"])
def test_an_empty_body_is_an_upstream_error(body: bytes) -> None:
    barrier = barrier_of(200, {}, body)
    assert barrier is not None
    assert barrier.outcome is Outcome.UPSTREAM_ERROR


def test_a_service_out_of_order_that_says_so_is_in_maintenance() -> None:
    body = PAGE.format(title="Manutenção programada", body="Voltamos às 8h").encode()
    barrier = barrier_of(503, {"retry-after": "120"}, body)
    assert barrier is not None
    assert (barrier.outcome, barrier.retry_after_seconds) == (Outcome.MAINTENANCE, 120.0)


def test_a_request_that_ends_at_a_login_needs_one() -> None:
    barrier = barrier_of(200, {}, b"<html><body>x</body></html>", "https://sso.cloud.pje.jus.br/auth")
    assert barrier is not None
    assert barrier.outcome is Outcome.LOGIN_REQUIRED


@pytest.mark.parametrize("system", ["pje", "datajud"])
def test_no_page_of_a_court_is_taken_for_a_wall(system: str) -> None:
    for page in recordings_of(system):
        barrier = barrier_of(200, {}, page.body)
        is_wall = page.name.startswith(("wall", "error"))
        assert (barrier is not None) == is_wall, page.name


def test_the_text_of_a_case_is_not_a_mark() -> None:
    """Subjects and movements may say anything; only titles and the shape of little pages count."""
    words = "Manutenção de posse. Acesso negado. Certidão de indisponibilidade do sistema. Login. Captcha. " * 30
    body = PAGE.format(title="Consulta de Processos", body=words).encode()
    assert firm_wall(body) is None
    assert loose_wall(body) is None
    assert loose_wall(PAGE.format(title="Consulta", body="Reintegração / Manutenção de Posse").encode()) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": "9999999"}, 86400.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Fri, 13 Mar 2031 12:01:00 GMT"}, None),
        (
            {"retry-after": "Thu, 13 Mar 2031 12:01:00 GMT", "date": "Thu, 13 Mar 2031 12:00:00 GMT"},
            60.0,
        ),
        (
            {"retry-after": "Thu, 13 Mar 2031 11:00:00 GMT", "date": "Thu, 13 Mar 2031 12:00:00 GMT"},
            0.0,
        ),
    ],
)
def test_retry_after_is_read_in_both_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_seconds(headers) == seconds


@pytest.mark.parametrize(
    "piece", [b"<script", b"<script>", b"<!--", b"<", b"<title", b"<title>", b"<!-- -->", b"<script></script "]
)
def test_a_page_made_to_be_slow_is_judged_in_a_moment(piece: bytes) -> None:
    """It used to take up to half a minute, in which the process visited no other court."""
    begun = time.monotonic()
    barrier_of(200, {}, b"<html><body>" + piece * (65_000 // len(piece)))
    assert time.monotonic() - begun < 2


def test_comments_and_hidden_elements_are_no_visible_text() -> None:
    """What is opened and never ended stays visible, so that a cut page is not taken for an empty one."""
    hidden = "<!-- <script> --><style>Login</style><NOSCRIPT>Captcha</noscript >"
    page = PAGE.format(title="Sistema em manutenção", body=f"{hidden}Voltamos <b>logo</b>.<script>cut")
    found = loose_wall(page.encode())
    assert found is not None
    assert found.message == "Voltamos logo . cut"


AWS_CAPTCHA = b"""<html><head><title>Human Verification</title><script>window.awsWafCookieDomainList = [];
window.gokuProps = {};</script><script src="https://a.b.captcha.awswaf.com/a/b/captcha.js"></script></head>
<body><script>CaptchaScript.renderCaptcha(container, done);</script></body></html>"""


def test_aws_asking_a_person_is_a_captcha_and_checking_the_browser_a_block() -> None:
    asks = firm_wall(AWS_CAPTCHA)
    checks = firm_wall(AWS_CAPTCHA.replace(b"CaptchaScript.renderCaptcha", b"run").replace(b"Human Verification", b""))
    assert asks is not None
    assert asks.outcome is Outcome.CAPTCHA
    assert checks is not None
    assert checks.outcome is Outcome.BLOCKED


@pytest.mark.parametrize(
    ("title", "body", "charset"),
    [
        ("Consulta", "<p>Digite os caracteres da imagem</p><img src='c.jpg'><input name='codigo'>", "utf-8"),
        ("Verificação de segurança", "<p>Aguarde</p>", "iso-8859-1"),
        ("Consulta", "<p>Confirme que você não é um robô.</p>", "iso-8859-1"),
        ("PJe", "<form action='captcha.seam'>Consulta<img src='a'><input name='f:verifyCaptcha'></form>", "utf-8"),
        ("PJe", "<form id='fPP'>ConsultaPublica<div class='g-recaptcha' data-sitekey='k'></div></form>", "utf-8"),
    ],
)
def test_a_page_that_nobody_knows_and_that_only_speaks_of_a_captcha_is_one(title: str, body: str, charset: str) -> None:
    page = PAGE.format(title=title, body=body).encode(charset)
    assert parse_page(page, system="pje").outcome is Outcome.CAPTCHA
    assert parse_page(page).outcome is Outcome.CAPTCHA


def test_words_about_a_captcha_in_a_long_text_are_no_wall() -> None:
    body = "<p>O autor alega que o captcha do banco o impediu.</p>" + "<p>Segue o relatório do caso.</p>" * 80
    assert captcha_in_words(PAGE.format(title="Sentença", body=body).encode()) is None


def test_the_words_of_maintenance_in_latin_are_understood() -> None:
    page = PAGE.format(title="e-SAJ", body="<p>Sistema em manutenção.</p>").encode("iso-8859-1")
    assert parse_page(page, system="esaj").outcome is Outcome.MAINTENANCE


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        ("403 Forbidden", Outcome.BLOCKED),
        ("Access denied | pje.exemplo.jus.br used Cloudflare to restrict access", Outcome.BLOCKED),
        ("429 Too Many Requests", Outcome.RATE_LIMITED),
        ("404 Not Found", Outcome.UPSTREAM_ERROR),
        ("pje.exemplo.jus.br | 522: Connection timed out", Outcome.UPSTREAM_ERROR),
        ("503 Service Temporarily Unavailable", Outcome.UPSTREAM_ERROR),
    ],
)
def test_a_saved_page_of_a_server_is_named_by_its_title(title: str, outcome: Outcome) -> None:
    page = PAGE.format(title=title, body="<h1>Sorry</h1>").encode()
    assert parse_page(page, system="pje").outcome is outcome
    assert parse_page(page).outcome is outcome
