"""The names that the demo's companies watch: invented firms and people; at small scale one in three of them."""

from tests.court_simulator.model import MonitoredName

COMPANIES = (
    ("tamborana", "Escritório Tamborana Advogados"),
    ("guaravira", "Guaravirã Seguros, Departamento Jurídico"),
    ("mirassulina", "Mirassulina Consultoria"),
)

_FIRMS_A = (
    "Companhia Jequitirana de Tecidos S/A",
    "Auto Posto Quatro Luares Ltda",
    "Indústria e Comércio de Móveis Tucanduva Ltda",
    "Banco Alvorada do Poente S.A.",
    "Supermercado Vila Aurina Ltda",
    "Transportes Itapeverá e Irmãos Ltda",
    "Philantera Participações S/A",
    "Metalúrgica Yporanduba Ltda",
    "Condomínio Residencial Pedra Luminar II",
    "Cooperativa Agrícola Mirandeva Ltda",
    "Viação Kaimbezal Ltda",
    "Hospital Santa Verbenária S/A",
    "Construtora Sapucarana e Filhos Ltda",
    "Colégio Zozimira Ltda",
    "Distribuidora de Bebidas Wanderbec Ltda",
    "Administradora de Bens Cantareluz Ltda",
)
_PEOPLE_A = (
    "Thaís Helena Guimarães Torquatto",
    "João Pereira Montalvanio",
    "Walter Philipe Wanderlindo",
    "Maria das Graças Quiterino",
    "Yasmin Kelly Assunciano",
)
_FIRMS_B = (
    "Associação Educacional Nova Tamarindeira",
    "Companhia de Seguros Verdelume S.A.",
    "Indústria de Calçados Passolino Ltda",
    "Empreendimentos Imobiliários Morro Azulino Ltda",
    "Telefonia Luzitelma S/A",
    "Laboratório Vitorelli & Cattanho Ltda",
    "Serviços Hospitalares Bonfilhense Ltda",
    "Comércio de Alimentos Trigolume Ltda",
    "Agropecuária Curral Violetano Ltda",
    "Loteamento Jardim das Gamelinas III",
    "Farmácia Ottavianni Ltda",
    "Panificadora Kolmenara Ltda",
)
_PEOPLE_B = (
    "Mattheus Honorato Sobreirense",
    "Luzia do Carmo Ypiranguense",
    "Sebastião Lisandro Cavalgante",
    "Vanda Ester dos Anjos Belluccini",
)
_FIRMS_C = (
    "Companhia Jequitirana de Tecidos S/A",
    "Banco Alvorada do Poente S.A.",
    "Energia Itaguaremba S/A",
    "Mineradora Serra Cobrizal Ltda",
)


def _names(company: str, names: tuple[str, ...], kind: str) -> list[MonitoredName]:
    return [MonitoredName(company, name, kind) for name in names]


_SPECIAL = (
    MonitoredName("guaravira", "Seguradora Horizontelo S/A", "company", side="passive"),
    MonitoredName("guaravira", "Frigorífico Boiverdano Ltda", "company", tribunals=("TJSP", "TJMG")),
    MonitoredName("tamborana", "Editora Folhanova Gráfica Ltda", "company", window_days=30),
)
"""Names with a filter; each also has near misses that only its filter keeps out."""

LATE_DAY_SHARE = 0.5
_LATE = (
    ("mirassulina", "Cerâmica Barrolinda Ltda", False),
    ("mirassulina", "Tecelagem Fiodourado Ltda", True),
)
"""Names registered in the middle of the run: (company, name, only after registration)."""


def monitored_names(*, is_full: bool, late_day: int) -> list[MonitoredName]:
    """Return every monitored name of a run."""
    share = slice(None) if is_full else slice(None, None, 3)
    names = _names("tamborana", _FIRMS_A[share], "company") + _names("tamborana", _PEOPLE_A[share], "person")
    names += _names("guaravira", _FIRMS_B[share], "company") + _names("guaravira", _PEOPLE_B[share], "person")
    names += _names("mirassulina", _FIRMS_C[share], "company") + list(_SPECIAL)
    names += [
        MonitoredName(company, name, "company", only_after_registration=only_after, from_day=late_day)
        for company, name, only_after in _LATE
    ]
    return names


ORDINARY = {
    "companhia",
    "auto",
    "posto",
    "indústria",
    "comércio",
    "móveis",
    "banco",
    "supermercado",
    "transportes",
    "irmãos",
    "participações",
    "metalúrgica",
    "condomínio",
    "residencial",
    "cooperativa",
    "agrícola",
    "viação",
    "hospital",
    "santa",
    "construtora",
    "filhos",
    "colégio",
    "distribuidora",
    "bebidas",
    "administradora",
    "bens",
    "associação",
    "educacional",
    "seguros",
    "calçados",
    "empreendimentos",
    "imobiliários",
    "telefonia",
    "laboratório",
    "serviços",
    "hospitalares",
    "alimentos",
    "agropecuária",
    "loteamento",
    "jardim",
    "farmácia",
    "panificadora",
    "energia",
    "mineradora",
    "serra",
    "tecidos",
    "quatro",
    "vila",
    "nova",
    "morro",
    "curral",
    "pedra",
    "ii",
    "iii",
    "e",
    "&",
    "de",
    "da",
    "do",
    "dos",
    "das",
    "cerâmica",
    "tecelagem",
    "seguradora",
    "frigorífico",
    "editora",
    "gráfica",
}
"""Words of monitored names that many firms share; the others are distinctive."""
