"""Reads the pages that lead to cases: the list of results, and the choice among several cases of one number."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from schemas.cases import Case, Party
from schemas.pages import NextPage, ResultRow
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, every, maybe, one, some, text_of
from spiders.roles import fold, side_of_role
from spiders.systems.esaj.header import number_fields
from spiders.systems.esaj.markup import Markup, ancestors, date_of, first_date_in, has_class, label_of
from spiders.systems.esaj.vocabulary import SEALED_WORDS

_LINK, _HEADING = "linkProcesso", "foroDosProcessos"
_COUNT = re.compile(r"(\d[\d.]*)")
_RANGE = re.compile(r"(\d+)\s+(?:até|a)\s+(\d+)")
_PAGE = re.compile(r"paginaConsulta=(\d+)")
_CHILD = re.compile(r"(\w+)\s+-\s+(.+?)(?:\s*\(([^()]*)\))?")
_DEPENDENTS = re.compile(r"execuções de sentenças\s*\((\d{1,4})\)")
_FACT = ".modal__lista-processos__item__header__process-info__content__item"
_RADIO = 'input[name="processoSelecionado"]'
_TURNING = 'a[href*="trocarPagina.do"]'


def read_result_list(page: Markup) -> dict[str, Any]:
    """Return the keys of a page that lists cases; `is_short` is true when it shows fewer rows than it says."""
    box = page.by_id("listagemDeProcessos")
    rows = tuple(_result(link, heading) for link, heading in _links_under_headings(box))
    if not rows:
        raise PageChanged("the list of results is empty", expected=_LINK)
    people = [person.role_text for row in rows for person in row.parties]
    if any(people) and not all(people):
        raise PageChanged("a result has a name without its role", expected="tipoDeParticipacao")
    counter, shown = page.ids.get("contadorDeProcessos"), page.ids.get("quantidadeProcessosNaPagina")
    total = _COUNT.search(text_of(counter))
    span = _RANGE.search(text_of(shown))
    return {
        "results": rows,
        "results_total": int(total[1].replace(".", "")) if total else None,
        "is_truncated": True if "MAIS DE" in fold(text_of(counter)) else None,
        "is_short": bool(span) and int(span[2]) - int(span[1]) + 1 != len(rows) if span else False,
        **_paging(page),
    }


def read_choice(page: Markup) -> dict[str, Any]:
    """Return the keys of the choice: a row for each case, then one for each of its incidents."""
    box = page.by_id("modalIncidentes")
    rows: list[ResultRow] = []
    for section in some(box, 'section[class*="lista-processos__item"]'):
        rows.extend(_choices(section))
    if len(rows) != len(every(box, _RADIO)):
        raise PageChanged("the choice has options that were not understood", expected=_RADIO)
    if len(rows) < 2:
        raise PageChanged("the choice offers one case only", expected=_RADIO)
    numbers = {row.case_number for row in rows}
    case = Case(**number_fields(rows[0].case_number_text or "")) if len(numbers) == 1 else Case()
    return {"results": tuple(rows), "case": case}


def _links_under_headings(box: Node) -> list[tuple[Node, str | None]]:
    """Each link to a case with the forum under whose heading it stands."""
    found: list[tuple[Node, str | None]] = []
    heading = None
    # One that is both would be named twice; the links are those that are no headings.
    for element in every(box, f".{_HEADING}, a.{_LINK}:not(.{_HEADING})"):
        if has_class(element, _HEADING):
            heading = text_of(element)
        else:
            found.append((element, heading))
    return found


def _result(link: Node, heading: str | None) -> ResultRow:
    row = _row_of(link)
    href = attribute(link, "href")
    code = parse_qs(urlsplit(href).query).get("processo.codigo")
    if not code:
        raise PageChanged("a result has no internal code", expected="processo.codigo")
    number = number_fields(text_of(link))
    return ResultRow(
        case_number=number["case_number"],
        case_number_text=number["case_number_text"],
        internal_id=code[0],
        case_class=_text(row, "classeProcesso"),
        subjects=tuple(filter(None, [_text(row, "assuntoPrincipalProcesso")])),
        jurisdiction=heading,
        parties=_people(row),
        url=href,
        is_sealed=any(words in fold(text_of(row)) for words in SEALED_WORDS),
        **_received(row),
    )


def _row_of(link: Node) -> Node:
    """The box of one case: the nearest one with an id of its own, else the list item."""
    for ancestor in ancestors(link):
        if (ancestor.id or "").startswith("divProcesso") or ancestor.tag == "li":
            return ancestor
    raise PageChanged("a result stands outside of a row", expected="divProcesso")


def _people(row: Node) -> tuple[Party, ...]:
    roles = [label_of(role) for role in every(row, ".tipoDeParticipacao")]
    names = [text_of(name) for name in every(row, ".nomeParte")]
    if len(roles) > len(names):
        raise PageChanged("a result has a role without a name", expected="nomeParte")
    if len(roles) < len(names):
        return tuple(Party(name=name) for name in names if name)
    pairs = zip(roles, names, strict=True)
    return tuple(Party(name=name, role_text=role, side=side_of_role(role)) for role, name in pairs if name)


def _received(row: Node) -> dict[str, str | None]:
    """ "29/11/2022 - 11ª Vara de Fazenda Pública", under a label that says what the date is."""
    stated = _text(row, "dataLocalDistribuicaoProcesso") or ""
    label = fold(_text(row, "labelRecebidoEm") or "")
    day = first_date_in(stated)
    unit = stated.partition(" - ")[2] if day else stated
    return {"distributed_on" if "DISTRIBUIDO" in label else "received_on": day, "judging_body": unit or None}


def _paging(page: Markup) -> dict[str, Any]:
    """The number of this page, and the pages after it that the bar links to."""
    current = every(page.root, ".paginaAtual")
    number = int(text_of(current[0])) if current and text_of(current[0]).isdigit() else None
    following: dict[int, NextPage] = {}
    for link in every(page.root, _TURNING):
        found = _PAGE.search(attribute(link, "href"))
        if found and int(found[1]) > (number or 1):
            following.setdefault(int(found[1]), NextPage(of="results", page=int(found[1]), url=attribute(link, "href")))
    return {"page_number": number, "next_pages": tuple(following[key] for key in sorted(following))}


def _choices(section: Node) -> list[ResultRow]:
    number = text_of(one(section, ".modal__process-choice__number"))
    printed = number_fields(number)
    marks = [text_of(mark) for mark in every(section, ".modal__process-choice__instancia")]
    facts = [text_of(fact) for fact in some(section, _FACT)]
    own = ResultRow(
        case_number=printed["case_number"],
        case_number_text=number,
        internal_id=some(section, _RADIO)[0].attributes.get("value"),
        case_class=facts[0],
        status_text=next((mark for mark in marks if "GRAU" not in fold(mark)), None),
        received_on=next(filter(None, map(first_date_in, facts[1:])), None),
        is_sealed=any(words in fold(" ".join(marks)) for words in SEALED_WORDS),
    )
    labels = every(section, ".list__dependentes_row")
    heading = _DEPENDENTS.search(text_of(section))
    if heading and int(heading[1]) != len(labels):
        raise PageChanged("the choice counts more incidents than it offers", found=len(labels), expected=heading[1])
    return [own, *(_incident(label, own) for label in labels)]


def _incident(label: Node, main: ResultRow) -> ResultRow:
    title = text_of(one(label, ".list__hierarquia-dependentes__item__label__info__title"))
    day = text_of(maybe(label, ".list__hierarquia-dependentes__item__label__info__data"))
    found = _CHILD.fullmatch(title)
    if found is None:
        raise PageChanged("an incident of the choice is not understood", expected="code - class (status)")
    return ResultRow(
        case_number=main.case_number,
        case_number_text=main.case_number_text,
        internal_id=one(label, _RADIO).attributes.get("value"),
        code=found[1],
        case_class=found[2],
        status_text=found[3],
        received_on=date_of(day).isoformat() if day else None,
        is_sealed=main.is_sealed or any(words in fold(title) for words in SEALED_WORDS),
    )


def _text(row: Node, css: str) -> str | None:
    """The first of its kind: the incidents of a case, shown on demand, stand in the same box."""
    found = every(row, f".{css}")
    return text_of(found[0]) or None if found else None
