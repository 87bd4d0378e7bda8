"""The sheet `Cách đọc`: verdicts, periods, how figures become results, every formula, the plan's ambiguities."""

from __future__ import annotations

from typing import Any, Final

from cchc_kpi.plan.naming import numbered_indicators
from cchc_kpi.render.formulas import verdict_text
from cchc_kpi.render.official import VERDICT_COLOURS, OfficialSheet
from cchc_kpi.render.plan_sentences import formula_sentences, target_sentence
from cchc_kpi.render.workbooks import NAVY, Formats, height_of, lines_of, set_landscape_table, tallest
from cchc_kpi.returns.layout import ANNUAL_SHEETS
from cchc_kpi.scoring.annual import AnnualScorecard
from cchc_kpi.scoring.evaluate import Verdict

READING_SHEET: Final = ANNUAL_SHEETS[7]
_WIDTHS: Final = (5.0, 42.0, 14.0, 50.0, 84.0)
_ALL: Final = sum(_WIDTHS[1:])
_LAST: Final = len(_WIDTHS) - 1
_MEANINGS: Final = {
    Verdict.MET: "Kết quả đáp ứng mục tiêu, so bằng số chính xác.",
    Verdict.NOT_MET: 'Kết quả chưa đáp ứng mục tiêu; đúng bằng 99% thì chưa đạt "trên 99%".',
    Verdict.NO_DATA: "Còn thiếu ít nhất một số liệu mà công thức cần: chưa nộp, để trống hoặc có lỗi. Ô trống không phải là 0.",
    Verdict.NOT_APPLICABLE: "Cả tử số và mẫu số đều bằng 0 (kỳ này không phát sinh), hoặc số liệu gốc không lớn hơn 0.",
    Verdict.NOT_DUE: "Chỉ tiêu chỉ chấm khi hết năm.",
}
_RULES: Final = (
    ("Cộng rồi mới chia: tử số và mẫu số được cộng qua các cơ quan và các quý theo quy tắc của từng số liệu (cộng các quý, "
    "lấy quý cuối, lấy quý đầu), rồi chia một lần. Không lấy trung bình các tỷ lệ."),
    ("So bằng số nguyên: với ngưỡng p/q, đánh giá theo dấu của tử số × q − mẫu số × p, cột Hiệu so với ngưỡng ở trang Chi "
    "tiết (số tiền tính bằng phần triệu). Lớn hơn 0 là trên ngưỡng, bằng 0 là đúng ngưỡng, nhỏ hơn 0 là dưới ngưỡng; tỷ lệ "
    "phần trăm chỉ để hiển thị."),
    ("Dư hay thiếu tính theo trường hợp trọn vẹn: ít nhất bao nhiêu trường hợp nữa thì đạt, hay mất nhiều nhất bao nhiêu mà "
    "vẫn đạt, các số khác giữ nguyên."),
    ("Truy nguồn: bấm một con số ở Bảng điểm để tới Chi tiết, bấm số dòng ở Chi tiết để tới Số liệu, bấm địa chỉ ô ở Số liệu "
    "để mở báo cáo của cơ quan tại đúng ô đó (tệp báo cáo phải nằm ở chỗ cũ)."),
    ("Công thức sống: sửa một con số ở cột Giá trị của trang Số liệu thì kết quả, đánh giá, tổng hợp và biểu đồ tính lại. "
    "Để biết bảng này còn đúng với báo cáo hay không: cchc-kpi verify."),
)  # fmt: skip


def write_reading(sheet: Any, formats: Formats, annual: AnnualScorecard) -> None:
    """Fill the sheet."""
    _ReadingSheet(sheet, formats, annual).write()


