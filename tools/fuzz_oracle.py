"""What a cell of an .xlsx package really holds: a reading of its own, to hold the program's against.

Written from the file format (ECMA-376, part 1, section 18.3), with none of the program's code and none of
its libraries; slow, and plain enough to be believed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from xml.etree import ElementTree as ET

_PERCENT_IDS: Final = frozenset({9, 10})
_DATE_IDS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_WORDS: Final = {"có": 1, "không": 0, "kps": 0, "không phát sinh": 0}


@dataclass(frozen=True)
class RealCell:
    """One cell: what type it says it has, its value as text, and how its format shows numbers."""

    type: str
    text: str
    is_percent: bool
    is_date: bool

    def disputes(self, value: Decimal) -> str | None:
        """Say why a figure cannot be what stands here, or None where it can."""
        if self.type in {"e", "b", "d"}:
            return f"a cell of type {self.type} was taken for {value}"
        if self.type == "n":
            if self.is_percent or self.is_date:
                return f"{self.text} is shown as a percentage or a date, and was taken for {value}"
            number = float(self.text)
            same = value in {Decimal(repr(number)), Decimal(format(number, ".15g"))}
            return None if same else f"{self.text} was taken for {value}"
        word = " ".join(self.text.split()).casefold()
        if word in _WORDS:
            return None if value == _WORDS[word] else f"'{self.text}' was taken for {value}"
        same = _digits(self.text) == _digits(format(value, "f")) and "%" not in self.text
        return None if same else f"the text '{self.text}' was taken for {value}"


def _digits(text: str) -> str:
    """Return the digits that carry a number's value: unit words, marks and zeros at either end left out."""
    return re.sub(r"[^0-9]", "", text).strip("0")


class RealBook:
    """The cells of an .xlsx package, sheet by sheet."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(_of_known_version(content)))
        self._book = _Book(self._archive)
        self._sheets: dict[str, list[tuple[str, RealCell]]] = {}

    def _cells(self, sheet: str) -> list[tuple[str, RealCell]]:
        if sheet not in self._sheets:
            self._sheets[sheet] = list(self._book.cells(sheet))
        return self._sheets[sheet]

    def at(self, sheet: str, address: str) -> list[RealCell]:
        """Return every cell of a sheet that claims an address: one, in a sound workbook, or none."""
        return [cell for where, cell in self._cells(sheet) if where == address]

    def row(self, sheet: str, row: int) -> list[str]:
        """Return the texts of a row's cells."""
        return [cell.text for where, cell in self._cells(sheet) if re.sub("[A-Z]", "", where) == str(row)]


def _of_known_version(content: bytes) -> bytes:
    """Return a package whose entries ask for no later zip version: it says nothing of what they hold."""
    return re.sub(rb"(?<=PK\x01\x02..)..", b"\x14\x00", content, flags=re.DOTALL)


class _Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._targets = self._relations("xl/_rels/workbook.xml.rels")
        strings = self._part_of("sharedStrings")
        self._strings = [_text(item) for item in _all(strings, "si")] if strings is not None else []
        self._formats = self._number_formats()

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        found = {}
        for relation in ET.fromstring(self._archive.read(part)):
            target = relation.get("Target", "")
            where = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], where)
        return found

    def _part_of(self, kind: str) -> ET.Element | None:
        where = next((target for name, target in self._targets.values() if name == kind), None)
        return ET.fromstring(self._archive.read(where)) if where in self._archive.namelist() else None

    def _number_formats(self) -> list[tuple[bool, bool]]:
        """Return for each cell format whether it shows a percentage, and whether a date."""
        styles = self._part_of("styles")
        if styles is None:
            return []
        codes = {_number(f.get("numFmtId", "0")): f.get("formatCode", "") for f in _all(styles, "numFmt")}
        shown = []
        for group in _all(styles, "cellXfs"):
            for entry in _all(group, "xf"):
                number = _number(entry.get("numFmtId", "0"))
                bare = _LITERAL.sub("", codes.get(number, "")).lower()
                is_date = bool(re.search("[ymdhs]", bare)) if number in codes else number in _DATE_IDS
                shown.append(("%" in bare or number in _PERCENT_IDS, is_date))
        return shown

    def cells(self, sheet: str) -> Iterator[tuple[str, RealCell]]:
        workbook = ET.fromstring(self._archive.read("xl/workbook.xml"))
        for entry in _all(workbook, "sheet"):
            if entry.get("name") != sheet:
                continue
            key = next(value for name, value in entry.attrib.items() if name.endswith("}id"))
            yield from self._cells_of(ET.fromstring(self._archive.read(self._targets[key][1])))

    def _cells_of(self, sheet: ET.Element) -> Iterator[tuple[str, RealCell]]:
        row = 0
        for line in _all(sheet, "row"):
            row = int(line.get("r", row + 1))
            column = 0
            for cell in _all(line, "c"):
                written = cell.get("r")
                column = _column(written) if written else column + 1
                found = self._cell(cell)
                if found is not None:
                    yield f"{_letters(column)}{re.sub('[A-Z]', '', written) if written else row}", found

    def _cell(self, cell: ET.Element) -> RealCell | None:
        kind, style = cell.get("t", "n"), _number(cell.get("s", "0"))
        value = next(iter(_all(cell, "v")), None)
        if kind == "inlineStr":
            inline = next(iter(_all(cell, "is")), None)
            text = _text(inline) if inline is not None else ""
        else:
            text = (value.text or "") if value is not None else ""
        if kind == "s" and text:
            text, kind = self._strings[int(text)], "str"
        if not text.strip():
            return None
        percent, date = self._formats[style] if style < len(self._formats) else (False, False)
        return RealCell("str" if kind == "inlineStr" else kind, _unescaped(text), percent, date)


def _number(text: str) -> int:
    """Return an index; one that is none points nowhere."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 10**9


def _all(element: ET.Element, name: str) -> list[ET.Element]:
    return [found for found in element.iter() if found.tag.rpartition("}")[2] == name]


def _text(element: ET.Element) -> str:
    """Return the text of a string item, without the reading aids of East Asian scripts."""
    skipped = {id(t) for aid in _all(element, "rPh") for t in _all(aid, "t")}
    return "".join(t.text or "" for t in _all(element, "t") if id(t) not in skipped)


def _unescaped(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _column(address: str) -> int:
    number = 0
    for letter in re.sub("[^A-Z]", "", address.upper()):
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters
