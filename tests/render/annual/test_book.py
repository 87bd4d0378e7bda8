"""The year's workbook against the same year worked out by hand, and against the JSON of the run that wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import jsonschema
import pandas as pd
import pytest
import python_calamine

from annual_by_hand import WORDS, Year
from annual_workbook import SHEETS, AnnualBook, differences, numbered
from annual_years import CASES
from forms_for_tests import needs_libreoffice, quiet
from program import ROOT
from recalculation import spoil_cached_values

YEARS = ["example", *CASES, "changed", "deleted", "random ratios"]
TYPED = ["example, changed", "example, figures deleted", "no answers", "random ratios, all figures changed"]


def in_json(printed: Mapping[str, Any], year: Year) -> list[str]:
    """Where the JSON of a year differs from the year worked out by hand: one line each."""
    found = []
    parts = {
        period["period"]["id"].partition("-")[2] or "Y": period["results"] for period in printed["periods"]
    }
    for (name, part), wanted in year.items():
        result = next(r for r in parts[part] if r["indicator"] == name)
        sides = (wanted.numerator, wanted.denominator, wanted.value)
        exact = [None if side is None else str(Fraction(side)) for side in sides]
        told = [
            None if (text := result[key]) is None else str(Fraction(text))
            for key in ("numerator", "denominator", "value")
        ]
        if (result["verdict"], told) != (wanted.verdict, exact):
            found.append(f"{name} {part}: {result['verdict']} {told} is not {wanted.verdict} {exact}")
    return found


@pytest.mark.parametrize("name", YEARS)
def test_cached_values_are_those_worked_out_by_hand(name: str, made_years: Mapping[str, Any]) -> None:
    """Every number, difference, verdict, amount and count that the program writes is exact."""
    made = made_years[name]
    assert differences(made.book, made.case.plan, made.case.year, made.case.current) == []


@pytest.mark.parametrize("name", YEARS)
def test_the_json_of_the_run_says_the_same(name: str, made_years: Mapping[str, Any]) -> None:
    """Every verdict and number of the seven periods, and the year's own results, are exact in the JSON too."""
    made = made_years[name]
    printed = made.run.json
    assert in_json(printed, made.case.year) == []
    assert printed["results"] == printed["periods"][-1]["results"]
    schema = json.loads((ROOT / "schema/annual.schema.json").read_text("utf-8"))
    jsonschema.validate(printed, schema)


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize("name", [*YEARS, *TYPED])
def test_libreoffice_computes_the_same_from_the_figures(name: str, recalculated: Mapping[str, Any]) -> None:
    """From `Số liệu` alone, every cached value spoilt or a figure changed: the exact year, and no error in any cell."""
    made = recalculated[name]
    book = made.book
    assert differences(book, made.case.plan, made.case.year, made.case.current) == []
    assert book.broken() == []


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_change_in_the_record_is_a_change_of_the_returns(
    made_years: Mapping[str, Any], recalculated: Mapping[str, Any]
) -> None:
    """What LibreOffice makes of the example with figures typed in is what the program makes of returns that hold them."""
    for typed, written in (("example, changed", "changed"), ("example, figures deleted", "deleted")):
        case = made_years[written].case
        assert case.year == recalculated[typed].case.year
        assert in_json(made_years[written].run.json, recalculated[typed].case.year) == []
        assert differences(recalculated[typed].book, case.plan, case.year, "Y") == []


@needs_libreoffice
@pytest.mark.libreoffice
def test_no_verdict_outlives_figures_too_large_to_compare(recalculated: Mapping[str, Any]) -> None:
    """18 of 20 billion instead of 19: the verdicts of Q1 and of all that contains it are to be scored again."""
    book = recalculated["amounts too large, changed"].book
    again = "? Cần chấm lại"
    for number in (1, 2):
        lines = {part: book.details[number, part] for part in ("Q1", "Q2", "H1")}
        assert {"Q1": again, "Q2": "✓ Đạt", "H1": again} == {
            part: line.verdict for part, line in lines.items()
        }
        assert (0.9, "", "", "") == (
            lines["Q1"].value,
            lines["Q1"].difference,
            lines["Q1"].way,
            lines["Q1"].amount,
        )
        assert again == book.board[number].verdict
    assert [0, 0, 2, 0, 0, 2] == book.areas["Cộng"]


