"""The keys and words of the Comunica API: closed tables."""

from schemas.courts import Side

ANSWER_KEYS = frozenset({"status", "message", "count", "items"})
SHOWN_KEYS = (
    "id",
    "data_disponibilizacao",
    "siglaTribunal",
    "tipoComunicacao",
    "nomeOrgao",
    "texto",
    "numero_processo",
    "destinatarios",
    "destinatarioadvogados",
)
"""What every item has; without one of them the item shows less than it should."""
ITEM_KEYS = frozenset(
    {
        *SHOWN_KEYS,
        "idOrgao",
        "meio",
        "link",
        "tipoDocumento",
        "nomeClasse",
        "codigoClasse",
        "numeroComunicacao",
        "ativo",
        "hash",
        "status",
        "motivo_cancelamento",
        "data_cancelamento",
        "datadisponibilizacao",
        "dataenvio",
        "meiocompleto",
        "numeroprocessocommascara",
    }
)
"""All keys of an item (24 seen, `dataenvio` reported); anything else is named in the page's reason."""
RECIPIENT_KEYS = frozenset({"nome", "polo", "comunicacao_id"})
LAWYER_KEYS = frozenset({"id", "comunicacao_id", "advogado_id", "created_at", "updated_at", "advogado"})
LAWYER_PERSON_KEYS = frozenset({"id", "nome", "numero_oab", "uf_oab"})

POLES: dict[str, Side] = {
    "A": Side.ACTIVE,
    "AT": Side.ACTIVE,
    "P": Side.PASSIVE,
    "PA": Side.PASSIVE,
    "T": Side.THIRD,
    "TC": Side.THIRD,
    "V": Side.THIRD,
}
"""`polo` → side (A and P seen); another code gives no side and is named in the page's reason."""

PUBLISHED = "P"
"""`status` of a communication in force; every other one is a cancelled one (RVS 2026-07-12)."""

COUNT_STOPS_AT = 10_000
"""`count` is a floor from here on (RVS 2026-07-12)."""

BUSY = "MUITO OCUPADO"
REFUSALS = ("FORBIDDEN", "ACCESS DENIED", "ACESSO NEGADO")
TOO_MANY = ("TOO MANY REQUESTS", "LIMIT EXCEEDED", "MUITAS REQUISICOES")
"""Words of the sentences with which the API, or the gateway before it, refuses."""

OAB_SUFFIXES = ("", "-O", "-A", "-N", "-B", "-S", "-E")
"""`numeroOab` is compared as an exact text, and tribunals store suffixes (RVS 2026-07-12)."""
