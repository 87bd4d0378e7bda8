"""Every workbook that the program writes is one that Excel opens without repair; and the check for it can fail."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from annual_years import CASES
from forms_for_tests import convert, needs_libreoffice
from ooxml import faults
from program import ROOT, run

SHEET: Final = "xl/worksheets/sheet1.xml"
Change = Callable[[str, bytes], bytes | None]


@pytest.mark.parametrize("name", ["example", *CASES, "deleted", "random ratios"])
def test_workbooks_of_a_year_are_sound(name: str, made_years: Mapping[str, Any]) -> None:
    """Half a year, forty offices, every operator, formulas at the limits: nothing for Excel to repair."""
    assert faults(made_years[name].path) == []


@pytest.mark.parametrize("period", ["2026-Q1", "2026"])
def test_scorecards_of_a_period_are_sound(period: str, tmp_path: Path) -> None:
    """The scorecard of a quarter and of a year."""
    path = tmp_path / "card.xlsx"
    assert run("score", "examples", "--period", period, "--output", path).status == 1
    assert faults(path) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("templates/*.xlsx")), ids=lambda path: path.name)
def test_forms_are_sound(path: Path) -> None:
    """Every form that is handed out."""
    assert faults(path) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/2026-Q3/*.xlsx")), ids=lambda path: path.name)
def test_filled_forms_are_sound(path: Path) -> None:
    """A quarter's forms with figures in them."""
    assert faults(path) == []


def test_annotated_copies_are_sound(tmp_path: Path) -> None:
    """The copy in which findings are marked."""
    run("validate", "examples/2026-Q3", "--annotate", tmp_path)
    (path,) = tmp_path.iterdir()
    assert faults(path) == []


@pytest.mark.parametrize(
    "indicator", ["dossiers_on_time", "direct_spending_cut", "deployment_6g", "coverage_5g"]
)
def test_explanations_are_sound(indicator: str, tmp_path: Path) -> None:
    """A ratio, a reduction, a question: the sheet that explains it."""
    path = tmp_path / "page.xlsx"
    run("explain", indicator, "examples", "--period", "2026", "--output", path)
    assert faults(path) == []


@needs_libreoffice
@pytest.mark.libreoffice
def test_lists_of_findings_are_sound(tmp_path: Path) -> None:
    """What is given back for a return that cannot be copied: here one saved as .ods."""
    convert([ROOT / "examples/2026-Q3/kt-2026-Q3.xlsx"], "ods", tmp_path / "returns")
    run("validate", tmp_path / "returns", "--annotate", tmp_path / "found")
    (path,) = (tmp_path / "found").iterdir()
    assert ".xlsx" == path.suffix
    assert faults(path) == []


def in_sheet(old: str, new: str) -> Change:
    """A replacement in the first sheet, which must hold what is replaced."""

    def change(name: str, content: bytes) -> bytes:
        if name != SHEET:
            return content
        changed, count = re.subn(old.encode(), new.encode(), content, count=1, flags=re.DOTALL)
        assert count == 1
        return changed

    return change


def in_part(part: str, old: str, new: str) -> Change:
    """A replacement in a part, which must hold what is replaced."""

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return change


BROKEN: Final[Mapping[str, Change]] = {
    "a row twice": in_sheet(r'(<row r="11".*?</row>)', r"\1\1"),
    "rows out of order": in_sheet(r'(<row r="11".*?</row>)(<row r="12".*?</row>)', r"\2\1"),
    "a cell twice": in_sheet(r'(<c r="B11".*?</c>)', r"\1\1"),
    "a cell of another row": in_sheet(r'<c r="B11"', '<c r="B12"'),
    "a text that is not there": in_sheet(r't="s"><v>\d+</v>', 't="s"><v>99999</v>'),
    "a style that is not there": in_sheet(r' s="\d+"', ' s="9999"'),
    "a row too high": in_sheet(r' ht="[\d.]+"', ' ht="500"'),
    "a formula too long": in_sheet(r"<f>[^<]*</f>", f"<f>1{'+1' * 4200}</f>"),
    "too many arguments": in_sheet(r"<f>[^<]*</f>", f"<f>SUM(1{',1' * 255})</f>"),
    "a bracket left open": in_sheet(r"<f>[^<]*</f>", "<f>SUM((1)</f>"),
    "a lost reference": in_sheet(r"<f>[^<]*</f>", "<f>SUM(#REF!)</f>"),
    "a formula over no sheet": in_sheet(r"<f>[^<]*</f>", "<f>SUM('Không có'!A1)</f>"),
    "no number": in_sheet(r'(<c r="A11"[^>]*><v>)[^<]*', r"\1nan"),
    "parts in the wrong order": in_sheet("(<pageMargins[^>]*/>)(<pageSetup[^>]*/>)", r"\2\1"),
    "a format that is not there": in_sheet(r'dxfId="\d+"', 'dxfId="99"'),
    "a priority twice": in_sheet(r'priority="2"', 'priority="1"'),
    "cells merged twice": in_sheet(
        "<conditionalFormatting",
        '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells><conditionalFormatting',
    ),
    "no area": in_sheet(r'sqref="[A-Z]+\d+:[A-Z]+\d+"', 'sqref="A0:B"'),
    "a part that is gone": lambda name, content: None if name == "xl/worksheets/sheet2.xml" else content,
    "no content type": in_part("[Content_Types].xml", "/xl/worksheets/sheet1.xml", "/xl/worksheets/sheet9.xml"),
    "a sheet's name too long": in_part("xl/workbook.xml", 'name="Nguồn"', f'name="{"x" * 32}"'),
    "two sheets of one name": in_part("xl/workbook.xml", 'name="Nguồn"', 'name="Phát hiện"'),
    "a name over no sheet": in_part("xl/workbook.xml", "'Bảng điểm'!$A$1", "'Không có'!$A$1"),
    "a link without relationship": in_part("xl/worksheets/sheet2.xml", 'r:id="rId1"', 'r:id="rId9999"'),
    "a control character": in_part("xl/sharedStrings.xml", "<si><t>", "<si><t>\x01"),
    "a text too long": in_part("xl/sharedStrings.xml", "<si><t>", f"<si><t>{'y' * 33_000}"),
    "a font that is not there": in_part("xl/styles.xml", 'fontId="1"', 'fontId="999"'),
}  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound scorecard, to be broken."""
    path = tmp_path_factory.mktemp("sound") / "card.xlsx"
    run("score", "examples/2026-Q1", "--output", path)
    assert faults(path) == []
    return path


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_workbook_is_seen(name: str, sound: Path, tmp_path: Path) -> None:
    """One thing broken, and the check tells of it."""
    path = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.infolist():
            content = BROKEN[name](part.filename, old.read(part))
            if content is not None:
                new.writestr(part, content)
    assert faults(path) != []
