"""The simulator's pages have the shape of real ones: every id, class and label of a template occurs in a real page.

Runs where the folder with real pages stands beside the project.
"""

import html
import re
from pathlib import Path

import pytest

from tests.court_simulator.template import Template

REAL = Path(__file__).parents[4] / "shared" / "courts"
TEMPLATES = Path(__file__).parents[2] / "court_simulator" / "templates"
ESAJ_FIRST = ("esaj/*/cpopg_show_0710802*.html", "esaj/tjsp/cpopg_show*.html")
ESAJ_SECOND = ("esaj/*/cposg*_show_1000149*.html", "esaj/*/cposg5_show_0710802*.html")
ESAJ_FORM = ("esaj/tjal/cpopg_not_found_2025.html", "esaj/*/cposg*.html", "esaj/tjms/*.html")
PJE_DETAIL = ("pje/*/detail*.html",)
PJE_MOVEMENTS = (*PJE_DETAIL, "pje/*/movs_page_2.html")
PJE_SEARCH = ("pje/*/search*.html",)
ESAJ_OLD = ("esaj/tjal/*oldlayout*",)
ESAJ_LIST = ("esaj/tjsp/cpopg_name_search*.html",)
DEJT_ISSUES = ("dejt/trt3/*", "dejt/jt/*")
PROJUDI_DETAIL = ("projudi/tjgo/detail*.html",)
PROJUDI_LIST = ("projudi/tjgo/name_search*.html",)
PROJUDI_FORM = ("projudi/tjgo/form*.html", "projudi/tjgo/search*.html")
EPROC_DETAIL = ("eproc/*/detail*.html",)
EPROC_FORM = ("eproc/*/form_initial*.html", "eproc/*/search_bad_captcha.html")
EPROC_PERSONS = ("eproc/*/name_search_party_list*.html",)
EPROC_CASES = ("eproc/*/name_search_case_list*.html",)
STF_DETAIL = ("stf/stf/detail*2026.html",)
STJ_DETAIL = ("stj/stj/detail*.html",)
KINDS: dict[str, tuple[str, ...]] = {
    "esaj_chrome_head.html": ESAJ_FIRST,
    "esaj_chrome_menu.html": ESAJ_FIRST,
    "esaj_chrome_foot.html": ESAJ_FIRST,
    "esaj_show_first_degree.html": ESAJ_FIRST,
    "esaj_show_sealed.html": ESAJ_FIRST,
    "esaj_show_second_degree.html": ESAJ_SECOND,
    "esaj_form.html": ESAJ_FORM,
    "esaj_message.html": ESAJ_FORM,
    "esaj_captcha.html": ESAJ_FORM,
    "esaj_modal.html": ("esaj/tjal/cposg5_select_modal*.html",),
    "esaj_modal_option.html": ("esaj/tjal/cposg5_select_modal*.html",),
    "esaj_old_frame.html": ESAJ_OLD,
    "esaj_old_block.html": ESAJ_OLD,
    "esaj_old_first_degree.html": ESAJ_OLD,
    "esaj_old_second_degree.html": ESAJ_OLD,
    "esaj_results.html": ESAJ_LIST,
    "esaj_results_row.html": ESAJ_LIST,
    "esaj_results_person.html": ESAJ_LIST,
    "esaj_incident_row.html": ESAJ_FIRST,
    "esaj_no_incident.html": ESAJ_FIRST,
    "esaj_login.html": ("esaj/tjsp/login_wall*.html",),
    "gazette_error.html": ("dje_distribution_lists/tjsp/*.html",),
    "dejt_form.html": DEJT_ISSUES,
    "dejt_issues.html": DEJT_ISSUES,
    "dejt_error_599.html": DEJT_ISSUES,
    "projudi_detail.html": PROJUDI_DETAIL,
    "projudi_event.html": PROJUDI_DETAIL,
    "projudi_list.html": PROJUDI_LIST,
    "projudi_row.html": PROJUDI_LIST,
    "projudi_form.html": PROJUDI_FORM,
    "projudi_tjpr_form.html": ("projudi/tjpr/form_initial.html",),
    "pje_form.html": ("pje/*/form_initial*.html",),
    "pje_fragment_open.html": PJE_SEARCH,
    "pje_fragment_close.html": PJE_SEARCH,
    "pje_results.html": PJE_SEARCH,
    "pje_result_row.html": PJE_SEARCH,
    "pje_detail.html": PJE_DETAIL,
    "pje_pole.html": PJE_DETAIL,
    "pje_pole_row.html": PJE_DETAIL,
    "pje_scroller.html": PJE_DETAIL,
    "pje_documents.html": PJE_DETAIL,
    "pje_document_row.html": PJE_DETAIL,
    "pje_movements.html": PJE_MOVEMENTS,
    "pje_movement_row.html": PJE_MOVEMENTS,
    "pje_slider.html": PJE_MOVEMENTS,
    "eproc_head.html": EPROC_DETAIL,
    "eproc_foot.html": EPROC_DETAIL,
    "eproc_detail.html": EPROC_DETAIL,
    "eproc_event.html": EPROC_DETAIL,
    "eproc_all_events.html": EPROC_DETAIL,
    "eproc_form.html": EPROC_FORM,
    "eproc_captcha.html": EPROC_FORM,
    "eproc_alert.html": EPROC_FORM,
    "eproc_persons.html": EPROC_PERSONS,
    "eproc_person.html": EPROC_PERSONS,
    "eproc_cases.html": EPROC_CASES,
    "eproc_case.html": EPROC_CASES,
    "eproc_login.html": ("eproc/tjto/landing.html",),
    "stf_head.html": STF_DETAIL,
    "stf_detail.html": STF_DETAIL,
    "stj_head.html": STJ_DETAIL,
    "stj_foot.html": STJ_DETAIL,
    "stj_detail.html": STJ_DETAIL,
    "stj_line.html": STJ_DETAIL,
    "stj_phase.html": STJ_DETAIL,
    "stj_greeting.html": ("stj/stj/documento*.html",),
}
_ATTRIBUTE = re.compile(r'\b(?:id|class|name)="([^"]*)"')
_LABEL = re.compile(r">([^<>@]*[A-Za-zÀ-ÿ][^<>@]*)<")
_GENERATED = re.compile(r"([A-Za-z]*@@[a-z_0-9]+@@[A-Za-z]*|j_id\d+|(?<![^\W_])\d+(?![^\W_]))")
_OWN_WORDS = {"Rua Inventada, s/n", "Portal de Serviços e-SAJ"}


