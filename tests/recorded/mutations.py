"""Damages pages in known ways and judges what a parser makes of them: a damaged page is never a wrong success.

Right is: the same facts as before, or an outcome that proves nothing. Wrong is a page that still says "found" (or "not
found", "sealed") with less, or other, than the whole page said. Where a page states no total, a whole row of a repeated
list may go unnoticed by a parser: the store's rule about fewer movements decides there, so that is excused. So is what
nothing on the page can betray: a page that became another real page to the last byte (its twin); a mail of a form that
has no end of its own, cut between two lines so that only whole rows at its end are gone; a clipping cut between two
items; a document of DataJud without its list of movements, as long as the answer says that none was told; a party of
jus.br without its key of representatives, which is how jus.br shows a party that has none; a page of PJe that lost the
whole panel of a pole which may be empty, so that the frame of an empty pole is left.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from schemas.outcomes import Outcome
from schemas.pages import ParsedPage

PROVING = frozenset({Outcome.FOUND_NEW, Outcome.FOUND_UNCHANGED, Outcome.NOT_FOUND, Outcome.SEALED})
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_OPAQUE = re.compile(rb"<(script|style|textarea)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_ORNAMENT = re.compile(r"[0-9]|odd|even|fundo\w*|claro|escuro", re.IGNORECASE)
_ORNAMENTAL = frozenset((b"br", b"hr", b"img", b"wbr"))
"""Not dropped: they hold nothing, and a line break less joins what a reader still tells apart."""
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_ROW_LISTS = (
    "movements", "parties", "lawyers", "recipients", "results", "cases", "proceedings", "publications", "distributions",
)  # fmt: skip
_WITHOUT_END = frozenset(("pje-jt", "esaj"))
"""Forms of which a real mail stops with its last row (TRT10, TJSP); the other ones have an end, or are one line."""
_ITEM = re.compile(rb"^\d{1,4} - D J E N - [A-Z]", re.MULTILINE)
_DATED = re.compile(rb"^[ \t|]*\d{2}/\d{2}/\d{4}\b", re.MULTILINE)
_BLANK_LINES = re.compile(rb"\n[ \t\r]*\n\s*")
_EMPTY_POLE = re.compile(rb'<div id="[^"]*:processoPartes?(PoloPassivo|OutrosInteressados)ResumidoDiv"></div>')
"""Byte for byte what PJe draws for a pole without anybody (TJCE, TJMA, TJRJ, TRF5).

