"""Prints expressions and what they find at 80 columns.

A generated one gets a line per word of the name; long groups are broken between alternatives.
"""

import textwrap
from collections.abc import Iterable, Iterator

import regex
import typer

_WIDTH = 76
_BETWEEN_WORDS = frozenset({"(?&gap)", "(?<gap>"})
_INDENT = "    "
_PIECE = regex.compile(r"\(\?&gap\)(?!\))|\(\?<gap>|\(\?[&:=!]*|\\.|\[[^\]]*\]|.", regex.DOTALL)


def print_expression(rex: str) -> None:
    """Print an expression over several lines, which no one should take for a part of it."""
    typer.echo("expression (in lines here; --json prints it in one piece):")
    for line in expression_lines(rex):
        typer.echo(f"{_INDENT}{line}")


def print_words(title: str, lines: Iterable[str]) -> None:
    """Print what an expression accepts or refuses."""
    typer.echo(f"{title}:")
    for line in lines:
        typer.echo(textwrap.fill(line, _WIDTH, initial_indent="  - ", subsequent_indent=_INDENT))


def told_length(rex: str) -> str:
    """Say of a generated expression how long it is."""
    return f"generated from the name, {len(rex):,} characters (below)"


def expression_lines(rex: str) -> Iterator[str]:
    """Yield an expression in lines that joined give it again."""
    line: list[tuple[str, int]] = []
    depth, gap = 0, -1
    for piece in _PIECE.findall(rex):
        if line and (piece in _BETWEEN_WORDS or gap == depth):
            yield _joined(line)
            line, gap = [], -1
        elif sum(len(each) for each, _ in line) + len(piece) > _WIDTH:
            end = _best_end(line)
            yield _joined(line[:end])
            line = line[end:]
        depth -= piece == ")"
        line.append((piece, depth))
        gap = depth if piece == "(?<gap>" else gap
        depth += piece[0] == "(" and piece[-1] != ")"
    yield _joined(line)


def _best_end(line: list[tuple[str, int]]) -> int:
    """Return where to break a line: before an alternative or a group, within as few groups as can be."""
    ends = [place for place, (piece, _) in enumerate(line) if place and piece[0] in "(|"]
    late = [place for place in ends if len(_joined(line[:place])) > _WIDTH / 2]
    return min(late or ends, key=lambda place: (line[place][1], -place), default=len(line))


def _joined(line: list[tuple[str, int]]) -> str:
    return "".join(piece for piece, _ in line)
