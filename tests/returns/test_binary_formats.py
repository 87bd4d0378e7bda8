"""Forms as .xls and .xlsb: what a cell is beside its value is told there as it is in an .xlsx."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from binary_books import DIALECTS, Book, Dialect, Page, Spot, Xls, Xlsb, biff, book_of
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.guard import inspect
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.read import read_return
from cchc_kpi.returns.refusal import Refusal
from cchc_kpi.returns.traits import Area, Nature, SheetTraits, Trait
from forms_for_tests import (
    convert,
    form_of,
    lacking,
    needs_libreoffice,
    only,
    package,
    read,
    told,
    values_of,
    write_sound,
)
from hostile.bench import compound_of, record

SHEET = "Báo cáo"
CQ_06, CQ_07, CQ_10, CQ_11 = (11, 3), (12, 3), (15, 3), (16, 3)
"""Cells of kt's form: D12, D13, D16, D17."""
FORMATS = ("0.0%", '0"%"', "dd/mm/yyyy", "[h]:mm", 9, 14, "#,##0")
PERCENT, SIGN, DATE, HOURS, BUILT_IN_PERCENT, BUILT_IN_DATE, THOUSANDS = range(1, 8)
DIVISION = 0x07

Change = Callable[[Dialect, Page], object]
each = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.ending)


def put(spot: Spot, make: Callable[[Dialect, Spot], bytes]) -> Change:
    """A change that gives one cell a record."""
    return lambda dialect, page: page.cells.update({spot: make(dialect, spot)})


def form_as(dialect: Dialect, plan: Plan, folder: Path, *changes: Change) -> bytes:
    """Kt's sound form in a binary format, with changes to the sheet of its table."""
    book = book_of(dialect, write_sound(form_of(plan, "kt"), folder), FORMATS)
    for change in changes:
        change(dialect, book.pages[SHEET])
    return dialect.file(book)


def read_as(dialect: Dialect, plan: Plan, folder: Path, *changes: Change) -> Return:
    """That form as it is read."""
    return read_return(f"kt-2026-Q1.{dialect.ending}", form_as(dialect, plan, folder, *changes), plan)


@each
def test_a_sound_form_is_read_without_a_word(dialect: Dialect, plan: Plan, tmp_path: Path) -> None:
    """The figures are those of the .xlsx that it was made of."""
    item = read_as(dialect, plan, tmp_path)
    original = read(tmp_path / "kt-2026-Q1.xlsx", plan)
    assert ([], values_of(original)) == (told(item.findings), values_of(item))


@each
@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (lambda d, at: d.number(at, 1.0, PERCENT), "V16", "'100%' là tỷ lệ phần trăm"),
        (lambda d, at: d.whole(at, 1, PERCENT), "V16", "'100%' là tỷ lệ phần trăm"),
        (lambda d, at: d.whole(at, 1, BUILT_IN_PERCENT), "V16", "'100%' là tỷ lệ phần trăm"),
        (lambda d, at: d.formula(at, 0.955, PERCENT), "V16", "'95,5%' là tỷ lệ phần trăm"),
        (lambda d, at: d.whole(at, 95, SIGN), "V16", "'95%' là tỷ lệ phần trăm"),
        (lambda d, at: d.formula(at, 0.0, PERCENT), "V16", "'0%' là tỷ lệ phần trăm"),
        (lambda d, at: d.error(at, DIVISION), "V02", "ô báo lỗi #DIV/0!"),
        (lambda d, at: d.formula_error(at, 0x2A), "V02", "ô báo lỗi #N/A"),
        (lambda d, at: d.whole(at, 46115, DATE), "V03", "ngày 03/04/2026"),
        (lambda d, at: d.number(at, 46115.0, BUILT_IN_DATE), "V03", "ngày 03/04/2026"),
        (lambda d, at: d.formula(at, 46115.5, DATE), "V03", "ngày 03/04/2026 12:00"),
        (lambda d, at: d.number(at, 812.0, HOURS), "V03", "khoảng thời gian 812 ngày (19488:00)"),
        (lambda d, at: d.text(at, "95,5%"), "V16", "'95,5%' là tỷ lệ phần trăm"),
        (lambda d, at: d.truth(at, 1), "V01", "chữ 'TRUE'"),
    ],
)
def test_what_is_no_count_is_told(
    dialect: Dialect,
    make: Callable[[Dialect, Spot], bytes],
    code: str,
    words: str,
    plan: Plan,
    tmp_path: Path,
) -> None:
    """V16, V02, V03: a format, an error, a date behind a number cost the figure, in the one finding that says so."""
    item = read_as(dialect, plan, tmp_path, put(CQ_10, make))
    assert [(code, "D16")] == [(f.code, f.place.cell) for f in item.findings]
    assert [] == lacking(item.findings[0], words)
    assert None is values_of(item)["datasets_exempt", "2026-Q1"]


