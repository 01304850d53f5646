"""Names found together are found as they are one by one, whatever else stands on the page."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from rapidfuzz.distance import OSA

from matcher.bloom import Bloom
from matcher.classes import load_classes
from matcher.corrections import Vocabulary
from matcher.known_words import known_words
from matcher.names_index import NamesIndex
from matcher.text_hashes import deleted_places, deletions_of, hashes_of, joined
from tests.benchmarks.matcher_names import NameMaker

PARTIES = (
    "Maria Aparecida Teles de Andrade",
    "Companhia Ipê & Filhos de Alimentos S/A",
    "XANDRELIM Construtora Alvorada do Planalto LTDA",
    "Sertaneja Comércio",
    "João da Silva II",
    "Cooperativa Agrícola Boa Vista",
    "Associação dos Produtores Rurais do Vale do Jaguaribe e Região",
)
PRINTED = (
    "MARIA APARECIDA TELES DE ANDRADE",
    "MARIA APARECIDA TELLES ANDRADE",
    "MARIA APARESSIDA TELES ANDRADE E OUTRO(S)",
    "MARIA APARECIDA TELESDEANDRADE",
    "ESPOLIO DE MARIA APARECIDA TELES DE ANDRADE (MARIA)",
    "CIA IPE & FILHOS ALIMENTOS",
    "CIA. IPÊ & FILHOS DE ALIMENTOS S/A - EM RECUPERAÇÃO JUDICIAL",
    "XANDRELM CONSTRUTORA ALVORADA DO PLANALTO",
    "CONSTRUTORA XANDRELIM ALVORADA DO PLANALTO",
    "SERTANEJA",
    "SERTANEJA COMERCIO E SERVICOS LTDA",
    "SERTANEJA COM",
    "JOAO DA SILVA III",
    "JOAO DA SILVA",
    "50.229.022 JOÃO SILVA II",
    "COOP AGRIC BOA VISTA",
    "COOPERATIVA AGRICOLA BOAVISTA",
    "COOPERATIVA AGRICOLALTDA BOA VISTA LTDA",
    "ASSOCIACAO DOS PRODUTORES RURAIS DO VALE",
    "ASSOCIACAO DOS PRODUTORES RURAIS DO VAL",
    "ASSOC. PRODUTORES RURAIS VALE JAGUARIBE REGIAO (APRVJR)",
    "CAVB COOPERATIVA AGRICOLA BOA VISTA",
    "MASA FALIDA DE SERTANEJA COMERCIO",
    "BEATRIZ TELES REGISTRADA CIVILMENTE COMO MARIA APARECIDA TELES DE ANDRADE",
    "BEATRIZ TELES REGISTRADO(A) CIVILMENTE COMO JOAO DA SILVA II",
    "JOAO DA SILVA II REPRESENTADO POR MARIA APARECIDA TELES DE ANDRADE",
    "O JOAO DA SILVA II E OUTROS",
    "SERTANEJA COMERCIO S A EM LIQUIDACAO",
    "S A SERTANEJA COMERCIO",
    "SERTANEJA S COMERCIO A",
    "SERTANEJA S A COMERCIO S.A. ME",
    "EMPRESA SERTANEJA COMERCIO FILIAL 2",
    "",
    "   ",
    "&",
    "LTDA",
    "S/A",
    "ΑΛΕΞΑΝΔΡΟΣ ΙΩΑΝΝΟΥ",
    "MARIA\x1fAPARECIDA\nTELES\tANDRADE",
    "'MARIA APARECIDA TELES ANDRADE'",
    "А" * 3000,
    "DE " * 500,
    "XANDRELIM" * 60,
    "SERTANEJA COMERCIO " * 30,
    "MARIA APARECIDA " + "TELES ANDRADE " * 20_000,
)


def both_ways(index: NamesIndex, printed: tuple[str, ...] | list[str]) -> None:
    together = index.search_many(printed)
    assert len(together) == len(printed)
    for name, (exact, likely) in zip(printed, together, strict=True):
        one_exact, one_likely = index.search(name)
        assert (list(exact), list(likely)) == (one_exact, one_likely()), name
    first = [list(exact or [hit for hit in likely if not hit.rivals]) for exact, likely in together]
    assert list(map(list, index.find_many(printed))) == first
    exact = [list(each) for each, _ in together]
    assert list(map(list, index.find_many(printed, is_fuzzy=False))) == exact


def test_many_names_are_found_as_one_by_one() -> None:
    index = NamesIndex()
    index.add_many(enumerate(PARTIES))
    both_ways(index, PRINTED)
    stages = {hit.stage for exact, likely in index.search_many(PRINTED) for hit in (*exact, *likely)}
    assert stages == {"exact", "fuzzy", "truncated"}, "the names show every stage"


def test_a_name_is_found_alike_whatever_stands_beside_it() -> None:
    index = NamesIndex()
    index.add_many(enumerate(PARTIES))
    together = index.search_many(PRINTED)
    beside_empty = [index.search_many((name, "", "", ""))[0] for name in PRINTED]
    alone = [index.search_many((name,))[0] for name in PRINTED]
    assert beside_empty == together
    assert [tuple(map(list, found)) for found in alone] == [tuple(map(list, found)) for found in together]
    assert index.search_many(()) == []


def test_names_that_come_and_go_are_found_alike() -> None:
    index = NamesIndex()
    for place, name in enumerate(PARTIES):
        both_ways(index, PRINTED)
        index.add(place, name)
    both_ways(index, PRINTED)
    for place in range(0, len(PARTIES), 2):
        index.remove(place)
        both_ways(index, PRINTED)
    index.add(0, PARTIES[0])
    both_ways(index, PRINTED)


@pytest.mark.parametrize("seed", range(3))
def test_made_names_with_errors_are_found_alike(seed: int) -> None:
    """Half of the names come one by one: runs of deletions, filters and columns grow as they do at work."""
    rng = Random(seed)
    names = [name for name, _ in zip(NameMaker(seed), range(3_000), strict=False)]
    index = NamesIndex()
    index.add_many(enumerate(names[:1_000]))
    printed = [damaged(rng, name) for name in names]
    both_ways(index, printed[::4])
    for place, name in enumerate(names[1_000:2_000], 1_000):
        index.add(place, name)
    both_ways(index, printed)


ODD_CHARACTERS = "&＆/-–([)}'ʼ\x1f\x00\n\ud800\u0301\xa0٣²Ⅳßİŉﬁ№ﷺ漢Α😀"
ODD_WORDS = ("H", "HH", "XIV", "50.229.022", "S/A", "s/ a", "S.A.", "A/B", "ÇÃO", "ΑΒΓ", "BADECAFIGO" * 5)
CIVIL = ("REGISTRADA CIVILMENTE COMO", "REGISTRADO(A) CIVILMENTE COMO")


def odd_name(rng: Random, words: Sequence[str]) -> str:
    return rng.choice(("", " ", " ")).join(rng.choices(words, k=rng.randint(0, 8)))


def check_odd_names(seed: int) -> None:
    """What the class table knows, what no court prints, and made names, in any order; names come, go and come again."""
    rng, table = Random(seed), load_classes()
    forms = table.legal_forms
    phrases = (*forms.anywhere, *forms.at_end, *table.status_heads, *table.status_tails, *table.cuts)
    words = [*map(" ".join, phrases), *sorted(table.particles | table.articles), *table.abbreviations, *forms.glued]
    words += [" ".join(full) for each in table.abbreviations.values() for full in each]
    words += [
        *sorted(table.purposes),
        *sorted(table.compound_heads),
        *sorted(table.corrected_affixes),
        *(*ODD_CHARACTERS, *ODD_WORDS, *CIVIL) * 5,
    ]
    made = [name for name, _ in zip(NameMaker(seed), range(300), strict=False)]
    monitored = [*made, *[damaged(rng, name) for name in made[:60]], *[odd_name(rng, words) for _ in range(90)]]
    index, live = NamesIndex(), dict(enumerate(monitored[:200]))
    index.add_many(live.items())
    if seed % 4 == 0:
        index.be_lenient()
    for start in range(200, len(monitored), 80):
        for place, name in enumerate(monitored[start : start + 80], start):
            index.add(place, name)
            live[place] = name
            gone = rng.choice(sorted(live))
            index.remove(gone)
            del live[gone]
        back = rng.randrange(start)
        if back not in live:
            index.add(back, monitored[back])
            live[back] = monitored[back]
        printed = [damaged(rng, rng.choice(monitored)) for _ in range(150)]
        printed += [f"{rng.choice(words)} {name} {rng.choice(words)}" for name in rng.sample(monitored, 80)]
        both_ways(index, printed + [odd_name(rng, words) for _ in range(120)])


@pytest.mark.parametrize("seed", range(3))
def test_odd_names_are_found_alike(seed: int) -> None:
    check_odd_names(seed)


@pytest.mark.prove
@pytest.mark.parametrize("part", range(10))
def test_many_odd_names_are_found_alike(part: int) -> None:
    for seed in range(100 * part + 3, 100 * part + 33):
        check_odd_names(seed)


def damaged(rng: Random, name: str) -> str:
    for _ in range(rng.choice((0, 1, 1, 2))):
        if not name:
            break
        place = rng.randrange(len(name))
        letter = rng.choice(("", " ", rng.choice("ABCDEHILMNOSTXYZ"), name[place] * 2, "-", "("))
        name = name[:place] + letter + name[place + rng.randint(0, 1) :]
    return name[: rng.choice((30, 40, 200))]


def test_neighbours_are_all_words_within_the_edits_that_a_word_may_have() -> None:
    """Against the plain loop of distances; half of the words come late."""
    rng = Random(1)
    words = rng.sample(sorted(word for word in known_words() if 4 <= len(word) <= 14), 1_200)
    printed = [damaged(rng, word).replace(" ", "").replace("-", "").replace("(", "") or "X" for word in words]
    vocabulary = Vocabulary()
    vocabulary.add_many(words[:600])
    vocabulary.neighbours_of(printed[:10])
    for word in words[600:]:
        vocabulary.add(word)
    found = vocabulary.neighbours_of(printed)
    for word in printed:
        near = []
        for other in words:
            most = 0 if len(other) < 5 else 1 if len(other) < 8 else 2
            edits = OSA.distance(word, other, score_cutoff=most)
            deepest = 2 if len(word) >= 7 else 1
            if 0 < edits <= min(most, deepest) and len(word) >= 4:
                near.append((other, edits))
        assert set(near) <= set(found[word]), word
        assert all(0 < edits <= 2 for _, edits in found[word])


def test_a_filter_knows_all_that_it_was_given_and_few_others() -> None:
    bloom = Bloom(1_000)
    known, others = hashes_of([f"A{i}" for i in range(1_000)]), hashes_of([f"B{i}" for i in range(10_000)])
    assert not bloom.may_hold(known).any()
    bloom.add_many(known)
    assert bloom.may_hold(known).all()
    assert bloom.may_hold(others).mean() < 0.05


def test_the_hash_of_texts_joined_is_made_of_theirs() -> None:
    texts = ["", "A", "SILVA", "Ω" * 300]
    for before in texts:
        for behind in texts:
            pair = joined(hashes_of([before]), hashes_of([behind]), np.array([len(behind)]))
            assert pair.tolist() == hashes_of([before + behind]).tolist()


def test_deletions_stand_where_they_are_said_to() -> None:
    word = "ABCDEF"
    lacking, first, second = deleted_places(len(word), 2)
    for column, value in enumerate(deletions_of([word, "XBCDEF"], 2)[0].tolist()):
        left = list(word)
        gone = [place for place, count in ((first[column], 1), (second[column] + 1, 2)) if lacking[column] >= count]
        for place in sorted(map(int, gone), reverse=True):
            del left[place]
        assert hashes_of(["".join(left)])[0] == value
