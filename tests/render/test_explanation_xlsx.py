"""The explanation as a sheet: what it lists, what it works out live, how it prints, and that it agrees with the score."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import openpyxl
import pandas as pd
import pytest
import python_calamine

from cchc_kpi import pipeline
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.naming import Numbered, find_indicator
from cchc_kpi.render.explanation_xlsx import write_explanation
from cchc_kpi.render.json import scorecard_json
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.explanation import explain
from cchc_kpi.scoring.scorecard import Scorecard, score_returns
from forms_for_tests import TARGETS, made_return, needs_libreoffice, opened, quarter
from program import EXAMPLES, run
from recalculation import cells, copy_to, recalculate, spoil_cached_values

SHEETS: Final = ["Giải trình", "Nguồn"]
WORDS: Final = {
    "met": "✓ Đạt",
    "not_met": "✗ Chưa đạt",
    "no_data": "? Thiếu số liệu",
    "not_applicable": "– Không phát sinh",
    "not_due": "… Chưa đến kỳ",
}
# A ratio on its threshold, one with a missing return, a reduction, one of means, yes or no, 0/0, a whole year.
CASES: Final = [
    ("dossiers_on_time", "2026-Q1"),
    ("staff_trained_digital", "2026-H1"),
    ("public_service_staffing_cut", "2026"),
    ("direct_spending_cut", "2026"),
    ("unified_software", "2026-Q1"),
    ("satisfaction_investment", "2026-Q1"),
    ("dossiers_fully_online", "2026"),
]
NUMBER, LABEL, VALUE, HOW = 0, 1, 3, 4


class Step(NamedTuple):
    """A line of the table of steps: how it is worked out, and its value."""

    how: str
    value: Any


@cache
def examples_scored(period: str) -> Scorecard:
    """The scorecard of the examples for a period; files are named as from the root of the repository."""
    return scored(period, "examples")


def scored(period: str, returns: Path | str) -> Scorecard:
    """The scorecard of some returns."""
    loaded = pipeline.open_plan(TARGETS)
    assert loaded.plan is not None
    card = pipeline.score(
        pipeline.read_batch([str(returns)], loaded.plan), loaded, loaded.plan, quarter(period)
    )
    assert card is not None
    return card


def explained(indicator: str, period: str, folder: Path, returns: Path | None = None) -> Path:
    """The workbook that explains an indicator of the examples, or of some returns."""
    path = folder / f"{indicator}-{period}.xlsx"
    card = examples_scored(period) if returns is None else scored(period, returns)
    pipeline.write_explanation_file(explain(card, found(card.plan, indicator)), card, path)
    return path


def found(plan: Plan, indicator: str) -> Numbered:
    """An indicator with its number."""
    chosen = find_indicator(plan, indicator)
    assert chosen is not None, indicator
    return chosen


def result_of(indicator: str, period: str, returns: Path | None = None) -> dict[str, Any]:
    """The indicator's result in the JSON of the score."""
    card = examples_scored(period) if returns is None else scored(period, returns)
    results = json.loads(scorecard_json(card, "vi"))["results"]
    return next(result for result in results if result["indicator"] == indicator)


def rows_of(path: Path, *, formulas: bool = False) -> list[list[Any]]:
    """The rows of the sheet, each as wide as its tables."""
    return [row[:6] for row in cells(path, SHEETS[0], formulas=formulas)]


def steps_of(path: Path, *, formulas: bool = False) -> dict[str, Step]:
    """The steps by what they are, the plan's wording of the target left out."""
    rows = [row for row in rows_of(path, formulas=formulas) if str(row[NUMBER]) in set("abcdefghi")]
    return {row[LABEL].partition(":")[0]: Step(row[HOW], row[VALUE]) for row in rows}


def figures_of(path: Path) -> list[list[Any]]:
    """The lines of the table of figures."""
    return [row for row in rows_of(path) if re.fullmatch(r"\(\d+\)", str(row[NUMBER]))]


def lines_of(path: Path) -> list[str]:
    """All that stands in the first column."""
    return [str(row[0]) for row in rows_of(path) if row[0] is not None]


