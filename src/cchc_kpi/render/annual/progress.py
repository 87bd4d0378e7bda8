"""The sheet `Tiến độ nộp`: office by quarter, in time or late by the day typed, missing, handed in again."""

from __future__ import annotations

from typing import Any, Final

from cchc_kpi.periods import Period
from cchc_kpi.render.official import VERDICT_COLOURS, OfficialSheet
from cchc_kpi.render.workbooks import Formats, height_of, set_landscape_table
from cchc_kpi.returns.layout import ANNUAL_SHEETS
from cchc_kpi.scoring.annual import AnnualScorecard
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.progress import Submission, Timeliness, submissions_of

PROGRESS_SHEET: Final = ANNUAL_SHEETS[4]
_HEAD_ROW: Final = 3
_NAME_WIDTH: Final = 36.0
_CELL_WIDTH: Final = 22.5
_COUNT_WIDTH: Final = 10.0
_COLOURS: Final = {
    Timeliness.IN_TIME: VERDICT_COLOURS[Verdict.MET],
    Timeliness.LATE: VERDICT_COLOURS[Verdict.NO_DATA],
    Timeliness.UNKNOWN: VERDICT_COLOURS[Verdict.NOT_APPLICABLE],
    Timeliness.UNUSABLE: VERDICT_COLOURS[Verdict.NOT_MET],
    Timeliness.MISSING: VERDICT_COLOURS[Verdict.NOT_MET],
    Timeliness.AWAITED: VERDICT_COLOURS[Verdict.NOT_DUE],
}


def write_progress(sheet: Any, formats: Formats, annual: AnnualScorecard) -> None:
    """Fill the sheet."""
    card = annual.whole
    submissions = {s.slot: s for s in submissions_of(annual.plan, card.expected, card.returns)}
    periods: list[Period | None] = [*card.period.quarters]
    if any(period is None for _, period in submissions):
        periods.append(None)
    offices = [o for o in annual.plan.offices if any(office == o.id for office, _ in submissions)]
    counted = ("Đúng hạn", "Trễ hạn", "Không rõ", "Chưa nộp", "Nộp lại")
    widths = (5.0, _NAME_WIDTH, *(_CELL_WIDTH for _ in periods), *(_COUNT_WIDTH for _ in counted))
    set_landscape_table(sheet, widths, _HEAD_ROW)
    sheet.set_footer("&L&9&A&R&9Trang &P/&N")
    page = OfficialSheet(sheet, formats)
    sheet.write_string(0, 0, f"Tiến độ nộp báo cáo năm {annual.year}", page.text(bold=True, font_size=14))
    sheet.write_string(1, 0, _about(annual), page.text(italic=True))
    names = [period.name_in_year() if period is not None else "Số liệu gốc" for period in periods]
    page.write_heads(_HEAD_ROW, ("TT", "Cơ quan, đơn vị", *names, *counted))
    sheet.set_row(_HEAD_ROW, 34)
    for number, office in enumerate(offices, start=1):
        row = _HEAD_ROW + number
        sheet.write_number(row, 0, number, page.style(align="center"))
        sheet.write_string(row, 1, office.name, page.style(text_wrap=True))
        held = [submissions.get((office.id, period)) for period in periods]
        for column, submission in enumerate(held, start=2):
            _write_submission(page, row, column, submission)
        there = [submission for submission in held if submission is not None]
        for column, count in enumerate(_counts(there), start=2 + len(periods)):
            style = page.style(align="center", num_format='0;-0;"·"')
            sheet.write_number(row, column, count, style)
        words = max((_words(submission) for submission in there), key=len, default="")
        sheet.set_row(row, height_of((words, _CELL_WIDTH), (office.name, _NAME_WIDTH)))
    end = _HEAD_ROW + len(offices)
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    sheet.print_area(0, 0, end, len(widths) - 1)


def _about(annual: AnnualScorecard) -> str:
    days = annual.plan.reporting.due_within_days
    if days is None:
        return "Kế hoạch (targets.yaml) chưa ghi hạn nộp, nên không xét đúng hạn hay trễ hạn; ngày là Ngày nộp cơ quan tự ghi."
    return (
        f"Hạn nộp: {days} ngày sau ngày cuối kỳ (khóa due_within_days của kế hoạch); xét theo Ngày nộp cơ quan tự ghi "
        "ở lần nộp đầu."
    )


def _write_submission(page: OfficialSheet, row: int, column: int, submission: Submission | None) -> None:
    if submission is None:
        page.sheet.write_blank(row, column, None, page.style(bg_color="#F7F7F7"))
        return
    ink, paper = _COLOURS[submission.timeliness]
    style = page.style(font_color=ink, bg_color=paper, align="center", text_wrap=True)
    page.sheet.write_string(row, column, _words(submission), style)


def _words(submission: Submission) -> str:
    """Return "✓ Đúng hạn: 16/03/2026; nộp lại lần 2"."""
    timeliness = submission.timeliness
    words = f"{timeliness.sign} {timeliness.word.vi}"
    if timeliness is Timeliness.LATE:
        words += f" {submission.days_late} ngày"
    if submission.day is not None:
        words += f": {submission.day:%d/%m/%Y}"
    if submission.used is not None and submission.is_resubmitted:
        words += f"; nộp lại lần {submission.used.submission}"
    return words


def _counts(submissions: list[Submission]) -> tuple[int, ...]:
    wanted = (Timeliness.IN_TIME, Timeliness.LATE, Timeliness.UNKNOWN)
    absent = {Timeliness.MISSING, Timeliness.UNUSABLE}
    return (
        *(sum(1 for s in submissions if s.timeliness is timeliness) for timeliness in wanted),
        sum(1 for s in submissions if s.timeliness in absent),
        sum(1 for s in submissions if s.is_resubmitted),
    )
