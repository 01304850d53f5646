"""The words that TJRJ's older portal prints, as closed tables. Keys are folded (`spiders.roles.fold`)."""

from typing import Literal

Fact = Literal["class", "subject", "lawyers", "related", "origin", "amount", "judge"]


FACTS: dict[str, Fact] = {
    "CLASSE": "class",
    "ASSUNTO": "subject",
    "ADVOGADO": "lawyers",
    "ADVOGADOS": "lawyers",
    "PROCESSO NO CONSELHO RECURSAL": "related",
    "PROCESSO NO TRIBUNAL DE JUSTICA": "related",
    "PROCESSO APENSADO": "related",
    "PROCESSO VINCULADO": "related",
    "PROCESSO PRINCIPAL": "related",
    "PROCESSO ORIGINARIO": "origin",
    "VALOR DA CAUSA": "amount",
    "JUIZ": "judge",
}
"""Header label → what it states."""

IGNORED_LABELS = frozenset(
    {
        "ENDERECO",
        "BAIRRO",
        "CIDADE",
        "OFICIO DE REGISTRO",
        "ACAO",  # repeated, and longer, under "Assunto"
        "COMPETENCIA",
        "PRIORIDADE",
        "PROTOCOLO",
        "PROTOCOLO NO TRIBUNAL DE JUSTICA",
        "LOCALIZACAO NA SERVENTIA",
        "CLASSE CNJ",
        "N MANDADO",
        "NO MANDADO",
        "SITUACAO MANDADO",
        "N GUIA",
        "NO GUIA",
        "SITUACAO DA GUIA",
        "VALOR PAGO",
        "DATA PAGAMENTO",
        "LIVRO",
        "FOLHA",
        "TOMBO",
        "OBSERVACAO",
    }
)
"""Labels that are known and state nothing that we keep."""

SEALED_WORDS = "SEGREDO DE JUSTICA"
NOTICES = ("AS INFORMACOES AQUI CONTIDAS", "PROCESSO ELETRONICO", "SOMENTE A PUBLICACAO NO DJERJ")
"""Beginnings of printed lines that say nothing of the case."""
