"""The boxes in which comments are shown: VML drawings, which spreadsheet programs still want for them.

Where a box stands is said by the cells that it covers, so the widths and heights of a sheet are asked here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from lxml import etree

from cchc_kpi.addresses import row_and_column
from cchc_kpi.render.annotate.package import (
    OFFICE_RELATIONS,
    CannotAnnotate,
    Package,
    elements,
    insert_in_order,
    tag,
)

_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_V: Final = "urn:schemas-microsoft-com:vml"
_O: Final = "urn:schemas-microsoft-com:office:office"
_X: Final = "urn:schemas-microsoft-com:office:excel"
_SHAPE_TYPE: Final = "_x0000_t202"
_FIRST_SHAPE: Final = 1025
_ID: Final = f"{{{OFFICE_RELATIONS}}}id"

_LETTERS_A_LINE: Final = 46
_POINTS_A_LINE: Final = 14
_BOX_WIDTH: Final = 260
"""In points; so many letters of the comments' font go into a line of it."""
_PIXELS_A_POINT: Final = 96 / 72
_GAP: Final = 12
"""Pixels between a cell and its box."""


class Boxes:
    """The boxes of one sheet's comments, by cell. Raises CannotAnnotate where they cannot be understood."""

    def __init__(self, package: Package, sheet_part: str, order: Sequence[str]) -> None:
        sheet = package.tree(sheet_part)
        self._drawing = _drawing_of(package, sheet_part, sheet, order)
        self._grid = _Grid(sheet)
        self._shapes: dict[tuple[str | None, str | None], list[Any]] = {}
        for shape in self._drawing.findall(tag("shape", _V)):
            data = shape.find(tag("ClientData", _X))
            if data is not None and data.get("ObjectType") == "Note":
                at = data.findtext(tag("Row", _X)), data.findtext(tag("Column", _X))
                self._shapes.setdefault(at, []).append(shape)
        self._taken = {shape.get("id") for shape in self._drawing.iter(tag("shape", _V))}
        self._next = _FIRST_SHAPE

    def remove(self, cell: str) -> None:
        """Take the box of a comment away."""
        for shape in self._shapes.pop(_key(cell), ()):
            self._drawing.remove(shape)
            self._taken.discard(shape.get("id"))

    def show(self, cell: str, text: str) -> None:
        """See that a comment has a box, large enough for its text where the box is new."""
        if _key(cell) in self._shapes:
            return
        self._add_shape_type()
        row, column = row_and_column(cell)
        height = _height(text)
        shape = etree.SubElement(
            self._drawing,
            tag("shape", _V),
            {
                "id": self._new_id(),
                "type": f"#{_SHAPE_TYPE}",
                "style": f"position:absolute;width:{_BOX_WIDTH}pt;height:{height}pt;z-index:1;visibility:hidden",
                "fillcolor": "#ffffe1",
                tag("insetmode", _O): "auto",
            },
        )
        etree.SubElement(shape, tag("fill", _V), color2="#ffffe1")
        etree.SubElement(shape, tag("shadow", _V), on="t", color="black", obscured="t")
        etree.SubElement(shape, tag("path", _V), {tag("connecttype", _O): "none"})
        box = etree.SubElement(shape, tag("textbox", _V), style="mso-direction-alt:auto")
        etree.SubElement(box, "div", style="text-align:left")
        data = etree.SubElement(shape, tag("ClientData", _X), ObjectType="Note")
        etree.SubElement(data, tag("MoveWithCells", _X))
        etree.SubElement(data, tag("SizeWithCells", _X))
        etree.SubElement(data, tag("Anchor", _X)).text = self._grid.anchor(row, column, height)
        etree.SubElement(data, tag("AutoFill", _X)).text = "False"
        etree.SubElement(data, tag("Row", _X)).text = str(row)
        etree.SubElement(data, tag("Column", _X)).text = str(column)
        self._shapes[_key(cell)] = [shape]

    def _new_id(self) -> str:
        while f"_x0000_s{self._next}" in self._taken:
            self._next += 1
        self._taken.add(f"_x0000_s{self._next}")
        return f"_x0000_s{self._next}"

    def _add_shape_type(self) -> None:
        """Add the type that boxes refer to, where the drawing has it not."""
        if any(kind.get("id") == _SHAPE_TYPE for kind in self._drawing.findall(tag("shapetype", _V))):
            return
        kind = etree.SubElement(
            self._drawing,
            tag("shapetype", _V),
            {
                "id": _SHAPE_TYPE,
                "coordsize": "21600,21600",
                tag("spt", _O): "202",
                "path": "m,l,21600r21600,l21600,xe",
            },
        )
        etree.SubElement(kind, tag("stroke", _V), joinstyle="miter")
        etree.SubElement(kind, tag("path", _V), {"gradientshapeok": "t", tag("connecttype", _O): "rect"})