@each
@pytest.mark.parametrize(
    "make",
    [
        lambda d, at: d.whole(at, 1),
        lambda d, at: d.whole(at, 1, THOUSANDS),
        lambda d, at: d.formula(at, 1.0),
        lambda d, at: d.number(at, 0.0),
        lambda d, at: d.whole(at, 0),
    ],
)
def test_a_plain_number_is_a_count(
    dialect: Dialect, make: Callable[[Dialect, Spot], bytes], plan: Plan, tmp_path: Path
) -> None:
    """Near miss: other formats, a formula that was calculated, and a 0 that was typed."""
    assert [] == told(read_as(dialect, plan, tmp_path, put(CQ_10, make)).findings)


@each
@pytest.mark.parametrize(("value", "expected"), [(0.0, ["V15"]), (-0.0, ["V15"]), (1.0, [])])
def test_a_zero_of_a_formula_is_doubted_in_an_xls(
    dialect: Dialect, value: float, expected: list[str], plan: Plan, tmp_path: Path
) -> None:
    """V15: programs save 0 into .xls for what they did not calculate. Near miss: no other format, no other result."""
    item = read_as(dialect, plan, tmp_path, put(CQ_10, lambda d, at: d.formula(at, value)))
    assert (expected if dialect.ending == "xls" else []) == told(item.findings)
    assert "0" if not value else "1" == str(values_of(item)["datasets_exempt", "2026-Q1"])


def test_a_formula_without_a_number_is_what_it_shows(plan: Plan, tmp_path: Path) -> None:
    """In an .xls a formula may give nothing, which is a blank, or a truth value, which is no count."""
    nothing = put(CQ_10, lambda _, at: Xls().formula_giving(at, "nothing"))
    truth = put(CQ_11, lambda _, at: Xls().formula_giving(at, "truth", 1))
    item = read_as(Xls(), plan, tmp_path, nothing, truth)
    assert [("V08", "D16"), ("V01", "D17")] == [(f.code, f.place.cell) for f in item.findings]
    assert [] == lacking(item.findings[0], "ô để trống;")


@each
def test_a_blank_is_known_to_be_one(dialect: Dialect, plan: Plan, tmp_path: Path) -> None:
    """V08: errors are seen, so what is left is blank, and the message need not say "or in error"."""
    item = read_as(dialect, plan, tmp_path, lambda _, page: page.cells.pop(CQ_10))
    finding = only(item.findings, "V08")
    assert ("D16", []) == (finding.place.cell, lacking(finding, "ô để trống;"))


@needs_libreoffice
@pytest.mark.libreoffice
@each
def test_libreoffice_sees_the_same_in_what_is_written_here(
    dialect: Dialect, plan: Plan, tmp_path: Path
) -> None:
    """A file of each kind, saved again as .xlsx and .ods by LibreOffice, gives the same findings, cell by cell."""
    content = form_as(
        dialect,
        plan,
        tmp_path,
        put(CQ_06, lambda d, at: d.whole(at, 1, PERCENT)),
        put(CQ_07, lambda d, at: d.whole(at, 46115, DATE)),
        put((13, 3), lambda d, at: d.error(at, DIVISION)),
        put((14, 3), lambda d, at: d.whole(at, 95, SIGN)),
        lambda d, page: page.behind.append(d.merged((15, 16, 3, 3))),
        lambda _, page: page.cells.pop(CQ_11),
        lambda _, page: page.hidden_rows.add(17),
        put((18, 3), lambda d, at: d.number(at, 812.0, HOURS)),
        lambda d, page: page.before.append(d.columns(1, 2)),
    )
    source = tmp_path / f"kt-2026-Q1.{dialect.ending}"
    source.write_bytes(content)
    expected = [
        ("V16", "D12"),
        ("V03", "D13"),
        ("V02", "D14"),
        ("V16", "D15"),
        ("R28", "D16"),
        ("R29", "D18"),
        ("V03", "D19"),
    ]

    def seen(path: Path) -> list[tuple[str, str | None]]:
        return [(f.code, f.place.cell) for f in read(path, plan).findings]

    assert expected == seen(source)
    for ending in ("xlsx", "ods"):
        assert expected == seen(convert([source], ending, tmp_path / ending) / f"kt-2026-Q1.{ending}")


