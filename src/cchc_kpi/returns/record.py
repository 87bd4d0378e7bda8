"""The record that a scorecard workbook keeps of what it was made from: its sheets, headings and words.

The writer draws the record by what stands here, and `verify` reads it back by the same, so that the two
cannot drift apart. Pure: no spreadsheet library, no figures.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from cchc_kpi.periods import Period, parse_period
from cchc_kpi.returns.observation import State, Status

FIGURES_SHEET: Final = "Số liệu"
FINDINGS_SHEET: Final = "Phát hiện"
SOURCES_SHEET: Final = "Nguồn"

NUMBER: Final = "TT"
CODE: Final = "Mã số"
OFFICE: Final = "Cơ quan"
PERIOD: Final = "Kỳ"
VALUE: Final = "Giá trị"
STATE: Final = "Trạng thái"
FILE: Final = "Tệp"
SHEET: Final = "Trang tính"
CELL: Final = "Ô"
CONTENT: Final = "Nội dung ô"
REMARK: Final = "Ghi chú của cơ quan"

SUBMISSION: Final = "Lần nộp"
STATUS: Final = "Kết quả đọc"
DIGEST: Final = "SHA-256"

RULE_CODE: Final = "Mã"
MESSAGE: Final = "Nội dung"
NO_FINDING: Final = "Không có phát hiện nào"
ABSENT: Final = "CHƯA NỘP"
UNKNOWN: Final = "không rõ"

TITLE: Final = "BẢNG ĐIỂM CẢI CÁCH HÀNH CHÍNH"
"""How the title of the sheet `Bảng điểm` begins; the period's name follows."""
DATE_LINE: Final = "Ngày ...... tháng ...... năm .........."
"""The first line of the signature block, which the office fills in by hand."""

STATE_WORDS: Final = {
    State.VALUE: "có số liệu",
    State.KPS: "không phát sinh",
    State.BLANK: "để trống",
    State.ERROR: "lỗi, không dùng",
}
STATUS_WORDS: Final = {
    Status.ACCEPTED: "nhận",
    Status.PARTIAL: "nhận một phần (có lỗi)",
    Status.REJECTED: "không dùng",
}


class Basis(NamedTuple):
    """What a scorecard says it was made for and by: period, plan and its digest, version of the program."""

    period: Period
    plan_id: str
    plan_sha256: str
    version: str


def basis_text(basis: Basis, window: tuple[date, date]) -> str:
    """Return the line of `Nguồn` that states a basis."""
    opens, closes = window
    return (
        f"Kỳ {basis.period.id} ({opens:%d/%m/%Y} - {closes:%d/%m/%Y}); kế hoạch {basis.plan_id}, "
        f"SHA-256 {basis.plan_sha256}; cchc-kpi {basis.version}"
    )


_BASIS: Final = re.compile(
    r"Kỳ (?P<period>\S+) \([^()]*\); kế hoạch (?P<plan>.+), SHA-256 (?P<sha256>\S+); cchc-kpi (?P<version>\S+)"
)


def read_basis(text: str) -> Basis | None:
    """Return the basis that a line states, or None for any other text."""
    match = _BASIS.fullmatch(text.strip())
    period = parse_period(match["period"]) if match else None
    if match is None or period is None:
        return None
    return Basis(period, match["plan"], match["sha256"], match["version"])
