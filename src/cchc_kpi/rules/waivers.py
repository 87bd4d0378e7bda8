"""Rules about findings that the office has accepted, and about the file that lists them."""

from __future__ import annotations

from cchc_kpi.findings import Phrase, Rule, Severity

GROUP = Phrase("Miễn trừ", "Waivers")

WAIVED = Rule(
    code="W01",
    name="finding-waived",
    severity=Severity.NOTE,
    title=Phrase("Phát hiện đã được chấp nhận", "Finding accepted by the office"),
    message=Phrase(
        "đã được {accepted_by} chấp nhận đến hết {until}. {rule}: {what} Lý do: {reason}.",
        "accepted by {accepted_by} until {until}. {rule}: {what} Reason: {reason}.",
    ),
    fix=Phrase(
        "Không cần làm gì đến hết {until}{effect}.",
        "Nothing to do until {until}{effect}.",
    ),
    why=Phrase(
        "Một lỗi đã biết, có người chịu trách nhiệm, không phải xét lại mỗi lần chấm; nhưng vẫn phải thấy được.",
        "A known fault that somebody answers for need not be argued at each run; but it must stay in sight.",
    ),
    example=Phrase(
        "C02 tại ô D9 được Chủ tịch UBND xã chấp nhận đến hết 31/12/2026.",
        "C02 in cell D9, accepted by the commune's chairman until 31/12/2026.",
    ),
)
UNUSED = Rule(
    code="W02",
    name="waiver-unused",
    severity=Severity.WARNING,
    title=Phrase("Miễn trừ không dùng đến", "Waiver that matches nothing"),
    message=Phrase(
        "không thấy phát hiện {rule} nào ở {where} để miễn trừ{elsewhere}.",
        "there is no finding {rule} at {where} to be waived{elsewhere}.",
    ),
    fix=Phrase(
        "Nếu lỗi đã sửa thì xóa mục này; nếu chưa, sửa lại 'code', 'return' hoặc 'cell'.",
        "If the fault is mended, delete this entry; if not, mend its 'code', 'return' or 'cell'.",
    ),
    why=Phrase(
        "Một miễn trừ để quên có thể che một lỗi mới ở đúng chỗ đó.",
        "A waiver left behind may hide a new fault at the same place.",
    ),
    example=Phrase("Mục ghi ô D9, nhưng lỗi ở ô D10.", "The entry names D9; the fault is in D10."),
)
ENDED = Rule(
    code="W03",
    name="waiver-ended",
    severity=Severity.WARNING,
    title=Phrase("Miễn trừ đã hết hạn", "Waiver that has ended"),
    message=Phrase(
        "miễn trừ {rule} cho {where} chỉ đến hết {until}, trước ngày cuối kỳ {period} ({last_day}), nên không áp dụng.",
        "the waiver of {rule} for {where} ends on {until}, before the last day of {period} ({last_day}), and does not apply.",
    ),
    fix=Phrase(
        "Nếu {accepted_by} vẫn chấp nhận thì ghi ngày mới ở 'until'; nếu không, xóa mục này.",
        "If {accepted_by} still accepts it, write a new day into 'until'; if not, delete this entry.",
    ),
    why=Phrase(
        "Người chấp nhận chỉ chấp nhận đến ngày đó; gia hạn là việc của họ.",
        "It was accepted until that day only; to prolong it is for those who accepted it.",
    ),
    example=Phrase("'until: 31/01/2026' khi chấm Quý I/2026.", "'until: 31/01/2026' when scoring 2026-Q1."),
)
UNREADABLE = Rule(
    code="W04",
    name="waivers-unreadable",
    severity=Severity.ERROR,
    title=Phrase("Không đọc được tệp miễn trừ", "The waivers file cannot be read"),
    message=Phrase("không đọc được tệp miễn trừ: {reason}.", "the waivers file cannot be read: {reason}."),
    fix=Phrase(
        "Kiểm tra đường dẫn sau --waivers và lưu tệp dạng UTF-8.",
        "Check the path after --waivers and save the file as UTF-8.",
    ),
    why=Phrase(
        "Chấm mà không biết điều gì đã được chấp nhận thì báo lỗi oan.",
        "Without it, faults would be told that the office has accepted.",
    ),
    example=Phrase(
        "--waivers mien-tru.yaml, nhưng thư mục không có tệp này.",
        "--waivers accepted.yaml, and no such file.",
    ),
)
TWICE = Rule(
    code="W05",
    name="waiver-twice",
    severity=Severity.ERROR,
    title=Phrase("Hai miễn trừ cho một phát hiện", "Two waivers for one finding"),
    message=Phrase(
        "{rule} ở {where} đã được miễn trừ ở dòng {first_line}.",
        "{rule} at {where} is already waived on line {first_line}.",
    ),
    fix=Phrase("Giữ lại một mục, xóa mục kia.", "Keep one entry and delete the other."),
    why=Phrase(
        "Hai mục khác người chấp nhận hay khác hạn thì không biết mục nào có giá trị.",
        "Where two entries differ in who accepted or until when, nobody knows which one holds.",
    ),
    example=Phrase(
        "Hai mục C02, ttpvhcc-2026-Q1, ô D9 với hai ngày 'until'.",
        "Two entries C02, ttpvhcc-2026-Q1, D9, with two days in 'until'.",
    ),
)

