"""The fuzzer: a bounded run of it, and that it would notice what it is there to notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Observation, Provenance, Return, State
from forms_for_tests import form_of, opened, read, write_sound
from fuzz import mutant, try_files, wrong_figures
from fuzz_oracle import RealBook
from program import EXAMPLES

FOLDERS = (str(EXAMPLES),)


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_mutated_returns_crash_nothing_and_pass_no_wrong_figure(start: int) -> None:
    """Four hundred files from one seed: no exception, no hang, no figure that is not in its cell."""
    tally = try_files(range(start, start + 100), seed=2026, folders=FOLDERS, keep=None)

    assert [] == tally.failures
    assert (100, True, True) == (tally.files, tally.accepted >= 10, tally.figures >= 200)


def test_a_mutant_is_known_by_its_number_and_seed() -> None:
    """What went wrong once can be made again."""
    assert mutant(7, 1, FOLDERS) == mutant(7, 1, FOLDERS)
    assert mutant(7, 1, FOLDERS) != mutant(7, 2, FOLDERS)


Change = Callable[[Observation], Observation]


def _elsewhere(observation: Observation) -> Observation:
    place: Provenance = observation.provenance
    return replace(observation, provenance=place._replace(cell="D13"))


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        ([], lambda o: o),
        (["10 was taken for 11"], lambda o: replace(o, value=Decimal(11))),
        (["its row does not hold CQ.06"], _elsewhere),
        (
            ["0 cells stand there, and 10 was read"],
            lambda o: replace(o, provenance=o.provenance._replace(cell="Z99")),
        ),
    ],
)
def test_a_wrong_figure_would_be_noticed(
    expected: list[str], change: Change, plan: Plan, tmp_path: Path
) -> None:
    """A figure that is not the cell's, or not of its row, is told by the independent reading."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    item = read(path, plan)
    first = change(item.observations[0])

    faults = list(wrong_figures(replace(item, observations=(first,)), path.read_bytes()))

    assert expected == [fault.partition(": ")[2] for fault in faults]


@pytest.mark.parametrize(
    ("value", "number_format"),
    [(1, "0%"), (46000, "dd/mm/yyyy"), (True, "General"), ("#DIV/0!", "General"), ("95,5%", "General")],
)
def test_what_no_count_can_be_would_be_disputed(
    value: object, number_format: str, plan: Plan, tmp_path: Path
) -> None:
    """A percentage, a date, a truth value and an error are no count, whatever number lies behind them."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        cell = form.at("CQ.06")
        cell.value, cell.number_format = value, number_format

    (found,) = RealBook(path.read_bytes()).at("Báo cáo", "D12")

    assert found.disputes(Decimal(1)) is not None


def test_what_is_not_used_is_not_disputed(plan: Plan, tmp_path: Path) -> None:
    """A blank is no figure, so nothing can be wrong with it."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    item: Return = read(path, plan)
    blank = replace(item.observations[0], state=State.BLANK, value=None)

    assert [] == list(wrong_figures(replace(item, observations=(blank,)), path.read_bytes()))
