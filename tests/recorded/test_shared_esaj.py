"""The parser against real pages of e-SAJ, which stand beside the project and never in it."""

import importlib
import json
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.systems.esaj.pages import parse

COURTS = Path(__file__).resolve().parents[3] / "shared" / "courts"

if not (COURTS / "esaj").is_dir():
    pytest.skip(f"the real pages of e-SAJ are not here ({COURTS / 'esaj'}): left out", allow_module_level=True)

EXPECTED = sorted((COURTS / "esaj").rglob("*.expected.json"))
WITHOUT_EXPECTATION = {
    "tjal/cpopg_form_2021.html": Outcome.UNSUPPORTED,
    "tjal/cpopg_show_oldlayout_0067154-55.2010.8.02.0001.html": Outcome.FOUND_NEW,
    "tjal/cposg5_show_oldlayout_0037530-87.2012.8.02.0001.htm": Outcome.FOUND_NEW,
    "tjms/cpopg5_open_form_2026.html": Outcome.UNSUPPORTED,
    "tjsp/cposg_form.html": Outcome.LOGIN_REQUIRED,
    "tjsp/mobile_api_2g_search_1000149-71.2024.8.26.0346.json": Outcome.FOUND_NEW,
    "tjsp/mobile_api_audiencia_1000149-71.2024.8.26.0346.json": Outcome.PAGE_CHANGED,
    "tjsp/mobile_api_dadosbasicos_1000149-71.2024.8.26.0346.json": Outcome.FOUND_NEW,
    "tjsp/mobile_api_incidente_1000149-71.2024.8.26.0346.json": Outcome.FOUND_NEW,
    "tjsp/mobile_api_movimentacao_1000149-71.2024.8.26.0346.json": Outcome.FOUND_NEW,
    "tjsp/mobile_api_partes_1000149-71.2024.8.26.0346.json": Outcome.FOUND_NEW,
    "tjsp/mobile_api_search_1000149-71.2024.8.26.0346.json": Outcome.FOUND_NEW,
}
DETAILS = [path for path in EXPECTED if "_show_" in path.name]


@pytest.fixture(scope="module")
def score() -> ModuleType:
    """The comparison that decides what counts as right, loaded where it stands."""
    sys.path.insert(0, str(COURTS))
    try:
        return importlib.import_module("score")
    finally:
        sys.path.remove(str(COURTS))


def _page_of(expectation: Path) -> bytes:
    return expectation.with_name(expectation.name.removesuffix(".expected.json")).read_bytes()


@pytest.mark.parametrize("expectation", EXPECTED, ids=lambda path: path.name[:40])
def test_real_page_agrees_in_every_value(expectation: Path, score: ModuleType) -> None:
    wanted: dict[str, Any] = json.loads(expectation.read_text(encoding="utf-8"))
    checks = list(score.check(parse(_page_of(expectation)).as_json(), wanted))
    assert checks
    assert [check for check in checks if not check[1]] == []


def test_every_page_has_an_expectation_or_a_named_outcome() -> None:
    pages = {path for path in (COURTS / "esaj").glob("*/*") if not path.name.endswith(".expected.json")}
    rest = {path for path in pages if not path.with_name(f"{path.name}.expected.json").exists()}
    said = {path.relative_to(COURTS / "esaj").as_posix(): parse(path.read_bytes()).outcome for path in rest}
    assert said == WITHOUT_EXPECTATION


@pytest.mark.parametrize("expectation", DETAILS, ids=lambda path: path.name[:40])
def test_cut_page_is_never_a_smaller_case(expectation: Path) -> None:
    body, chance = _page_of(expectation), random.Random(expectation.name)
    whole = parse(body)
    for _ in range(12):
        at = chance.randrange(300, len(body))
        said = parse(body[:at])
        if said.outcome is Outcome.FOUND_NEW:
            assert _size(said) == _size(whole)
            assert at > 0.9 * len(body)
        else:
            assert said.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED, Outcome.UPSTREAM_ERROR}


@pytest.mark.parametrize("expectation", DETAILS, ids=lambda path: path.name[:40])
def test_dropped_element_is_never_a_smaller_case(expectation: Path) -> None:
    """Only a whole row may vanish without a trace: a page without it is what the court would print without that row."""
    body, chance = _page_of(expectation), random.Random(expectation.name)
    whole = parse(body)
    for _ in range(25):
        root = etree.fromstring(body, parser=etree.HTMLParser(encoding="utf-8"))
        dropped = chance.choice(list(root.iter("div", "span", "table", "tbody", "td", "tr", "a", "form")))
        dropped.getparent().remove(dropped)
        said = parse(etree.tostring(root, encoding="utf-8", method="html"))
        assert said.outcome in {Outcome.FOUND_NEW, Outcome.PARTIAL, Outcome.PAGE_CHANGED}
        if said.outcome is Outcome.FOUND_NEW and dropped.tag != "tr":
            assert _size(said) == _size(whole), (dropped.tag, dropped.get("id"), dropped.get("class"))


def _size(said: ParsedPage) -> tuple[int, int]:
    assert said.page == PageKind.CASE_DETAIL
    assert said.case is not None
    return len(said.case.parties), len(said.case.movements)
