"""Rules about a file as a file: can it be found, opened, and trusted to be a workbook."""

from __future__ import annotations

from cchc_kpi.findings import Phrase, Rule, Severity

GROUP = Phrase("Tệp", "Files")

NOT_FOUND = Rule(
    code="F01",
    name="path-not-found",
    severity=Severity.ERROR,
    title=Phrase("Không tìm thấy tệp", "No such file"),
    message=Phrase("không có tệp hay thư mục này.", "there is no such file or folder."),
    fix=Phrase(
        "Kiểm tra lại tên tệp, tên thư mục rồi chạy lại.",
        "Check the names of file and folder, then run again.",
    ),
    why=Phrase(
        "Một báo cáo tưởng đã nộp mà không được đọc là một con số bị thiếu.",
        "A return that was meant and not read is a figure missing.",
    ),
    example=Phrase("cchc-kpi score nop/kt-2026-Q1.xlxs", "cchc-kpi score in/kt-2026-Q1.xlxs"),
)
NOTHING_INSIDE = Rule(
    code="F02",
    name="no-workbook-found",
    severity=Severity.ERROR,
    title=Phrase("Không có bảng tính nào", "No workbook found"),
    message=Phrase(
        "không có bảng tính nào (.xlsx, .xlsm, .xlsb, .xls, .ods) ở đây.",
        "there is no workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) here.",
    ),
    fix=Phrase(
        "Chỉ đúng thư mục chứa báo cáo các phòng đã nộp.", "Name the folder that holds the offices' returns."
    ),
    why=Phrase("Thư mục trống thường là gõ nhầm đường dẫn.", "An empty folder is usually a mistyped path."),
    example=Phrase(
        "cchc-kpi score nop/2026-Q1, thư mục chỉ có tệp .docx.",
        "cchc-kpi score in/2026-Q1, holding only .docx files.",
    ),
)
LOCK_FILE = Rule(
    code="F03",
    name="lock-file-passed-over",
    severity=Severity.NOTE,
    title=Phrase("Bỏ qua tệp tạm của Excel", "Excel's lock file passed over"),
    message=Phrase(
        "đây là tệp tạm của Excel nên đã bỏ qua; có lẽ báo cáo cùng tên đang mở.",
        "Excel's lock file, passed over; the return of that name may be open.",
    ),
    fix=Phrase(
        "Lưu và đóng báo cáo trong Excel nếu còn đang sửa.",
        "Save and close the return in Excel if it is still being edited.",
    ),
    why=Phrase("Bản đang mở có thể mới hơn bản trên đĩa.", "What is open may be newer than what is on disk."),
    example=Phrase("~$kt-2026-Q1.xlsx", "~$kt-2026-Q1.xlsx"),
)
UNREADABLE = Rule(
    code="F04",
    name="file-unreadable",
    severity=Severity.ERROR,
    title=Phrase("Không mở được tệp", "File cannot be opened"),
    message=Phrase("không mở được tệp: {reason}.", "the file cannot be opened: {reason}."),
    fix=Phrase(
        "Nếu tệp đang mở thì đóng lại; xem tệp còn ở đó và có quyền đọc không, rồi chạy lại.",
        "Close the file if it is open elsewhere; see that it is there and may be read, then run again.",
    ),
    why=Phrase(
        "Tệp không đọc được thì số liệu trong đó bị thiếu.",
        "A file that cannot be read leaves its figures missing.",
    ),
    example=Phrase("Tệp trên ổ mạng đang bị khóa.", "A file on a network drive that is locked."),
)
NOT_A_WORKBOOK = Rule(
    code="F05",
    name="not-a-workbook",
    severity=Severity.ERROR,
    title=Phrase("Không phải bảng tính", "Not a workbook"),
    message=Phrase(
        "đây là {found}, không phải bảng tính Excel hay OpenDocument.",
        "this is {found}, not an Excel or OpenDocument workbook.",
    ),
    fix=Phrase(
        "Nộp lại đúng tệp Excel của biểu mẫu đã phát; nếu tệp này không phải báo cáo thì bỏ khỏi thư mục.",
        "Submit the Excel file of the form as issued; if this is no return, take it out of the folder.",
    ),
    why=Phrase(
        "Đổi tên tệp không đổi được nội dung bên trong.", "Renaming a file does not change what is inside."
    ),
    example=Phrase("Tệp CSV đổi đuôi thành .xls.", "A CSV file renamed to .xls."),
)
PASSWORD = Rule(
    code="F06",
    name="password-protected",
    severity=Severity.ERROR,
    title=Phrase("Có mật khẩu mở tệp", "Password-protected"),
    message=Phrase(
        "tệp có mật khẩu nên không đọc được.", "the file is protected by a password and cannot be read."
    ),
    fix=Phrase(
        "Mở bằng Excel, vào Tệp > Thông tin > Bảo vệ sổ làm việc > Mã hóa bằng mật khẩu, xóa mật khẩu, lưu và nộp lại.",
        "Open it in Excel, go to File > Info > Protect Workbook > Encrypt with Password, empty it, save and submit again.",
    ),
    why=Phrase("Chương trình không dò mật khẩu của ai.", "The program does not guess anybody's password."),
    example=Phrase(
        "Báo cáo được đặt mật khẩu trước khi gửi thư.", "A return given a password before it was mailed."
    ),
)
DAMAGED = Rule(
    code="F07",
    name="damaged-workbook",
    severity=Severity.ERROR,
    title=Phrase("Bảng tính bị hỏng", "Damaged workbook"),
    message=Phrase(
        "tệp bị hỏng hoặc có cấu trúc không an toàn nên không được đọc ({reason}).",
        "the file is damaged or not built safely, and is not read ({reason}).",
    ),
    fix=Phrase(
        "Mở bằng Excel rồi lưu lại thành tệp .xlsx mới; nếu không được thì xin lại tệp hoặc chép số sang biểu mẫu trắng.",
        "Open it in Excel and save it as a new .xlsx; otherwise ask for the file again or copy the figures into a blank form.",
    ),
    why=Phrase(
        "Đọc một phần tệp hỏng có thể mất số mà không ai biết.",
        "Half a damaged file may lose figures that nobody notices.",
    ),
    example=Phrase(
        "Tệp tải về dở dang, bị cắt mất đoạn cuối.", "A download that broke off, its end cut away."
    ),
)
TOO_LARGE = Rule(
    code="F08",
    name="workbook-out-of-bounds",
    severity=Severity.ERROR,
    title=Phrase("Bảng tính quá khổ", "Workbook out of bounds"),
    message=Phrase(
        "bảng tính vượt giới hạn an toàn: {reason}.", "the workbook is beyond the safe limits: {reason}."
    ),
    fix=Phrase(
        "Nếu là báo cáo thì chép số liệu sang một biểu mẫu trắng rồi nộp lại; nếu không thì bỏ khỏi thư mục.",
        "If it is a return, copy the figures into a blank form and submit that; if not, take it out of the folder.",
    ),
    why=Phrase(
        "Một báo cáo chỉ có vài chục dòng; tệp quá lớn có thể làm treo máy.",
        "A return has some dozen rows; a huge one can hang the computer.",
    ),
    example=Phrase("Một ô có dữ liệu ở tận XFD1048576.", "One cell filled at XFD1048576."),
)

