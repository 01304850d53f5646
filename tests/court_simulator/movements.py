"""Movements: which texts tribunals print, and a random but repeatable life for an instance."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from tests.court_simulator.model import NEVER, Instance, Row

TEXTS = (
    (60, "Expedição de Documento", "Mandado nº {n}/2031 remetido à central"),
    (85, "Juntada de Petição", "Nº Protocolo: WINV.31.{n}-0 Tipo da Petição: Manifestação"),
    (11010, "Proferido Despacho de Mero Expediente", "Intime-se a parte para manifestação em {d} dias."),
    (92, "Ato Publicado", "Relação: 0{n}/2031 Data da Publicação"),
    (1061, "Disponibilização no Diário da Justiça Eletrônico", "Relação 0{n}/2031, página {d}"),
    (51, "Conclusos para Decisão", ""),
    (51, "Conclusos para Despacho", ""),
    (581, "Juntada de Documento", ""),
    (1051, "Decorrido o Prazo", "Prazo de {d} dias sem manifestação"),
    (970, "Audiência Designada", "Conciliação, sala {d}, às 14 horas"),
    (123, "Remetidos os Autos", "à contadoria, guia {n}"),
    (11383, "Ato Ordinatório Praticado", "Vista à parte contrária, certidão {n}"),
    (106, "Mandado Devolvido", "Cumprido, certidão {n} do oficial"),
    (12164, "Expedida Certidão", "Certifico o decurso, livro {n}"),
)
EDITED = ("Retificado: {title}", "{title} (Retificação)")
DISTRIBUTED = (26, "Distribuído por Sorteio", "")


@dataclass(frozen=True)
class Life:
    """How lively the instances of a run are: `quiet_from` is the first day without any change."""

    quiet_from: int
    daily_rate: float
    days: tuple[date, ...]
    blocked: frozenset[int] = frozenset()
    """Days on which this case cannot be read."""


def row_of(rng: random.Random, day: date, appears: int) -> Row:
    """Return a new row of a day."""
    code, title, complement = rng.choice(TEXTS)
    text = complement.format(n=rng.randint(1000, 99999), d=rng.randint(2, 30))
    clock = f"{rng.randint(8, 19):02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}"
    return Row(day, clock, title, text, code, appears)


def past(rng: random.Random, opened_on: date, until: date, count: int) -> list[Row]:
    """Return the rows of an instance before the run, the distribution among them."""
    code, title, complement = DISTRIBUTED
    rows = [Row(opened_on, "09:00:01", title, complement, code, -1)]
    span = max((until - opened_on).days - 1, 1)
    for _ in range(count):
        rows.append(row_of(rng, opened_on + timedelta(days=rng.randint(0, span)), -1))
    if count > 4 and rng.random() < 0.5:
        twin = rng.choice(rows[1:])
        rows.append(Row(twin.day, twin.clock, twin.title, twin.complement, twin.code, -1))
    return rows


def additions(rng: random.Random, life: Life, since: int) -> list[Row]:
    """Return the rows that appear during the run, some dated back, some twins of another of the same day."""
    rows: list[Row] = []
    for number in range(since, life.quiet_from):
        for _ in range(_how_many(rng, life.daily_rate)):
            back = rng.choice((0, 0, 0, 0, 1, 2))
            row = row_of(rng, life.days[max(number - back, 0)], number)
            rows.append(row)
            if rng.random() < 0.04:
                rows.append(Row(row.day, row.clock, row.title, row.complement, row.code, number))
    return rows


def _how_many(rng: random.Random, rate: float) -> int:
    whole = int(rate)
    return rng.randint(0, 2 * whole) + (rng.random() < rate - whole)


def readable_days(life: Life, first: int, last: int) -> int:
    """Return on how many days from `first` to `last`, both included, the case can be read."""
    return sum(1 for number in range(first, last + 1) if number not in life.blocked)


def candidates(rows: list[Row], life: Life, number: int) -> list[Row]:
    """Return the rows that may be withdrawn or edited on a day: seen long enough before, alone in what they say."""
    count: dict[tuple[date, str, str], int] = {}
    for row in rows:
        key = (row.day, row.title, row.complement)
        count[key] = count.get(key, 0) + 1
    return [
        row
        for row in rows
        if row.vanishes == NEVER
        and row.complement
        and row.replaces is None
        and row.appears <= number - 3
        and readable_days(life, max(row.appears, 0), number - 1) >= 2
        and count[(row.day, row.title, row.complement)] == 1
    ]


def withdraw(rng: random.Random, rows: list[Row], life: Life, number: int) -> Row | None:
    """Take one row away on a day."""
    choices = candidates(rows, life, number)
    if not choices:
        return None
    row = rng.choice(choices)
    row.vanishes = number
    return row


def edit(rng: random.Random, rows: list[Row], life: Life, number: int) -> Row | None:
    """Change the text of one row on a day."""
    choices = candidates(rows, life, number)
    if not choices:
        return None
    old = rng.choice(choices)
    old.vanishes = number
    title = rng.choice(EDITED).format(title=old.title)
    new = Row(old.day, old.clock, title, old.complement, old.code, number, replaces=old)
    rows.append(new)
    return new


def numbers_of(instance: Instance) -> dict[int, int]:
    """Return the court's number of each event by the row's identity: its place in the order of registration.

    An edited event keeps its number.
    """
    originals = [row for row in instance.rows if row.replaces is None]
    order = sorted(originals, key=lambda each: (max(each.appears, -1), each.day, each.clock))
    numbers = {id(row): place for place, row in enumerate(order, 1)}
    for row in instance.rows:
        original = row
        while original.replaces is not None:
            original = original.replaces
        numbers[id(row)] = numbers[id(original)]
    return numbers
