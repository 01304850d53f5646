"""What the commands about monitored parties share: arguments, options, and the checks that no single field can do."""

import os
import pwd
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from typer.core import TyperCommand

from matcher.expressions import MatcherExpressions
from monitor_config.companies import get_company
from monitor_config.errors import BadParty
from monitor_config.models import DEFAULT_FUZZY_THRESHOLD, DEFAULT_WINDOW_DAYS, NewParty, Origin
from monitor_config.parties import MonitoredParties, expression_of
from runtime.commands.session import installation
from runtime.commands.tribunal_argument import tribunal_argument
from runtime.services import Installation
from schemas.courts import Side
from schemas.errors import RefusedError

Slug = Annotated[str, typer.Argument(help="The company's slug.")]
PartyId = Annotated[UUID, typer.Argument(help="The party's id, as `arauto party list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
File = Annotated[Path, typer.Argument(help="CSV, XLSX or JSON Lines; see docs/reference/party_file.md.")]
Reason = Annotated[str | None, typer.Option(metavar="TEXT", help="Why; kept in the expression's history.")]

Rex = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Search expression; generated from the name when left out.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change, be found and be charged, and change nothing.")
]

FIELD_OPTIONS: Mapping[str, Any] = {
    "reference": Annotated[str | None, typer.Option(metavar="TEXT", help="The company's own mark for this party.")],
    "rex": Rex,
    "nrex": Annotated[
        str | None, typer.Option(metavar="TEXT", help="Negative expression: a name that it finds is no match.")
    ],
    "manual_rex": Annotated[bool | None, typer.Option(help="Never generate the expression again (set by --rex).")],
    "fuzzy": Annotated[bool | None, typer.Option(help="Also find misspellings; on, unless the expression is manual.")],
    "fuzzy_threshold": Annotated[
        int | None,
        typer.Option(
            min=0,
            max=100,
            metavar="0-100",
            help=f"How alike a misspelling must be; {DEFAULT_FUZZY_THRESHOLD} if left out.",
        ),
    ],
    "window_days": Annotated[
        int | None,
        typer.Option(
            min=0,
            max=365,
            metavar="DAYS",
            help=f"How far back a new match may reach; {DEFAULT_WINDOW_DAYS} if left out.",
        ),
    ],
    "distributed_from": Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Nothing distributed before this day (YYYY-MM-DD)."),
    ],
    "only_after_registration": Annotated[
        bool | None, typer.Option(help="Nothing distributed before the registration; off if left out.")
    ],
    "tribunals": Annotated[
        list[str] | None, typer.Option("--tribunal", metavar="ACRONYM", help="Only these tribunals; may be repeated.")
    ],
    "side": Annotated[Side | None, typer.Option(help="Only parties of this side.")],
    "document": Annotated[
        str | None, typer.Option(metavar="TEXT", help="CPF or CNPJ, * for what is hidden: evidence, never a filter.")
    ],
    "oabs": Annotated[
        list[str] | None,
        typer.Option("--oab", metavar="NUMBER", help="A lawyer of the party, as SP123456: evidence; may be repeated."),
    ],
    "comarcas": Annotated[
        list[str] | None,
        typer.Option("--comarca", metavar="NAME", help="Where the party litigates: evidence; may be repeated."),
    ],
}
"""One option for each field of a party but its name and status; named as the fields are."""

EXPRESSIONS = MatcherExpressions()


Command = Callable[..., None]


class PlainCommand(TyperCommand):
    """A command with many options, whose help is no table: at 80 columns a table cuts their names."""

    def __init__(self, *arguments: Any, **facts: Any) -> None:
        super().__init__(*arguments, **{**facts, "rich_markup_mode": None})


def takes_fields(*names: str) -> Callable[[Command], Command]:
    """Give a command the options of a party's fields in the place of its `**fields`: of those named, or of all."""

    def with_options(command: Command) -> Command:
        parameters: list[Parameter] = []
        for each in signature(command).parameters.values():
            if each.kind is Parameter.VAR_KEYWORD:
                place = sum(one.kind is Parameter.POSITIONAL_OR_KEYWORD for one in parameters)
                parameters[place:place] = [_field_option(name) for name in names or FIELD_OPTIONS]
            else:
                parameters.append(each)
        command.__signature__ = signature(command).replace(parameters=parameters)  # type: ignore[attr-defined]
        return command

    return with_options


def _field_option(name: str) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=FIELD_OPTIONS[name])


def said_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields whose options were given."""
    given = {name: value for name, value in fields.items() if value is not None and value != []}
    if isinstance(given.get("distributed_from"), datetime):
        given["distributed_from"] = given["distributed_from"].date()
    return given


class CheckedExpressions:
    """The matcher's expressions, each generated or checked once: an import meets every row twice."""

    def __init__(self) -> None:
        self._generated: dict[str, str] = {}
        self._checked: set[str] = set()

    @property
    def class_table(self) -> str:
        return EXPRESSIONS.class_table

    def generate(self, name: str) -> str:
        if name not in self._generated:
            self._generated[name] = EXPRESSIONS.generate(name)
        return self._generated[name]

    def check(self, expression: str) -> None:
        if expression not in self._checked:
            EXPRESSIONS.check(expression)
            self._checked.add(expression)

    def check_party(self, party: NewParty) -> None:
        """Raises BadParty, which says of every field what the model does not know."""
        problems: list[tuple[str, str]] = []
        checks: tuple[tuple[str, Callable[[], object]], ...] = (
            ("rex" if party.rex else "name", lambda: expression_of(party.model_copy(update={"nrex": None}), self)),
            ("tribunals", lambda: check_tribunals(party.tribunals)),
        )
        if nrex := party.nrex:
            checks += (("nrex", lambda: self.check(nrex)),)
        for name, check in checks:
            try:
                check()
            except RefusedError as error:
                problems.append((name, str(error).partition("\n")[0]))  # a table has a line for each
        if problems:
            raise BadParty("; ".join(": ".join(problem) for problem in problems), problems=tuple(problems))


def check_tribunals(acronyms: Iterable[str] | None) -> None:
    """A mistyped acronym would match nothing for ever. Raises UnknownTribunal."""
    for acronym in acronyms or ():
        tribunal_argument(acronym)


def origin(reason: str | None) -> Origin:
    """Say who changes parties by command line: the account of this machine, where it has a name."""
    try:
        account = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        account = str(os.getuid())
    return Origin(made_by=f"command line ({account})", reason=reason)


@contextmanager
def parties_of(slug: str, reason: str | None = None) -> Iterator[tuple[MonitoredParties, Installation]]:
    """Open a company's parties within one transaction."""
    with installation() as opened, opened.database.transaction() as connection:
        yield MonitoredParties(connection, get_company(connection, slug), origin(reason)), opened
