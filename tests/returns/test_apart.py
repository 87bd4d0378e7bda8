"""Reading in a process of its own: a file that kills its reader costs one finding, and not the run."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns import worker
from cchc_kpi.returns.apart import Reader, read_careful_apart
from cchc_kpi.returns.apart import read_fast_apart as read_apart
from cchc_kpi.returns.limits import MAX_CELLS
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.read import read_return
from cchc_kpi.returns.readers import read_careful, read_fast
from cchc_kpi.returns.refusal import Refusal
from cchc_kpi.returns.workbook import Cell, Kind, Sheet, UnreadableWorkbook, Workbook
from cchc_kpi.returns.worker import FAST, pack_workbook, unpack_workbook
from forms_for_tests import convert, form_of, needs_libreoffice, told, values_of, write_sound
from hostile.bench import xlsb

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383


def test_a_cell_in_the_corner_of_an_xlsb_is_read_apart() -> None:
    """Near miss: the same package with its cell at A1 is read, and by the child as by the parent."""
    content = xlsb(0, 0)
    (sheet,) = read_apart(content).sheets
    assert {(0, 0): (Kind.NUMBER, 7.0)} == {at: (cell.kind, cell.number) for at, cell in sheet.cells.items()}
    assert read_fast(content) == read_apart(content)


def test_one_far_cell_costs_one_finding(plan: Plan) -> None:
    """F08: a cell at XFD1048576 asks a reader for 17 billion cells; the guard sees it before any reader does."""
    item = read_return("kt-2026-Q1.xlsb", xlsb(LAST_ROW, LAST_COLUMN), plan)
    assert (["F08"], True) == (told(item.findings), item.rejected)


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


# --- The limits of the process apart ---


@pytest.fixture(scope="module")
def form(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound return of kt's."""
    return write_sound(form_of(plan, "kt"), tmp_path_factory.mktemp("form")).read_bytes()


def test_both_readers_read_apart_as_they_read_here(form: bytes) -> None:
    """Kinds, numbers, texts and hidden sheets come back as they were."""
    assert read_fast(form) == read_apart(form)
    assert read_careful(form) == read_careful_apart(form)


def test_any_text_comes_back_from_the_process() -> None:
    """Also one that is no valid Unicode, as OOXML's escapes can make it."""
    cells = {(0, 0): Cell(Kind.TEXT, "ơ\ud800\x00😀"), (1, 2): Cell(Kind.NUMBER, "0.1", 0.1)}
    workbook = Workbook((Sheet("S", cells, is_hidden=True),), tells_blanks=True)
    assert workbook == unpack_workbook(json.loads(json.dumps(pack_workbook(workbook))))


FAR = xlsb(999_999, 99)


def words_of(refusal: Refusal) -> tuple[str, str]:
    """A refusal's code and its Vietnamese reason."""
    reason = refusal.details["reason"]
    return refusal.rule.code, reason if isinstance(reason, str) else reason.vi


def test_memory_is_watched_where_the_system_sets_no_limit(form: bytes) -> None:
    """F08: as on Windows: 100 million cells are stopped on the way; the next file is read by another process."""
    reader = Reader(is_limited=False)
    try:
        with pytest.raises(Refusal) as caught:
            reader.read(FAR, FAST)
        assert ("F08", "đọc tệp cần hơn 256 MB bộ nhớ") == words_of(caught.value)
        assert read_fast(form) == reader.read(form, FAST)
    finally:
        reader.close()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs a signal that halts a process")
def test_a_process_that_hangs_is_ended(form: bytes) -> None:
    """F08: what takes longer than the limit is given up; the next file is read by another process."""
    slow = Reader()
    try:
        running = slow._running()
        running.send_signal(signal.SIGSTOP)  # as a parser that never comes back
        slow._seconds = 0.5
        with pytest.raises(Refusal) as caught:
            slow.read(form, FAST)
        assert ("F08", "đọc tệp mất hơn 0.5 giây") == words_of(caught.value)
        running = slow._process
        slow._seconds = 20
        assert (None, read_fast(form)) == (running, slow.read(form, FAST))
    finally:
        slow.close()


def test_many_cells_are_counted_where_the_guard_cannot() -> None:
    """F08: an .xlsb may hold no more figures than an .xlsx."""
    sheet = Sheet("S", {(row, 0): Cell(Kind.NUMBER, "1", 1.0) for row in range(MAX_CELLS + 1)})
    book = Workbook((sheet,), tells_blanks=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "read_fast", lambda _: book)
        assert {"cells": MAX_CELLS + 1} == worker._answer(FAST, b"")
        patch.setattr(worker, "read_fast", lambda _: book._replace(sheets=()))
        assert "workbook" in worker._answer(FAST, b"")


def test_several_threads_share_one_reader(form: bytes) -> None:
    """Each gets the cells of its own file."""
    contents = [form, xlsb(0, 0), xlsb(2, 3)] * 4
    expected = [read_fast(content) for content in contents]
    with ThreadPoolExecutor(4) as pool:
        assert expected == list(pool.map(read_apart, contents))


PROGRAM = """
import os, sys
from cchc_kpi.returns.apart import _READER, read_fast_apart
from pathlib import Path
for number in map(int, sys.argv[2:]):
    os.close(number)
read_fast_apart(Path(sys.argv[1]).read_bytes())
Path(sys.argv[1]).with_suffix(".pid").write_text(str(_READER._process.pid))
os.kill(os.getpid(), 9) if sys.argv[2:] == ["0"] else None
"""


def is_running(number: int) -> bool:
    """Whether a process of this number goes on."""
    return psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("closed", [[], ["0"], ["0", "1", "2"]], ids=["normal", "killed", "no streams"])
def test_no_process_is_left_behind(form: bytes, tmp_path: Path, closed: list[str]) -> None:
    """Whether the program ends, is killed, or runs without its standard streams: the reader ends with it."""
    path = tmp_path / "kt.xlsx"
    path.write_bytes(form)
    subprocess.run([sys.executable, "-c", PROGRAM, str(path), *closed], check=False, timeout=60)
    number = int(path.with_suffix(".pid").read_text("utf-8"))
    deadline = time.monotonic() + 10
    while is_running(number) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(number)


def test_the_program_that_asks_is_not_run_again(form: bytes, tmp_path: Path) -> None:
    """A script without `if __name__ == "__main__"` may read returns: the reader does not run it once more."""
    (tmp_path / "kt.xlsx").write_bytes(form)
    script = tmp_path / "script.py"
    script.write_text("print('once')\n" + PROGRAM, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "kt.xlsx")], capture_output=True, check=True, timeout=60
    )
    assert (b"once", b"") == (done.stdout.strip(), done.stderr)


def test_where_no_process_can_be_started_that_is_told(form: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is not read, and nothing is raised that nobody expects."""
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(UnreadableWorkbook):
        Reader().read(form, FAST)
