"""Answers that a service may give and that none of the recorded ones is: other kinds of a value, keys without one."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.recognise import parse_page
from tests.recorded.recordings import recordings_of

Change = Callable[[Any], Any]


def _with(system: str, of: str, change: Change) -> tuple[ParsedPage, ParsedPage]:
    """Return the first recorded case of the system with parties as it is, and changed."""
    for page in recordings_of(system):
        answer = json.loads(page.body)
        if page.expected["outcome"] != "found_new" or of not in json.dumps(answer):
            continue
        changed = copy.deepcopy(answer)
        change(changed)
        body = json.dumps(changed, ensure_ascii=False).encode()
        if parse_page(page.body, system=system).case is not None:
            return parse_page(page.body, system=system), parse_page(body, system=system)
    raise AssertionError(f"no recorded case of {system}")


def _proceeding(answer: Any) -> Any:
    case = answer[0] if isinstance(answer, list) else answer
    return case.get("tramitacaoAtual") or case["tramitacoes"][0]


def _people(answer: Any) -> list[Any]:
    return list(_proceeding(answer)["partes"])


@pytest.mark.parametrize("system", ["pdpj", "jusbr"])
@pytest.mark.parametrize("pole", [None, "OUTRO"])
def test_a_party_without_a_known_pole_stays_without_a_side(system: str, pole: str | None) -> None:
    before, found = _with(system, '"polo"', lambda answer: _people(answer)[0].update(polo=pole))
    assert found.outcome is Outcome.FOUND_NEW
    assert found.case is not None
    assert before.case is not None
    assert len(found.case.parties) == len(before.case.parties)
    assert found.case.parties[0].side is None
    assert "a pole" in found.reason


@pytest.mark.parametrize("system", ["pdpj", "jusbr"])
@pytest.mark.parametrize(
    "change",
    [
        lambda answer: _people(answer)[0].update(polo=_people(answer)[0]["polo"].capitalize()),
        lambda answer: _proceeding(answer).update(valorAcao=str(_proceeding(answer).get("valorAcao") or "0.0")),
        lambda answer: [each.update(sequencia=str(each.get("sequencia", 1))) for each in _proceeding(answer)["classe"]],
    ],
)
def test_values_of_another_kind_say_the_same(system: str, change: Change) -> None:
    before, found = _with(system, '"polo"', change)
    assert before.case is not None
    assert found.case is not None
    assert found.outcome is before.outcome
    assert found.case.parties == before.case.parties
    assert found.case.case_class == before.case.case_class
    if before.case.amount_in_dispute:
        assert found.case.amount_in_dispute == before.case.amount_in_dispute


def _tjmt(answer: Any) -> Any:
    return answer["itens"][0]["partes"][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: _tjmt(answer).update(advogados=None),
        lambda answer: _tjmt(answer).update(documentos=None),
        lambda answer: _tjmt(answer).update(idTipoParticipacaoProcessual=None),
    ],
)
def test_tjmt_leaves_a_list_or_a_pole_without_value(change: Change) -> None:
    before, found = _with("tjmt_rest", '"advogados"', change)
    assert found.outcome is Outcome.FOUND_NEW
    assert found.case is not None
    assert before.case is not None
    assert [party.name for party in found.case.parties] == [party.name for party in before.case.parties]


def _tjpa(answer: Any) -> Any:
    return answer["listaProcessos"][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: [party.update(flsegredo=None) for party in _tjpa(answer)["partes"]],
        lambda answer: [party.update(flsegredo=False) for party in _tjpa(answer)["partes"]],
        lambda answer: _tjpa(answer).update(segredoJustica="NAO"),
        lambda answer: _tjpa(answer).update(segredoJustica=False),
        lambda answer: _tjpa(answer).update(valorCausaFormatado="1.234.567", valorCausa=1234567.0),
    ],
)
def test_tjpa_says_a_no_in_other_ways(change: Change) -> None:
    before, found = _with("tjpa_unificada", '"flsegredo"', change)
    assert found.outcome is before.outcome is Outcome.FOUND_NEW
    assert found.case is not None
    assert before.case is not None
    assert [party.name for party in found.case.parties] == [party.name for party in before.case.parties]
    assert not found.is_sealed


@pytest.mark.parametrize("said", ["SIM", True])
def test_tjpa_says_that_a_case_is_sealed_in_other_ways(said: object) -> None:
    _, found = _with("tjpa_unificada", '"flsegredo"', lambda answer: _tjpa(answer).update(segredoJustica=said))
    assert found.is_sealed


@pytest.mark.parametrize("said", [None, "talvez", 3])
def test_tjpa_never_leaves_open_whether_a_case_is_sealed(said: object) -> None:
    _, found = _with("tjpa_unificada", '"flsegredo"', lambda answer: _tjpa(answer).update(segredoJustica=said))
    assert found.outcome is Outcome.PAGE_CHANGED
