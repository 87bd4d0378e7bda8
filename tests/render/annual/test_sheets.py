"""What the sheets of a year say in words: headings, remarks, submissions, how to read it, in every shape of a year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annual_workbook import AnnualBook, numbered
from annual_years import CASES, Case, example_with, only
from forms_for_tests import quiet
from program import run

HEADINGS = {
    "one quarter": ("Quý I (đến nay)", "Đánh giá Quý I"),
    "two quarters": ("6 tháng (đến nay)", "Đánh giá 6 tháng"),
    "a quarter left out": ("9 tháng (đến nay)", "Đánh giá 9 tháng"),
    "baselines alone": ("cả năm", "Đánh giá cả năm"),
    "a milestone": ("cả năm", "Đánh giá cả năm"),
    "forty offices": ("Quý I (đến nay)", "Đánh giá Quý I"),
}


@pytest.mark.parametrize("name", HEADINGS)
def test_headings_say_how_far_the_year_has_come(name: str, made_years: Mapping[str, Any]) -> None:
    """The verdicts of a year half over are those to date, and every heading over them says so."""
    book = made_years[name].book
    until, judged = HEADINGS[name]
    words = book.text("Tổng hợp")
    assert f"Theo lĩnh vực, {until}" in words
    assert f"Chỉ tiêu cần chú ý, {until}" in words
    assert judged in book.text("Bảng điểm")
    with quiet():
        charts = openpyxl.load_workbook(made_years[name].path)["Tổng hợp"]._charts
    titles = ["".join(run.t for p in c.title.tx.rich.p for run in p.r or ()) for c in charts]
    assert f"Đạt và chưa đạt theo lĩnh vực, {until}" in titles


def test_the_returns_received_are_counted_for_each_period(made_years: Mapping[str, Any]) -> None:
    """The example: Q2 lacks one of five; two quarters in, the year has 9 of 20 and both baselines."""
    assert {
        "Q1": "5/5",
        "Q2": "4/5",
        "H1": "9/10",
        "Q3": "5/5",
        "9M": "14/15",
        "Q4": "5/5",
        "Y": "21/22",
    } == {part: row[5] for part, row in made_years["example"].book.periods.items()}
    two = made_years["two quarters"].book.periods
    assert ("9/10", "0/5", "9/15", "11/22") == (two["H1"][5], two["Q3"][5], two["9M"][5], two["Y"][5])


def test_a_long_list_ends_in_the_number_that_it_leaves_out(made_years: Mapping[str, Any]) -> None:
    """Nothing but baselines: 31 lack figures, 14 are listed and 17 are counted; 16 in the first quarter leave 2."""
    for name, beyond in (("baselines alone", 17), ("one quarter", 2)):
        listed, rest = made_years[name].book.attention
        assert (14, f"… và {beyond} chỉ tiêu nữa: xem trang Bảng điểm") == (len(listed), rest)


def test_an_empty_list_says_so(made_years: Mapping[str, Any]) -> None:
    """One indicator, met: nothing needs attention."""
    none = "Không có chỉ tiêu nào chưa đạt hay thiếu số liệu."
    assert ([], none) == made_years["one indicator, met"].book.attention


@pytest.mark.parametrize(("name", "trends"), [("no headline", 0), ("seven headlines", 7), ("example", 4)])
def test_each_headline_has_its_trend(name: str, trends: int, made_years: Mapping[str, Any]) -> None:
    """A line for each indicator that the plan names a headline, beside the chart by areas; none where there is none."""
    with quiet():
        charts = openpyxl.load_workbook(made_years[name].path)["Tổng hợp"]._charts
    assert ["barChart", *["lineChart"] * trends] == [chart.tagname for chart in charts]
    assert (trends > 0) == ("Xu hướng bốn quý" in made_years[name].book.text("Tổng hợp"))


def test_a_milestone_is_the_target_of_its_year(made_years: Mapping[str, Any]) -> None:
    """98% in 2026: beside the target of 2030 on the board, alone in the detail, and what the dashed line is named."""
    made = made_years["a milestone"]
    book = made.book
    assert "tối thiểu 98% (mốc 2026); trên 99% (2030)" == book.board[2].target
    assert {"≥ 98%"} == {line.target for (number, _), line in book.details.items() if number == 2}
    with quiet():
        charts = openpyxl.load_workbook(made.path)["Tổng hợp"]._charts[1:]
    named = {series.tx.v for chart in charts for series in chart.ser}
    assert "Mục tiêu: tối thiểu 98%" in named
    assert "Mục tiêu: trên 99%" not in named


def remarks(book: AnnualBook, number: int) -> dict[str, str]:
    """The remarks of an indicator by period, without the blank ones."""
    return {part: line.remark for (n, part), line in book.details.items() if n == number and line.remark}


def test_remarks_name_the_return_that_decides(made_years: Mapping[str, Any]) -> None:
    """The example, by hand.

    Trained staff in Q2: Phòng Kinh tế has 11 of 12, so 100% is out of reach whatever the missing return says.
    Inspections in Q3: 9 of 11 without Phòng Kinh tế, whose two cells are in error; 70% is open.
    """
    book = made_years["example"].book
    certain = (
        "chưa có báo cáo: Trung tâm Dịch vụ Công ích 2026-Q2; "
        "chắc chắn chưa đạt, dù Trung tâm Dịch vụ Công ích (2026-Q2) báo thế nào"
    )
    assert {"Q2": certain, "H1": certain} == remarks(book, 27)
    is_open = "có lỗi: Phòng Kinh tế 2026-Q3 (CQ.14, CQ.15); chưa thể biết, còn tùy Phòng Kinh tế (2026-Q3)"
    assert {"Q3": is_open, "9M": is_open, "Y": is_open} == remarks(book, 31)


def test_remarks_of_a_year_half_over_look_ahead(made_years: Mapping[str, Any]) -> None:
    """Q1 and Q3 are in, Q2 is not.

    Dossiers in time: Q2 decides. Dossiers in the system: 6 of Q1 were outside it, so 100% is lost for nine
    months. Indicators of a period's end look at Q3 alone, and the year's last quarter will count.
    """
    book = made_years["a quarter left out"].book
    where = "Trung tâm Phục vụ hành chính công"
    assert (
        f"chưa có báo cáo: {where} 2026-Q2; chưa thể biết, còn tùy {where} (2026-Q2)"
        == remarks(book, 2)["9M"]
    )
    lost = f"chưa có báo cáo: {where} 2026-Q2; chắc chắn chưa đạt, dù {where} (2026-Q2) báo thế nào"
    assert lost == remarks(book, 13)["9M"]
    assert "cả năm: chưa định, sẽ tính theo số liệu cuối năm" == remarks(book, 22)["9M"]
    assert "Q3" not in remarks(book, 22)


def test_the_year_to_come_is_told_of_the_period_that_the_year_has_reached(
    made_years: Mapping[str, Any],
) -> None:
    """990 of 1000 in Q1 wanted one more; in the six months it is told of the six months, of a full year of none."""
    one = "đúng bằng 99%, chưa trên 99%; cả năm: vẫn có thể đạt, cần thêm ít nhất 1 hồ sơ, đều đạt yêu cầu"
    assert one == remarks(made_years["one quarter"].book, 2)["Q1"]
    half = {"Q1": "đúng bằng 99%, chưa trên 99%", "H1": "cả năm: đến nay đang đạt"}
    held = remarks(made_years["two quarters"].book, 2)
    assert half == {part: held[part] for part in half}
    assert {"Q1": "đúng bằng 99%, chưa trên 99%"} == remarks(made_years["example"].book, 2)


def progress(book: AnnualBook) -> dict[str, list[Any]]:
    """The lines of `Tiến độ nộp` by office."""
    return {row[1]: row[2:] for row in book.rows("Tiến độ nộp")[4:] if isinstance(row[0], int)}


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> AnnualBook:
    """Two quarters and the baselines, due five days after each: days of every kind."""
    days = {
        ("vp", "2026-Q1"): "19/03/2026",
        ("kt", "2026-Q1"): "20/03/2026",
        ("vhxh", "2026-Q1"): "",
        ("ttpvhcc", "2026-Q1"): "16/03/2025",
        ("dvci", "2026-Q1"): "31/12/2026",
        ("vp", "2026-Q2"): "16/06/2026",
        ("kt", "2026-Q2"): "01/07/2026",
        ("kt", "baseline"): "22/01/2026",
    }
    figures = only(["2026-Q1", "2026-Q2", "baseline"])
    plan = example_with(reporting={"due_within_days": 5})
    case = Case(plan, figures, "H1", days=days, submissions={("vp", "2026-Q2"): 2, ("kt", "2026-Q2"): 3})
    folder = tmp_path_factory.mktemp("dated")
    case.write(folder)
    assert case.score(folder).status == 0
    return AnnualBook(folder / "year.xlsx")


def test_submissions_are_in_time_or_late_by_the_day_typed(dated: AnnualBook) -> None:
    """Due 19/03 and 19/06/2026; a day that cannot be is shown and tells nothing, a late resubmission neither."""
    rows = progress(dated)
    assert ["✓ Đúng hạn: 19/03/2026", "✓ Đúng hạn: 16/06/2026; nộp lại lần 2"] == rows[
        "Văn phòng HĐND và UBND"
    ][:2]
    assert ["! Trễ hạn 1 ngày: 20/03/2026", "? Không rõ: 01/07/2026; nộp lại lần 3"] == rows["Phòng Kinh tế"][
        :2
    ]
    assert "? Không rõ: 22/01/2026" == rows["Phòng Kinh tế"][4]
    assert "? Không rõ" == rows["Phòng Văn hóa - Xã hội"][0]
    # A day before the quarter began is no day of its submission (R27), and is not read.
    assert "? Không rõ" == rows["Trung tâm Phục vụ hành chính công"][0]
    assert ["! Trễ hạn 287 ngày: 31/12/2026", "✗ Chưa nộp"] == rows["Trung tâm Dịch vụ Công ích"][:2]


def test_submissions_are_counted(dated: AnnualBook) -> None:
    """In time, late, unknown, missing, handed in again; quarters of which nothing has come are held against nobody."""
    rows = progress(dated)
    assert {
        "Văn phòng HĐND và UBND": [2, 0, 0, 0, 1],
        "Phòng Kinh tế": [0, 1, 2, 0, 1],
        "Phòng Văn hóa - Xã hội": [0, 0, 3, 0, 0],
        "Trung tâm Phục vụ hành chính công": [0, 0, 2, 0, 0],
        "Trung tâm Dịch vụ Công ích": [0, 1, 0, 1, 0],
    } == {office: row[5:] for office, row in rows.items()}
    assert {"… Chưa nơi nào nộp"} == {row[place] for row in rows.values() for place in (2, 3)}


def test_the_sheet_says_by_what_a_return_is_late(dated: AnnualBook, example_year: Any) -> None:
    """The days of grace where the plan states them, and that it does not where it does not."""
    assert "Hạn nộp: 5 ngày sau ngày cuối kỳ (khóa due_within_days của kế hoạch)" in dated.text("Tiến độ nộp")
    assert "chưa ghi hạn nộp" in example_year.book.text("Tiến độ nộp")


@pytest.mark.parametrize("name", ["example", "every operator", "forty offices"])
def test_how_to_read_it_has_every_verdict_period_and_indicator(
    name: str, made_years: Mapping[str, Any]
) -> None:
    """The five verdicts, the days of seven periods, every indicator with its clause, and the plan's own notes."""
    made = made_years[name]
    words = made.book.text("Cách đọc")
    for verdict in ("✓ Đạt", "✗ Chưa đạt", "? Thiếu số liệu", "– Không phát sinh", "… Chưa đến kỳ"):
        assert verdict in words
    assert "9 tháng đầu năm 2026 15/12/2025 - 14/09/2026" in words
    rows = {row[0]: row for row in made.book.rows("Cách đọc") if isinstance(row[0], int)}
    for number, indicator in numbered(made.case.plan).items():
        assert [indicator["name"], indicator["clause"]] == rows[number][1:3]
    flat = " ".join(words.split())
    assert all(" ".join(note.split()) in flat for note in made.case.plan.get("notes", []))


