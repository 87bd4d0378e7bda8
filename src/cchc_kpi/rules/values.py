"""Rules about what stands in one value cell. An error makes the figure count as missing."""

from __future__ import annotations

from cchc_kpi.findings import Phrase, Rule, Severity

GROUP = Phrase("Ô số liệu", "Value cells")

NOT_A_NUMBER = Rule(
    code="V01",
    name="not-a-number",
    severity=Severity.ERROR,
    title=Phrase("Chữ ở ô số", "Text where a number belongs"),
    message=Phrase(
        "{code}: ô ghi {found}; cần {expected}.", "{code}: the cell holds {found}; expected: {expected}."
    ),
    fix=Phrase("Nhập lại ô này: {advice}.", "Type this cell again: {advice}."),
    why=Phrase("Chương trình không đoán con số từ chữ.", "The program does not guess a number from words."),
    example=Phrase("'12 người' ở ô số hồ sơ.", "'12 people' in a cell for dossiers."),
)
ERROR_CELL = Rule(
    code="V02",
    name="error-in-cell",
    severity=Severity.ERROR,
    title=Phrase("Ô báo lỗi công thức", "Formula error in the cell"),
    message=Phrase(
        "{code}: ô báo lỗi {found}; cần {expected}.",
        "{code}: the cell shows the error {found}; expected: {expected}.",
    ),
    fix=Phrase("Sửa công thức, hoặc xóa đi rồi {type}.", "Mend the formula, or delete it and {type}."),
    why=Phrase("Ô lỗi không có giá trị nào để tính.", "A cell in error holds no value to calculate with."),
    example=Phrase("#DIV/0!", "#DIV/0!"),
)
DATE_CELL = Rule(
    code="V03",
    name="date-in-number-cell",
    severity=Severity.ERROR,
    title=Phrase("Ngày giờ ở ô số", "Date or time where a number belongs"),
    message=Phrase(
        "{code}: ô đang chứa {found}; cần {expected}.",
        "{code}: the cell holds {found}; expected: {expected}.",
    ),
    fix=Phrase(
        "Đổi định dạng ô sang Số (Number) rồi {type}.",
        "Format the cell as Number and {type}.",
    ),
    why=Phrase(
        "Excel tự đổi '3/4' thành ngày 3 tháng 4; số gốc đã mất. Ô định dạng giờ hiện số 812 thành 19488:00.",
        "Excel turns '3/4' into a date by itself; the figure typed is gone. A cell for hours shows 812 as 19488:00.",
    ),
    example=Phrase("Gõ 3/4, Excel hiện 03-Thg4.", "Typing 3/4, Excel shows 03-Apr."),
)
NOT_CALCULATED = Rule(
    code="V04",
    name="formula-not-calculated",
    severity=Severity.ERROR,
    title=Phrase("Công thức chưa được tính", "Formula never calculated"),
    message=Phrase(
        "{code}: công thức {found} chưa có kết quả; cần {expected}.",
        "{code}: the formula {found} has no result; expected: {expected}.",
    ),
    fix=Phrase(
        "Mở tệp bằng Excel, đợi tính xong rồi lưu lại; hoặc xóa công thức rồi {type}.",
        "Open the file in Excel, let it calculate and save; or delete the formula and {type}.",
    ),
    why=Phrase(
        "Tệp chưa lưu kết quả, nên không biết con số là bao nhiêu.",
        "The file holds no result, so nobody can say what the figure is.",
    ),
    example=Phrase("=SUM(D9:D11) do một phần mềm khác ghi ra.", "=SUM(D9:D11) written by another program."),
)
FRACTION = Rule(
    code="V05",
    name="fraction-in-count",
    severity=Severity.ERROR,
    title=Phrase("Số có phần thập phân ở ô đếm", "Fraction where a count belongs"),
    message=Phrase(
        "{code}: {found} có phần thập phân; cần {expected}.",
        "{code}: {found} has decimals; expected: {expected}.",
    ),
    fix=Phrase(
        "Nhập số đếm được ({unit}), không nhập tỷ lệ.",
        "Type the count itself ({unit}), not a ratio.",
    ),
    why=Phrase(
        "Không có nửa hồ sơ; số có phần thập phân thường là tỷ lệ bị nhập nhầm.",
        "There is no half dossier; a fraction is usually a ratio typed by mistake.",
    ),
    example=Phrase("0,955 ở ô số phiếu hài lòng.", "0.955 in the cell for satisfied answers."),
)
NEGATIVE = Rule(
    code="V06",
    name="negative-number",
    severity=Severity.ERROR,
    title=Phrase("Số âm", "Negative number"),
    message=Phrase(
        "{code}: {found} là số âm; cần {expected}.", "{code}: {found} is negative; expected: {expected}."
    ),
    fix=Phrase("Kiểm tra lại rồi nhập số từ 0 trở lên.", "Check it and type a number from 0 up."),
    why=Phrase("Không số liệu nào của kế hoạch có thể âm.", "No figure of the plan can be negative."),
    example=Phrase("-5 hồ sơ.", "-5 dossiers."),
)
UNKNOWN_YES_NO = Rule(
    code="V07",
    name="unknown-yes-no",
    severity=Severity.ERROR,
    title=Phrase("Không rõ Có hay Không", "Neither yes nor no"),
    message=Phrase(
        "{code}: ô ghi {found}{hint}; cần 'Có' hoặc 'Không'.",
        "{code}: the cell reads {found}{hint}; expected: 'Có' (yes) or 'Không' (no).",
    ),
    fix=Phrase(
        "Chọn 'Có' hoặc 'Không' trong danh sách của ô.",
        "Choose 'Có' or 'Không' from the cell's list.",
    ),
    why=Phrase(
        "Dấu x, số 1 hay chữ khác không nói rõ là có hay không.",
        "A cross, a 1 or another word does not say which it is.",
    ),
    example=Phrase("'đang triển khai'", "'đang triển khai' (under way)"),
)
BLANK = Rule(
    code="V08",
    name="blank-cell",
    severity=Severity.WARNING,
    title=Phrase("Ô để trống", "Blank cell"),
    message=Phrase(
        "{code}: ô {state}; cần {expected}.", "{code}: the cell is {state}; expected: {expected}."
    ),
    fix=Phrase("Nhập số liệu: {advice}.", "Fill in the cell: {advice}."),
    why=Phrase("Ô trống là thiếu số liệu, không phải là 0.", "A blank is a missing figure, not a zero."),
    example=Phrase("Ô TT.09 để trống.", "The cell of TT.09 left blank."),
)
NUMBER_AS_TEXT = Rule(
    code="V09",
    name="number-as-text",
    severity=Severity.NOTE,
    title=Phrase("Số ở dạng chữ", "Number stored as text"),
    message=Phrase(
        "{code}: chữ {found} đã được đọc là {read} {unit}.",
        "{code}: the text {found} was read as {read} ({unit}).",
    ),
    fix=Phrase(
        "Đúng là {read} thì không cần làm gì; nếu không thì gõ lại con số.",
        "Nothing to do if it is {read}; if not, type the figure again.",
    ),
    why=Phrase(
        "Loại số liệu và đơn vị tính chỉ cho phép một cách đọc; cách đọc đó được nói ra ở đây.",
        "The measure's type and unit allow one reading only; it is told here.",
    ),
    example=Phrase(
        "'1.234' hồ sơ được đọc là 1234; '2 tỷ' được đọc là 2000 triệu đồng.",
        "'1.234' dossiers, read as 1234; '2 tỷ' (billion), read as 2000 million đồng.",
    ),
)
AMBIGUOUS = Rule(
    code="V10",
    name="number-ambiguous",
    severity=Severity.ERROR,
    title=Phrase("Số đọc được hai cách", "Number with two readings"),
    message=Phrase(
        "{code}: chữ {found} có thể là {one} hoặc {other} ({unit}){evidence}.",
        "{code}: the text {found} may be {one} or {other} ({unit}){evidence}.",
    ),
    fix=Phrase(
        "Đổi định dạng ô sang Số (Number) rồi gõ lại con số, không gõ dấu ngăn hàng nghìn, không kèm chữ.",
        "Format the cell as Number and type the figure again, with no mark between thousands and no words.",
    ),
    why=Phrase("Đoán sai thì lệch nhau một nghìn lần.", "A wrong guess is off by a thousand."),
    example=Phrase(
        "'1.234' triệu đồng: một nghìn hay một phẩy hai?",
        "'1.234' million đồng: a thousand, or one and a bit?",
    ),
)
KPS_NOT_ALLOWED = Rule(
    code="V11",
    name="kps-not-allowed",
    severity=Severity.ERROR,
    title=Phrase("KPS ở ô không được ghi KPS", "KPS where it cannot be"),
    message=Phrase(
        "{code}: ô này không được ghi {found}; cần {expected}.",
        "{code}: {found} cannot stand here; expected: {expected}.",
    ),
    fix=Phrase(
        "Nhập {expected}; chưa có số liệu thì để trống.",
        "Type {expected}; leave the cell blank if the figure is not known yet.",
    ),
    why=Phrase(
        "Mức giảm so với số liệu gốc và câu hỏi có/không luôn phải có câu trả lời.",
        "A reduction against a baseline and a yes/no question always have an answer.",
    ),
    example=Phrase("KPS ở ô biên chế được giao.", "KPS in the cell for the assigned quota."),
)
FLOAT_NOISE = Rule(
    code="V12",
    name="float-noise",
    severity=Severity.NOTE,
    title=Phrase("Đã bỏ sai số rất nhỏ của phép tính", "Floating-point noise removed"),
    message=Phrase(
        "{code}: tệp lưu {found}; đã được đọc là {read}, đúng như bảng tính hiển thị.",
        "{code}: the file holds {found}, read as {read} as the spreadsheet shows it.",
    ),
    fix=Phrase(
        "Đúng là {read} thì không cần làm gì; nếu không thì gõ lại con số.",
        "Nothing to do if it is {read}; if not, type the figure again.",
    ),
    why=Phrase(
        "Bảng tính chỉ giữ đúng 15 chữ số; phần sau đó là sai số của máy, không do ai nhập.",
        "A spreadsheet keeps 15 digits; what lies beyond was typed by nobody.",
    ),
    example=Phrase("=0,1+0,2 ghi ra 0,30000000000000004.", "=0.1+0.2 stored as 0.30000000000000004."),
)
TOO_FINE = Rule(
    code="V13",
    name="too-many-decimals",
    severity=Severity.ERROR,
    title=Phrase("Quá nhiều chữ số thập phân", "Too many decimals"),
    message=Phrase(
        "{code}: {found} có quá nhiều chữ số sau dấu phẩy; cần {expected}, nhiều nhất 6 chữ số sau dấu phẩy.",
        "{code}: {found} has too many decimals; expected: {expected}, with 6 decimals at most.",
    ),
    fix=Phrase(
        "Làm tròn đến 6 chữ số sau dấu phẩy rồi nhập lại; là công thức thì dùng hàm ROUND.",
        "Round it to 6 decimals and type it again; in a formula use ROUND.",
    ),
    why=Phrase(
        "Số tiền được so sánh đến phần triệu; nhỏ hơn nữa thường chỉ do phép chia trong công thức.",
        "Amounts are compared to the millionth; anything finer is a formula's residue.",
    ),
    example=Phrase("=1000/3", "=1000/3"),
)
TOO_BIG = Rule(
    code="V14",
    name="number-too-large",
    severity=Severity.ERROR,
    title=Phrase("Số quá lớn", "Number too large"),
    message=Phrase(
        "{code}: {found} quá lớn; chỉ nhận số nhỏ hơn 1 triệu tỷ (nhiều nhất 15 chữ số).",
        "{code}: {found} is too large; only numbers below 10^15 (at most 15 digits) are taken.",
    ),
    fix=Phrase(
        "Kiểm tra đơn vị tính ({unit}) rồi nhập lại.", "Check the unit ({unit}) and type the figure again."
    ),
    why=Phrase(
        "Quá 15 chữ số thì bảng tính không còn giữ đúng từng đơn vị.",
        "Past 15 digits a spreadsheet no longer keeps every unit.",
    ),
    example=Phrase(
        "Nhập đồng thay vì triệu đồng rồi kéo thêm số 0.", "Zeros dragged on after a figure in đồng."
    ),
)

