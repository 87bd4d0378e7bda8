"""Whether a workbook is what Excel opens without repair: the package, its parts and what they say of each other.

Two looks. `openxml-audit` holds each part against the schemas of the Open XML SDK: elements and their order.
What it passes over although Excel does not is looked at here: rows and cells in order and once, indexes in
range, names, limits, formulas, links, formats.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any, Final

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string
from openxml_audit import OpenXmlValidator

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EXCEL: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_TYPES: Final = "[Content_Types].xml"
_ROWS, _COLUMNS = 1_048_576, 16_384
_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
_SHEET_IN_FORMULA: Final = re.compile(r"(?:'((?:[^']|'')+)'|([\w.]+))!")
# Excel writes this extension itself; the schemas of the SDK have it under another element.
_KNOWN: Final = re.compile(r"dispNaAsBlank|dataDisplayOptions16")


def faults(path: Path) -> list[str]:
    """What is wrong with a workbook, a line each."""
    return [*_audited(path), *_Package(path).faults()]


def _audited(path: Path) -> Iterator[str]:
    for error in OpenXmlValidator().validate(path).errors:
        if not _KNOWN.search(f"{error.path} {error.description}"):
            yield f"{error.part_uri}: {error.description} ({error.path})"


class _Package:
    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self._names = archive.namelist()
            self._content = {name: archive.read(name) for name in self._names}
        self._trees: dict[str, Any] = {}
        self._broken: list[str] = []
        for name, content in self._content.items():
            if name.endswith((".xml", ".rels")):
                try:
                    self._trees[name] = etree.fromstring(content)
                except etree.XMLSyntaxError as error:
                    self._broken.append(f"{name}: {error}")

    def faults(self) -> Iterator[str]:
        yield from self._broken
        if self._broken:
            return
        yield from _repeated("part", [name.casefold() for name in self._names])
        yield from self._content_types()
        for name in self._trees:
            if name.endswith(".rels"):
                yield from self._relationships(name)
        yield from self._workbook()
        yield from self._styles()
        for part in self._sheets.values():
            yield from _Sheet(part, self._trees[part], self).faults()
        for name, tree in self._trees.items():
            for formula in tree.iter(f"{_EXCEL}f", f"{_CHART}f"):
                yield from self.in_formula(name, formula.text or "")

    def _content_types(self) -> Iterator[str]:
        tree = self._trees[_TYPES]
        kinds = {e.get("PartName"): e.get("ContentType") for e in tree if e.get("PartName")}
        defaults = {e.get("Extension"): e.get("ContentType") for e in tree if e.get("Extension")}
        for name in self._names:
            kind = kinds.get(f"/{name}") or defaults.get(name.rpartition(".")[2])
            if name != _TYPES and (kind is None or kind == "application/xml"):
                yield f"{name}: has no content type of its own"
        yield from (
            f"{name}: has a content type and is not there" for name in kinds if name[1:] not in self._content
        )

    def _relationships(self, name: str) -> Iterator[str]:
        folder, source = dirname(dirname(name)), name.rpartition("/")[2].removesuffix(".rels")
        owner = join(folder, source) if source else ""
        if owner and owner not in self._content:
            yield f"{name}: belongs to nothing"
            return
        links = list(self._trees[name])
        yield from (f"{name}: {fault}" for fault in _repeated("Id", [link.get("Id") for link in links]))
        for link in links:
            if link.get("TargetMode") == "External":
                continue
            target = link.get("Target")
            place = target[1:] if target.startswith("/") else normpath(join(folder, target))
            if place not in self._content:
                yield f"{name}: leads to {target}, which is not there"
        if not owner or owner not in self._trees:
            return
        known = {link.get("Id") for link in links}
        for element in self._trees[owner].iter():
            for key, value in element.attrib.items():
                if key.startswith(_RELATION) and value not in known:
                    yield f"{owner}: {value} is no relationship of it"

    @cached_property
    def sheet_names(self) -> list[str]:
        return [sheet.get("name") for sheet in self._trees["xl/workbook.xml"].iter(f"{_MAIN}sheet")]

    @property
    def _sheets(self) -> dict[str, str]:
        links = {e.get("Id"): e.get("Target") for e in self._trees["xl/_rels/workbook.xml.rels"]}
        sheets = self._trees["xl/workbook.xml"].iter(f"{_MAIN}sheet")
        found = {sheet.get("name"): links.get(sheet.get(f"{_RELATION}id")) for sheet in sheets}
        parts = {
            name: normpath(join("xl", target)).removeprefix("xl/xl/")
            for name, target in found.items()
            if target
        }
        placed = {name: part if part.startswith("xl/") else part.lstrip("/") for name, part in parts.items()}
        return {name: part for name, part in placed.items() if part in self._trees}

    def _workbook(self) -> Iterator[str]:
        tree, names = self._trees["xl/workbook.xml"], self.sheet_names
        yield from _repeated("sheet", [name.casefold() for name in names])
        ids = [sheet.get("sheetId") for sheet in tree.iter(f"{_MAIN}sheet")]
        yield from _repeated("sheetId", ids)
        for name in names:
            if not 0 < len(name) <= 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name):
                yield f"'{name}' is no name of a sheet"
        defined = list(tree.iter(f"{_MAIN}definedName"))
        yield from _repeated("name", [f"{e.get('name')}/{e.get('localSheetId')}" for e in defined])
        for element in defined:
            if int(element.get("localSheetId", "0")) >= len(names):
                yield f"{element.get('name')}: of a sheet that is not there"
            yield from self.in_formula(f"name {element.get('name')}", element.text or "")

    def in_formula(self, where: str, formula: str) -> Iterator[str]:
        """What is wrong with a formula: its length, its brackets, its arguments, the sheets that it names."""
        if not formula or len(formula) > 8192:
            yield f"{where}: a formula of {len(formula)} letters"
        if "#REF!" in formula:
            yield f"{where}: {formula[:60]} has lost a reference"
        for quoted, plain in _SHEET_IN_FORMULA.findall(re.sub(r'"[^"]*"', '""', formula)):
            if (quoted.replace("''", "'") or plain) not in self.sheet_names:
                yield f"{where}: names the sheet {quoted or plain}"
        yield from (f"{where}: {fault} in {formula[:60]}" for fault in _unsound(formula))

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        tree = self._trees.get("xl/sharedStrings.xml")
        return [] if tree is None else ["".join(si.itertext()) for si in tree.iter(f"{_MAIN}si")]

    def count_of(self, kind: str) -> int:
        """How many of a kind of format there are."""
        found = self._trees["xl/styles.xml"].find(f"{_MAIN}{kind}")
        return 0 if found is None else len(found)

    def _styles(self) -> Iterator[str]:
        tree = self._trees["xl/styles.xml"]
        limits = {kind: self.count_of(kind) for kind in ("fonts", "fills", "borders", "cellStyleXfs")}
        of = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
        custom = {int(e.get("numFmtId")): e.get("formatCode") for e in tree.iter(f"{_MAIN}numFmt")}
        for xf in tree.find(f"{_MAIN}cellXfs"):
            for key, kind in of.items():
                if int(xf.get(key, "0")) >= limits[kind]:
                    yield f"styles: {key} {xf.get(key)} of {limits[kind]}"
            number = int(xf.get("numFmtId", "0"))
            if number >= 164 and number not in custom:
                yield f"styles: number format {number} is not there"
        yield from (f"styles: a number format of {len(c)} letters" for c in custom.values() if len(c) > 255)
        for text in self.strings:
            if len(text) > 32_767:
                yield f"a text of {len(text)} letters"


class _Sheet:
    """One worksheet."""

    def __init__(self, part: str, tree: Any, package: _Package) -> None:
        self._part = part
        self._tree = tree
        self._package = package

    def faults(self) -> Iterator[str]:
        found = [
            *self._rows(),
            *self._columns(),
            *self._formats(),
            *self._validations(),
            *self._links(),
            *self._rest(),
        ]
        yield from (f"{self._part}: {fault}" for fault in found)

    def _rows(self) -> Iterator[str]:
        styles, strings = self._package.count_of("cellXfs"), len(self._package.strings)
        last = 0
        for row in self._tree.iter(f"{_MAIN}row"):
            number = int(row.get("r"))
            if not last < number <= _ROWS:
                yield f"row {number} after row {last}"
            last = number
            if float(row.get("ht", "15")) > 409.5:
                yield f"row {number} is {row.get('ht')} points high"
            if int(row.get("s", "0")) >= styles:
                yield f"row {number} has style {row.get('s')} of {styles}"
            column = 0
            for cell in row:
                name = cell.get("r")
                match = _CELL.fullmatch(name)
                place = column_index_from_string(match[1]) if match else 0
                if match is None or int(match[2]) != number or not column < place <= _COLUMNS:
                    yield f"cell {name} in row {number}"
                column = place
                if int(cell.get("s", "0")) >= styles:
                    yield f"{name} has style {cell.get('s')} of {styles}"
                yield from self._cell(cell, name, strings)

    def _cell(self, cell: Any, name: str, strings: int) -> Iterator[str]:
        value, formula = cell.findtext(f"{_MAIN}v"), cell.find(f"{_MAIN}f")
        match cell.get("t", "n"):
            case "s" if value is None or not value.isdecimal() or int(value) >= strings:
                yield f"{name} shows text {value} of {strings}"
            case "n" if value and not re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", value):
                yield f"{name} shows {value} as a number"
            case "str" if value is not None and len(value) > 32_767:
                yield f"{name} has a text of {len(value)} letters"
            case "b" if value not in {"0", "1"}:
                yield f"{name} shows {value} as true or false"
        if formula is not None and formula.get("t") != "shared":
            yield from self._package.in_formula(name, formula.text or "")

    def _columns(self) -> Iterator[str]:
        last = 0
        for column in self._tree.iter(f"{_MAIN}col"):
            first, end = int(column.get("min")), int(column.get("max"))
            if not last < first <= end <= _COLUMNS or float(column.get("width", "9")) > 255:
                yield f"columns {first} to {end} after {last}, {column.get('width')} wide"
            last = end

    def _formats(self) -> Iterator[str]:
        dxfs = self._package.count_of("dxfs")
        rules = list(self._tree.iter(f"{_MAIN}cfRule"))
        yield from _repeated("priority of a conditional format", [rule.get("priority") for rule in rules])
        for rule in rules:
            if int(rule.get("dxfId", "0")) >= dxfs:
                yield f"conditional format {rule.get('dxfId')} of {dxfs}"
            for formula in rule.iter(f"{_MAIN}formula"):
                yield from self._package.in_formula("conditional format", formula.text or "")
        for element in self._tree.iter(f"{_MAIN}conditionalFormatting", f"{_MAIN}dataValidation"):
            yield from _areas(element.get("sqref", ""))

    def _validations(self) -> Iterator[str]:
        for one in self._tree.iter(f"{_MAIN}dataValidation"):
            for key, most in {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}.items():
                if len(one.get(key, "")) > most:
                    yield f"{key} of {len(one.get(key))} letters"
            for formula in one.iter(f"{_MAIN}formula1", f"{_MAIN}formula2"):
                text = formula.text or ""
                if text.startswith('"') and len(text) > 257:
                    yield f"a list of {len(text) - 2} letters to choose from"
                yield from self._package.in_formula("validation", text)

    def _links(self) -> Iterator[str]:
        links = list(self._tree.iter(f"{_MAIN}hyperlink"))
        if len(links) > 65_530:
            yield f"{len(links)} links"
        yield from _repeated("link at", [link.get("ref") for link in links])
        for link in links:
            yield from _areas(link.get("ref", ""))
            if len(link.get("tooltip", "")) > 255 or len(link.get("location", "")) > 2080:
                yield f"the link at {link.get('ref')} is too long"
            if link.get(f"{_RELATION}id") is None:
                yield from self._package.in_formula(f"link at {link.get('ref')}", link.get("location", ""))

    def _rest(self) -> Iterator[str]:
        merged = [element.get("ref") for element in self._tree.iter(f"{_MAIN}mergeCell")]
        covered = Counter(cell for ref in merged for cell in _cells(ref))
        yield from (f"{cell} is merged twice" for cell, times in covered.items() if times > 1)
        for tag in ("oddHeader", "oddFooter"):
            for element in self._tree.iter(f"{_MAIN}{tag}"):
                if len(element.text or "") > 255:
                    yield f"{tag} of {len(element.text)} letters"
        for element in self._tree.iter(f"{_MAIN}autoFilter", f"{_MAIN}dimension", f"{_MAIN}selection"):
            yield from _areas(element.get("ref") or element.get("sqref") or "A1")


def _unsound(formula: str) -> Iterator[str]:
    """Brackets that do not close, more arguments or levels than Excel takes, an operand that is an error."""
    depth: list[int] = []
    for token in Tokenizer(f"={formula}").items:
        if token.type in {"FUNC", "PAREN"}:
            if token.subtype == "OPEN":
                depth.append(1)
            elif not depth:
                yield "a bracket too many"
            elif depth.pop() > 255:
                yield "more than 255 arguments"
        elif token.type == "SEP" and depth:
            depth[-1] += 1
        elif token.type == "OPERAND" and token.subtype == "ERROR":
            yield f"the error {token.value}"
        if len(depth) > 64:
            yield "more than 64 levels"
    if depth:
        yield "a bracket that does not close"


def _areas(sqref: str) -> Iterator[str]:
    """What is no area of cells in a list of them."""
    for area in sqref.split(" "):
        corners = area.replace("$", "").split(":")
        if not 1 <= len(corners) <= 2 or not all(_CELL.fullmatch(corner) for corner in corners):
            yield f"'{area}' is no area"


def _cells(ref: str) -> Iterator[tuple[int, int]]:
    first, _, last = ref.partition(":")
    (left, top), (right, bottom) = (coordinate_from_string(corner) for corner in (first, last or first))
    for row in range(top, bottom + 1):
        for column in range(column_index_from_string(left), column_index_from_string(right) + 1):
            yield row, column


def _repeated(what: str, values: Iterable[str | None]) -> Iterator[str]:
    counts = Counter(values)
    yield from (f"{what} {value} stands {times} times" for value, times in counts.items() if times > 1)
