"""Scorecard workbooks for tests, and what somebody may do to one: in its XML, as Excel would leave it behind.

openpyxl would drop the cached values; here everything that is not touched stays as it was, byte for byte.
"""

from __future__ import annotations

import copy
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from lxml import etree

from cchc_kpi import pipeline
from cchc_kpi.periods import parse_period
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.returns.guard import inspect
from cchc_kpi.returns.written import WrittenBook, read_written
from forms_for_tests import package, parts_of
from program import EXAMPLES

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def write_card(path: Path, period: str, loaded: LoadedPlan, returns: Sequence[Path] = (EXAMPLES,)) -> Path:
    """Write the scorecard of a period, "year" for the workbook of 2026, over returns; by default the example's."""
    plan = loaded.plan
    assert plan is not None
    batch = pipeline.read_batch(map(str, returns), plan)
    if period == "year":
        pipeline.write_annual_file(pipeline.score_year(batch, loaded, plan, 2026), path)
    else:
        card = pipeline.score(batch, loaded, plan, parse_period(period))
        assert card is not None
        pipeline.write_scorecard_file(card, path)
    return path


class Cards(NamedTuple):
    """The workbooks of the example's first quarter and of its year, each as a file and as it is written."""

    files: dict[str, Path]
    books: dict[str, WrittenBook]


def write_cards(folder: Path, loaded: LoadedPlan) -> Cards:
    """Write both workbooks into a folder, the first quarter's over the returns of the whole year."""
    files = {kind: write_card(folder / f"{kind}.xlsx", kind, loaded) for kind in ("2026-Q1", "year")}
    return Cards(files, {kind: read_book(path) for kind, path in files.items()})


def read_book(path: Path) -> WrittenBook:
    """Read a workbook as it is written, through the guard."""
    return read_written(inspect(path.read_bytes()).content)


