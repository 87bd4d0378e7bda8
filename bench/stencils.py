"""Many filled forms from one: the form is written once by the program's own writer, and cut where offices differ.

What is left to do for a return is to put its figures, and its commune's name, into the cuts and to pack it: a
millisecond, where drawing the form takes fifteen. A test holds every cell to what the writer would have written.
"""

from __future__ import annotations

import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, unescape

from cchc_kpi.plan.communes import Communes
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.live_checks import LiveChecks
from cchc_kpi.render.template_xlsx import Entry, FormEntries, draw_form
from cchc_kpi.render.workbooks import new_workbook
from cchc_kpi.returns.layout import FormLayout
from working_figures import write_working_figures

FigureKey = tuple[str, str]
"""A figure of a form: its measure's id and the heading that it stands under."""

_NAME: Final = "§"
_CODE: Final = "CODE"
_FIRST_NUMBER: Final = 900_000_000
_SHEET: Final = "xl/worksheets/sheet1.xml"
_TEXTS: Final = "xl/sharedStrings.xml"
_CELL: Final = re.compile(r'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)"[^>]*>(?:<f>(.*?)</f>)?<v>(.*?)</v></c>')
_BLANKS: Final = re.compile(r"Còn [0-9]+ ô số liệu để trống")
_LAST_OF_JANUARY_1980: Final = 1 << 5 | 31
"""The day that XlsxWriter gives every part."""


class Addressee(NamedTuple):
    """What of a commune stands in its forms: its code, the name in the field `Xã`, the title of its plan."""

    code: str
    label: str
    title: str


def addressees(plan: Plan, communes: Communes) -> Iterator[Addressee]:
    """Yield every commune of a list as its forms name it."""
    for commune in communes.listed:
        own = communes.plan_of(plan, commune).plan
        yield Addressee(commune.code, own.commune, own.title)


class _Part(NamedTuple):
    """A part of a package as it lies there."""

    name: bytes
    checksum: int
    size: int
    packed: bytes


class _Slot(NamedTuple):
    """A cell whose content differs: its address, its style; of a formula also its text."""

    address: str
    style: str
    formula: str = ""


