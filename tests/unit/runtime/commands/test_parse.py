"""`arauto parse` keeps its contract: one line per file, in order, and an exit status that says what happened."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
RECORDED = ROOT / "tests/recorded"
FOUND = RECORDED / "pje/detail_small/page.html"
NONE = RECORDED / "datajud/none/page.json"
CAPTCHA = RECORDED / "pje/form_captcha/page.html"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runtime.commands.parse", "parse", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_one_line_per_file_in_the_order_given() -> None:
    ended = run("--tribunal", "TJMG", CAPTCHA, FOUND, NONE)
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0
    assert [line["file"] for line in lines] == [str(CAPTCHA), str(FOUND), str(NONE)]
    assert [line["outcome"] for line in lines] == ["captcha", "found_new", "not_found"]
    assert ended.stderr == ""


def test_a_page_that_nobody_knows_is_page_changed_with_status_3(tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.html"
    stranger.write_text("<html><head><title>Receitas</title></head><body><p>Bolo de fubá</p></body></html>")
    ended = run("--tribunal", "TJMG", stranger, FOUND)
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 3
    assert [line["outcome"] for line in lines] == ["page_changed", "found_new"]
    assert not {"case_number", "parties", "movements"} & set(lines[0])


@pytest.mark.parametrize(
    "arguments",
    [
        (FOUND,),
        ("--tribunal", "TJMG"),
        ("--tribunal", "TJMG", "--system", "nosystem", FOUND),
        ("--tribunal", "TJMG", "--page", "nopage", FOUND),
        ("--tribunal", "TJMG", FOUND, RECORDED / "missing.html"),
    ],
)
def test_wrong_usage_ends_with_status_2_and_prints_no_line(arguments: tuple[object, ...]) -> None:
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr


def test_a_kind_can_be_forced() -> None:
    ended = run("--system", "pje", "--tribunal", "TJMG", "--page", "movements_page", FOUND)
    line = json.loads(ended.stdout)
    assert (line["page"], line["movements_total"]) == ("movements_page", 1)
    assert "case_number" not in line


def test_it_starts_without_what_it_does_not_need() -> None:
    """No crawler, no database and no stream is loaded to read a saved page."""
    program = (
        "import sys; sys.argv=['x','parse','--tribunal','TJMG',sys.argv[1]]\n"
        "from runtime.commands.parse import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('scrapy','psycopg','kafka','twisted','aiohttp') if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(FOUND)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "[]"


def test_a_page_of_120_kb_is_read_in_a_few_milliseconds() -> None:
    """The limit is many times what was measured (5 ms), because machines that run tests are busy."""
    from spiders.recognise import parse_page

    body = (RECORDED / "pje/detail_many_pages/page.html").read_bytes()
    parse_page(body)
    started = time.perf_counter()
    for _ in range(10):
        parse_page(body)
    assert (time.perf_counter() - started) / 10 < 0.2