class Tampered:
    """A workbook's parts, and hands on them."""

    def __init__(self, path: Path) -> None:
        self._parts = parts_of(path.read_bytes())
        self._trees: dict[str, Any] = {}

    def content(self) -> bytes:
        """The workbook as it now is."""
        changed = {
            name: etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, tree in self._trees.items()
        }
        return package(self._parts | changed)

    def tree(self, part: str) -> Any:
        """The root of a part's XML."""
        if part not in self._trees:
            self._trees[part] = etree.fromstring(self._parts[part])
        return self._trees[part]

    def sheet(self, name: str) -> Any:
        """The XML of a sheet by its name."""
        listed = next(s for s in self.tree("xl/workbook.xml").iter(f"{_MAIN}sheet") if s.get("name") == name)
        relations = self.tree("xl/_rels/workbook.xml.rels")
        target = next(r.get("Target") for r in relations if r.get("Id") == listed.get(_RELATION))
        return self.tree(f"xl/{target}")

    def cell(self, sheet: str, address: str) -> Any:
        """The XML of a cell that the sheet has."""
        return next(cell for cell in self.sheet(sheet).iter(f"{_MAIN}c") if cell.get("r") == address)

    def put(self, sheet: str, address: str, value: float | str, *, keep_formula: bool = False) -> None:
        """Let a value stand in a cell: in place of its formula, or as what its formula gave."""
        cell = self.cell(sheet, address)
        formula = cell.find(f"{_MAIN}f")
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if keep_formula:
            cell.append(formula)
        if isinstance(value, str) and not keep_formula:
            cell.set("t", "inlineStr")
            etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t").text = value
            return
        if isinstance(value, str):
            cell.set("t", "str")
        etree.SubElement(cell, f"{_MAIN}v").text = value if isinstance(value, str) else repr(value)

    def put_formula(self, sheet: str, address: str, formula: str) -> None:
        """Let another formula stand in a cell, its stored result as it was."""
        cell = self.cell(sheet, address)
        found = cell.find(f"{_MAIN}f")
        if found is None:
            found = etree.Element(f"{_MAIN}f")
            cell.insert(0, found)
        found.text = formula

    def type_into_blank(self, sheet: str, address: str, value: float | str) -> None:
        """Type into a cell that is not there, in a row that is, behind its last cell."""
        number = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        row = next(r for r in self.sheet(sheet).iter(f"{_MAIN}row") if r.get("r") == number)
        etree.SubElement(row, f"{_MAIN}c", r=address)
        self.put(sheet, address, value)

    def show_as(self, sheet: str, address: str, code: str) -> None:
        """Give a cell a number format of its own."""
        styles = self.tree("xl/styles.xml")
        formats, xfs = styles.find(f"{_MAIN}numFmts"), styles.find(f"{_MAIN}cellXfs")
        number = str(900 + len(formats))
        etree.SubElement(formats, f"{_MAIN}numFmt", numFmtId=number, formatCode=code)
        cell = self.cell(sheet, address)
        style = copy.deepcopy(xfs[int(cell.get("s", "0"))])
        style.set("numFmtId", number)
        xfs.append(style)
        cell.set("s", str(len(xfs) - 1))

    def show_conditionally(self, sheet: str, area: str, code: str) -> None:
        """Let a conditional format that always holds show numbers otherwise."""
        dxfs = self.tree("xl/styles.xml").find(f"{_MAIN}dxfs")
        dxf = etree.SubElement(dxfs, f"{_MAIN}dxf")
        etree.SubElement(dxf, f"{_MAIN}numFmt", numFmtId="990", formatCode=code)
        root = self.sheet(sheet)
        condition = etree.Element(f"{_MAIN}conditionalFormatting", sqref=area)
        rule = etree.SubElement(
            condition, f"{_MAIN}cfRule", type="expression", dxfId=str(len(dxfs) - 1), priority="99"
        )
        etree.SubElement(rule, f"{_MAIN}formula").text = "TRUE"
        root.find(f"{_MAIN}sheetData").addnext(condition)

    def hide_row(self, sheet: str, number: int) -> None:
        """Hide a row, counted from 1."""
        row = next(r for r in self.sheet(sheet).iter(f"{_MAIN}row") if r.get("r") == str(number))
        row.set("hidden", "1")

    def hide_column(self, sheet: str, number: int) -> None:
        """Hide a column, counted from 1."""
        for column in self.sheet(sheet).iter(f"{_MAIN}col"):
            if int(column.get("min")) <= number <= int(column.get("max")):
                column.set("hidden", "1")

    def filter_out(self, sheet: str, number: int) -> None:
        """Hide a row by the filter of its sheet's table."""
        self.hide_row(sheet, number)
        column = etree.SubElement(
            self.sheet(sheet).find(f"{_MAIN}autoFilter"), f"{_MAIN}filterColumn", colId="1"
        )
        etree.SubElement(etree.SubElement(column, f"{_MAIN}filters"), f"{_MAIN}filter", val="TC.01")

    def merge(self, sheet: str, area: str) -> None:
        """Merge an area, what it covers kept below it."""
        merges = etree.Element(f"{_MAIN}mergeCells", count="1")
        etree.SubElement(merges, f"{_MAIN}mergeCell", ref=area)
        self.sheet(sheet).find(f"{_MAIN}sheetData").addnext(merges)

    def hide_sheet(self, name: str) -> None:
        """Hide a sheet so that no menu shows it."""
        listed = next(s for s in self.tree("xl/workbook.xml").iter(f"{_MAIN}sheet") if s.get("name") == name)
        listed.set("state", "veryHidden")

    def define_name(self, name: str, value: str) -> None:
        """Define a name in the workbook."""
        names = self.tree("xl/workbook.xml").find(f"{_MAIN}definedNames")
        etree.SubElement(names, f"{_MAIN}definedName", name=name).text = value

    def drop_cached_values(self) -> None:
        """Drop every stored result, as programs do that write formulas without working them out."""
        for listed in list(self.tree("xl/workbook.xml").iter(f"{_MAIN}sheet")):
            for cell in self.sheet(listed.get("name")).iter(f"{_MAIN}c"):
                value = cell.find(f"{_MAIN}v")
                if cell.find(f"{_MAIN}f") is not None and value is not None:
                    cell.remove(value)
                    cell.attrib.pop("t", None)


@contextmanager
def tampered(source: Path, target: Path) -> Iterator[Tampered]:
    """Copy a workbook with what is done to it."""
    book = Tampered(source)
    yield book
    target.write_bytes(book.content())


_MODULE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">{}</script:module>
"""
_EDIT: Final = """Sub Edit
Dim book, hidden(0) As New com.sun.star.beans.PropertyValue, kind(0) As New com.sun.star.beans.PropertyValue
hidden(0).Name = "Hidden"
hidden(0).Value = True
book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
{deed}
book.calculateAll()
kind(0).Name = "FilterName"
kind(0).Value = "Calc MS Excel 2007 XML"
book.storeToURL("{target}", kind())
book.close(True)
End Sub
"""


def edit_in_libreoffice(source: Path, target: Path, deed: str = "") -> Path:
    """Let LibreOffice open a workbook, do something to `book` in its Basic, recalculate it and save it as .xlsx."""
    profile = target.parent / f"profile-{target.stem}"
    office = ["soffice", f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless"]
    # The first start lays out the profile, the macro library in it.
    subprocess.run([*office, "--terminate_after_init"], check=True, capture_output=True, timeout=180)
    code = _EDIT.format(source=source.resolve().as_uri(), target=target.resolve().as_uri(), deed=deed)
    module = profile / "user/basic/Standard/Module1.xba"
    module.write_text(_MODULE.format(escape(code)), encoding="utf-8")
    subprocess.run([*office, "macro:///Standard.Module1.Edit"], check=True, capture_output=True, timeout=180)
    assert target.exists(), "the macro broke off"
    shutil.rmtree(profile, ignore_errors=True)
    return target
