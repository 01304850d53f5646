"""The keys and codes of TJMT's answers, as closed tables."""

from schemas.courts import CourtLevel, Side

ANSWER_KEYS = frozenset({"pagina", "totalPaginas", "totalRegistros", "itens"})
ITEM_KEYS = frozenset(
    {
        "links",
        "nomePartePoloAtivo",
        "nomePartePoloPassivo",
        "ultimoEvento",
        "partes",
        "idSistema",
        "jurisdicao",
        "idOrgaoJulgador",
        "orgaoJulgador",
        "idOrgaoJulgadorColegiado",
        "orgaoJulgadorColegiado",
        "dataHoraInicio",
        "dataDessobrestamento",
        "dataSobrestamento",
        "idGrauJurisdicao",
        "idInstancia",
        "valorCausa",
        "codigoProcesso",
        "processoCriminal",
        "codigoProcessoStr",
        "arquivado",
        "dataArquivamento",
        "cadeiraCompetenteNome",
        "count",
        "protocolo",
        "numeroUnico",
        "segredo",
        "classe",
        "idNivelVisibilidade",
    }
)
"""What an item has; anything else is named in the page's reason."""

REQUIRED_KEYS = frozenset({"numeroUnico", "partes", "classe", "segredo", "ultimoEvento", "orgaoJulgador"})
"""An item without one of them is a damaged one."""

COURT_LEVELS = {1: CourtLevel.FIRST, 2: CourtLevel.SECOND}
POLES = {"A": Side.ACTIVE, "P": Side.PASSIVE, "T": Side.THIRD}
IDENTITY_DOCUMENTS = ("CPF", "CNPJ")
LAWYERS_NUMBER = "OAB"
ARCHIVED = "Arquivado"
