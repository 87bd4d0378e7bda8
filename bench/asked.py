"""What speed was asked of the program, and whether it holds: computed from the measurements, not claimed."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Final, NamedTuple

from cases import CALAMINE, NAIVE, OURS, READING, Case, Contestant
from figures import SMALLS, TYPICALS, Known, Step, for_the_nation, known, sizes_of, step_of
from results import Results

_ONE, _TWO = OURS
_FIRST, _MIDDLE, _LAST = SMALLS


Figure = Callable[[Results], float | None]
"""What is worked out of the measurements; None where they do not suffice."""


class Answer(NamedTuple):
    """What was asked, what came out on the clock and in processor time, and whether it is enough by the clock.

    None where it was not measured.
    """

    asked: str
    found: str
    by_processor: str
    holds: bool | None
    why_not: str = ""


class _Asked(NamedTuple):
    """Something asked: a figure, and the bound that it may not pass, from above or below.

    `by_processor` is the same in processor time, where one process is held against another: on a machine with other work
    to do the clock tells little. `why_not` is what stands against it, and is told where it does not hold.
    """

    text: str
    bound: float
    figure: Figure
    shape: str
    by_processor: Figure | None = None
    is_least: bool = False
    why_not: str = ""


_WALL: Final = attrgetter("wall")
_CPU: Final = attrgetter("cpu")


def answers(results: Results) -> tuple[Answer, ...]:
    """Return what became of everything that was asked."""
    return tuple(_answer(asked, results) for asked in _ASKED)


def _answer(asked: _Asked, results: Results) -> Answer:
    figure = asked.figure(results)
    if figure is None:
        return Answer(asked.text, "", "", None)
    beside = asked.by_processor(results) if asked.by_processor is not None else None
    holds = figure >= asked.bound if asked.is_least else figure <= asked.bound
    return Answer(
        asked.text,
        asked.shape.format(figure),
        "" if beside is None else asked.shape.format(beside),
        holds,
        "" if holds else asked.why_not,
    )


def marginal_ratio(who: Contestant, clock: Callable[[Step], float] = _WALL) -> Figure:
    """Return the figure that says how many times calamine's one return more costs, from the fewest to the most."""

    def figure(results: Results) -> float | None:
        one, floor = (step_of(results, each, _FIRST, _LAST) for each in (who, CALAMINE))
        return None if one is None or floor is None else clock(one) / clock(floor)

    return figure


def times_faster(
    slow: Contestant, fast: Contestant, case: Case, clock: Callable[[Known], float] = _WALL
) -> Figure:
    """Return the figure that says how many times faster one contestant is than another over a case."""

    def figure(results: Results) -> float | None:
        one, other = (known(results, case, each) for each in (slow, fast))
        return None if one is None or other is None else clock(one) / clock(other)

    return figure


def flatness(clock: Callable[[Step], float] = _WALL) -> Figure:
    """Return the figure that holds the cost of a return among thousands against that among hundreds."""

    def figure(results: Results) -> float | None:
        early, late = step_of(results, _ONE, _FIRST, _MIDDLE), step_of(results, _ONE, _MIDDLE, _LAST)
        return None if early is None or late is None else clock(late) / clock(early)

    return figure


def memory_ratio(results: Results) -> float | None:
    """Return the peak at the most returns, without the returns' own size, over the peak at fewer."""
    few, many = known(results, _MIDDLE, _ONE), known(results, _LAST, _ONE)
    held = sizes_of(results, _LAST)
    return None if few is None or many is None or held is None else (many.peak - held.returns) / few.peak


def _nation_minutes(results: Results) -> float | None:
    projected = for_the_nation(results, _TWO)
    return None if projected is None else projected.wall / 60


_ALONE: Final = (
    "each process loads the program and the plan before it reads, sends back what it read, and one process alone scores "
    "and writes."
)
_ASKED: Final = (
    _Asked(
        "one return more, guarded, read and checked: at most 3 times what (b) takes to read it",
        3.0,
        marginal_ratio(READING),
        "{:.1f} times",
        marginal_ratio(READING, _CPU),
        why_not="calamine hands over values and forgets the rest. The guard inflates each part and compares sizes and checksums, "
        "tells a blank from an error and from a formula that was never calculated, and keeps text and address of every figure; "
        "then each is checked.",
    ),
    _Asked(
        "the same for the whole command, its commune scored and written as JSON with all sources",
        3.0,
        marginal_ratio(_ONE),
        "{:.1f} times",
        marginal_ratio(_ONE, _CPU),
        why_not="for every five returns there is a commune to score, with 31 indicators and what each rests on, and its part of "
        "the JSON to write.",
    ),
    _Asked(
        "390 returns: at least 3 times faster than (a)",
        3.0,
        times_faster(NAIVE, _ONE, _FIRST),
        "{:.1f} times",
        times_faster(NAIVE, _ONE, _FIRST, _CPU),
        is_least=True,
    ),
    _Asked(
        "8 000 returns: at least 5 times faster than (a)",
        5.0,
        times_faster(NAIVE, _ONE, _LAST),
        "{:.1f} times",
        times_faster(NAIVE, _ONE, _LAST, _CPU),
        is_least=True,
    ),
    _Asked(
        "with two jobs: at least 8 times",
        8.0,
        times_faster(NAIVE, _TWO, _LAST),
        "{:.1f} times",
        is_least=True,
    ),
    _Asked(
        "two jobs against one, 8 000 small returns: at least 1.5 times",
        1.5,
        times_faster(_ONE, _TWO, _LAST),
        "{:.2f} times",
        is_least=True,
        why_not=_ALONE,
    ),
    _Asked(
        "two jobs against one, 1 560 typical returns: at least 1.7 times",
        1.7,
        times_faster(_ONE, _TWO, TYPICALS[-1]),
        "{:.2f} times",
        is_least=True,
        why_not=_ALONE,
    ),
    _Asked(
        "time per file flat: a return among 8 000 costs what one among 1 560 does, a tenth more at most",
        1.1,
        flatness(),
        "{:.2f} times",
        flatness(_CPU),
    ),
    _Asked(
        "peak memory at 8 000 at most 1.3 times that at 1 560, plus the returns' own size",
        1.3,
        memory_ratio,
        "{:.2f} times",
        why_not="beside the returns every commune's scorecard is held until all are ranked: its size stands in the table of memory.",
    ),
    _Asked("80 000 returns, projected, two jobs: under 5 minutes", 5.0, _nation_minutes, "{:.1f} minutes"),
)
