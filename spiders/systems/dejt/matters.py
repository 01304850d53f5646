"""Reads the matters that DEJT's advanced search shows: what was published, about which cases (pure)."""

import re
from dataclasses import dataclass, field

from schemas.pages import Publication
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.gazette import CASE_NUMBER, iso_day
from spiders.printed_numbers import number_of
from spiders.select import Node, every, text_of

_TITLE = re.compile(r"^(?P<place>\d{1,6})\. (?P<kind>.{2,120}?)(?: - (?P<title>.+))?$")
_REFERENCE = re.compile(
    r"^Ref\.: Cad\. (?P<part>\S{3,20}) do (?:(?:TRT (?:da )?(?P<region>\d{1,2})ª Região)|(?P<court>[A-Z]{3,6})) "
    r"do dia (?P<day>\d{2}/\d{2}/\d{4})\. Pág\. (?P<page>\d{1,6})\. Cód\. (?P<code>\d{1,12})\.$"
)
_UNTITLED = "(sem título)"
_MORE = "(...)"
_CASES = "Processo(s):"


@dataclass(slots=True)
class _Matter:
    """The rows of one matter: its title, its unit, its cases, its reference."""

    title: re.Match[str]
    unit: str | None = None
    numbers: list[str] = field(default_factory=list)
    reference: re.Match[str] | None = None


def read_matters(table: Node, requested: str | None) -> tuple[Publication, ...]:
    """Return the matters in page order.

    Args: requested: the number that was searched for; of a matter about many cases it is the one that is meant.
    """
    matters: list[_Matter] = []
    for row in every(table, ".//tr[not(.//tr)]"):
        text = text_of(row)
        if title := _TITLE.match(text):
            matters.append(_Matter(title))
        elif text:
            if not matters:
                raise PageChanged("a matter has no title", found=text[:60])
            _add(matters[-1], row, text)
    return tuple(_publication(matter, requested) for matter in matters)


def _add(matter: _Matter, row: Node, text: str) -> None:
    if text.startswith(_CASES):
        matter.numbers = _numbers(row, text)
    elif text.startswith("Ref.:"):
        matter.reference = _REFERENCE.match(text)
    elif not every(row, './/td[contains(@class, "linha-links")]'):
        if matter.unit is not None:
            raise PageChanged("a matter has a row that nobody knows", found=text[:60])
        matter.unit = text.rstrip(". ")


def _numbers(row: Node, text: str) -> list[str]:
    """Return all case numbers; the page shows the first ones, and all of them when the mouse rests on "(...)"."""
    hidden = [node.get("title") or "" for node in every(row, './/span[contains(@class, "toolTipProcesso")]')]
    shown = CASE_NUMBER.findall(text)
    listed = CASE_NUMBER.findall(" ".join(hidden))
    if not shown or (_MORE in text and len(listed) <= len(shown)) or (hidden and listed[: len(shown)] != shown):
        raise PageChanged("a matter does not name its cases")
    return list(dict.fromkeys(listed or shown))


def _publication(matter: _Matter, requested: str | None) -> Publication:
    reference, title = matter.reference, matter.title["title"]
    if reference is None or matter.unit is None or not matter.numbers:
        raise PageChanged("a matter has no unit, no cases or no reference", found=matter.title[0][:60])
    numbers = [number for printed in matter.numbers if (number := number_of(printed)[0])]
    only = numbers[0] if len(numbers) == 1 else None
    return Publication(
        publication_id=reference["code"],
        case_number=requested if requested in numbers else only,
        case_numbers=tuple(numbers) if len(numbers) > 1 else (),
        tribunal=f"TRT{int(reference['region'])}" if reference["region"] else reference["court"],
        kind=matter.title["kind"],
        title=None if title == _UNTITLED else title,
        available_on=iso_day(reference["day"]),
        judging_body=matter.unit,
        court_level=level_of_body(matter.unit),
        item_number=int(matter.title["place"]),
        gazette_page=int(reference["page"]),
    )