def test_a_spoilt_workbook_is_seen_to_differ(made_years: Mapping[str, Any], tmp_path: Any) -> None:
    """With its cached values made nonsense, no line of the workbook agrees: the comparison looks at all of them."""
    made = made_years["example"]
    path = tmp_path / "spoilt.xlsx"
    assert spoil_cached_values(made.path, path) > 2000
    found = differences(AnnualBook(path), made.case.plan, made.case.year, "Y")
    due = sum(1 for expected in made.case.year.values() if expected.verdict != "not_due")
    assert len([line for line in found if line.startswith("Chi tiết") and "verdict" in line]) == due


def test_a_figure_that_is_taken_out_leaves_every_result_of_it_without_a_value(
    recalculated: Mapping[str, Any],
) -> None:
    """TT.06 of Q2 is a term of Q2, H1, 9M and the year; a baseline and an answer are of the year alone."""
    made = recalculated["example, figures deleted"]
    book = made.book
    numbers = {i["id"]: number for number, i in numbered(made.case.plan).items()}
    lost = [(numbers["dossiers_on_time"], part) for part in ("Q2", "H1", "9M", "Y")]
    lost += [(numbers["dossiers_fully_online"], part) for part in ("Q2", "H1", "9M", "Y")]
    lost += [(numbers["direct_spending_cut"], "Y"), (numbers["unified_software"], "Q4")]
    for number, part in lost:
        line, board = book.details[number, part], book.board[number]
        assert (WORDS["no_data"], "", "", "", "") == (
            line.verdict, line.value, line.difference, line.way, line.amount,
        )  # fmt: skip
        assert ("", "?") == board.periods[part]


def test_other_programs_read_all_eight_sheets_whole(example_year: Any) -> None:
    """openpyxl, pandas and calamine see the same sheets, and a cached value wherever there is a formula."""
    with quiet():
        frames = pd.read_excel(example_year.path, sheet_name=None, header=None)
        sheets = {name: AnnualBook(example_year.path).rows(name) for name in SHEETS}
    calamine = python_calamine.CalamineWorkbook.from_path(example_year.path)
    assert (SHEETS, SHEETS) == (list(frames), calamine.sheet_names)
    for name in SHEETS:
        rows = calamine.get_sheet_by_name(name).to_python(skip_empty_area=False)
        frame = frames[name].astype(object)
        for place, row in enumerate(sheets[name]):
            held = [value for value in row if value not in {"", "#N/A"}]
            seen = rows[place] if place < len(rows) else []
            assert held == [value for value in seen if value not in {"", "#N/A"}], (name, place)
            told = [] if place >= len(frame) else [v for v in frame.iloc[place] if not pd.isna(v)]
            assert held == told, (name, place)


def test_no_formula_is_without_its_cached_value(example_year: Any) -> None:
    """A number or a word stands beside every formula, but where the year itself has none."""
    import openpyxl

    with quiet():
        formulas = openpyxl.load_workbook(example_year.path)
    cached = example_year.book.book
    missing: dict[str, int] = {}
    count = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    if cached[sheet.title][cell.coordinate].value is None:
                        missing[sheet.title] = missing.get(sheet.title, 0) + 1
    # Each result without a value has an empty value, difference, way, amount and unit; of the sides, only those
    # whose figures are there. In the plan's list of what needs attention one line has none.
    assert count > 2000
    assert set(missing) <= {"Tổng hợp", "Bảng điểm", "Chi tiết"}
    empty = [e for e in example_year.case.year.values() if e.verdict != "not_due" and e.value is None]
    sides = sum((e.numerator is None) + (e.denominator is None) for e in empty)
    assert missing["Chi tiết"] == 5 * len(empty) + sides
