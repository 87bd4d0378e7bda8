"""Number formats of .xlsx workbooks: which of them show a number as a percentage.

Knows the styles part and format codes, and no cells. The fast reader does not tell formats; by what is
answered here it is decided whether a workbook needs the careful one.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

_BUILT_IN_PERCENT: Final = frozenset({"9", "10"})
"""`0%` and `0.00%`, which a workbook uses without writing their codes (ECMA-376 part 1, 18.8.30)."""

_NOT_SHOWN_AS_SUCH: Final = re.compile(
    r'"[^"]*"?'  # quoted text
    r"|\[[^\]]*\]?"  # a colour, a condition, a locale
    r"|[\\_*].",  # one character escaped, skipped by its width, or repeated
    re.DOTALL,
)


def is_percent_format(code: str) -> bool:
    """Return whether a number format multiplies by 100 and shows a percent sign.

    A sign that is quoted or escaped is text beside the number, as in `0.0"%"`, and changes no value.
    """
    return "%" in code and "%" in _NOT_SHOWN_AS_SUCH.sub("", code)


def uses_percent_format(styles_xml: bytes) -> bool:
    """Return whether a cell of the workbook may be formatted as a percentage, from its `xl/styles.xml`.

    Only the formats of cells (`cellXfs`) count: LibreOffice writes its style "Percent" into every file.
    A part that cannot be parsed may hold anything, so the answer is yes. The guard must have refused DTDs.
    """
    styles = _Styles()
    try:
        styles.read(styles_xml)
    except (expat.ExpatError, ValueError, LookupError):  # the latter two: an encoding nobody knows
        return True
    return not styles.used.isdisjoint(_BUILT_IN_PERCENT | styles.percent)


class _Styles:
    """The number formats of a styles part: which are percentages, and which the cells use."""

    def __init__(self) -> None:
        self.percent: set[str] = set()
        self.used: set[str] = set()
        self._path: list[str] = []

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(content, True)  # noqa: FBT003 - the signature of expat

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name.rpartition(":")[2])
        number = attributes.get("numFmtId", "").strip().lstrip("+0")  # XML allows "09"
        match self._path[1:]:
            case ["numFmts", "numFmt"] if is_percent_format(attributes.get("formatCode", "")):
                self.percent.add(number)
            case ["cellXfs", "xf"]:
                self.used.add(number)

    def _end(self, _name: str) -> None:
        self._path.pop()
