from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.verifying.lines import Lines, Name, into_blanks, match_lines

Keyed = list[tuple[int, Name]]


def named(names: str, first: int = 0) -> Keyed:
    """Lines called by the letters of a word, one below the other."""
    return [(first + place, Name((letter,))) for place, letter in enumerate(names)]


def matched(given_names: str, wanted: str, *, sure: bool = False, alike: Sequence[str] = ()) -> Lines:
    """Match lines called by letters; those named in `alike`, given and wanted, pass for alike."""

    def are_alike(one: int, other: int) -> bool:
        return f"{given_names[one]}{wanted[other]}" in alike

    return match_lines(named(given_names), named(wanted), are_alike, are_names_sure=sure)


def test_lines_that_are_called_alike_are_the_same() -> None:
    """Nothing has moved."""
    assert Lines({0: 0, 1: 1, 2: 2}, (), ()) == matched("abc", "abc")
    assert matched("abc", "abc").is_unmoved


def test_a_line_put_in_moves_those_below() -> None:
    """X is added, b and c stand one further down."""
    assert Lines({0: 0, 2: 1, 3: 2}, (1,), ()) == matched("axbc", "abc")


def test_a_line_taken_out_is_gone() -> None:
    """B is gone, c stands one further up."""
    assert Lines({0: 0, 1: 2}, (), (1,)) == matched("ac", "abc")


def test_a_line_renamed_in_its_place_is_still_that_line() -> None:
    """X between a and c is what b was."""
    assert Lines({0: 0, 2: 2, 1: 1}, (), ()) == matched("axc", "abc")


def test_of_more_lines_than_there_were_the_one_that_is_alike_is_meant() -> None:
    """Of x and y between a and c, y holds what b held."""
    assert Lines({0: 0, 3: 2, 2: 1}, (1,), ()) == matched("axyc", "abc", alike=["yb"])


def test_where_names_are_sure_another_name_is_another_line() -> None:
    """The program's own lines are never altered: x is added and b is gone."""
    assert Lines({0: 0, 2: 2}, (1,), (1,)) == matched("axc", "abc", sure=True)


def test_lines_in_another_order_are_seen() -> None:
    """Each line is found, and they do not follow each other as they did."""
    lines = matched("bca", "abc")
    assert ({0: 1, 1: 2, 2: 0}, False) == (lines.wanted_of, lines.are_in_order)


def test_a_name_twice_is_matched_from_above() -> None:
    """The second copy of a line is the one that was added."""
    assert Lines({0: 0, 1: 1}, (2,), ()) == matched("aba", "ab")


@pytest.mark.parametrize(
    ("names", "wanted", "expected"),
    [("bbc", "abc", {0: 0, 1: 1, 2: 2}), ("abb", "abc", {0: 0, 1: 1, 2: 2}), ("xaa", "aa", {1: 0, 2: 1})],
)
def test_of_two_lines_called_alike_the_neighbours_tell_which_is_which(
    names: str, wanted: str, expected: dict[int, int]
) -> None:
    """A line that got the name of its neighbour is still itself."""
    assert expected == matched(names, wanted).wanted_of


@pytest.mark.parametrize("at", [2, 5])
def test_what_fills_a_blank_line_moves_nothing(at: int) -> None:
    """A line typed below a table is where it is; it pushed nothing away."""
    given_lines, wanted = [*named("ab"), (at, Name(("x",)))], named("ab")
    lines = match_lines(given_lines, wanted, lambda _given, _wanted: False)
    assert Lines({0: 0, 1: 1, at: at}, (), ()) == into_blanks(lines, given_lines, wanted)


def test_a_line_that_was_emptied_is_still_there() -> None:
    """Its neighbours stand where they stood: a and c, with a blank line between them."""
    given_lines, wanted = [(0, Name(("a",))), (2, Name(("c",)))], named("abc")
    lines = match_lines(given_lines, wanted, lambda _given, _wanted: False)
    assert (1,) == lines.gone
    assert Lines({0: 0, 1: 1, 2: 2}, (), ()) == into_blanks(lines, given_lines, wanted)


@pytest.mark.parametrize(("names", "wanted"), [("axb", "ab"), ("ab", "axb")])
def test_what_moved_its_neighbours_was_put_in_or_taken_out(names: str, wanted: str) -> None:
    """Between two lines that touch there is no blank one."""
    lines = matched(names, wanted)
    assert lines == into_blanks(lines, named(names), named(wanted))


@given(st.text("abcdef", max_size=8), st.text("abcdef", max_size=8))
def test_every_line_is_accounted_for(one: str, other: str) -> None:
    """Each given line is matched or added, each wanted one matched or gone, none twice."""
    lines = matched(one, other)
    assert sorted([*lines.wanted_of, *lines.added]) == list(range(len(one)))
    assert sorted([*lines.wanted_of.values(), *lines.gone]) == list(range(len(other)))
