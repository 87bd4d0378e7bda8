"""Marks on the cells of one sheet: a colour that goes when the cell is changed, and a comment.

The colour is conditional formatting, so that the cell's own style stays as it was. What an earlier run
marked is recognised and taken away first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
_ESCAPE: Final = "_x"
"""What may begin a character written as its number, which a formula would take for other letters."""
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

    def of_cell(self, cell: Any) -> str:
        """Return what a cell holds as text, a number as it is written."""
        if cell.get("t") == "inlineStr":
            return "".join(t.text or "" for path in ("is/t", "is/r/t") for t in elements(cell, path))
        value: str = cell.findtext(tag("v")) or ""
        return self._shared(int(value)) if cell.get("t") == "s" and value else value

    def _shared(self, index: int) -> str:
        if self._items is None:
            root = self._package.tree(self._part) if self._part is not None else []
            self._items = [
                "".join(t.text or "" for path in ("t", "r/t") for t in elements(item, path)) for item in root
            ]
        return self._items[index] if index < len(self._items) else ""


def mark_cells(
    package: Package, part: str, marks: Sequence[Mark], styles: Mapping[Severity, int], texts: Texts
) -> None:
    """Mark cells of a worksheet. `styles` gives the differential format of each severity by its index.

    Raises CannotAnnotate where the sheet's comments are built in a way that is not understood.
    """
    sheet = package.tree(part)
    _remove_own_colours(sheet)
    if marks:
        _make_room(sheet, len(marks))
    wanted = {mark.cell for mark in marks}
    cells = {cell.get("r"): cell for cell in elements(sheet, "sheetData/row/c") if cell.get("r") in wanted}
    for priority, mark in enumerate(marks, start=1):
        formula = f"AND({_OURS},{_unchanged(mark.cell, cells.get(mark.cell), texts)})"
        colour = etree.Element(tag("conditionalFormatting"), sqref=mark.cell)
        said = {"type": "expression", "dxfId": str(styles[mark.severity]), "priority": str(priority)}
        rule = etree.SubElement(colour, tag("cfRule"), said)
        etree.SubElement(rule, tag("formula")).text = formula
        insert_in_order(sheet, colour, SHEET_ORDER)
    write_comments(package, part, [CellNote(mark.cell, mark.text) for mark in marks], SHEET_ORDER)


def _remove_own_colours(sheet: Any) -> None:
    """Take our rules away; a program that saved the copy may have put others of the same cells beside them."""
    for colour in list(elements(sheet, "conditionalFormatting")):
        own = [rule for rule in elements(colour, "cfRule") if _is_own(rule)]
        for rule in own:
            colour.remove(rule)
        if own and not len(colour):
            colour.getparent().remove(colour)


def _is_own(rule: Any) -> bool:
    return any(_OURS in (formula.text or "") for formula in elements(rule, "formula"))


def _make_room(sheet: Any, number: int) -> None:
    """Let our rules come first: a mark must be seen, whatever colour the office gave the cell.

    The others keep their order among themselves, those of newer Excel in the extensions included.
    """
    rules = [
        rule for rule in sheet.iter("{*}cfRule") if rule.get("priority") is not None and not _is_own(rule)
    ]
    first = min((int(rule.get("priority")) for rule in rules), default=number + 1)
    shift = number + 1 - first
    if shift > 0:
        for rule in rules:
            rule.set("priority", str(int(rule.get("priority")) + shift))


def _unchanged(address: str, cell: Any | None, texts: Texts) -> str:
    """Return a condition that holds while a cell has what it had when it was marked."""
    blank = f"LEN({address})=0"
    if cell is None:
        return blank
    kind, text = cell.get("t", "n"), texts.of_cell(cell)
    if kind == "e":
        return f"ISERROR({address})"
    if not text:
        return blank if cell.find(tag("f")) is None else "TRUE"
    if kind == "n":
        return f"{address}={text}"
    is_plain = len(text) <= _LONGEST_LITERAL and text.isprintable() and _ESCAPE not in text
    if kind in {"s", "str", "inlineStr"} and is_plain:
        quoted = text.replace('"', '""')
        return f'EXACT({address},"{quoted}")'
    return "TRUE"