AMBIGUOUS = Rule(
    code="W06",
    name="waiver-of-several",
    severity=Severity.WARNING,
    title=Phrase("Miễn trừ khớp nhiều phát hiện", "Waiver that fits several findings"),
    message=Phrase(
        "{where} nằm trong {count} phát hiện {rule}; không rõ chấp nhận phát hiện nào nên miễn trừ không áp dụng.",
        "{where} is part of {count} findings {rule}; which one is accepted is unclear, so the waiver does not apply.",
    ),
    fix=Phrase(
        "Ghi ở 'cell' ô chỉ rõ phát hiện được chấp nhận: {cells}; mỗi phát hiện một mục.",
        "Name in 'cell' the finding that is accepted, by {cells}; one entry for each.",
    ),
    why=Phrase(
        "Một mục chỉ che một phát hiện: phát hiện kia chưa ai xem xét thì vẫn phải báo.",
        "One entry accepts one finding; the other one was examined by nobody and must still be told.",
    ),
    example=Phrase(
        "Ô D22 là tổng của hai phần đều lớn hơn nó (C01 ở D23 và ở D24).",
        "D22 is the whole of two parts that both exceed it (C01 at D23 and at D24).",
    ),
)

WITHOUT_COMMUNE = Rule(
    code="W07",
    name="waiver-without-commune",
    severity=Severity.ERROR,
    title=Phrase("Miễn trừ không nói của xã nào", "Waiver that names no commune"),
    message=Phrase(
        "miễn trừ về {form} không nói của xã nào; xã nào cũng có báo cáo tên này.",
        "the waiver of {form} does not say which commune's; every commune has a return of that name.",
    ),
    fix=Phrase(
        'Thêm mã xã, trong dấu nháy kép: commune: "06541".',
        'Add the commune\'s code, in quotes: commune: "06541".',
    ),
    why=Phrase(
        "Một xã chấp nhận một lỗi thì lỗi ấy của xã khác vẫn phải báo.",
        "What one commune has accepted must still be told of another.",
    ),
    example=Phrase(
        "Chấm cả tỉnh, mục ghi 'return: ttpvhcc-2026-Q1' mà không ghi 'commune'.",
        "Scoring a province, with 'return: ttpvhcc-2026-Q1' and no 'commune'.",
    ),
)

RULES = (WAIVED, UNUSED, ENDED, UNREADABLE, TWICE, AMBIGUOUS, WITHOUT_COMMUNE)
