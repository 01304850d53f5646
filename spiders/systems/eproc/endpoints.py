"""eproc's requests as plain values: form, search by number and by name, links of the session, distribution list (pure).

Fields come from the form at hand: their names may be made up for each session, and every link carries a hash of it.
"""

import unicodedata
from datetime import date
from urllib.parse import urljoin

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest
from spiders.errors import PageChanged
from spiders.systems.eproc.forms import Form

_CONTROLLER = "externo_controlador.php"
_NO_PHONETICS = "N"


def form_request(base: str) -> PageRequest:
    """Get the search form; it opens the court's session."""
    return _get(base, "processo_consulta_publica", PageKind.SEARCH_FORM)


def distribution_form_request(base: str) -> PageRequest:
    """Get the form of the public list of distributions."""
    return _get(base, "processo_distribuicao_listar", PageKind.DISTRIBUTION_LIST)


def number_search_request(form_url: str, form: Form, case_number: CaseNumber) -> PageRequest:
    """Search by number: the whole form as a browser sends it. One hit answers with the case at once."""
    filled = {_known(form.number_field, "number"): case_number.masked}
    return _post(form_url, form, filled, PageKind.CASE_DETAIL)


def name_search_request(form_url: str, form: Form, name: str) -> PageRequest:
    """Search by name, without the phonetic search, whose answers are mostly other people.

    Accents are left out: the form is ISO-8859-1, and a form's pairs go out as UTF-8.
    """
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    filled = {_known(form.name_field, "name"): plain}
    if form.phonetic_field:
        filled[form.phonetic_field] = _NO_PHONETICS
    return _post(form_url, form, filled, PageKind.PARTY_LIST)


def distributions_request(form_url: str, form: Form, day: date) -> PageRequest:
    """Ask for the cases distributed on one day."""
    printed = f"{day:%d/%m/%Y}"
    filled = {_known(form.first_day_field, "first day"): printed, _known(form.last_day_field, "last day"): printed}
    return _post(form_url, form, filled, PageKind.DISTRIBUTION_LIST)


def link_request(page_url: str, link: str, kind: str) -> PageRequest:
    """Follow a link of the session: a case, all events of a case, the cases of a person."""
    return PageRequest(url=urljoin(page_url, link), kind=kind, headers={"Referer": page_url})


def _get(base: str, action: str, kind: str) -> PageRequest:
    return PageRequest(url=f"{base.rstrip('/')}/{_CONTROLLER}?acao={action}", kind=kind)


def _post(form_url: str, form: Form, filled: dict[str, str], kind: str) -> PageRequest:
    """Fill the form. A field that stands twice (a checkbox and its hidden twin) is sent once."""
    fields = {**dict(form.fields), **filled}
    return PageRequest(
        url=urljoin(form_url, form.action),
        kind=kind,
        method="POST",
        headers={"Referer": form_url},
        form=tuple(fields.items()),
    )


def _known(field: str | None, what: str) -> str:
    if field is None:
        raise PageChanged(f"the form has no field for the {what}")
    return field
