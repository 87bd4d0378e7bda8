"""What speed was asked of the program, and whether it holds: computed from the measurements, not claimed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from cases import CALAMINE, NAIVE, OURS, READING, Contestant
from figures import SMALLS, TYPICALS, for_the_nation, held_megabytes, known, step_of
from results import Results

_ONE, _TWO = OURS
_FIRST, _MIDDLE, _LAST = SMALLS


class Answer(NamedTuple):
    """What was asked, what came out, and whether that is enough; None where it was not measured."""

    asked: str
    found: str
    holds: bool | None


class _Asked(NamedTuple):
    """Something asked: a figure, and the bound that it may not pass, from above or below."""

    text: str
    figure: Callable[[Results], float | None]
    bound: float
    is_least: bool
    shape: str


def answers(results: Results) -> tuple[Answer, ...]:
    """Return what became of everything that was asked."""
    return tuple(_answer(asked, results) for asked in _ASKED)


def _answer(asked: _Asked, results: Results) -> Answer:
    figure = asked.figure(results)
    if figure is None:
        return Answer(asked.text, "not measured", None)
    holds = figure >= asked.bound if asked.is_least else figure <= asked.bound
    return Answer(asked.text, asked.shape.format(figure), holds)


def marginal_ratio(who: Contestant) -> Callable[[Results], float | None]:
    """Return the figure that says how many times calamine's one return more costs, from the fewest to the most."""

    def figure(results: Results) -> float | None:
        one, floor = (step_of(results, each, _FIRST, _LAST) for each in (who, CALAMINE))
        return None if one is None or floor is None else one.wall / floor.wall

    return figure


def times_faster(slow: Contestant, fast: Contestant, case_index: int) -> Callable[[Results], float | None]:
    """Return the figure that says how many times faster one contestant is than another over a case of small returns."""

    def figure(results: Results) -> float | None:
        one, other = (known(results, SMALLS[case_index], each) for each in (slow, fast))
        return None if one is None or other is None else one.wall / other.wall

    return figure


def _typical_gain(results: Results) -> float | None:
    one, two = (known(results, TYPICALS[-1], each) for each in OURS)
    return None if one is None or two is None else one.wall / two.wall


def _flatness(results: Results) -> float | None:
    """Return the cost of a return among thousands over that among hundreds."""
    early, late = step_of(results, _ONE, _FIRST, _MIDDLE), step_of(results, _ONE, _MIDDLE, _LAST)
    return None if early is None or late is None else late.wall / early.wall


def memory_ratio(results: Results) -> float | None:
    """Return the peak at the most returns, without the returns' own size, over the peak at fewer."""
    few, many = known(results, _MIDDLE, _ONE), known(results, _LAST, _ONE)
    held = held_megabytes(results, _LAST)
    return None if few is None or many is None or held is None else (many.peak - held) / few.peak


def _nation_minutes(results: Results) -> float | None:
    projected = for_the_nation(results, _TWO)
    return None if projected is None else projected.wall / 60


def _at_least(text: str, bound: float, figure: Callable[[Results], float | None], shape: str) -> _Asked:
    return _Asked(text, figure, bound, is_least=True, shape=shape)


def _at_most(text: str, bound: float, figure: Callable[[Results], float | None], shape: str) -> _Asked:
    return _Asked(text, figure, bound, is_least=False, shape=shape)


_ASKED: Final = (
    _at_most(
        "one return more, guarded, read and checked: at most 3 times what (b) takes to read it",
        3.0,
        marginal_ratio(READING),
        "{:.1f} times",
    ),
    _at_most(
        "the same for the whole command, its commune scored and written as JSON with all sources",
        3.0,
        marginal_ratio(_ONE),
        "{:.1f} times",
    ),
    _at_least(
        "390 returns: at least 3 times faster than (a)", 3.0, times_faster(NAIVE, _ONE, 0), "{:.1f} times"
    ),
    _at_least(
        "8 000 returns: at least 5 times faster than (a)", 5.0, times_faster(NAIVE, _ONE, 2), "{:.1f} times"
    ),
    _at_least("with two jobs: at least 8 times", 8.0, times_faster(NAIVE, _TWO, 2), "{:.1f} times"),
    _at_least(
        "two jobs against one, small returns: at least 1.5", 1.5, times_faster(_ONE, _TWO, 2), "{:.2f}"
    ),
    _at_least("two jobs against one, typical returns: at least 1.7", 1.7, _typical_gain, "{:.2f}"),
    _at_most(
        "time per file flat: a return among 8 000 costs what one among 1 560 does, a tenth more at most",
        1.1,
        _flatness,
        "{:.2f} times",
    ),
    _at_most(
        "peak memory at 8 000 at most 1.3 times that at 1 560, plus the returns' own size",
        1.3,
        memory_ratio,
        "{:.2f} times",
    ),
    _at_most("80 000 returns, projected, two jobs: under 5 minutes", 5.0, _nation_minutes, "{:.1f} minutes"),
)
