"""Reads the portal's page of a case: its header; parties and movements come with other requests (tabs)."""

import re

from schemas.cases import Case
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import NextPage, PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.printed_numbers import number_of
from spiders.select import Node, collapse, every, maybe, one, text_of
from spiders.systems.stf.vocabulary import HEADER_LABELS, PUBLIC_WORD, SEALED_WORDS, SECRECY_IN_SCRIPT, fold

_NUMBER = re.compile(r"^N[úu]mero [ÚU]nico:\s*(.*)$", re.IGNORECASE)
_COURT_NUMBER = re.compile(r"^[A-Za-zÀ-ÿ-]+ \d")
_TABS = {
    "parties": re.compile(r"abaPartes\.asp\?incidente=(\d+)[^'\"\s]*"),
    "movements": re.compile(r"abaAndamentos\.asp\?incidente=(\d+)[^'\"\s]*"),
}
_PANES = ("partes", "andamentos")


def parse_detail(root: Node, text: str) -> ParsedPage:
    """Return the header. A page that lacks a part which every page has is partial."""
    incident = _hidden(root, "incidente")
    if not incident.isdigit():
        raise PageChanged("the case has no number of its incident", expected="incidente")
    badges = tuple(
        text_of(badge) for badge in every(root, "//div[@class and contains(@class,'processo-titulo')]//span")
    )
    header, unread = _header(root)
    missing = [name for name in _PANES if maybe(root, f"//div[@id='{name}']") is None]
    if "origin" not in header:
        missing.append("the origin")
    next_pages, lacking = _next_pages(text, incident)
    case_class = _needed(root, "processo-classe")
    number, printed, valid = number_of(_unique_number(root))
    is_sealed = _is_sealed(badges, text)
    missing += ["its secrecy"] if is_sealed is None else []
    case = Case(
        case_number=number,
        case_number_text=printed,
        case_number_valid=valid,
        court_number=_court_number(root),
        internal_id=incident,
        case_class=case_class,
        judge=header.get("judge"),
        origin=header.get("origin") or None,
        badges=tuple(badge for badge in badges if badge),
        is_sealed=is_sealed or False,
    )
    return _page(case, missing + lacking, unread, next_pages)


def _page(case: Case, missing: list[str], unread: set[str], next_pages: tuple[NextPage, ...]) -> ParsedPage:
    reason = f"The page lacks {', '.join(missing)}." if missing else "The header of a case; its tabs are to be fetched."
    return ParsedPage(
        system=CourtSystem.STF,
        page=PageKind.CASE_DETAIL,
        outcome=Outcome.PARTIAL if missing else Outcome.FOUND_NEW,
        reason=f"{reason} Not understood: {', '.join(sorted(unread))}." if unread else reason,
        is_sealed=case.is_sealed,
        case=case,
        next_pages=next_pages,
    )


def _is_sealed(badges: tuple[str, ...], text: str) -> bool | None:
    """Return what badges and script say; None when neither calls the case sealed and no badge calls it public."""
    script = SECRECY_IN_SCRIPT.search(text)
    if any(SEALED_WORDS.search(said) for said in (*badges, script[1] if script else "")):
        return True
    return False if PUBLIC_WORD in map(fold, badges) else None


def _court_number(root: Node) -> str:
    """Return "Pet 14912"; the title, between its badges, must begin with what the hidden field says."""
    hidden, box = _hidden(root, "classe-numero-processo"), one(root, "//div[contains(@class,'processo-titulo')]")
    title = collapse(" ".join((box.text or "", *(child.tail or "" for child in box))))
    if not fold(title).startswith(fold(hidden)) or not _COURT_NUMBER.match(hidden):
        raise PageChanged("the title of the case and its number differ", expected="classe-numero-processo")
    return hidden


def _unique_number(root: Node) -> str:
    """Return the printed number, "" where the page says that there is none ("Sem número único")."""
    labels = [_NUMBER.match(text_of(box)) for box in every(root, "//div[contains(@class,'processo-rotulo')]")]
    found = [label[1] for label in labels if label]
    if len(found) != 1:
        raise PageChanged("the page does not say the unique number", expected="Número Único")
    return found[0] if any(character.isdigit() for character in found[0]) else ""


def _header(root: Node) -> tuple[dict[str, str], set[str]]:
    values: dict[str, str] = {}
    unread: set[str] = set()
    for box in every(root, "//div[contains(@class,'processo-dados')]"):
        label, colon, value = text_of(box).partition(":")
        name = HEADER_LABELS.get(fold(label), "") if colon else ""
        if name == "":
            unread.add(collapse(label)[:60])
        elif name is not None:
            values.setdefault(name, collapse(value))
    return values, unread


def _next_pages(text: str, incident: str) -> tuple[tuple[NextPage, ...], list[str]]:
    """Return what is still to fetch by the addresses in the page's script; they must be those of this case."""
    found: list[NextPage] = []
    missing: list[str] = []
    for of, address in _TABS.items():
        link = address.search(text)
        if link is None:
            missing.append(f"the address of its {of}")
        elif link[1] != incident:
            raise PageChanged("a tab belongs to another case", expected=incident)
        found.append(NextPage(of=of, url=link[0] if link else None))
    return tuple(found), missing


def _needed(root: Node, name: str) -> str:
    text = text_of(one(root, f"//div[contains(concat(' ',@class,' '),' {name} ')]"))
    if not text:
        raise PageChanged("a field of the header is empty", expected=name)
    return text


def _hidden(root: Node, identity: str) -> str:
    return collapse(one(root, f"//input[@id='{identity}']").get("value") or "")