LINKED_FOLDER = Rule(
    code="F09",
    name="linked-folder-passed-over",
    severity=Severity.NOTE,
    title=Phrase("Bỏ qua thư mục liên kết", "Linked folder passed over"),
    message=Phrase(
        "đây là liên kết đến một thư mục khác, không tìm bên trong.",
        "this is a link to another folder and is not searched.",
    ),
    fix=Phrase(
        "Nếu báo cáo nằm trong đó thì ghi thẳng thư mục ấy vào dòng lệnh.",
        "If returns lie in it, name that folder on the command line.",
    ),
    why=Phrase(
        "Liên kết có thể dẫn vòng quanh mãi không hết.", "A link may lead round in a circle without end."
    ),
    example=Phrase("returns/ke-hoach-cu -> ../2025", "returns/old -> ../2025"),
)
MACROS_NOT_RUN = Rule(
    code="F10",
    name="macros-not-run",
    severity=Severity.NOTE,
    title=Phrase("Có macro, không chạy", "Macros are not run"),
    message=Phrase(
        "tệp có macro; chương trình không chạy macro, chỉ đọc số đã lưu trong ô.",
        "the file holds macros; they are not run, only the figures saved in the cells are read.",
    ),
    fix=Phrase(
        "Nếu macro tính ra số thì chạy nó trong Excel, lưu lại rồi nộp.",
        "If a macro works out figures, run it in Excel and save before submitting.",
    ),
    why=Phrase(
        "Macro là chương trình lạ, có thể làm hại máy.", "A macro is somebody's program and may do harm."
    ),
    example=Phrase("kt-2026-Q1.xlsm có vbaProject.bin.", "kt-2026-Q1.xlsm with a vbaProject.bin."),
)
LINKS_NOT_FOLLOWED = Rule(
    code="F11",
    name="external-links-not-followed",
    severity=Severity.NOTE,
    title=Phrase("Có liên kết ngoài, không mở", "External links are not followed"),
    message=Phrase(
        "tệp lấy số từ tệp hoặc nguồn khác; chương trình không mở nguồn đó, chỉ đọc số đã lưu trong ô.",
        "the file takes figures from elsewhere; that is not opened, only the figures saved in the cells are read.",
    ),
    fix=Phrase(
        "Mở bằng Excel, cập nhật liên kết, xem lại số rồi lưu; tốt nhất là gõ thẳng số vào ô.",
        "Open it in Excel, update the links, check the figures and save; better still, type the figures in.",
    ),
    why=Phrase("Số lấy từ tệp khác có thể đã cũ.", "A figure taken from another file may be out of date."),
    example=Phrase("='[so-lieu.xlsx]Q1'!D9", "='[figures.xlsx]Q1'!D9"),
)
STORE_FAILED = Rule(
    code="F12",
    name="store-failed",
    severity=Severity.ERROR,
    title=Phrase("Không lấy được tệp từ kho", "File cannot be had from its store"),
    message=Phrase(
        "không lấy được tệp từ địa chỉ này: {reason}.", "nothing can be had from this address: {reason}."
    ),
    fix=Phrase(
        "Xem lại địa chỉ, mạng và quyền truy cập rồi chạy lại; hoặc tải tệp về máy rồi chỉ vào bản đã tải.",
        "Check the address, the network and the right of access, then run again; or download the file and name that.",
    ),
    why=Phrase(
        "Tệp không lấy về được thì số liệu trong đó bị thiếu.",
        "A file that does not arrive leaves its figures missing.",
    ),
    example=Phrase(
        "https://kho.example/2026-Q1/kt-2026-Q1.xlsx", "https://store.example/2026-Q1/kt-2026-Q1.xlsx"
    ),
)

RULES = (
    NOT_FOUND,
    NOTHING_INSIDE,
    LOCK_FILE,
    UNREADABLE,
    NOT_A_WORKBOOK,
    PASSWORD,
    DAMAGED,
    TOO_LARGE,
    LINKED_FOLDER,
    MACROS_NOT_RUN,
    LINKS_NOT_FOLLOWED,
    STORE_FAILED,
)
