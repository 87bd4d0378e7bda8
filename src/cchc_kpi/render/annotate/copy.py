"""A copy of a return with its cells marked and a first sheet that lists the findings.

Only what must change in the package changes: the list of sheets, the styles, and the sheets with marks.
Annotating a copy again takes the earlier marks and list away first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from lxml import etree

from cchc_kpi.findings import Finding, Lang
from cchc_kpi.render.annotate.list_sheet import list_sheet
from cchc_kpi.render.annotate.listing import (
    HEAD_ROW,
    MOST_MARKS,
    SHEET_NAME,
    Listing,
    comment_of,
    list_findings,
)
from cchc_kpi.render.annotate.marks import Mark, Texts, mark_cells
from cchc_kpi.render.annotate.package import (
    OFFICE_RELATIONS,
    CannotAnnotate,
    Package,
    elements,
    insert_in_order,
    tag,
)
from cchc_kpi.render.annotate.styles import add_styles
from cchc_kpi.returns.layout import FINDINGS_TITLE
from cchc_kpi.text import printable

_WORKBOOK: Final = "xl/workbook.xml"
_OWN_NAME: Final = "_cchc_kpi_findings"
"""A hidden defined name: by it the sheet of an earlier run is known, whatever it is called."""
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WORKBOOK_ORDER: Final = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews"),
    *("pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects"),
    "extLst",
)
_ID: Final = f"{{{OFFICE_RELATIONS}}}id"


def annotated_copy(content: bytes, file: str, findings: Iterable[Finding], lang: Lang) -> bytes:
    """Return a workbook's bytes with the findings marked in it; `file` is its name for the title.

    Needs the guard to have passed. Raises CannotAnnotate where the package is built in a way that the
    edit does not understand, and then nothing is lost: a separate workbook of findings can be written.
    """
    told = list(findings)
    every = _marks(told, lang)
    gravest = sorted(every, key=lambda place: every[place].severity.rank)[:MOST_MARKS]
    listing = list_findings(file, told, lang, is_copy=True, is_partly=len(gravest) < len(every))
    try:
        return _annotate(Package(content), {place: every[place] for place in gravest}, listing, lang)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, etree.LxmlError) as error:
        # The guard looks into what is read of a workbook; the edit meets attributes that nobody looked at.
        raise CannotAnnotate(f"{type(error).__name__}: {error}") from error


def _annotate(package: Package, marks: Mapping[_Spot, Mark], listing: Listing, lang: Lang) -> bytes:
    book = _Book(package)
    texts = Texts(package, _WORKBOOK)
    book.remove_own_sheet(texts)
    styles = add_styles(package, book.styles_part)
    for name, part in book.sheets.items():
        here = [mark for (sheet, _), mark in marks.items() if sheet == printable(name)]
        mark_cells(package, part, here, styles.marks, texts)
    names = {printable(name): name for name in book.sheets}
    book.insert_first(list_sheet(listing, styles, names, book.hidden, lang), lang)
    return package.pack()


_Spot: TypeAlias = tuple[str, str]
"""A cell: its sheet's printable name, and its address."""


def _marks(findings: Sequence[Finding], lang: Lang) -> dict[_Spot, Mark]:
    """Return what is to be seen at each cell that a finding is about."""
    found: dict[_Spot, list[Finding]] = {}
    for finding in findings:
        for cell in finding.cells:
            found.setdefault((finding.place.sheet or "", cell), []).append(finding)
    return {
        (sheet, cell): Mark(
            cell, min((f.severity for f in told), key=lambda s: s.rank), comment_of(told, lang)
        )
        for (sheet, cell), told in found.items()
    }


