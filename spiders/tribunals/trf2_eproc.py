"""Facts about the eproc of TRF2 (Rio de Janeiro and Espírito Santo); each state has an installation of its own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TRF2Eproc(EprocSpider):
    """TRF2 in eproc."""

    tribunal = "TRF2"
    j_tr = "4.02"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g_es": "https://eproc.jfes.jus.br/eproc",
            "1g_rj": "https://eproc.jfrj.jus.br/eproc",
            "2g": "https://eproc-consulta.trf2.jus.br/eproc",
        }
    )
    verified_on = "2026-05, VOY: captcha, names of fields change with each session; no page seen, paths not verified"
    is_verified = False
    access = Access.CAPTCHA
