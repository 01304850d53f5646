"""The keys, codes and printed words of TJPA's answers, as closed tables (seen 2026-06-29)."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from schemas.courts import CourtLevel, Side
from spiders.errors import PageChanged
from spiders.json_pages import text_at
from spiders.printed_values import amount_of, moment_of

_ENTRY = """
numero numeroFormatado cdDocProcesso processoPrevento instancia cdInstancia comarca cdComarca situacao area
dataDistribuicao dataDistribuicaoFormatada vara orgaoColegiado cdVara gabinete secretaria magistrado competencia
cdClasse classe assunto instituicao numeroInqueritoPolicial valorCausa valorCausaFormatado dataAutuacao
dataAutuacaoFormatada segredoJustica volumes numeroPaginas prioridade gratuidade migrado fundamentacaoLegal partes
sistema incidente apensos cargo
"""
ENTRY_KEYS = frozenset(_ENTRY.split())
"""What an entry has; anything else is named in the page's reason."""
NEEDED_KEYS = (
    "numero",
    "numeroFormatado",
    "cdDocProcesso",
    "cdInstancia",
    "classe",
    "segredoJustica",
    "partes",
    "sistema",
)
"""An entry without one of them is a damaged one."""
_PARTY = "cdparte nome tipo cpfcnpj polo flsegredo tppessoa dataNascimento menor"
PARTY_KEYS = frozenset(_PARTY.split())
NEEDED_OF_PARTY = ("nome", "tipo", "polo", "flsegredo")

POLES: dict[str, Side] = {"A": Side.ACTIVE, "P": Side.PASSIVE, "T": Side.THIRD}
YES_NO: dict[str, bool] = {"SIM": True, "S": True, "TRUE": True, "NÃO": False, "NAO": False, "N": False, "FALSE": False}
COURT_LEVELS: dict[str, CourtLevel] = {
    "Primeiro Grau": CourtLevel.FIRST,
    "1º Grau": CourtLevel.FIRST,
    "Segundo Grau": CourtLevel.SECOND,
    "2º Grau": CourtLevel.SECOND,
    "Turma Recursal": CourtLevel.APPEALS_PANEL,
    "Turmas Recursais": CourtLevel.APPEALS_PANEL,
}
"""`instancia` ("Primeiro Grau" seen; the others follow TJPA's own words for its degrees)."""
LEVELS_BY_CODE: dict[str, CourtLevel] = {"1": CourtLevel.FIRST, "2": CourtLevel.SECOND}
LAWYER_ROLE = re.compile(r"ADVOGAD|DEFENSOR|PROCURADOR")

_NOT_SAID = frozenset({"Não Informado", "Não informado", "-"})
_CODED = re.compile(r"(\d{1,7})\s+-\s+(.+)")
_BELEM = timezone(timedelta(hours=-3))
_LARGEST_AMOUNT = 10**15
_FORMATTED_AMOUNT = re.compile(r"(?:R\$\s*)?[\d.]{1,20},\d{2}")


def said_at(row: dict[str, Any], key: str) -> str | None:
    """Return what the service says, None for null and for its own "Não Informado"."""
    printed = text_at(row, key)
    return None if printed in _NOT_SAID else printed


def coded_at(row: dict[str, Any], key: str) -> tuple[str | None, str | None]:
    """Return (name, national code) of "39 - Inventário"."""
    printed = said_at(row, key)
    found = _CODED.fullmatch(printed or "")
    return (found[2], found[1]) if found else (printed, None)


def flag_at(row: dict[str, Any], key: str) -> bool:
    """Return a yes or no as the service prints it; raises PageChanged for any other word."""
    value = row.get(key)
    printed = (str(value) if isinstance(value, bool) else text_at(row, key) or "").upper()
    if printed not in YES_NO:
        raise PageChanged(f"{key} is neither yes nor no", expected=key)
    return YES_NO[printed]


def day_at(row: dict[str, Any], key: str) -> str | None:
    """Return a day: as the service formats it, else its epoch milliseconds as a calendar in Belém shows them."""
    formatted = said_at(row, f"{key}Formatada")
    if formatted:
        return moment_of(formatted)
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise PageChanged(f"{key} is not a moment", expected=key)
    try:
        return datetime.fromtimestamp(value / 1000, UTC).astimezone(_BELEM).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise PageChanged(f"{key} does not exist in the calendar", expected=key) from error


def value_at(row: dict[str, Any]) -> str | None:
    """Return the amount in dispute: as the service formats it, else the number, whose float carries noise."""
    formatted, value = said_at(row, "valorCausaFormatado"), row.get("valorCausa")
    if formatted and (value is None or _FORMATTED_AMOUNT.fullmatch(formatted)):
        return amount_of(formatted)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LARGEST_AMOUNT:
        raise PageChanged("the amount is not an amount", expected="valorCausa")
    return f"{value:.2f}"
