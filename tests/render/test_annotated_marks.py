"""Marks of an annotated copy beside what else a workbook holds, and what becomes of them when it is annotated again."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from cchc_kpi.findings import Finding
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.annotate.boxes import _Grid
from cchc_kpi.render.annotate.copy import annotated_copy
from cchc_kpi.render.annotate.package import CannotAnnotate
from cchc_kpi.returns.read import read_return
from forms_for_tests import (
    OpenForm,
    form_of,
    only,
    opened,
    package,
    parts_of,
    read,
    told,
    values_of,
    write_sound,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def _faulty(plan: Plan, folder: Path, edit: Callable[[OpenForm], Any] = id) -> Path:
    """A return with a text where a number belongs (D12) and a blank (D13)."""
    path = write_sound(form_of(plan, "kt"), folder)
    with opened(path) as form:
        form.at("CQ.06").value = "khoảng 20"
        form.at("CQ.07").value = None
        edit(form)
    return path


def _copy(path: Path, plan: Plan) -> bytes:
    return annotated_copy(path.read_bytes(), path.name, read(path, plan).findings, "vi")


def _again(content: bytes, plan: Plan) -> bytes:
    return annotated_copy(content, "kt.xlsx", read_return("kt.xlsx", content, plan).findings, "vi")


def _book(content: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))


def _blanks(path: Path, plan: Plan, *cells: str) -> list[Finding]:
    """Findings as that of the blank in D13, each about a cell of its own."""
    blank = only(read(path, plan).findings, "V08")
    return [
        replace(blank, place=blank.place._replace(cell=cell), details={**blank.details, "code": f"X{number}"})
        for number, cell in enumerate(cells)
    ]


def _with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = parts_of(content)
    changed = change(parts[name])
    assert changed != parts[name]
    return package({**parts, name: changed})


# --- Annotated again ---


def test_annotating_a_copy_again_gives_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    """Nothing piles up: no sheet, mark, comment, box or style of an earlier run is left beside the new."""
    path = _faulty(plan, tmp_path, lambda form: setattr(form.at("CQ.06"), "comment", Comment("Hỏi", "Lan")))
    once = _copy(path, plan)

    assert once == annotated_copy(once, path.name, read(path, plan).findings, "vi")


def test_a_rule_of_the_offices_that_was_put_beside_ours_stays(plan: Plan, tmp_path: Path) -> None:
    """Excel saves rules about the same cells together; of these only ours is taken away."""

    def join(sheet: bytes) -> bytes:
        rule = (
            b'<cfRule type="cellIs" dxfId="0" priority="9" operator="lessThan"><formula>7</formula></cfRule>'
        )
        start = sheet.index(b'<conditionalFormatting sqref="D12">')
        end = sheet.index(b"</conditionalFormatting>", start)
        return sheet[:end] + rule + sheet[end:]

    again = _book(_again(_with_part(_copy(_faulty(plan, tmp_path), plan), SHEET, join), plan))

    formulas = [
        rule.formula[0]
        for found in again.worksheets[1].conditional_formatting
        if str(found.sqref) == "D12"
        for rule in found.rules
    ]
    assert sorted(['AND(N("cchc-kpi")=0,EXACT(D12,"khoảng 20"))', "7"]) == sorted(formulas)


def test_words_that_somebody_put_in_the_place_of_ours_stay(plan: Plan, tmp_path: Path) -> None:
    """A comment without our line is the office's, whoever began it."""

    def answer(comments: bytes) -> bytes:
        return re.sub("<t[^>]*>──── cchc-kpi ────\n.*?</t>".encode(), "<t>Đã hỏi</t>".encode(), comments, count=1, flags=re.DOTALL)  # fmt: skip

    changed = _with_part(_copy(_faulty(plan, tmp_path), plan), "xl/comments1.xml", answer)
    comment = _book(_again(changed, plan)).worksheets[1]["D12"].comment.text

    assert comment.startswith("Đã hỏi\n──── cchc-kpi ────\nLỖI V01")


def test_a_name_that_was_moved_to_another_sheet_costs_nothing(plan: Plan, tmp_path: Path) -> None:
    """Our name follows the cell that it stands for; a sheet is taken for our list by its title as well."""
    path = _faulty(
        plan,
        tmp_path,
        lambda form: form.book.defined_names.add(
            DefinedName("_cchc_kpi_findings", attr_text="'Báo cáo'!$A$1")
        ),
    )

    copy = _copy(path, plan)

    assert ["Phát hiện", "Báo cáo", "_cchc_kpi"] == _book(copy).sheetnames
    assert values_of(read(path, plan)) == values_of(read_return("kt.xlsx", copy, plan))


