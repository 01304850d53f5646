"""Every real page has an expectation or was read by eye: the tables of all systems together leave none out."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.recorded.shared_pages import COURTS, needs_courts, pages_of, systems

pytestmark = needs_courts
_HERE = Path(__file__).parent
_TABLES = ("READ_BY_EYE", "WITHOUT_EXPECTATION")
_ABOUT_A_PAGE = ".meta.json"
"""What was written down about a mail beside it: no page."""


def _modules() -> list[str]:
    return [path.stem for path in sorted(_HERE.glob("test_shared_*.py"))]


def _read_by_eye(module_name: str) -> list[Path]:
    """Return the pages of a module's table; names are below the folder of all systems or of the module's own."""
    module = import_module(f"tests.recorded.{module_name}")
    table = next((getattr(module, name) for name in _TABLES if hasattr(module, name)), {})
    own = COURTS / module_name.removeprefix("test_shared_")
    return [COURTS / name if (COURTS / name).exists() else own / name for name in table]


def test_no_real_page_is_left_unread() -> None:
    read = {page for module_name in _modules() for page in _read_by_eye(module_name)}
    pages = {page for system in systems() for page in pages_of(system) if not page.name.endswith(_ABOUT_A_PAGE)}
    unread = {page for page in pages - read if not page.with_name(f"{page.name}.expected.json").exists()}
    assert sorted(str(page.relative_to(COURTS)) for page in unread) == []


@pytest.mark.parametrize("module_name", _modules())
def test_a_table_names_pages_that_exist_and_have_no_expectation(module_name: str) -> None:
    for page in _read_by_eye(module_name):
        assert page.is_file(), page
        assert not page.with_name(f"{page.name}.expected.json").exists(), page