Nothing behind it tells an empty pole from a lost one: no count over all poles, and the generated ids are the same.
"""
_MAY_LACK_OPPONENT = frozenset({"49"})
"""Usucapião. Courts have cases of it without a passive pole (TJPE tells its courts how to mend them, 2023-11)."""
_TELLING = (
    "name", "side", "occurred_on", "occurred_at", "text", "number", "case_number",
    "publication_id", "id",
)  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """One damaged page. `is_row`: an element (or item) that has siblings of its own shape was taken out.

    `rest` is what a cut, or a drop from JSON, took away.
    """

    kind: str
    place: str
    body: bytes
    is_row: bool = False
    rest: bytes = b""


def cuts(body: bytes, chance: random.Random, count: int) -> Iterator[Mutation]:
    """Yield the page without its end, cut at random places."""
    for _ in range(count if len(body) > 1 else 0):
        at = chance.randrange(1, len(body))
        if body[at:].strip():
            yield Mutation("cut", f"at byte {at} of {len(body)}", body[:at], rest=body[at:])


def charset_swaps(body: bytes) -> Iterator[Mutation]:
    """Yield the page in the other charset, and decoded with a wrong one before it came."""
    try:
        text, is_utf8 = body.decode("utf-8"), True
    except UnicodeDecodeError:
        text, is_utf8 = body.decode("cp1252", "replace"), False
    swapped = text.encode("cp1252", "replace") if is_utf8 else text.encode("utf-8")
    garbled = body.decode("cp1252", "replace").encode("utf-8")
    undecoded = body.decode("ascii", "replace").encode("utf-8")
    for kind, changed in (("swap", swapped), ("garble", garbled), ("undecoded", undecoded)):
        if changed != body:
            yield Mutation(kind, "everywhere", changed)


def drops(body: bytes, chance: random.Random, count: int) -> Iterator[Mutation]:
    """Yield the page without a random element, or without a random member of its JSON."""
    members = _json_members(body)
    if members is not None:
        yield from _json_drops(members, chance, count)
        return
    elements = [element for element in _elements(body) if element.shape.split()[0].encode() not in _ORNAMENTAL]
    is_xml = not re.search(rb"<(html|body|div|table)\b", body, re.IGNORECASE)
    # XML has no rows inside tables: an element of a repeated kind is a row wherever its twins stand.
    shapes = Counter((0 if is_xml else element.parent, element.shape) for element in elements)
    for element in chance.sample(elements, min(count, len(elements))):
        place = f"<{element.shape}> at byte {element.begin}, {element.end - element.begin} bytes"
        is_row = shapes[(0 if is_xml else element.parent, element.shape)] > 1
        yield Mutation("drop", place, body[: element.begin] + body[element.end :], is_row)


def judge(before: ParsedPage, after: ParsedPage, mutation: Mutation) -> str | None:
    """Return what is wrong about the answer to a damaged page, or None."""
    if after.outcome not in PROVING:
        return None
    if after.outcome is not before.outcome:
        return f"{before.outcome} became {after.outcome}"
    was, now = before.as_json(), after.as_json()
    lost = _difference(was, now, mutation)
    return ", ".join(lost) if lost else None


def _difference(was: Any, now: Any, mutation: Mutation) -> list[str]:
    wrong: list[str] = []
    if bool(was.get("is_sealed")) != bool(now.get("is_sealed")):
        wrong.append("is_sealed changed")
    for name in ("case_number", "case_number_text"):
        if was.get(name) and now.get(name) != was.get(name):
            wrong.append(f"{name} lost")
    told, kept = Counter(_rows(was)), Counter(_rows(now))
    missing, added = told - kept, kept - told
    if added or (missing and not mutation.is_row and not _is_unbetrayed(was, now, missing, mutation)):
        wrong.append(f"{sum(missing.values())} of {sum(told.values())} rows lost, {sum(added.values())} altered")
    return wrong


def _is_unbetrayed(was: Any, now: Any, missing: Counter[str], mutation: Mutation) -> bool:
    """Say whether the page is one that its court may send, and its answer right for that page."""
    if was.get("mail_system") in _WITHOUT_END:
        return _is_tail(missing, mutation)
    if was.get("system") == "djen_clipping":
        return _are_last_items(was, missing, mutation)
    if was.get("system") == "jusbr" and mutation.place.endswith(".representantes"):
        are_lawyers = all(row.startswith("lawyers ") for row in missing)
        return are_lawyers and missing.total() == len(json.loads(mutation.rest))
    if was.get("system") == "pje":
        return _is_emptied_pole(was, missing, mutation)
    return was.get("system") == "datajud" and missing == Counter(_untold(was, now))


def _is_emptied_pole(was: Any, missing: Counter[str], mutation: Mutation) -> bool:
    """Say whether exactly the parties of a pole are missing whose panel was dropped, and which its case may lack."""
    sides = {b"OutrosInteressados": "third"}
    if was.get("class_code") in _MAY_LACK_OPPONENT:
        sides[b"PoloPassivo"] = "passive"
    emptied = {sides.get(mark) for mark in _EMPTY_POLE.findall(mutation.body)}
    lost = [party for party in was.get("parties", []) if party["side"] in emptied]
    return mutation.kind == "drop" and missing == Counter(_rows({"parties": lost}))


def _are_last_items(was: Any, missing: Counter[str], mutation: Mutation) -> bool:
    """Say whether a clipping was cut between two items and exactly the items behind the cut are missing."""
    if not _is_between_lines(mutation) or not _ITEM.match(mutation.rest.lstrip()):
        return False
    kept = len(was["publications"]) - len(_ITEM.findall(mutation.rest))
    return missing == Counter(_rows({"publications": was["publications"][kept:]}))


def _untold(was: Any, now: Any) -> Iterator[str]:
    """Yield the movements of the cases of which nothing is told now; an empty list would be told, with a total of 0."""
    for before, after in zip(was["cases"], now["cases"], strict=False):
        if before.get("movements_total") is not None and after.get("movements_total") is None:
            yield from _rows({"movements": before["movements"]})


def _is_between_lines(mutation: Mutation) -> bool:
    return mutation.body.endswith(b"\n") or re.match(rb"[ \t\r]*\n", mutation.rest) is not None


def _is_tail(missing: Counter[str], mutation: Mutation) -> bool:
    """Say whether a mail was cut between two lines and exactly the rows behind the cut are missing, all movements.

    Every paragraph that was cut away begins with a row's date: no end, no other case, no part of a row.
    """
    rest = mutation.rest
    if not rest or not _is_between_lines(mutation):
        return False
    paragraphs = _BLANK_LINES.split(rest.strip())
    cut_away = len(_DATED.findall(rest.lstrip(b"\r\n")))
    are_movements = all(row.startswith("movements ") for row in missing)
    return are_movements and all(map(_DATED.match, paragraphs)) and missing.total() == cut_away


def _rows(page: dict[str, Any]) -> Iterator[str]:
    """Yield who, what and when of every row, and of the rows inside it; links and other ornaments aside."""
    for name in _ROW_LISTS:
        for row in page.get(name, []):
            said = {key: _bare(row[key]) for key in _TELLING if key in row}
            yield f"{name} {json.dumps(said, sort_keys=True, ensure_ascii=False)}"
            yield from _rows(row)


def _bare(value: Any) -> Any:
    """Text without blanks: a lost line break joins two words and loses nothing."""
    return "".join(value.split()) if isinstance(value, str) else value


@dataclass(frozen=True)
class _Element:
    begin: int
    end: int
    shape: str
    parent: int


def _elements(body: bytes) -> list[_Element]:
    """Return the elements of a page by their bytes, without scripts and comments."""
    hidden = bytearray(body)
    for opaque in _OPAQUE.finditer(body):
        hidden[opaque.start() : opaque.end()] = b" " * (opaque.end() - opaque.start())
    found: list[_Element] = []
    opened: list[tuple[bytes, int, str]] = []
    for tag in _TAG.finditer(bytes(hidden)):
        name = tag[2].lower()
        if not tag[1]:
            shape = _shape(name, tag[3])
            if name in _VOID or tag[3].endswith(b"/"):
                found.append(_Element(tag.start(), tag.end(), shape, opened[-1][1] if opened else -1))
            else:
                opened.append((name, tag.start(), shape))
        elif any(name == each[0] for each in opened):
            while (closed := opened.pop())[0] != name:
                pass
            found.append(_Element(closed[1], tag.end(), closed[2], opened[-1][1] if opened else -1))
    return found


def _shape(name: bytes, attributes: bytes) -> str:
    """The element's name with its class; zebra stripes and generated numbers aside."""
    said = re.search(rb"class=[\"']?([^\"'>]*)", attributes)
    words = said[1].decode("latin-1") if said else ""
    return f"{name.decode()} {_ORNAMENT.sub('', words)}"


