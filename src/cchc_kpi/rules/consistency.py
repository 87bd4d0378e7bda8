"""Rules about figures together: within one return, between returns, and in the score."""

from __future__ import annotations

from cchc_kpi.findings import Phrase, Rule, Severity

GROUP = Phrase("Đối chiếu", "Consistency")

PART_EXCEEDS_WHOLE = Rule(
    code="C01",
    name="part-exceeds-whole",
    severity=Severity.ERROR,
    title=Phrase("Phần lớn hơn tổng", "Part greater than its whole"),
    message=Phrase(
        "{code} lớn hơn {whole_formula} = {whole}; phần không được lớn hơn tổng.",
        "{code} exceeds {whole_formula} = {whole}; a part cannot exceed its whole.",
    ),
    fix=Phrase(
        "Xem lại và sửa số sai; chưa sửa thì các ô này coi như chưa có số.",
        "Check them and mend the wrong figure; until then these cells count as missing.",
    ),
    why=Phrase(
        "Một phần không thể nhiều hơn tổng; chưa rõ số nào sai nên không dùng số nào.",
        "A part cannot exceed its whole; which figure is wrong is unknown, so neither is used.",
    ),
    example=Phrase(
        "TT.13 = 120 phiếu hài lòng trong TT.12 = 100 phiếu.",
        "TT.13 = 120 satisfied among TT.12 = 100 answers.",
    ),
)
IDENTITY_BROKEN = Rule(
    code="C02",
    name="identity-broken",
    severity=Severity.ERROR,
    title=Phrase("Số liệu không khớp nhau", "Figures do not balance"),
    message=Phrase(
        "{name}: {left_formula} = {left}, nhưng {right_formula} = {right} (lệch {difference}).",
        "{name}: {left_formula} = {left}, but {right_formula} = {right} (off by {difference}).",
    ),
    fix=Phrase(
        "Đối chiếu với sổ sách, phần mềm rồi sửa số sai; chưa sửa thì vẫn dùng các số đã báo cáo.",
        "Compare with the records and mend the wrong figure; until then the figures stand as reported.",
    ),
    why=Phrase(
        "Kế hoạch nói hai tổng này luôn bằng nhau; lệch nhau thì có số sai.",
        "The plan says that the two sums are always equal; where they differ, a figure is wrong.",
    ),
    example=Phrase(
        "Tiếp nhận 1.050, đã và đang giải quyết 1.048.", "1,050 received; 1,048 resolved and pending."
    ),
)
CARRY_OVER = Rule(
    code="C03",
    name="carry-over-not-continued",
    severity=Severity.WARNING,
    title=Phrase("Số kỳ trước chuyển sang không khớp", "Carry-over does not continue"),
    message=Phrase(
        "{code} = {value}, nhưng cuối kỳ {previous} còn {formula} = {expected} ({file}).",
        "{code} = {value}, but at the end of {previous} there were {formula} = {expected} ({file}).",
    ),
    fix=Phrase(
        "Kiểm tra cả hai kỳ; nếu số kỳ trước đã điều chỉnh thì ghi lý do ở cột Ghi chú của dòng này.",
        "Check both periods; if the earlier figure was corrected, say so in this row's remark.",
    ),
    why=Phrase(
        "Số đầu kỳ này chính là số cuối kỳ trước.",
        "What a period opens with is what the one before closed with.",
    ),
    example=Phrase(
        "Quý II nhận chuyển sang 45, cuối Quý I còn 50.", "Q2 carries over 45 where Q1 ended with 50."
    ),
)
RETURN_TWICE = Rule(
    code="C04",
    name="return-twice",
    severity=Severity.ERROR,
    title=Phrase("Hai báo cáo cùng cơ quan, cùng kỳ", "Two returns of one office and period"),
    message=Phrase(
        "{office} có các báo cáo {period} khác nhau {numbers}: tệp này và {other}; không dùng bản nào.",
        "{office} has different returns of one period ({period}), {numbers}: this file and {other}; none is used.",
    ),
    fix=Phrase(
        "Đưa bản sai ra khỏi thư mục, hoặc ở bản mới hơn ghi 'Lần nộp' lớn hơn {submission}.",
        "Take the wrong one away, or in the newer one write a 'Lần nộp' above {submission}.",
    ),
    why=Phrase(
        "Không biết bản nào đúng thì không được chọn thay đơn vị.",
        "Nobody may choose for the office which one is right.",
    ),
    example=Phrase("kt-2026-Q1.xlsx và kt-2026-Q1 (sua).xlsx.", "kt-2026-Q1.xlsx and kt-2026-Q1 (2).xlsx."),
)
SAME_BYTES = Rule(
    code="C05",
    name="same-file-twice",
    severity=Severity.NOTE,
    title=Phrase("Hai bản sao giống hệt", "Two identical copies"),
    message=Phrase(
        "tệp này giống hệt {other}; chỉ tính một lần.", "this file is identical to {other}; counted once."
    ),
    fix=Phrase("Không cần làm gì; có thể xóa bớt một bản.", "Nothing to do; one copy can be deleted."),
    why=Phrase(
        "Cộng hai lần một báo cáo thì tổng sẽ sai.", "Adding one return twice would falsify the sums."
    ),
    example=Phrase("Tệp tải về hai lần từ thư điện tử.", "A file saved twice from an e-mail."),
)
SUPERSEDED = Rule(
    code="C06",
    name="return-superseded",
    severity=Severity.NOTE,
    title=Phrase("Đã có bản nộp sau", "Superseded by a later submission"),
    message=Phrase(
        "lần nộp {submission} đã được thay bằng lần nộp {later} ({other}).",
        "submission {submission} is superseded by submission {later} ({other}).",
    ),
    fix=Phrase("Không cần làm gì nếu {other} là bản đúng.", "Nothing to do if {other} is the right one."),
    why=Phrase(
        "Báo cáo nộp lại thay cho báo cáo trước.", "A return handed in again replaces the one before."
    ),
    example=Phrase("Lần nộp 1 và lần nộp 2 cùng trong thư mục.", "Submissions 1 and 2 in one folder."),
)
RETURN_MISSING = Rule(
    code="C07",
    name="return-missing",
    severity=Severity.WARNING,
    title=Phrase("Thiếu báo cáo", "Return missing"),
    message=Phrase("chưa có báo cáo {period} của {office}.", "the return of {office} is missing ({period})."),
    fix=Phrase("Đề nghị {office} nộp {file}.", "Ask {office} for {file}."),
    why=Phrase(
        "Thiếu một báo cáo thì các chỉ tiêu cần nó chưa tính được.",
        "Indicators that need it cannot be calculated.",
    ),
    example=Phrase(
        "Quý II chưa có báo cáo của Trung tâm Dịch vụ Công ích.",
        "No second-quarter return from the public-utility centre.",
    ),
)
DIVISION_IMPOSSIBLE = Rule(
    code="C08",
    name="division-impossible",
    severity=Severity.WARNING,
    title=Phrase("Mẫu số không chia được", "Denominator that cannot divide"),
    message=Phrase(
        "chỉ tiêu '{indicator}': tử số {numerator}, mẫu số {denominator}; mẫu số phải lớn hơn 0.",
        "indicator '{indicator}': numerator {numerator}, denominator {denominator}; the denominator must be above 0.",
    ),
    fix=Phrase("Kiểm tra các số liệu làm mẫu số: {codes}.", "Check the figures of the denominator: {codes}."),
    why=Phrase(
        "Có phần mà không có tổng nghĩa là số liệu sai ở đâu đó.",
        "A part with no whole means that a figure is wrong somewhere.",
    ),
    example=Phrase("5 giao dịch trực tuyến trên 0 giao dịch.", "5 online payments among 0 payments."),
)

