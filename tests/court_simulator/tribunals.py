"""The tribunals that are played: real acronyms and number segments, invented comarcas and judges."""

from collections.abc import Iterable
from dataclasses import dataclass

ESAJ, PJE, DATAJUD = "esaj", "pje", "datajud"
EPROC, PROJUDI, TJPA, PJE_REST, PJE_JT, STF, STJ = (
    "eproc", "projudi", "tjpa_unificada", "pje_rest", "pje_jt", "stf", "stj",
)  # fmt: skip
ESAJ_MOBILE, GAZETTE, DEJT, DJEN, PDPJ, JUSBR, MNI = (
    "esaj_mobile", "dje_distribution_lists", "dejt", "djen", "pdpj", "jusbr", "mni",
)  # fmt: skip
WITH_PAGES = (ESAJ, PJE, EPROC, PROJUDI, TJPA, PJE_REST, STJ)
"""Systems that show the whole of a case which a list announced; nothing announces the STF's, and PJe of the labour
courts stops at its captcha."""

ADDRESSES: dict[str, dict[str, str]] = {
    ESAJ: {"cpopg": "esaj/{apps[0]}", "cposg": "esaj/{apps[1]}"},
    PJE: {"1g": "pje/1g", "2g": "pje/2g"},
    EPROC: {"1g": "eproc/1g", "2g": "eproc/2g"},
    PROJUDI: {"consulta": "projudi"},
    TJPA: {"api": "consilium-rest"},
    PJE_REST: {"1g": "pje_rest/v1"},
    PJE_JT: {"api": "pje_jt/api"},
    STF: {"portal": "stf"},
    STJ: {"search": "stj"},
}
"""System to the product's address levels and the paths below a tribunal's own."""


@dataclass(frozen=True)
class Tribunal:
    """One tribunal. `apps` are the path names of its e-SAJ degrees; `binding` the name of PJe's party tables."""

    acronym: str
    j_tr: str
    name: str
    system: str
    state: str
    apps: tuple[str, str] = ("cpopg", "cposg5")
    binding: str = "List"
    has_iso_filing: bool = False
    mask: str = "*"

    @property
    def path(self) -> str:
        return self.acronym.lower()


_ESAJ = (
    Tribunal("TJAL", "8.02", "Tribunal de Justiça do Estado de Alagoas", ESAJ, "AL"),
    Tribunal("TJSP", "8.26", "Tribunal de Justiça do Estado de São Paulo", ESAJ, "SP", ("cpopg", "cposg")),
    Tribunal(
        "TJMS",
        "8.12",
        "Tribunal de Justiça do Estado do Mato Grosso do Sul",
        ESAJ,
        "MS",
        ("cpopg5", "cposg5"),
        has_iso_filing=True,
    ),
    Tribunal("TJAC", "8.01", "Tribunal de Justiça do Estado do Acre", ESAJ, "AC"),
)
_PJE = (
    Tribunal("TJMA", "8.10", "Tribunal de Justiça do Estado do Maranhão - 1º Grau", PJE, "MA"),
    Tribunal("TJMG", "8.13", "Tribunal de Justiça do Estado de Minas Gerais", PJE, "MG", has_iso_filing=True),
    Tribunal("TJRJ", "8.19", "Tribunal de Justiça do Estado do Rio de Janeiro", PJE, "RJ"),
    Tribunal("TRF1", "4.01", "Justiça Federal da 1ª Região", PJE, "DF", binding="TableBinding", mask="X"),
    Tribunal("TRF5", "4.05", "Justiça Federal da 5ª Região", PJE, "PE", has_iso_filing=True, mask="X"),
)
_DATAJUD_ONLY = (
    Tribunal("TRT2", "5.02", "Tribunal Regional do Trabalho da 2ª Região", DATAJUD, "SP", has_iso_filing=True),
    Tribunal("TRT15", "5.15", "Tribunal Regional do Trabalho da 15ª Região", DATAJUD, "SP"),
)
DEMO: tuple[str, ...] = tuple(each.acronym for each in _ESAJ + _PJE + _DATAJUD_ONLY)
"""The tribunals of the demo."""

