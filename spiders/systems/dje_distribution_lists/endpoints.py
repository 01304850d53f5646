"""The gazette's download of a caderno (pure)."""

from datetime import date
from urllib.parse import urlencode

from schemas.pages import PageKind
from spiders.base import PageRequest


def caderno(base: str, day: date, number: str) -> PageRequest:
    """Ask for one caderno of one day; a missing one is answered with an HTML page and status 200."""
    query = urlencode({"dtDiario": f"{day:%d/%m/%Y}", "cdCaderno": number, "tpDownload": "D"})
    return PageRequest(url=f"{base.rstrip('/')}/cdje/downloadCaderno.do?{query}", kind=PageKind.DISTRIBUTION_LIST)
