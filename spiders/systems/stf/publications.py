"""Reads the publications of digital.stf.jus.br: a day's items as JSON, and the error that it answers with."""

import re
from typing import Any

from schemas.cases import Lawyer
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import NextPage, PageKind, ParsedPage, Publication, Recipient
from spiders.errors import PageChanged
from spiders.json_pages import count_at, list_of, needed_text, object_of, text_at
from spiders.select import collapse, parse_html, text_of
from spiders.systems.stf.vocabulary import POLES, PUBLIC_WORD, SEALED_WORDS, fold, is_lawyer, split_name

_KEYS = frozenset(
    (
        *("id", "processo", "processoId", "tipo", "relator", "divulgacao", "publicacao", "texto", "envolvidos"),
        *("codigo", "observacao", "responsavel", "tipoConteudo", "confidencialidade", "colegiado", "sessao"),
        *("descricao", "tipoPronunciamentoId"),
    )
)
_NEEDED_KEYS = ("processoId", "tipo", "relator", "publicacao", "texto", "tipoConteudo")
_PERSON_KEYS = frozenset(("nome", "polo", "categoria", "identificacoes"))
_OAB_NUMBERS = re.compile(r"(\d+[A-Z]?/[A-Z]{2})")


def parse_publications(answer: dict[str, Any]) -> ParsedPage:
    """Return the items of one page. `total` counts the whole answer, and only on its first page."""
    rows, total = list_of(answer.get("publicacoes"), "publicacoes"), count_at(answer, "total")
    if total is None or "agregacoes" not in answer:
        raise PageChanged("the answer lacks its total or its groups", expected="total, agregacoes")
    if not rows and total > 0:
        return _page(Outcome.UPSTREAM_ERROR, "The answer counts publications and shows none.")
    unread: set[str] = set()
    items = tuple(_publication(object_of(row, "a publication"), unread) for row in rows)
    is_more = total > len(items)
    said = "Publications of the STF." if items else "No publication."
    return ParsedPage(
        system=CourtSystem.STF,
        page=PageKind.PUBLICATION_LIST,
        outcome=Outcome.FOUND_NEW if items else Outcome.NOT_FOUND,
        reason=f"{said} Not understood: {', '.join(sorted(unread))}." if unread else said,
        is_sealed=any(item.is_sealed for item in items),
        results_total=total,
        next_pages=(NextPage(of="results"),) if is_more else (),
        publications=items,
    )


def parse_error(answer: dict[str, Any]) -> ParsedPage:
    """Return the service's own sentences; an error proves nothing about any case."""
    errors = [object_of(row, "an error") for row in list_of(answer.get("errors"), "errors")]
    said = "; ".join(
        " ".join(filter(None, (text_at(row, "targetName"), text_at(row, "userMessage")))) for row in errors
    )
    code = count_at(answer, "httpCode")
    limited = code == 429
    reason = f"The service of publications refused the request ({code})."
    return _page(Outcome.RATE_LIMITED if limited else Outcome.UPSTREAM_ERROR, reason, said or None)


def _publication(row: dict[str, Any], unread: set[str]) -> Publication:
    unread |= {key for key in row if key not in _KEYS}
    people = [object_of(person, "somebody involved") for person in list_of(row.get("envolvidos"), "envolvidos")]
    if any(key not in row for key in _NEEDED_KEYS):
        raise PageChanged("a publication lacks a field", expected=_NEEDED_KEYS)
    secrecy = fold(text_at(row, "confidencialidade") or "")
    if secrecy != PUBLIC_WORD and not SEALED_WORDS.search(secrecy):
        raise PageChanged("a publication does not say whether it is public", found=secrecy[:40])
    for person in people:
        unread |= {f"envolvidos.{key}" for key in person if key not in _PERSON_KEYS}
    lawyers, recipients = _people(people)
    return Publication(
        publication_id=needed_text(row, "id"),
        kind=text_at(row, "tipo"),
        document_type=text_at(row, "tipoConteudo"),
        title=needed_text(row, "processo"),
        available_on=_day(needed_text(row, "divulgacao")),
        judging_body=text_at(row, "colegiado"),
        recipients=recipients,
        lawyers=lawyers,
        text=_plain(row.get("texto")),
        is_sealed=secrecy != PUBLIC_WORD,
    )


def _people(people: list[dict[str, Any]]) -> tuple[tuple[Lawyer, ...], tuple[Recipient, ...]]:
    lawyers: list[Lawyer] = []
    recipients: list[Recipient] = []
    for person in people:
        name, _, _ = split_name(needed_text(person, "nome"))
        role, pole = needed_text(person, "categoria"), needed_text(person, "polo")
        if is_lawyer(role):
            printed = " ".join(map(str, list_of(person.get("identificacoes"), "identificacoes")))
            numbers = ", ".join(_OAB_NUMBERS.findall(printed))
            lawyers.append(Lawyer(name=name, oab=numbers or None, role_text=role))
        else:
            recipients.append(Recipient(name=name, role_text=role, side=POLES.get(pole.upper())))
    return tuple(lawyers), tuple(recipients)


def _day(moment: str) -> str:
    found = re.match(r"\d{4}-\d{2}-\d{2}(?=T|$)", moment)
    if not found:
        raise PageChanged("a publication has no date", expected="divulgacao")
    return found[0]


def _plain(text: Any) -> str | None:
    """Return the text of a publication, which comes as a page of its own."""
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise PageChanged("the text of a publication is no text", expected="texto")
    if "<" not in text:
        return collapse(text) or None
    if not (collapsed := text.strip()):
        return None
    root = parse_html(collapsed)
    for hidden in root.iter("style", "script", "title", "head"):
        tail = hidden.tail
        hidden.clear()
        hidden.tail = tail
    return text_of(root) or None


def _page(outcome: Outcome, reason: str, message: str | None = None) -> ParsedPage:
    return ParsedPage(system=CourtSystem.STF, page=PageKind.ERROR, outcome=outcome, reason=reason, message=message)
