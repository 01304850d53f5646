"""The words that TJRJ's older portal prints, as closed tables: header labels, roles. Keys are folded (`fold`)."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from schemas.courts import Side

Fact = Literal["class", "subject", "lawyers", "related", "origin", "amount", "judge"]


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Return the words in capitals without accents and marks."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join(re.findall(r"[0-9A-Z]+", "".join(c for c in plain if not unicodedata.combining(c)).upper()))


FACTS: dict[str, Fact] = {
    "CLASSE": "class",
    "ASSUNTO": "subject",
    "ADVOGADO S": "lawyers",
    "ADVOGADO": "lawyers",
    "ADVOGADOS": "lawyers",
    "PROCESSO S NO CONSELHO RECURSAL": "related",
    "PROCESSO S NO TRIBUNAL DE JUSTICA": "related",
    "PROCESSO S APENSADO S": "related",
    "PROCESSO S VINCULADO S": "related",
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
        "PROTOCOLO S NO TRIBUNAL DE JUSTICA",
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

_ACTIVE = """
AUTOR AUTORA AUTORES REQUERENTE REQUERENTES EXEQUENTE EXEQUENTES EMBARGANTE EMBARGANTES IMPETRANTE IMPETRANTES
RECLAMANTE RECLAMANTES RECORRENTE RECORRENTES APELANTE APELANTES AGRAVANTE AGRAVANTES CREDOR CREDORA CONSIGNANTE
OPOENTE EXCIPIENTE IMPUGNANTE SUSCITANTE QUERELANTE NOTIFICANTE INTERPELANTE LIQUIDANTE EXPROPRIANTE DEMANDANTE
"""
_PASSIVE = """
REU RE REUS RES REQUERIDO REQUERIDA REQUERIDOS EXECUTADO EXECUTADA EXECUTADOS EMBARGADO EMBARGADA EMBARGADOS IMPETRADO
IMPETRADA IMPETRADOS RECLAMADO RECLAMADA RECLAMADOS RECORRIDO RECORRIDA RECORRIDOS APELADO APELADA APELADOS AGRAVADO
AGRAVADA AGRAVADOS DEVEDOR DEVEDORA CONSIGNADO CONSIGNADA OPOSTO OPOSTA EXCEPTO EXCEPTA IMPUGNADO IMPUGNADA SUSCITADO
SUSCITADA QUERELADO QUERELADA NOTIFICADO NOTIFICADA INTERPELADO INTERPELADA LIQUIDADO LIQUIDADA EXPROPRIADO
EXPROPRIADA DEMANDADO DEMANDADA ACUSADO ACUSADA ACUSADOS INDICIADO INDICIADA DENUNCIADO DENUNCIADA
"""
_THIRD = "TESTEMUNHA PERITO PERITA INTERESSADO INTERESSADA VITIMA"

SIDES: dict[str, Side] = {
    **dict.fromkeys(_ACTIVE.split(), Side.ACTIVE),
    **dict.fromkeys(_PASSIVE.split(), Side.PASSIVE),
    **dict.fromkeys(_THIRD.split(), Side.THIRD),
    **dict.fromkeys(("TERCEIRO INTERESSADO", "MINISTERIO PUBLICO"), Side.THIRD),
}
"""Role → side; a role that leaves doubt is not here."""
