"""The greatest that sums can be under limits: worked out by hand, and against every point of a small grid."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.scoring.extremes import Limit, Peak, greatest

F = Fraction
Row = tuple[int, ...]


def fractions(row: Row) -> tuple[Fraction, ...]:
    """Whole weights as fractions."""
    return tuple(map(F, row))


def peak(sums: list[Row], *limits: tuple[Row, int]) -> Peak | None:
    """Sums in whole weights, under limits in whole weights."""
    return greatest(
        tuple(map(fractions, sums)), tuple(Limit(fractions(row), F(most)) for row, most in limits)
    )


@pytest.mark.parametrize(
    ("sums", "limits", "expected"),
    [
        ([(1, 1)], [((1, 0), 3), ((0, 1), 4)], (7,)),
        ([(1, 1)], [((1, 0), 3)], (None,)),
        ([(-1, -1)], [((1, 0), 3)], (0,)),
        # A part at most its whole: the share cannot exceed nothing, wherever the two stand.
        ([(1, -1)], [((1, -1), 0)], (0,)),
        # The whole is at least 40, said as -w <= -40: less than that it cannot be.
        ([(-1,)], [((-1,), -40)], (-40,)),
        ([(1,)], [((-1,), -40)], (None,)),
        ([(1, 0)], [((1, 1), 10), ((0, -1), -4)], (6,)),
        # x + 2y <= 8 and 2x + y <= 8 meet in x = y = 8/3.
        ([(1, 1)], [((1, 2), 8), ((2, 1), 8)], (F(16, 3),)),
    ],
)
def test_the_greatest_is_exact(
    sums: list[Row], limits: list[tuple[Row, int]], expected: tuple[Fraction | int | None, ...]
) -> None:
    """None where there is no end; fractions where lines meet there."""
    assert expected == peak(sums, *limits)


def test_limits_that_nothing_keeps_have_no_greatest() -> None:
    """At most 3 and at least 4."""
    assert peak([(1,)], ((1,), 3), ((-1,), -4)) is None


def test_the_second_sum_is_made_great_where_the_first_is_so() -> None:
    """With x + y at most 4 and x at most 3: on that edge x is 3; but where y counts first, it leaves nothing to x."""
    limits = (((1, 1), 4), ((1, 0), 3))
    assert (4, 3) == peak([(1, 1), (1, 0)], *limits)
    assert (4, 0) == peak([(0, 1), (1, 0)], *limits)


def test_the_second_sum_may_have_no_end_where_the_first_has_one() -> None:
    """Where x <= y, x - y is 0 at most, and there x goes on for ever; nothing is told beyond a sum without end."""
    assert (0, None) == peak([(1, -1), (1, 0)], ((1, -1), 0))
    assert (None, None) == peak([(1, 0), (-1, 0)])


WEIGHTS = st.integers(-1, 1)


@given(
    sums=st.tuples(*[st.tuples(*[st.integers(-3, 3)] * 3)] * 2),
    links=st.lists(st.tuples(st.tuples(*[WEIGHTS] * 3), st.integers(0, 4)), max_size=3),
)
def test_no_point_of_a_grid_exceeds_it_and_one_reaches_it(
    sums: tuple[Row, Row], links: list[tuple[Row, int]]
) -> None:
    """With every unknown at most 4: no whole point is greater; and where all corners are whole, one is as great."""
    boxes = [(row, 4) for row in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]
    found = peak(list(sums), *boxes, *links)
    assert found is not None
    points = [
        point
        for point in product(range(5), repeat=3)
        if all(sum(w * x for w, x in zip(row, point, strict=True)) <= most for row, most in links)
    ]
    best = max(tuple(sum(w * x for w, x in zip(row, point, strict=True)) for row in sums) for point in points)
    assert best <= found
    if len(links) <= 1:
        assert best == found
