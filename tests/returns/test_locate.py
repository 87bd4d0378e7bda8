"""Finding the form in a workbook: its mark, its table, its labelled fields, and near misses of headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.locate import find_mark, find_tables, mark_rows
from cchc_kpi.returns.near import likely_column, near_miss
from cchc_kpi.returns.readers import read_fast
from cchc_kpi.returns.strays import find_strays
from cchc_kpi.returns.workbook import Cell, Kind, Sheet, Workbook
from forms_for_tests import baseline_of, form_of, opened, write_sound


def sheet(text: str, name: str = "Báo cáo") -> Sheet:
    """A sheet from a table in text: cells between bars, a dot for a blank, digits for numbers."""
    cells = {}
    for row, line in enumerate(text.strip().splitlines()):
        for column, word in enumerate(part.strip() for part in line.strip().strip("|").split("|")):
            if word.isdigit():
                cells[row, column] = Cell(Kind.NUMBER, word, float(word))
            elif word != ".":
                cells[row, column] = Cell(Kind.TEXT, word)
    return Sheet(name, cells)


def book(*sheets: Sheet) -> Workbook:
    """A workbook of these sheets."""
    return Workbook(sheets, tells_blanks=True)


TABLE = """
| Đơn vị báo cáo: | Phòng Kinh tế | .           |
| Xã              | Lộc Bình      | .           |
| Kỳ báo cáo      | .             | 2026-Q1     |
| Mã số           | Số liệu       | Ghi chú     |
| (1)             | (2)           | (3)         |
| CQ.06           | 10            | .           |
| .               | .             | .           |
| cq.07           | 9             | đã đối chiếu|
| Tổng cộng       | 19            | .           |
"""


def test_the_mark_of_every_form_is_read_back(plan: Plan, tmp_path: Path) -> None:
    """What the writer hides, the reader finds: plan, digest, office, period, labels."""
    for form in (form_of(plan, "vhxh"), form_of(plan, "vhxh", None), baseline_of(plan, "vhxh")):
        mark = find_mark(read_fast(write_sound(form, tmp_path).read_bytes()))
        assert mark is not None
        expected = (
            plan.plan.id,
            form.digest,
            "vhxh",
            form.period_text,
            {m.code: m.name for m in form.measures},
        )
        assert expected == (mark.plan_id, mark.digest, mark.office, mark.period, mark.labels)


def test_a_workbook_without_a_mark_has_none() -> None:
    """A cell A1 that says something else is no mark."""
    assert find_mark(book(sheet(TABLE), sheet("| cchc |"))) is None


def test_a_renamed_sheet_still_carries_the_mark(plan: Plan) -> None:
    """The mark is known by cell A1, not by the sheet's name."""
    rows = "\n".join(f"| {key} | {value or '.'} |" for key, value in mark_rows(form_of(plan, "kt")))
    mark = find_mark(book(sheet(TABLE), sheet(rows, "Sheet2")))
    assert mark is not None
    assert ("kt", "2026-Q1") == (mark.office, mark.period)


def test_a_table_is_found_by_its_heading_and_codes(plan: Plan) -> None:
    """Heading row, columns, and rows by code in any case."""
    (table,) = find_tables(book(sheet(TABLE)), plan)
    assert 3 == table.header_row
    assert (0, 1, 2) == tuple(table.column(head) for head in ("Mã số", "Số liệu", "Ghi chú"))
    assert {"CQ.06": (5,), "CQ.07": (7,)} == dict(table.rows)


def test_rows_without_a_code_of_the_plan_are_strays(plan: Plan) -> None:
    """The row of column numbers, and the total with its figure; a row that is all blank is none."""
    (table,) = find_tables(book(sheet(TABLE)), plan)
    assert [("A5", "(1)", ""), ("A9", "Tổng cộng", "19")] == [
        (stray.address, stray.code, stray.figure) for stray in find_strays(table, [1], 0)
    ]


def test_headings_are_folded_when_they_are_looked_up(plan: Plan) -> None:
    """Capitals, stray spaces and decomposed letters do not lose a column."""
    (table,) = find_tables(book(sheet(TABLE.replace("Số liệu", "SỐ  LIỆU").replace("Mã số", "Mã số"))), plan)
    assert 1 == table.column("Số liệu")


def test_a_heading_without_any_code_below_is_no_table(plan: Plan) -> None:
    """A list of other things under `Mã số` is not a return."""
    assert () == find_tables(book(sheet("| Mã số | Số liệu |\n| NV.01 | 3 |")), plan)


def test_codes_above_their_heading_do_not_count(plan: Plan) -> None:
    """A code in the title does not make a row."""
    assert () == find_tables(book(sheet("| CQ.06 | . |\n| Mã số | Số liệu |")), plan)


def test_a_heading_word_in_the_title_does_not_hide_the_table(plan: Plan) -> None:
    """Of two cells `Mã số` the first that has codes below it heads the table."""
    (table,) = find_tables(book(sheet("| . | Mã số | . |" + TABLE)), plan)
    assert 4 == table.header_row


def test_the_hidden_sheet_is_never_taken_for_a_table(plan: Plan) -> None:
    """The mark lists all codes, and is not the return."""
    assert () == find_tables(book(sheet("| cchc-kpi | 1 |\n| Mã số | Số liệu |\n| CQ.06 | x |")), plan)


@pytest.mark.parametrize(
    ("field", "address", "text"),
    [("Đơn vị báo cáo", "B1", "Phòng Kinh tế"), ("Xã", "B2", "Lộc Bình"), ("Kỳ báo cáo", "C3", "2026-Q1")],
)
def test_a_field_is_the_first_filled_cell_beside_its_label(
    plan: Plan, field: str, address: str, text: str
) -> None:
    """A colon behind the label and a blank column beside it do not matter."""
    (table,) = find_tables(book(sheet(TABLE)), plan)
    assert [(address, text)] == [(found.address, found.text) for found in table.fields[field]]


