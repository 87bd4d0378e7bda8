"""The floors under any reading of workbooks: what it costs when nothing is understood of them.

python bench/floors.py calamine thu      every cell of every sheet, by the fastest library, and thrown away
python bench/floors.py expat thu         every part unpacked and its XML parsed, with nothing done at any tag
"""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from xml.parsers import expat

from python_calamine import CalamineWorkbook

_XML: Final = (".xml", ".rels")


def read_by_calamine(path: Path) -> None:
    """Read every sheet of a workbook."""
    with CalamineWorkbook.from_path(path) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def parse_by_expat(path: Path) -> None:
    """Unpack a workbook and parse each of its XML parts."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            content = package.read(name)
            if name.endswith(_XML):
                expat.ParserCreate().Parse(content, True)  # noqa: FBT003 - it takes no keyword


FLOORS: Final[Mapping[str, Callable[[Path], None]]] = {
    "calamine": read_by_calamine,
    "expat": parse_by_expat,
}


def main() -> None:
    """Go through every workbook below a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("floor", choices=FLOORS)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    read = FLOORS[asked.floor]
    for path in sorted(asked.folder.rglob("*.xlsx")):
        read(path)


if __name__ == "__main__":
    main()