# --- The records themselves ---


def traits_of(dialect: Dialect, page: Page, formats: tuple[int | str, ...] = (0, *FORMATS)) -> SheetTraits:
    """What the guard sees of one sheet."""
    (traits,) = inspect(dialect.file(Book({"S": page}, formats))).sheets
    return traits


@each
def test_what_is_hidden_and_merged_is_seen(dialect: Dialect) -> None:
    """Rows and columns as ranges that do not touch; a column of no width is hidden as well."""
    page = Page(
        {(0, 0): dialect.whole((0, 0), 7)},
        [dialect.columns(1, 2) + dialect.columns(3, 3) + dialect.columns(5, 5, is_hidden=False)],
        [dialect.merged((0, 1, 0, 0), (4, 4, 2, 5))],
        {3, 4, 9},
    )
    page.before.append(dialect.columns(7, 8, is_hidden=False, width=0))
    expected = SheetTraits(
        (range(3, 5), range(9, 10)),
        (range(1, 4), range(7, 9)),
        (Area(range(2), range(1)), Area(range(4, 5), range(2, 6))),
    )
    assert expected == traits_of(dialect, page)


def test_numbers_beside_each_other_have_each_their_own_format() -> None:
    """An .xls keeps a row of whole numbers in one record."""
    page = Page({(2, 1): Xls().wholes((2, 1), [(1, 0), (1, PERCENT), (0, 0), (46115, DATE)])})
    expected = {(2, 2): Trait(Nature.PERCENT), (2, 4): Trait(Nature.DATE)}
    assert expected == traits_of(Xls(), page).cells


def test_formats_of_the_fifth_excel_are_read() -> None:
    """BIFF5, as Excel 95 wrote it: codes in one byte a character."""
    xls = Xls()
    stream = xls.stream(Book({"S": Page({(0, 0): xls.whole((0, 0), 1, 1)})}, (0, "0.0%")))
    new = biff(0x041E, b"\xa4\x00" + b"\x04\x00\x01" + "0.0%".encode("utf-16-le"))
    old = biff(0x041E, b"\xa4\x00" + b"\x040.0%").ljust(len(new) - 4, b" ") + biff(0x00E2)
    old = old[:2] + (len(new) - 8).to_bytes(2, "little") + old[4:]
    assert 1 == stream.count(new)
    stream = stream.replace(new, old).replace(xls.begin(5), xls.begin(5, 0x0500))
    stream = stream.replace(xls.begin(), xls.begin(version=0x0500))
    (traits,) = inspect(compound_of({"Book": stream})).sheets
    assert {(0, 0): Trait(Nature.PERCENT)} == traits.cells


def test_the_figures_of_a_chart_are_no_cells(plan: Plan, tmp_path: Path) -> None:
    """Excel keeps a chart's own numbers among a sheet's records: they would fall on the cells of the table."""
    xls = Xls()
    chart = [xls.begin(0x20), *(xls.number((row, 3), 999.0) for row in range(9, 19)), xls.end]
    item = read_as(xls, plan, tmp_path, lambda _, page: page.behind.append(b"".join(chart)))
    original = read(tmp_path / "kt-2026-Q1.xlsx", plan)
    assert ([], values_of(original)) == (told(item.findings), values_of(item))