def _key(cell: str) -> tuple[str, str]:
    row, column = row_and_column(cell)
    return str(row), str(column)


def _height(text: str) -> int:
    """Return how many points high a box must be for its text, with a line to spare."""
    lines = sum(max(1, math.ceil(len(line) / _LETTERS_A_LINE)) for line in text.splitlines())
    return _POINTS_A_LINE * (lines + 1)


def _drawing_of(package: Package, sheet_part: str, sheet: Any, order: Sequence[str]) -> Any:
    """Return the drawing of a sheet's comments, adding one where there is none."""
    legacy = next(elements(sheet, "legacyDrawing"), None)
    if legacy is not None:
        _, part = package.relations(sheet_part).get(str(legacy.get(_ID)), ("", ""))
        if part not in package:
            raise CannotAnnotate(f"{sheet_part}: its comments have no drawing")
        return package.tree(part)
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.add(part, _empty_drawing())
    package.declare_ending("vml", _DRAWING_TYPE)
    key = package.relate(sheet_part, "vmlDrawing", part)
    insert_in_order(
        sheet, etree.Element(tag("legacyDrawing"), {_ID: key}, nsmap={"r": OFFICE_RELATIONS}), order
    )
    return package.tree(part)


def _empty_drawing() -> Any:
    root = etree.Element("xml", nsmap={"v": _V, "o": _O, "x": _X})
    layout = etree.SubElement(root, tag("shapelayout", _O), {tag("ext", _V): "edit"})
    etree.SubElement(layout, tag("idmap", _O), {tag("ext", _V): "edit", "data": "1"})
    return root


class _Grid:
    """The widths of a sheet's columns and the heights of its rows, in pixels."""

    def __init__(self, sheet: Any) -> None:
        usual = next(elements(sheet, "sheetFormatPr"), None)
        said = usual.attrib if usual is not None else {}
        self._usual_width = _width_in_pixels(said.get("defaultColWidth", "9.14"))
        self._usual_height = _height_in_pixels(said.get("defaultRowHeight", "15"))
        self._columns = [
            (
                int(column.get("min")) - 1,
                int(column.get("max")),
                0 if _is_hidden(column) else _width_in_pixels(column.get("width", "9.14")),
            )
            for column in elements(sheet, "cols/col")
        ]
        self._rows = {
            int(row.get("r")) - 1: 0 if _is_hidden(row) else _height_in_pixels(row.get("ht"))
            for row in elements(sheet, "sheetData/row")
            if row.get("r") is not None and (row.get("ht") is not None or _is_hidden(row))
        }

    def anchor(self, row: int, column: int, height: int) -> str:
        """Return where a box stands: to the right of its cell, from a row above it, as large as it is to be."""
        top = max(row - 1, 0)
        right, right_rest = _walk(self._width, column + 1, _GAP + round(_BOX_WIDTH * _PIXELS_A_POINT))
        below, below_rest = _walk(self._height, top, 2 + round(height * _PIXELS_A_POINT))
        return f"{column + 1}, {_GAP}, {top}, 2, {right}, {right_rest}, {below}, {below_rest}"

    def _width(self, column: int) -> int:
        return next(
            (width for first, end, width in self._columns if first <= column < end), self._usual_width
        )

    def _height(self, row: int) -> int:
        return self._rows.get(row, self._usual_height)


_FARTHEST: Final = 200
"""So many rows or columns are as many as a box is let cover, hidden ones counted."""


def _walk(size: Any, start: int, pixels: int) -> tuple[int, int]:
    """Return the row or column in which a distance from the beginning of another one ends, and how far into it."""
    for place in range(start, start + _FARTHEST):
        if pixels < size(place):
            return place, pixels
        pixels -= size(place)
    return start + _FARTHEST, 0


def _width_in_pixels(width: str) -> int:
    """ECMA-376 part 1, 18.3.1.13, for a digit of seven pixels."""
    return math.trunc((256 * float(width) + math.trunc(128 / 7)) / 256 * 7)


def _height_in_pixels(points: str | None) -> int:
    return round(float(points or 15) * _PIXELS_A_POINT)


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") in {"1", "true"}