def _json_members(body: bytes) -> Any:
    try:
        return json.loads(body) if body.lstrip()[:1] in (b"{", b"[") else None
    except ValueError:
        return None


def _json_drops(data: Any, chance: random.Random, count: int) -> Iterator[Mutation]:
    places = list(_places(data, ()))
    for place in chance.sample(places, min(count, len(places))):
        copy = json.loads(json.dumps(data))
        holder = copy
        for step in place[:-1]:
            holder = holder[step]
        is_row = isinstance(holder, list)
        rest = json.dumps(holder[place[-1]]).encode()
        del holder[place[-1]]
        yield Mutation("drop", ".".join(map(str, place)), json.dumps(copy, ensure_ascii=False).encode(), is_row, rest)


def _places(data: Any, before: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield (*before, key)
        yield from _places(value, (*before, key))


Parse = Callable[[bytes], ParsedPage]


def wrong_successes(
    body: bytes, parse: Parse, chance: random.Random, rounds: int, *, real: Collection[bytes] = ()
) -> Iterator[tuple[Mutation, str]]:
    """Yield every mutation to which the parser gives a wrong success. Raises what the parser raises.

    Args: real: whole answers of this system; a mutation that makes one of them out of another is no damaged page.
    """
    before = parse(body)
    if before.outcome not in PROVING:
        return
    for make in (cuts(body, chance, rounds), charset_swaps(body), drops(body, chance, rounds)):
        for mutation in make:
            wrong = judge(before, parse(mutation.body), mutation)
            if wrong and mutation.body not in real:
                yield mutation, wrong
