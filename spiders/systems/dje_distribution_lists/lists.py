"""Reads the lists of distribution of a gazette's text: one entry per case, of labels and values (pure).

An entry may run over a page's end: running heads and feet are taken out before, and their numbers prove that no page
is missing.
"""

import re
from dataclasses import dataclass, field

from schemas.cases import Lawyer, Party
from schemas.pages import ListedDistribution
from spiders.errors import PageChanged
from spiders.gazette import is_sealed_name, iso_day
from spiders.initials import is_initials
from spiders.printed_numbers import number_of
from spiders.roles import fold, side_of_role
from spiders.select import collapse

_FOOT = re.compile(r"^Publicação Oficial do Tribunal de Justiça .{0,120}$", re.MULTILINE)
_RUNNING_HEAD = re.compile(
    r"^Disponibilização: [\w-]{3,13}, (?P<day>\d{1,2})º? de (?P<month>\w{4,9}) de (?P<year>\d{4}) .{0,300}?"
    r"Edição (?P<issue>\d{1,6}) (?P<page>\d{1,6})$",
    re.MULTILINE,
)
_FIRST_HEAD = re.compile(
    r"^Ano [IVXLCDM]{1,10} . Edição (?P<issue>\d{1,6}) . [^,\n]{2,60}, [\w-]{3,13}, "
    r"(?P<day>\d{1,2})º? de (?P<month>\w{4,9}) de (?P<year>\d{4})\b.{0,60}$",
    re.MULTILINE,
)
_HEADING = re.compile(
    r"^(?P<whole>RELAÇÃO D(?:OS|E) (?:FEITOS|PROCESSOS).{0,400}?DISTRIBU[IÍ]D[OA]S.{0,300}?"
    r"\sEM\s(?P<day>\d{2}/\d{2}/\d{4}))",
    re.MULTILINE | re.DOTALL,
)
_HEADING_BEGINS = re.compile(
    r"^RELAÇÃO D(?:OS|E) (?:FEITOS|PROCESSOS)[^\n]{0,200}\n?[^\n]{0,200}DISTRIBU", re.MULTILINE
)
_FORUM = re.compile(r"\b(?:DO|DA) ((?:FORO|COMARCA|F[OÓ]RUM) .{2,120}?) EM \d{2}/\d{2}/\d{4}$")
_LABEL = re.compile(r"^(?P<label>[A-ZÀ-Ü][A-ZÀ-Ü.()/ª º-]{0,24}?) ?: ?(?P<value>.*)$")
_LAWYER = re.compile(r"(?P<oab>\d{1,7}[A-Z]?/[A-Z]{2}) - (?P<name>.+)")
_MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
)  # fmt: skip
_ENTRY = re.compile(r"^PROCESSO ?: ?\d{7}-[^\n]{0,40}\nCLASSE ?:", re.MULTILINE)
_CASE = re.compile(r"PROCESSO ?: ?\d{7}-")
_PROCESS, _CLASS, _UNIT = "PROCESSO", "CLASSE", "VARA"
_LAWYER_LABELS = frozenset({"ADVOGADO", "ADVOGADA", "ADV", "PROCURADOR", "PROCURADORA", "DEFENSOR", "DEFENSORA"})
_NO_PARTY = frozenset(
    {
        "IP",
        "IP FLAGR",
        "BO",
        "CF",
        "TC",
        "PCTRAN",
        "AUTOS",
        "N ORIGEM",
        "NO ORIGEM",
        "ORIGEM",
        "COMARCA",
        "ASSUNTO",
        "VALOR",
    }
)
"""Labels of criminal lists that name a police file or an origin, nobody (reported, none in the lists seen)."""
_NO_LAWYER = frozenset({"NAO INFORMADO", "SEM ADVOGADO"})


@dataclass(slots=True)
class _Entry:
    """The lines of one case, as they stand."""

    number: str
    distributed_on: str | None
    jurisdiction: str | None
    lines: list[tuple[str, str]] = field(default_factory=list)
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Gazette:
    """The text of an issue's pages without what runs over each of them."""

    text: str
    issued_on: str | None
    first_page: int = 1
    """Of an excerpt another one than 1: it may begin inside of a list."""


def join_pages(pages: list[str]) -> Gazette:
    """Return one text; raises PageChanged when a page is empty or not the next one, or of another issue."""
    before: tuple[int, str] | None = None
    first_page = 1
    issued_on: str | None = None
    kept: list[str] = []
    for printed in pages:
        page = printed.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        head = _RUNNING_HEAD.search(page) or _FIRST_HEAD.search(page)
        if head is None:
            raise PageChanged("a page of the gazette has no running head", expected="Disponibilização")
        number = int(head["page"]) if "page" in head.re.groupindex else 1
        if before is not None and (number, head["issue"]) != (before[0] + 1, before[1]):
            raise PageChanged("a page of the gazette is missing", found=number, expected=before[0] + 1)
        first_page = number if before is None else first_page
        before = number, head["issue"]
        issued_on = issued_on or _day(head)
        body = _FIRST_HEAD.sub("", _RUNNING_HEAD.sub("", _FOOT.sub("", page))).strip("\n")
        if not body.strip():
            raise PageChanged("a page of the gazette has no text")
        kept.append(body)
    return Gazette("\n".join(kept), issued_on, first_page)