class _ReadingSheet:
    def __init__(self, sheet: Any, formats: Formats, annual: AnnualScorecard) -> None:
        self._sheet = sheet
        self._page = OfficialSheet(sheet, formats)
        self._annual = annual
        self._row = 0

    def write(self) -> None:
        sheet = self._sheet
        set_landscape_table(sheet, _WIDTHS, 0)
        sheet.set_footer("&L&9&A&R&9Trang &P/&N")
        title = self._page.text(bold=True, font_size=14, font_color=NAVY)
        sheet.write_string(0, 0, "Cách đọc bảng điểm", title)
        self._row = 2
        self._write_verdicts()
        self._write_periods()
        self._write_paragraphs("3. Cách tính", _RULES)
        self._write_indicators()
        if self._annual.plan.notes:
            self._write_paragraphs("5. Điều cần biết về văn bản kế hoạch", self._annual.plan.notes)
        sheet.print_area(0, 0, self._row, _LAST)

    def _section(self, text: str) -> None:
        style = self._page.text(bold=True, font_size=13, font_color=NAVY)
        self._sheet.write_string(self._row, 0, text, style)
        self._row += 1

    def _write_verdicts(self) -> None:
        self._section("1. Năm kết quả")
        for verdict, meaning in _MEANINGS.items():
            ink, paper = VERDICT_COLOURS[verdict]
            style = self._page.style(bold=True, font_color=ink, bg_color=paper)
            self._sheet.write_string(self._row, 1, verdict_text(verdict), style)
            self._sheet.write_string(self._row, 2, meaning, self._page.text())
            self._row += 1
        self._row += 1

    def _write_periods(self) -> None:
        plan = self._annual.plan
        self._section(f"2. Kỳ số liệu ({plan.reporting.basis})")
        for card in self._annual.cards:
            opens, closes = card.window
            self._sheet.write_string(self._row, 1, card.period.name(), self._page.style())
            self._sheet.write_string(self._row, 2, f"{opens:%d/%m/%Y} - {closes:%d/%m/%Y}", self._page.text())
            self._row += 1
        self._row += 1

    def _write_paragraphs(self, title: str, paragraphs: tuple[str, ...]) -> None:
        self._section(title)
        for text in paragraphs:
            self._write_wide(f"- {text}")
        self._row += 1

    def _write_wide(self, text: str) -> None:
        """Write a text over the whole width, on as many rows as its lines: nothing is merged."""
        for line in lines_of(text, _ALL):
            self._sheet.write_string(self._row, 1, line, self._page.text())
            self._row += 1

    def _write_indicators(self) -> None:
        plan = self._annual.plan
        self._section("4. Từng chỉ tiêu: mục tiêu, công thức, cách hiểu đã chọn")
        self._page.write_heads(
            self._row, ("TT", "Chỉ tiêu", "Điều khoản", "Mục tiêu", "Công thức và cách hiểu")
        )
        self._sheet.set_row(self._row, 24)
        self._sheet.repeat_rows(self._row)
        self._row += 1
        for number, indicator in numbered_indicators(plan):
            targets = [indicator.target, *indicator.milestones]
            target = "\n".join(_sentence(target_sentence(one, "vi")) for one in targets)
            lines = [f"{line}." for line in formula_sentences(plan, indicator, "vi")]
            if indicator.note:
                lines.append(f"Cách hiểu: {indicator.note}")
            formula = "\n".join(lines)
            wrapped = self._page.style(text_wrap=True, valign="top")
            self._sheet.write_number(self._row, 0, number, self._page.style(align="center", valign="top"))
            texts = (indicator.name, indicator.clause, target, formula)
            for column, text in enumerate(texts, start=1):
                self._sheet.write_string(self._row, column, text, wrapped)
            self._sheet.set_row(
                self._row,
                tallest(
                    height_of((indicator.name, _WIDTHS[1]), (indicator.clause, _WIDTHS[2])),
                    sum(height_of((line, _WIDTHS[3])) for line in target.split("\n")),
                    sum(height_of((line, _WIDTHS[4])) for line in lines),
                ),
            )
            self._row += 1
        self._row += 1


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
