"""What a value cell says of its measure: every kind of content, by hand, for every type of measure."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.findings import Finding, Place
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.cells import Figure, read_figure
from cchc_kpi.returns.observation import State
from cchc_kpi.returns.workbook import Cell, Kind
from forms_for_tests import lacking

COUNT, AMOUNT, ANSWER = "TT.04", "NS.01", "CQ.12"
NBSP, THIN = "\u00a0", "\u2009"


def number(value: float) -> Cell:
    """A cell that holds a number."""
    return Cell(Kind.NUMBER, repr(value), value)


def text(value: str) -> Cell:
    """A cell that holds text."""
    return Cell(Kind.TEXT, value)


def figure(plan: Plan, code: str, cell: Cell | None, *, tells_blanks: bool = True) -> Figure:
    """Read a cell as the program does: KPS is allowed unless the measure needs a number."""
    measure: Measure = plan.measure_by_code[code]
    allowed = measure.id not in plan.needs_a_number
    return read_figure(cell, measure, kps_allowed=allowed, tells_blanks=tells_blanks)


def outcome(read: Figure) -> tuple[State, Decimal | None, str | None]:
    """The state, the value and the code of the rule broken."""
    return read.state, read.value, read.fault.rule.code if read.fault else None


def words(read: Figure) -> Finding:
    """The finding that a figure brings, so as to look at its words."""
    assert read.fault is not None
    return Finding(read.fault.rule, Place("kt.xlsx", "Báo cáo", "D12"), read.fault.details)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (number(990.0), 990),
        (number(0.0), 0),
        (number(600.0), 600),
        (number(999_999_999_999_999.0), 999_999_999_999_999),
    ],
)
def test_whole_numbers_are_counts(plan: Plan, cell: Cell, value: int) -> None:
    """A whole number from 0 is read as it is, and nothing is said."""
    assert (State.VALUE, Decimal(value), None) == outcome(figure(plan, COUNT, cell))


@pytest.mark.parametrize("code", [COUNT, AMOUNT])
def test_zero_is_a_value_and_no_blank(plan: Plan, code: str) -> None:
    """0 was typed by somebody: it counts."""
    assert (State.VALUE, Decimal(0), None) == outcome(figure(plan, code, number(0.0)))


@pytest.mark.parametrize("code", [COUNT, AMOUNT])
def test_a_zero_that_may_stand_for_a_text_is_doubted(plan: Plan, code: str) -> None:
    """V15: a 0 that a formula left in an .xls counts, with a warning; a 0 that was typed is beyond doubt."""
    doubted = figure(plan, code, number(0.0)._replace(is_doubtful=True))
    assert (State.VALUE, Decimal(0), "V15") == outcome(doubted)
    assert [] == lacking(words(doubted), f"{code}: công thức trong tệp .xls ra 0", "Đã đọc là 0", "tệp .xlsx")


@pytest.mark.parametrize("code", [COUNT, AMOUNT, ANSWER])
def test_a_blank_is_no_value(plan: Plan, code: str) -> None:
    """A blank is a missing figure, whatever the measure; it is never 0."""
    assert (State.BLANK, None, "V08") == outcome(figure(plan, code, None))


def test_a_blank_answer_is_advised_an_answer_and_never_0(plan: Plan) -> None:
    """V08: a yes/no cell takes `Có` or `Không`; to advise 0 or KPS there would only bring V07 or V11 next."""
    finding = words(figure(plan, ANSWER, None))
    assert (
        "Nhập số liệu: chọn 'Có' hoặc 'Không'.",
        "Fill in the cell: choose 'Có' (yes) or 'Không' (no).",
    ) == (
        finding.fix("vi"),
        finding.fix("en"),
    )


def test_a_blank_count_is_advised_0(plan: Plan) -> None:
    """Near miss: where numbers go, none is 0 and nothing arisen is KPS."""
    assert [] == lacking(
        words(figure(plan, COUNT, None)), "không có thì nhập 0", "không phát sinh thì nhập KPS"
    )


@pytest.mark.parametrize(
    ("tells_blanks", "state"), [(True, "ô để trống"), (False, "ô trống, có lỗi hoặc chưa được tính")]
)
def test_a_blank_is_called_what_the_reader_knows_of_it(plan: Plan, tells_blanks: bool, state: str) -> None:
    """The fast reader cannot tell a blank from an error, and does not pretend to."""
    finding = words(figure(plan, COUNT, None, tells_blanks=tells_blanks))
    assert [] == lacking(
        finding,
        "TT.04",
        state,
        "một số nguyên từ 0",
        "không có thì nhập 0, kỳ này không phát sinh thì nhập KPS",
    )


@pytest.mark.parametrize("code", [AMOUNT, ANSWER])
def test_a_blank_where_kps_cannot_stand_does_not_advise_it(plan: Plan, code: str) -> None:
    """Advice that the next run would refuse is no advice."""
    assert ["KPS"] == lacking(words(figure(plan, code, None)), "KPS")


@pytest.mark.parametrize(
    "written", ["KPS", "kps", " KPS ", "Không phát sinh", "KHÔNG PHÁT SINH", f"không{NBSP}phát  sinh"]
)
def test_kps_is_a_state_of_its_own_and_adds_as_zero(plan: Plan, written: str) -> None:
    """KPS is said in so many words, not guessed from a blank."""
    assert (State.KPS, Decimal(0), None) == outcome(figure(plan, COUNT, text(written)))


@pytest.mark.parametrize("written", ["KP", "không", "phát sinh", "KPS.", "n/a"])
def test_what_resembles_kps_is_not_kps(plan: Plan, written: str) -> None:
    """Only the two agreed spellings mean that nothing arose."""
    assert (State.ERROR, None, "V01") == outcome(figure(plan, COUNT, text(written)))


@pytest.mark.parametrize("code", [AMOUNT, ANSWER, "BM.01", "BM.02", "BM.03"])
def test_kps_cannot_stand_in_a_reduction_or_a_yes_no(plan: Plan, code: str) -> None:
    """A reduction against a baseline and a yes/no question always have an answer."""
    read = figure(plan, code, text("KPS"))
    assert (State.ERROR, None, "V11") == outcome(read)
    assert [] == lacking(words(read), code, "không được ghi 'KPS'", "cần ")


# --- Numbers stored as text ---


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.234", "1234"),
        ("1,234", "1234"),
        ("1 234", "1234"),
        (f"1{NBSP}234", "1234"),
        (f"1{THIN}234", "1234"),
        ("1.234.567", "1234567"),
        ("95", "95"),
        (" 95 ", "95"),
        (f"95{NBSP}", "95"),
        ("'95", "95"),
        ("+95", "95"),
        ("007", "7"),
        ("0", "0"),
    ],
)
def test_a_text_that_can_be_one_count_only_is_read_with_a_note(plan: Plan, written: str, value: str) -> None:
    """A count has no decimals: "1.234" dossiers are 1234, and the note says so."""
    assert (State.VALUE, Decimal(value), "V09") == outcome(figure(plan, COUNT, text(written)))


def test_the_note_says_what_was_read(plan: Plan) -> None:
    """Both the text and the number read from it stand in the message."""
    finding = words(figure(plan, COUNT, text("1.234")))
    assert "note" == finding.severity.value
    assert [] == lacking(
        finding, "ô D12", "TT.04", "chữ '1.234' đã được đọc là 1234", "Đúng là 1234 thì không cần làm gì"
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0,345", "0.345"),
        ("0.345", "0.345"),
        ("1234,567", "1234.567"),
        ("1 234,567", "1234.567"),
        ("1.234.567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("95", "95"),
        (f"12,5{NBSP}", "12.5"),
    ],
)
def test_a_text_that_can_be_one_amount_only_is_read_with_a_note(plan: Plan, written: str, value: str) -> None:
    """Two marks, a leading zero or the number of digits can settle what a mark means."""
    assert (State.VALUE, Decimal(value), "V09") == outcome(figure(plan, AMOUNT, text(written)))


@pytest.mark.parametrize(
    ("written", "one", "other"),
    [
        ("1.234", "1234", "1,234"),
        ("1,234", "1234", "1,234"),
        ("12.345", "12345", "12,345"),
        ("999,999", "999999", "999,999"),
    ],
)
def test_an_amount_with_two_readings_is_refused_with_both(
    plan: Plan, written: str, one: str, other: str
) -> None:
    """A text like 1.234 million may be a thousand or one and a bit: nobody guesses."""
    read = figure(plan, AMOUNT, text(written))
    assert (State.ERROR, None, "V10") == outcome(read)
    assert [] == lacking(words(read), "NS.01", f"'{written}'", f"có thể là {one} hoặc {other}")


@pytest.mark.parametrize(
    ("written", "code", "advice"),
    [
        ("600 người", COUNT, "chỉ gõ con số, tính bằng hồ sơ, không kèm chữ."),
        ("95% hồ sơ", COUNT, "không nhập tỷ lệ phần trăm"),
        ("-", COUNT, "không có thì nhập 0, kỳ này không phát sinh thì nhập KPS, chưa có số thì để trống."),
        (
            "\u2013",
            COUNT,
            "không có thì nhập 0, kỳ này không phát sinh thì nhập KPS, chưa có số thì để trống.",
        ),
        ("-", AMOUNT, "không có thì nhập 0, chưa có số thì để trống."),
        (
            "Không có",
            COUNT,
            "không có thì nhập 0, kỳ này không phát sinh thì nhập KPS, chưa có số thì để trống.",
        ),
        ("K.P.S", COUNT, "nếu kỳ này không phát sinh thì gõ đúng KPS."),
        ("Khong phat sinh", COUNT, "nếu kỳ này không phát sinh thì gõ đúng KPS."),
        ("KPS.", AMOUNT, "không có thì nhập 0, chưa có số thì để trống."),
        ("x", COUNT, "gõ một số nguyên từ 0 trở lên; chưa có số thì để trống."),
        ("Có", COUNT, "gõ một số nguyên từ 0 trở lên; chưa có số thì để trống."),
        ("1.23.4", COUNT, "gõ một số nguyên từ 0 trở lên; chưa có số thì để trống."),
        ("12 34", COUNT, "gõ một số nguyên từ 0 trở lên; chưa có số thì để trống."),
        ("1e5", COUNT, "chỉ gõ con số, tính bằng hồ sơ, không kèm chữ."),
        ("khoảng 600", COUNT, "gõ một số nguyên từ 0 trở lên; chưa có số thì để trống."),
        ("1.234,5.6", AMOUNT, "gõ một số từ 0 trở lên (triệu đồng); chưa có số thì để trống."),
        ("93 hồ sơ", AMOUNT, "chỉ gõ con số, tính bằng triệu đồng, không kèm chữ."),
        ("\u0661\u0662", COUNT, "gõ một số nguyên từ 0 trở lên; chưa có số thì để trống."),
    ],
)
def test_words_in_a_number_cell_are_refused_with_advice(
    plan: Plan, written: str, code: str, advice: str
) -> None:
    """The message quotes the text and says what to type instead."""
    read = figure(plan, code, text(written))
    assert (State.ERROR, None, "V01") == outcome(read)
    assert [] == lacking(words(read), f"chữ '{written}'", advice)


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("12\u200b5", "'12[U+200B]5'"),  # a zero-width space, as web pages have them
        ("125\u200b", "'125[U+200B]'"),
        ("\ufeff125", "'[U+FEFF]125'"),
        ("12\u00ad5", "'12[U+00AD]5'"),  # a soft hyphen
        ("\u202a125", "'[U+202A]125'"),
        ("1\x0725", "'1[U+0007]25'"),
        ("12\u31645", "'12[U+3164]5'"),  # a letter that shows nothing
    ],
)
def test_characters_that_nobody_sees_are_written_out(plan: Plan, written: str, quoted: str) -> None:
    """V01: "125" that is no number would puzzle anybody; the code of what is in between says why."""
    read = figure(plan, COUNT, text(written))
    assert (State.ERROR, None, "V01") == outcome(read)
    assert [] == lacking(words(read), f"chữ {quoted};", "xóa trắng ô rồi gõ một số nguyên", "không nhìn thấy")


def test_numbers_over_several_lines_are_told_so(plan: Plan) -> None:
    """V01: two numbers in one cell look like one with a space; the advice says what is wrong."""
    read = figure(plan, COUNT, text("12\n240"))
    assert (State.ERROR, None, "V01") == outcome(read)
    assert [] == lacking(words(read), "chỉ gõ một con số, trên một dòng")


# --- What a count or an amount cannot be ---


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (number(0.955), "0,955"),
        (number(599.9), "599,9"),
        (number(0.5), "0,5"),
        (text("12,5"), "'12,5'"),
        (text("1.234,5"), "'1.234,5'"),
        (text("0.955"), "'0.955'"),
        (number(1e-300), "1,000E-300"),
    ],
)
def test_a_fraction_is_no_count(plan: Plan, cell: Cell, found: str) -> None:
    """0.955 in a count is a ratio typed by mistake."""
    read = figure(plan, COUNT, cell)
    assert (State.ERROR, None, "V05") == outcome(read)
    assert [] == lacking(words(read), f"TT.04: {found} có phần thập phân;", "số đếm được (hồ sơ)")


@pytest.mark.parametrize(
    ("code", "cell", "found"),
    [
        (COUNT, number(-5.0), "-5"),
        (COUNT, text("-5"), "'-5'"),
        (COUNT, text("\u22125"), "'\u22125'"),
        (AMOUNT, number(-0.5), "-0,5"),
        (AMOUNT, text("-12,5"), "'-12,5'"),
    ],
)
def test_a_negative_figure_is_refused(plan: Plan, code: str, cell: Cell, found: str) -> None:
    """No figure of the plan can be below zero."""
    read = figure(plan, code, cell)
    assert (State.ERROR, None, "V06") == outcome(read)
    assert [] == lacking(words(read), f"{found} là số âm", "từ 0 trở lên")


@pytest.mark.parametrize("cell", [number(1e15), number(1e300), text("1000000000000000"), text("9" * 400)])
@pytest.mark.parametrize("code", [COUNT, AMOUNT])
def test_a_number_past_15_digits_is_refused(plan: Plan, code: str, cell: Cell) -> None:
    """There a spreadsheet no longer keeps every unit; the message stays short."""
    read = figure(plan, code, cell)
    assert (State.ERROR, None, "V14") == outcome(read)
    assert [] == lacking(words(read), "quá lớn", "nhỏ hơn 1 triệu tỷ", "đơn vị tính")
    assert len(words(read).message()) < 200


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
@pytest.mark.parametrize("code", [COUNT, AMOUNT])
def test_what_is_no_finite_number_is_refused(plan: Plan, code: str, value: float) -> None:
    """Other programs can store infinities; they are not figures."""
    assert (State.ERROR, None, "V01") == outcome(figure(plan, code, number(value)))


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        (COUNT, 599.9999999999999, "600"),
        (COUNT, 3.0000000000000004, "3"),
        (AMOUNT, 0.1 + 0.2, "0.3"),
        (AMOUNT, 93.00000000000001, "93"),
        (AMOUNT, 1234.5600000000002, "1234.56"),
    ],
)
def test_float_noise_is_taken_off_with_a_note(plan: Plan, code: str, value: float, expected: str) -> None:
    """What lies beyond a spreadsheet's 15 digits was typed by nobody."""
    assert (State.VALUE, Decimal(expected), "V12") == outcome(figure(plan, code, number(value)))