def test_a_sheet_that_is_a_chart_is_passed_over(plan: Plan, tmp_path: Path) -> None:
    """Its figures stand there once for each axis, at the same places: no cell that stands twice."""
    xls = Xls()
    book = book_of(xls, write_sound(form_of(plan, "kt"), tmp_path))
    figures = [xls.number((row, 0), 1.0) for row in range(3)] + [xls.number((65_535, 255), 1.0)]
    book.pages["Biểu đồ"] = Page(behind=figures * 3, kind=2)
    assert [] == told(read_return("kt-2026-Q1.xls", xls.file(book), plan).findings)


def test_no_reader_gets_to_see_a_chart(plan: Plan, tmp_path: Path) -> None:
    """What is handed on holds one beginning and one end a sheet: readers differ over what lies within."""
    xls = Xls()
    chart = xls.begin(0x20) + xls.number((0, 0), 999.0) + xls.end
    content = inspect(form_as(xls, plan, tmp_path, lambda _, page: page.behind.append(chart))).content
    assert (0, 0) == (content.count(xls.begin(0x20)), content.count(xls.number((0, 0), 999.0)))


def test_cells_behind_a_chart_are_cells(plan: Plan, tmp_path: Path) -> None:
    """The end of a chart is not the end of its sheet."""
    xls = Xls()
    last = xls.whole(CQ_10, 1)

    def move(_: Dialect, page: Page) -> None:
        page.cells.pop(CQ_10)
        page.behind += [xls.begin(0x20), xls.end, last]

    item = read_as(xls, plan, tmp_path, move)
    assert ([], "1") == (told(item.findings), str(values_of(item)["datasets_exempt", "2026-Q1"]))


def test_a_workbook_embedded_in_another_is_not_read_for_it(plan: Plan, tmp_path: Path) -> None:
    """Both keep their cells in a stream of the same name; that of the root is the return."""
    xls = Xls()
    book = book_of(xls, write_sound(form_of(plan, "kt"), tmp_path))
    foreign = xls.stream(Book({"S": Page({(0, 0): xls.whole((0, 0), 7)})}))
    content = compound_of({"Workbook": xls.stream(book)}, within={"Workbook": foreign})
    assert [] == told(read_return("kt-2026-Q1.xls", content, plan).findings)


@each
def test_days_may_be_counted_from_1904(dialect: Dialect, plan: Plan, tmp_path: Path) -> None:
    """V03: 44653 days after 1 January 1904 are the day that others call 46115."""
    book = book_of(dialect, write_sound(form_of(plan, "kt"), tmp_path), FORMATS)
    book.counts_from_1904 = True
    book.pages[SHEET].cells[CQ_10] = dialect.whole(CQ_10, 44653, DATE)
    finding = only(read_return("kt", dialect.file(book), plan).findings, "V03")
    assert [] == lacking(finding, "ngày 03/04/2026")


@each
def test_a_date_outside_the_figures_is_nobodys_business(dialect: Dialect, plan: Plan, tmp_path: Path) -> None:
    """Near miss of V03: an office may keep dates beside the table."""
    item = read_as(dialect, plan, tmp_path, put((30, 7), lambda d, at: d.whole(at, 46115, DATE)))
    assert [] == told(item.findings)


# --- What is refused ---


def refusal_of(content: bytes) -> tuple[str, str]:
    """The code and the Vietnamese reason that the guard refuses a file with."""
    with pytest.raises(Refusal) as caught:
        inspect(content)
    reason = caught.value.details["reason"]
    return caught.value.rule.code, reason if isinstance(reason, str) else reason.vi


@each
def test_a_cell_that_stands_twice_is_refused(dialect: Dialect) -> None:
    """F07: one reader would take the first, another the last."""
    twice = dialect.whole((2, 3), 1) + dialect.whole((2, 3), 2)
    content = dialect.file(Book({"S": Page({(2, 3): twice})}))
    assert ("F07", "ô D3 lặp lại") == refusal_of(content)


@each
def test_a_format_that_is_not_there_is_refused(dialect: Dialect) -> None:
    """F07: nobody can say whether the 1 was shown as 100%."""
    content = dialect.file(Book({"S": Page({(2, 3): dialect.whole((2, 3), 1, 5)})}))
    assert ("F07", "có ô thiếu định dạng") == refusal_of(content)


