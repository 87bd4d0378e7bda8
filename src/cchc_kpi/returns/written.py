"""A workbook as it is written: every cell with its value, its formula, and how it is shown or hidden.

Reads what returns never ask for and `verify` does. Only for what the guard has passed, whose limits bound the
work done here; nothing is computed and nothing is guessed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final, NamedTuple
from xml.parsers import expat

from cchc_kpi.addresses import row_and_column
from cchc_kpi.returns.formats import Styles, read_styles
from cchc_kpi.returns.formula import shifted
from cchc_kpi.returns.package import STYLES_PART, TEXTS_PART, listed_sheets
from cchc_kpi.returns.workbook import Kind, UnreadableWorkbook, unescaped

Position = tuple[int, int]
"""Row and column, counted from 0."""

_LOWEST_SEEN: Final = 1.0
"""A row of fewer points, or a column of less width, shows nothing."""
_OF_THE_SHEET: Final = 3
"""How deep a filter in use stands; deeper it is one of a view that somebody has saved."""
_TRUE: Final = frozenset({"1", "true"})
_KINDS: Final = {"b": Kind.BOOL, "e": Kind.ERROR, "d": Kind.DATE}


class WrittenCell(NamedTuple):
    """One filled cell.

    `text` is what a person would read of the value, `number` the number where it is one; `formula` stands
    without its "=", empty where there is none; `shown_as` is the code of the number format.
    """

    kind: Kind
    text: str
    number: float | None = None
    formula: str = ""
    shown_as: str = "General"


class Area(NamedTuple):
    """A rectangle of cells; rows and columns are counted from 0, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def holds(self, place: Position) -> bool:
        """Say whether a cell lies in it."""
        row, column = place
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column


class WrittenSheet(NamedTuple):
    """One sheet: its filled cells, and what keeps some of them from being seen as they are.

    `covered` are merged areas, of which the first cell alone is seen; `reformatted` are areas where a
    conditional format shows numbers otherwise. `is_filtered` tells that rows may be hidden by a filter.
    """

    name: str
    cells: Mapping[Position, WrittenCell]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[range, ...] = ()
    covered: tuple[Area, ...] = ()
    reformatted: tuple[Area, ...] = ()
    is_filtered: bool = False

    def is_unseen(self, place: Position) -> bool:
        """Say whether a cell of a visible sheet cannot be seen."""
        row, column = place
        return (
            row in self.hidden_rows
            or any(column in columns for columns in self.hidden_columns)
            or any(area.holds(place) and place != area[:2] for area in self.covered)
        )

    def is_reformatted(self, place: Position) -> bool:
        """Say whether a conditional format may show a cell's number otherwise."""
        return any(area.holds(place) for area in self.reformatted)


WrittenBook = tuple[WrittenSheet, ...]
Rows = dict[int, dict[int, WrittenCell]]
"""The filled cells of a sheet by row and by column, both in their order."""


def rows_of(sheet: WrittenSheet) -> Rows:
    """Return the filled cells of a sheet row by row."""
    rows: Rows = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, {})[column] = cell
    return rows


