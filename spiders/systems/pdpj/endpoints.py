"""The data lake's requests as plain values, with the operator's token (pure). Addresses: JS 2026-05."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest
from spiders.systems.pdpj.pages import COUNT, DOCUMENTS_PAGE, EXISTS, PARTIES_PAGE

_CASES = "processos"


def build_case_request(base: str, token: str, number: CaseNumber) -> PageRequest:
    """Ask for all proceedings of a case, with movements, parties and documents."""
    return _get(base, token, f"{_CASES}/{number}", PageKind.CASE_DETAIL)


def build_exists_request(base: str, token: str, number: CaseNumber) -> PageRequest:
    """Ask only whether the lake holds the case."""
    return _get(base, token, f"{_CASES}/{number}/existe", EXISTS)


def build_movements_request(base: str, token: str, number: CaseNumber) -> PageRequest:
    """Ask for the movements alone."""
    return _get(base, token, f"{_CASES}/{number}/movimentos", PageKind.MOVEMENTS_PAGE)


def build_parties_request(base: str, token: str, number: CaseNumber) -> PageRequest:
    """Ask for the parties alone."""
    return _get(base, token, f"{_CASES}/{number}/partes", PARTIES_PAGE)


def build_documents_request(base: str, token: str, number: CaseNumber) -> PageRequest:
    """Ask for the list of documents alone."""
    return _get(base, token, f"{_CASES}/{number}/documentos", DOCUMENTS_PAGE)


def build_search_request(
    base: str, token: str, filters: Mapping[str, str], search_after: Sequence[Any] = ()
) -> PageRequest:
    """Ask for the cases that fit the filters, after the cursor of the page before.

    How the cursor is sent back was never seen; the field of the answer is used, its values joined by commas.
    """
    cursor = {"searchAfter": ",".join(_plain(value) for value in search_after)} if search_after else {}
    return _get(base, token, f"{_CASES}?{urlencode({**filters, **cursor})}", PageKind.RESULT_LIST)


def build_count_request(base: str, token: str, filters: Mapping[str, str]) -> PageRequest:
    """Ask how many cases fit the filters."""
    return _get(base, token, f"{_CASES}:contar?{urlencode(filters)}", COUNT)


def bearer(token: str) -> dict[str, str]:
    """Return the headers of a request with the operator's token."""
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _get(base: str, token: str, path: str, kind: str) -> PageRequest:
    return PageRequest(f"{base.rstrip('/')}/{path}", kind, headers=bearer(token))