@pytest.mark.parametrize(
    ("code", "written", "rule"),
    [
        (COUNT, "1,0000000000000000000000000000000000000001", "V05"),
        (COUNT, "0,00000000000000000000000000000000000001", "V05"),
        (AMOUNT, "1,00000000000000000000000000000000000001", "V13"),
        (AMOUNT, "0,00000000000000000000000000000000000001", "V13"),
        (AMOUNT, "123456789012345,0000001", "V13"),
    ],
)
def test_a_fraction_far_behind_the_mark_is_seen(plan: Plan, code: str, written: str, rule: str) -> None:
    """V05, V13: no decimal is rounded away on the way to the question whether there are any."""
    assert (State.ERROR, None, rule) == outcome(figure(plan, code, text(written)))


@pytest.mark.parametrize(
    ("code", "written", "value"),
    [
        (COUNT, "1,0000000000000000000000000000000000000000", "1"),
        (AMOUNT, "1,25000000000000000000000000000000000000", "1.25"),
        (AMOUNT, "123456789012345,000001", "123456789012345.000001"),
    ],
)
def test_zeros_far_behind_the_mark_do_no_harm(plan: Plan, code: str, written: str, value: str) -> None:
    """Near miss of V05 and V13: forty zeros say nothing, and the last decimal allowed is kept."""
    assert (State.VALUE, Decimal(value), "V09") == outcome(figure(plan, code, text(written)))


