"""Worksheets in the spelling that spreadsheet programs write: looked through and read at once, without a parser.

Excel, LibreOffice and the libraries write rows and cells in one way. A list of cells that is wholly made of
such rows and cells, token by token to the last byte, means one thing to every reader, so its cells are taken
as they stand. Anything else, were it only unusual, is left to the watch of `sheet_xml` and to the readers:
nothing is refused here, and nothing is guessed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from cchc_kpi.addresses import column_letters
from cchc_kpi.numerals import shortest_decimal
from cchc_kpi.returns.limits import MAX_COLUMNS, PLAIN_AREA, PLAIN_CELLS
from cchc_kpi.returns.plain_texts import (
    MOST_BYTES,
    Unusual,
    are_all,
    characters,
    plain_text,
    text_cell,
)
from cchc_kpi.returns.traits import Nature, Spot, Trait
from cchc_kpi.returns.workbook import Cell, Kind, as_it_is

_FORM_BYTES: Final = 2**16
"""A form is smaller; what is larger are an office's own sheets, of which it keeps few shapes in use."""
_REMEMBERED_BYTES: Final = 2**18
_ATTRIBUTES: Final = r'(?: [\w:]+="[^"<>&]*")*'
_TOKEN: Final = re.compile(
    r"("
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,5})"(?: s="([0-9]{1,4})")?(?: t="([a-z]{1,3}|inlineStr)")?'
    r"(?: ?/>|>(<f" + _ATTRIBUTES + r"(?: ?/>|>([^<]*)</f>))?"
    r'(?:<v>([^<]*)</v>|<v ?/>|<is>(?:<t(?: xml:space="preserve")?>([^<]*)</t>|<t ?/>)</is>)?</c>)'
    r'|<row r="([1-9][0-9]{0,5})"(' + _ATTRIBUTES + r") ?(/?)>"
    r"|</row>)"
)
_FIGURE: Final = re.compile(rb'><v>(?<=(?:[0-9n]"|/f)><v>)([-+.0-9eE]{1,64})(?=</v>)')
"""A number in a cell: what is said of the cell ends in its address, its style or its kind, or with a formula."""
_OPENING: Final = "><v>"
_GAP: Final = "\0"
"""What stands for a figure that was taken out: no XML holds it."""
_EMPTY: Final = re.compile(rb"<sheetData ?/>")
_NUMBER: Final = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?")
_SMALL: Final = 15
"""Whole numbers of so many digits are the same as a float and as text."""
_SHORT: Final = re.compile(r"(?:0|[1-9][0-9]{0,8})\.[0-9]{0,5}[1-9]")
"""Decimals of so few digits likewise."""
_NAME: Final = re.compile(r" ([\w:]+)=")
_UNSEEN: Final = re.compile(r' (?:hidden="(?:1|true)"|ht="0(?:\.0{1,2})?")')


_COLUMNS: Final = {column_letters(column): column for column in range(MAX_COLUMNS)}
"""The columns that a return may reach, by their letters."""


class PlainSheet(NamedTuple):
    """The cells of a worksheet, its hidden rows, and what it comes to; `rest` is its XML without its rows.

    Rows and columns are counted from 0; `area` is that of all cells up to the last.
    """

    cells: dict[Spot, Cell]
    hidden_rows: tuple[range, ...]
    blank_cells: int
    area: int
    rest: bytes


def read_plain_sheet(
    content: bytes, texts: Sequence[Cell | None], natures: Sequence[Nature | None]
) -> PlainSheet | None:
    """Return what a worksheet holds; None where it is not spelled as usual, or not small.

    `texts` are the workbook's shared texts as cells, `natures` what each of its cell styles makes of a number.
    """
    lead, close = b"<sheetData>", b"</sheetData>"
    begin, end = content.find(lead), content.rfind(close)
    if begin < 0 and len(_EMPTY.findall(content)) == 1:
        return PlainSheet({}, (), 0, 0, content)
    if begin < 0 or end < begin or len(content) > MOST_BYTES:
        return None
    pieces = _FIGURE.split(content[begin + len(lead) : end])
    around, figures = tuple(pieces[::2]), pieces[1::2]
    shape = _remembered_shape(around, end - begin)
    rest = content[:begin] + b"<sheetData/>" + content[end + len(close) :]
    try:
        return shape.filled(texts, natures, figures, rest) if shape is not None else None
    except (Unusual, ValueError, LookupError):
        return None


