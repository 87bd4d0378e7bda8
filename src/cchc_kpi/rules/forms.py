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
PERIOD_MISSING = Rule(
    code="R05",
    name="period-missing",
    severity=Severity.ERROR,
    title=Phrase("Thiếu kỳ báo cáo", "Period missing"),
    message=Phrase("{state}; cần {expected}.", "{state}; expected: {expected}."),
    fix=Phrase(
        "Chọn hoặc gõ kỳ ở ô bên phải nhãn 'Kỳ báo cáo'.",
        "Choose or type the period in the cell to the right of the label 'Kỳ báo cáo'.",
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
        "'Kỳ báo cáo' ghi {found}; cần {expected}.", "'Kỳ báo cáo' reads {found}; expected: {expected}."
    ),
    fix=Phrase(
        "Chọn lại kỳ trong danh sách của ô, hoặc gõ đúng như ví dụ.",
        "Choose the period from the cell's list, or type it as in the example.",
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
        "'Kỳ báo cáo' ghi {found} nhưng đây là biểu mẫu của {expected}.",
        "'Kỳ báo cáo' reads {found} but this is the form of {expected}.",
    ),
    fix=Phrase(
        "Nếu báo cáo {found} thì nhập vào biểu mẫu của {found}; nếu chỉ ghi nhầm kỳ thì ghi lại {expected}.",
        "If you report {found}, use the form of {found}; if only the period was mistyped, restore {expected}.",
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
        "{found}; cần tên một cơ quan của kế hoạch{suggestion}.",
        "{found}; expected: the name of one of the plan's offices{suggestion}.",
    ),
    fix=Phrase(
        "Ở ô bên phải nhãn 'Đơn vị báo cáo', ghi một trong các tên: {known}.",
        "In the cell to the right of the label 'Đơn vị báo cáo' write one of: {known}.",
    ),
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
        "'Đơn vị báo cáo' ghi {found} nhưng đây là biểu mẫu của {expected}.",
        "'Đơn vị báo cáo' reads {found} but this is the form of {expected}.",
    ),
    fix=Phrase(
        "Nhập vào đúng biểu mẫu của cơ quan mình; nếu chỉ ghi nhầm tên thì ghi lại {expected}.",
        "Use your own office's form; if only the name was mistyped, restore {expected}.",
    ),
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
        "{found}; kế hoạch này của xã {expected}.",
        "{found}; this plan is that of {expected}.",
    ),
    fix=Phrase(
        "Nếu đúng là báo cáo của xã {expected} thì ghi '{expected}' ở ô bên phải nhãn 'Xã'; nếu không thì trả lại nơi gửi.",
        "If it is {expected}'s return, write '{expected}' to the right of the label 'Xã'; if not, send it back.",
    ),
    why=Phrase(
        "Số liệu xã khác cộng vào sẽ sai cả bảng điểm.",
        "Another commune's figures would falsify the whole scorecard.",
    ),
    example=Phrase("'Na Dương'", "'Na Dương'"),
)
COMMUNE_NOT_LISTED = Rule(
    code="R30",
    name="commune-not-listed",
    severity=Severity.ERROR,
    title=Phrase("Xã không có trong danh sách", "A commune that is not in the list"),
    message=Phrase(
        "{found}; danh sách xã không có xã này{suggestion}.",
        "{found}; the list of communes has no such commune{suggestion}.",
    ),
    fix=Phrase(
        "Ghi đúng tên xã ở ô bên phải nhãn 'Xã', trên biểu mẫu của xã đó; xã chưa có trong danh sách thì thêm vào communes.yaml.",
        "Write the commune's name to the right of the label 'Xã', on that commune's form; one that is not in the list is added to communes.yaml.",
    ),
    why=Phrase(
        "Không rõ của xã nào thì không biết cộng số liệu vào đâu.",
        "Without knowing whose they are, nobody knows where the figures belong.",
    ),
    example=Phrase("'Xã' ghi 'Lộc Bính'", "'Xã' reads 'Lộc Bính'"),
)
COMMUNE_AMBIGUOUS = Rule(
    code="R31",
    name="commune-ambiguous",
    severity=Severity.ERROR,
    title=Phrase("Nhiều xã cùng tên", "Several communes of one name"),
    message=Phrase(
        "{found}; danh sách có nhiều xã cùng tên: {known}.",
        "{found}; the list has several of that name: {known}.",
    ),
    fix=Phrase(
        "Ghi thêm tên tỉnh ở ô bên phải nhãn 'Xã', hoặc dùng biểu mẫu của chính xã (template --commune).",
        "Add the province to the right of the label 'Xã', or use the commune's own form (template --commune).",
    ),
    why=Phrase(
        "Cộng nhầm cho xã cùng tên thì cả hai xã đều sai.",
        "Given to the other commune of that name, the figures falsify both.",
    ),
    example=Phrase("'Xã' ghi 'Tân Hòa'", "'Xã' reads 'Tân Hòa'"),
)
COMMUNE_DIFFERS = Rule(
    code="R32",
    name="commune-differs",
    severity=Severity.ERROR,
    title=Phrase("Xã khác với biểu mẫu", "Commune other than the form's"),
    message=Phrase(
        "{found}; biểu mẫu này làm cho {expected}.",
        "{found}; this form was made for {expected}.",
    ),
    fix=Phrase(
        "Nếu là báo cáo của {expected} thì ghi lại tên đó ở ô bên phải nhãn 'Xã'; nếu của xã khác thì nhập vào biểu mẫu của xã đó.",
        "If it is the return of {expected}, restore that name to the right of the label 'Xã'; if another commune's, use its own form.",
    ),
    why=Phrase(
        "Xã này nhập trên biểu mẫu của xã khác thì không biết cộng số liệu vào xã nào.",
        "On another commune's form, nobody knows where the figures belong.",
    ),
    example=Phrase(
        "'Xã' ghi 'Na Dương' trên biểu mẫu của Lộc Bình.", "'Xã' reads 'Na Dương' on the form of Lộc Bình."
    ),
)
SUBMISSION_UNREADABLE = Rule(
    code="R19",
    name="submission-number-unreadable",
    severity=Severity.WARNING,
    title=Phrase("Lần nộp không rõ", "Submission number unreadable"),
    message=Phrase(
        "{found}; cần một số nguyên từ 1 đến 999; tạm coi là lần 1.",
        "{found}; expected: a whole number from 1 to 999; taken as 1.",
    ),
    fix=Phrase(
        "Ghi 1 nếu nộp lần đầu; mỗi lần nộp lại ghi thêm 1: 2, 3 ...",
        "Write 1 for the first submission, and one more each time: 2, 3 ...",
    ),
    why=Phrase(
        "Số lần nộp quyết định bản nào được tính.", "The submission number decides which return counts."
    ),
    example=Phrase("'lần hai'", "'second time'"),
)
FIELD_TWICE = Rule(
    code="R22",
    name="field-twice",
    severity=Severity.ERROR,
    title=Phrase("Một nhãn hai giá trị", "One label, two values"),
    message=Phrase(
        "nhãn '{field}' có hơn một lần, bên cạnh ghi khác nhau; cần đúng một giá trị.",
        "the label '{field}' stands more than once, with different values beside it; expected: one value.",
    ),
    fix=Phrase(
        "Giữ lại một nhãn '{field}' có giá trị đúng, xóa chỗ thừa.",
        "Keep the label '{field}' with the right value and delete the other.",
    ),
    why=Phrase(
        "Không biết giá trị nào đúng thì không được chọn thay đơn vị.",
        "Nobody may choose which of the two is meant.",
    ),
    example=Phrase(
        "Hai nhãn 'Kỳ báo cáo': 2026-Q1 và 2026-Q3.", "Two labels 'Kỳ báo cáo': 2026-Q1 and 2026-Q3."
    ),
)
SCORECARD = Rule(
    code="R23",
    name="scorecard-passed-over",
    severity=Severity.NOTE,
    title=Phrase("Bỏ qua bảng điểm", "Scorecard passed over"),
    message=Phrase(
        "đây là bảng điểm do chương trình tạo ra, không phải báo cáo; đã bỏ qua.",
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

DATE_UNREADABLE = Rule(
    code="R27",
    name="submission-date-unreadable",
    severity=Severity.WARNING,
    title=Phrase("Ngày nộp không rõ", "Submission date unreadable"),
    message=Phrase(
        "{found}; cần một ngày từ {first} đến {last}, hoặc để trống.",
        "{found}; expected: a day from {first} to {last}, or nothing.",
    ),
    fix=Phrase("Ghi ngày/tháng/năm, ví dụ 05/04/2026.", "Write day/month/year, such as 05/04/2026."),
    why=Phrase(
        "Ngày nộp cho biết báo cáo đúng hạn hay trễ hạn.", "The day tells whether the return was in time."
    ),
    example=Phrase("'đầu tháng 4'; 31/04/2026; 16/03/2062.", "'early April'; 31/04/2026; 16/03/2062."),
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
    COMMUNE_NOT_LISTED,
    COMMUNE_AMBIGUOUS,
    COMMUNE_DIFFERS,
    SUBMISSION_UNREADABLE,
    FIELD_TWICE,
    SCORECARD,
    FILE_NAME_DIFFERS,
    HIDDEN_SHEET,
    LEGACY_ENCODING,
    DATE_UNREADABLE,
)
