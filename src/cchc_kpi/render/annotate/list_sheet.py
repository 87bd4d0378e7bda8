"""The list of findings as a worksheet's XML: the first sheet of an annotated copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from lxml import etree

from cchc_kpi.addresses import a1
from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.render.annotate.listing import (
    HEAD_ROW,
    JOINED_COLUMNS,
    LINK_COLUMN,
    WIDTHS,
    Line,
    Listing,
    first_of,
)
from cchc_kpi.render.annotate.marks import SHEET_ORDER
from cchc_kpi.render.annotate.package import insert_in_order, new_root, set_text, tag
from cchc_kpi.render.annotate.styles import SheetStyles

_HIDDEN = Phrase("ẩn", "hidden")
_SHEET_COLUMN = 2


def list_sheet(
    listing: Listing, styles: SheetStyles, names: Mapping[str, str], hidden: AbstractSet[str], lang: Lang
) -> Any:
    """Return the worksheet that lists findings, with links to their cells.

    `names` gives a sheet's own name by its printable one; to those that are `hidden` no link leads.
    """
    root = new_root("worksheet")
    fit = etree.SubElement(etree.SubElement(root, tag("sheetPr")), tag("pageSetUpPr"))
    fit.set("fitToPage", "1")
    last = HEAD_ROW + sum(line.rows for line in listing.lines)
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
    _add_row(data, 0, [(listing.title, styles.title)], 24)
    for row, text in enumerate(listing.about, start=1):
        _add_row(data, row, [(text, styles.plain)])
    _add_row(data, HEAD_ROW, [(head, styles.head) for head in listing.heads], 22)
    merges, links = etree.Element(tag("mergeCells")), etree.Element(tag("hyperlinks"))
    row = HEAD_ROW + 1
    for line in listing.lines:
        is_hidden = line.sheet in hidden
        name = names.get(line.sheet or "")
        _add_line(data, merges, row, line, styles, mark=f" ({_HIDDEN.text(lang)})" if is_hidden else "")
        if name is not None and not is_hidden:
            _add_links(links, row, line, name)
            for place in range(line.rows):
                data[-line.rows + place][LINK_COLUMN].set("s", str(styles.link))
        row += line.rows
    for group in (merges, links):
        if len(group):
            insert_in_order(root, group, SHEET_ORDER)
    _add_page(root)
    return root


def _add_line(data: Any, merges: Any, row: int, line: Line, styles: SheetStyles, mark: str) -> None:
    """Add a finding: a row for each place of its cells, which share the cells of the other columns."""
    looks = [styles.text] * len(line.texts)
    looks[0] = styles.severities[line.severity]
    texts = list(line.texts)
    texts[_SHEET_COLUMN] += mark
    _add_row(data, row, list(zip(texts, looks, strict=True)), line.height)
    for place, text in enumerate(line.places[1:], start=1):
        texts = [text if column == LINK_COLUMN else "" for column in range(len(looks))]
        _add_row(data, row + place, list(zip(texts, looks, strict=True)), line.height)
    if line.rows > 1:
        for column in JOINED_COLUMNS:
            area = f"{a1(row, column)}:{a1(row + line.rows - 1, column)}"
            etree.SubElement(merges, tag("mergeCell"), ref=area)


def _add_links(links: Any, row: int, line: Line, name: str) -> None:
    quoted = name.replace("'", "''")
    for number, place in enumerate(line.places or ("A1",)):
        said = {"ref": a1(row + number, LINK_COLUMN), "location": f"'{quoted}'!{first_of(place)}"}
        etree.SubElement(links, tag("hyperlink"), said)


def _add_row(data: Any, row: int, cells: Sequence[tuple[str, int]], height: float | None = None) -> None:
    """Add a row of texts; each stands in its cell, so that none can become a formula."""
    line = etree.SubElement(data, tag("row"), r=str(row + 1))
    if height is not None:
        line.attrib.update({"ht": f"{height:g}", "customHeight": "1"})
    for column, (text, style) in enumerate(cells):
        cell = etree.SubElement(line, tag("c"), {"r": a1(row, column), "s": str(style)})
        if text:
            cell.set("t", "inlineStr")
            inline = etree.SubElement(cell, tag("is"))
            set_text(etree.SubElement(inline, tag("t")), text)


def _add_page(root: Any) -> None:
    margins = {"left": "0.6", "right": "0.6", "top": "0.7", "bottom": "0.7", "header": "0.3", "footer": "0.3"}
    etree.SubElement(root, tag("pageMargins"), margins)
    page = {"paperSize": "9", "orientation": "landscape", "fitToWidth": "1", "fitToHeight": "0"}
    etree.SubElement(root, tag("pageSetup"), page)
    footer = etree.SubElement(etree.SubElement(root, tag("headerFooter")), tag("oddFooter"))
    footer.text = "&L&9&A&R&9&P/&N"