class _Shape(NamedTuple):
    """A list of cells without its figures, which is all that the returns made from one form differ in.

    `places` has for each cell where it stands and what: the number of a shared text or, counted back from the
    end, one of `others` followed by the `figures`. `texts` is how many shared texts there must be.
    """

    places: tuple[tuple[Spot, int], ...]
    others: tuple[Cell, ...]
    figures: tuple[_Figure, ...]
    texts: int
    hidden_rows: tuple[range, ...]
    blank_cells: int
    area: int

    def filled(
        self,
        texts: Sequence[Cell | None],
        natures: Sequence[Nature | None],
        taken_out: Sequence[bytes],
        rest: bytes,
    ) -> PlainSheet:
        """Return the sheet with the workbook's texts and what was taken out. Raises Unusual or LookupError."""
        if self.texts > len(texts):
            raise Unusual
        gaps = iter(taken_out)
        figures = [
            _figure_cell(
                kind, next(gaps) if value is None else value, None if style is None else natures[style]
            )
            for kind, style, value in self.figures
        ]
        held = (*texts, *self.others, *figures)
        cells = {spot: cell for spot, place in self.places if (cell := held[place]) is not None}
        blank = self.blank_cells + len(self.places) - len(cells)
        return PlainSheet(cells, self.hidden_rows, blank, self.area, rest)


def _remembered_shape(around: tuple[bytes, ...], size: int) -> _Shape | None:
    if size <= _FORM_BYTES:
        return _shape_of_form(around)
    return _large_shape(around) if size <= _REMEMBERED_BYTES else _shape(around)


def _shape(around: tuple[bytes, ...]) -> _Shape | None:
    """Return what stands around the figures, one piece before and behind each; None where it is not spelled as usual."""
    if characters(b"".join(around)) is None:
        return None
    data = f"{_OPENING}{_GAP}".join(piece.decode("utf-8") for piece in around)
    tokens = _TOKEN.findall(data)
    if not are_all(tokens, data) or len(tokens) > PLAIN_CELLS:
        return None
    try:
        return _Rows().read(tokens)
    except (Unusual, ValueError, LookupError):
        return None


_shape_of_form = lru_cache(maxsize=64)(_shape)
_large_shape = lru_cache(maxsize=16)(_shape)


@lru_cache(maxsize=2**13)
def _figure_cell(kind: str, figure: bytes, nature: Nature | None) -> Cell | None:
    """Return a figure as the cell that it is shown as, None for a text of blanks. Raises Unusual."""
    value = figure.decode("utf-8")
    if kind and kind != "n":
        return _other_cell(kind, value)
    if len(value) <= _SMALL and value.isdigit() and value.isascii():  # other scripts have digits too
        cell = Cell(Kind.NUMBER, str(int(value)), float(value))
    elif _SHORT.fullmatch(value) is not None:
        cell = Cell(Kind.NUMBER, value, float(value))
    elif _NUMBER.fullmatch(value) is not None:
        cell = Cell(Kind.NUMBER, str(shortest_decimal(float(value))), float(value))
    else:
        raise Unusual
    return cell if nature is None else as_it_is(cell, Trait(nature)) or cell


