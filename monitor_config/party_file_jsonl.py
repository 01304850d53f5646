"""Reads rows of JSON Lines: one flat object on each line, UTF-8."""

import codecs
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from monitor_config.party_file_cells import FileRow

_MOST_LINE = 64 * 1024
_DEEPEST = 8
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def read_jsonl(data: bytes) -> Iterator[FileRow]:
    """Yield a row for each line that is not blank."""
    for number, line in enumerate(io.BytesIO(data.removeprefix(codecs.BOM_UTF8)), start=1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            yield FileRow(place, _object(line.rstrip(b"\r\n")))
        except UnicodeDecodeError as error:
            yield FileRow(place, {}, (("", f"not UTF-8 at byte {error.start + 1}"),))
        except json.JSONDecodeError as error:
            yield FileRow(place, {}, (("", f"not JSON: {error.msg} at column {error.colno}"),))
        except ValueError as error:
            yield FileRow(place, {}, (("", str(error)),))


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > _MOST_LINE:
        raise ValueError(f"{len(line)} bytes; a party has at most {_MOST_LINE}")
    text = line.decode()
    depth = 0
    for character in _STRING.sub("", text):
        depth += (character in "[{") - (character in "]}")
        if depth > _DEEPEST:
            raise ValueError("nested too deep for a party")
    found = json.loads(text, object_pairs_hook=_each_key_once)
    if not isinstance(found, dict):
        raise ValueError('not an object such as {"name": "Companhia Alvorada"}')
    return found


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
