"""Cell formats that an annotated copy needs, added behind those that the workbook has.

What is there already, from an earlier run, is used again: annotating again and again adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from lxml import etree

from cchc_kpi.findings import Severity
from cchc_kpi.render.annotate.package import CannotAnnotate, Package, elements, insert_in_order, tag
from cchc_kpi.render.workbooks import FONT, LINK_BLUE, NAVY, RULE_GREY, SEVERITY_TINTS

_ORDER: Final = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)


class SheetStyles(NamedTuple):
    """Indexes of the formats: of the list of findings, and of marks by severity."""

    title: int
    plain: int
    head: int
    text: int
    link: int
    severities: Mapping[Severity, int]
    marks: Mapping[Severity, int]


def add_styles(package: Package, part: str) -> SheetStyles:
    """Add the formats to a styles part and return their indexes. Raises CannotAnnotate."""
    writer = _Writer(package.tree(part))
    grid = writer.border(RULE_GREY)
    bare = writer.border(None)
    body = writer.font(11)
    marks = {severity: writer.mark(tint) for severity, tint in SEVERITY_TINTS.items()}
    severities = {
        severity: writer.format(writer.font(11, bold=True), writer.fill(tint), grid)
        for severity, tint in SEVERITY_TINTS.items()
    }
    return SheetStyles(
        title=writer.format(writer.font(15, bold=True, colour=NAVY), 0, bare, wraps=False),
        plain=writer.format(body, 0, bare, wraps=False),
        head=writer.format(
            writer.font(11, bold=True, colour="#FFFFFF"), writer.fill(NAVY), grid, centred=True
        ),
        text=writer.format(body, 0, grid),
        link=writer.format(writer.font(11, colour=LINK_BLUE, underlined=True), 0, grid),
        severities=severities,
        marks=marks,
    )


class _Writer:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._places: dict[str, dict[tuple[Any, ...], int]] = {}

    def _group(self, name: str) -> Any:
        group = next(elements(self._root, name), None)
        if group is None:
            if name != "dxfs":
                raise CannotAnnotate(f"the styles have no {name}")
            group = etree.Element(tag(name), count="0")
            insert_in_order(self._root, group, _ORDER)
        return group

    def _place(self, name: str, element: Any) -> int:
        """Return the index of an element in its group, adding it where the group has none like it."""
        group = self._group(name)
        if name not in self._places:
            self._places[name] = {_look(held): place for place, held in reversed(list(enumerate(group)))}
        places = self._places[name]
        look = _look(element)
        if look not in places:
            places[look] = len(group)
            group.append(element)
            group.set("count", str(len(group)))
        return places[look]

    def font(
        self, size: int, *, bold: bool = False, underlined: bool = False, colour: str = "#000000"
    ) -> int:
        element = etree.Element(tag("font"))
        if bold:
            etree.SubElement(element, tag("b"))
        if underlined:
            etree.SubElement(element, tag("u"))
        etree.SubElement(element, tag("sz"), val=str(size))
        etree.SubElement(element, tag("color"), rgb=_argb(colour))
        etree.SubElement(element, tag("name"), val=FONT)
        etree.SubElement(element, tag("family"), val="1")
        return self._place("fonts", element)

    def fill(self, colour: str) -> int:
        return self._place("fills", _fill(colour))

    def border(self, colour: str | None) -> int:
        element = etree.Element(tag("border"))
        for side in ("left", "right", "top", "bottom"):
            edge = etree.SubElement(element, tag(side))
            if colour is not None:
                edge.set("style", "thin")
                etree.SubElement(edge, tag("color"), rgb=_argb(colour))
        etree.SubElement(element, tag("diagonal"))
        return self._place("borders", element)

    def format(self, font: int, fill: int, border: int, *, centred: bool = False, wraps: bool = True) -> int:
        said = {"numFmtId": "0", "fontId": font, "fillId": fill, "borderId": border, "xfId": "0"}
        applied = dict.fromkeys(("applyFont", "applyFill", "applyBorder", "applyAlignment"), "1")
        element = etree.Element(tag("xf"), {key: str(value) for key, value in (said | applied).items()})
        alignment = {"vertical": "center"}
        alignment |= {"wrapText": "1"} if wraps else {}
        if centred:
            alignment["horizontal"] = "center"
        elif wraps:
            alignment |= {"horizontal": "left", "indent": "1"}
        etree.SubElement(element, tag("alignment"), alignment)
        return self._place("cellXfs", element)

    def mark(self, colour: str) -> int:
        """Add a differential format that fills a cell. Its colour stands in bgColor, unlike a cell's own."""
        element = etree.Element(tag("dxf"))
        fill = etree.SubElement(etree.SubElement(element, tag("fill")), tag("patternFill"))
        etree.SubElement(fill, tag("bgColor"), rgb=_argb(colour))
        return self._place("dxfs", element)


def _look(element: Any) -> tuple[Any, ...]:
    """Return what an element says, whatever prefixes it is spelled with: equal for equal formats."""
    return element.tag, element.text, tuple(sorted(element.attrib.items())), *map(_look, element)


def _fill(colour: str) -> Any:
    element = etree.Element(tag("fill"))
    pattern = etree.SubElement(element, tag("patternFill"), patternType="solid")
    etree.SubElement(pattern, tag("fgColor"), rgb=_argb(colour))
    etree.SubElement(pattern, tag("bgColor"), indexed="64")
    return element


def _argb(colour: str) -> str:
    return "FF" + colour.removeprefix("#").upper()
