"""Reads the cover of a case ("Capa do Processo"), its subjects and "Informações Adicionais"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, every, next_element, text_of
from spiders.printed_values import amount_of
from spiders.roles import fold
from spiders.systems.eproc.vocabulary import COVER_LABELS, MORE_LABELS, NEEDED_ON_COVER, Fact

_LABELS = ":is(dt, label, span[id^='lbl']):not(table *)"
_VALUES = ("dd", "span", "label")
_WARNINGS = "[id='lblAvisoTopolabel'], [class*='lblAvisoTopolabel']"
_NAMES = ":is(strong, dt, label):not(td *)"
_CASE_NUMBER = re.compile(r"\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}")
_LEVEL = re.compile(r"N[íi]vel\s+(\d)", re.IGNORECASE)
_OPEN = frozenset({"SEM SIGILO", "PUBLICO", "NAO"})


@dataclass(slots=True)
class Cover:
    """What the cover states, by our names; in words what is missing or was not understood."""

    facts: dict[Fact, str] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    missing: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    secrecy_level: int | None = None
    is_sealed: bool = False


def read_cover(root: Node, boxes: list[Node]) -> Cover:
    """Return the cover; raises PageChanged when it has no number or a label lost its value."""
    box = box_of(boxes, "CAPA DO PROCESSO", ":has([id='txtNumProcesso'])")
    if box is None:
        raise PageChanged("the page has no cover of a case", expected="Capa do Processo")
    cover = Cover(related=_related(box))
    values = {attribute(element, "id"): element for element in reversed(every(box, "[id*='txt']"))}
    for label in every(box, _LABELS):
        _read_label(label, values, cover)
    if "number" not in cover.facts:
        raise PageChanged("the cover has no number", expected="Nº do Processo")
    cover.missing += [f"{names[0]} on the cover" for names in NEEDED_ON_COVER if not set(names) & set(cover.facts)]
    read_secrecy(cover.facts.get("secrecy"), cover)
    cover.is_sealed |= any("SEGREDO DE JUSTICA" in fold(text_of(mark)) for mark in every(root, _WARNINGS))
    return cover


def boxes_of(root: Node) -> list[Node]:
    """Return the page's boxes: what it says of a case stands in them, the events aside."""
    return every(root, "fieldset")


def box_of(boxes: list[Node], heading: str, mark: str) -> Node | None:
    """Return the box with this heading, or, where the heading is lost, the one with this mark of its own."""
    by_heading = [box for box in boxes if any(fold(text_of(head)) == heading for head in children(box, "legend"))]
    found = by_heading or [box for box in boxes if box.css_matches(mark)]
    return found[0] if found else None


def _read_label(label: Node, values: Mapping[str, Node], cover: Cover) -> None:
    """Note what a label states. A value in the older markup is a label too, but has no colon."""
    printed = text_of(label)
    if not printed.endswith(":"):
        return
    printed = printed.rstrip(": ")
    if fold(printed) not in COVER_LABELS:
        cover.unread.add(f"{printed[:60]} on the cover")
        return
    fact = COVER_LABELS[fold(printed)]
    if fact and (text := text_of(_value_of(label, values, printed))):
        cover.facts.setdefault(fact, text)


def _value_of(label: Node, values: Mapping[str, Node], printed: str) -> Node:
    """Return the element that bears the label's name with "txt", else the one beside the label."""
    name = attribute(label, "id").removeprefix("lbl")
    named = values.get(f"txt{name}") if name else None
    if named is not None:
        return named
    beside = next_element(label)
    if beside is None or beside.tag not in _VALUES:
        raise PageChanged("a label of the cover lost its value", expected=printed)
    return beside


def _related(box: Node) -> tuple[str, ...]:
    """Return the numbers of related cases; one without the national form stays as printed."""
    found: list[str] = []
    for row in every(box, "table[id='tableRelacionado'] tr"):
        cells = children(row, "td")
        if not cells:
            continue
        printed = text_of(cells[0])
        number = _CASE_NUMBER.search(printed)
        found.append(number[0] if number else printed.partition("/")[0].strip())
    return tuple(dict.fromkeys(number for number in found if number))


def read_subjects(root: Node) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return (subjects, their codes), the main one first as the page has them; None when the table is not there."""
    for table in every(root, "fieldset table"):
        heads = [fold(text_of(head)) for head in every(table, "th")]
        if heads[:2] != ["CODIGO", "DESCRICAO"]:
            continue
        rows = [cells for row in every(table, "tr") if (cells := children(row, "td"))]
        if not rows or any(len(row) != len(heads) for row in rows):
            raise PageChanged("a row of the subjects does not fit its headings")
        pairs = [(text_of(row[0]), text_of(row[1])) for row in rows]
        return tuple(text for _, text in pairs if text), tuple(code for code, _ in pairs if code)
    return None


def read_more(boxes: list[Node], cover: Cover) -> str | None:
    """Return the amount in dispute of "Informações Adicionais", and note a secrecy that stands there."""
    box = box_of(boxes, "INFORMACOES ADICIONAIS", "[id='fldInformacoesAdicionais']")
    if box is None:
        cover.unread.add("the page without Informações Adicionais")
        return None
    pairs = _pairs(box)
    if not pairs:
        cover.unread.add("Informações Adicionais without a label")
    amount: str | None = None
    for printed, value in pairs:
        fact = MORE_LABELS.get(fold(printed))
        if fact == "amount":
            amount = _amount(value, cover)
        elif fact == "secrecy":
            read_secrecy(value, cover)
    return amount


def _amount(value: str, cover: Cover) -> str | None:
    try:
        return amount_of(value)
    except PageChanged:
        cover.unread.add("an amount that is not 1.234,56")
        return None


def _pairs(box: Node) -> list[tuple[str, str]]:
    """Return label and value: side by side, in bold (TRF6) or not, or in two cells (the older markup)."""
    names = [name for name in every(box, _NAMES) if name.tag != "label" or ":" in name.text()]
    pairs = [(text_of(name), text_of(_after(name))) for name in names]
    for row in every(box, "tr"):
        cells = [text_of(cell) for cell in children(row, "td")]
        pairs += list(zip(cells[0::2], cells[1::2], strict=False))
    return pairs


def _after(name: Node) -> Node:
    found = next_element(name)
    if found is None:
        raise PageChanged("a label of Informações Adicionais lost its value", expected=text_of(name))
    return found


def read_secrecy(printed: str | None, cover: Cover) -> None:
    """Note a level of secrecy: "Sem Sigilo (Nível 0)", "Segredo de Justiça (Nível 1)"."""
    if not printed:
        return
    level = _LEVEL.search(printed)
    if level:
        cover.secrecy_level = int(level[1])
        cover.is_sealed |= cover.secrecy_level > 0
    elif fold(printed) not in _OPEN:
        cover.is_sealed = True
