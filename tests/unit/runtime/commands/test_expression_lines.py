"""A generated expression is printed in lines that fit and give it again."""

import pytest

from matcher.generation import generate_expression
from runtime.commands.expression_lines import expression_lines

NAMES = [
    "Ipê",
    "Comercial Garoa Ltda",
    "Fundo de Investimento em Direitos Creditórios Não Padronizados Alvorada Poente",
    "Cooperativa Agropecuária dos Produtores Rurais de Leite do Vale do Ipê Amarelo",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_lines_fit_and_give_the_expression(name: str) -> None:
    rex = generate_expression(name)
    lines = list(expression_lines(rex))
    assert "".join(lines) == rex
    assert max(map(len, lines)) <= 76


def test_each_word_of_the_name_begins_a_line() -> None:
    lines = list(expression_lines(generate_expression("Garoa Poente Alba")))
    assert [line[: len("H*G")] for line in lines].count("H*P") == 1
    assert any(line.startswith("(?&gap)H*A") for line in lines)