def test_a_blank_field_is_not_filled_from_the_next_label(plan: Plan) -> None:
    """Two labels side by side: the first one's value is missing, not the second label."""
    text = TABLE.replace("| Xã              | Lộc Bình      | .           |", "| Xã | Lần nộp | 2 |")
    (table,) = find_tables(book(sheet(text)), plan)
    assert [("B2", "")] == [(found.address, found.text) for found in table.fields["Xã"]]
    assert ["2"] == [found.text for found in table.fields["Lần nộp"]]


def test_a_label_that_stands_twice_is_found_twice(plan: Plan) -> None:
    """Both fields are kept, from top to bottom: whoever asks for the period must see that there are two."""
    text = TABLE.replace("| Mã số ", "| Kỳ báo cáo | 2026-Q2 | . |\n| Mã số ")
    (table,) = find_tables(book(sheet(text)), plan)
    assert [("C3", "2026-Q1"), ("B4", "2026-Q2")] == [(f.address, f.text) for f in table.fields["Kỳ báo cáo"]]


def test_a_label_below_the_table_is_no_field(plan: Plan) -> None:
    """The signature block may say `Xã` as it likes."""
    (table,) = find_tables(book(sheet(TABLE.replace("| Xã ", "| Huyện ") + "| Xã | Na Dương | . |")), plan)
    assert "Xã" not in table.fields


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Ma so", "có phải là 'Mã số'?"),
        ("Mãsố", "có phải là 'Mã số'?"),
        ("MÃ SÔ", "sheet 'Báo cáo', ô A1 ghi 'MÃ SÔ'"),
    ],
)
def test_a_heading_that_lost_its_accents_is_hinted_at(written: str, hint: str) -> None:
    """The hint says where the likely heading stands; it is not read as the heading."""
    assert hint in near_miss((sheet(f"| {written} |"),), "Mã số").vi


@pytest.mark.parametrize("written", ["Mã số", "Số liệu", "Mã số thuế của đơn vị"])
def test_another_heading_is_no_near_miss(written: str) -> None:
    """A different heading, or the right one, brings no hint."""
    assert "" == near_miss((sheet(f"| {written} |"),), "Mã số").vi


def _likely(plan: Plan, text: str) -> tuple[int | None, str]:
    (table,) = find_tables(book(sheet(text)), plan)
    known = {*table.columns.get("mã số", ()), *table.columns.get("đơn vị tính", ())}
    likely = likely_column(table, "Số liệu", known)
    return likely.column, likely.hint.vi


@pytest.mark.parametrize(
    ("expected", "heading"),
    [
        ("có cột 'So lieu'", "So lieu"),  # by its name
        ("có cột 'Kết quả'", "Kết quả"),  # by the figures under it
        ("cột B có số mà không có tiêu đề", "."),
    ],
)
def test_the_likely_column_is_suggested(expected: str, heading: str, plan: Plan) -> None:
    """A misspelt heading is offered, else the one column that holds figures, with a heading or without."""
    column, hint = _likely(plan, f"| Mã số | {heading} | Diễn giải |\n| CQ.06 | 3 | x |")
    assert (1, True) == (column, expected in hint)


@pytest.mark.parametrize("row", ["| CQ.06 | 3 | 4 |", "| CQ.06 | x | y |"])
def test_no_column_is_suggested_where_several_or_none_hold_figures(row: str, plan: Plan) -> None:
    """Between two columns of figures nothing tells which was meant."""
    assert (None, "") == _likely(plan, f"| Mã số | Kết quả | Kỳ trước |\n{row}")


@pytest.mark.parametrize(
    "text",
    [
        "| Mã số | Kết quả | . |\n| . | Số liệu | Ghi chú |\n| CQ.06 | 3 | x |",  # merged downwards
        "| . | Số liệu | Ghi chú |\n| Mã số | . | . |\n| CQ.06 | 3 | x |",  # merged upwards
        "| Mã số | . | . |\n| (1) | . | . |\n| . | Số liệu | Ghi chú |\n| CQ.06 | 3 | x |",
    ],
)
def test_headings_merged_over_several_rows_are_found(text: str, plan: Plan) -> None:
    """A heading may stand in another row of the head than the code's."""
    (table,) = find_tables(book(sheet(text)), plan)

    assert (1, 2) == (table.column("Số liệu"), table.column("Ghi chú"))


def test_a_heading_written_twice_over_one_column_is_one(plan: Plan) -> None:
    """A head of two rows that repeats a heading in its column names one column."""
    (table,) = find_tables(book(sheet("| Mã số | Số liệu |\n| Mã số | Số liệu |\n| CQ.06 | 3 |")), plan)

    assert 1 == table.column("Số liệu")


def test_words_among_the_figures_are_no_headings(plan: Plan) -> None:
    """A heading's word below the first row of figures opens no column."""
    (table,) = find_tables(book(sheet("| Mã số | x |\n| CQ.06 | 3 |\n| . | Số liệu |\n| CQ.07 | 4 |")), plan)

    assert None is table.column("Số liệu")


def test_a_form_that_was_opened_and_saved_is_found_the_same(plan: Plan, tmp_path: Path) -> None:
    """Saving in another program changes nothing of what is found."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    before = find_tables(read_fast(path.read_bytes()), plan)[0]
    with opened(path):
        pass
    after = find_tables(read_fast(path.read_bytes()), plan)[0]
    assert (before.header_row, before.rows, before.fields) == (after.header_row, after.rows, after.fields)