class _Book:
    """The workbook part: its sheets by name, and what must follow when one is put before them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._root = package.tree(_WORKBOOK)
        if self._root.tag != tag("workbook"):
            raise CannotAnnotate("not a workbook of the usual namespace")
        relations = package.relations(_WORKBOOK)
        (self._listed,) = elements(self._root, "sheets")
        targets = {sheet.get("name"): relations.get(sheet.get(_ID, ""), ("", "")) for sheet in self._listed}
        self.sheets = {name: part for name, (kind, part) in targets.items() if kind == "worksheet"}
        self._tabs = [part for kind, part in targets.values() if kind.endswith("sheet") and part in package]
        self.hidden = {
            printable(sheet.get("name"))
            for sheet in self._listed
            if sheet.get("state", "visible") != "visible"
        }
        styles = package.related(_WORKBOOK, "styles")
        if styles is None or any(part not in package for part in self.sheets.values()):
            raise CannotAnnotate("the workbook has no styles, or lacks a sheet")
        self.styles_part = styles

    def remove_own_sheet(self, texts: Texts) -> None:
        """Take away the list that an earlier run put in front.

        A name follows the cell that it stands for when that is moved, so the title must be there too.
        """
        names = list(elements(self._root, "definedNames/definedName"))
        own = next((name for name in names if name.get("name") == _OWN_NAME), None)
        if own is None:
            return
        title = (own.text or "").rpartition("!")[0].strip("'").replace("''", "'")
        own.getparent().remove(own)
        place = next((n for n, sheet in enumerate(self._listed) if sheet.get("name") == title), None)
        if place is None or title not in self.sheets or not self._is_list(title, texts):
            return
        part = self.sheets.pop(title)
        self._tabs.remove(part)
        self._listed.remove(self._listed[place])
        self._package.unrelate(_WORKBOOK, part)
        self._package.remove(part)
        for name in elements(self._root, "definedNames/definedName"):
            local = name.get("localSheetId")
            if local == str(place):
                name.getparent().remove(name)
            elif local is not None and int(local) > place:
                name.set("localSheetId", str(int(local) - 1))

    def _is_list(self, title: str, texts: Texts) -> bool:
        first = next(elements(self._package.tree(self.sheets[title]), "sheetData/row/c"), None)
        return first is not None and first.get("r") == "A1" and texts.of_cell(first) in FINDINGS_TITLE

    def insert_first(self, sheet: Any, lang: Lang) -> None:
        """Put a sheet before all others, and in view; no other sheet stays selected with it."""
        part = self._package.free_name("xl/worksheets/sheet{}.xml")
        self._package.add(part, sheet)
        self._package.declare(part, _SHEET_TYPE)
        key = self._package.relate(_WORKBOOK, "worksheet", part)
        number = max(int(entry.get("sheetId", "0")) for entry in self._listed) + 1
        title = self._free_title(SHEET_NAME.text(lang))
        entry = etree.Element(tag("sheet"), {"name": title, "sheetId": str(number), _ID: key})
        self._listed.insert(0, entry)
        for name in elements(self._root, "definedNames/definedName"):
            local = name.get("localSheetId")
            if local is not None:
                name.set("localSheetId", str(int(local) + 1))
        quoted = title.replace("'", "''")
        self._define(_OWN_NAME, f"'{quoted}'!$A$1", hidden="1")
        self._define("_xlnm.Print_Titles", f"'{quoted}'!${HEAD_ROW + 1}:${HEAD_ROW + 1}", localSheetId="0")
        for view in elements(self._root, "bookViews/workbookView"):
            view.set("activeTab", "0")
            view.set("firstSheet", "0")
        for other in self._tabs:
            # Sheets selected together are typed into together, those of charts being no exception.
            for view in elements(self._package.tree(other), "sheetViews/sheetView"):
                view.attrib.pop("tabSelected", None)

    def _free_title(self, wanted: str) -> str:
        taken = {(entry.get("name") or "").casefold() for entry in self._listed}
        title, number = wanted, 1
        while title.casefold() in taken:
            number += 1
            title = f"{wanted} {number}"
        return title

    def _define(self, name: str, text: str, **attributes: str) -> None:
        group = next(elements(self._root, "definedNames"), None)
        if group is None:
            group = etree.Element(tag("definedNames"))
            insert_in_order(self._root, group, _WORKBOOK_ORDER)
        etree.SubElement(group, tag("definedName"), {"name": name} | attributes).text = text
