"""No real person stands in the project: no valid CPF or CNPJ, no e-mail outside reserved domains, no telephone."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = {".html", ".json", ".yml", ".md", ".py", ".sql", ".jsonl", ".txt", ".xml", ".toml"}
CPF = re.compile(r"(?<![\d.,-])(\d{3}\.\d{3}\.\d{3}-\d{2}|\d{11})(?![\d.,-]\d|\d)")
CNPJ = re.compile(r"(?<!\d)(\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}|\d{14})(?!\d)")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
TELEPHONE = re.compile(r"\(\d{2}\) ?9?\d{4}-\d{4}")
RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if Path(name).suffix in SUFFIXES]


def is_cpf(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    for length in (9, 10):
        total = sum(int(digit) * weight for digit, weight in zip(digits, range(length + 1, 1, -1), strict=False))
        if int(digits[length]) != (total * 10 % 11) % 10:
            return False
    return True


def is_cnpj(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    for length in (12, 13):
        weights = [(length - 1 - place) % 8 + 2 for place in range(length)]
        rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
        if int(digits[length]) != (0 if rest < 2 else 11 - rest):
            return False
    return True


def found_in(text: str) -> list[str]:
    """Return what looks like a real person's data."""
    only_digits = lambda written: re.sub(r"\D", "", written)  # noqa: E731
    found = [each for each in CPF.findall(text) if is_cpf(only_digits(each))]
    found += [each for each in CNPJ.findall(text) if is_cnpj(only_digits(each))]
    without_userinfo = re.sub(r"://[^/\s@]*@", "://", text)  # of an address, which is no mailbox
    found += [match[0] for match in EMAIL.finditer(without_userinfo) if not RESERVED.search(match[1].lower())]
    return found + TELEPHONE.findall(text)


@pytest.mark.parametrize("text", ["529.982.247-25", "11.222.333/0001-81", "a@tribunal.jus.br", "(11) 98765-4321"])
def test_personal_data_would_be_noticed(text: str) -> None:
    assert found_in(f"x {text} y")


def test_no_personal_data_stands_in_the_project() -> None:
    offenders = {
        str(path.relative_to(ROOT)): found
        for path in tracked_files()
        if path != Path(__file__) and (found := found_in(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert offenders == {}
