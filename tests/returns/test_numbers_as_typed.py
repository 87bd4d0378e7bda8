"""Numbers as offices type them: what each text or format gives, worked out by hand.

In amounts the unit is one million đồng, so that 1 tỷ (10^9 đồng) is 1000, 1 nghìn (10^3 đồng) is 0.001 and
1 đồng is 0.000001. A text that gives a value brings the note V09, which says what was read.
"""

from __future__ import annotations

import io
import unicodedata
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.cells import Figure, read_figure
from cchc_kpi.returns.habit import Habit, find_habit
from cchc_kpi.returns.observation import State
from cchc_kpi.returns.read import read_return
from cchc_kpi.returns.readers import read_careful
from cchc_kpi.returns.units import is_percentage, read_typed
from cchc_kpi.returns.workbook import Cell, Kind
from forms_for_tests import form_of, lacking, opened, package, parts_of, write_sound

COUNT, AMOUNT, ANSWER = "TT.04", "NS.01", "CQ.12"
NBSP, NARROW = "\u00a0", "\u202f"


def measured(plan: Plan, kind: str, unit: str) -> Measure:
    """A measure of a kind and unit."""
    code = {"count": COUNT, "amount": AMOUNT, "yes_no": ANSWER}[kind]
    return plan.measure_by_code[code].model_copy(update={"unit": unit})


def read(plan: Plan, cell: Cell, kind: str, unit: str, habit: Habit | None = None) -> Figure:
    """Read a cell of a measure in which KPS may stand, unless it is a yes or no."""
    measure = measured(plan, kind, unit)
    return read_figure(cell, measure, kps_allowed=kind != "yes_no", tells_blanks=True, habit=habit)


def outcome(figure: Figure) -> str:
    """Return "value", or "rule" where there is none, or "rule: one | other" where there are two."""
    if figure.value is not None:
        return str(figure.value)
    assert figure.fault is not None
    code, details = figure.fault.rule.code, figure.fault.details
    if code != "V10":
        return code
    one, other = details["one"], details["other"]
    assert isinstance(one, Phrase)
    assert isinstance(other, Phrase)
    return f"{code}: {one.vi} | {other.vi}"


