"""What a clipping of the national gazette says: its items, each a communication about one case (pure).

The text comes from a printed PDF: lines break anywhere, also inside addresses, and page numbers stand between them.
"""

import re

from schemas.cases import Lawyer
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage, Publication
from spiders.charset import decode_html
from spiders.court_levels import level_of_address, level_of_body
from spiders.errors import PageChanged
from spiders.gazette import (
    is_distribution_list,
    is_sealed_name,
    iso_day,
    read_distribution,
    read_main_case,
    read_move,
)
from spiders.gazette_people import oab_of, recipient_of
from spiders.printed_numbers import number_of
from spiders.select import collapse
from spiders.systems.djen_clipping.names import divide

_ITEM = re.compile(r"^(\d{1,4}) - D J E N - ([A-Z][A-Z0-9-]{1,9})[ \t]*$", re.MULTILINE)
_ITEM_MARK = re.compile(rb"^\d{1,4} - D J E N - [A-Z]", re.MULTILINE)
_PAGE_NUMBER = re.compile(r"^[ \t]*\d{1,4} de \d{1,4}[ \t]*$", re.MULTILINE)
_BROKEN_NUMBER = re.compile(r"(?<=\d[-.])[ \t]*\n[ \t]*(?=\d)")
_MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
)  # fmt: skip
_LONG_DAY = r"[\w-]{3,13}, (?P<day>\d{1,2})º? de (?P<month>\w{4,9}) de (?P<year>\d{4})"
_PRINTED = re.compile(rf"Data impressão: {_LONG_DAY}")
_HEAD = re.compile(
    rf"Disponibilização: {_LONG_DAY} Arquivo: \d{{1,6}} Publicação: (?P<id>\d{{1,12}}) (?P<gazette>.{{0,120}}?) ?"
    r"Processo: (?P<number>[\d.-]{20,25}) Órgão: (?P<body>.{1,300}?) "
    r"Data de disponibilização: (?P<again>\d{2}/\d{2}/\d{4})? ?Tipo de comunicação: (?P<kind>.{2,60}?) "
    r"Meio: (?:Diário de Justiça Eletrônico Nacional|Plataforma Nacional de Editais)"
)
_PEOPLE = re.compile(r"Parte\(s\):(?P<parties>.*?)(?:Advogado\(s\):?(?P<lawyers>.*))?$", re.DOTALL)
_WIDE = re.compile(r"[ \t\xa0]{3,}|[ \t\xa0]{2,}\n[ \t\xa0]*")
_TEXT_BEGINS = "\ue000"
_LAWYER = re.compile(r"(?P<name>[^\d\ue000]{3,120}?) OAB (?P<state>[A-Z]{2}) ?- ?(?P<number>\d{1,7}(?:-?[A-Z])?)(?!\w)")
_ADV = re.compile(r" - ADV:(?P<lawyers>.{0,20000})$")
_ADV_LAWYER = re.compile(r"\(OAB:? ?[\w.-]{1,12} ?/ ?[A-Z]{2}\)")
_LINK = re.compile(r"link a seguir: ?(?P<url>https?:.{5,400})$")
_DISTRIBUTION_ENDS = re.compile(r"na data de \d{2}/\d{2}/\d{4}\.$|[?&]instancia=[123]$|externo_controlador\.php\S+$")
"""eproc's sentence ends with its point; PJe-JT's ("na data 02/07/2026 Para maiores informações") with its link."""
_ESAJ_TEXT = re.compile(r"^Processo(?: \d|$)")
_ENDS = (".", ")", "!", "?", '"')


def recognise(body: bytes) -> str | None:
    """Return the kind, or None when the text has no item of the national gazette in a line of its own."""
    return PageKind.DJEN_CLIPPING if _ITEM_MARK.search(body) and not body.lstrip().startswith(b"<") else None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:  # noqa: ARG001
    """Return the items of the clipping; raises PageChanged when one has not the parts that all have."""
    text = _PAGE_NUMBER.sub("", decode_html(body, content_type).replace("\r\n", "\n").replace("\ue000", " "))
    marks = list(_ITEM.finditer(text))
    if not marks:
        raise PageChanged("the clipping has no item of the national gazette")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    unproven: list[int] = []
    publications = []
    for mark, end in zip(marks, ends, strict=True):
        printed = _BROKEN_NUMBER.sub("", text[mark.end() : end])
        if end == len(text) and _is_cut(printed):
            return _cut()
        publications.append(_item(int(mark[1]), mark[2], printed, unproven))
    said = f" Names divided without proof in items {', '.join(map(str, unproven))}." if unproven else ""
    return ParsedPage(
        system=CourtSystem.DJEN_CLIPPING,
        page=PageKind.DJEN_CLIPPING,
        outcome=Outcome.FOUND_NEW,
        reason=f"A clipping of the national gazette.{said}",
        is_sealed=any(publication.is_sealed for publication in publications),
        issued_on=_printed_on(text[: marks[0].start()]),
        publications=tuple(publications),
    )


