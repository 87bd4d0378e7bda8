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
        "không phải báo cáo của kế hoạch này; cần một bảng có cột 'Mã số' ghi các mã của biểu mẫu{hint}.",
        "not a return of this plan; expected: a table whose column 'Mã số' holds the form's codes{hint}.",
    ),
    fix=Phrase(
        "Nếu là báo cáo thì nhập số liệu vào biểu mẫu mới (lệnh cchc-kpi template); nếu không thì đưa ra khỏi thư mục.",
        "If it is a return, type the figures into a new form (cchc-kpi template); if not, take it out of the folder.",
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
        "đây là biểu mẫu của kế hoạch '{found}'; cần biểu mẫu của kế hoạch '{expected}'.",
        "this is a form of the plan '{found}'; expected: a form of the plan '{expected}'.",
    ),
    fix=Phrase(
        "Nhập số liệu vào biểu mẫu của kế hoạch này (lệnh cchc-kpi template).",
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
        "Từ kỳ sau dùng biểu mẫu mới (lệnh cchc-kpi template).",
        "Use the new form from next time on (cchc-kpi template).",
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
        "tệp không còn sheet ẩn của biểu mẫu nên không rõ là bản nào; vẫn được đọc theo mã số.",
        "the form's hidden sheet is gone, so its version is unknown; it is still read by its codes.",
    ),
    fix=Phrase(
        "Từ kỳ sau nhập thẳng vào biểu mẫu đã phát, không chép bảng sang tệp khác.",
        "From next time on type into the form as issued instead of copying the table elsewhere.",
    ),
    why=Phrase(
        "Sheet ẩn cho biết đó là biểu mẫu nào, của cơ quan nào, kỳ nào.",
        "The hidden sheet says which form, which office, which period.",
    ),
    example=Phrase("Bảng được chép sang một tệp mới.", "The table copied into a new workbook."),
)
SCORECARD = Rule(
    code="R23",
    name="scorecard-passed-over",
    severity=Severity.NOTE,
    title=Phrase("Bỏ qua bảng điểm", "Scorecard passed over"),
    message=Phrase(
        "đây là bảng điểm hoặc trang giải trình do chương trình tạo ra, không phải báo cáo; đã bỏ qua.",
        "this is a scorecard or an explanation that the program wrote, not a return; passed over.",
    ),
    fix=Phrase(
        "Không cần làm gì; nên để những tệp này ngoài thư mục báo cáo.",
        "Nothing to do; better keep such files outside the folder of returns.",
    ),
    why=Phrase(
        "Tệp này chép lại số liệu của các báo cáo; đọc nó sẽ tính hai lần.",
        "It repeats the returns' figures; reading it would count them twice.",
    ),
    example=Phrase(
        "bang-diem.xlsx ghi vào ngay thư mục báo cáo.", "scorecard.xlsx written into the folder of returns."
    ),
)
OWN_COPY = Rule(
    code="R30",
    name="findings-copy-passed-over",
    severity=Severity.NOTE,
    title=Phrase("Bỏ qua tệp phát hiện", "File of findings passed over"),
    message=Phrase(
        "đây là {what}; không phải báo cáo mới, đã bỏ qua.", "this is {what}; no new return, passed over."
    ),
    fix=Phrase(
        "Không cần làm gì; sửa số ở bản nào thì nộp bản đó.",
        "Nothing to do; submit whichever of the two you mend the figures in.",
    ),
    why=Phrase(
        "Bản đánh dấu chép lại cả báo cáo; đọc cả hai sẽ thành hai báo cáo cùng kỳ.",
        "A marked copy repeats the whole return; reading both would make two returns of one period.",
    ),
    example=Phrase(
        "kt-2026-Q1-phat-hien.xlsx nằm cạnh kt-2026-Q1.xlsx.",
        "kt-2026-Q1-phat-hien.xlsx beside kt-2026-Q1.xlsx.",
    ),
)
FILE_NAME_DIFFERS = Rule(
    code="R24",
    name="file-name-differs",
    severity=Severity.WARNING,
    title=Phrase("Tên tệp khác báo cáo bên trong", "File named for another return"),
    message=Phrase(
        "tên tệp ghi {named} nhưng bên trong là báo cáo {inside}; đã đọc theo bên trong.",
        "the file is named {named} but holds the return {inside}; it is read as what it holds.",
    ),
    fix=Phrase(
        "Nếu tên tệp đúng thì nộp lại báo cáo đúng như tên; nếu chỉ đặt nhầm tên thì đổi tên tệp.",
        "If the name is right, submit the return that it names; if not, rename the file.",
    ),
    why=Phrase(
        "Rất có thể là báo cáo kỳ trước, hoặc của phòng khác, được đổi tên.",
        "It may well be last quarter's return, or another office's, with a new name.",
    ),
    example=Phrase(
        "vp-2026-Q2.xlsx mà bên trong là báo cáo Quý I, hoặc là báo cáo của phòng khác.",
        "vp-2026-Q2.xlsx that holds the first quarter's return, or another office's.",
    ),
)

HIDDEN_SHEET = Rule(
    code="R25",
    name="return-on-hidden-sheet",
    severity=Severity.WARNING,
    title=Phrase("Báo cáo nằm ở sheet ẩn", "Return on a hidden sheet"),
    message=Phrase(
        "sheet này đang ẩn mà bảng số liệu chỉ có ở đây; vẫn được đọc.",
        "this sheet is hidden and holds the only table; it is read all the same.",
    ),
    fix=Phrase(
        "Bấm chuột phải vào tên sheet bất kỳ, chọn Bỏ ẩn (Unhide), xem lại số liệu rồi lưu.",
        "Right-click any sheet's name, choose Unhide, look at the figures, save.",
    ),
    why=Phrase(
        "Người ký không thấy số liệu ở sheet ẩn.", "Whoever signs cannot see figures on a hidden sheet."
    ),
    example=Phrase("Sheet 'Báo cáo' bị ẩn.", "The sheet 'Báo cáo' is hidden."),
)
LEGACY_ENCODING = Rule(
    code="R26",
    name="legacy-encoding",
    severity=Severity.NOTE,
    title=Phrase("Chữ gõ bằng bảng mã cũ", "Text in a legacy encoding"),
    message=Phrase(
        "chữ ở ô {cells} gõ bằng bảng mã {encoding}; đã đọc sang Unicode ({example}).",
        "the text of {cells} is in the legacy encoding {encoding}; read as Unicode ({example}).",
    ),
    fix=Phrase(
        "Lần sau chọn bảng mã Unicode trong bộ gõ và phông Times New Roman.",
        "Next time choose Unicode in the input method, and a font such as Times New Roman.",
    ),
    why=Phrase(
        "Chữ .VnTime hay VNI chỉ đọc được khi đúng phông; máy khác hiện ra chữ vô nghĩa.",
        "Text in .VnTime or VNI fonts reads as nonsense without the font.",
    ),
    example=Phrase("'M· sè' là 'Mã số' gõ bằng TCVN3.", "'M· sè' is 'Mã số' typed in TCVN3."),
)

RULES = (
    NOT_A_RETURN,
    OTHER_PLAN,
    OUTDATED,
    UNMARKED,
    SCORECARD,
    OWN_COPY,
    FILE_NAME_DIFFERS,
    HIDDEN_SHEET,
    LEGACY_ENCODING,
)