# What is typed, and what it gives.
DOSSIERS = [
    # The bare number, its marks and spaces.
    ("1234", "1234"),
    ("1.234", "1234"),  # a count has no decimals: the dot stands between thousands
    ("1,234", "1234"),
    ("1 234", "1234"),
    (f"1{NBSP}234", "1234"),
    (f"1{NARROW}234", "1234"),
    ("1.234.567", "1234567"),
    ("1,234,567", "1234567"),
    ("'990", "990"),
    ("+5", "5"),
    ("0", "0"),
    ("-0", "0"),
    ("0.000", "0"),
    ("007", "7"),
    (f"{NBSP}95{NBSP}", "95"),
    # With the measure's own unit.
    ("990 hồ sơ", "990"),
    ("990hồ sơ", "990"),
    ("990 HỒ SƠ", "990"),
    ("990 Hồ sơ.", "990"),
    (f"1.234{NBSP}hồ{NBSP}sơ", "1234"),
    (unicodedata.normalize("NFD", "1.234 hồ sơ"), "1234"),
    ("1,234 hồ sơ", "1234"),
    ("0 hồ sơ", "0"),
    # With a word of scale: the result must be whole.
    ("1,2 nghìn", "1200"),
    ("1.2 ngàn", "1200"),
    ("2 nghìn hồ sơ", "2000"),
    ("1,5 triệu", "1500000"),
    ("2 tr", "2000000"),
    ("1 tỷ", "1000000000"),
    ("0,001 nghìn", "1"),
    ("1.200 nghìn", "V10: 1200000 | 1200"),  # 1200 thousands, or 1.2 thousands
    ("1,234 nghìn hồ sơ", "V10: 1234000 | 1234"),
    ("1.234.567 nghìn", "1234567000"),
    ("1,2345 nghìn", "V05"),  # 1234.5 dossiers
    ("0,5 hồ sơ", "V05"),
    # What no count can be.
    ("12,5", "V05"),
    ("1.234,5", "V05"),
    ("1234.567", "V05"),
    # A mark too few or in the wrong place, or decimals that are zeros: nobody can say which.
    ("1000.000", "V10: 1000000 | 1000"),
    ("1000,000", "V10: 1000000 | 1000"),
    ("12000.000", "V10: 12000000 | 12000"),
    ("1.0000", "V10: 10000 | 1"),
    ("1.000,000", "V10: 1000000 | 1000"),
    ("1 000.000", "V10: 1000000 | 1000"),
    ("1000.000 hồ sơ", "V10: 1000000 | 1000"),
    ("-1000.000", "V10: -1000000 | -1000"),
    ("1.000", "1000"),  # one group, set as it should be
    ("1.000.000", "1000000"),
    ("1000,00", "1000"),
    ("12.000,00", "12000"),
    ("12.00", "12"),
    ("1.000.00", "V01"),
    ("1000.000.000", "V01"),
    ("0,955", "V05"),
    ("-5", "V06"),
    ("-5 hồ sơ", "V06"),
    ("\u22121.234", "V06"),
    ("1.000.000 tỷ", "V14"),  # 10^15
    # A foreign unit is not read.
    ("12 người", "V01"),
    ("1.234 phiếu", "V01"),
    ("500 đồng", "V01"),
    ("2 triệu đồng", "V01"),
    ("12 hs", "V01"),
    ("12 ho so", "V01"),
    ("600 hồ sơ/năm", "V01"),
    ("1 tỷ 200 triệu", "V01"),
    ("3 + 4 hồ sơ", "V01"),
    ("khoảng 600", "V01"),
    ("hồ sơ", "V01"),
    ("nghìn", "V01"),
    # Broken marks and other scripts.
    ("1.23.456", "V01"),
    ("12 34", "V01"),
    ("1.", "V01"),
    ("1.234.", "V01"),
    (",5", "V01"),
    ("1e5", "V01"),
    ("3/4", "V01"),
    ("03/04/2026", "V01"),
    ("\u0661\u0662", "V01"),
    # Percentages.
    ("95%", "V16"),
    ("95,5%", "V16"),
    (f"95,5{NBSP}%", "V16"),
    ("95.5 %", "V16"),
    ("100%", "V16"),
    ("95 phần trăm", "V16"),
    ("95,5 Phần Trăm", "V16"),
    ("-5%", "V16"),
    ("đạt 95%", "V01"),
    ("95% hồ sơ", "V01"),
    ("%", "V01"),
    # Signs and words that say neither none nor how many.
    ("-", "V01"),
    ("\u2013", "V01"),
    ("x", "V01"),
    ("không có", "V01"),
    ("Có", "V01"),
    ("n/a", "V01"),
    ("KP", "V01"),
    ("K.P.S", "V01"),
    ("Khong phat sinh", "V01"),
    # Nothing arose.
    ("KPS", "0"),
    ("không phát sinh", "0"),
]
MILLIONS = [
    # The bare number is in the measure's unit.
    ("93", "93"),
    ("12,5", "12.5"),
    ("12.5", "12.5"),
    ("1.234,5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("0,345", "0.345"),
    ("1 234", "1234"),
    ("1 234,567", "1234.567"),
    ("1.234.567", "1234567"),
    ("1.234", "V10: 1234 | 1,234"),
    ("1,234", "V10: 1234 | 1,234"),
    ("500.000", "V10: 500000 | 500"),  # decimals that are zeros are decimals all the same
    ("1000.000", "V10: 1000000 | 1000"),
    ("1000.500", "1000.5"),
    ("1000,00", "1000"),
    # In the measure's own unit, in words.
    ("93 triệu đồng", "93"),
    ("12,5 triệu", "12.5"),
    ("12,5 tr", "12.5"),
    ("12,5tr", "12.5"),
    ("12,5 trđ", "12.5"),
    ("12,5 tr.đ", "12.5"),
    ("12,5 Tr. đồng", "12.5"),
    ("12,5 triệu VNĐ", "12.5"),
    (f"12,5{NBSP}triệu{NBSP}đồng", "12.5"),
    (unicodedata.normalize("NFD", "12,5 triệu đồng"), "12.5"),
    ("1.234 triệu", "V10: 1234 | 1,234"),
    ("1,234 tr.đ", "V10: 1234 | 1,234"),
    # In another unit of money.
    ("2 tỷ", "2000"),
    ("2 tỉ", "2000"),
    ("1,5 tỷ đồng", "1500"),
    ("1,5 tỷ VND", "1500"),
    ("2.345,6 tỷ", "2345600"),
    ("1.234 tỷ", "V10: 1234000 | 1234"),
    ("500 nghìn", "0.5"),
    ("500 ngàn đồng", "0.5"),
    ("500.000 nghìn", "V10: 500 | 0,5"),
    ("1.500.000 nghìn đồng", "1500"),
    ("93.000.000 đồng", "93"),
    ("93,000,000 VND", "93"),
    ("93 000 000 đ", "93"),
    ("93.000.000đ", "93"),
    ("500.000 đồng", "0.5"),  # the đồng has no decimals: 500 thousand of them
    ("1000.000 đồng", "V10: 1 | 0,001"),  # a million of them, or a thousand
    ("1.234 đ", "0.001234"),
    ("1 VNĐ", "0.000001"),
    ("0 đồng", "0"),
    # What no amount can be.
    ("12,5 đồng", "V13"),  # 0.0000125
    ("0,1234567 triệu", "V13"),
    ("0,1234567 tỷ", "123.4567"),
    ("-2 tỷ", "V06"),
    ("1.000.000.000.000 tỷ", "V14"),  # 10^15 millions
    ("95%", "V16"),
    ("0,5 %", "V16"),
    # A foreign unit is not read.
    ("12 hồ sơ", "V01"),
    ("5 USD", "V01"),
    ("12,5 trieu", "V01"),
    ("93 triệu/tháng", "V01"),
    ("93 triệu 500", "V01"),
    ("VNĐ 500.000", "V01"),
    ("triệu đồng", "V01"),
]
OTHER_UNITS = [
    ("12 phiếu", "count", "phiếu", "12"),
    ("7 TTHC", "count", "TTHC", "7"),
    ("7 tthc", "count", "TTHC", "7"),
    ("3 bộ dữ liệu", "count", "bộ dữ liệu", "3"),
    ("1,2 nghìn người", "count", "người", "1200"),
    ("5 nghìn người", "count", "nghìn người", "5"),
    ("1.234", "count", "nghìn người", "1234"),
    ("5 nghìn", "count", "nghìn người", "V01"),  # 5 as the unit has it, or 5 of it with the word said twice
    ("5 người", "count", "nghìn người", "V01"),
    ("12,5", "amount", "km", "12.5"),
    ("12,5 km", "amount", "km", "12.5"),
    ("1.234 km", "amount", "km", "V10: 1234 | 1,234"),
    ("1,5 nghìn km", "amount", "km", "1500"),
    ("2 triệu", "amount", "đồng", "2000000"),
    ("500.000", "amount", "đồng", "500000"),
    ("500.000 đ", "amount", "đồng", "500000"),
    ("1.234 nghìn", "amount", "đồng", "V10: 1234000 | 1234"),
    ("500 triệu", "amount", "tỷ đồng", "0.5"),
    ("1,5", "amount", "tỷ đồng", "1.5"),
    ("500.000 đồng", "amount", "nghìn đồng", "500"),
    ("1.234", "amount", "nghìn đồng", "V10: 1234 | 1,234"),
]
ANSWERS = [
    ("Có", "1"),
    ("có", "1"),
    ("CÓ", "1"),
    (unicodedata.normalize("NFD", "Có"), "1"),
    ("Không", "0"),
    (f" không{NBSP}", "0"),
    ("Co", "V07"),
    ("Khong", "V07"),
    ("x", "V07"),
    ("1", "V07"),
    ("0", "V07"),
    ("TRUE", "V07"),
    ("-", "V07"),
    ("Không có", "V07"),
    ("100%", "V07"),
    ("KPS", "V11"),
]
TEXTS = [
    *((text, "count", "hồ sơ", expected) for text, expected in DOSSIERS),
    *((text, "amount", "triệu đồng", expected) for text, expected in MILLIONS),
    *OTHER_UNITS,
    *((text, "yes_no", "có/không", expected) for text, expected in ANSWERS),
]


@pytest.mark.parametrize(("text", "kind", "unit", "expected"), TEXTS)
def test_a_text_gives_what_it_says_or_is_told(
    plan: Plan, text: str, kind: str, unit: str, expected: str
) -> None:
    """One reading is read, two are shown, none is told; nothing is guessed."""
    assert expected == outcome(read(plan, Cell(Kind.TEXT, text), kind, unit))


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [
        (Cell(Kind.NUMBER, "0.955", 0.955), "count", "V05"),
        (Cell(Kind.NUMBER, "1", 1.0), "count", "1"),
        (Cell(Kind.NUMBER, "0", -0.0), "count", "0"),
        (Cell(Kind.NUMBER, "0", -0.0), "amount", "0"),
        (Cell(Kind.PERCENT, "95,5%", 0.955), "count", "V16"),
        (Cell(Kind.PERCENT, "100%", 1.0), "count", "V16"),
        (Cell(Kind.PERCENT, "0%", 0.0), "count", "V16"),
        (Cell(Kind.PERCENT, "12.300%", 123.0), "count", "V16"),
        (Cell(Kind.PERCENT, "95,5%", 0.955), "amount", "V16"),
        (Cell(Kind.PERCENT, "100%", 1.0), "yes_no", "V07"),
        (Cell(Kind.DATE, "03/04/2026"), "count", "V03"),
        (Cell(Kind.DATE, "03/04/2026"), "amount", "V03"),
        (Cell(Kind.BOOL, "TRUE"), "count", "V01"),
        (Cell(Kind.BOOL, "TRUE"), "yes_no", "V07"),
        (Cell(Kind.NUMBER, "1", 1.0), "yes_no", "V07"),
        (Cell(Kind.ERROR, "#DIV/0!"), "count", "V02"),
    ],
)
def test_a_cell_that_is_no_text_gives_what_it_says_or_is_told(
    plan: Plan, cell: Cell, kind: str, expected: str
) -> None:
    """A number formatted as a percentage is a ratio, also where it is whole."""
    assert expected == outcome(read(plan, cell, kind, "hồ sơ"))