def test_an_xlsb_without_styles_has_plain_numbers() -> None:
    """Near miss: the first style is General where none is listed."""
    xlsb = Xlsb()
    parts = xlsb.parts(Book({"S": Page({(2, 3): xlsb.whole((2, 3), 1)})}))
    del parts["xl/styles.bin"]
    assert (SheetTraits(),) == inspect(package(parts)).sheets


@each
@pytest.mark.parametrize("spot", [(60_000, 60), (0, 2_000)])
def test_a_cell_too_far_out_is_refused(dialect: Dialect, spot: Spot) -> None:
    """F08: as in an .xlsx, before a reader makes room for it."""
    content = dialect.file(Book({"S": Page({spot: dialect.whole(spot, 1)})}))
    assert ("F08", f"có ô tới dòng {spot[0] + 1}, cột {spot[1] + 1}") == refusal_of(content)


@each
def test_too_many_cells_are_refused(dialect: Dialect) -> None:
    """F08: 50 000 filled cells, of all sheets together; one less is let through."""
    cells = {(row, column): dialect.whole((row, column), 1) for row in range(2_500) for column in range(20)}
    book = Book({"S": Page(dict(cells))})
    assert 1 == len(inspect(dialect.file(book)).sheets)
    book.pages["T"] = Page({(0, 0): dialect.whole((0, 0), 1)})
    assert ("F08", "có hơn 50.000 ô dữ liệu") == refusal_of(dialect.file(book))


@each
def test_too_many_merged_areas_are_refused(dialect: Dialect) -> None:
    """F08: as in an .xlsx."""
    areas = [(row, row + 1, 0, 0) for row in range(0, 10_002, 2)]
    assert ("F08", "có hơn 5.000 vùng ô gộp") == refusal_of(
        dialect.file(Book({"S": Page(behind=[dialect.merged(*areas)])}))
    )


@each
def test_too_many_records_are_refused(dialect: Dialect) -> None:
    """F08: going through them takes time, whatever they hold."""
    is_xls = dialect.ending == "xls"
    numbers = (number.to_bytes(4, "little") for number in range(600_001))
    many = b"".join(biff(0x00E2, number) if is_xls else record(400, number) for number in numbers)
    content = dialect.file(Book({"S": Page(behind=[many])}))
    assert ("F08", "có hơn 600.000 bản ghi") == refusal_of(content)


@pytest.mark.parametrize(
    "change",
    [
        lambda stream: stream[:-6],  # cut in the last cell
        lambda stream: stream.replace(Xls.end, biff(0x00E2)),  # nothing ends
        lambda stream: stream[4:],  # begins with no beginning
        lambda stream: stream.replace(Xls().begin(), Xls().begin(version=0x0400)),
    ],
)
def test_a_broken_xls_is_refused(change: Callable[[bytes], bytes]) -> None:
    """F07: what does not end, or begins otherwise, is not read in part."""
    xls = Xls()
    stream = xls.stream(Book({"S": Page({(0, 0): xls.number((0, 0), 7.0)})}))
    content = compound_of({"Workbook": change(stream)})
    assert "F07" == refusal_of(content)[0]


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/worksheets/sheet1.bin", lambda content: content[:-1]),
        ("xl/styles.bin", lambda content: content[:-3] + b"\x83"),
        ("xl/workbook.bin", lambda content: content.replace(b"r\0I\0d\0001\0", b"r\0I\0d\0009\0")),
        ("xl/workbook.bin", lambda _: b""),
        ("xl/_rels/workbook.bin.rels", lambda text: text.replace("worksheets/", "sheets/")),
        ("xl/_rels/workbook.bin.rels", lambda text: text.replace('/worksheet"', '/chartsheet"')),
    ],
)
def test_a_broken_xlsb_is_refused(part: str, change: Callable[[bytes | str], bytes | str]) -> None:
    """F07: a part that breaks off, a sheet that leads nowhere, none at all."""
    xlsb = Xlsb()
    parts = xlsb.parts(Book({"S": Page({(0, 0): xlsb.number((0, 0), 7.0)})}))
    before = parts[part]
    parts[part] = change(before)
    assert before != parts[part]
    assert "F07" == refusal_of(package(parts))[0]