def _pieces(text: str) -> set[str]:
    """Return the words of ids, names and classes without generated parts."""
    found: set[str] = set()
    for value in _ATTRIBUTE.findall(text):
        for word in _GENERATED.sub(" ", value).replace(":", " ").replace(".", " ").split():
            found.add(word.strip("_"))
    return found - {""}


def _labels(text: str) -> set[str]:
    body = re.sub(r"(?s)<(script|style).*?</\1>", "", text)
    spoken = {" ".join(html.unescape(label).split()) for label in _LABEL.findall(body)}
    return {label.strip("() ") for label in spoken if len(label) > 2}


@pytest.fixture(scope="module")
def real_pages() -> Path:
    if not REAL.is_dir():
        pytest.skip("the folder with real pages is not beside the project")
    return REAL


def _read(real: Path, patterns: tuple[str, ...]) -> str:
    texts = []
    for path in sorted({path for pattern in patterns for path in real.glob(pattern)}):
        data = path.read_bytes()
        try:
            texts.append(data.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(data.decode("latin-1"))
    return "\n".join(texts)


def test_every_template_has_its_kind() -> None:
    """A new template names the real pages that it follows."""
    assert {path.name for path in TEMPLATES.iterdir()} == set(KINDS)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_ids_and_classes_are_real(name: str, real_pages: Path) -> None:
    """Every id, class and field name of a template occurs in a real page of its kind."""
    known = _pieces(_read(real_pages, KINDS[name]))
    assert _pieces((TEMPLATES / name).read_text()) - known == set()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_labels_are_real(name: str, real_pages: Path) -> None:
    """Every fixed text of a template occurs in a real page of its kind."""
    real = " ".join(html.unescape(_read(real_pages, KINDS[name])).split())
    missing = {label for label in _labels((TEMPLATES / name).read_text()) if label not in real}
    assert missing - _OWN_WORDS == set()


def test_a_template_fills_every_slot() -> None:
    """A slot without a value is an error, not a hole."""
    with pytest.raises((KeyError, TypeError)):
        Template("esaj_message.html").fill(app="/cpopg")