def finding(figure: Figure) -> Finding:
    """The finding that a figure brings, so as to look at its words."""
    assert figure.fault is not None
    return Finding(figure.fault.rule, Place("kt.xlsx", "Báo cáo", "D12"), figure.fault.details)


def test_the_note_says_what_was_made_of_the_unit(plan: Plan) -> None:
    """V09: the text, the number in the measure's unit, and the unit."""
    told = finding(read(plan, Cell(Kind.TEXT, "1,5 tỷ đồng"), "amount", "triệu đồng"))
    assert ("V09", "note") == (told.code, told.severity.value)
    assert [] == lacking(told, "chữ '1,5 tỷ đồng' đã được đọc là 1500 triệu đồng", "Đúng là 1500")


def test_a_value_from_a_unit_is_a_plain_number(plan: Plan) -> None:
    """2 tỷ is written 2000 wherever it is shown, and no 2E+3."""
    value = read(plan, Cell(Kind.TEXT, "2 tỷ"), "amount", "triệu đồng").value
    assert ("2000", Decimal(2000)) == (str(value), value)


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        (Cell(Kind.TEXT, "95,5%"), "Nhập con số (hồ sơ), không nhập tỷ lệ phần trăm."),
        (
            Cell(Kind.PERCENT, "95,5%", 0.955),
            "Nhập con số (hồ sơ), không nhập tỷ lệ phần trăm; trước khi nhập, đổi định dạng ô sang Số (Number).",
        ),
    ],
)
def test_a_percentage_is_told_with_what_to_type(plan: Plan, cell: Cell, advice: str) -> None:
    """V16: what is there, what is needed; a format must go first, or the next figure is a percentage again."""
    told = finding(read(plan, cell, "count", "hồ sơ"))
    expected = (
        "kt.xlsx, sheet 'Báo cáo', ô D12: TT.04: '95,5%' là tỷ lệ phần trăm; cần một số nguyên từ 0 trở lên."
    )
    assert (expected, advice) == (told.message(), told.fix())