FIGURES_CHANGED = Rule(
    code="C09",
    name="figures-changed-by-resubmission",
    severity=Severity.NOTE,
    title=Phrase("Số liệu thay đổi do nộp lại", "Figures changed by a resubmission"),
    message=Phrase(
        "báo cáo này thay cho lần nộp {submission} ({other}); {changes}.",
        "this return takes the place of submission {submission} ({other}); {changes}.",
    ),
    fix=Phrase(
        "Không cần làm gì nếu đúng như vậy; nếu sai thì nộp lại bản đúng với 'Lần nộp' lớn hơn.",
        "Nothing to do if that is right; if not, hand in the right one with a higher 'Lần nộp'.",
    ),
    why=Phrase(
        "Người ký bảng điểm cần biết bản nộp lại đã đổi những số nào.",
        "Whoever signs the scorecard must know which figures a resubmission changed.",
    ),
    example=Phrase("Lần nộp 2 sửa TT.04 từ 600 thành 610.", "Submission 2 makes TT.04 610 instead of 600."),
)
VERDICT_MOVED = Rule(
    code="C10",
    name="verdict-moved-by-resubmission",
    severity=Severity.NOTE,
    title=Phrase("Kết quả chỉ tiêu thay đổi do nộp lại", "Verdict moved by a resubmission"),
    message=Phrase(
        "{cause} nên chỉ tiêu '{indicator}' đổi từ '{before}' thành '{after}'.",
        "{cause}, so that the indicator '{indicator}' moved from '{before}' to '{after}'.",
    ),
    fix=Phrase(
        "Xem các số liệu đã thay đổi; chuẩn bị giải trình nếu kết quả cũ đã được báo cáo.",
        "See which figures changed; be ready to explain it if the old result was already reported.",
    ),
    why=Phrase(
        "Kết quả đã báo cáo mà nay khác đi thì phải nói được vì sao.",
        "A result that was reported and is different now must be explained.",
    ),
    example=Phrase(
        "Nộp lại với 991/1.000 hồ sơ đúng hạn: từ chưa đạt thành đạt.",
        "Handed in again with 991 of 1,000 in time: not met becomes met.",
    ),
)
LATER_NOT_USABLE = Rule(
    code="C11",
    name="later-submission-not-usable",
    severity=Severity.WARNING,
    title=Phrase("Bản nộp lại không dùng được", "Later submission not usable"),
    message=Phrase(
        "lần nộp {submission} không dùng được nên vẫn tính lần nộp {counting} ({other}).",
        "submission {submission} cannot be used, so submission {counting} still counts ({other}).",
    ),
    fix=Phrase(
        "Sửa lỗi của tệp này rồi nộp lại; đến lúc đó kết quả vẫn theo {other}.",
        "Mend the faults of this file and hand it in again; until then the results rest on {other}.",
    ),
    why=Phrase(
        "Đơn vị tưởng đã sửa số, mà kết quả vẫn tính theo bản cũ.",
        "The office believes that it corrected its figures; the score still rests on the old ones.",
    ),
    example=Phrase("Lần nộp 2 bị mất cột Số liệu.", "Submission 2 has lost its value column."),
)
UNUSUAL_CHANGE = Rule(
    code="C12",
    name="unusual-change",
    severity=Severity.WARNING,
    title=Phrase("Số liệu thay đổi nhiều bất thường", "Unusual change"),
    message=Phrase(
        "{code} = {value}, cuối kỳ {previous} là {expected} ({file}): {change}, quá mức thường thấy {usual}.",
        "{code} = {value}, at the end of {previous} it was {expected} ({file}): {change}, beyond the usual {usual}.",
    ),
    fix=Phrase(
        "Kiểm tra lại số này; nếu đúng thì ghi lý do ở cột Ghi chú của dòng này.",
        "Check the figure; if it is right, write the reason into this row's remark.",
    ),
    why=Phrase(
        "Số cuối kỳ ít khi nhảy vọt; thường là gõ thừa hoặc thiếu một chữ số.",
        "A figure at a period's end seldom jumps; usually a digit too many or too few was typed.",
    ),
    example=Phrase("Quý I có 372 TTHC, Quý II ghi 37.", "372 procedures in Q1, 37 in Q2."),
)
EXPLAINED = Rule(
    code="C13",
    name="unusual-change-explained",
    severity=Severity.NOTE,
    title=Phrase("Khác kỳ trước, đã có ghi chú", "Differs from the period before, with a remark"),
    message=Phrase(
        "{code} = {value}, cuối kỳ {previous} thì {formula} = {expected} ({file}); đơn vị ghi chú: {remark}.",
        "{code} = {value}, at the end of {previous} {formula} = {expected} ({file}); the office remarks: {remark}.",
    ),
    fix=Phrase(
        "Xem lời ghi chú có giải thích được không; nếu không thì hỏi lại đơn vị.",
        "See whether the remark explains it; if not, ask the office.",
    ),
    why=Phrase(
        "Đã có lời giải thích thì không cảnh báo nữa, nhưng người đọc vẫn cần thấy.",
        "What is explained needs no warning, and whoever reads the score should still see it.",
    ),
    example=Phrase(
        "CQ.06 từ 9 lên 14, ghi chú 'nhận 05 người từ Văn phòng'.",
        "CQ.06 rises from 9 to 14 with the remark '5 people moved here'.",
    ),
)
SMALL_SAMPLE = Rule(
    code="C14",
    name="small-sample",
    severity=Severity.WARNING,
    title=Phrase("Mẫu quá nhỏ", "Small sample"),
    message=Phrase(
        "chỉ tiêu '{indicator}': {share} chỉ tính trên {denominator} {unit}; cần ít nhất {minimum} {unit}.",
        "indicator '{indicator}': {share} rests on {denominator} only; expected: {minimum} or more ({unit}).",
    ),
    fix=Phrase(
        "Kỳ sau lấy thêm {unit}; đến lúc đó chỉ nên coi kết quả này là để tham khảo.",
        "Collect more in the next period; until then take the result as an indication.",
    ),
    why=Phrase(
        "Chỉ có vài câu trả lời thì thêm hay bớt một người đã đổi kết quả.",
        "Among a few answers one person more or less turns the result.",
    ),
    example=Phrase("6/6 phiếu hài lòng: 100%.", "6 of 6 answers satisfied: 100%."),
)
MENDED_COPY = Rule(
    code="C16",
    name="marked-copy-mended",
    severity=Severity.NOTE,
    title=Phrase("Bản đánh dấu đã được sửa", "Marked copy was mended"),
    message=Phrase(
        "đây là bản đánh dấu của {original}, đã có người sửa; được đọc như một báo cáo.",
        "this is the marked copy of {original}, changed by somebody since; it is read as a return.",
    ),
    fix=Phrase(
        "Nếu bản này là bản đúng thì đưa {original} ra khỏi thư mục, hoặc ghi ở đây 'Lần nộp' lớn hơn.",
        "If this is the right one, take {original} away, or write a higher 'Lần nộp' here.",
    ),
    why=Phrase(
        "Hai bản khác số của cùng một kỳ thì không được chọn thay đơn vị.",
        "Of two versions of one period nobody may choose for the office.",
    ),
    example=Phrase(
        "Sửa số ngay trong kt-2026-Q1-phat-hien.xlsx rồi để cạnh bản gốc.",
        "Figures mended in kt-2026-Q1-phat-hien.xlsx, which lies beside the original.",
    ),
)

