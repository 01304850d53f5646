"""PJe's requests as plain values: form, search, detail, and the turning of pages (pure).

Every name of a field comes from the page at hand (`spiders.systems.pje.scripts`).
"""

from urllib.parse import urljoin

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest
from spiders.errors import PageChanged
from spiders.systems.pje.scripts import PageTurner, SearchForm

_AJAX = "XMLHttpRequest"
_VIEW_STATE = "javax.faces.ViewState"


def form_request(base: str) -> PageRequest:
    """Get the search form; it opens the court's session."""
    return PageRequest(url=f"{base.rstrip('/')}/ConsultaPublica/listView.seam", kind=PageKind.SEARCH_FORM)


def search_request(form_url: str, form: SearchForm, case_number: CaseNumber) -> PageRequest:
    """Search by number: the whole form as a browser sends it, with the script as the source of the event."""
    return _search(form_url, form, form.number_field, case_number.masked)


def name_request(form_url: str, form: SearchForm, name: str) -> PageRequest:
    """Search by the name of a party; raises PageChanged when the form has no field for it."""
    if form.name_field is None:
        raise PageChanged("the search form has no field for a party's name", expected="nomeParte")
    return _search(form_url, form, form.name_field, name)


def _search(form_url: str, form: SearchForm, field: str, value: str) -> PageRequest:
    fields = tuple((name, value if name == field else own) for name, own in form.fields)
    return PageRequest(
        url=urljoin(form_url, form.action),
        kind=PageKind.RESULT_LIST,
        method="POST",
        headers={"X-Requested-With": _AJAX, "Referer": form_url},
        form=(("AJAXREQUEST", "_viewRoot"), *fields, *form.event),
    )


def detail_request(form_url: str, link: str) -> PageRequest:
    """Get the case; the token in the link belongs to the session of the search."""
    return PageRequest(url=urljoin(form_url, link), kind=PageKind.CASE_DETAIL, headers={"Referer": form_url})


def turn_page_request(detail_url: str, turner: PageTurner, page: int, view_state: str, kind: str) -> PageRequest:
    """Turn a table of the detail page to `page`; the answer is a fragment with that page's rows."""
    return PageRequest(
        url=urljoin(detail_url, turner.action) if turner.action else detail_url.partition("?")[0],
        kind=kind,
        method="POST",
        headers={"X-Requested-With": _AJAX, "Referer": detail_url},
        form=(
            ("AJAXREQUEST", turner.container),
            *(pair for pair in turner.fields if pair[0] != turner.page_field),
            (_VIEW_STATE, view_state),
            (turner.page_field, str(page)),
            *turner.event,
        ),
    )
