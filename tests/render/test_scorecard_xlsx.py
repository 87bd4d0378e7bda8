from __future__ import annotations

import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import python_calamine

from cchc_kpi.plan.model import Plan
from cchc_kpi.render.scorecard_xlsx import write_scorecard
from cchc_kpi.scoring.scorecard import score_returns
from forms_for_tests import made_return, needs_libreoffice, opened, quarter
from program import EXAMPLES, run
from recalculation import cells, copy_to, recalculate, spoil_cached_values

SHEETS = ["Bảng điểm", "Số liệu", "Phát hiện", "Nguồn"]
WORDS = {
    "met": "✓ Đạt",
    "not_met": "✗ Chưa đạt",
    "no_data": "? Thiếu số liệu",
    "not_applicable": "– Không phát sinh",
    "not_due": "… Chưa đến kỳ",
}


def scored(period: str, folder: Path, returns: Path = EXAMPLES) -> tuple[Path, dict[str, Any]]:
    """A scorecard workbook and the JSON of the same run."""
    path = folder / f"card-{period}.xlsx"
    done = run("score", returns, "--period", period, "--output", path, "--format", "json")
    assert done.status in {0, 1}
    return path, done.json


def result_rows(path: Path) -> dict[str, list[Any]]:
    """The rows of `Bảng điểm` that carry a result, by the indicator's name."""
    rows = cells(path, "Bảng điểm")
    return {row[1]: row for row in rows if isinstance(row[0], int | float) and isinstance(row[1], str)}


def disagreements(path: Path, card: dict[str, Any]) -> list[str]:
    """Where a workbook's verdicts and figures differ from the JSON: one line each."""
    rows = result_rows(path)
    found = []
    for result in card["results"]:
        _, _, _, numerator, denominator, value, _, verdict, *_ = rows[result["name"]]
        if verdict != WORDS[result["verdict"]]:
            found.append(f"{result['indicator']}: {verdict} is not {result['verdict']}")
        for key, cell in (("numerator", numerator), ("denominator", denominator), ("value", value)):
            exact = result[key]
            if result["verdict"] == "no_data" and key != "value":
                continue  # one side may be known and the other not
            if (exact is None) != (cell in {None, ""}) or (
                exact is not None and float(Fraction(exact)) != pytest.approx(cell, rel=1e-12, abs=1e-12)
            ):
                found.append(f"{result['indicator']}: {key} {cell} is not {exact}")
    return found


@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q2", "2026-H1", "2026-Q4", "2026"])
def test_cached_values_agree_with_the_json(period: str, tmp_path: Path) -> None:
    """A program that reads cached values sees the same verdicts and figures as the JSON of the run."""
    path, card = scored(period, tmp_path)
    assert len(result_rows(path)) == 31
    assert disagreements(path, card) == []


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q2", "2026"])
def test_libreoffice_recalculates_to_the_same_verdicts(period: str, tmp_path: Path) -> None:
    """With every cached value spoilt, LibreOffice computes the program's verdicts and figures from `Số liệu`."""
    path, card = scored(period, tmp_path)
    spoilt = tmp_path / "spoilt.xlsx"
    assert spoil_cached_values(path, spoilt) > 60
    assert disagreements(spoilt, card) != []
    assert disagreements(recalculate(spoilt, tmp_path), card) == []


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_figure_changed_in_the_record_changes_the_verdict_as_the_program_would(tmp_path: Path) -> None:
    """One dossier more in time, changed in `Số liệu`: LibreOffice's verdicts are those of the changed return."""
    path, _ = scored("2026-Q1", tmp_path, EXAMPLES / "2026-Q1")
    with opened(path) as book:
        sheet = book.book["Số liệu"]
        row = next(row for row in sheet.iter_rows() if row[1].value == "TT.04")
        row[6].value += 11
    returns = tmp_path / "returns"
    for source in sorted((EXAMPLES / "2026-Q1").iterdir()):
        copy_to(source, returns)
    with opened(returns / "ttpvhcc-2026-Q1.xlsx") as form:
        form.at("TT.04").value += 11
    _, card = scored("2026-Q1", tmp_path, returns)
    on_time = next(r for r in card["results"] if r["indicator"] == "dossiers_on_time")
    assert ("1001", "1011", "met") == (on_time["numerator"], on_time["denominator"], on_time["verdict"])
    assert disagreements(recalculate(path, tmp_path), card) == []