def disagreements(path: Path, result: Mapping[str, Any]) -> list[str]:
    """Where a sheet's steps differ from a result of the JSON: one line each."""
    steps = steps_of(path)
    kinds = [("Tử số", "Mẫu số"), ("Mức giảm", "Số gốc"), ("Mức giảm", "Bình quân các năm gốc")]
    kinds.append(("Số câu trả lời Có", "Số câu hỏi"))
    over, under = next(pair for pair in kinds if pair[0] in steps and pair[1] in steps)
    found = []
    if steps["Đánh giá"].value != WORDS[result["verdict"]]:
        found.append(f"{steps['Đánh giá'].value} is not {result['verdict']}")
    for key, name in (("numerator", over), ("denominator", under), ("value", "Kết quả")):
        exact, shown = result[key], steps[name].value
        if (exact is None) != (shown in {None, ""}) or (
            exact is not None and float(Fraction(exact)) != pytest.approx(shown, rel=1e-12, abs=1e-12)
        ):
            found.append(f"{name} {shown} is not {exact}")
    return found


@pytest.mark.parametrize(("indicator", "period"), CASES)
def test_cached_values_agree_with_the_score(indicator: str, period: str, tmp_path: Path) -> None:
    """A program that reads cached values sees the figures and the verdict of the JSON."""
    path = explained(indicator, period, tmp_path)
    assert [] == disagreements(path, result_of(indicator, period))


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize(("indicator", "period"), CASES)
def test_libreoffice_works_out_the_same(indicator: str, period: str, tmp_path: Path) -> None:
    """With every cached value spoilt, LibreOffice comes to the figures and the verdict of the JSON."""
    path, result = explained(indicator, period, tmp_path), result_of(indicator, period)
    spoilt = tmp_path / "spoilt.xlsx"
    # Two or three sums, the value, two products, the difference, the verdict.
    assert spoil_cached_values(path, spoilt) in {7, 8}
    assert [] != disagreements(spoilt, result)
    again = recalculate(spoilt, tmp_path)
    assert [] == disagreements(again, result)
    assert (
        steps_of(path)["Hiệu, tính bằng số nguyên"].value
        == steps_of(again)["Hiệu, tính bằng số nguyên"].value
    )


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_figure_changed_on_the_sheet_turns_the_verdict(tmp_path: Path) -> None:
    """259 in time instead of 248: 1001 of 1011 is more than 99%, as the score of the changed return says."""
    path = explained("dossiers_on_time", "2026-Q1", tmp_path)
    with opened(path) as book:
        row = next(row for row in book.book[SHEETS[0]].iter_rows() if row[0].value == "(2)")
        row[VALUE].value += 11
    returns = tmp_path / "returns"
    for source in (EXAMPLES / "2026-Q1").iterdir():
        copy_to(source, returns)
    with opened(returns / "ttpvhcc-2026-Q1.xlsx") as form:
        form.at("TT.05").value += 11
    result = result_of("dossiers_on_time", "2026-Q1", returns)
    assert ("1001", "1011", "met") == (result["numerator"], result["denominator"], result["verdict"])
    again = recalculate(path, tmp_path)
    assert [] == disagreements(again, result)
    # 1001 * 100 - 1011 * 99 = 100 100 - 100 089.
    assert 11 == steps_of(again)["Hiệu, tính bằng số nguyên"].value


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_missing_figure_typed_in_counts_at_once(tmp_path: Path) -> None:
    """Trained 7 of 8 in the office that has not reported: 50 of 53, which is not all."""
    path = explained("staff_trained_digital", "2026-H1", tmp_path)
    with opened(path) as book:
        for row in book.book[SHEETS[0]].iter_rows():
            if row[0].value in {"(5)", "(10)"}:
                row[VALUE].value = 7 if row[0].value == "(5)" else 8
    steps = steps_of(recalculate(path, tmp_path))
    # 12 + 11 + 11 + 9 + 7 and 13 + 12 + 11 + 9 + 8.
    assert (50, 53, -3, "✗ Chưa đạt") == tuple(
        steps[name].value for name in ("Tử số", "Mẫu số", "Hiệu, tính bằng số nguyên", "Đánh giá")
    )