def read_lists(text: str, *, is_excerpt: bool = False) -> tuple[list[ListedDistribution], bool]:
    """Return the cases of all lists in the text, and whether the last entry is incomplete where the text ends.

    Args: is_excerpt: the text may begin inside of a list, whose heading, with forum and day, is not there.
    """
    headings = list(_HEADING.finditer(text))
    if len(headings) != len(_HEADING_BEGINS.findall(text)):
        raise PageChanged("the heading of a list of distribution has another form")
    inside = _ENTRY.search(text, 0, headings[0].start() if headings else len(text)) if is_excerpt else None
    starts = [inside, *headings] if inside else headings
    rows: list[ListedDistribution] = []
    is_open = False
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        heading = None if start is inside else start
        entries = _entries(text[heading.end() if heading else start.start() : end], heading)
        is_open = end == len(text) and not entries[-1].is_closed
        if not entries[-1].is_closed and not is_open:
            raise PageChanged("the last case of a list has no unit", found=entries[-1].number)
        rows += [_row(entry, is_cut=is_open and entry is entries[-1]) for entry in entries]
    return rows, is_open


def _day_and_forum(heading: re.Match[str] | None) -> tuple[str | None, str | None]:
    if heading is None:
        return None, None
    day, forum = iso_day(heading["day"]), _FORUM.search(collapse(heading["whole"]))
    if day is None:
        raise PageChanged("the date of a list does not exist in the calendar", found=heading["day"])
    return day, forum[1] if forum else None


def _entries(text: str, heading: re.Match[str] | None) -> list[_Entry]:
    day, forum = _day_and_forum(heading)
    entries: list[_Entry] = []
    lines = [line for line in map(collapse, text.split("\n")) if line]
    for place, line in enumerate(lines):
        labelled = _LABEL.match(line)
        if labelled and labelled["label"] == _PROCESS:
            entries.append(_Entry(labelled["value"], day, forum))
        elif not entries:
            raise PageChanged("a list of distribution does not begin with a case")
        elif not entries[-1].is_closed:
            _add(entries[-1], labelled, line)
        elif _CASE.match(next(iter(lines[place + 1 : place + 2]), "")):
            _go_on(entries[-1], line)
        elif any(map(_CASE.match, lines[place:])):
            raise PageChanged("a list of distribution is interrupted", found=line[:60])
        else:
            break
    if not entries:
        raise PageChanged("a list of distribution has no case")
    return entries


def _add(entry: _Entry, labelled: re.Match[str] | None, line: str) -> None:
    if labelled:
        entry.lines.append((labelled["label"], labelled["value"]))
        entry.is_closed = labelled["label"] == _UNIT
    else:
        _go_on(entry, line)


def _go_on(entry: _Entry, line: str) -> None:
    """A line without label goes on with the value above it."""
    if not entry.lines:
        raise PageChanged("a case of the list has a line without label", found=line[:60])
    label, value = entry.lines[-1]
    entry.lines[-1] = label, f"{value} {line}"


def _row(entry: _Entry, *, is_cut: bool) -> ListedDistribution:
    """Return a case; one without a unit stays, and of one that the pages' end cuts what is there."""
    number, printed, is_valid = number_of(entry.number)
    if number is None:
        raise PageChanged("a case of the list has no whole number", found=entry.number[:40])
    case_class, unit, parties = None, None, list[Party]()
    for label, value in entry.lines:
        if label == _CLASS:
            case_class = value
        elif label == _UNIT:
            unit = value
        elif fold(label) in _LAWYER_LABELS:
            if not parties:
                raise PageChanged("a lawyer of the list acts for nobody", found=entry.number)
            parties[-1] = _with_lawyer(parties[-1], value)
        elif fold(label) not in _NO_PARTY:
            parties.append(Party(name=value, role_text=label, side=side_of_role(label)))
    if case_class is None and not is_cut:
        raise PageChanged("a case of the list has no class", found=entry.number)
    names = [party.name for party in parties]
    return ListedDistribution(
        case_number=number,
        case_number_text=None if is_valid else printed,
        case_class=case_class,
        judging_body=unit,
        jurisdiction=entry.jurisdiction,
        distributed_on=entry.distributed_on,
        parties=tuple(parties),
        initials_only=bool(names) and all(map(is_initials, names)),
        is_sealed=any(map(is_sealed_name, names)),
    )


def _with_lawyer(party: Party, printed: str) -> Party:
    if fold(printed) in _NO_LAWYER:
        return party
    said = _LAWYER.fullmatch(printed)
    lawyer = Lawyer(name=said["name"], oab=said["oab"]) if said else Lawyer(name=printed)
    return party.model_copy(update={"lawyers": (*party.lawyers, lawyer)})


def _day(head: re.Match[str]) -> str:
    month = head["month"].lower()
    if month not in _MONTHS:
        raise PageChanged("the date of a gazette names no month", found=month)
    day = iso_day(f"{int(head['day']):02d}/{_MONTHS.index(month) + 1:02d}/{head['year']}")
    if day is None:
        raise PageChanged("the date of a gazette does not exist in the calendar")
    return day
