"""The part of Elasticsearch's query language that DataJud's users need, over plain dictionaries."""

from typing import Any

Source = dict[str, Any]


class UnknownQuery(ValueError):
    """The query uses something that this simulator does not know; answered as 400, never as an empty result."""


def matches(query: dict[str, Any], source: Source) -> bool:
    """Return whether a document answers a query."""
    if len(query) != 1:
        raise UnknownQuery(f"one clause expected: {sorted(query)}")
    kind, body = next(iter(query.items()))
    if kind == "match_all":
        return True
    if kind == "bool":
        return _bool(body, source)
    field, wanted = next(iter(body.items()))
    value = _value(source, field)
    if kind in ("match", "term", "match_phrase"):
        if isinstance(wanted, dict):
            wanted = wanted.get("query", wanted.get("value"))
        return str(value) == str(wanted)
    if kind == "terms":
        return str(value) in {str(each) for each in wanted}
    if kind == "range":
        return value is not None and _in_range(str(value), wanted)
    if kind == "prefix":
        wanted = wanted["value"] if isinstance(wanted, dict) else wanted
        return str(value).startswith(str(wanted))
    raise UnknownQuery(f"unknown clause: {kind}")


def _bool(body: dict[str, Any], source: Source) -> bool:
    unknown = set(body) - {"must", "filter", "should", "must_not", "minimum_should_match"}
    if unknown:
        raise UnknownQuery(f"unknown in bool: {sorted(unknown)}")
    required = _clauses(body, "must") + _clauses(body, "filter")
    optional = _clauses(body, "should")
    least = int(body.get("minimum_should_match", 0 if required else 1)) if optional else 0
    return (
        all(matches(each, source) for each in required)
        and not any(matches(each, source) for each in _clauses(body, "must_not"))
        and sum(matches(each, source) for each in optional) >= least
    )


def _clauses(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = body.get(name, [])
    return found if isinstance(found, list) else [found]


def _value(source: Source, field: str) -> Any:
    value: Any = source
    for part in field.removesuffix(".keyword").split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _in_range(value: str, bounds: dict[str, Any]) -> bool:
    """Compare as text, as an index does whose field was mapped from mixed formats."""
    checks = {
        "gte": lambda bound: value >= bound,
        "gt": lambda bound: value > bound,
        "lte": lambda bound: value <= _upper(bound, value),
        "lt": lambda bound: value < bound,
    }
    return all(checks[name](str(bound)) for name, bound in bounds.items() if name in checks)


def _upper(bound: str, value: str) -> str:
    """Return an inclusive upper bound given as a day so that it includes the whole day, as Elasticsearch rounds it."""
    return bound + "\uffff" if len(bound) < len(value) else bound


def sort_key(source: Source, sort: list[Any]) -> list[Any]:
    """Return the values by which a hit is sorted, as `search_after` carries them."""
    values = []
    for each in sort:
        field = each if isinstance(each, str) else next(iter(each))
        value = _value(source, field)
        if value is None:
            raise UnknownQuery(f"cannot sort by {field}")
        values.append(value)
    return values