def test_a_ratio_on_its_threshold_is_written_out(tmp_path: Path) -> None:
    """742 + 248 = 990 of 1000 against "more than 99%": 990 * 100 - 1000 * 99 = 0, which is not above 0."""
    steps = steps_of(explained("dossiers_on_time", "2026-Q1", tmp_path))
    assert {
        "Tử số": Step("(1) + (2)", 990),
        "Mẫu số": Step("(1) + (2) + (3)", 1000),
        "Kết quả": Step("a : b", 0.99),
        "Mục tiêu": Step("hạn năm 2030", "> 99%"),
        "Vế trái": Step("a × 100", 99_000),
        "Vế phải": Step("b × 99", 99_000),
        "Hiệu, tính bằng số nguyên": Step("e - f", 0),
        "Đánh giá": Step("đạt khi g > 0", "✗ Chưa đạt"),
    } == steps


def test_a_reduction_shows_both_sums_and_the_cut(tmp_path: Path) -> None:
    """356 - 14 - 317 = 25 posts, now 352 - 14 - 315 = 23: 2 * 10 - 25 * 1 = -5."""
    steps = steps_of(explained("public_service_staffing_cut", "2026", tmp_path))
    assert [
        Step("(1) - (3) - (5)", 25),
        Step("(2) - (4) - (6)", 23),
        Step("a - b", 2),
        Step("c : a", 0.08),
    ] == list(steps.values())[:4]
    assert [Step("c × 10", 20), Step("a × 1", 25), Step("f - g", -5)] == list(steps.values())[5:8]


def test_a_mean_counts_its_difference_in_whole_millionths(tmp_path: Path) -> None:
    """18 643.3 - 17 338.269 = 1305.031, exactly 7%: nothing is left, told in millionths of five years."""
    steps = steps_of(explained("direct_spending_cut", "2026", tmp_path))
    assert Step("[(1) + … + (5)] : 5", 18_643.3) == steps["Bình quân các năm gốc"]
    assert Step("(f - g) × 5.000.000", 0) == steps["Hiệu, tính bằng số nguyên"]
    assert "✓ Đạt" == steps["Đánh giá"].value


def test_answers_are_counted(tmp_path: Path) -> None:
    """One of two says yes, and both must: 1 - 2 = -1 is not 0."""
    path = explained("unified_software", "2026-Q1", tmp_path)
    assert ["Không", "Có"] == [row[VALUE] for row in figures_of(path)]
    steps = steps_of(path)
    assert (1, 2, -1) == (
        steps["Số câu trả lời Có"].value, steps["Số câu hỏi"].value, steps["Hiệu, tính bằng số nguyên"].value,
    )  # fmt: skip
    assert "đạt khi g = 0" == steps["Đánh giá"].how


def test_what_did_not_arise_is_no_zero_percent(tmp_path: Path) -> None:
    """KPS twice: both sums are 0, and there is neither a value nor a difference."""
    path = explained("satisfaction_investment", "2026-Q1", tmp_path)
    assert ["KPS", "KPS"] == [row[VALUE] for row in figures_of(path)]
    steps = steps_of(path)
    names = ("Tử số", "Mẫu số", "Kết quả", "Vế trái", "Hiệu, tính bằng số nguyên")
    assert [0, 0, None, None, None] == [steps[name].value for name in names]
    assert "– Không phát sinh" == steps["Đánh giá"].value


def test_what_is_not_due_has_words_and_no_figures(tmp_path: Path) -> None:
    """The spending cut in a first quarter: why it is not scored, and no table."""
    path = explained("direct_spending_cut", "2026-Q1", tmp_path)
    assert ([], {}) == (figures_of(path), steps_of(path))
    said = " ".join(lines_of(path))
    assert "2026-Q1 chưa hết năm nên chưa chấm" in said
    assert "… Chưa đến kỳ" in said


def test_the_page_says_what_the_screen_says(tmp_path: Path) -> None:
    """Clause, target, reading, formula, headroom and findings stand there in the words of the terminal."""
    path = tmp_path / "page.xlsx"
    done = run("explain", "inspections_digital", "examples", "--period", "2026-Q3", "--output", path)
    assert f"Đã ghi {path.as_posix()}." in done.err
    screen, page = " ".join(done.out.split()), " ".join(" ".join(lines_of(path)).split())
    for words in (
        'Điều khoản II.2.6: phải từ 70% trở lên, hạn năm 2030; kế hoạch ghi "70%".',
        "Tử số: Trong đó: thực hiện qua môi trường số và hệ thống thông tin (CQ.15)",
        "Chưa thể biết, còn tùy Phòng Kinh tế (2026-Q3).",
        "CQ.15 = 8 lớn hơn CQ.14 = 6; phần không được lớn hơn tổng.",
        "→ Xem lại và sửa số sai; chưa sửa thì các ô này coi như chưa có số.",
    ):
        assert words in screen
        assert words in page
    assert "Dòng (2): ô đang có '8'" in page


