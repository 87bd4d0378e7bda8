"""Rules about the table in a return: its rows by code, its columns by heading. Codes go on from `forms`."""

from __future__ import annotations

from cchc_kpi.findings import Phrase, Rule, Severity

ROW_MISSING = Rule(
    code="R11",
    name="row-missing",
    severity=Severity.ERROR,
    title=Phrase("Thiếu dòng số liệu", "Row missing"),
    message=Phrase("thiếu dòng có mã {code}{label}{hint}.", "no row carries the code {code}{label}{hint}."),
    fix=Phrase(
        "Ghi lại đúng mã {code} (dòng đã xóa thì thêm lại), hoặc nhập số liệu vào biểu mẫu mới (lệnh cchc-kpi template).",
        "Write {code} again (add the row where it was deleted), or type the figures into a new form (cchc-kpi template).",
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
    message=Phrase("{what}; số ở đó không được dùng.", "{what}; what stands there is not used."),
    fix=Phrase(
        "Ghi mã đúng như biểu mẫu; nếu là dòng tự thêm thì xóa dòng đó.",
        "Write the code as in the form; if the row was added, delete it.",
    ),
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
        "mã {code} có ở nhiều dòng{hint}; không dùng dòng nào.",
        "the code {code} stands in several rows{hint}; none is used.",
    ),
    fix=Phrase("{advice}.", "{advice}."),
    why=Phrase(
        "Một mã có hai con số thì không được chọn thay đơn vị.",
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
        "mã {code} đứng cạnh {found}{hint}; trong biểu mẫu, {code} là '{expected}'.",
        "the code {code} stands beside {found}{hint}; in the form {code} is '{expected}'.",
    ),
    fix=Phrase(
        "Ghi lại mã và tên như biểu mẫu đã phát, rồi xem lại số ở dòng này.",
        "Restore code and label as in the form issued, then check the figure of this row.",
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
    fix=Phrase("{advice}.", "{advice}."),
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
        "tiêu đề '{header}' có ở nhiều cột{hint}; cần đúng một cột.",
        "the heading '{header}' stands over several columns{hint}; expected: one column.",
    ),
    fix=Phrase(
        "Giữ cột '{header}' của kỳ này; xóa hoặc đổi tên cột kia.",
        "Keep the column '{header}' of this period; delete or rename the other.",
    ),
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
        "Chỉ giữ bảng của kỳ này, ở sheet 'Báo cáo'; xóa bảng kia.",
        "Keep this period's table only, on the sheet 'Báo cáo'; delete the other.",
    ),
    why=Phrase("Bảng kia có thể là số liệu kỳ trước.", "The other table may hold last period's figures."),
    example=Phrase(
        "Sheet 'Quý I' và sheet 'Quý II' trong một tệp.", "Sheets 'Quý I' and 'Quý II' in one file."
    ),
)
OTHER_TABLE_PASSED = Rule(
    code="R18",
    name="other-table-passed-over",
    severity=Severity.WARNING,
    title=Phrase("Bỏ qua bảng ở sheet khác", "Another sheet's table passed over"),
    message=Phrase(
        "{state} cũng có bảng số liệu; chỉ sheet '{used}' được đọc.",
        "{state} holds a table too; only the sheet '{used}' is read.",
    ),
    fix=Phrase(
        "Nếu chỉ để tham khảo thì xóa sheet này; nếu đây mới là báo cáo thì chép số liệu sang sheet '{used}'.",
        "If it is for reference only, delete this sheet; if this is the return, copy the figures to the sheet '{used}'.",
    ),
    why=Phrase(
        "Số liệu ở sheet không được đọc có thể bị tưởng là đã nộp.",
        "Figures on a sheet that is not read may be thought submitted.",
    ),
    example=Phrase("Sheet 'Kỳ trước' để tham khảo.", "A sheet 'Kỳ trước' kept for reference."),
)
NOT_ASKED = Rule(
    code="R20",
    name="not-asked-here",
    severity=Severity.NOTE,
    title=Phrase("Số liệu không được hỏi", "Figure that is not asked"),
    message=Phrase(
        "{code}: có số liệu nhưng {reason}; không dùng để chấm điểm.",
        "{code}: a figure is given, but {reason}; it is not scored.",
    ),
    fix=Phrase(
        "Không cần làm gì; nếu số này thuộc báo cáo khác thì nhập vào báo cáo đó.",
        "Nothing to do; if the figure belongs to another return, type it there.",
    ),
    why=Phrase("Không con số nào bị bỏ qua mà không báo.", "No figure is passed over in silence."),
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
        "{code}: tên số liệu {difference}; vẫn đọc theo mã.",
        "{code}: the label {difference}; read by its code.",
    ),
    fix=Phrase(
        "Ghi lại tên như biểu mẫu; điều cần giải thích thì ghi ở cột Ghi chú.",
        "Restore the label; put explanations into the remarks.",
    ),
    why=Phrase(
        "Tên bị sửa có thể có nghĩa là đếm theo cách khác.",
        "An edited label may mean that something else was counted.",
    ),
    example=Phrase("Thêm '(kể cả liên thông)' vào sau tên.", "A remark typed behind the label."),
)
MERGED_CELLS = Rule(
    code="R28",
    name="value-cells-merged",
    severity=Severity.WARNING,
    title=Phrase("Ô số liệu bị gộp", "Value cells merged"),
    message=Phrase(
        "vùng {area} bị gộp thành một ô, nên {codes} không có ô riêng để ghi số{held}.",
        "the cells {area} are merged into one, which leaves {codes} without a cell{held}.",
    ),
    fix=Phrase(
        "Bấm vào ô đó, chọn Bỏ gộp ô (Unmerge Cells), rồi ghi số liệu riêng cho từng dòng.",
        "Click the cell, choose Unmerge Cells, and give each row its own figure.",
    ),
    why=Phrase(
        "Gộp ô thì Excel bỏ số của các ô bên dưới; số còn lại có thể là số chung của nhiều dòng.",
        "Merging drops the figures beneath; what is left may be meant for several rows together.",
    ),
    example=Phrase("D9:D10 gộp lại để ghi một số chung.", "D9:D10 merged to hold one figure for both."),
)
OUT_OF_SIGHT = Rule(
    code="R29",
    name="figure-out-of-sight",
    severity=Severity.WARNING,
    title=Phrase("Số liệu bị che khuất", "Figure out of sight"),
    message=Phrase(
        "{code}: ô có số liệu nhưng {why}; vẫn được đọc.",
        "{code}: the cell is filled but {why}; it is read all the same.",
    ),
    fix=Phrase(
        "Bỏ ẩn (Unhide) hoặc bỏ gộp ô (Unmerge Cells), xem lại số liệu rồi lưu.",
        "Unhide it, or unmerge the cells, look at the figure and save.",
    ),
    why=Phrase(
        "Người ký không thấy số ở dòng ẩn, cột ẩn hay dưới ô gộp.",
        "Whoever signs cannot see what is hidden or lies beneath merged cells.",
    ),
    example=Phrase("Dòng TT.06 bị ẩn mà vẫn ghi 10.", "The row of TT.06 is hidden and holds 10."),
)
OUT_OF_LINE = Rule(
    code="R31",
    name="codes-out-of-line",
    severity=Severity.ERROR,
    title=Phrase("Mã số lệch dòng với tên", "Codes out of line with their labels"),
    message=Phrase(
        "{count} mã không đứng cạnh tên của mình, ví dụ ô {at}: {code} đứng cạnh {found}{hint}; không dùng số ở các dòng này.",
        "{count} codes do not stand beside their labels, as at {at}: {code} beside {found}{hint}; these rows are not used.",
    ),
    fix=Phrase(
        "Hoàn tác (Ctrl+Z) việc chèn, xóa ô hay sắp xếp ở cột 'Mã số', 'Chỉ tiêu'; nếu không được thì nhập lại số vào biểu mẫu mới (lệnh cchc-kpi template).",
        "Undo (Ctrl+Z) what was inserted, deleted or sorted in these two columns; else type the figures into a new form (cchc-kpi template).",
    ),
    why=Phrase(
        "Không rõ con số thuộc về mã hay thuộc về tên.",
        "It is unclear whether the figures belong to the codes or to the labels.",
    ),
    example=Phrase(
        "Chèn một ô vào cột 'Mã số': từ đó mã nào cũng xuống một dòng.",
        "One cell inserted into the column of codes: every code below moves down by one.",
    ),
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
    MERGED_CELLS,
    OUT_OF_SIGHT,
    OUT_OF_LINE,
)
