"""Marks on the cells of one sheet: a colour that goes when the cell is changed, and a comment.

The colour is conditional formatting, so that the cell's own style stays as it was. What an earlier run
marked is recognised and taken away first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from lxml import etree

from cchc_kpi.findings import Severity
from cchc_kpi.render.annotate.comments import AUTHOR, CellNote, write_comments
from cchc_kpi.render.annotate.package import Package, elements, insert_in_order, tag

SHEET_ORDER: Final = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts"),
    "extLst",
)
_LONGEST_LITERAL: Final = 200
"""A text in a formula may have 255 characters."""
_OURS: Final = f'N("{AUTHOR}")=0'
"""Always true, and tells the marks of this program from the office's own formatting."""


class Mark(NamedTuple):
    """What is to be seen at one cell: the gravest of its findings as a colour, all of them as text."""

    cell: str
    severity: Severity
    text: str


class Texts:
    """The shared texts of a workbook, looked up when a marked cell holds one."""

    def __init__(self, package: Package, workbook: str) -> None:
        self._package = package
        self._part = package.related(workbook, "sharedStrings")
        self._items: list[str] | None = None

    def __getitem__(self, index: int) -> str:
        if self._items is None:
            root = self._package.tree(self._part) if self._part is not None else []
            self._items = ["".join(t.text or "" for t in item.iter(tag("t"))) for item in root]
        return self._items[index] if index < len(self._items) else ""


def mark_cells(
    package: Package, part: str, marks: Iterable[Mark], styles: Mapping[Severity, int], texts: Texts
) -> None:
    """Mark cells of a worksheet. `styles` gives the differential format of each severity by its index.

    Raises CannotAnnotate where the sheet's comments are built in a way that is not understood.
    """
    sheet = package.tree(part)
    _remove_own_colours(sheet)
    listed = list(marks)
    cells = {cell.get("r"): cell for cell in elements(sheet, "sheetData/row/c")}
    priority = max((int(rule.get("priority", "0")) for rule in sheet.iter(tag("cfRule"))), default=0)
    for place, mark in enumerate(listed, start=priority + 1):
        formula = f"AND({_OURS},{_unchanged(mark.cell, cells.get(mark.cell), texts)})"
        colour = etree.Element(tag("conditionalFormatting"), sqref=mark.cell)
        said = {"type": "expression", "dxfId": str(styles[mark.severity]), "priority": str(place)}
        rule = etree.SubElement(colour, tag("cfRule"), said)
        etree.SubElement(rule, tag("formula")).text = formula
        insert_in_order(sheet, colour, SHEET_ORDER)
    write_comments(package, part, [CellNote(mark.cell, mark.text) for mark in listed], SHEET_ORDER)


def _remove_own_colours(sheet: Any) -> None:
    for colour in list(elements(sheet, "conditionalFormatting")):
        if any(_OURS in (formula.text or "") for formula in colour.iter(tag("formula"))):
            colour.getparent().remove(colour)


def _unchanged(address: str, cell: Any | None, texts: Texts) -> str:
    """Return a condition that holds while a cell has what it had when it was marked."""
    value = cell.findtext(tag("v")) if cell is not None else None
    kind = cell.get("t", "n") if cell is not None else "n"
    if kind == "e":
        return f"ISERROR({address})"
    if kind == "inlineStr":
        value = "".join(t.text or "" for t in cell.iter(tag("t"))) if cell is not None else ""
    if value is None or not value.strip():
        is_formula = cell is not None and cell.find(tag("f")) is not None
        return "TRUE" if is_formula else f"LEN({address})=0"
    if kind == "n":
        return f"{address}={value.strip()}"
    if kind in {"s", "str", "inlineStr"}:
        text = texts[int(value)] if kind == "s" else value
        if len(text) <= _LONGEST_LITERAL and text.isprintable():
            quoted = text.replace('"', '""')
            return f'EXACT({address},"{quoted}")'
    return "TRUE"