def _other_cell(kind: str, value: str) -> Cell | None:
    """Return what a cell of no numbers holds, None for a text of blanks. Raises Unusual."""
    if kind == "str":
        return text_cell(value)
    if kind == "b" and value in {"0", "1"}:
        return Cell(Kind.BOOL, "TRUE" if value == "1" else "FALSE")
    if kind == "e":  # an inline text with a value beside it falls through, as does a kind that nobody knows
        return Cell(Kind.ERROR, plain_text(value))
    raise Unusual


class _Rows:
    """Goes through the tokens of a list of cells from which the figures were taken out."""

    def __init__(self) -> None:
        self._hidden: list[range] = []
        self._places: list[tuple[Spot, _Held]] = []

    def read(self, tokens: list[tuple[str, ...]]) -> _Shape:
        column_of = _COLUMNS
        row = column = last_column = -1
        number, is_open, blank = "", False, 0
        for token in tokens:
            _, letters, digits, style, kind, formula, words, value, inline, next_row, attributes, closed = (
                token
            )
            if letters:
                place = column_of[letters]
                if digits != number or place <= column or not is_open:
                    raise Unusual
                column = place
                held = _held(kind, style, value) if value else _without_value(kind, formula, words, inline)
                if held is None:
                    blank += 1
                else:
                    self._places.append(((row, column), held))
            elif next_row:
                row = self._next_row(row, next_row, attributes, is_open=is_open)
                last_column, column = max(last_column, column), -1
                number, is_open = next_row, not closed
            elif is_open:
                is_open = False
            else:
                raise Unusual
        area = (row + 1) * (max(last_column, column) + 1)
        if is_open or area > PLAIN_AREA:
            raise Unusual
        return self._shape(blank, area)

    def _next_row(self, before: int, number: str, attributes: str, *, is_open: bool) -> int:
        row = int(number) - 1
        if is_open or row <= before or not _is_told_once(attributes):
            raise Unusual
        if _UNSEEN.search(attributes) is not None:
            self._hidden.append(range(row, row + 1))
        return row

    def _shape(self, blank: int, area: int) -> _Shape:
        others = [held for _, held in self._places if isinstance(held, Cell)]
        figures = [held for _, held in self._places if isinstance(held, _Figure)]
        other, figure = itertools.count(-len(others) - len(figures)), itertools.count(-len(figures))
        places = tuple(
            (spot, held if isinstance(held, int) else next(other if isinstance(held, Cell) else figure))
            for spot, held in self._places
        )
        texts = 1 + max((place for _, place in places), default=-1)
        return _Shape(places, tuple(others), tuple(figures), max(texts, 0), tuple(self._hidden), blank, area)


class _Figure(NamedTuple):
    """A cell with a figure: its kind, the number of its style, and its value, None where that was taken out."""

    kind: str
    style: int | None
    value: bytes | None


_Held: TypeAlias = Cell | _Figure | int
"""What stands in a cell: something that is always the same, a figure, or the shared text of a number."""


def _held(kind: str, style: str, value: str) -> _Held | None:
    """Return what a cell holds whose value stands in it, None for a text of blanks. Raises Unusual."""
    is_number = not kind or kind == "n"
    if is_number or value == _GAP:
        number = int(style) if style and is_number else None
        return _Figure(kind, number, None if value == _GAP else value.encode())
    if kind == "s" and value.isdigit() and value.isascii():
        return int(value)
    return _other_cell(kind, value)


def _without_value(kind: str, formula: str, words: str, inline: str) -> Cell | None:
    """Return a cell that has no value of its own: a text that stands in it, a formula, or nothing."""
    if kind == "inlineStr":
        if formula:
            raise Unusual
        return text_cell(inline)
    if inline:
        raise Unusual
    # A formula that gives the empty text has been calculated.
    return Cell(Kind.UNCALCULATED, f"={plain_text(words)}") if formula and kind != "str" else None


@lru_cache(maxsize=1024)
def _is_told_once(attributes: str) -> bool:
    """Say whether no attribute stands twice, nor the row's number again."""
    names = _NAME.findall(attributes)
    return len(set(names)) == len(names) and "r" not in names
