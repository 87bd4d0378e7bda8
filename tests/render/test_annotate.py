"""Annotated copies: cells marked and commented, a list in front, and everything else as it was."""

from __future__ import annotations

import io
import random
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from cchc_kpi.plan.model import Plan
from cchc_kpi.render.annotate.copy import annotated_copy
from cchc_kpi.render.annotate.package import CannotAnnotate
from cchc_kpi.returns.read import read_return
from forms_for_tests import (
    OpenForm,
    convert,
    form_of,
    needs_libreoffice,
    opened,
    package,
    parts_of,
    read,
    told,
    values_of,
    write_sound,
)


def _faulty(plan: Plan, folder: Path, edit: Callable[[OpenForm], Any] = id) -> Path:
    """A return with a text where a number belongs, a blank, a fraction and a formula never calculated."""
    path = write_sound(form_of(plan, "kt"), folder)
    with opened(path) as form:
        form.at("CQ.06").value = 'khoảng "20"'
        form.at("CQ.07").value = None
        form.at("CQ.08").value = 2.5
        form.at("CQ.14").value = "=1/0"
        edit(form)
    return path


def _annotated(path: Path, plan: Plan) -> bytes:
    return annotated_copy(path.read_bytes(), path.name, read(path, plan).findings, "vi")


def _book(content: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))


def _comments(sheet: Any) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def _marks(sheet: Any) -> dict[str, list[str]]:
    return {
        str(found.sqref): [rule.formula[0] for rule in found.rules] for found in sheet.conditional_formatting
    }


def test_each_cell_with_a_finding_is_coloured_and_commented(plan: Plan, tmp_path: Path) -> None:
    """The comment says how grave it is, what is there, what was expected and what to do."""
    sheet = _book(_annotated(_faulty(plan, tmp_path), plan)).worksheets[1]

    assert (
        {"D12", "D13", "D14", "D18"}
        == set(_comments(sheet))
        == {cell for cell in _marks(sheet) if "D" in cell}
    )
    comment = _comments(sheet)["D12"]
    assert comment.startswith(
        "──── cchc-kpi ────\nLỖI V01 - Chữ ở ô số\nCQ.06: ô ghi chữ 'khoảng \"20\"'; cần một số nguyên từ 0 trở lên.\n→ "
    )


@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        ("D12", 'EXACT(D12,"khoảng ""20""")'),
        ("D13", "LEN(D13)=0"),
        ("D14", "D14=2.5"),
        ("D18", "TRUE"),  # a formula may have any result once it is calculated
    ],
)
def test_a_colour_lasts_while_the_cell_has_what_it_had(
    cell: str, condition: str, plan: Plan, tmp_path: Path
) -> None:
    """The mark compares the cell with what stood there, so that mending it takes the colour away."""
    sheet = _book(_annotated(_faulty(plan, tmp_path), plan)).worksheets[1]

    assert [f'AND(N("cchc-kpi")=0,{condition})'] == _marks(sheet)[cell]


def test_the_first_sheet_lists_the_findings_with_links(plan: Plan, tmp_path: Path) -> None:
    """Gravest first; each address leads to its cell; the sheet is in view, and no other is selected with it."""
    book = _book(_annotated(_faulty(plan, tmp_path), plan))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7)]

    assert (["Phát hiện", "Báo cáo", "_cchc_kpi"], 0) == (book.sheetnames, book.index(book.active))
    assert [
        ("LỖI", "V01", "Báo cáo", "D12"),
        ("LỖI", "V05", "Báo cáo", "D14"),
        ("LỖI", "V04", "Báo cáo", "D18"),
        ("CẢNH BÁO", "V08", "Báo cáo", "D13"),
    ] == [tuple(row[:4]) for row in rows]
    links = [sheet.cell(row, 4).hyperlink.location for row in range(7, 11)]
    assert ["'Báo cáo'!D12", "'Báo cáo'!D14", "'Báo cáo'!D18", "'Báo cáo'!D13"] == links
    assert [True, False, False] == [bool(s.sheet_view.tabSelected) for s in book.worksheets]


