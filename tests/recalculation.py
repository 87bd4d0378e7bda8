"""LibreOffice as a calculator of its own: recomputes every formula of a workbook from scratch."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import openpyxl

# Without this LibreOffice trusts the cached values of a workbook that another program wrote.
_ALWAYS_RECALCULATE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculate(source: Path, folder: Path) -> Path:
    """Let LibreOffice load a workbook, recompute all of it, and save it in `folder`."""
    return recalculate_all([source], folder)[0]


def recalculate_all(sources: Sequence[Path], folder: Path) -> list[Path]:
    """As `recalculate`, for several workbooks of different names in one run of LibreOffice."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user/registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    made = folder / "recalculated"
    call = [
        "soffice",
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    subprocess.run(
        [*call, "--outdir", str(made), *map(str, sources)], check=True, capture_output=True, timeout=600
    )
    return [made / source.name for source in sources]


def spoil_cached_values(source: Path, target: Path) -> int:
    """Copy a workbook with every cached formula result replaced by nonsense; return how many there were."""
    spoilt = 0
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                content, count = re.subn(rb"(</f><v>)[^<]*(</v>)", rb"\g<1>777\g<2>", content)
                spoilt += count
            new.writestr(part, content)
    return spoilt


def cells(path: Path, sheet: str, *, formulas: bool = False) -> list[list[Any]]:
    """Return the values of a sheet, or its formulas, row by row."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=not formulas)
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def copy_to(source: Path, folder: Path) -> Path:
    """Copy a file into a folder that is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(source, folder / source.name))