# --- Beside what is there ---


def test_our_colours_come_before_the_offices(plan: Plan, tmp_path: Path) -> None:
    """A mark is seen whatever colour the office gives the cell; the office's rules keep their order."""

    def rules(form: OpenForm) -> None:
        for bound in ("1", "2"):
            rule = openpyxl.formatting.rule.CellIsRule("greaterThan", [bound])
            form.sheet.conditional_formatting.add("D12:D19", rule)

    def priorities(content: bytes) -> list[tuple[int, str]]:
        sheet = _book(content)["Báo cáo"]
        return sorted(
            (r.priority, r.formula[0]) for found in sheet.conditional_formatting for r in found.rules
        )

    path = _faulty(plan, tmp_path, rules)
    own = len(priorities(path.read_bytes())) - 2

    after = priorities(_copy(path, plan))

    assert ['AND(N("cchc-kpi")=0,EXACT(D12,"khoảng 20"))', 'AND(N("cchc-kpi")=0,LEN(D13)=0)'] == [
        formula for _, formula in after[:2]
    ]
    assert [formula for _, formula in priorities(path.read_bytes())] == [formula for _, formula in after[2:]]
    assert (own + 4, [1, 2, 3]) == (len(after), [priority for priority, _ in after[:3]])


def test_no_sheet_of_charts_stays_selected_beside_the_list(plan: Plan, tmp_path: Path) -> None:
    """Where two sheets are selected, what is typed goes into both."""

    def chart(form: OpenForm) -> None:
        made = form.book.create_chartsheet("Biểu đồ")
        made.sheetViews.sheetView[0].tabSelected = True

    parts = parts_of(_copy(_faulty(plan, tmp_path, chart), plan))

    selected = [name for name, content in parts.items() if b'tabSelected="1"' in content]
    assert ["xl/worksheets/sheet3.xml"] == selected


def test_an_offices_comment_is_kept_in_one_kind_of_text(plan: Plan, tmp_path: Path) -> None:
    """Plain text and runs side by side in one comment: Excel would show the one or the other."""
    path = _faulty(plan, tmp_path, lambda form: setattr(form.at("CQ.06"), "comment", Comment("Hỏi", "Lan")))
    root = etree.fromstring(next(c for n, c in parts_of(_copy(path, plan)).items() if "/comment" in n and n.endswith(".xml")))  # fmt: skip

    texts = [[etree.QName(child).localname for child in text] for text in root.iter(f"{{{MAIN}}}text")]
    assert [["r", "r"], ["r"]] == texts


def test_a_conversation_is_left_alone(plan: Plan, tmp_path: Path) -> None:
    """Of a threaded comment Excel shows the conversation only; the colour and the list tell the finding."""
    author = "tc={5C1F0F3C-0000-4000-8000-000000000001}"
    path = _faulty(
        plan, tmp_path, lambda form: setattr(form.at("CQ.06"), "comment", Comment("Chuỗi", author))
    )
    sheet = _book(_copy(path, plan)).worksheets[1]

    assert "Chuỗi" == sheet["D12"].comment.text
    assert "D12" in {str(found.sqref) for found in sheet.conditional_formatting}


def test_what_looks_like_an_escape_is_shown_as_it_is(plan: Plan, tmp_path: Path) -> None:
    """`_x0041_` in a cell is no letter A in the list; no formula compares with it."""
    path = _faulty(plan, tmp_path, lambda form: setattr(form.at("CQ.06"), "value", "_x005F_x0041_"))
    copy = _copy(path, plan)

    assert b"_x005F_x0041_" in parts_of(copy)["xl/worksheets/sheet3.xml"]
    assert b'AND(N("cchc-kpi")=0,TRUE)' in parts_of(copy)[SHEET]


# --- The list ---