def test_everything_else_is_byte_for_byte_as_it_was(plan: Plan, tmp_path: Path) -> None:
    """Only the list of sheets, the styles and the marked sheet change; what is new has names of its own."""
    path = _faulty(plan, tmp_path)
    before, after = parts_of(path.read_bytes()), parts_of(_annotated(path, plan))

    changed = {name for name, content in before.items() if after.get(name) != content}
    assert {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    } == changed
    assert list(before) == [name for name in after if name in before]
    assert {
        "xl/worksheets/sheet3.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    } == set(after) - set(before)


def test_the_cached_results_of_formulas_stay(plan: Plan, tmp_path: Path) -> None:
    """The form's live checks keep what they showed; a library that saves the workbook would drop it."""
    path = write_sound(form_of(plan, "ttpvhcc"), tmp_path, {"TT.13": 300})
    cached = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    kept = openpyxl.load_workbook(io.BytesIO(_annotated(path, plan)), data_only=True).worksheets[1]

    def texts(sheet: Any) -> dict[str, Any]:
        return {
            cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }

    assert texts(cached) == texts(kept)


def test_a_copy_reads_as_the_return_that_it_is_a_copy_of(plan: Plan, tmp_path: Path) -> None:
    """An office may mend the copy and submit that: the list in front is no table, the figures are the same."""
    path = _faulty(plan, tmp_path)
    item = read(path, plan)

    again = read_return(path.name, _annotated(path, plan), plan)

    assert (told(item.findings), values_of(item)) == (told(again.findings), values_of(again))


def test_annotating_again_replaces_what_was_marked_before(plan: Plan, tmp_path: Path) -> None:
    """A copy that was mended in part and marked again has one list, and no mark on what is sound."""
    path = _faulty(plan, tmp_path)
    path.write_bytes(_annotated(path, plan))
    with opened(path) as form:
        form.book.worksheets[1]["D12"] = 20

    book = _book(_annotated(path, plan))

    assert ["Phát hiện", "Báo cáo", "_cchc_kpi"] == book.sheetnames
    assert {"D13", "D14", "D18"} == set(_comments(book.worksheets[1]))
    assert {"D13", "D14", "D18"} == {cell for cell in _marks(book.worksheets[1]) if cell.startswith("D")}


def test_the_offices_own_marks_stay(plan: Plan, tmp_path: Path) -> None:
    """Comments, formatting, names, validations: what an office put in is there afterwards, beside ours."""

    def edit(form: OpenForm) -> None:
        form.at("CQ.06").comment = Comment("Hỏi lại anh Ba", "Lan")
        form.at("CQ.15").comment = Comment("Đã kiểm tra", "Lan")
        fill = PatternFill("solid", bgColor="FF00FF00")
        form.sheet.conditional_formatting.add("D12:D19", CellIsRule("greaterThan", ["99"], fill=fill))
        form.sheet.add_data_validation(DataValidation("whole", "greaterThan", "0", sqref="H1"))
        form.sheet.print_area = "A1:E30"
        form.book.defined_names["Tong"] = DefinedName("Tong", attr_text="'Báo cáo'!$D$12")

    path = _faulty(plan, tmp_path, edit)
    book = _book(_annotated(path, plan))
    sheet = book.worksheets[1]

    comments = _comments(sheet)
    assert "Đã kiểm tra" == comments["D19"]
    assert comments["D12"].startswith("Hỏi lại anh Ba\n──── cchc-kpi ────\nLỖI V01")
    assert ["99"] == _marks(sheet)["D12:D19"]
    assert "H1" in {str(found.sqref) for found in sheet.data_validations.dataValidation}
    assert ("'Báo cáo'!$A$1:$E$30", "'Báo cáo'!$D$12") == (
        sheet.print_area,
        book.defined_names["Tong"].attr_text,
    )


def test_a_comment_of_the_offices_own_is_not_doubled_by_a_second_run(plan: Plan, tmp_path: Path) -> None:
    """Below the office's words our own stand once, however often the copy is annotated."""
    path = _faulty(plan, tmp_path, lambda form: setattr(form.at("CQ.06"), "comment", Comment("Hỏi", "Lan")))
    once = _annotated(path, plan)
    twice = annotated_copy(once, path.name, read(path, plan).findings, "vi")

    assert _comments(_book(once).worksheets[1]) == _comments(_book(twice).worksheets[1])


def test_a_sheet_of_that_name_is_left_alone(plan: Plan, tmp_path: Path) -> None:
    """Where an office has a sheet `Phát hiện` of its own, ours takes another name."""
    path = _faulty(plan, tmp_path, lambda form: form.book.create_sheet("PHÁT HIỆN"))

    assert ["Phát hiện 2", "Báo cáo", "_cchc_kpi", "PHÁT HIỆN"] == _book(_annotated(path, plan)).sheetnames


def test_text_never_becomes_a_formula(plan: Plan, tmp_path: Path) -> None:
    """What a cell held is quoted in the list as text, whatever it begins with."""
    path = _faulty(plan, tmp_path, lambda form: setattr(form.at("CQ.09"), "value", "'=HYPERLINK(1)"))
    sheet = _book(_annotated(path, plan)).worksheets[0]

    assert {"s", "inlineStr"} >= {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}


def test_the_same_findings_give_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    """Two runs over one file differ in nothing."""
    path = _faulty(plan, tmp_path)

    assert _annotated(path, plan) == _annotated(path, plan)


def test_macros_stay_untouched(plan: Plan, tmp_path: Path) -> None:
    """The parts of a workbook with macros are the same bytes in its copy."""
    path = _faulty(plan, tmp_path)
    project = random.Random(1).randbytes(5000)
    content = package({**parts_of(path.read_bytes()), "xl/vbaProject.bin": project})

    copy = annotated_copy(content, path.name, read(path, plan).findings, "vi")

    assert project == parts_of(copy)["xl/vbaProject.bin"]


@pytest.mark.parametrize(
    "broken",
    [
        {"xl/styles.xml": b"<styleSheet/>"},
        {"xl/styles.xml": b"not xml"},
        {"xl/workbook.xml": b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'},
        {"xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'},
        {"_xmlsignatures/origin.sigs": b""},  # changed in anything, the copy would carry a broken signature
    ],
)
def test_a_package_that_is_built_otherwise_is_not_touched(
    broken: dict[str, bytes], plan: Plan, tmp_path: Path
) -> None:
    """What the edit does not understand is refused, and the caller writes the findings apart."""
    path = _faulty(plan, tmp_path)
    content = package({**parts_of(path.read_bytes()), **broken})

    with pytest.raises(CannotAnnotate):
        annotated_copy(content, path.name, read(path, plan).findings, "vi")


@needs_libreoffice
@pytest.mark.libreoffice
def test_libreoffice_opens_the_copy_and_keeps_its_marks(plan: Plan, tmp_path: Path) -> None:
    """Saved by LibreOffice the copy has its sheets, comments and figures; annotated again it has one list."""
    path = _faulty(plan, tmp_path)
    figures = values_of(read(path, plan))
    path.write_bytes(_annotated(path, plan))
    saved = convert([path], "xlsx", tmp_path / "saved") / path.name

    book = _book(saved.read_bytes())
    assert ["Phát hiện", "Báo cáo", "_cchc_kpi"] == book.sheetnames
    assert {"D12", "D13", "D14", "D18"} == set(_comments(book.worksheets[1]))
    assert figures == values_of(read(saved, plan))
    again = _book(_annotated(saved, plan))
    assert ["Phát hiện", "Báo cáo", "_cchc_kpi"] == again.sheetnames
    # LibreOffice forgets who wrote a comment, and all the same each stands once.
    comments = _comments(again.worksheets[1])
    assert dict.fromkeys(["D12", "D13", "D14", "D18"], 1) == {
        cell: text.count("──── cchc-kpi ────") for cell, text in comments.items()
    }
    assert 4 == sum(found.startswith("D") for found in _marks(again.worksheets[1]))