def _item(place: int, publisher: str, printed: str, unproven: list[int]) -> Publication:
    marked = collapse_keeping(printed)
    head = _HEAD.search(marked)
    if head is None:
        raise PageChanged(f"item {place} has not the parts that every item has")
    people = _PEOPLE.search(marked, head.end())
    if people is None:
        raise PageChanged(f"item {place} has no parties", expected="Parte(s)")
    parties, lawyers, text = _people(people)
    available_on = _long_day(head)
    if head["again"] and iso_day(head["again"]) != available_on:
        raise PageChanged(f"item {place} names two days", found=head["again"])
    names, is_proven = divide(parties, text)
    if not is_proven:
        unproven.append(place)
    number, _, _ = number_of(head["number"])
    if number is None:
        raise PageChanged(f"item {place} has no whole case number", found=head["number"])
    url = _link(text)
    return Publication.model_validate(
        {
            "publication_id": head["id"],
            "item_number": place,
            "case_number": number,
            "tribunal": publisher,
            "kind": head["kind"],
            "available_on": available_on,
            "judging_body": head["body"],
            "recipients": tuple(recipient_of(name, None) for name in names),
            "lawyers": lawyers,
            "url": url,
            "text": text or None,
            "is_sealed": any(map(is_sealed_name, names)),
        }
        | _said(head["kind"], head["body"], text, url)
    )


def _said(kind: str, body: str, text: str, url: str | None) -> dict[str, str | None]:
    system, moved = read_move(text)
    level = level_of_address(url) or level_of_body(body)
    said = {
        "main_case": read_main_case(text),
        "moves_to": system,
        "moved_case_number": moved,
        "court_level": level,
    }
    told = read_distribution(text, url, body) if is_distribution_list(kind) else None
    if told is None:
        return said
    return said | {
        "distributed_on": told.distributed_on,
        "distributed_to": told.unit or told.judge,
        "court_level": told.court_level or level,
    }


def collapse_keeping(printed: str) -> str:
    """Return the item with blanks collapsed; where at least three stood, which begins the text, a mark stands."""
    return collapse(_WIDE.sub(f" {_TEXT_BEGINS} ", printed)) if _TEXT_BEGINS not in printed else collapse(printed)


def _people(found: re.Match[str]) -> tuple[str, tuple[Lawyer, ...], str]:
    """Return the parties as printed, the lawyers, and the text that begins behind them."""
    if found["lawyers"] is None:
        parties, _, text = found["parties"].partition(_TEXT_BEGINS)
        return collapse(parties), (), collapse(text.replace(_TEXT_BEGINS, " "))
    lawyers, rest = [], found["lawyers"]
    while named := _LAWYER.match(rest):
        lawyers.append(Lawyer(name=named["name"].strip(), oab=oab_of(named["number"], named["state"])))
        rest = rest[named.end() :].lstrip(" ,")
    parties = collapse(found["parties"].replace(_TEXT_BEGINS, " "))
    return parties, tuple(lawyers), collapse(rest.replace(_TEXT_BEGINS, " "))


def _is_cut(printed: str) -> bool:
    """Whether the last item ends in the middle: without its parts, short of lawyers, or without any end of a line."""
    marked = collapse_keeping(printed)
    head, people = _HEAD.search(marked), _PEOPLE.search(marked)
    if head is None or people is None or _TEXT_BEGINS not in (people["lawyers"] or people["parties"]):
        return True
    _, lawyers, text = _people(people)
    if said := _ADV.search(text):
        return len(_ADV_LAWYER.findall(said["lawyers"])) < len(lawyers) or not text.endswith(")")
    if is_distribution_list(head["kind"]):
        ends = _DISTRIBUTION_ENDS.search(text)
        return read_distribution(text, None, None) is None or ends is None
    if lawyers and _ESAJ_TEXT.search(text):
        # The text of an e-SAJ tribunal names its lawyers once more at its end.
        return True
    return not text or not (printed.endswith("\n") or text.endswith(_ENDS))


def _link(text: str) -> str | None:
    """Return the address at the end of a text, whose blanks are line breaks of the print."""
    said = _LINK.search(text)
    return "".join(said["url"].split()) if said else None


def _printed_on(front: str) -> str | None:
    said = _PRINTED.search(collapse(front))
    return _long_day(said) if said else None


def _long_day(said: re.Match[str]) -> str:
    month = said["month"].lower()
    if month not in _MONTHS:
        raise PageChanged("a date names no month", found=month)
    day = iso_day(f"{int(said['day']):02d}/{_MONTHS.index(month) + 1:02d}/{said['year']}")
    if day is None:
        raise PageChanged("a date does not exist in the calendar")
    return day


def _cut() -> ParsedPage:
    reason = "The clipping ends in the middle of an item."
    kind = PageKind.DJEN_CLIPPING
    return ParsedPage(system=CourtSystem.DJEN_CLIPPING, page=kind, outcome=Outcome.PARTIAL, reason=reason)