def test_the_note_on_noise_quotes_what_the_file_holds(plan: Plan) -> None:
    """Both the number in the file and the number read stand in the message."""
    finding = words(figure(plan, AMOUNT, number(0.1 + 0.2)))
    assert "note" == finding.severity.value
    assert [] == lacking(finding, "NS.01", "0,30000000000000004", "đã được đọc là 0,3")


@pytest.mark.parametrize("value", [0.3, 12.5, 0.123456, 93.0, 123456789.123456])
def test_an_amount_of_six_decimals_is_taken_as_it_is(plan: Plan, value: float) -> None:
    """Millions with six decimals reach the single đồng."""
    assert (State.VALUE, Decimal(repr(value)), None) == outcome(figure(plan, AMOUNT, number(value)))


@pytest.mark.parametrize("cell", [number(1000 / 3), number(0.1234567), number(1e-7), text("0,1234567")])
def test_an_amount_of_more_than_six_decimals_is_refused(plan: Plan, cell: Cell) -> None:
    """=1000/3 is a formula's residue, not an amount that anybody spent."""
    read = figure(plan, AMOUNT, cell)
    assert (State.ERROR, None, "V13") == outcome(read)
    assert [] == lacking(words(read), "NS.01", "nhiều nhất 6 chữ số sau dấu phẩy", "triệu đồng")


