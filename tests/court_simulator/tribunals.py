"""The tribunals that are played: real acronyms and number segments, invented comarcas and judges."""

from dataclasses import dataclass

ESAJ, PJE, DATAJUD = "esaj", "pje", "datajud"


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
TRIBUNALS: dict[str, Tribunal] = {each.acronym: each for each in _ESAJ + _PJE + _DATAJUD_ONLY}
"""Every tribunal by acronym. DataJud holds all of them."""


def of_system(system: str) -> tuple[Tribunal, ...]:
    """Return the tribunals whose own pages are of a system."""
    return tuple(each for each in TRIBUNALS.values() if each.system == system)


def court_addresses(base: str) -> dict[str, str]:
    """Return the product's setting `court_addresses` for a simulator that listens at `base`."""
    addresses: dict[str, str] = {}
    for each in TRIBUNALS.values():
        addresses[f"{each.acronym}/datajud/api"] = f"{base}/datajud"
        if each.system == ESAJ:
            addresses[f"{each.acronym}/esaj/cpopg"] = f"{base}/{each.path}/esaj/{each.apps[0]}"
            addresses[f"{each.acronym}/esaj/cposg"] = f"{base}/{each.path}/esaj/{each.apps[1]}"
        elif each.system == PJE:
            addresses[f"{each.acronym}/pje/1g"] = f"{base}/{each.path}/pje/1g"
            addresses[f"{each.acronym}/pje/2g"] = f"{base}/{each.path}/pje/2g"
    return addresses
