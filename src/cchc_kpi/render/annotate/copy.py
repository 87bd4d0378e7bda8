"""A copy of a return with its cells marked and a first sheet that lists the findings.

Only what must change in the package changes: the list of sheets, the styles, and the sheets with marks.
Annotating a copy again takes the earlier marks and list away first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from lxml import etree

from cchc_kpi.addresses import a1, column_letters
from cchc_kpi.findings import Finding, Lang
from cchc_kpi.render.annotate.listing import (
    HEAD_ROW,
    LINK_COLUMN,
    SHEET_NAME,
    WIDTHS,
    Line,
    Listing,
    comment_of,
    list_findings,
)
from cchc_kpi.render.annotate.marks import SHEET_ORDER, Mark, Texts, mark_cells
from cchc_kpi.render.annotate.package import (
    OFFICE_RELATIONS,
    CannotAnnotate,
    Package,
    elements,
    insert_in_order,
    new_root,
    tag,
)
from cchc_kpi.render.annotate.styles import SheetStyles, add_styles
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
    package = Package(content)
    book = _Book(package)
    book.remove_own_sheet()
    told = list(findings)
    styles = add_styles(package, book.styles_part)
    texts = Texts(package, _WORKBOOK)
    for name, part in book.sheets.items():
        marks = _marks([f for f in told if f.place.sheet == printable(name)], lang)
        mark_cells(package, part, marks, styles.marks, texts)
    names = {printable(name): name for name in book.sheets}
    listing = list_findings(file, told, lang, is_copy=True)
    book.insert_first(_list_sheet(listing, styles, names), lang)
    return package.pack()


def _marks(findings: Sequence[Finding], lang: Lang) -> list[Mark]:
    by_cell: dict[str, list[Finding]] = {}
    for finding in findings:
        for cell in finding.cells:
            by_cell.setdefault(cell, []).append(finding)
    return [
        Mark(cell, min((f.severity for f in found), key=lambda s: s.rank), comment_of(found, lang))
        for cell, found in by_cell.items()
    ]


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
        styles = package.related(_WORKBOOK, "styles")
        if styles is None or any(part not in package for part in self.sheets.values()):
            raise CannotAnnotate("the workbook has no styles, or lacks a sheet")
        self.styles_part = styles

    def remove_own_sheet(self) -> None:
        """Take away the list that an earlier run put in front."""
        names = list(elements(self._root, "definedNames/definedName"))
        own = next((name for name in names if name.get("name") == _OWN_NAME), None)
        if own is None:
            return
        title = (own.text or "").rpartition("!")[0].strip("'").replace("''", "'")
        own.getparent().remove(own)
        place = next((n for n, sheet in enumerate(self._listed) if sheet.get("name") == title), None)
        if place is None or title not in self.sheets or len(self.sheets) == 1:
            return
        part = self.sheets.pop(title)
        self._listed.remove(self._listed[place])
        self._package.unrelate(_WORKBOOK, part)
        self._package.remove(part)
        for name in elements(self._root, "definedNames/definedName"):
            local = name.get("localSheetId")
            if local == str(place):
                name.getparent().remove(name)
            elif local is not None and int(local) > place:
                name.set("localSheetId", str(int(local) - 1))

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
        for other in self.sheets.values():
            # Sheets selected together are typed into together.
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


def _list_sheet(listing: Listing, styles: SheetStyles, names: Mapping[str, str]) -> Any:
    """Return the worksheet that lists the findings; `names` gives a sheet's own name by its printable one."""
    root = new_root("worksheet")
    fit = etree.SubElement(etree.SubElement(root, tag("sheetPr")), tag("pageSetUpPr"))
    fit.set("fitToPage", "1")
    last = HEAD_ROW + len(listing.lines)
    etree.SubElement(root, tag("dimension"), ref=f"A1:{a1(last, len(WIDTHS) - 1)}")
    view = etree.SubElement(etree.SubElement(root, tag("sheetViews")), tag("sheetView"))
    view.attrib.update({"showGridLines": "0", "tabSelected": "1", "workbookViewId": "0"})
    frozen = {"ySplit": str(HEAD_ROW + 1), "topLeftCell": f"A{HEAD_ROW + 2}", "state": "frozen"}
    etree.SubElement(view, tag("pane"), frozen | {"activePane": "bottomLeft"})
    etree.SubElement(root, tag("sheetFormatPr"), defaultRowHeight="15")
    columns = etree.SubElement(root, tag("cols"))
    for number, width in enumerate(WIDTHS, start=1):
        said = {"min": str(number), "max": str(number), "width": str(width), "customWidth": "1"}
        etree.SubElement(columns, tag("col"), said)
    data = etree.SubElement(root, tag("sheetData"))
    _row(data, 0, [(listing.title, styles.title)], 24)
    for row, text in enumerate(listing.about, start=1):
        _row(data, row, [(text, styles.plain)])
    _row(data, HEAD_ROW, [(head, styles.head) for head in listing.heads], 22)
    links = etree.Element(tag("hyperlinks"))
    for row, line in enumerate(listing.lines, start=HEAD_ROW + 1):
        _row(data, row, _cells(line, styles), line.height)
        name = names.get(line.sheet or "")
        if name is not None:
            quoted = name.replace("'", "''")
            place = {"ref": a1(row, LINK_COLUMN), "location": f"'{quoted}'!{line.cell or 'A1'}"}
            etree.SubElement(links, tag("hyperlink"), place)
    if len(links):
        insert_in_order(root, links, SHEET_ORDER)
    margins = {"left": "0.6", "right": "0.6", "top": "0.7", "bottom": "0.7", "header": "0.3", "footer": "0.3"}
    etree.SubElement(root, tag("pageMargins"), margins)
    page = {"paperSize": "9", "orientation": "landscape", "fitToWidth": "1", "fitToHeight": "0"}
    etree.SubElement(root, tag("pageSetup"), page)
    footer = etree.SubElement(etree.SubElement(root, tag("headerFooter")), tag("oddFooter"))
    footer.text = "&L&9&A&R&9&P/&N"
    return root


def _cells(line: Line, styles: SheetStyles) -> list[tuple[str, int]]:
    looks = [styles.text] * len(line.texts)
    looks[0] = styles.severities[line.severity]
    if line.sheet is not None:
        looks[LINK_COLUMN] = styles.link
    return list(zip(line.texts, looks, strict=True))


def _row(data: Any, row: int, cells: Sequence[tuple[str, int]], height: float | None = None) -> None:
    """Add a row of texts; each stands in its cell, so that none can become a formula."""
    line = etree.SubElement(data, tag("row"), r=str(row + 1))
    if height is not None:
        line.attrib.update({"ht": f"{height:g}", "customHeight": "1"})
    for column, (text, style) in enumerate(cells):
        said = {"r": f"{column_letters(column)}{row + 1}", "s": str(style), "t": "inlineStr"}
        inline = etree.SubElement(etree.SubElement(line, tag("c"), said), tag("is"))
        body = etree.SubElement(inline, tag("t"))
        body.text = text
        body.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
