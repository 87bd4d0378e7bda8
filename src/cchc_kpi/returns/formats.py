"""Number formats: which of them show a number as a percentage, a date or a duration, and what a cell is shown as.

Knows codes and the part of an .xlsx that lists them, and no cells. The fast reader does not tell formats; by
what is answered here it is decided whether an .xlsx needs the careful one, and what the cells of others are.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from xml.parsers import expat

from cchc_kpi.returns.traits import Nature

_BUILT_IN: Final = {
    **dict.fromkeys((9, 10), Nature.PERCENT),
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), Nature.DATE),
    46: Nature.DURATION,
}
"""`0%`, `0.00%`, dates and times that a workbook uses without writing their codes (ECMA-376 part 1, 18.8.30)."""
_BUILT_IN_PERCENT: Final = frozenset(
    str(number) for number, nature in _BUILT_IN.items() if nature is Nature.PERCENT
)

_NOT_SHOWN_AS_SUCH: Final = re.compile(
    r'"[^"]*"?'  # quoted text
    r"|\[[^\]]*\]?"  # a colour, a condition, a locale
    r"|[\\_*].",  # one character escaped, skipped by its width, or repeated
    re.DOTALL,
)
_NOT_SHOWN: Final = re.compile(r"\[[^\]]*\]?|[_*].", re.DOTALL)
"""What stands in brackets, or is skipped by its width or repeated to fill the cell."""
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_OF_TIME: Final = re.compile("[dmyhs]", re.IGNORECASE)


def is_percent_format(code: str) -> bool:
    """Return whether a number format multiplies by 100 and shows a percent sign.

    A sign that is quoted or escaped is text beside the number, as in `0.0"%"`, and changes no value.
    """
    return "%" in code and "%" in _NOT_SHOWN_AS_SUCH.sub("", code)


def shows_percent_sign(code: str) -> bool:
    """Return whether a number format shows a percent sign at all: `0"%"` shows 95 as 95%, which is no count."""
    return "%" in code and "%" in _NOT_SHOWN.sub("", code)


def nature_of_format(code: str) -> Nature | None:
    """Return what a number is under a number format; None for a number and nothing else."""
    if shows_percent_sign(code):
        return Nature.PERCENT if is_percent_format(code) else Nature.PERCENT_SIGN
    positive = code.partition(";")[0]
    if _ELAPSED.search(positive):
        return Nature.DURATION
    return Nature.DATE if _OF_TIME.search(_NOT_SHOWN_AS_SUCH.sub("", positive)) else None


def built_in_nature(number: int) -> Nature | None:
    """Return what a number is under a format that is known by its number alone."""
    return _BUILT_IN.get(number)


def uses_percent_format(styles_xml: bytes) -> bool:
    """Return whether a cell of the workbook may be shown as a percentage, from its `xl/styles.xml`.

    Only the formats of cells (`cellXfs`) count: LibreOffice writes its style "Percent" into every file.
    A part that cannot be parsed may hold anything, so the answer is yes. The guard must have refused DTDs.
    """
    styles = _Styles()
    try:
        styles.read(styles_xml)
    except (expat.ExpatError, ValueError, LookupError):  # the latter two: an encoding nobody knows
        return True
    return not styles.used.isdisjoint(_BUILT_IN_PERCENT | styles.percent)


def natures_of_styles(styles_xml: bytes) -> tuple[Nature | None, ...] | None:
    """Return what a number is under each cell style of a workbook, from its `xl/styles.xml`; None where it cannot be told."""
    styles = _Styles()
    try:
        styles.read(styles_xml)
        return tuple(
            nature_of_format(styles.codes[number])
            if number in styles.codes
            else built_in_nature(int(number or 0))
            for number in styles.listed
        )
    except (expat.ExpatError, ValueError, LookupError):
        return None


class _Styles:
    """The number formats of a styles part: their codes, which are percentages, and which the cells use."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.percent: set[str] = set()
        self.listed: list[str] = []
        self._path: list[str] = []

    @property
    def used(self) -> set[str]:
        return set(self.listed)

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(content, True)  # noqa: FBT003 - the signature of expat

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name.rpartition(":")[2])
        number = attributes.get("numFmtId", "").strip().lstrip("+0")  # XML allows "09"
        match self._path[1:]:
            case ["numFmts", "numFmt"]:
                code = self.codes[number] = attributes.get("formatCode", "")
                if shows_percent_sign(code):
                    self.percent.add(number)
            case ["cellXfs", "xf"]:
                self.listed.append(number)

    def _end(self, _name: str) -> None:
        self._path.pop()


_BUILT_IN_CODES: Final = {
    "0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "49": "@",
}  # fmt: skip
"""Formats that a workbook uses without writing their codes, which read alike in every language."""


class Styles(NamedTuple):
    """The codes of number formats by the style of a cell, and the conditional formats that have one of their own."""

    codes: tuple[str, ...]
    conditional: frozenset[str]

    def of_cell(self, style: str) -> str:
        """Return the code for the style that a cell names."""
        place = int(style)
        return self.codes[place] if place < len(self.codes) else "General"


def read_styles(styles_xml: bytes) -> Styles:
    """Return how the cells of an .xlsx are shown, from its `xl/styles.xml`, which may be empty."""
    written = {}
    used: list[str] = []
    conditional: set[str] = set()
    path: list[str] = []
    conditions = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal conditions
        path.append(name.rpartition(":")[2])
        number = attributes.get("numFmtId", "0").strip().lstrip("+0") or "0"
        match path[1:]:
            case ["numFmts", "numFmt"]:
                written[number] = attributes.get("formatCode", "")
            case ["cellXfs", "xf"]:
                used.append(number)
            case ["dxfs", "dxf"]:
                conditions += 1
            case ["dxfs", "dxf", "numFmt"]:
                conditional.add(str(conditions - 1))

    if styles_xml:
        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: path.pop()
        parser.Parse(styles_xml, True)  # noqa: FBT003 - the signature of expat
    codes = (written.get(number) or _BUILT_IN_CODES.get(number) or f"[{number}]" for number in used)
    return Styles(tuple(codes), frozenset(conditional))


_FORMAT_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<bracket>\[[^\]]*\]?)|(?P<skip>[_*].)|(?P<other>.)', re.DOTALL
)
_SHOWN_AS_THEY_ARE: Final = frozenset("+-():!^&'~{}<> $")
_FOR_TEXT: Final = 3
_AS_IT_IS: Final = "@"


def spelled_format(code: str) -> tuple[str, ...]:
    r"""Return a number format's sections in one spelling: `0;-0;"·"` and `0;\-0;\·` show alike and become equal.

    A mark of the language of dates is left out; every sign shown as it is stands behind an apostrophe.
    """
    sections = [""]
    for match in _FORMAT_TOKEN.finditer(code):
        kind, text = match.lastgroup, match.group()
        if text == ";":
            sections.append("")
        elif kind in {"quoted", "escaped"}:
            sections[-1] += "".join(f"'{char}" for char in match[kind])
        elif kind == "bracket":
            sections[-1] += "" if text.startswith("[$-") else text.casefold()
        elif kind == "skip":
            sections[-1] += text
        else:
            sections[-1] += f"'{text}" if text in _SHOWN_AS_THEY_ARE else text.casefold()
    return tuple(sections)


def text_format(code: str) -> str:
    """Return the section of a number format that says how a text is shown; "@" for as it is."""
    sections = spelled_format(code)
    if len(sections) > _FOR_TEXT:
        return sections[_FOR_TEXT]
    return next((section for section in sections if "@" in section.replace("'@", "")), _AS_IT_IS)