FIGURES_REPEATED = Rule(
    code="C15",
    name="figures-of-another-quarter",
    severity=Severity.WARNING,
    title=Phrase("Số liệu giống hệt quý khác", "Figures of another quarter"),
    message=Phrase(
        "{same}/{all} số liệu giống hệt báo cáo {previous} ({file}), kể cả số phát sinh trong kỳ ở các ô này.",
        "{same} of {all} figures are those of the return of {previous} ({file}), also what arises anew, in these cells.",
    ),
    fix=Phrase(
        "Đối chiếu với sổ theo dõi; nếu đây là số của {previous} thì nhập lại số của kỳ này rồi nộp lại.",
        "Compare with the records; if these are the figures of {previous}, type this period's and submit again.",
    ),
    why=Phrase(
        "Hồ sơ, phiếu, giao dịch của hai quý hiếm khi bằng nhau đến từng đơn vị; thường là tệp kỳ trước được đổi kỳ.",
        "Two quarters seldom have the same dossiers and answers to the last one; usually it is the old file, its period retyped.",
    ),
    example=Phrase(
        "Lấy báo cáo Quý I, gõ lại kỳ thành Quý II rồi nộp.",
        "The first quarter's return, handed in with the second quarter typed over it.",
    ),
)

RULES = (
    PART_EXCEEDS_WHOLE,
    IDENTITY_BROKEN,
    CARRY_OVER,
    RETURN_TWICE,
    SAME_BYTES,
    SUPERSEDED,
    RETURN_MISSING,
    DIVISION_IMPOSSIBLE,
    FIGURES_CHANGED,
    VERDICT_MOVED,
    LATER_NOT_USABLE,
    UNUSUAL_CHANGE,
    EXPLAINED,
    SMALL_SAMPLE,
    FIGURES_REPEATED,
    MENDED_COPY,
)
