"""Rules about the labelled fields above the table: whose return it is, of which commune, for when. Codes go on from `forms`."""

from __future__ import annotations

from cchc_kpi.findings import Phrase, Rule, Severity

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
        "'Kỳ báo cáo' ghi {found}{hint}; cần {expected}.",
        "'Kỳ báo cáo' reads {found}{hint}; expected: {expected}.",
    ),
    fix=Phrase(
        "Chọn lại kỳ trong danh sách của ô, hoặc gõ đúng như vậy.",
        "Choose the period from the cell's list, or type it exactly so.",
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
        "{found}; kế hoạch này là của xã {expected}.",
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
FIELDS_MISSING = Rule(
    code="R32",
    name="fields-missing",
    severity=Severity.ERROR,
    title=Phrase("Mất phần đầu biểu mẫu", "Head of the form missing"),
    message=Phrase(
        "phía trên bảng không có các nhãn {labels}; cần đủ để biết báo cáo của ai, kỳ nào.",
        "the labels {labels} are not there above the table; without them nobody knows whose return this is.",
    ),
    fix=Phrase(
        "Chép lại các dòng đầu từ biểu mẫu đã phát rồi ghi đủ, hoặc nhập số liệu vào biểu mẫu mới (lệnh cchc-kpi template).",
        "Copy the first rows again from the form as issued and fill them in, or use a new form (cchc-kpi template).",
    ),
    why=Phrase(
        "Không rõ đơn vị, xã và kỳ thì không biết cộng số liệu vào đâu.",
        "Without office, commune and period nobody knows where the figures belong.",
    ),
    example=Phrase(
        "Chỉ chép bảng số liệu sang tệp mới, bỏ các dòng đầu.", "The table copied without the rows above it."
    ),
)
FIELDS_JOINED = Rule(
    code="R33",
    name="label-and-value-in-one-cell",
    severity=Severity.ERROR,
    title=Phrase("Nhãn và giá trị chung một ô", "Label and value in one cell"),
    message=Phrase(
        "nhãn và giá trị viết chung một ô ({found}); cần nhãn ở một ô, giá trị ở ô bên phải.",
        "label and value share a cell ({found}); expected: the label in one cell, the value in the cell to its right.",
    ),
    fix=Phrase(
        "Ở mỗi ô này chỉ để lại nhãn như biểu mẫu, rồi ghi giá trị vào ô bên phải.",
        "Leave only the label in each of these cells, and write the value into the cell to its right.",
    ),
    why=Phrase(
        "Giá trị được đọc ở ô riêng; đọc lẫn trong chữ thì phải đoán.",
        "The value is read from a cell of its own; out of a text it would have to be guessed.",
    ),
    example=Phrase("'Kỳ báo cáo: 2026-Q1' trong ô A7.", "'Kỳ báo cáo: 2026-Q1' in cell A7."),
)
COMMUNE_NOT_LISTED = Rule(
    code="R34",
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
    code="R35",
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
    code="R36",
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

RULES = (
    PERIOD_MISSING,
    PERIOD_WRONG,
    PERIOD_DIFFERS,
    OFFICE_UNKNOWN,
    OFFICE_DIFFERS,
    COMMUNE_UNKNOWN,
    SUBMISSION_UNREADABLE,
    FIELD_TWICE,
    DATE_UNREADABLE,
    FIELDS_MISSING,
    FIELDS_JOINED,
    COMMUNE_NOT_LISTED,
    COMMUNE_AMBIGUOUS,
    COMMUNE_DIFFERS,
)
