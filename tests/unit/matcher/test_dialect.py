"""The dialect is read as the `regex` module reads it, and what nobody means is refused with what to write instead."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from matcher.dialect import read
from matcher.dialect_chars import meant_by
from matcher.dialect_checks import refuse_never
from matcher.dialect_nodes import Char, Fuzzy, folded_alphabet, walk
from matcher.dialect_source import Source
from matcher.errors import BadExpression
from matcher.folding import fold, fold_expression
from tests.unit.matcher.expression_drawing import draw_text, expressions


@pytest.mark.parametrize(
    ("expression", "at", "said"),
    [
        ("BANCO (ITAU", 7, "never closed; write `)`"),
        ("BANCO)", 6, "without its opening one"),
        ("*ALVORADA", 1, "any text is `.*`"),
        ("(|?A)", 3, "nothing before it to make optional"),
        ("A{2", 2, "`{` is never closed"),
        ("A{1, 3}", 2, "write `{1,3}`"),
        ("A{x}", 2, "a count"),
        ("A{3,1}", 2, "write `{1,3}`"),
        ("A{,}", 2, "write `*`"),
        ("A{e}", 2, "any number of edits; write `e<=1`"),
        ("A{e<=50}", 2, "0 to 10 edits"),
        ("A{2i+1d<=3}", 2, "costs"),
        ("(?:(?:A){e<=1}B){e<=1}", 17, "fuzzy part within a fuzzy part"),
        ("A++B**", 6, "second quantifier"),
        ("^*A", 2, "a place between characters"),
        ("(?R)", 1, "called again by its name only"),
        ("(?P>a)", 1, "called again by its name only"),
        ("(?&a)(?<a>A)", 4, "no group that is closed before this place is named 'a'"),
        ("(?<a>A(?&a))", 10, "no group that is closed before this place is named 'a'"),
        ("(?<a>A)(?<b>(?&a))(?&b)", 22, "the group 'b' calls or repeats another one"),
        ("(A)(?<b>\\1)(?&b)", 15, "the group 'b' calls or repeats another one"),
        ("(?(1)A|B)", 1, "write both cases with `|`"),
        ("(?x)A B", 3, "blanks would not count"),
        ("(?i-s:A)", 4, "case is always ignored"),
        ("(?V1)A", 3, "version"),
        ("(?e:A)", 3, "at its beginning"),
        ("A(*FAIL)", 2, "verbs"),
        ("(?'a'A)", 1, "between `<` and `>`"),
        ("(?P<1>A)", 2, "a group's name"),
        ("A\\1", 2, "group 1 is not closed before this place"),
        ("(A\\1)", 3, "group 1 is not closed before this place"),
        ("(?P<a>A)(?P<a>B(?P=a))", 16, "group 1 is not closed before this place"),
        ("(?P=a)", 5, "no group before this place"),
        ("\\qA", 1, "write `q` without"),
        ("A\\", 2, "a backslash stands at the end"),
        ("\\x41", 1, "write the character itself"),
        ("A\\n", 2, "never stands in names"),
        ("\\z", 1, "write `\\Z`"),
        ("\\p{Foo}", 1, "no property that is known"),
        ("\\pL", 1, "in braces"),
        ("[[:alpha:]]", 2, "sets are not nested"),
        ("[A", 1, "this set is never closed"),
        ("[]A]", 2, "the set is empty"),
        ("[Z-A]", 3, "write `A-Z`"),
        ("[A-\\d]", 3, "a range goes"),
        ("[A--B]", 3, "no operation of sets"),
        ("A]", 2, "closes nothing"),
        ("é (", 3, "never closed"),
    ],
)
def test_what_is_not_of_the_dialect_is_refused_with_its_place(expression: str, at: int, said: str) -> None:
    with pytest.raises(BadExpression) as refusal:
        read(expression)
    assert said in str(refusal.value)
    message, shown, pointer = str(refusal.value).split("\n")
    assert message.endswith(f"(at character {at})")
    assert shown[4 : 4 + len(expression)] == expression
    assert pointer.index("^") == 4 + at - 1


def test_a_long_expression_is_shown_around_the_place() -> None:
    with pytest.raises(BadExpression) as refusal:
        read("A" * 500 + "(" + "B" * 500)
    _, shown, pointer = str(refusal.value).split("\n")
    assert len(shown) < 80
    assert shown[pointer.index("^")] == "("


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("S\\.A\\.", "write `S ?A`"),
        ("X S\\. A\\.|Y", "write `X S A|Y`"),
        ("S/A", "`SA`, and any other `/` a blank; write `S ?A`"),
        ("%ALVORADA%IPE%", "write `ALVORADA.*IPE`"),
        ("ALVORADA_IPE", "write `ALVORADA.IPE`"),
        ("d'Oeste", "which drop it; write `dOeste`"),
        ("Straße", "where it is `SS`; write `StraSSe`"),
        ("ALVORADA[,;] IPE", "write `ALVORADA IPE`"),
        ("ALVORADA|\\(IPE\\)", "write `ALVORADA|IPE`"),
        ("(?=.*\\.)ALVORADA", "never stands in folded names"),
        ("\\.+", "leave it out"),
        ("ALVORADA  IPE", "leave this blank out"),
        ("ALVORADA {2}IPE", "leave this blank out"),
        ("^ IPE", "leave this blank out"),
        ("IPE $", "leave this blank out"),
    ],
)
def test_what_no_folded_name_can_have_is_refused_and_written_anew(expression: str, said: str) -> None:
    with pytest.raises(BadExpression) as refusal:
        refuse_never(expression, read(expression))
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    "expression", ["S\\.?A\\.?", "S[. ]A", "IPE(?! S\\.A\\.)", "(?:S\\.A){e<=1}", "Ωmega", "J&F", "(?e)(?:IPE){e<=1}"]
)
def test_what_may_be_missing_is_allowed(expression: str) -> None:
    refuse_never(expression, read(expression))


def test_what_is_written_anew_finds_the_folded_name() -> None:
    assert regex.search("S ?A", fold("ALVORADA S.A.").text)
    assert regex.search("S ?A", fold("ALVORADA S/A").text)


@given(st.text(max_size=40))
def test_an_expression_is_read_as_it_is_folded_for_the_compiler(text: str) -> None:
    assert Source(text).text == fold_expression(text)


@given(expressions(), st.randoms(use_true_random=False))
def test_what_is_read_is_what_the_module_compiles(expression: str, random: object) -> None:
    tree = read(expression)
    regex.compile(fold_expression(expression), regex.IGNORECASE | regex.VERSION0)
    draw_text(tree, random)


@given(expressions(with_lookarounds=False), st.randoms(use_true_random=False))
def test_a_text_drawn_from_the_tree_matches(expression: str, random: object) -> None:
    """Possessive and atomic parts may give nothing back, so they are left out here."""
    expression = expression.replace("*+", "*").replace("(?>", "(?:")
    pattern = regex.compile(fold_expression(expression), regex.IGNORECASE | regex.VERSION0)
    assert pattern.search(draw_text(read(expression), random))


def test_the_limits_of_edits_are_those_of_the_module() -> None:
    fuzzy = [node for node in walk(read("(?:IPE){s<=2,i<1}")) if isinstance(node, Fuzzy)]
    assert [(f.edits, f.insertions, f.deletions, f.substitutions) for f in fuzzy] == [(2, 0, 0, 2)]
    assert regex.search("(?:IPE){s<=2,i<1}", "IXX")
    assert not regex.search("(?:IPE){s<=2,i<1}", "XXX")


@pytest.mark.parametrize("source", ["[^A-Y\\d]", "\\W", "\\s", "[é\\p{N}]", "."])
def test_a_set_means_what_the_module_takes(source: str) -> None:
    (char,) = [node for node in walk(read(source)) if isinstance(node, Char)]
    pattern = regex.compile(fold_expression(source), regex.IGNORECASE)
    assert char.chars == {each for each in folded_alphabet() if pattern.fullmatch(each)}
    assert meant_by("[b-d]") == {"B", "C", "D"}
