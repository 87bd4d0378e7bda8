"""Reading in a process of its own: a file that kills its reader costs one finding, and not the run."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.apart import read_apart
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.read import read_return
from cchc_kpi.returns.workbook import Kind, UnreadableWorkbook, read_fast
from forms_for_tests import convert, form_of, needs_libreoffice, package, told, values_of, write_sound

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of a binary workbook part: its number and length, seven bits to the byte, then its content."""
    head = b""
    for number in (kind, len(content)):
        rest = number
        while rest > 0x7F:
            head += bytes([rest & 0x7F | 0x80])
            rest >>= 7
        head += bytes([rest])
    return head + content


def wide(text: str) -> bytes:
    """A text of a binary workbook part: its length, then UTF-16."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(row: int, column: int) -> bytes:
    """An .xlsb of one sheet with the number 7 in one cell."""
    book = record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("S")) + record(0x90) + record(0x84)
    sheet = (
        record(0x81)
        + record(0x94, struct.pack("<IIII", 0, row, 0, column))
        + record(0x91)
        + record(0x00, struct.pack("<IIHBBI", row, 0, 300, 0, 0, 0))
        + record(0x05, struct.pack("<IId", column, 0, 7.0))
        + record(0x92)
        + record(0x82)
    )
    relation = f'<Relationship Id="rId1" Type="{SHEET_TYPE}" Target="worksheets/sheet1.bin"/>'
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{RELATIONS}">{relation}</Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def test_a_cell_in_the_corner_of_an_xlsb_is_read_apart() -> None:
    """Near miss: the same package with its cell at A1 is read, and by the child as by the parent."""
    content = xlsb(0, 0)
    (sheet,) = read_apart(content).sheets
    assert {(0, 0): (Kind.NUMBER, 7.0)} == {at: (cell.kind, cell.number) for at, cell in sheet.cells.items()}
    assert read_fast(content) == read_apart(content)


def test_one_far_cell_costs_one_finding(plan: Plan) -> None:
    """F07: a cell at XFD1048576 asks for 17 billion cells; the child dies of it, the run goes on."""
    item = read_return("kt-2026-Q1.xlsb", xlsb(LAST_ROW, LAST_COLUMN), plan)
    assert (["F07"], True) == (told(item.findings), item.rejected)


def test_the_reader_gets_up_again_after_a_file_that_killed_it() -> None:
    """The child that died is replaced: the file after the bad one is read as if nothing had been."""
    for _ in range(2):
        with pytest.raises(UnreadableWorkbook):
            read_apart(xlsb(LAST_ROW, LAST_COLUMN))
        assert [7.0] == [cell.number for cell in read_apart(xlsb(2, 3)).sheets[0].cells.values()]


@pytest.fixture(scope="module")
def xls(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real .xls of kt's sound return, as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("xls")
    return (
        convert([write_sound(form_of(plan, "kt"), folder)], "xls", folder / "xls") / "kt-2026-Q1.xls"
    ).read_bytes()


def patched(content: bytes, seed: int) -> bytes:
    """The same bytes with 40 of them, drawn by a seed, replaced behind the header that the guard looks at."""
    dice = random.Random(seed)
    changed = bytearray(content)
    for _ in range(40):
        changed[dice.randrange(512, len(changed))] = dice.randrange(256)
    return bytes(changed)


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("seed", range(10))
def test_a_patched_xls_never_ends_the_run_and_the_next_file_is_read(
    plan: Plan, xls: bytes, seed: int
) -> None:
    """Random bytes in an .xls: figures or a finding, never an exception; then the sound file reads."""
    hurt = read_return("kt-2026-Q1.xls", patched(xls, seed), plan)
    assert isinstance(hurt, Return)
    assert hurt.findings or len(hurt.observations) == 8
    sound = read_return("kt-2026-Q1.xls", xls, plan)
    assert ([], 8) == (told(sound.findings), len(sound.observations))


@pytest.mark.libreoffice
@needs_libreoffice
def test_an_xls_cut_short_is_damaged(plan: Plan, xls: bytes) -> None:
    """F07: half an .xls is no workbook, and its error comes back from the child as a finding."""
    item = read_return("kt-2026-Q1.xls", xls[: len(xls) // 2], plan)
    assert ([True], True) == ([finding.is_error for finding in item.findings], item.rejected)


@pytest.mark.libreoffice
@needs_libreoffice
def test_a_child_and_the_parent_read_an_xls_alike(plan: Plan, xls: bytes, tmp_path: Path) -> None:
    """The process boundary changes no cell, and no figure against the .xlsx."""
    assert read_fast(xls) == read_apart(xls)
    form = write_sound(form_of(plan, "kt"), tmp_path)
    original = read_return(form.name, form.read_bytes(), plan)
    assert values_of(original) == values_of(read_return("kt-2026-Q1.xls", xls, plan))
