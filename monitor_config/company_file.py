"""Reads a company's file of monitored parties (YAML): what the company wants to watch, with the line of each field.

Text is taken as it is written, whatever YAML would make of it: `reference: 0042` is `0042` and `name: NO` is `NO`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from pydantic import TypeAdapter, ValidationError

from monitor_config.errors import BadPartyFile
from monitor_config.models import NewParty
from monitor_config.party_file_cells import MOST_ROWS, told_problem
from schemas.errors import RefusedError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_BYTES = 32 * 1024 * 1024
_MOST_DEPTH = 6
_MOST_TOLD = 200
_KEYS = ("company", "unlisted", "defaults", "parties")
_FIELDS = (*NewParty.model_fields, "id")
_TEXTS = frozenset({"company", "unlisted", "id", "name", "reference", "rex", "nrex", "document", "side", "status"})
_LISTS = frozenset({"tribunals", "oabs", "comarcas"})
_NO_DEFAULT = frozenset({"id", "name"})
_NULL = "tag:yaml.org,2002:null"

Place = tuple[str | int, ...]


class Unlisted(StrEnum):
    """What becomes of parties that the company has and the file does not name."""

    KEEP = "keep"
    PAUSE = "pause"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class WantedParty:
    """One party of the file; `id` says which of the company's it is."""

    place: str
    party: NewParty
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CompanyFile:
    """A whole file."""

    company: str
    unlisted: Unlisted
    parties: tuple[WantedParty, ...]


def read_company_file(path: Path, check_party: Callable[[NewParty], object]) -> CompanyFile:
    """Read a file, or refuse it whole. Raises BadPartyFile, which names each wrong line and field.

    Args:
        check_party: raises a RefusedError for what the model does not know; its fact `problems` are pairs of field and
            message.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadPartyFile(f"{path}: larger than {_MOST_BYTES // 2**20} MiB")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadPartyFile(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadPartyFile(f"{path}: not UTF-8 text: {error}") from error
    return parse_company_file(text, check_party, source=str(path))


def parse_company_file(text: str, check_party: Callable[[NewParty], object], *, source: str) -> CompanyFile:
    """Make a file's text into what it wants. Raises BadPartyFile."""
    reader = _Reader(source, check_party)
    try:
        _refuse_crafted(text)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadPartyFile(f"{source}{line}: not YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise BadPartyFile(f"{source}: not YAML: {error}") from error
    read = reader.read(root)
    if reader.problems:
        told = reader.problems[:_MOST_TOLD]
        if more := len(reader.problems) - len(told):
            told.append(f"and {more} more problems")
        raise BadPartyFile("nothing was changed\n" + "\n".join(told), problems=tuple(reader.problems))
    return read


def _refuse_crafted(text: str) -> None:
    """Aliases and deep nesting make much out of little, and no party needs them. Raises ValueError."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(f"line {_line_of(event)}: aliases (*name) are not taken")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MOST_DEPTH:
                raise ValueError(f"line {_line_of(event)}: nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


@dataclass
class _Reader:
    """Builds the values and collects what is wrong with them."""

    source: str
    check_party: Callable[[NewParty], object]
    problems: list[str] = field(default_factory=list)
    _lines: dict[Place, int] = field(default_factory=dict)

    def read(self, root: yaml.Node | None) -> CompanyFile:
        data = self._value(root, ()) if root is not None else None
        if not isinstance(data, dict):
            self._complain((), f"the file must hold {', '.join(f'`{key}`' for key in _KEYS)}")
            return CompanyFile("", Unlisted.KEEP, ())
        for key in data.keys() - set(_KEYS):
            self._complain((key,), f"is not known; {', '.join(_KEYS)} are")
        company = data.get("company")
        if company is None or not isinstance(company, str):
            self._complain(("company",), "the company's slug is missing")
        defaults = self._defaults(data.get("defaults"))
        parties = data.get("parties")
        if not isinstance(parties, list):
            self._complain(("parties",), "must be a list of parties; `[]` for none")
            parties = []
        if len(parties) > MOST_ROWS:
            self._complain(("parties",), f"at most {MOST_ROWS} parties are taken from one file")
            parties = []
        wanted = tuple(filter(None, (self._party(number, each, defaults) for number, each in enumerate(parties))))
        return CompanyFile(str(company), self._unlisted(data.get("unlisted")), wanted)

    def _unlisted(self, value: Any) -> Unlisted:
        try:
            return Unlisted(value or "keep")
        except ValueError:
            self._complain(("unlisted",), "is keep, pause or archive")
            return Unlisted.KEEP

    def _defaults(self, value: Any) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._complain(("defaults",), "must be fields of a party")
            return {}
        for name in sorted(value.keys() & _NO_DEFAULT):
            self._complain(("defaults", name), "belongs to one party, not to all")
        return {name: each for name, each in value.items() if name not in _NO_DEFAULT}

    def _party(self, number: int, value: Any, defaults: dict[str, Any]) -> WantedParty | None:
        place: Place = ("parties", number)
        if not isinstance(value, dict):
            self._complain(place, "must be fields of a party, at least `name`")
            return None
        fields = {name: each for name, each in {**defaults, **value}.items() if each is not None}

        def own(name: str) -> Place:
            return ("defaults", name) if name in defaults and name not in value else (*place, name)

        party_id = None
        try:
            if "id" in fields:
                party_id = TypeAdapter(UUID).validate_python(fields.pop("id"))
        except ValidationError:
            self._complain(own("id"), "is not an id as `arauto party list` shows it")
        try:
            party = NewParty.model_validate(fields)
            self.check_party(party)
        except ValidationError as error:
            for problem in error.errors():
                name = str(problem["loc"][0]) if problem["loc"] else ""
                self._complain(own(name) if name else place, told_problem(problem["type"], problem["msg"], _FIELDS))
            return None
        except RefusedError as error:
            pairs = error.facts.get("problems")
            for name, message in pairs if isinstance(pairs, tuple) else [("name", str(error))]:
                self._complain(own(name), message)
            return None
        return WantedParty(f"line {self._line(place)}", party, party_id)

    def _value(self, node: yaml.Node, place: Place) -> Any:
        """Return what a node holds, and note the line of everything below it."""
        self._lines[place] = _line_of(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, (*place, number)) for number, each in enumerate(node.value)]
        if node.tag == _NULL:
            return None
        names = [part for part in place if isinstance(part, str)]
        if names and names[-1] in _TEXTS | _LISTS:
            return node.value
        try:
            return yaml.SafeLoader("").construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            self._complain(place, f"cannot be read: {getattr(error, 'problem', None) or error}")
            return None

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            below = (*place, name)
            if name in found:
                self._complain(place, f"`{name}` stands twice, also in line {_line_of(key)}")
                continue
            found[name] = self._value(value, below)
            self._lines[below] = _line_of(key)
        return found

    def _line(self, place: Place) -> int:
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)

    def _complain(self, place: Place, message: str) -> None:
        names = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place]
        problem = f"{self.source}, line {self._line(place)}, {''.join(names).lstrip('.') or 'file'}: {message}"
        if problem not in self.problems:
            self.problems.append(problem)


def _line_of(read: Any) -> int:
    """Return the line of a node or event."""
    return int(read.start_mark.line) + 1


def write_company_file(slug: str, parties: list[tuple[UUID, NewParty]]) -> str:
    """Return the text of a file that wants exactly these parties."""
    listed = [
        {"id": str(party_id), **party.model_dump(mode="json", exclude_defaults=True)} for party_id, party in parties
    ]
    data = {"company": slug, "parties": listed}
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000))