def test_every_scored_number_is_a_live_formula(tmp_path: Path) -> None:
    """Numerator and denominator lead to `Số liệu`; value and verdict lead to them or to `Số liệu`."""
    path, card = scored("2026", tmp_path)
    formulas = {
        row[1]: row
        for row in cells(path, "Bảng điểm", formulas=True)
        if isinstance(row[0], int | float) and row[1]
    }
    for result in card["results"]:
        _, _, _, numerator, denominator, value, _, verdict, *_ = formulas[result["name"]]
        if result["verdict"] in {"met", "not_met", "not_applicable"}:
            assert "'Số liệu'!" in numerator
            assert "'Số liệu'!" in denominator
            assert value.startswith("=")
            assert verdict.startswith("=IF(")


def test_the_record_names_file_sheet_and_cell_of_every_source(tmp_path: Path) -> None:
    """Each source of the JSON stands in `Số liệu` with its file, sheet, cell and value."""
    path, card = scored("2026-Q1", tmp_path)
    rows = {(row[8], row[9], row[10]): row[6] for row in cells(path, "Số liệu")[3:]}
    words = {"KPS": 0, "Có": 1, "Không": 0}
    for result in card["results"]:
        for source in result["sources"]:
            value = rows[source["file"], source["sheet"], source["cell"]]
            assert float(words.get(value, value)) == float(Fraction(source["value"]))


def test_returns_and_findings_are_listed(tmp_path: Path) -> None:
    """`Nguồn` has each file's SHA-256 and the return that is missing; `Phát hiện` has the findings."""
    path, card = scored("2026-Q2", tmp_path, EXAMPLES / "2026-Q2")
    sources = cells(path, "Nguồn")[3:]
    assert {row[5] for row in sources if row[5]} == {item["sha256"] for item in card["returns"]}
    assert ["CHƯA NỘP"] == [row[4] for row in sources if row[1] == "Trung tâm Dịch vụ Công ích"]
    assert [finding["code"] for finding in card["findings"]] == [
        row[1] for row in cells(path, "Phát hiện")[3:]
    ]


def card_of_spending(plan: Plan, amount: str, base: str, path: Path) -> tuple[str, str]:
    """The verdict cell of the spending cut: (its formula or text, its cached value)."""
    years = {f"direct_spending/{year}": base for year in range(2021, 2026)}
    returns = [
        made_return(plan, "kt", None, years),
        made_return(plan, "kt", "2026-Q4", {"direct_spending": amount}),
    ]
    write_scorecard(score_returns(plan, "0" * 64, quarter("2026"), returns), path)
    name = "Tỷ lệ giảm bình quân chi trực tiếp từ NSNN"
    found = [
        next(row for row in cells(path, "Bảng điểm", formulas=formulas) if name in str(row[1]))[7]
        for formulas in (True, False)
    ]
    return found[0], found[1]


@pytest.mark.parametrize(
    ("amount", "base", "verdict"),
    [
        ("93000000000", "100000000000", "✓ Đạt"),
        ("93000000000.01", "100000000000", "✗ Chưa đạt"),
    ],
)
def test_a_verdict_too_large_for_a_spreadsheet_stands_as_scored(
    plan: Plan, tmp_path: Path, amount: str, base: str, verdict: str
) -> None:
    """5 * 10^11 in millionths, times 5 years, times 100 and 7, passes 10^15: a formula might be wrong there.

    So it does not compare: the verdict is that of the figures as they are, others are to be scored again.
    """
    formula, cached = card_of_spending(plan, amount, base, tmp_path / "card.xlsx")
    cut = float(Fraction(base) - Fraction(amount))
    assert f'IF(AND(D37={cut!r},E37={float(base)!r}),"{verdict}","? Cần chấm lại")' in formula
    assert verdict == cached