DOUBTFUL_ZERO = Rule(
    code="V15",
    name="zero-in-old-xls",
    severity=Severity.WARNING,
    title=Phrase("Công thức ra 0 trong tệp .xls", "Formula giving zero in an .xls file"),
    message=Phrase(
        "{code}: công thức trong tệp .xls ra 0; kết quả thật có thể là chữ hoặc trống. Đã đọc là 0.",
        "{code}: a formula in the .xls file gives 0, which may stand for text or nothing. Read as 0.",
    ),
    fix=Phrase(
        "Mở tệp xem ô này; đúng là 0 thì không cần làm gì. Nên nộp bằng tệp .xlsx.",
        "Look at the cell; if it is 0, all is well. Better submit .xlsx.",
    ),
    why=Phrase(
        "Có chương trình lưu 0 vào .xls cho công thức chưa tính; ô trống không bao giờ được thành 0.",
        "Some programs save 0 into .xls for a formula that was never calculated; a blank must never become 0.",
    ),
    example=Phrase(
        '=IF(A1="";"";A1) lưu từ LibreOffice thành .xls.', '=IF(A1="","",A1) saved by LibreOffice as .xls.'
    ),
)

PERCENTAGE = Rule(
    code="V16",
    name="percentage-where-number-belongs",
    severity=Severity.ERROR,
    title=Phrase("Tỷ lệ phần trăm ở ô số", "Percentage where a number belongs"),
    message=Phrase(
        "{code}: {found} là tỷ lệ phần trăm; cần {expected}.",
        "{code}: {found} is a percentage; expected: {expected}.",
    ),
    fix=Phrase(
        "Nhập con số ({unit}), không nhập tỷ lệ phần trăm{advice}.",
        "Type the figure ({unit}), not a percentage{advice}.",
    ),
    why=Phrase(
        "Tỷ lệ do chương trình tính; từ một tỷ lệ không biết được con số.",
        "The program works out the ratios; a ratio does not say what the figure is.",
    ),
    example=Phrase(
        "'95,5%' ở ô số hồ sơ; 0,955 mà ô hiển thị 95,5%.",
        "'95.5%' in a cell for dossiers; 0.955 in a cell that shows 95.5%.",
    ),
)