# --- Cells that hold no number and no text ---


@pytest.mark.parametrize("code", [COUNT, AMOUNT, ANSWER])
@pytest.mark.parametrize(
    ("cell", "rule", "quoted"),
    [
        (Cell(Kind.ERROR, "#DIV/0!"), "V02", "#DIV/0!"),
        (Cell(Kind.DATE, "03/04/2026"), "V03", "ô đang chứa ngày 03/04/2026;"),
        (Cell(Kind.TIME, "07:30", 0.3125), "V03", "ô đang chứa giờ 07:30;"),
        (Cell(Kind.TIME, "19488:00", 812.0), "V03", "ô đang chứa khoảng thời gian 812 ngày (19488:00);"),
        (Cell(Kind.TIME, "26:00", 26 / 24), "V03", "ô đang chứa khoảng thời gian 26:00;"),
        (Cell(Kind.UNCALCULATED, "=SUM(D9:D11)"), "V04", "'=SUM(D9:D11)'"),
    ],
)
def test_errors_dates_and_uncalculated_formulas_are_told_apart(
    plan: Plan, code: str, cell: Cell, rule: str, quoted: str
) -> None:
    """Each is quoted as it stands, whatever the measure's type."""
    read = figure(plan, code, cell)
    assert (State.ERROR, None, rule) == outcome(read)
    assert [] == lacking(words(read), code, quoted, "cần")


