"""STJ's labels and roles, mapped to our terms: closed tables, and the readers of single values."""

import re
import unicodedata

from schemas.courts import Side
from spiders import roles
from spiders.select import collapse

HEADER_LABELS: dict[str, str | None] = {
    "processo": "case_class",
    "localizacao": "status_text",
    "tipo": "kind",
    "autuacao": "filed_on",
    "numero unico": "case_number",
    "relator(a)": "judge",
    "relator": "judge",
    "relatora": "judge",
    "assunto(s)": "subjects",
    "assunto": "subjects",
    "assuntos": "subjects",
    "tribunal de origem": "origin",
    "numeros de origem": "origin_numbers",
    "numero de origem": "origin_numbers",
    "ultima fase": "last_phase",
    # Read and left out: none of them says anything that a case keeps.
    "ramo do direito": None,
    "relator(a) p/ acordao": None,
    "relator(a) para acordao": None,
    "relator p/ acordao": None,
    "revisor(a)": None,
    "revisor": None,
    "prioridade": None,
    "prioridades": None,
    "tema": None,
    "temas": None,
    "controversia": None,
    "": None,
}
"""Folded label to our field; None: known and not kept. The nameless one counts volumes and attached cases."""

NEEDED = ("case_class", "kind", "filed_on", "case_number", "judge", "last_phase")
"""Labels of every page of a case; their loss makes it partial."""

_SIDES: dict[str, Side] = {"AGTE": Side.ACTIVE, "AGDO": Side.PASSIVE, "AM CURIAE": Side.THIRD, "ASSIST": Side.THIRD}
"""The STJ's own abbreviations to the side; the others are those of every court (`spiders.roles`)."""

_LAWYER = re.compile(r"ADVOGAD[OA]S?|ADV|PROCURADOR(A|ES|AS)?|DEFENSOR(A|ES|AS)?|PROC|DEF")
SEALED_WORDS = re.compile(r"segredo de justi[çc]a|sigilos[oa]", re.I)
NOTHING_FOUND = re.compile(r"resultou em 0 registro|nenhum (processo|registro)|n[ãa]o (foi|foram) encontrad", re.I)
CAPTCHA_WORDS = re.compile(r"captcha|rob[ôo]", re.I)
RESULT_COUNT = re.compile(r"resultou em (\d[\d.]*) registro", re.I)

_OAB = re.compile(r"\s+-\s+(?P<oab>[A-Z]{2}\d{3,7}[A-Z]?)$")
_OTHERS = re.compile(r"\s+e\s+outr[oa]s?\s*(?:\((?P<n>\d+|[a-z/]+)\))?$", re.I)


def fold(text: str) -> str:
    """Return a label without accents, case and doubled blanks."""
    plain = unicodedata.normalize("NFKD", text)
    return collapse("".join(c for c in plain if not unicodedata.combining(c))).lower()


def label_of(printed: str) -> str:
    """Return a printed label without its colon."""
    return collapse(printed).rstrip(":").rstrip()


def side_of(role_text: str) -> Side | None:
    """Return the side that a role leaves no doubt about, or None."""
    return _SIDES.get(roles.fold(role_text)) or roles.side_of_role(role_text)


def is_lawyer(role_text: str) -> bool:
    """Say whether a role is that of somebody who stands for a party."""
    return _LAWYER.fullmatch(roles.fold(role_text)) is not None


def split_name(printed: str) -> tuple[str, str | None, int | None]:
    """Return (the name alone, the OAB behind it, N of "e outros (N)")."""
    oab = _OAB.search(printed)
    name = printed[: oab.start()] if oab else printed
    others = _OTHERS.search(name)
    count = others["n"] if others else None
    name = name[: others.start()] if others else name
    return collapse(name), oab["oab"] if oab else None, int(count) if count and count.isdigit() else None