class Stencil:
    """One form, of which returns are printed: the same one for every commune."""

    def __init__(self, form: FormLayout, *, working_figures: bool = False) -> None:
        """Draw the form; on request with further sheets behind, the department's own working figures."""
        self.form = _for_nobody(form)
        self.keys = tuple(
            (measure.id, header)
            for measure in self.form.measures
            for header, year in zip(form.value_headers, form.years or (None,), strict=True)
            if year is None or form.asks(measure, year)
        )
        names, contents = self._drawn(working_figures=working_figures)
        self._cut_sheet(contents[_SHEET].decode())
        self._cut_texts(contents[_TEXTS].decode())
        self._parts = [None if name in {_SHEET, _TEXTS} else _packed(name, contents[name]) for name in names]
        self._names = names

    def _drawn(self, *, working_figures: bool) -> tuple[list[str], dict[str, bytes]]:
        codes = {measure.id: measure.code for measure in self.form.measures}
        numbers = {
            (codes[name], header): _FIRST_NUMBER + number for number, (name, header) in enumerate(self.keys)
        }
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "form.xlsx"
            with new_workbook(path) as book:
                draw_form(book, self.form, FormEntries(numbers))
                if working_figures:
                    write_working_figures(book, self.form.stem)
            with zipfile.ZipFile(path) as package:
                names = package.namelist()
                return names, {name: package.read(name) for name in names}

    def _cut_sheet(self, sheet: str) -> None:
        """Cut the sheet at every figure, at every check beside one, and at the count of blanks above."""
        self._literals: list[str] = []
        self._slots: list[_Slot] = []
        self._keys: list[FigureKey | str | None] = []
        rows: dict[int, str] = {}
        columns: dict[str, int] = {}
        at = 0
        for match in _CELL.finditer(sheet):
            letters, row, style, formula, value = match.groups()
            key: FigureKey | str | None
            if formula is None and value.startswith("9") and len(value) == len(str(_FIRST_NUMBER)):
                key = self.keys[int(value) - _FIRST_NUMBER]
                rows[int(row) - 1] = key[0]
                columns[key[1]] = ord(letters) - ord("A")
            elif formula is not None:
                key = rows.get(int(row) - 1)
            else:
                continue
            self._literals.append(sheet[at : match.start()])
            self._slots.append(_Slot(letters + row, style, formula or ""))
            self._keys.append(key)
            at = match.end()
        self._literals.append(sheet[at:])
        self._row_of = {name: row for row, name in rows.items()}
        self._column_of = columns

    def _cut_texts(self, texts: str) -> None:
        head, *items = re.split(r"(?=<si>)", texts.removesuffix("</sst>"))
        self._texts_head = re.sub(r' count="[0-9]+" uniqueCount="[0-9]+"', "", head).removesuffix(">")
        [count] = re.findall(r' count="([0-9]+)"', head)
        self._texts_count = int(count)
        self._texts = [unescape(item.removeprefix("<si><t>").removesuffix("</t></si>")) for item in items]
        heading = self.form.plan.plan
        self._title_at = self._texts.index(heading.title)
        self._label_at = self._texts.index(heading.commune)
        self._code_at = self._texts.index(_CODE)
        self._items = items

    def printed(
        self, addressee: Addressee, figures: Mapping[FigureKey, Entry], *, sound: bool = True
    ) -> bytes:
        """Return the bytes of one return. A figure that is not there leaves its cell blank.

        Where the figures are `sound` no check of the form has anything to say, and none is worked out.
        """
        items = list(self._items)
        for place, text in (
            (self._title_at, addressee.title),
            (self._label_at, addressee.label),
            (self._code_at, addressee.code),
        ):
            items[place] = _item(text)
        texts = dict.fromkeys(value for value in figures.values() if isinstance(value, str))
        places: dict[str, int] = {}
        for text in texts:
            if text in self._texts:
                places[text] = self._texts.index(text)
            else:
                places[text] = len(items)
                items.append(_item(text))
        sheet = self._filled_sheet(figures, places, {} if sound else self._warnings(figures))
        used = self._texts_count + sum(isinstance(value, str) for value in figures.values())
        head = f'{self._texts_head} count="{used}" uniqueCount="{len(items)}">'
        changed = {_SHEET: sheet, _TEXTS: "".join((head, *items, "</sst>"))}
        parts = [
            part or _packed(name, changed[name].encode())
            for name, part in zip(self._names, self._parts, strict=True)
        ]
        return _package(parts)

    def _filled_sheet(
        self, figures: Mapping[FigureKey, Entry], places: Mapping[str, int], warnings: Mapping[str, str]
    ) -> str:
        pieces = [self._literals[0]]
        for slot, key, literal in zip(self._slots, self._keys, self._literals[1:], strict=True):
            start = f'<c r="{slot.address}" s="{slot.style}"'
            if isinstance(key, tuple):
                entry = figures.get(key)
                if entry is None:
                    pieces.append(start + "/>")
                elif isinstance(entry, str):
                    pieces.append(f'{start} t="s"><v>{places[entry]}</v></c>')
                else:
                    pieces.append(f"{start}><v>{float(entry):.16G}</v></c>")
            else:
                text = f"Còn {len(self.keys) - len(figures)} ô số liệu để trống"
                if key is not None:
                    text = escape(warnings.get(key, ""))
                kind = ' t="str"' if text else ""
                pieces.append(f"{start}{kind}><f>{slot.formula}</f><v>{text}</v></c>")
            pieces.append(literal)
        return "".join(pieces)

    def _warnings(self, figures: Mapping[FigureKey, Entry]) -> dict[str, str]:
        """Return what the form's checks say of some figures, by the measure that they stand beside."""
        codes = {measure.id: measure.code for measure in self.form.measures}
        entered = {(codes[name], header): entry for (name, header), entry in figures.items()}
        checks = LiveChecks(self.form, self._row_of, self._column_of, entered)
        said = {}
        for measure in self.form.measures:
            check = checks.of(measure, [header for name, header in self.keys if name == measure.id])
            if check is not None:
                said[measure.id] = check.text
        return said


def _for_nobody(form: FormLayout) -> FormLayout:
    """Return a form whose commune has a name and a code that stand nowhere else."""
    return replace(form, plan=form.plan.for_commune(_NAME), commune=_CODE)


def _item(text: str) -> str:
    return f"<si><t>{escape(text)}</t></si>"


def _packed(name: str, content: bytes) -> _Part:
    stream = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = stream.compress(content) + stream.flush()
    return _Part(name.encode(), zlib.crc32(content), len(content), packed)


def _package(parts: list[_Part]) -> bytes:
    """Return a zip of parts that are packed already: the library's own writer packs each one anew."""
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for part in parts:
        common = 0, zipfile.ZIP_DEFLATED, 0, _LAST_OF_JANUARY_1980, part.checksum, len(part.packed), part.size
        local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *common, len(part.name), 0) + part.name
        body += (local, part.packed)
        attributes = 0o600 << 16
        entry = struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *common, len(part.name), 0, 0, 0, 0, attributes, at
        )
        directory += (entry, part.name)
        at += len(local) + len(part.packed)
    index = b"".join(directory)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(parts), len(parts), len(index), at, 0)
    return b"".join((*body, index, end))