SHIFTED = Rule(
    code="V17",
    name="figures-in-another-column",
    severity=Severity.WARNING,
    title=Phrase("Số liệu nhập lệch cột", "Figures in another column"),
    message=Phrase(
        "các ô này để trống, còn số cùng dòng lại nằm ở cột {column} ({cells}); số ở đó không được đọc.",
        "these cells are blank while the figures of their rows stand in column {column} ({cells}), where they are not read.",
    ),
    fix=Phrase(
        "Chuyển số ở {cells} sang cột '{header}'.", "Move the figures of {cells} into the column '{header}'."
    ),
    why=Phrase(
        "Chỉ số ở cột của biểu mẫu mới chắc chắn là số báo cáo.",
        "Only what stands in the form's own column is surely what is reported.",
    ),
    example=Phrase(
        "Dán số liệu vào cột Ghi chú thay vì cột Số liệu.",
        "Figures pasted into the remarks instead of the figures.",
    ),
)
DIGITS_AS_TEXT = Rule(
    code="V18",
    name="digits-as-text",
    severity=Severity.NOTE,
    title=Phrase("Con số lưu ở dạng chữ", "Digits stored as text"),
    message=Phrase(
        "{code}: con số lưu ở dạng chữ; đã được đọc đúng như đã gõ.",
        "{code}: digits stored as text; read as they stand.",
    ),
    fix=Phrase(
        "Không cần làm gì; lần sau đổi định dạng ô sang Số (Number) trước khi nhập.",
        "Nothing to do; next time format the cells as Number before typing.",
    ),
    why=Phrase(
        "Excel không cộng số ở dạng chữ, nên công thức trong tệp có thể tính thiếu.",
        "Excel leaves text out of its sums, so that a formula in the file may fall short.",
    ),
    example=Phrase(
        "'812 gõ sau dấu nháy, hoặc số dán từ phần mềm khác.",
        "812 typed behind an apostrophe, or pasted from elsewhere.",
    ),
)

RULES = (
    NOT_A_NUMBER,
    ERROR_CELL,
    DATE_CELL,
    NOT_CALCULATED,
    FRACTION,
    NEGATIVE,
    UNKNOWN_YES_NO,
    BLANK,
    NUMBER_AS_TEXT,
    AMBIGUOUS,
    KPS_NOT_ALLOWED,
    FLOAT_NOISE,
    TOO_FINE,
    TOO_BIG,
    DOUBTFUL_ZERO,
    PERCENTAGE,
    SHIFTED,
    DIGITS_AS_TEXT,
)
