"""Rules about targets.yaml itself. A plan with one of these errors scores nothing."""

from __future__ import annotations

from cchc_kpi.findings import Phrase, Rule, Severity

GROUP = Phrase(
    "Tệp kế hoạch (targets.yaml) và cách viết YAML", "The plan file (targets.yaml), and how YAML is written"
)

UNREADABLE = Rule(
    code="P01",
    name="plan-unreadable",
    severity=Severity.ERROR,
    title=Phrase("Không đọc được tệp kế hoạch", "The plan file cannot be read"),
    message=Phrase("không đọc được tệp kế hoạch: {reason}.", "the plan file cannot be read: {reason}."),
    fix=Phrase(
        "Kiểm tra đường dẫn sau --targets và lưu tệp dạng UTF-8.",
        "Check the path after --targets and save the file as UTF-8.",
    ),
    why=Phrase(
        "Không có kế hoạch thì không có mục tiêu nào để đối chiếu.",
        "Without the plan there is no target to compare with.",
    ),
    example=Phrase(
        "--targets muc-tieu.yaml, nhưng thư mục không có tệp này.", "--targets goals.yaml, and no such file."
    ),
)
SYNTAX = Rule(
    code="P02",
    name="yaml-syntax",
    severity=Severity.ERROR,
    title=Phrase("Sai cú pháp YAML", "Broken YAML syntax"),
    message=Phrase("sai cú pháp YAML: {problem}.", "broken YAML syntax: {problem}."),
    fix=Phrase(
        "Xem thụt dòng (chỉ dùng dấu cách), dấu hai chấm và dấu nháy ở dòng này và dòng ngay trên.",
        "Look at the indentation (spaces only), colons and quotes on this line and the one above.",
    ),
    why=Phrase(
        "Tệp sai cú pháp thì phần còn lại không thể hiểu chắc chắn.",
        "Past a syntax error the rest of the file cannot be understood for certain.",
    ),
    example=Phrase(
        "Dòng 'name:' thụt vào nhiều hơn dòng 'code:' cùng mục.",
        "'name:' indented deeper than 'code:' of the same item.",
    ),
)
DUPLICATE_KEY = Rule(
    code="P03",
    name="duplicate-key",
    severity=Severity.ERROR,
    title=Phrase("Khóa viết hai lần", "Key written twice"),
    message=Phrase(
        "khóa '{key}' đã có ở dòng {first_line}.", "the key '{key}' already stands on line {first_line}."
    ),
    fix=Phrase("Giữ lại một khóa '{key}', xóa khóa kia.", "Keep one '{key}' and delete the other."),
    why=Phrase(
        "Nhiều trình đọc YAML lặng lẽ lấy dòng sau; khi đó mục tiêu có thể khác điều người đọc thấy.",
        "Many YAML readers silently take the later one; the target may then differ from what one reads.",
    ),
    example=Phrase("Hai dòng 'wording:' trong cùng một mục tiêu.", "Two 'wording:' lines in one target."),
)
UNKNOWN_KEY = Rule(
    code="P04",
    name="unknown-key",
    severity=Severity.ERROR,
    title=Phrase("Khóa lạ", "Unknown key"),
    message=Phrase(
        "khóa '{key}' không có trong mẫu{suggestion}.",
        "the key '{key}' is not one this file may hold{suggestion}.",
    ),
    fix=Phrase(
        "Sửa tên khóa, hoặc xóa đi; các khóa dùng được ở đây: {known}.",
        "Mend the key, or delete it; the keys allowed here: {known}.",
    ),
    why=Phrase(
        "Một khóa gõ sai mà bị bỏ qua là một quy định không bao giờ có hiệu lực.",
        "A mistyped key that is ignored is a rule that never takes effect.",
    ),
    example=Phrase("'nmae:' thay cho 'name:'.", "'nmae:' instead of 'name:'."),
)
MISSING_KEY = Rule(
    code="P05",
    name="missing-key",
    severity=Severity.ERROR,
    title=Phrase("Thiếu khóa bắt buộc", "Required key missing"),
    message=Phrase("thiếu khóa bắt buộc '{key}'.", "the required key '{key}' is missing."),
    fix=Phrase("Thêm dòng '{key}: ...' vào mục này.", "Add a line '{key}: ...' to this entry."),
    why=Phrase(
        "Chương trình không tự điền thay người lập kế hoạch.",
        "The program does not fill in for the plan's author.",
    ),
    example=Phrase("Một chỉ tiêu không có 'target:'.", "An indicator without 'target:'."),
)
WRONG_VALUE = Rule(
    code="P06",
    name="wrong-value",
    severity=Severity.ERROR,
    title=Phrase("Giá trị không hợp lệ", "Value not valid"),
    message=Phrase("'{key}' là {found}; cần: {expected}.", "'{key}' is {found}; expected: {expected}."),
    fix=Phrase("Sửa '{key}' ở dòng này.", "Mend '{key}' on this line."),
    why=Phrase(
        "Giá trị không hiểu được thì không thể tính đúng.",
        "A value that is not understood cannot be calculated with.",
    ),
    example=Phrase(
        "'over_time: tong' thay cho 'over_time: sum'.", "'over_time: total' instead of 'over_time: sum'."
    ),
)
UNKNOWN_REFERENCE = Rule(
    code="P07",
    name="unknown-reference",
    severity=Severity.ERROR,
    title=Phrase("Nhắc đến mã không có", "Refers to something that is not there"),
    message=Phrase(
        "'{id}' không phải là {kind} nào trong kế hoạch{suggestion}.",
        "'{id}' is no {kind} of this plan{suggestion}.",
    ),
    fix=Phrase(
        "Sửa lại cho đúng, hoặc khai báo {kind} '{id}'.", "Mend the name, or declare the {kind} '{id}'."
    ),
    why=Phrase(
        "Công thức thiếu một số hạng là công thức sai.", "A formula with a term missing is a wrong formula."
    ),
    example=Phrase("'dossiers_resolved_erly' trong tử số.", "'dossiers_resolved_erly' in a numerator."),
)
DUPLICATE_ID = Rule(
    code="P08",
    name="duplicate-id",
    severity=Severity.ERROR,
    title=Phrase("Trùng mã", "Same id or code twice"),
    message=Phrase(
        "{kind} '{id}' đã có ở dòng {first_line}.", "the {kind} '{id}' already stands on line {first_line}."
    ),
    fix=Phrase("Đặt tên khác cho một trong hai.", "Give one of the two another name."),
    why=Phrase(
        "Báo cáo được đọc theo mã: hai số liệu một mã thì không biết số nào là của ai.",
        "Returns are read by code: with two measures on one code nobody knows whose figure it is.",
    ),
    example=Phrase("Hai số liệu cùng mang mã TT.04.", "Two measures with the code TT.04."),
)
MEASURE_UNUSED = Rule(
    code="P09",
    name="measure-unused",
    severity=Severity.WARNING,
    title=Phrase("Số liệu không ai dùng", "Measure that nobody uses"),
    message=Phrase(
        "số liệu '{id}' ({code}) không nằm trong chỉ tiêu, đẳng thức hay kiểm tra nào.",
        "the measure '{id}' ({code}) serves no indicator, identity or check.",
    ),
    fix=Phrase(
        "Xóa số liệu này, hoặc dùng nó trong một công thức.", "Delete the measure, or use it in a formula."
    ),
    why=Phrase(
        "Không nên bắt các phòng báo cáo số liệu mà không ai cần.",
        "Offices should not be asked for figures that nobody needs.",
    ),
    example=Phrase(
        "Chỉ tiêu đã bỏ nhưng số liệu của nó còn lại.", "The indicator is gone and its measure stayed."
    ),
)
OPERATOR_CONTRADICTS = Rule(
    code="P10",
    name="operator-contradicts-wording",
    severity=Severity.ERROR,
    title=Phrase("Dấu so sánh trái với lời văn", "Operator contradicts the wording"),
    message=Phrase(
        "dấu so sánh '{operator}' trái với lời văn '{wording}'; {word} nghĩa là '{expected}'.",
        "the operator '{operator}' contradicts the wording '{wording}'; {word} means '{expected}'.",
    ),
    fix=Phrase(
        "Đổi dấu thành '{expected}', hoặc chép lại đúng lời văn của kế hoạch.",
        "Change the operator to '{expected}', or copy the plan's wording again.",
    ),
    why=Phrase(
        "Đúng 99% thì chưa đạt 'trên 99%': một dấu bằng đổi cả kết luận.",
        "Exactly 99% does not meet 'trên 99%' (above 99%): one equals sign turns the verdict.",
    ),
    example=Phrase("operator: '>=' bên cạnh wording: trên 99%.", "operator: '>=' beside wording: trên 99%."),
)
VALUE_CONTRADICTS = Rule(
    code="P11",
    name="value-contradicts-wording",
    severity=Severity.ERROR,
    title=Phrase("Con số trái với lời văn", "Value contradicts the wording"),
    message=Phrase(
        "giá trị {value} khác con số trong lời văn '{wording}'.",
        "the value {value} differs from the figure in the wording '{wording}'.",
    ),
    fix=Phrase(
        "Sửa giá trị hoặc lời văn cho khớp kế hoạch.",
        "Mend the value or the wording so that both match the plan.",
    ),
    why=Phrase(
        "Lời văn là căn cứ; giá trị là điều máy so sánh. Hai thứ phải là một.",
        "The wording is the ground, the value is what is compared. They must be one.",
    ),
    example=Phrase("value: 90% bên cạnh wording: 95% trở lên.", "value: 90% beside wording: 95% trở lên."),
)
MILESTONE_LATE = Rule(
    code="P12",
    name="milestone-after-due",
    severity=Severity.ERROR,
    title=Phrase("Mốc trung gian sau hạn", "Milestone not before the due year"),
    message=Phrase(
        "mốc trung gian năm {year} không trước năm đến hạn {due}.",
        "the milestone of {year} is not before the due year {due}.",
    ),
    fix=Phrase(
        "Chọn năm trước {due}, hoặc bỏ mốc này.", "Choose a year before {due}, or remove the milestone."
    ),
    why=Phrase(
        "Từ năm đến hạn, mục tiêu của kế hoạch là thước đo duy nhất.",
        "From the due year on, the plan's own target is the only measure.",
    ),
    example=Phrase("Mốc năm 2031 cho mục tiêu năm 2030.", "A milestone in 2031 for a target due in 2030."),
)
YEARLY_IN_QUARTERLY = Rule(
    code="P13",
    name="yearly-measure-in-quarterly-indicator",
    severity=Severity.ERROR,
    title=Phrase("Chỉ tiêu hằng quý dùng số liệu hằng năm", "Quarterly indicator uses a yearly measure"),
    message=Phrase(
        "chỉ tiêu chấm hằng quý nhưng '{id}' chỉ được hỏi mỗi năm một lần.",
        "the indicator is scored each quarter but '{id}' is asked once a year only.",
    ),
    fix=Phrase(
        "Đặt 'assessed: year', hoặc hỏi số liệu đó hằng quý ('asked: quarter').",
        "Set 'assessed: year', or ask the measure each quarter ('asked: quarter').",
    ),
    why=Phrase(
        "Nếu không, ba quý đầu năm chỉ tiêu luôn thiếu số liệu.",
        "Otherwise the indicator lacks data three quarters out of four.",
    ),
    example=Phrase(
        "Chỉ tiêu 5G 'assessed: quarter' với villages_5g 'asked: year'.",
        "The 5G indicator 'assessed: quarter' with villages_5g 'asked: year'.",
    ),
)
MIXED_TYPES = Rule(
    code="P14",
    name="mixed-types",
    severity=Severity.ERROR,
    title=Phrase("Công thức trộn các loại số liệu", "Formula mixes kinds of measure"),
    message=Phrase(
        "công thức ở đây không thể gồm các loại số liệu này: {types}.",
        "the formula cannot be made of these kinds of measure here: {types}.",
    ),
    fix=Phrase(
        "Chỉ cộng trừ số liệu cùng loại; có/không chỉ dùng trong 'all_of'.",
        "Add like to like; yes/no measures belong in 'all_of' only.",
    ),
    why=Phrase("Người cộng với triệu đồng thì không ra gì cả.", "People plus million đồng is nothing."),
    example=Phrase(
        "numerator: officials_degree + direct_spending.", "numerator: officials_degree + direct_spending."
    ),
)
BASELINE_NOT_ASKED = Rule(
    code="P15",
    name="baseline-not-asked",
    severity=Severity.ERROR,
    title=Phrase("Số liệu gốc không được hỏi", "Baseline never asked for"),
    message=Phrase(
        "cần số liệu gốc năm {year} của '{id}' nhưng số liệu này không được hỏi cho năm đó.",
        "the baseline of {year} is needed for '{id}', which is not asked for that year.",
    ),
    fix=Phrase("Thêm {year} vào 'baseline_years' của '{id}'.", "Add {year} to 'baseline_years' of '{id}'."),
    why=Phrase(
        "Không có số liệu gốc thì không tính được mức giảm.",
        "Without its baseline a reduction cannot be calculated.",
    ),
    example=Phrase(
        "baseline_year: 2024 trong khi chỉ hỏi năm 2025.", "baseline_year: 2024 while only 2025 is asked."
    ),
)
OFFICES_DIFFER = Rule(
    code="P16",
    name="check-across-offices",
    severity=Severity.ERROR,
    title=Phrase("Kiểm tra giữa các cơ quan khác nhau", "Check between different offices"),
    message=Phrase(
        "'{id}' và '{other}' do các cơ quan khác nhau báo cáo.",
        "'{id}' and '{other}' are not reported by the same offices.",
    ),
    fix=Phrase(
        "Cho cả hai cùng danh sách 'offices', hoặc bỏ kiểm tra này.",
        "Give both the same 'offices', or remove the check.",
    ),
    why=Phrase(
        "Kiểm tra làm trong từng báo cáo: số liệu vắng mặt thì không kiểm được.",
        "Checks are made within one return; a measure that is not in it cannot be checked.",
    ),
    example=Phrase("'at_most' nhắc đến số liệu của phòng khác.", "'at_most' names another office's measure."),
)
NOBODY_ASKED = Rule(
    code="P17",
    name="declared-but-unused",
    severity=Severity.WARNING,
    title=Phrase("Khai báo mà không dùng", "Declared and not used"),
    message=Phrase(
        "{kind} '{id}' được khai báo nhưng không ai dùng.", "the {kind} '{id}' is declared and not used."
    ),
    fix=Phrase(
        "Xóa đi, hoặc giao số liệu, chỉ tiêu cho '{id}'.",
        "Delete it, or give '{id}' a measure or an indicator.",
    ),
    why=Phrase(
        "Một cơ quan không có số liệu nào sẽ không có biểu mẫu.", "An office with no measure gets no form."
    ),
    example=Phrase(
        "Một cơ quan không đứng trong 'offices' của số liệu nào.",
        "An office that no measure's 'offices' names.",
    ),
)
LIST_UNREADABLE = Rule(
    code="P18",
    name="list-unreadable",
    severity=Severity.ERROR,
    title=Phrase("Không đọc được danh sách xã", "The list of communes cannot be read"),
    message=Phrase("không đọc được {file}: {reason}.", "{file} cannot be read: {reason}."),
    fix=Phrase(
        "Kiểm tra đường dẫn sau --communes và lưu tệp dạng UTF-8.",
        "Check the path after --communes and save the file as UTF-8.",
    ),
    why=Phrase(
        "Không có danh sách thì không biết xã nào phải nộp, và nộp cho xã nào.",
        "Without the list nobody knows which communes are to report, and whose a return is.",
    ),
    example=Phrase(
        "--communes xa.yaml, nhưng thư mục không có tệp này.", "--communes list.yaml, and no such file."
    ),
)

RULES = (
    UNREADABLE,
    SYNTAX,
    DUPLICATE_KEY,
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_VALUE,
    UNKNOWN_REFERENCE,
    DUPLICATE_ID,
    MEASURE_UNUSED,
    OPERATOR_CONTRADICTS,
    VALUE_CONTRADICTS,
    MILESTONE_LATE,
    YEARLY_IN_QUARTERLY,
    MIXED_TYPES,
    BASELINE_NOT_ASKED,
    OFFICES_DIFFER,
    NOBODY_ASKED,
    LIST_UNREADABLE,
)
