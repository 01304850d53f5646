"""Reads the poles of an MNI header: parties with their lawyers and representatives (pure)."""

import re
from collections.abc import Iterator

from schemas.cases import Lawyer, Party
from schemas.courts import Side
from spiders.errors import PageChanged
from spiders.select import Node
from spiders.systems.mni.vocabulary import PARTY, POLES
from spiders.systems.mni.xml import attribute, child, children, said, strange

_TAX_NUMBER_TYPE = "CMF"
_CIVIL_NAME = re.compile(r"\s+registrad[oa](?:\(a\))? civilmente como\s+", re.IGNORECASE)


def read_parties(header: Node, unread: set[str]) -> tuple[Party, ...]:
    """Return the parties of all poles, in the answer's order. Raises PageChanged for a pole without parties."""
    return tuple(party for pole in children(header, "polo") for party in _parties_of(pole, unread))


def _parties_of(pole: Node, unread: set[str]) -> Iterator[Party]:
    code = attribute(pole, "polo")
    if code is None:
        raise PageChanged("a pole does not say which one it is", expected="polo")
    if code not in POLES:
        unread.add(f"polo {code}")
    unread.update(strange(pole, frozenset(("parte",))))
    rows = children(pole, "parte")
    if not rows:
        raise PageChanged("a pole shows no party", found=code)
    for row in rows:
        yield _party(row, POLES.get(code), unread)


def _party(row: Node, side: Side | None, unread: set[str]) -> Party:
    unread.update(strange(row, PARTY))
    person = child(row, "pessoa")
    name = attribute(person, "nome") if person is not None else said(child(row, "interessePublico"))
    if name is None:
        raise PageChanged("a party has no name")
    related = [_name_of(each) for each in children(row, "pessoaProcessualRelacionada")]
    return Party(
        name=_CIVIL_NAME.split(name)[0],
        side=side,
        document=_document_of(person) if person is not None else None,
        represented_by="; ".join(filter(None, related)) or None,
        lawyers=tuple(_lawyer(each) for each in children(row, "advogado")),
    )


def _name_of(row: Node) -> str | None:
    person = child(row, "pessoa")
    return attribute(person, "nome") if person is not None else None


def _lawyer(node: Node) -> Lawyer:
    name = attribute(node, "nome")
    if name is None:
        raise PageChanged("a lawyer has no name")
    number = attribute(node, "numeroDocumentoPrincipal")
    is_cpf = len(re.sub(r"\D", "", number or "")) == 11
    return Lawyer(name=name, oab=attribute(node, "inscricao"), document=number if is_cpf else None)


def _document_of(person: Node) -> str | None:
    """Return the CPF or CNPJ; the main document is often an identity card."""
    listed = [each for each in children(person, "documento") if attribute(each, "tipoDocumento") == _TAX_NUMBER_TYPE]
    codes = [attribute(each, "codigoDocumento") for each in listed]
    return next(filter(_is_tax_number, (*codes, attribute(person, "numeroDocumentoPrincipal"))), None)


def _is_tax_number(value: str | None) -> bool:
    return value is not None and len(re.sub(r"[^0-9A-Za-z]", "", value)) in (11, 14)