# --- How the return writes numbers elsewhere ---


def text_at(plan: Plan, address: str, text: str, code: str) -> tuple[str, Cell, Measure]:
    """A text in a value cell."""
    return address, Cell(Kind.TEXT, text), plan.measure_by_code[code]


@pytest.mark.parametrize(
    ("text", "code", "mark"),
    [
        ("2.345,6", AMOUNT, ","),
        ("2,345.6", AMOUNT, "."),
        ("12,5", AMOUNT, ","),
        ("12.5 triệu", AMOUNT, "."),
        ("1.234.567", AMOUNT, ","),
        ("1.234", COUNT, ","),
        ("1,234 hồ sơ", COUNT, "."),
        ("1 234,5", AMOUNT, ","),
        ("500.000 đồng", AMOUNT, ","),
        ("12,5 tr.đ", AMOUNT, ","),
    ],
)
def test_a_text_with_one_reading_shows_which_mark_is_for_decimals(
    plan: Plan, text: str, code: str, mark: str
) -> None:
    """By the decimals themselves, or by the thousands that the other mark stands between."""
    assert Habit("D9", text, mark) == find_habit([text_at(plan, "D9", text, code)])


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.234", AMOUNT), ("1234", COUNT), ("1 234", COUNT), ("12,5%", COUNT), ("12,5 kg", COUNT), ("Có", ANSWER), ("12,5", ANSWER)],
)  # fmt: skip
def test_a_text_that_settles_nothing_is_no_evidence(plan: Plan, text: str, code: str) -> None:
    """Near miss: two readings, no mark, no number of the measure."""
    assert None is find_habit([text_at(plan, "D9", text, code)])


