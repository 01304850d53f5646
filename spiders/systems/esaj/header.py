"""Reads the header of a case: the current layout (labels and ids) and the old one (rows of label and value).

Which label states what stands in the vocabulary. A label that is not known there is returned, never guessed at.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from schemas.case_number import CaseNumber, InvalidCaseNumber
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, every, next_element, text_of
from spiders.roles import fold
from spiders.systems.esaj.markup import CASE_NUMBER, Markup, ancestors, cells_of, date_of, has_class, label_of, rows_of
from spiders.systems.esaj.vocabulary import (
    BADGES,
    FACTS,
    IGNORED_LABELS,
    SEALED_WORDS,
    STATUS_IDS,
    Fact,
)

_OLD_FORM = "secaoFormBody"
_OLD_LABELS = f'table[class*="{_OLD_FORM}"] label'
_OLD_LABEL_INSIDE = 'span[class="labelClass"]'
_BLOCK = "unj-entity-header"
_MOMENT = re.compile(r"(\d\d/\d\d/\d{4})(?:\s+(?:às|as)\s+(\d\d:\d\d))?(?:\s+-\s+(.+))?")
_AMOUNT = re.compile(r"(?:R\$\s*)?(\d{1,3}(?:\.\d{3})*|\d+)(?:,(\d{1,2}))?")
_INCIDENT = re.compile(r"[/(]\s*\d{1,5}\s*\)?\s*$")


@dataclass(slots=True)
class Header:
    """What the header states, as printed; `remarks` names what was not understood or has no value."""

    facts: dict[Fact, list[str]] = field(default_factory=dict)
    number_text: str = ""
    status: str | None = None
    badges: list[str] = field(default_factory=list)
    is_sealed: bool = False
    remarks: list[str] = field(default_factory=list)

    def state(self, label: str, value: str) -> None:
        """Keep what a label states, or remark on it."""
        known = fold(label)
        if known in IGNORED_LABELS:
            return
        fact = FACTS.get(known)
        if fact is None:
            self.remarks.append(f"the label {label!r} is not known")
        elif not value:
            self.remarks.append(f"the label {label!r} has no value")
        else:
            self.facts.setdefault(fact, []).append(value)

    def mark(self, text: str, *, is_status: bool) -> None:
        """Keep a mark printed beside the number: the situation, or something else such as priority."""
        folded = fold(text)
        self.is_sealed = self.is_sealed or any(words in folded for words in SEALED_WORDS)
        if is_status and self.status is None and folded not in BADGES:
            self.status = text
        elif text:
            self.badges.append(text)


def read_header(page: Markup) -> Header:
    """Return the header; raises PageChanged when number or class is missing, or a label lost its value."""
    header = _read_new(page) if "numeroProcesso" in page.ids else _read_old(page)
    if not header.number_text.strip():
        raise PageChanged("the header shows no number", expected="numeroProcesso")
    if not CASE_NUMBER.search(header.number_text):
        header.remarks.append("the number is not a CNJ number")
    if "class" not in header.facts:
        raise PageChanged("the header does not state the class", expected="class")
    return header


def case_fields(header: Header) -> dict[str, Any]:
    """Return the header as keys of a Case."""
    facts = header.facts
    return {
        **number_fields(header.number_text),
        "is_incident": True if _INCIDENT.search(header.number_text) else None,
        "case_class": facts["class"][0],
        "subjects": tuple(facts.get("subject", ())),
        "judging_body": _first(facts, "unit"),
        "jurisdiction": _first(facts, "forum"),
        "judge": _first(facts, "judge"),
        "origin": _first(facts, "origin"),
        "status_text": header.status,
        "badges": tuple(header.badges),
        "amount_in_dispute": amount_of(_first(facts, "amount")),
        "reference_case": _number_in(_first(facts, "main_case")),
        "is_sealed": header.is_sealed,
        **_distribution(facts.get("distribution", []), _first(facts, "unit"), _first(facts, "forum")),
    }


def number_fields(text: str) -> dict[str, Any]:
    """Return the keys of a case number as printed: digits, text, whether the check digits hold."""
    printed = text.strip()
    found = CASE_NUMBER.search(printed)
    if found is None:
        return {"case_number": None, "case_number_text": printed or None, "case_number_valid": None}
    digits = re.sub(r"\D", "", found[0])
    return {"case_number": digits, "case_number_text": printed, "case_number_valid": _is_valid(digits)}


def amount_of(text: str | None) -> str | None:
    """Return "R$ 1.112,27" as "1112.27"; None for what is not an amount."""
    found = _AMOUNT.fullmatch(text.strip()) if text else None
    return f"{found[1].replace('.', '')}.{(found[2] or '0').ljust(2, '0')}" if found else None


def _read_new(page: Markup) -> Header:
    number = page.by_id("numeroProcesso")
    header = Header(number_text=text_of(number))
    block = next((box for box in ancestors(number) if box.tag == "div" and has_class(box, _BLOCK)), page.root)
    for tag in every(block, "span.unj-tag"):
        header.mark(text_of(tag), is_status=tag.id in STATUS_IDS)
    for label in every(block, "span.unj-label"):
        name, value = label_of(label), next_element(label)
        if value is None and fold(name) in FACTS:
            raise PageChanged(f"the label {name!r} stands alone", expected=name)
        header.state(name, text_of(value))
    return header


def _read_old(page: Markup) -> Header:
    header, label = Header(), ""
    for row in rows_of(_old_table(page)):
        cells = cells_of(row)
        if len(cells) < 2:
            raise PageChanged("a row of the header has no value cell", expected="label and value")
        label = _old_label(cells) or label
        if FACTS.get(fold(label)) == "number":
            _read_old_number(header, cells[-1])
        elif label:
            header.state(label, _old_value(cells[-1]))
    return header


def _old_table(page: Markup) -> Node:
    """The table of the last label that announces the number: the one before it may belong to the search form."""
    labels = [label for label in every(page.root, _OLD_LABELS) if text_of(label).startswith("Processo:")]
    around = ancestors(labels[-1]) if labels else iter(())
    for box in around:
        if box.tag == "table" and _OLD_FORM in attribute(box, "class"):
            return box
    raise PageChanged("the page has no header of a case", expected="numeroProcesso")


def _old_label(cells: list[Node]) -> str:
    labels = every(cells[0], "label") or every(cells[-1], _OLD_LABEL_INSIDE)
    return label_of(labels[0]) if labels else ""


def _old_value(cell: Node) -> str:
    inside = every(cell, _OLD_LABEL_INSIDE)
    text = text_of(cell)
    return text.removeprefix(text_of(inside[0])).strip() if inside else text


def _read_old_number(header: Header, cell: Node) -> None:
    """The number, the number before 2010 in brackets, and what is printed in red."""
    for span in every(cell, "span"):
        text = text_of(span)
        if "red" in attribute(span, "style"):
            header.mark(text, is_status=True)
        elif text and not header.number_text:
            if text.startswith("("):
                raise PageChanged("the header shows a number of before only", expected="number")
            header.number_text = text


def _distribution(values: list[str], unit: str | None, forum: str | None) -> dict[str, Any]:
    """The distribution's date and kind; the old layout prints the unit, or unit and forum, under the same label."""
    stated: dict[str, Any] = {}
    for value in values:
        found = _MOMENT.fullmatch(value)
        if found:
            day = date_of(found[1]).isoformat()
            stated["distributed_on"] = f"{day}T{found[2]}" if found[2] else day
            stated["distribution_type"] = found[3]
        elif unit is None:
            body, dash, rest = value.rpartition(" - ")
            is_pair = bool(dash) and forum is None
            stated["judging_body"] = body if is_pair else value
            if is_pair:
                stated["jurisdiction"] = rest
    return stated


def other_numbers(texts: Iterable[str], own: str | None) -> tuple[str, ...]:
    """Return the CNJ numbers in the texts, digits only, each once, the case's own left out."""
    found = [re.sub(r"\D", "", number) for text in texts for number in CASE_NUMBER.findall(text)]
    return tuple(dict.fromkeys(number for number in found if number != own))


def _number_in(text: str | None) -> str | None:
    found = CASE_NUMBER.search(text or "")
    return re.sub(r"\D", "", found[0]) if found else None


def _first(facts: dict[Fact, list[str]], fact: Fact) -> str | None:
    values = facts.get(fact)
    return values[0] if values else None


def _is_valid(digits: str) -> bool:
    try:
        CaseNumber(digits)
    except InvalidCaseNumber:
        return False
    return True