@pytest.mark.parametrize("code", [COUNT, AMOUNT])
def test_true_is_no_number(plan: Plan, code: str) -> None:
    """A tick box's TRUE in a number cell is not 1."""
    assert (State.ERROR, None, "V01") == outcome(figure(plan, code, Cell(Kind.BOOL, "TRUE")))


# --- Yes and no ---


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Có", 1),
        ("có", 1),
        ("CÓ", 1),
        (" Có ", 1),
        (unicodedata.normalize("NFD", "Có"), 1),
        ("Không", 0),
        ("không", 0),
        ("KHÔNG", 0),
        (unicodedata.normalize("NFD", "Không"), 0),
        (f"Không{NBSP}", 0),
    ],
)
def test_yes_and_no_are_read_in_any_case_and_composition(plan: Plan, written: str, value: int) -> None:
    """Có is 1 and Không is 0, however the computer composed the letters."""
    assert (State.VALUE, Decimal(value), None) == outcome(figure(plan, ANSWER, text(written)))


@pytest.mark.parametrize(
    "cell",
    [
        text("x"),
        text("co"),
        text("khong"),
        text("yes"),
        text("1"),
        number(1.0),
        number(0.0),
        Cell(Kind.BOOL, "TRUE"),
        text("đang triển khai"),
    ],
)
def test_anything_else_is_neither_yes_nor_no(plan: Plan, cell: Cell) -> None:
    """A cross, a 1 or an unaccented word does not say which it is."""
    read = figure(plan, ANSWER, cell)
    assert (State.ERROR, None, "V07") == outcome(read)
    assert [] == lacking(words(read), "CQ.12", f"ô ghi '{cell.text}'", "cần 'Có' hoặc 'Không'")


