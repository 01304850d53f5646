"""Reads the tables of parties: each row a role and a cell with the name and those who act for it.

"tablePartesPrincipais" shows the first party of each role, "tableTodasPartes" all of them; the second exists only when
there are more, and then a link "Mais" does too.
"""

import re
from typing import Any

from pydantic import TypeAdapter

from schemas.cases import Party
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, raw_text_of, text_of
from spiders.roles import side_of_role
from spiders.select import collapse
from spiders.systems.esaj.markup import Markup, cells_of, has_class, label_of, rows_of
from spiders.systems.esaj.vocabulary import NO_PARTIES, POLES

_MAIN, _ALL, _MORE = "tablePartesPrincipais", "tableTodasPartes", ("linkpartes", "divLinksTituloBlocoPartes")
_PARTIES = TypeAdapter(tuple[Party, ...])
_OAB = re.compile(r"\d+[A-Z]?[A-Z]{2}")
_OTHERS = re.compile(r"\s+e\s+outr[oa]s?\s*\(?(\d+|a/s|s|as)?\)?\s*$", re.IGNORECASE)
_CIVIL_NAME = re.compile(r"\s+registrad[oa](?:\(a\))?\s+civilmente\s+como\s+.*$", re.IGNORECASE)


def read_parties(page: Markup) -> tuple[Party, ...]:
    """Return all parties in page order; raises PageChanged when a table, a row or a part of a row is missing."""
    main, everyone = page.ids.get(_MAIN), page.ids.get(_ALL)
    if everyone is None and any(name in page.ids for name in _MORE):
        raise PageChanged("the page offers more parties, but their table is missing", expected=_ALL)
    table = everyone if everyone is not None else main
    if table is None:
        if NO_PARTIES in page.text.lower():
            return ()
        raise PageChanged("the page has no table of parties", expected=_MAIN)
    parties = _PARTIES.validate_python(_read(table))
    if not parties:
        raise PageChanged("the table of parties is empty", expected="a party")
    if everyone is not None and main is not None:
        _check_all_contain(parties, main)
    return parties


def _check_all_contain(parties: tuple[Party, ...], main: Node) -> None:
    known = {(party.role_text, party.name) for party in parties}
    if any((party["role_text"], party["name"]) not in known for party in _read(main)):
        raise PageChanged("the table of all parties lacks one of the main parties", expected=_ALL)


def _read(table: Node) -> list[dict[str, Any]]:
    """Each row that says something; an empty one is a line between others."""
    return [party for row in rows_of(table) if (party := _party(row)) is not None]


def _party(row: Node) -> dict[str, Any] | None:
    cells = cells_of(row)
    if len(cells) != 2 and not text_of(row):
        return None
    if len(cells) != 2:
        raise PageChanged(f"a row of parties has {len(cells)} cells", expected="role and name")
    role = label_of(cells[0])
    texts = _labelled_texts(cells[1])
    name, others = _name_alone(texts[0][1])
    if not role or not name:
        if not text_of(row):
            return None
        raise PageChanged("a party lacks its role or its name", expected="role and name")
    classes = attribute(row, "class").split()
    pole = next((side for css, side in POLES.items() if css in classes), None)
    return {
        "name": name,
        "role_text": role,
        "side": pole or side_of_role(role),
        "others": others,
        "lawyers": [{"name": text, "role_text": label, "oab": oab} for label, text, oab in texts[1:] if text],
    }


def _labelled_texts(cell: Node) -> list[tuple[str, str, str | None]]:
    """Return (label, text, OAB) of each part of the cell; the first is the party's name, without label."""
    parts: list[tuple[str, list[str], str | None]] = [("", [], None)]
    is_after_break = False
    child = cell.first_child
    while child is not None:
        tag = child.tag
        if child.is_text_node:
            text = raw_text_of(child)
            # Each line behind the first begins with its label: without it a lawyer would become part of a name.
            if is_after_break and not text.isspace():
                raise PageChanged("a line of a party has no label", expected="mensagemExibindo")
            parts[-1][1].append(text)
        elif tag == "br":
            is_after_break = True
        elif tag == "span" and has_class(child, "mensagemExibindo"):
            is_after_break = False
            parts.append((label_of(child), [], None))
        elif tag == "input":
            label, texts, _ = parts[-1]
            parts[-1] = (label, texts, _oab(attribute(child, "value")))
        elif child.is_element_node:
            parts[-1][1].append(raw_text_of(child))
        child = child.next
    return [(label, collapse("".join(texts)), oab) for label, texts, oab in parts]


def _oab(value: str) -> str | None:
    """The second degree keeps the lawyer's number beside the name ("261844SP"); offices have letters only there."""
    return value if _OAB.fullmatch(value) else None


def _name_alone(text: str) -> tuple[str, int | None]:
    found = _OTHERS.search(text)
    if found:
        text = text[: found.start()]
    count = found[1] if found else None
    return _CIVIL_NAME.sub("", text).strip(), int(count) if count and count.isdigit() else None
