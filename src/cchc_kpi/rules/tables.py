"""Rules about the table in a return: its rows by code, its columns by heading. Codes go on from `forms`."""

from __future__ import annotations

from cchc_kpi.findings import Phrase, Rule, Severity

ROW_MISSING = Rule(
    code="R11",
    name="row-missing",
    severity=Severity.ERROR,
    title=Phrase("Thiếu dòng số liệu", "Row missing"),
    message=Phrase(
        "không có dòng mang mã {code} {label}{hint}.", "no row carries the code {code} {label}{hint}."
    ),
    fix=Phrase(
        "Khôi phục dòng {code}, hoặc chép số liệu sang biểu mẫu mới (cchc-kpi template).",
        "Restore the row {code}, or copy the figures into a new form (cchc-kpi template).",
    ),
    why=Phrase("Dòng bị xóa là số liệu bị thiếu.", "A row deleted is a figure missing."),
    example=Phrase(
        "Dòng TT.06 bị xóa vì quý này không có hồ sơ trễ.",
        "TT.06 deleted because nothing was late this quarter.",
    ),
)
CODE_UNKNOWN = Rule(
    code="R12",
    name="code-unknown",
    severity=Severity.WARNING,
    title=Phrase("Mã số lạ", "Unknown code"),
    message=Phrase("{what}; dòng này không được dùng.", "{what}; the row is not used."),
    fix=Phrase("Sửa mã cho đúng biểu mẫu, hoặc xóa dòng thêm.", "Mend the code, or remove the extra row."),
    why=Phrase(
        "Không có mã thì không biết đó là số liệu nào.", "Without its code nobody knows which figure it is."
    ),
    example=Phrase("'TT.99', hoặc một dòng thêm không có mã.", "'TT.99', or a row added without a code."),
)
CODE_TWICE = Rule(
    code="R13",
    name="code-twice",
    severity=Severity.ERROR,
    title=Phrase("Một mã hai dòng", "Code twice"),
    message=Phrase(
        "mã {code} có ở nhiều dòng ({cells}); không dùng dòng nào.",
        "the code {code} stands in several rows ({cells}); none is used.",
    ),
    fix=Phrase("Giữ lại một dòng {code} đúng.", "Keep the one right row of {code}."),
    why=Phrase(
        "Hai con số cho một mã thì không được chọn thay.",
        "With two figures on one code nobody may choose for the office.",
    ),
    example=Phrase("Dòng TT.05 bị chép thêm một lần.", "The row TT.05 pasted a second time."),
)
LABEL_DISAGREES = Rule(
    code="R14",
    name="code-disagrees-with-label",
    severity=Severity.ERROR,
    title=Phrase("Mã và tên số liệu không khớp", "Code disagrees with its label"),
    message=Phrase(
        "mã {code} đứng cạnh {found}; trong biểu mẫu, {code} là '{expected}'{hint}.",
        "the code {code} stands beside {found}; in the form {code} is '{expected}'{hint}.",
    ),
    fix=Phrase(
        "Khôi phục mã và tên như biểu mẫu gốc, xem lại số ở dòng này.",
        "Restore code and label as in the form, and check the figure of this row.",
    ),
    why=Phrase(
        "Không rõ con số thuộc về mã hay thuộc về tên.",
        "It is unclear whether the figure belongs to the code or to the label.",
    ),
    example=Phrase("TT.04 cạnh 'Hồ sơ đã giải quyết quá hạn'.", "TT.04 beside the label of TT.06."),
)
COLUMN_MISSING = Rule(
    code="R15",
    name="column-missing",
    severity=Severity.ERROR,
    title=Phrase("Thiếu cột", "Column missing"),
    message=Phrase("bảng không có cột '{header}'{hint}.", "the table has no column '{header}'{hint}."),
    fix=Phrase("Ghi lại đúng tiêu đề cột '{header}'.", "Restore the column heading '{header}'."),
    why=Phrase(
        "Cột được tìm theo tiêu đề, không theo vị trí.", "Columns are found by heading, not by position."
    ),
    example=Phrase("'Số liệu' bị đổi thành 'Kết quả'.", "'Số liệu' retyped as 'Kết quả'."),
)
COLUMN_TWICE = Rule(
    code="R16",
    name="column-twice",
    severity=Severity.ERROR,
    title=Phrase("Một tiêu đề hai cột", "Column heading twice"),
    message=Phrase(
        "tiêu đề '{header}' có ở nhiều cột ({cells}).",
        "the heading '{header}' stands over several columns ({cells}).",
    ),
    fix=Phrase("Chỉ giữ một cột '{header}'.", "Keep one column '{header}'."),
    why=Phrase("Không biết phải đọc cột nào.", "Nobody can tell which column to read."),
    example=Phrase(
        "Hai cột 'Số liệu', một của kỳ trước.", "Two columns 'Số liệu', one of the period before."
    ),
)
SEVERAL_TABLES = Rule(
    code="R17",
    name="several-tables",
    severity=Severity.ERROR,
    title=Phrase("Nhiều bảng số liệu", "Several tables"),
    message=Phrase(
        "có nhiều bảng số liệu ({places}); không rõ bảng nào là báo cáo.",
        "there are several tables ({places}); which one is the return is unclear.",
    ),
    fix=Phrase(
        "Chỉ giữ bảng của kỳ này, ở trang 'Báo cáo'.",
        "Keep this period's table only, on the sheet 'Báo cáo'.",
    ),
    why=Phrase("Trang kia có thể là số liệu kỳ trước.", "The other sheet may hold last period's figures."),
    example=Phrase(
        "Trang 'Quý I' và trang 'Quý II' trong một tệp.", "Sheets 'Quý I' and 'Quý II' in one file."
    ),
)
OTHER_TABLE_PASSED = Rule(
    code="R18",
    name="other-table-passed-over",
    severity=Severity.WARNING,
    title=Phrase("Bỏ qua bảng ở trang khác", "Another sheet's table passed over"),
    message=Phrase(
        "{state} cũng có bảng số liệu; chỉ trang '{used}' được đọc.",
        "{state} holds a table too; only '{used}' is read.",
    ),
    fix=Phrase("Xóa trang này nếu không phải báo cáo.", "Delete the sheet if it is not the return."),
    why=Phrase(
        "Số liệu ở trang không được đọc có thể bị tưởng là đã nộp.",
        "Figures on a sheet that is not read may be thought submitted.",
    ),
    example=Phrase("Trang 'Kỳ trước' để tham khảo.", "A sheet 'Kỳ trước' kept for reference."),
)
NOT_ASKED = Rule(
    code="R20",
    name="not-asked-here",
    severity=Severity.NOTE,
    title=Phrase("Số liệu không được hỏi", "Figure that is not asked"),
    message=Phrase(
        "{code}: có số liệu nhưng {reason}; không dùng để chấm điểm.",
        "{code}: holds a figure, but {reason}; it is not scored.",
    ),
    fix=Phrase("Không cần làm gì nếu đúng là như vậy.", "Nothing to do if that is as it should be."),
    why=Phrase("Không con số nào bị bỏ qua mà không nói.", "No figure is passed over in silence."),
    example=Phrase(
        "Số liệu cả năm nhập vào báo cáo Quý I.", "A yearly figure typed into the first quarter's return."
    ),
)
LABEL_EDITED = Rule(
    code="R21",
    name="label-edited",
    severity=Severity.NOTE,
    title=Phrase("Tên số liệu bị sửa", "Label edited"),
    message=Phrase(
        "{code}: tên số liệu ghi {found}, biểu mẫu ghi '{expected}'; vẫn đọc theo mã.",
        "{code}: the label reads {found}, the form says '{expected}'; read by its code.",
    ),
    fix=Phrase(
        "Ghi giải thích vào cột Ghi chú, không sửa tên số liệu.",
        "Put explanations into the remarks, not into the label.",
    ),
    why=Phrase(
        "Tên bị sửa có thể có nghĩa là đếm theo cách khác.",
        "An edited label may mean that something else was counted.",
    ),
    example=Phrase("Thêm '(kể cả liên thông)' vào sau tên.", "A remark typed behind the label."),
)

RULES = (
    ROW_MISSING,
    CODE_UNKNOWN,
    CODE_TWICE,
    LABEL_DISAGREES,
    COLUMN_MISSING,
    COLUMN_TWICE,
    SEVERAL_TABLES,
    OTHER_TABLE_PASSED,
    NOT_ASKED,
    LABEL_EDITED,
)