@pytest.mark.parametrize(("written", "near"), [("Co", "Có"), ("co", "Có"), ("KHONG", "Không"), ("Cò", "Có")])
def test_an_answer_without_its_accents_gets_a_question(plan: Plan, written: str, near: str) -> None:
    """V07: "Co" is probably "Có"; it is asked, and never taken."""
    read = figure(plan, ANSWER, text(written))
    assert (State.ERROR, None, "V07") == outcome(read)
    assert [] == lacking(words(read), f"ô ghi '{written}' (có phải là '{near}'?); cần 'Có' hoặc 'Không'.")


@pytest.mark.parametrize(
    "cell", [text("x"), text("yes"), text("Có rồi"), number(1.0), Cell(Kind.BOOL, "TRUE")]
)
def test_what_resembles_no_answer_gets_no_question(plan: Plan, cell: Cell) -> None:
    """Near miss: a cross or a 1 is no misspelt answer."""
    assert "Chọn 'Có' hoặc 'Không' trong danh sách của ô." == words(figure(plan, ANSWER, cell)).fix()


@pytest.mark.parametrize(
    ("code", "advice"),
    [(COUNT, "gõ lại con số."), (AMOUNT, "gõ lại con số."), (ANSWER, "chọn 'Có' hoặc 'Không'.")],
)
@pytest.mark.parametrize(
    "cell", [Cell(Kind.ERROR, "#REF!"), Cell(Kind.DATE, "03/04/2026"), Cell(Kind.UNCALCULATED, "=A1")]
)
def test_a_useless_content_is_to_be_replaced_by_what_the_measure_takes(
    plan: Plan, cell: Cell, code: str, advice: str
) -> None:
    """V02, V03, V04: nobody is told to type a number where a yes or no belongs."""
    assert words(figure(plan, code, cell)).fix().endswith(advice)


# --- For any content ---


@given(
    cell=st.one_of(
        st.none(),
        st.floats().map(number),
        st.floats(0, 1).map(lambda share: Cell(Kind.PERCENT, "95,5%", share)),
        st.text().map(text),
        st.from_regex(r"\A[-+ ]?[0-9]{1,5}([., ][0-9]{1,4}){0,3} ?%?\Z").map(text),
        st.builds(Cell, st.sampled_from([Kind.BOOL, Kind.DATE, Kind.ERROR, Kind.UNCALCULATED]), st.text()),
        st.builds(Cell, st.just(Kind.TIME), st.text(), st.floats(0, 1000)),
    ),
    code=st.sampled_from([COUNT, AMOUNT, ANSWER]),
)
def test_any_cell_gives_a_value_or_a_finding(plan: Plan, cell: Cell | None, code: str) -> None:
    """A value is what its type allows; where there is none, an error or a blank is told."""
    read = figure(plan, code, cell)
    if read.value is None:
        assert read.fault is not None
        assert read.state in {State.ERROR, State.BLANK}
        assert "D12" in words(read).message("vi")
        assert "D12" in words(read).message("en")
    else:
        assert 0 <= read.value < 10**15
        assert read.value * (10**6 if code == AMOUNT else 1) % 1 == 0


@given(value=st.integers(0, 10**15 - 1))
def test_every_count_that_a_spreadsheet_can_hold_is_read_exactly(plan: Plan, value: int) -> None:
    """From a number cell and from its Vietnamese text alike."""
    assert Decimal(value) == figure(plan, COUNT, number(float(value))).value
    assert Decimal(value) == figure(plan, COUNT, text(f"{value:,}".replace(",", "."))).value


@given(millionths=st.integers(0, 10**14))
def test_every_amount_of_whole_millionths_is_read_exactly(plan: Plan, millionths: int) -> None:
    """The float that a spreadsheet stores for an amount gives the amount back."""
    amount = Decimal(millionths) / 10**6
    assert amount == figure(plan, AMOUNT, number(float(amount))).value