def test_every_figure_leads_by_click_to_its_cell(tmp_path: Path) -> None:
    """Beside the returns, each figure's address opens its file at sheet and cell, and no way leads over the disk."""
    for source in (EXAMPLES / "2026-Q1").iterdir():
        copy_to(source, tmp_path / "returns")
    path = explained("dossiers_on_time", "2026-Q1", tmp_path, tmp_path / "returns")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)[SHEETS[0]]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert ["D15", "D16", "D17"] == [row[HOW] for row in figures_of(path)]
    assert [("returns/ttpvhcc-2026-Q1.xlsx", f"'Báo cáo'!{cell}") for cell in ("D15", "D16", "D17")] == [
        (link.target.replace("\\", "/"), link.location) for link in links
    ]


def test_a_missing_return_is_named_where_its_figure_would_stand(tmp_path: Path) -> None:
    """The office that has not reported has its two lines, blank and with the reason."""
    path = explained("staff_trained_digital", "2026-H1", tmp_path)
    missing = [row for row in figures_of(path) if row[VALUE] is None]
    expected = ["Trung tâm Dịch vụ Công ích", "2026-Q2", None, None, "chưa có báo cáo"]
    assert [["(5)", *expected], ["(10)", *expected]] == missing


def test_the_files_are_named_with_their_digests(tmp_path: Path) -> None:
    """What a signature stands for: the digest of each file that a figure comes from, on the page itself."""
    path = explained("public_service_staffing_cut", "2026", tmp_path)
    digests = {item.file: item.sha256 for item in examples_scored("2026").returns}
    page = " ".join(lines_of(path))
    for number, file in (
        (1, "examples/baseline/vhxh-baseline.xlsx"),
        (2, "examples/2026-Q4/vhxh-2026-Q4.xlsx"),
    ):
        assert f"[{number}] {file}; SHA-256 {digests[file]}" in page
    assert set(digests.values()) == {row[5] for row in cells(path, "Nguồn")[3:] if row[5]}


def test_it_prints_on_one_page_with_room_to_sign(tmp_path: Path) -> None:
    """A4 upright on one page, no cell merged; number, day and signature are left to the office."""
    path = explained("staff_trained_digital", "2026-H1", tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)[SHEETS[0]]
    setup = sheet.page_setup
    assert ("9", "portrait", 1, 1) == (
        str(setup.paperSize), setup.orientation, int(setup.fitToWidth or 1), int(setup.fitToHeight or 1),
    )  # fmt: skip
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [] == list(sheet.merged_cells.ranges)
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    blanks = {"Số: ...................", "Ngày ...... tháng ...... năm ..........", "NGƯỜI LẬP BIỂU"}
    assert blanks <= texts


def test_what_would_be_too_small_goes_on_several_pages(tmp_path: Path) -> None:
    """Twenty figures with their findings: pages at reading size, numbered; a page begins before a section."""
    path = explained("datasets_integrated", "2026-H1", tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)[SHEETS[0]]
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert 86 == sheet.page_setup.scale
    assert "&P" in str(sheet.oddHeader.center.text)
    begins = [sheet.cell(row.id + 1, 1).value for row in sheet.row_breaks.brk]
    assert ["4. Diễn giải, theo số liệu khi lập trang này"] == begins


def too_large(plan: Plan, amount: str, path: Path) -> Path:
    """The explanation of a spending cut against five years of 10^11 million."""
    years = {f"direct_spending/{year}": "100000000000" for year in range(2021, 2026)}
    returns: list[Return] = [
        made_return(plan, "kt", None, years),
        made_return(plan, "kt", "2026-Q4", {"direct_spending": amount}),
    ]
    card = score_returns(plan, "0" * 64, quarter("2026"), returns)
    write_explanation(explain(card, found(plan, "direct_spending_cut")), card, path)
    return path


