"""Comments of a worksheet: a part of texts and a drawing of their boxes, the office's own kept.

A comment that stands in a marked cell already keeps its text; ours follows below a line, by which an
earlier one of ours is found again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from lxml import etree

from cchc_kpi.addresses import row_and_column
from cchc_kpi.render.annotate.package import (
    OFFICE_RELATIONS,
    CannotAnnotate,
    Package,
    elements,
    insert_in_order,
    new_root,
    tag,
)

AUTHOR: Final = "cchc-kpi"
_LINE: Final = f"\n──── {AUTHOR} ────\n"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_V: Final = "urn:schemas-microsoft-com:vml"
_O: Final = "urn:schemas-microsoft-com:office:office"
_X: Final = "urn:schemas-microsoft-com:office:excel"
_SHAPE_TYPE: Final = "_x0000_t202"
_COMMENTS_ORDER: Final = ("authors", "commentList", "extLst")
_LETTERS_A_LINE: Final = 46
_POINTS_A_LINE: Final = 15
_BOX_WIDTH: Final = 260
"""In points; four columns of usual width."""


class CellNote(NamedTuple):
    """What a comment is to say in one cell."""

    cell: str
    text: str


def write_comments(
    package: Package, sheet_part: str, notes: Sequence[CellNote], order: Sequence[str]
) -> None:
    """Put comments into cells of a worksheet and take those of an earlier run away.

    `order` is the schema's sequence of a worksheet's elements. Raises CannotAnnotate.
    """
    sheet = package.tree(sheet_part)
    part = package.related(sheet_part, "comments")
    if part is None:
        if not notes:
            return
        part = package.free_name("xl/comments{}.xml")
        package.add(part, _empty_comments())
        package.declare(part, _COMMENTS_TYPE)
        package.relate(sheet_part, "comments", part)
    comments = package.tree(part)
    drawing = _drawing(package, sheet_part, sheet, order)
    author = _author(comments)
    for gone in _remove_own(comments, author):
        _remove_box(drawing, gone)
    held = {comment.get("ref"): comment for comment in elements(comments, "commentList/comment")}
    (listed,) = elements(comments, "commentList")
    for note in notes:
        if note.cell in held:
            _write_text(next(iter(elements(held[note.cell], "text"))), _LINE + note.text)
            _show_box(drawing, note)
            continue
        comment = etree.SubElement(listed, tag("comment"), ref=note.cell, authorId=str(author))
        _write_text(etree.SubElement(comment, tag("text")), note.text)
        _add_box(drawing, note)
    listed[:] = sorted(listed, key=lambda comment: row_and_column(comment.get("ref", "A1")))


def _empty_comments() -> Any:
    root = new_root("comments")
    etree.SubElement(root, tag("authors"))
    etree.SubElement(root, tag("commentList"))
    return root


def _author(comments: Any) -> int:
    """Return the number of this program among the authors, adding it where it is new."""
    (authors,) = elements(comments, "authors")
    names = [name.text for name in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, tag("author")).text = AUTHOR
        names.append(AUTHOR)
    return names.index(AUTHOR)


def _remove_own(comments: Any, author: int) -> list[str]:
    """Take away what an earlier run wrote; return the cells that are left without a comment."""
    gone = []
    for comment in list(elements(comments, "commentList/comment")):
        if comment.get("authorId") == str(author):
            gone.append(comment.get("ref", ""))
            comment.getparent().remove(comment)
            continue
        for run in list(elements(comment, "text/r")):
            if (run.findtext(tag("t")) or "").startswith(_LINE):
                run.getparent().remove(run)
    return gone


def _write_text(text: Any, words: str) -> None:
    run = etree.SubElement(text, tag("r"))
    look = etree.SubElement(run, tag("rPr"))
    etree.SubElement(look, tag("sz"), val="10")
    etree.SubElement(look, tag("color"), indexed="81")
    etree.SubElement(look, tag("rFont"), val="Tahoma")
    etree.SubElement(look, tag("family"), val="2")
    body = etree.SubElement(run, tag("t"))
    body.text = words
    body.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


# --- The boxes: VML, which Excel still wants for comments ---


def _drawing(package: Package, sheet_part: str, sheet: Any, order: Sequence[str]) -> Any:
    part = package.related(sheet_part, "vmlDrawing")
    legacy = next(elements(sheet, "legacyDrawing"), None)
    if legacy is not None:
        key = legacy.get(f"{{{OFFICE_RELATIONS}}}id")
        part = package.relations(sheet_part).get(str(key), ("", None))[1]
        if part is None or part not in package:
            raise CannotAnnotate(f"{sheet_part}: its comments have no drawing")
        return package.tree(part)
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.add(part, _empty_drawing())
    package.declare_ending("vml", _DRAWING_TYPE)
    key = package.relate(sheet_part, "vmlDrawing", part)
    element = etree.Element(
        tag("legacyDrawing"), {f"{{{OFFICE_RELATIONS}}}id": key}, nsmap={"r": OFFICE_RELATIONS}
    )
    insert_in_order(sheet, element, order)
    return package.tree(part)


def _empty_drawing() -> Any:
    root = etree.Element("xml", nsmap={"v": _V, "o": _O, "x": _X})
    layout = etree.SubElement(root, tag("shapelayout", _O), {tag("ext", _V): "edit"})
    etree.SubElement(layout, tag("idmap", _O), {tag("ext", _V): "edit", "data": "1"})
    return root


def _shape_type(drawing: Any) -> None:
    """Add the type that comment boxes refer to, where the drawing has it not."""
    if any(kind.get("id") == _SHAPE_TYPE for kind in drawing.findall(tag("shapetype", _V))):
        return
    kind = etree.SubElement(
        drawing,
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


def _add_box(drawing: Any, note: CellNote) -> None:
    _shape_type(drawing)
    taken = {shape.get("id") for shape in drawing.findall(tag("shape", _V))}
    key = next(
        f"_x0000_s{number}" for number in range(1025, 1026 + len(taken)) if f"_x0000_s{number}" not in taken
    )
    row, column = row_and_column(note.cell)
    shape = etree.SubElement(
        drawing,
        tag("shape", _V),
        {
            "id": key,
            "type": f"#{_SHAPE_TYPE}",
            "style": f"position:absolute;width:{_BOX_WIDTH}pt;height:{_height(note.text)}pt;z-index:1;visibility:hidden",
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
    etree.SubElement(data, tag("Anchor", _X)).text = _anchor(row, column, note.text)
    etree.SubElement(data, tag("AutoFill", _X)).text = "False"
    etree.SubElement(data, tag("Row", _X)).text = str(row)
    etree.SubElement(data, tag("Column", _X)).text = str(column)


def _height(text: str) -> int:
    lines = sum(max(1, math.ceil(len(line) / _LETTERS_A_LINE)) for line in text.splitlines())
    return _POINTS_A_LINE * (lines + 1)


def _anchor(row: int, column: int, text: str) -> str:
    """Return where a box stands: beside its cell, four columns wide, as many rows high as its text needs."""
    rows = math.ceil(_height(text) / _POINTS_A_LINE)
    top = max(row - 1, 0)
    return f"{column + 1}, 15, {top}, 2, {column + 4}, 31, {top + rows}, 4"


def _boxes(drawing: Any, cell: str) -> list[Any]:
    row, column = row_and_column(cell)
    return [
        shape
        for shape in drawing.findall(tag("shape", _V))
        if (data := shape.find(tag("ClientData", _X))) is not None
        and (data.findtext(tag("Row", _X)), data.findtext(tag("Column", _X))) == (str(row), str(column))
    ]


def _remove_box(drawing: Any, cell: str) -> None:
    for shape in _boxes(drawing, cell):
        drawing.remove(shape)


def _show_box(drawing: Any, note: CellNote) -> None:
    """See that a comment of the office's own has a box at all."""
    if not _boxes(drawing, note.cell):
        _add_box(drawing, note)