def test_texts_that_contradict_each_other_are_no_evidence(plan: Plan) -> None:
    """Two hands filled the form: neither speaks for the other."""
    both = [text_at(plan, "D9", "12,5", AMOUNT), text_at(plan, "D10", "12.5", AMOUNT)]
    assert None is find_habit(both)


def test_a_number_is_no_evidence(plan: Plan) -> None:
    """A number cell holds no marks: the computer shows them."""
    assert None is find_habit([("D9", Cell(Kind.NUMBER, "12.5", 12.5), plan.measure_by_code[AMOUNT])])


@pytest.mark.parametrize(
    ("text", "habit", "evidence"),
    [
        ("1.234", Habit("D9", "2.345,6", ","), "; theo cách viết ở ô D9 ('2.345,6') thì là 1234."),
        ("1,234", Habit("D9", "2.345,6", ","), "; theo cách viết ở ô D9 ('2.345,6') thì là 1,234."),
        ("1.234", Habit("D9", "12.5", "."), "; theo cách viết ở ô D9 ('12.5') thì là 1,234."),
        ("1,234 tr.đ", Habit("D9", "12.5", "."), "; theo cách viết ở ô D9 ('12.5') thì là 1234."),
        ("1.234", None, "(triệu đồng)."),
    ],
)
def test_two_readings_are_shown_with_the_evidence(
    plan: Plan, text: str, habit: Habit | None, evidence: str
) -> None:
    """V10: the figure is refused all the same; the office is told what its other cells suggest."""
    figure = read(plan, Cell(Kind.TEXT, text), "amount", "triệu đồng", habit)
    assert (State.ERROR, None) == (figure.state, figure.value)
    assert [] == lacking(finding(figure), f"chữ '{text}' có thể là 1234 hoặc 1,234 (triệu đồng)")
    assert finding(figure).message().endswith(evidence)


@pytest.mark.parametrize(
    ("text", "mark", "likely"),
    [("1000.000", ",", "1000000"), ("1000.000", ".", "1000"), ("1.000,000", ".", "1000000"), ("1.000,000", ",", "1000")],
)  # fmt: skip
def test_the_last_mark_is_held_against_the_habit(plan: Plan, text: str, mark: str, likely: str) -> None:
    """V10: of a text with two marks the last one would be the decimals'."""
    figure = read(plan, Cell(Kind.TEXT, text), "count", "hồ sơ", Habit("D9", "x", mark))
    assert finding(figure).message().endswith(f"; theo cách viết ở ô D9 ('x') thì là {likely}.")


def test_the_evidence_comes_from_the_same_return(plan: Plan, tmp_path: Path) -> None:
    """A count typed "1.010" in the return shows how its office writes thousands."""
    form = form_of(plan, "kt", "2026-Q4")
    path = write_sound(form, tmp_path, {"CQ.06": "1.010", "NS.01": "1.234"})
    with opened(path) as filled:
        at = filled.at("CQ.06").coordinate
    told = [f for f in read_return(path.name, path.read_bytes(), plan).findings if f.code == "V10"]
    assert [f"theo cách viết ở ô {at} ('1.010') thì là 1234."] == [f.message().split("; ")[-1] for f in told]


# --- Numbers formatted as percentages, through the careful reader ---