@pytest.mark.parametrize(
    ("amount", "left", "difference", "verdict"),
    [
        ("93000000000", "700.000.000.000", "0", "✓ Đạt"),
        ("93000000000.000001", "699.999.999.999,9999", "-500", "✗ Chưa đạt"),
    ],
)
def test_what_is_too_large_for_a_spreadsheet_is_exact_text(
    plan: Plan, tmp_path: Path, amount: str, left: str, difference: str, verdict: str
) -> None:
    """(10^11 - amount) * 100 against 10^11 * 7 in millionths of five years passes 10^15: told, not computed.

    It stands while the figures are those that were explained; nothing is told of others.
    """
    path = too_large(plan, amount, tmp_path / "page.xlsx")
    told = (left, "700.000.000.000", difference, verdict)
    names = ("Vế trái", "Vế phải", "Hiệu, tính bằng số nguyên", "Đánh giá")
    cached, formulas = steps_of(path), steps_of(path, formulas=True)
    assert told == tuple(cached[name].value for name in names)
    for name, words in zip(names, told, strict=True):
        assert re.search(rf'IF\(AND\(D\d+=[\d.]+,D\d+=[\d.]+\),"{re.escape(words)}",', formulas[name].value)


def test_what_is_worked_out_is_live(tmp_path: Path) -> None:
    """Each step but the target is a formula, and the sums lead to the figures of the same sheet."""
    steps = steps_of(explained("direct_spending_cut", "2026", tmp_path), formulas=True)
    assert ["Mục tiêu"] == [name for name, step in steps.items() if not str(step.value).startswith("=")]
    for name in ("Bình quân các năm gốc", "Bình quân các năm được chấm"):
        assert "SUM($D$" in steps[name].value


def test_text_from_a_return_never_becomes_a_formula(tmp_path: Path) -> None:
    """A remark that begins like a formula stays text."""
    source = copy_to(EXAMPLES / "2026-Q1/vhxh-2026-Q1.xlsx", tmp_path / "returns")
    with opened(source) as form:
        cell = form.at("CQ.12", "Ghi chú")
        cell.value = "=HYPERLINK(evil)"
        cell.data_type = "s"
    path = explained("unified_software", "2026-Q1", tmp_path, tmp_path / "returns")
    assert "Dòng (1), ghi chú của cơ quan: =HYPERLINK(evil)" in lines_of(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)[SHEETS[0]]
    assert {"D"} == {c.column_letter for row in sheet.iter_rows() for c in row if c.data_type == "f"}


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """The same returns give the same workbook, byte for byte."""
    first = explained("dossiers_on_time", "2026-Q1", tmp_path).read_bytes()
    (tmp_path / "dossiers_on_time-2026-Q1.xlsx").unlink()
    assert first == explained("dossiers_on_time", "2026-Q1", tmp_path).read_bytes()


def test_other_programs_read_the_workbook_whole(tmp_path: Path) -> None:
    """openpyxl, pandas and calamine see both sheets, with the verdict there."""
    path = explained("dossiers_on_time", "2026-Q1", tmp_path)
    frames = pd.read_excel(path, sheet_name=None, header=None, engine="calamine")
    assert SHEETS == list(frames)
    assert frames[SHEETS[0]].isin(["✗ Chưa đạt"]).to_numpy().any()
    book = python_calamine.CalamineWorkbook.from_path(path)
    assert SHEETS == book.sheet_names
    assert any("✗ Chưa đạt" in row for row in book.get_sheet_by_name(SHEETS[0]).to_python())


def test_among_the_returns_it_is_passed_over(tmp_path: Path) -> None:
    """An explanation that lies among the returns is named, and neither figures nor results change."""
    returns = tmp_path / "returns"
    for source in (EXAMPLES / "2026-Q1").iterdir():
        copy_to(source, returns)
    before = run("score", returns, "--format", "json").json
    explained("dossiers_on_time", "2026-Q1", returns, returns)
    after = run("score", returns, "--format", "json").json
    assert ["R23"] == [finding["code"] for finding in after["findings"]]
    assert [before["results"], before["returns"]] == [after["results"], after["returns"]]