_REST_OF_THE_COUNTRY = (
    Tribunal("TJCE", "8.06", "Tribunal de Justiça do Estado do Ceará", ESAJ, "CE", has_iso_filing=True),
    Tribunal("TJAM", "8.04", "Tribunal de Justiça do Estado do Amazonas", ESAJ, "AM", ("cpopg", "cposgcr")),
    Tribunal("TJAP", "8.03", "Tribunal de Justiça do Estado do Amapá", PJE, "AP"),
    Tribunal("TJPE", "8.17", "Tribunal de Justiça do Estado de Pernambuco", PJE, "PE"),
    Tribunal("TJRN", "8.20", "Tribunal de Justiça do Estado do Rio Grande do Norte", PJE, "RN", has_iso_filing=True),
    Tribunal("TJRO", "8.22", "Tribunal de Justiça do Estado de Rondônia", PJE, "RO"),
    Tribunal("TRF3", "4.03", "Justiça Federal da 3ª Região", PJE, "SP", mask="X"),
    Tribunal("TRF6", "4.06", "Justiça Federal da 6ª Região", EPROC, "MG"),
    Tribunal("TRF4", "4.04", "Justiça Federal da 4ª Região", EPROC, "RS", has_iso_filing=True),
    Tribunal("TRF2", "4.02", "Justiça Federal da 2ª Região", EPROC, "RJ"),
    Tribunal("TJSC", "8.24", "Tribunal de Justiça do Estado de Santa Catarina", EPROC, "SC"),
    Tribunal("TJRS", "8.21", "Tribunal de Justiça do Estado do Rio Grande do Sul", EPROC, "RS", has_iso_filing=True),
    Tribunal("TJTO", "8.27", "Tribunal de Justiça do Estado do Tocantins", EPROC, "TO"),
    Tribunal("TJGO", "8.09", "Tribunal de Justiça do Estado de Goiás", PROJUDI, "GO"),
    Tribunal("TJPR", "8.16", "Tribunal de Justiça do Estado do Paraná", PROJUDI, "PR"),
    Tribunal("TJPA", "8.14", "Tribunal de Justiça do Estado do Pará", TJPA, "PA"),
    Tribunal("TJDFT", "8.07", "Tribunal de Justiça do Distrito Federal e dos Territórios", PJE_REST, "DF"),
    Tribunal("STF", "1.00", "Supremo Tribunal Federal", STF, "DF"),
    Tribunal("STJ", "3.00", "Superior Tribunal de Justiça", STJ, "DF"),
    Tribunal("TRT10", "5.10", "Tribunal Regional do Trabalho da 10ª Região", PJE_JT, "DF"),
    Tribunal("TST", "5.00", "Tribunal Superior do Trabalho", DATAJUD, "DF"),
    *(
        Tribunal(f"TRT{n}", f"5.{n:02d}", f"Tribunal Regional do Trabalho da {n}ª Região", DATAJUD, state)
        for n, state in zip(
            (1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24),
            ("RJ", "MG", "RS", "BA", "PE", "CE", "PA", "PR", "AM", "SC", "PB", "RO", "MA", "ES", "GO", "AL", "SE",
             "RN", "PI", "MT", "MS"),
            strict=True,
        )
    ),
    Tribunal("TRE-SP", "6.26", "Tribunal Regional Eleitoral de São Paulo", DATAJUD, "SP"),
    Tribunal("TRE-RJ", "6.19", "Tribunal Regional Eleitoral do Rio de Janeiro", DATAJUD, "RJ"),
    Tribunal("TSE", "6.00", "Tribunal Superior Eleitoral", DATAJUD, "DF"),
    Tribunal("STM", "7.00", "Superior Tribunal Militar", DATAJUD, "DF"),
    Tribunal("TJMMG", "9.13", "Tribunal de Justiça Militar do Estado de Minas Gerais", DATAJUD, "MG"),
    Tribunal("TJMSP", "9.26", "Tribunal de Justiça Militar do Estado de São Paulo", DATAJUD, "SP"),
    Tribunal("TJES", "8.08", "Tribunal de Justiça do Estado do Espírito Santo", DATAJUD, "ES"),
    Tribunal("TJSE", "8.25", "Tribunal de Justiça do Estado de Sergipe", DATAJUD, "SE"),
    Tribunal("TJPI", "8.18", "Tribunal de Justiça do Estado do Piauí", DATAJUD, "PI"),
)  # fmt: skip
TRIBUNALS: dict[str, Tribunal] = {each.acronym: each for each in (*_ESAJ, *_PJE, *_DATAJUD_ONLY, *_REST_OF_THE_COUNTRY)}
"""The whole country by acronym. A run plays those that its scale names; DataJud holds all but STF's."""


def chosen(acronyms: Iterable[str]) -> dict[str, Tribunal]:
    """Return these tribunals by acronym, in this order."""
    return {acronym: TRIBUNALS[acronym] for acronym in acronyms}


SHARED: dict[str, tuple[str, str]] = {
    DATAJUD: ("api", "/datajud"),
    DJEN: ("api", "/djen"),
    PDPJ: ("api", "/pdpj/processo-api/api/v1"),
    JUSBR: ("api", "/jusbr/api/v2"),
    MNI: ("mni", "/{path}/mni"),
}
"""System of every tribunal to the product's address level and the path at the simulator."""

ONLY: dict[str, tuple[str, str, str]] = {
    ESAJ_MOBILE: ("TJSP", "api", "/{path}/esaj_mobile"),
    GAZETTE: ("TJSP", "dje", "/{path}/dje"),
    DEJT: ("TRT", "dejt", "/labour"),
}
"""System to the beginning of the acronyms that have it, address level and path."""


def court_addresses(base: str, tribunals: Iterable[Tribunal] = tuple(TRIBUNALS.values())) -> dict[str, str]:
    """Return the product's setting `court_addresses` for a simulator that listens at `base`."""
    addresses: dict[str, str] = {}
    for each in tribunals:
        for system, (level, path) in SHARED.items():
            addresses[f"{each.acronym}/{system}/{level}"] = f"{base}{path.format(path=each.path)}"
        for system, (acronym, level, path) in ONLY.items():
            if each.acronym.startswith(acronym):
                addresses[f"{each.acronym}/{system}/{level}"] = f"{base}{path.format(path=each.path)}"
        for level, path in ADDRESSES.get(each.system, {}).items():
            addresses[f"{each.acronym}/{each.system}/{level}"] = f"{base}/{each.path}/{path.format(apps=each.apps)}"
    return addresses