@pytest.mark.parametrize(
    ("amount", "base", "verdict"),
    [
        ("93", "100", "✓ Đạt"),
        ("17338.269", "18643.3", "✓ Đạt"),
        ("93000.000001", "100000", "✗ Chưa đạt"),
    ],
)
def test_a_verdict_of_ordinary_size_is_compared(
    plan: Plan, tmp_path: Path, amount: str, base: str, verdict: str
) -> None:
    """Near miss: 5.93 * 10^5 in millionths, times 5, times 100 and 7, is 3 * 10^14, below 10^15."""
    formula, cached = card_of_spending(plan, amount, base, tmp_path / "card.xlsx")
    assert (True, False, verdict) == (formula.startswith("=IF("), "AND(" in formula, cached)


def test_no_row_is_higher_than_a_spreadsheet_allows(tmp_path: Path) -> None:
    """A remark and a hidden label of 30,000 characters: Excel repairs a file with a row over 409 points."""
    returns = tmp_path / "returns"
    for source in (EXAMPLES / "2026-Q1").iterdir():
        copy_to(source, returns)
    with opened(returns / "kt-2026-Q1.xlsx") as form:
        form.at("CQ.06", "Ghi chú").value = "dài " * 7_500
        hidden = form.book["_cchc_kpi"]
        next(row for row in hidden.iter_rows() if row[0].value == "CQ.14")[1].value = "x" * 30_000
    path, card = scored("2026-Q1", tmp_path, returns)
    assert ["R14"] == [finding["code"] for finding in card["findings"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    heights = {s.title: max(d.height or 0 for d in s.row_dimensions.values()) for s in book}
    assert [] == [title for title, height in heights.items() if height > 409]
    assert heights["Số liệu"] == pytest.approx(409, abs=0.5)


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """The same returns give the same workbook, byte for byte."""
    first, _ = scored("2026-Q1", tmp_path)
    content = first.read_bytes()
    first.unlink()
    second, _ = scored("2026-Q1", tmp_path)
    assert content == second.read_bytes()


def test_other_programs_read_the_workbook_whole(tmp_path: Path) -> None:
    """openpyxl, pandas and calamine see the four sheets, with every cached value there."""
    path, _ = scored("2026-Q1", tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert openpyxl.load_workbook(path).sheetnames == SHEETS
        frames = pd.read_excel(path, sheet_name=None, header=None)
    assert list(frames) == SHEETS
    assert python_calamine.CalamineWorkbook.from_path(path).sheet_names == SHEETS
    for result_row in result_rows(path).values():
        assert result_row[7] in WORDS.values()


def test_text_from_a_return_never_becomes_a_formula(tmp_path: Path) -> None:
    """A remark that begins like a formula stays text in the workbook."""
    returns = tmp_path / "returns"
    source = copy_to(EXAMPLES / "2026-Q1/kt-2026-Q1.xlsx", returns)
    with opened(source) as form:
        cell = form.at("CQ.06", "Ghi chú")
        cell.value = "=HYPERLINK(evil)"
        cell.data_type = "s"
    path, _ = scored("2026-Q1", tmp_path, returns)
    remarks = [row[12] for row in cells(path, "Số liệu", formulas=True)[3:] if row[1] == "CQ.06" and row[8]]
    assert remarks == ["=HYPERLINK(evil)"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    assert [] == [c.coordinate for row in book["Số liệu"].iter_rows() for c in row if c.data_type == "f"]


def links(path: Path) -> dict[str, str]:
    """The hyperlinks of `Số liệu` by cell: each leads to a file, and a cell in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)["Số liệu"]
    found = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    return {link.ref: f"{link.target}#{link.location}" for link in found}


def test_every_figure_leads_by_click_to_its_cell(tmp_path: Path) -> None:
    """Each row's cell address in `Số liệu` opens the return beside the scorecard, at sheet and cell."""
    returns = tmp_path / "returns"
    for source in (EXAMPLES / "2026-Q1").iterdir():
        copy_to(source, returns)
    path, _ = scored("2026-Q1", tmp_path, returns)
    rows = cells(path, "Số liệu")[3:]
    found = links(path)
    assert len(rows) == len(found) > 50
    for number, row in enumerate(rows, start=4):
        link = found[f"K{number}"]
        assert Path(row[8]).name in link
        assert link.endswith(f"{row[10]}")
        assert str(tmp_path) not in link
