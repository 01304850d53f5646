"""DEJT's search of issues as plain values: the form, and its submission for some days (pure)."""

from datetime import date

from schemas.pages import PageKind
from spiders.base import PageRequest
from spiders.charset import decode_html
from spiders.select import one, parse_html

_FORM = "corpo:formulario"
_JUDICIAL = "1"


def search_form(base: str) -> PageRequest:
    """Ask for the form, whose state its submission must carry."""
    return PageRequest(url=f"{base.rstrip('/')}/dejt/f/n/diariocon", kind=PageKind.SEARCH_FORM)


def view_state(body: bytes) -> str:
    """Return the state of a page's form; raises PageChanged when it has none."""
    form = one(parse_html(decode_html(body)), f'//form[@id="{_FORM}"]')
    return one(form, './/input[@name="javax.faces.ViewState"]').get("value") or ""


def search(base: str, days: tuple[date, date], tribunal: str, state: str) -> PageRequest:
    """Submit the form. Args: tribunal: the form's own number ("3" is TRT3); state: of the page before."""
    first, last = days
    fields = {
        f"{_FORM}:tipoCaderno": _JUDICIAL,
        f"{_FORM}:dataIni": f"{first:%d/%m/%Y}",
        f"{_FORM}:dataFim": f"{last:%d/%m/%Y}",
        f"{_FORM}:tribunal": tribunal,
        "org.apache.myfaces.trinidad.faces.FORM": _FORM,
        "_noJavaScript": "false",
        "javax.faces.ViewState": state,
        "source": f"{_FORM}:botaoAcaoPesquisar",
    }
    return PageRequest(
        url=f"{base.rstrip('/')}/dejt/f/n/diariocon",
        kind=PageKind.PUBLICATION_LIST,
        method="POST",
        form=tuple(fields.items()),
    )