def read_written(content: bytes) -> WrittenBook:
    """Read the parts that the guard has passed. Raises UnreadableWorkbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {name.casefold(): name for name in package.namelist()}

            def inflate(part: str) -> bytes:
                name = names.get(part.casefold())
                return package.read(name) if name is not None else b""

            texts = _read_texts(inflate(TEXTS_PART))
            styles = read_styles(inflate(STYLES_PART))
            return tuple(
                _SheetReader(listed.title, texts, styles).read(
                    inflate(listed.part), is_hidden=listed.is_hidden
                )
                if listed.part is not None
                else WrittenSheet(listed.title, {}, listed.is_hidden)
                for listed in listed_sheets(inflate)
            )
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableWorkbook(str(error)) from error


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _read_texts(content: bytes) -> tuple[str, ...]:
    """Return the shared texts, runs of one text drawn together, readings for pronunciation left out."""
    found: list[list[str]] = []
    path: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        path.append(_local(name))
        if path[-1] == "si":
            found.append([])

    def data(text: str) -> None:
        if path and path[-1] == "t" and "rPh" not in path:
            found[-1].append(text)

    if content:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: path.pop()
        parser.CharacterDataHandler = data
        parser.Parse(content, True)  # noqa: FBT003 - the signature of expat
    return tuple(_as_text("".join(pieces)) for pieces in found)


def _as_text(written: str) -> str:
    return unescaped(written).replace("\r\n", "\n").replace("\r", "\n")


class _SheetReader:
    """Reads one sheet, element by element."""

    def __init__(self, title: str, texts: tuple[str, ...], styles: Styles) -> None:
        self._title = title
        self._texts = texts
        self._styles = styles
        self._cells: dict[Position, WrittenCell] = {}
        self._masters: dict[str, tuple[Position, str]] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: list[range] = []
        self._covered: list[Area] = []
        self._reformatted: list[Area] = []
        self._is_filtered = False
        self._are_rows_hidden = False
        self._path: list[str] = []
        self._row = self._column = -1
        self._attributes: dict[str, str] = {}
        self._formula: dict[str, str] | None = None
        self._pieces: dict[str, list[str]] = {}
        self._areas: tuple[Area, ...] = ()
        self._shows_otherwise = False

    def read(self, content: bytes, *, is_hidden: bool) -> WrittenSheet:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.Parse(content, True)  # noqa: FBT003 - the signature of expat
        return WrittenSheet(
            self._title,
            self._cells,
            is_hidden,
            frozenset(self._hidden_rows),
            tuple(self._hidden_columns),
            tuple(self._covered),
            tuple(self._reformatted),
            self._is_filtered,
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        self._path.append(tag)
        match tag:
            case "sheetFormatPr":
                self._are_rows_hidden = attributes.get("zeroHeight") in _TRUE
            case "col":
                self._start_column(attributes)
            case "row":
                self._start_row(attributes)
            case "c":
                self._start_cell(attributes)
            case "f" if self._path[-2] == "c":
                self._formula = attributes
            case "filterColumn" if len(self._path) == _OF_THE_SHEET:
                self._is_filtered = True
            case "mergeCell":
                self._covered += _areas(attributes.get("ref", ""))
            case "conditionalFormatting" | "cfRule" | "numFmt" | "iconSet" | "dataBar":
                self._start_condition(tag, attributes)

    def _start_column(self, attributes: dict[str, str]) -> None:
        if _is_unseen(attributes, attributes.get("width")):
            first, last = int(attributes["min"]), int(attributes["max"])
            self._hidden_columns.append(range(first - 1, last))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 2)) - 1
        self._column = -1
        height = attributes.get("ht")
        if _is_unseen(attributes, height) or (self._are_rows_hidden and height is None):
            self._hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if "r" in attributes:
            self._row, self._column = row_and_column(attributes["r"])
        self._attributes = attributes
        self._formula = None
        self._pieces = {"v": [], "f": [], "t": []}

    def _start_condition(self, tag: str, attributes: dict[str, str]) -> None:
        """Note where a conditional format has a number format of its own, or hides the number behind a sign."""
        if tag == "conditionalFormatting":
            self._areas, self._shows_otherwise = _areas(attributes.get("sqref", "")), False
            self._pieces = {"sqref": []}
        elif tag == "cfRule":
            self._shows_otherwise |= attributes.get("dxfId", "") in self._styles.conditional
        elif tag == "numFmt":
            self._shows_otherwise |= "dxf" in self._path
        else:
            self._shows_otherwise |= attributes.get("showValue", "1") not in _TRUE

    def _data(self, text: str) -> None:
        tag = self._path[-1]
        if tag in self._pieces and "rPh" not in self._path:
            self._pieces[tag].append(text)

    def _end(self, name: str) -> None:
        self._path.pop()
        tag = _local(name)
        if tag == "c":
            cell = self._cell()
            if cell is not None:
                self._cells[self._row, self._column] = cell
        elif tag == "conditionalFormatting" and self._shows_otherwise:
            # The newer kind of conditional format names its cells inside, behind its rules.
            self._reformatted += [*self._areas, *_areas("".join(self._pieces.get("sqref", [])))]

    def _cell(self) -> WrittenCell | None:
        """Return the cell that ends here; None for one that holds nothing."""
        attributes, formula = self._attributes, self._formula_text()
        value = "".join(self._pieces["v"])
        kind = attributes.get("t", "n")
        shown_as = self._styles.of_cell(attributes.get("s", "0"))
        if formula and not value and kind != "str":
            return WrittenCell(Kind.UNCALCULATED, "", None, formula, shown_as)
        if kind == "n":
            return WrittenCell(Kind.NUMBER, value, float(value), formula, shown_as) if value else None
        if kind == "s":
            text = self._texts[int(value)] if value else ""
        else:
            text = _as_text("".join(self._pieces["t"] if kind == "inlineStr" else self._pieces["v"]))
        if not text and not formula:
            return None
        return WrittenCell(_KINDS.get(kind, Kind.TEXT), text, None, formula, shown_as)

    def _formula_text(self) -> str:
        """Return the formula of the cell that ends here, one that it shares with another written out."""
        if self._formula is None:
            return ""
        text, kind, key = "".join(self._pieces["f"]), self._formula.get("t", ""), self._formula.get("si", "")
        place = (self._row, self._column)
        if kind == "shared":
            if text:
                self._masters[key] = place, text
            elif key in self._masters:
                (row, column), master = self._masters[key]
                return shifted(master, place[0] - row, place[1] - column)
        if kind in {"array", "dataTable"}:
            return f"{{{text}}}"
        return text


def _is_unseen(attributes: dict[str, str], extent: str | None) -> bool:
    return attributes.get("hidden") in _TRUE or (extent is not None and float(extent) < _LOWEST_SEEN)


def _areas(references: str) -> tuple[Area, ...]:
    """Return the areas that "A1:B3 D5" names."""
    areas = []
    for reference in references.split():
        first, _, last = reference.replace("$", "").partition(":")
        areas.append(Area(*row_and_column(first), *row_and_column(last or first)))
    return tuple(areas)
