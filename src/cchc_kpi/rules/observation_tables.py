"""Rules about tables of observations, as `extract` writes them and other commands read them in place of returns."""

from __future__ import annotations

from typing import Final

from cchc_kpi.findings import Phrase, Rule, Severity

GROUP = Phrase("Bảng số liệu", "Observation tables")

_EXTRACT_AGAIN: Final = Phrase(
    "Đừng sửa bảng bằng tay; trích lại từ báo cáo gốc: cchc-kpi extract.",
    "Do not edit the table by hand; extract it again from the returns: cchc-kpi extract.",
)

TABLE_READ = Rule(
    code="T01",
    name="table-read",
    severity=Severity.NOTE,
    title=Phrase("Đọc từ bảng số liệu", "Read from an observation table"),
    message=Phrase(
        "đọc từ bảng số liệu này (SHA-256 {sha256}): {returns} báo cáo, {rows} dòng{extra}. "
        "Điều gì được báo khi đọc báo cáo gốc thì lệnh extract đã báo, ở đây không lặp lại.",
        "read from this table of observations (SHA-256 {sha256}): {returns} returns, {rows} rows{extra}. "
        "What was told of reading the returns themselves, extract has told; it is not repeated here.",
    ),
    fix=Phrase(
        "Không cần làm gì; báo cáo có sửa thì trích lại bảng.",
        "Nothing; extract the table again when a return has changed.",
    ),
    why=Phrase(
        "Người đọc kết quả phải biết số đi qua tệp nào.",
        "Whoever reads the results must know which file the figures came through.",
    ),
    example=Phrase("cchc-kpi score so-lieu.parquet", "cchc-kpi score observations.parquet"),
)
NOT_A_TABLE = Rule(
    code="T02",
    name="not-an-observation-table",
    severity=Severity.ERROR,
    title=Phrase("Không phải bảng số liệu", "Not an observation table"),
    message=Phrase(
        "không đọc được như một bảng số liệu: {reason}.",
        "this cannot be read as a table of observations: {reason}.",
    ),
    fix=Phrase(
        "Chỉ dùng tệp .parquet, .csv do cchc-kpi extract ghi, còn nguyên; báo cáo thì nộp tệp Excel.",
        "Use a .parquet or .csv file that cchc-kpi extract wrote, as it is; a return is an Excel file.",
    ),
    why=Phrase(
        "Đọc nửa vời một tệp lạ thì mất số mà không ai biết.",
        "A strange file half read loses figures that nobody notices.",
    ),
    example=Phrase("Một tệp CSV do phần mềm khác xuất ra.", "A CSV file that another program exported."),
)
COLUMN_ABSENT = Rule(
    code="T03",
    name="table-column-absent",
    severity=Severity.ERROR,
    title=Phrase("Bảng số liệu thiếu cột", "Column absent from the table"),
    message=Phrase("thiếu cột {columns}.", "there is no column {columns}."),
    fix=_EXTRACT_AGAIN,
    why=Phrase(
        "Thiếu một cột thì không biết con số là của ai, kỳ nào, ô nào.",
        "Without a column nobody knows whose figure it is, of which period, from which cell.",
    ),
    example=Phrase("Cột sha256 bị xóa khi làm báo cáo Power BI.", "The column sha256 dropped in Power BI."),
)
LIBRARY_ABSENT = Rule(
    code="T04",
    name="parquet-library-absent",
    severity=Severity.ERROR,
    title=Phrase("Chưa cài thư viện Parquet", "Parquet library not installed"),
    message=Phrase(
        "tệp Parquet cần thư viện pyarrow, máy này chưa cài.",
        "a Parquet file needs the library pyarrow, which is not installed.",
    ),
    fix=Phrase(
        "Cài bằng lệnh: pip install 'cchc-kpi[parquet]'; hoặc trích ra tệp .csv, không cần cài thêm.",
        "Install it: pip install 'cchc-kpi[parquet]'; or extract to a .csv file, which needs nothing.",
    ),
    why=Phrase(
        "Thư viện này nặng, phần lớn máy không cần đến.",
        "The library is large, and most computers do not need it.",
    ),
    example=Phrase("cchc-kpi score so-lieu.parquet", "cchc-kpi score observations.parquet"),
)
IMPOSSIBLE = Rule(
    code="T05",
    name="table-value-impossible",
    severity=Severity.ERROR,
    title=Phrase("Giá trị không thể có trong bảng", "Value that cannot be"),
    message=Phrase(
        "cột {column} ghi {found}; cần {expected}{more}.",
        "{column} holds {found}; expected: {expected}{more}.",
    ),
    fix=_EXTRACT_AGAIN,
    why=Phrase(
        "Bảng do chương trình ghi; giá trị lạ nghĩa là bảng đã bị sửa hoặc hỏng.",
        "The program writes the table; a strange value means that it was edited or is damaged.",
    ),
    example=Phrase("1.5 trong một số đếm.", "1.5 in a count."),
)
UNKNOWN = Rule(
    code="T06",
    name="table-disagrees-with-plan",
    severity=Severity.ERROR,
    title=Phrase("Bảng không khớp kế hoạch", "Table and plan disagree"),
    message=Phrase(
        "cột {column} ghi {found}, mà kế hoạch {known}{more}.",
        "{column} holds {found}, but the plan {known}{more}.",
    ),
    fix=Phrase(
        "Kế hoạch đã đổi thì trích lại bảng từ báo cáo gốc: cchc-kpi extract.",
        "If the plan has changed, extract the table again from the returns: cchc-kpi extract.",
    ),
    why=Phrase(
        "Con số của số liệu khác, đơn vị tính khác thì không cộng được.",
        "A figure of another measure or another unit cannot be added up.",
    ),
    example=Phrase(
        "measure là 'dossiers_total', kế hoạch không có.", "measure is 'dossiers_total', which is no measure."
    ),
)
OTHER_PLAN = Rule(
    code="T07",
    name="table-of-another-plan",
    severity=Severity.ERROR,
    title=Phrase("Bảng của kế hoạch khác", "Table of another plan"),
    message=Phrase(
        "bảng trích theo kế hoạch {found}; kế hoạch đang dùng là '{expected}'{more}.",
        "the table was extracted by the plan {found}; the plan in use is '{expected}'{more}.",
    ),
    fix=Phrase(
        "Dùng đúng tệp kế hoạch (--targets), hoặc trích lại bảng theo kế hoạch này.",
        "Name the right plan file (--targets), or extract the table again by this plan.",
    ),
    why=Phrase("Mỗi kế hoạch hỏi những số liệu khác nhau.", "Each plan asks for measures of its own."),
    example=Phrase("Bảng của giai đoạn trước.", "A table of the years before."),
)
PLAN_CHANGED = Rule(
    code="T08",
    name="plan-changed-since-extract",
    severity=Severity.WARNING,
    title=Phrase("Kế hoạch đã đổi sau khi trích", "Plan changed since the extract"),
    message=Phrase(
        "bảng trích theo bản khác của tệp kế hoạch (SHA-256 {found}{more}); bản đang dùng là {expected}.",
        "the table was extracted by another version of the plan file (SHA-256 {found}{more}); the one in use is {expected}.",
    ),
    fix=Phrase(
        "Nếu thay đổi có chạm đến biểu mẫu thì trích lại bảng từ báo cáo gốc.",
        "If the change touches the forms, extract the table again from the returns.",
    ),
    why=Phrase(
        "Các báo cáo được đọc và kiểm tra theo bản kế hoạch lúc trích.",
        "The returns were read and checked by the plan as it was then.",
    ),
    example=Phrase("Một mục tiêu được sửa sau khi trích.", "A target amended after the extract."),
)
FIGURE_TWICE = Rule(
    code="T09",
    name="figure-twice-in-table",
    severity=Severity.ERROR,
    title=Phrase("Một số liệu hai dòng", "One figure, two rows"),
    message=Phrase(
        "dòng này và dòng {first} cùng là {what}{more}.", "this row and row {first} are both {what}{more}."
    ),
    fix=Phrase(
        "Bỏ phần ghép hai lần, hoặc trích lại bảng từ báo cáo gốc: cchc-kpi extract.",
        "Take out what was appended twice, or extract the table again from the returns: cchc-kpi extract.",
    ),
    why=Phrase("Cộng cả hai dòng là tính một số hai lần.", "Adding both would count one figure twice."),
    example=Phrase("Cùng một bảng được nối hai lần.", "One table appended to itself."),
)
CONTRADICTED = Rule(
    code="T10",
    name="return-contradicted-in-table",
    severity=Severity.ERROR,
    title=Phrase("Các dòng của một báo cáo trái nhau", "Rows of one return contradict each other"),
    message=Phrase(
        "cột {column} ghi {found}, mà dòng {first}, cùng báo cáo {item}, ghi {other}{more}.",
        "{column} holds {found}, but row {first} of the same return, {item}, has {other}{more}.",
    ),
    fix=Phrase(
        "Nếu ghép bảng của nhiều nơi có tệp trùng tên thì đưa từng bảng vào lệnh, đừng ghép; nếu không, trích lại bảng.",
        "Where tables of several places were put together whose files have the same names, name each table instead; otherwise extract again.",
    ),
    why=Phrase(
        "Một báo cáo là một tệp: một cơ quan, một kỳ, một SHA-256.",
        "A return is one file: one office, one period, one SHA-256.",
    ),
    example=Phrase(
        "Một dòng ghi 2026-Q2, các dòng kia 2026-Q1.", "One row says 2026-Q2, the others 2026-Q1."
    ),
)
ROW_ABSENT = Rule(
    code="T11",
    name="table-row-absent",
    severity=Severity.ERROR,
    title=Phrase("Bảng số liệu thiếu dòng", "Row absent from the table"),
    message=Phrase(
        "báo cáo {item} có ở dòng này, nhưng thiếu dòng của {codes}{more}.",
        "the return {item}, which stands in this row, lacks the rows of {codes}{more}.",
    ),
    fix=Phrase(
        "Lọc theo xã, cơ quan hay kỳ thì được, bỏ bớt dòng của một báo cáo thì không; trích lại bảng: cchc-kpi extract.",
        "Communes, offices and periods may be filtered, not the rows of one return; extract it again: cchc-kpi extract.",
    ),
    why=Phrase(
        "Bảng giữ cả ô trống và ô lỗi; thiếu dòng nghĩa là có ai đã bỏ đi.",
        "The table keeps blanks and errors too; a row that is not there was taken out.",
    ),
    example=Phrase("Lọc bỏ các dòng trống rồi lưu lại.", "Rows without a value filtered out."),
)
OUT_OF_BOUNDS = Rule(
    code="T12",
    name="table-out-of-bounds",
    severity=Severity.ERROR,
    title=Phrase("Bảng số liệu quá khổ", "Table out of bounds"),
    message=Phrase("bảng vượt giới hạn an toàn: {reason}.", "the table is beyond the safe limits: {reason}."),
    fix=Phrase(
        "Nếu đúng là bảng số liệu thì chia theo tỉnh hay theo năm rồi đưa các tệp vào cùng một lệnh.",
        "If it is a table of observations, split it by province or year and name the files together.",
    ),
    why=Phrase("Một tệp quá lớn có thể làm treo máy.", "A huge file can hang the computer."),
    example=Phrase("Một dòng dài mấy trăm megabyte.", "A row of hundreds of megabytes."),
)
ACCEPTED_IN_PART = Rule(
    code="T13",
    name="accepted-in-part-at-extract",
    severity=Severity.ERROR,
    title=Phrase("Báo cáo chỉ nhận một phần khi trích", "Accepted in part when extracted"),
    message=Phrase(
        "khi trích vào {table}, báo cáo này có lỗi{cells}.",
        "when extracted into {table}, this return had errors{cells}.",
    ),
    fix=Phrase(
        "Xem lỗi bằng cchc-kpi validate trên báo cáo gốc, sửa, nộp lại, rồi trích lại bảng.",
        "See the errors with cchc-kpi validate on the return itself, mend it, submit again, extract again.",
    ),
    why=Phrase(
        "Ô lỗi được tính là thiếu số liệu, chấm từ bảng cũng vậy.",
        "A cell in error counts as missing, from the table too.",
    ),
    example=Phrase("Ô D9 ghi chữ thay vì số.", "D9 held words instead of a number."),
)
NOT_USABLE = Rule(
    code="T14",
    name="not-usable-at-extract",
    severity=Severity.ERROR,
    title=Phrase("Báo cáo không dùng được khi trích", "Not usable when extracted"),
    message=Phrase(
        "khi trích vào {table}, báo cáo này không dùng được nên bảng không có số nào của nó.",
        "when extracted into {table}, this return could not be used, so the table has no figure of it.",
    ),
    fix=Phrase(
        "Xem lỗi bằng cchc-kpi validate trên báo cáo gốc, sửa, nộp lại, rồi trích lại bảng.",
        "See the errors with cchc-kpi validate on the return itself, mend it, submit again, extract again.",
    ),
    why=Phrase(
        "Báo cáo bị loại vẫn phải thấy được, kẻo tưởng là đủ.",
        "A return left out must stay in sight, or the table passes for complete.",
    ),
    example=Phrase("Báo cáo không rõ của kỳ nào.", "A return of no known period."),
)
OTHER_COMMUNE = Rule(
    code="T15",
    name="table-commune-unknown",
    severity=Severity.ERROR,
    title=Phrase("Bảng có xã lạ", "Commune unknown"),
    message=Phrase(
        "ghi xã {found}; cần {expected}{more}.", "the commune is {found}; expected: {expected}{more}."
    ),
    fix=Phrase(
        "Bảng của nhiều xã thì thêm --communes; xã mới thì thêm vào communes.yaml; nhầm bảng thì chọn lại.",
        "For a table of many communes give --communes; add a new commune to communes.yaml; or choose the right table.",
    ),
    why=Phrase(
        "Số của xã khác làm sai kết quả của cả hai xã.", "A figure of another commune falsifies both."
    ),
    example=Phrase("Bảng của xã Na Dương, chấm cho xã Lộc Bình.", "Na Dương's table, scored for Lộc Bình."),
)
EDITED = Rule(
    code="T16",
    name="return-edited-in-table",
    severity=Severity.ERROR,
    title=Phrase("Dòng của báo cáo bị sửa trong bảng", "Return edited in the table"),
    message=Phrase(
        "các dòng của báo cáo {item}, có ở dòng này, không còn như lúc trích{more}.",
        "the rows of the return {item}, which stands in this row, are not as they were extracted{more}.",
    ),
    fix=Phrase(
        "Số sai thì sửa trong báo cáo gốc, nộp lại rồi trích lại: cchc-kpi extract. Bảng do phần mềm khác lưu lại thì "
        "để mọi cột chữ, nhất là text và remark, là chữ.",
        "Mend a wrong figure in the return, submit it again and extract again: cchc-kpi extract. Another program "
        "that saves the table must keep columns of text, text and remark above all, as text.",
    ),
    why=Phrase(
        "Cột rows_sha256 là dấu của mọi ô trong các dòng của báo cáo; dấu không khớp thì không biết ô nào đã bị sửa. "
        "Dấu này phát hiện sửa nhầm, không chống được người cố tình tính lại nó.",
        "The column rows_sha256 is a digest of every cell of the return's rows; where it does not fit, nobody knows "
        "which cell was changed. It finds accidents and careless edits, not somebody who works it out anew.",
    ),
    example=Phrase(
        "Một ô 742 bị xóa, cột state đổi thành blank.", "A cell of 742 emptied, its state set to blank."
    ),
)

RULES = (
    TABLE_READ,
    NOT_A_TABLE,
    COLUMN_ABSENT,
    LIBRARY_ABSENT,
    IMPOSSIBLE,
    UNKNOWN,
    OTHER_PLAN,
    PLAN_CHANGED,
    FIGURE_TWICE,
    CONTRADICTED,
    ROW_ABSENT,
    OUT_OF_BOUNDS,
    ACCEPTED_IN_PART,
    NOT_USABLE,
    OTHER_COMMUNE,
    EDITED,
)
