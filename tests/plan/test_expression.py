from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cchc_kpi.plan.expression import Expression, Term

IDS = st.from_regex(r"\A[a-z][a-z0-9_]{0,8}\Z")
EXPRESSIONS = st.builds(
    lambda first, rest: Expression((Term(1, first), *rest)),
    IDS,
    st.lists(st.builds(Term, st.sampled_from([1, -1]), IDS), max_size=4).map(tuple),
)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ([(1, "a")], "a"),
        ([(1, "a"), (1, "b")], "a + b"),
        ([(1, "a"), (-1, "b"), (-1, "c")], "a - b - c"),
        ([(1, "early"), (1, "on_time"), (-1, "late")], "early+on_time -late"),
        ([(1, "villages_5g")], "  villages_5g "),
        ([(1, "a"), (1, "b")], "a\n  + b"),
        ([(1, "a"), (-1, "a")], "a - a"),
    ],
)
def test_sums_and_differences_are_read_in_order(expected: list[tuple[int, str]], text: str) -> None:
    """Terms keep their order and their signs; spaces and line breaks do not matter."""
    assert expected == [(term.sign, term.measure) for term in Expression.parse(text).terms]


@pytest.mark.parametrize(
    "text",
    ["", " ", "+", "a +", "+ a", "- a", "a b", "a * b", "a / b", "a + 2", "(a + b)", "a ++ b", "a + - b", "A", "1a",
     "_a", "đ", "a, b", "a = b", "a + b;", "a\u2212b"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    """An expression is ids of measures joined by plus or minus, and nothing more."""
    with pytest.raises(ValueError, match="not a sum or difference"):
        Expression.parse(text)


@given(EXPRESSIONS)
def test_an_expression_written_is_read_back(expression: Expression) -> None:
    """Parsing the text of an expression gives the expression."""
    assert expression == Expression.parse(str(expression))


def test_the_text_of_an_expression_is_evenly_spaced() -> None:
    """However it was typed, it is shown with one space around each sign."""
    expected = "early + on_time - late"

    assert expected == str(Expression.parse("early+on_time  -  late"))


def test_the_measures_of_an_expression_stand_in_order() -> None:
    """The ids are given as often and in the order in which they are written."""
    expected = ("b", "a", "b")

    assert expected == Expression.parse("b + a - b").measures


def test_a_model_reads_and_writes_an_expression_as_text() -> None:
    """In a model an expression is validated from its text and serialised to it."""
    adapter = TypeAdapter(Expression)
    expected = '"a - b"'

    assert expected == adapter.dump_json(adapter.validate_python("a-b")).decode()


@pytest.mark.parametrize("value", ["a b", 3, None, ["a", "b"]])
def test_a_model_refuses_what_is_no_expression(value: object) -> None:
    """Neither a broken formula nor another type of value passes for an expression."""
    with pytest.raises(ValidationError):
        TypeAdapter(Expression).validate_python(value)


@pytest.mark.parametrize(
    ("matches", "text"), [(True, "a + b - c"), (True, "a+b"), (False, "a *b"), (False, "A + b")]
)
def test_the_schema_lets_an_editor_see_a_broken_formula(*, matches: bool, text: str) -> None:
    """The JSON Schema of an expression accepts what the parser accepts."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = TypeAdapter(Expression).json_schema()

    assert matches is jsonschema.Draft202012Validator(schema).is_valid(text)