def formatted(*cells: tuple[object, str]) -> list[Cell | None]:
    """Read a column of values with these number formats by the careful reader."""
    book = openpyxl.Workbook()
    for row, (value, code) in enumerate(cells, start=1):
        cell = book.worksheets[0].cell(row, 1)
        cell.value = value  # type: ignore[assignment]
        cell.number_format = code
    stream = io.BytesIO()
    book.save(stream)
    grid = read_careful(stream.getvalue()).sheets[0].cells
    return [grid.get((row, 0)) for row in range(len(cells))]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.955, "0%", "95,5%"),
        (0.955, "0.0%", "95,5%"),
        (1, "0%", "100%"),
        (0, "0.00%", "0%"),
        (12, "0%", "1.200%"),
        (0.29, "0%", "29%"),  # 0.29 * 100 is 28.999999999999996 in floats
        (1 / 3, "0%", "33,33%"),
        (-0.05, "0%;[Red]-0%", "-5%"),
        (95, '0"%"', "95%"),  # a sign that is text multiplies nothing
        (95.5, r"0.0\%", "95,5%"),
    ],
)
def test_a_number_shown_as_a_percentage_is_told_apart(value: float, code: str, text: str) -> None:
    """Its text is what the sheet shows when the cell is chosen; the number stays what the file holds."""
    assert [Cell(Kind.PERCENT, text, float(value))] == formatted((value, code))


@pytest.mark.parametrize(
    ("value", "code", "kind"),
    [
        (0.955, "0.0", Kind.NUMBER),
        (0.955, "0.0_%", Kind.NUMBER),
        ("95,5%", "0%", Kind.TEXT),
        (True, "0%", Kind.BOOL),
        ("#DIV/0!", "0%", Kind.ERROR),
        ("=A9", "0%", Kind.UNCALCULATED),
    ],
)
def test_any_other_cell_keeps_its_kind(value: object, code: str, kind: Kind) -> None:
    """Near miss: a sign that is not drawn, and contents that are no numbers."""
    (cell,) = formatted((value, code))
    assert cell is not None
    assert kind is cell.kind


def test_a_style_that_the_workbook_has_not_loses_no_cell(plan: Plan, tmp_path: Path) -> None:
    """A cell pointing at a format beyond the list is read as its bare number."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        at = form.at("CQ.06").coordinate
        form.at("CQ.06").value = 7
    parts = parts_of(path.read_bytes())
    name = "xl/worksheets/sheet1.xml"
    head, _, tail = parts[name].partition(f'<c r="{at}" s="'.encode())
    parts[name] = head + f'<c r="{at}" s="99999"'.encode() + tail[tail.index(b'"') + 1 :]
    cells = [cell for cell in read_careful(package(parts)).sheets[0].cells.values() if cell.text == "7"]
    assert Cell(Kind.NUMBER, "7", 7.0) in cells


@pytest.mark.parametrize("code", ["0%", "0.0%"])
def test_a_figure_formatted_as_a_percentage_is_told_in_a_return(
    plan: Plan, tmp_path: Path, code: str
) -> None:
    """V16: though the fast reader sees the number 1 alone, the form is known to hold such a format."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.at("CQ.06").value = 1
        form.at("CQ.06").number_format = code
    item = read_return(path.name, path.read_bytes(), plan)
    told = [f for f in item.findings if f.place.cell == "D12"]
    assert ["V16"] == [f.code for f in told]
    assert [] == lacking(told[0], "CQ.06: '100%' là tỷ lệ phần trăm", "đổi định dạng ô sang Số (Number)")


def test_a_percentage_outside_the_figures_is_nobodys_business(plan: Plan, tmp_path: Path) -> None:
    """Near miss of V16: an office may work out its ratios beside the table."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    expected = read_return(path.name, path.read_bytes(), plan).findings
    with opened(path) as form:
        beside = form.at("CQ.06").offset(column=4)
        beside.value, beside.number_format = 0.955, "0.0%"
    assert expected == read_return(path.name, path.read_bytes(), plan).findings


# --- For any content ---


@given(st.text("0123456789.,' -%đồngtriệuỷhồsơ\u00a0", max_size=16), st.sampled_from([COUNT, AMOUNT]))
def test_any_mix_of_numbers_and_words_has_at_most_two_readings(plan: Plan, text: str, code: str) -> None:
    """None, one or two; and a percentage is never a figure."""
    typed = read_typed(text, plan.measure_by_code[code])
    assert typed is None or (1 <= len(typed.values) <= 2 and not is_percentage(text))


@given(st.integers(0, 10**14))
def test_any_sum_in_dong_is_read_exactly(plan: Plan, dong: int) -> None:
    """With dots for thousands, as a ledger has it: millionths of the measure's unit."""
    typed = read_typed(f"{dong:,} đồng".replace(",", "."), plan.measure_by_code[AMOUNT])
    assert typed is not None
    assert (Decimal(dong) / 10**6,) == typed.values