def test_a_readable_year_of_nothing(tmp_path: Path) -> None:
    """No file can be read: the workbook is written all the same, every indicator without figures, status 2."""
    (tmp_path / "returns").mkdir()
    (tmp_path / "returns/kt-2026-Q1.xlsx").write_bytes(b"no workbook")
    path = tmp_path / "year.xlsx"
    done = run("annual", tmp_path / "returns", "--year", "2026", "--output", path, "--format", "json")
    assert 2 == done.status
    assert {"no_data"} == {result["verdict"] for result in done.json["results"]}
    book = AnnualBook(path)
    assert [0, 0, 31, 0, 0] == book.areas["Cộng"][:5]
    assert {"? Thiếu số liệu"} == {line.verdict for line in book.board.values()}
    words = {cell for row in book.rows("Tổng hợp") for cell in row}
    assert {"Theo lĩnh vực, cả năm", "Năm 2026 qua từng kỳ"} <= words


def test_every_figure_that_is_missing_has_its_cell(made_years: Mapping[str, Any]) -> None:
    """The six figures of the return that never came stand in `Số liệu`, blank, with the reason."""
    rows = [row for row in made_years["example"].book.rows("Số liệu")[3:] if row[8] == ""]
    assert [
        (code, "Trung tâm Dịch vụ Công ích", "2026-Q2", "", "chưa có báo cáo")
        for code in ("CQ.06", "CQ.07", "CQ.08", "CQ.09", "CQ.10", "CQ.11")
    ] == [(row[1], row[3], row[4], row[6], row[7]) for row in rows]


def test_figures_of_a_formula_stand_together(made_years: Mapping[str, Any]) -> None:
    """By measure, then time, then office: forty offices' figures of a quarter are one range of each measure."""
    with quiet():
        sheet = openpyxl.load_workbook(made_years["forty offices"].path)["Chi tiết"]
    in_time = next(row[4].value for row in sheet.iter_rows(min_row=4) if row[2].value == "Quý I")
    # Three measures, each range named three times: numbers counted, KPS counted, all added up.
    assert in_time.count(":$G$") == 9
    formulas = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert max(map(len, formulas)) < 700


def test_a_sound_year_ends_with_status_0(made_years: Mapping[str, Any]) -> None:
    """None of the cases has a fault in a return; the example has one."""
    assert dict.fromkeys(CASES, 0) == {name: made_years[name].run.status for name in CASES}
    assert made_years["example"].run.status == 1
