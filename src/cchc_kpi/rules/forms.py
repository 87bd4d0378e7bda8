"""Rules about a workbook as a return: is it this plan's form, whose, for when, and whole."""

from __future__ import annotations

from cchc_kpi.findings import Phrase, Rule, Severity

GROUP = Phrase("Biểu mẫu báo cáo", "Return forms")

NOT_A_RETURN = Rule(
    code="R01",
    name="not-a-return",
    severity=Severity.ERROR,
    title=Phrase("Không phải báo cáo của kế hoạch này", "Not a return of this plan"),
    message=Phrase(
        "không phải báo cáo của kế hoạch này: không có bảng nào với cột 'Mã số' chứa các mã số liệu{hint}.",
        "not a return of this plan: no table has a column 'Mã số' with the plan's codes{hint}.",
    ),
    fix=Phrase(
        "Nếu là báo cáo thì chép số liệu vào biểu mẫu (cchc-kpi template); nếu không thì bỏ khỏi thư mục.",
        "If it is a return, copy the figures into the form (cchc-kpi template); if not, take it out of the folder.",
    ),
    why=Phrase(
        "Đọc một bảng tính lạ thành báo cáo sẽ ra số không phải của ai.",
        "Reading a foreign workbook as a return would make figures of nobody's.",
    ),
    example=Phrase("Danh sách trực Tết nằm lẫn trong thư mục.", "A duty roster among the returns."),
)
OTHER_PLAN = Rule(
    code="R02",
    name="other-plan",
    severity=Severity.ERROR,
    title=Phrase("Biểu mẫu của kế hoạch khác", "Form of another plan"),
    message=Phrase(
        "biểu mẫu thuộc kế hoạch '{found}', không phải '{expected}'.",
        "the form belongs to the plan '{found}', not '{expected}'.",
    ),
    fix=Phrase(
        "Nhập số liệu vào biểu mẫu của kế hoạch này (cchc-kpi template).",
        "Use this plan's form (cchc-kpi template).",
    ),
    why=Phrase(
        "Cùng một mã có thể là số liệu khác trong kế hoạch khác.",
        "One code may stand for another figure in another plan.",
    ),
    example=Phrase("Biểu mẫu CCHC giai đoạn 2021-2025.", "The form of the 2021-2025 plan."),
)
OUTDATED = Rule(
    code="R03",
    name="outdated-form",
    severity=Severity.WARNING,
    title=Phrase("Biểu mẫu cũ", "Outdated form"),
    message=Phrase(
        "biểu mẫu làm từ bản kế hoạch cũ; vẫn được đọc theo mã số{missing}.",
        "the form was made from an earlier version of the plan; it is still read by its codes{missing}.",
    ),
    fix=Phrase(
        "Kỳ sau dùng biểu mẫu mới (cchc-kpi template).", "Use the new form next time (cchc-kpi template)."
    ),
    why=Phrase(
        "Biểu mẫu cũ có thể thiếu số liệu mới được hỏi.",
        "An older form may lack measures that are asked now.",
    ),
    example=Phrase(
        "Kế hoạch thêm một số liệu sau khi đã phát biểu mẫu.", "A measure added after the forms went out."
    ),
)
UNMARKED = Rule(
    code="R04",
    name="form-unmarked",
    severity=Severity.WARNING,
    title=Phrase("Không rõ phiên bản biểu mẫu", "Form without its version mark"),
    message=Phrase(
        "tệp không còn trang ẩn của biểu mẫu nên không rõ phiên bản; vẫn được đọc theo mã số.",
        "the form's hidden sheet is gone, so its version is unknown; it is still read by its codes.",
    ),
    fix=Phrase(
        "Nên nhập thẳng vào biểu mẫu gốc, không chép bảng sang tệp khác.",
        "Type into the original form instead of copying the table elsewhere.",
    ),
    why=Phrase(
        "Trang ẩn cho biết biểu mẫu nào, cơ quan nào, kỳ nào.",
        "The hidden sheet says which form, which office, which period.",
    ),
    example=Phrase("Bảng được chép sang một tệp mới.", "The table copied into a new workbook."),
)
PERIOD_MISSING = Rule(
    code="R05",
    name="period-missing",
    severity=Severity.ERROR,
    title=Phrase("Thiếu kỳ báo cáo", "Period missing"),
    message=Phrase("{state}.", "{state}."),
    fix=Phrase(
        "Chọn kỳ trong danh sách, ví dụ 2026-Q1.", "Choose the period from the list, for example 2026-Q1."
    ),
    why=Phrase(
        "Không rõ kỳ thì không biết cộng số liệu vào đâu.",
        "Without a period nobody knows where the figures belong.",
    ),
    example=Phrase("Biểu mẫu trắng chưa chọn kỳ.", "A blank form whose period was never chosen."),
)
PERIOD_WRONG = Rule(
    code="R06",
    name="period-wrong",
    severity=Severity.ERROR,
    title=Phrase("Kỳ báo cáo không dùng được", "Period not usable"),
    message=Phrase(
        "kỳ báo cáo ghi {found}; cần {expected}.", "the period reads {found}; {expected} is needed."
    ),
    fix=Phrase(
        "Chọn kỳ trong danh sách, ví dụ 2026-Q1.", "Choose the period from the list, for example 2026-Q1."
    ),
    why=Phrase(
        "Báo cáo nộp theo quý; kỳ dài hơn do chương trình cộng lại.",
        "Returns are quarterly; longer periods are computed.",
    ),
    example=Phrase("'Quý V/2026'", "'Quý V/2026'"),
)
PERIOD_DIFFERS = Rule(
    code="R07",
    name="period-differs",
    severity=Severity.ERROR,
    title=Phrase("Kỳ ghi khác kỳ của biểu mẫu", "Period typed differs from the form's"),
    message=Phrase(
        "kỳ báo cáo ghi {found} nhưng đây là biểu mẫu của {expected}.",
        "the period reads {found} but this is the form of {expected}.",
    ),
    fix=Phrase(
        "Nhập vào đúng biểu mẫu của kỳ {found}, hoặc trả lại kỳ {expected}.",
        "Use the form of {found}, or restore {expected}.",
    ),
    why=Phrase(
        "Rất có thể là báo cáo kỳ trước được đổi tên.",
        "It may well be last quarter's return with a new name.",
    ),
    example=Phrase(
        "Biểu mẫu Quý I được sửa tay thành Quý II.", "A first-quarter form retyped as the second quarter."
    ),
)
OFFICE_UNKNOWN = Rule(
    code="R08",
    name="office-unknown",
    severity=Severity.ERROR,
    title=Phrase("Không rõ đơn vị báo cáo", "Reporting office unknown"),
    message=Phrase(
        "đơn vị báo cáo ghi {found}; cần một trong các cơ quan của kế hoạch{suggestion}.",
        "the reporting office reads {found}; one of the plan's offices is needed{suggestion}.",
    ),
    fix=Phrase("Ghi đúng tên cơ quan: {known}.", "Write the office's name: {known}."),
    why=Phrase(
        "Mỗi số liệu phải có cơ quan chịu trách nhiệm.", "Every figure needs an office that answers for it."
    ),
    example=Phrase("'Phòng Tài chính'", "'Phòng Tài chính'"),
)
OFFICE_DIFFERS = Rule(
    code="R09",
    name="office-differs",
    severity=Severity.ERROR,
    title=Phrase("Đơn vị ghi khác đơn vị của biểu mẫu", "Office typed differs from the form's"),
    message=Phrase(
        "đơn vị báo cáo ghi {found} nhưng đây là biểu mẫu của {expected}.",
        "the office reads {found} but this is the form of {expected}.",
    ),
    fix=Phrase("Nhập vào đúng biểu mẫu của cơ quan mình.", "Use your own office's form."),
    why=Phrase(
        "Biểu mẫu của phòng khác hỏi những số liệu khác.", "Another office's form asks other figures."
    ),
    example=Phrase(
        "Phòng Kinh tế nộp trên biểu mẫu của Văn phòng.", "One office submitting on another's form."
    ),
)
COMMUNE_UNKNOWN = Rule(
    code="R10",
    name="commune-unknown",
    severity=Severity.ERROR,
    title=Phrase("Không phải xã của kế hoạch", "Not the plan's commune"),
    message=Phrase(
        "ô 'Xã' ghi {found}; kế hoạch này của xã {expected}.",
        "the commune reads {found}; this plan is that of {expected}.",
    ),
    fix=Phrase(
        "Ghi '{expected}', hoặc chuyển tệp cho đúng xã.",
        "Write '{expected}', or pass the file on to its commune.",
    ),
    why=Phrase(
        "Số liệu xã khác cộng vào sẽ sai cả bảng điểm.",
        "Another commune's figures would falsify the whole scorecard.",
    ),
    example=Phrase("'Na Dương'", "'Na Dương'"),
)
ROW_MISSING = Rule(
    code="R11",
    name="row-missing",
    severity=Severity.ERROR,
    title=Phrase("Thiếu dòng số liệu", "Row missing"),
    message=Phrase(
        "không có dòng mang mã {code} ({label}){hint}.", "no row carries the code {code} ({label}){hint}."
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
        "có bảng số liệu ở nhiều trang: {sheets}; không rõ trang nào là báo cáo.",
        "several sheets hold a table: {sheets}; which one is the return is unclear.",
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
        "trang này cũng có bảng số liệu; chỉ trang '{used}' được đọc.",
        "this sheet holds a table too; only '{used}' is read.",
    ),
    fix=Phrase("Xóa trang này nếu không phải báo cáo.", "Delete the sheet if it is not the return."),
    why=Phrase(
        "Số liệu ở trang không được đọc có thể bị tưởng là đã nộp.",
        "Figures on a sheet that is not read may be thought submitted.",
    ),
    example=Phrase("Trang 'Kỳ trước' để tham khảo.", "A sheet 'Kỳ trước' kept for reference."),
)
SUBMISSION_UNREADABLE = Rule(
    code="R19",
    name="submission-number-unreadable",
    severity=Severity.WARNING,
    title=Phrase("Lần nộp không rõ", "Submission number unreadable"),
    message=Phrase(
        "'Lần nộp' ghi {found}; cần số nguyên từ 1 trở lên; tạm coi là lần 1.",
        "'Lần nộp' reads {found}; a whole number from 1 is needed; taken as 1.",
    ),
    fix=Phrase("Ghi 1 cho lần đầu, 2 cho lần nộp lại.", "Write 1 for the first submission, 2 for the next."),
    why=Phrase(
        "Số lần nộp quyết định bản nào được tính.", "The submission number decides which return counts."
    ),
    example=Phrase("'lần hai'", "'second time'"),
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

FIELD_TWICE = Rule(
    code="R22",
    name="field-twice",
    severity=Severity.ERROR,
    title=Phrase("Một nhãn hai giá trị", "One label, two values"),
    message=Phrase(
        "'{field}' có hai lần với giá trị khác nhau ({cells}).",
        "'{field}' stands twice with different values ({cells}).",
    ),
    fix=Phrase("Chỉ giữ một dòng '{field}' đúng.", "Keep the one right line of '{field}'."),
    why=Phrase(
        "Không biết giá trị nào là thật thì không được chọn thay.",
        "Nobody may choose which of the two is meant.",
    ),
    example=Phrase(
        "Hai dòng 'Kỳ báo cáo': 2026-Q1 và 2026-Q3.", "Two lines 'Kỳ báo cáo': 2026-Q1 and 2026-Q3."
    ),
)
SCORECARD = Rule(
    code="R23",
    name="scorecard-passed-over",
    severity=Severity.NOTE,
    title=Phrase("Bỏ qua bảng điểm", "Scorecard passed over"),
    message=Phrase(
        "đây là bảng điểm do chương trình ghi ra, không phải báo cáo; đã bỏ qua.",
        "this is a scorecard that the program wrote, not a return; passed over.",
    ),
    fix=Phrase(
        "Không cần làm gì; nên để bảng điểm ngoài thư mục báo cáo.",
        "Nothing to do; better keep scorecards outside the folder of returns.",
    ),
    why=Phrase(
        "Bảng điểm chép lại số liệu của các báo cáo; đọc nó sẽ tính hai lần.",
        "A scorecard repeats the returns' figures; reading it would count them twice.",
    ),
    example=Phrase(
        "bang-diem.xlsx ghi vào ngay thư mục báo cáo.", "scorecard.xlsx written into the folder of returns."
    ),
)

FILE_NAME_DIFFERS = Rule(
    code="R24",
    name="file-name-differs",
    severity=Severity.WARNING,
    title=Phrase("Tên tệp khác kỳ báo cáo", "File named for another period"),
    message=Phrase(
        "tên tệp ghi {named} nhưng báo cáo bên trong là của {typed}; đã đọc theo bên trong.",
        "the file is named {named} but the return inside is of {typed}; read as what is inside.",
    ),
    fix=Phrase(
        "Nếu chưa nhập kỳ {named} thì nhập vào biểu mẫu của kỳ đó; nếu chỉ đặt nhầm tên thì đổi tên tệp.",
        "If {named} was never filled in, use that quarter's form; if only the name is wrong, rename the file.",
    ),
    why=Phrase(
        "Rất có thể là báo cáo kỳ trước được đổi tên.",
        "It may well be last quarter's return with a new name.",
    ),
    example=Phrase("vp-2026-Q2.xlsx mà bên trong ghi 2026-Q1.", "vp-2026-Q2.xlsx that says 2026-Q1 inside."),
)

RULES = (
    NOT_A_RETURN,
    OTHER_PLAN,
    OUTDATED,
    UNMARKED,
    PERIOD_MISSING,
    PERIOD_WRONG,
    PERIOD_DIFFERS,
    OFFICE_UNKNOWN,
    OFFICE_DIFFERS,
    COMMUNE_UNKNOWN,
    ROW_MISSING,
    CODE_UNKNOWN,
    CODE_TWICE,
    LABEL_DISAGREES,
    COLUMN_MISSING,
    COLUMN_TWICE,
    SEVERAL_TABLES,
    OTHER_TABLE_PASSED,
    SUBMISSION_UNREADABLE,
    NOT_ASKED,
    LABEL_EDITED,
    FIELD_TWICE,
    SCORECARD,
    FILE_NAME_DIFFERS,
)
