"""The years that many tests look at: each scored once by the program, all of them recalculated by one LibreOffice."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from annual_by_hand import Figures, number
from annual_workbook import AnnualBook
from annual_years import (
    CASES,
    CHANGED,
    CHANGES,
    DELETED,
    DELETION,
    EXAMPLE,
    FIGURES,
    GREAT_CHANGE,
    NO_ANSWERS,
    Case,
    random_case,
)
from forms_for_tests import quiet
from program import EXAMPLES, Run, run
from recalculation import recalculate_all, spoil_cached_values

RANDOM = "random ratios"


class Made(NamedTuple):
    """A year's workbook and the run that made it."""

    case: Case
    run: Run
    path: Path

    @property
    def book(self) -> AnnualBook:
        return AnnualBook(self.path)


@pytest.fixture(scope="session")
def example_year(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The year of the example returns as they stand in the repository."""
    path = tmp_path_factory.mktemp("example") / "year.xlsx"
    done = run("annual", EXAMPLES, "--year", "2026", "--output", path, "--format", "json")
    return Made(Case(EXAMPLE, FIGURES), done, path)


@pytest.fixture(scope="session")
def made_years(tmp_path_factory: pytest.TempPathFactory, example_year: Made) -> Mapping[str, Made]:
    """Every year of `annual_years`, the changed ones too, as the program wrote it."""
    folder = tmp_path_factory.mktemp("years")
    made = {"example": example_year}
    cases = {**CASES, "changed": CHANGED, "deleted": DELETED, RANDOM: random_case(1)}
    for place, (name, case) in enumerate(cases.items()):
        home = folder / str(place)
        case.write(home)
        made[name] = Made(case, case.score(home), home / "year.xlsx")
    return made


@pytest.fixture(scope="session")
def recalculated(
    tmp_path_factory: pytest.TempPathFactory, made_years: Mapping[str, Made]
) -> Mapping[str, Made]:
    """The workbooks computed by LibreOffice from scratch: their cached values were nonsense, or figures were typed in.

    What was typed into which is in `typed_over`; the case of such a one has the figures that then count.
    """
    folder = tmp_path_factory.mktemp("recalculated")
    found: dict[str, Made] = {}
    for place, (name, made) in enumerate(made_years.items()):
        path = folder / f"spoilt-{place}.xlsx"
        assert spoil_cached_values(made.path, path) > 50
        found[name] = made._replace(path=path)
    for place, (name, (source, figures)) in enumerate(typed_over().items()):
        path = folder / f"typed-{place}.xlsx"
        made = made_years[source]
        type_figures(made, figures, path)
        counted = dict.fromkeys(figures) if name == "no answers" else figures
        found[name] = Made(made.case.changed(counted), made.run, path)
    done = recalculate_all([made.path for made in found.values()], folder)
    return {name: made._replace(path=path) for (name, made), path in zip(found.items(), done, strict=True)}


def typed_over() -> Mapping[str, tuple[str, Figures]]:
    """By name: whose workbook, and what is typed into its figures."""
    return {
        "example, changed": ("example", CHANGES),
        "example, figures deleted": ("example", DELETION),
        "no answers": ("example", NO_ANSWERS),
        "random ratios, all figures changed": (RANDOM, random_case(2, like=random_case(1)).figures),
        "amounts too large, changed": ("amounts too large", GREAT_CHANGE),
    }


def type_figures(made: Made, figures: Figures, path: Path) -> None:
    """Copy a workbook with figures typed over those in `Số liệu`; each has its cell, None empties it."""
    shutil.copy(made.path, path)
    offices = {office["name"]: office["id"] for office in made.case.plan["offices"]}
    amounts = {m["code"] for m in made.case.plan["measures"] if m["type"] == "amount"}
    with quiet():
        book = openpyxl.load_workbook(path)
    left = dict(figures)
    for row in book["Số liệu"].iter_rows(min_row=4):
        key = (str(row[1].value), offices[row[3].value], str(row[4].value))
        if key in left:
            figure = left.pop(key)
            is_amount = key[0] in amounts and figure not in {None, "KPS"}
            row[6].value = float(number(figure)) if is_amount and figure is not None else figure
    assert left == {}
    book.save(path)