def test_a_finding_about_cells_apart_has_a_link_to_each(plan: Plan, tmp_path: Path) -> None:
    """A row for each range; what is said of them stands in cells that the rows share."""
    path = _faulty(plan, tmp_path)
    finding = replace(only(read(path, plan).findings, "V08"), also=("D14", "D18"))

    sheet = _book(annotated_copy(path.read_bytes(), "kt.xlsx", [finding], "vi")).worksheets[0]

    links = [(sheet.cell(row, 4).value, sheet.cell(row, 4).hyperlink.location) for row in (7, 8)]
    assert [("D13:D14", "'Báo cáo'!D13:D14"), ("D18", "'Báo cáo'!D18")] == links
    assert {"A7:A8", "B7:B8", "C7:C8", "E7:E8", "F7:F8"} == {str(area) for area in sheet.merged_cells.ranges}


def test_no_link_leads_to_a_hidden_sheet(plan: Plan, tmp_path: Path) -> None:
    """A link there does nothing when clicked; that the sheet is hidden is said instead."""
    path = _faulty(plan, tmp_path)
    finding = only(read(path, plan).findings, "V08")
    finding = replace(finding, place=finding.place._replace(sheet="_cchc_kpi", cell="A3"))

    sheet = _book(annotated_copy(path.read_bytes(), "kt.xlsx", [finding], "vi")).worksheets[0]

    assert ("_cchc_kpi (ẩn)", None) == (sheet["C7"].value, sheet["D7"].hyperlink)


def test_very_many_cells_are_listed_all_and_marked_in_part(plan: Plan, tmp_path: Path) -> None:
    """Thousands of comments would make the workbook slow to open; the list says that it has more."""
    path = _faulty(plan, tmp_path)
    findings = [*_blanks(path, plan, *(f"D{row}" for row in range(100, 700))), *read(path, plan).findings]

    book = _book(annotated_copy(path.read_bytes(), "kt.xlsx", findings, "vi"))

    listed, marked, _ = book.worksheets
    comments = [cell.coordinate for row in marked.iter_rows() for cell in row if cell.comment]
    assert (500, True) == (len(comments), "D12" in comments)  # the error in D12 goes before the warnings
    assert "1 lỗi, 601 cảnh báo, 0 ghi chú; nhiều ô quá nên chỉ tô màu 500 ô, bảng dưới đây thì đủ" == listed["A3"].value  # fmt: skip
    assert 6 + 602 == listed.max_row


def test_a_comment_says_the_gravest_and_how_many_more(plan: Plan, tmp_path: Path) -> None:
    """A cell with very many findings gets a comment that can be read."""
    path = _faulty(plan, tmp_path)
    findings = _blanks(path, plan, *["D13"] * 9)

    sheet = _book(annotated_copy(path.read_bytes(), "kt.xlsx", findings, "vi")).worksheets[1]

    comment = sheet["D13"].comment.text
    assert (6, True) == (comment.count("V08"), comment.endswith("… và 3 phát hiện nữa, xem trang Phát hiện."))


# --- The boxes ---


def test_a_box_is_as_large_as_its_text_needs_whatever_the_columns() -> None:
    """260 points wide and 42 high beside D12, over a wide column, usual ones, a hidden one and a high row.

    Pixels: 12 + 347 = 359 wide; E takes 140, F and G 64 each, H is hidden, so 91 are left in I, of 64: 27 in J.
    2 + 56 = 58 high; row 11 takes 40, so 18 are left in row 12, of 20.
    """
    sheet = etree.fromstring(
        f'<worksheet xmlns="{MAIN}"><sheetFormatPr defaultRowHeight="15"/><cols>'
        '<col min="5" max="5" width="20"/><col min="8" max="8" width="9" hidden="1"/></cols>'
        '<sheetData><row r="11" ht="30"/></sheetData></worksheet>'
    )

    assert "4, 12, 10, 2, 9, 27, 11, 18" == _Grid(sheet).anchor(11, 3, 42)


# --- What nobody looked at ---


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", b'sheetId="1"', b'sheetId="x"'),
        (SHEET, b'<row r="10"', b'<row ht="x" r="10"'),
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet2.xml", b"worksheets/sheet9.xml"),
    ],
)
def test_attributes_that_make_no_sense_are_refused(
    part: str, old: bytes, new: bytes, plan: Plan, tmp_path: Path
) -> None:
    """Whatever the edit stumbles over ends in findings of their own, and never in a traceback."""
    path = _faulty(plan, tmp_path)
    findings = read(path, plan).findings
    content = _with_part(
        path.read_bytes(), part, lambda xml: re.sub(rb' ht="[^"]*"', b"", xml).replace(old, new)
    )

    with pytest.raises(CannotAnnotate):
        annotated_copy(content, path.name, findings, "vi")
    assert ["V01", "V08"] == told(findings)
