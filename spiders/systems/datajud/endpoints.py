"""DataJud's requests as plain values: by case number, and by filing date with a cursor (pure)."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest

_DOCUMENTS_OF_ONE_NUMBER = 100
"""One number gives one document per degree, class and unit: two at most in the pages seen."""
_LARGEST_ANSWER = 10_000
_LISTED = ("id", "numeroProcesso", "tribunal", "grau", "nivelSigilo", "classe", "orgaoJulgador", "dataAjuizamento")


def by_number(base: str, alias: str, key: str, case_number: CaseNumber) -> PageRequest:
    """Ask for all documents of one case."""
    query = {
        "query": {"match": {"numeroProcesso": str(case_number)}},
        "size": _DOCUMENTS_OF_ONE_NUMBER,
        "track_total_hits": True,
    }
    return _search(base, alias, key, query)


def by_filing_date(
    base: str, alias: str, key: str, days: tuple[date, date], *, size: int, search_after: Sequence[Any] | None = None
) -> PageRequest:
    """Ask for the documents filed from the first day to the last one, oldest change first.

    Tribunals write the date as ISO text or as 14 digits, so both ranges are asked. ISO text is in UTC: the last day
    ends three hours later there. Only `@timestamp` sorts on every index (VOY 2026-08-14).
    """
    first, last = days
    after = last + timedelta(days=1)
    ranges = [
        {"gte": f"{first.isoformat()}T00:00:00.000Z", "lt": f"{after.isoformat()}T03:00:00.000Z"},
        {"gte": f"{first:%Y%m%d}000000", "lt": f"{after:%Y%m%d}000000"},
    ]
    query: dict[str, Any] = {
        "query": {
            "bool": {"should": [{"range": {"dataAjuizamento": days}} for days in ranges], "minimum_should_match": 1}
        },
        "size": size,
        "sort": [{"@timestamp": {"order": "asc"}}],
        "track_total_hits": True,
        "_source": list(_LISTED),
    }
    if search_after is not None:
        query["search_after"] = list(search_after)
    return _search(base, alias, key, query)


def updated_since(base: str, alias: str, key: str, case_numbers: Sequence[str], since: datetime) -> PageRequest:
    """Ask which of some cases have a document that the index took in after a moment (`@timestamp` is its own)."""
    moment = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
    query = {
        "query": {
            "bool": {
                "filter": [
                    {"terms": {"numeroProcesso": list(case_numbers)}},
                    {"range": {"@timestamp": {"gte": moment}}},
                ]
            }
        },
        "size": _LARGEST_ANSWER,
        "sort": [{"@timestamp": {"order": "asc"}}],
        "track_total_hits": True,
        "_source": list(_LISTED),
    }
    return _search(base, alias, key, query)


def _search(base: str, alias: str, key: str, query: Mapping[str, Any]) -> PageRequest:
    return PageRequest(
        url=f"{base.rstrip('/')}/api_publica_{alias}/_search",
        kind=PageKind.DATAJUD_SEARCH,
        method="POST",
        headers={"Authorization": f"ApiKey {key}", "Content-Type": "application/json"},
        json=json.dumps(query, ensure_ascii=False, sort_keys=True),
    )
