"""STF's labels and roles, mapped to our terms: closed tables, and the readers of single values."""

import re
import unicodedata

from schemas.courts import Side
from spiders import roles
from spiders.select import collapse

HEADER_LABELS: dict[str, str | None] = {
    "origem": "origin",
    "relator(a)": "judge",
    "relator": "judge",
    "relatora": "judge",
    "relator atual": "judge",
    "relatora atual": "judge",
    # Read and left out: none of them says anything that a case keeps.
    "redator do acordao": None,
    "redatora do acordao": None,
    "redator(a) do acordao": None,
    "redator para acordao": None,
    "redator(a) para acordao": None,
    "relator do ultimo incidente": None,
    "relatora do ultimo incidente": None,
    "relator(a) do ultimo incidente": None,
    "redator do ultimo incidente": None,
    "redator(a) do ultimo incidente": None,
    "revisor": None,
    "revisor(a)": None,
    "apenso ao processo": None,
    "ligado ao processo": None,
    "tema": None,
}
"""Folded label of a header field to our field; None: known and not kept."""

_SIDES: dict[str, Side] = {
    **dict.fromkeys(("AGTE", "EXQTE", "EXTDO", "LIT ATIV"), Side.ACTIVE),
    **dict.fromkeys(("AGDO", "EXCDO", "LIT PASS"), Side.PASSIVE),
    **dict.fromkeys(("AM CURIAE", "ASSIST", "BENEF"), Side.THIRD),
}
"""The STF's own abbreviations to the side; the others are those of every court (`spiders.roles`)."""

POLES = {"ATIVO": Side.ACTIVE, "PASSIVO": Side.PASSIVE}
"""The pole that a publication names."""

LAWYER_ROLE = re.compile(r"ADV|ADVOGAD[OA]|PROC|PROCURADOR(ES)?|DEF|DEFENSOR(ES)?|DEF PUBL|CURADOR ESPECIAL")
SEALED_WORDS = re.compile(r"sigilos[oa]|segredo de justi[çc]a", re.I)
SECRECY_IN_SCRIPT = re.compile(r"if \('([^'\n]{1,40})' == \"Sigiloso\"\)")
"""The portal prints the badge of secrecy into the script of a button, too (2026)."""
PUBLIC_WORD = "publico"

_OTHERS = re.compile(r"\s+e\s+outr[oa]s?\s*\((?P<n>\d+|[a-z/]+)\)$", re.I)
_OAB = re.compile(r"\s*\((?P<oab>[^()]*\d[^()]*/[A-Z]{2}[^()]*|[A-Z]{2}\d[^()]*)\)$")


def fold(text: str) -> str:
    """Return a label without accents, case and doubled blanks."""
    plain = unicodedata.normalize("NFKD", text)
    return collapse("".join(c for c in plain if not unicodedata.combining(c))).lower()


def side_of(role_text: str) -> Side | None:
    """Return the side that a role leaves no doubt about, or None."""
    return _SIDES.get(roles.fold(role_text)) or roles.side_of_role(role_text)


def is_lawyer(role_text: str) -> bool:
    """Say whether a role is that of a lawyer, defender or prosecutor who stands for a party."""
    return LAWYER_ROLE.fullmatch(roles.fold(role_text)) is not None


def split_name(printed: str) -> tuple[str, str | None, int | None]:
    """Return (the name alone, the OAB in its brackets, N of "e outros (N)")."""
    oab = _OAB.search(printed)
    name = printed[: oab.start()] if oab else printed
    others = _OTHERS.search(name)
    count = others["n"] if others else None
    name = name[: others.start()] if others else name
    return collapse(name), collapse(oab["oab"]) if oab else None, int(count) if count and count.isdigit() else None
