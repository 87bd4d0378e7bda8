"""How far reading is, as somebody at a terminal sees it, and what an interruption leaves behind."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from program import EXAMPLES, ROOT, run

pty = pytest.importorskip("pty", reason="a terminal to look through is a thing of POSIX")
_SECONDS = 60
_FORMS = sorted(EXAMPLES.glob("2026-Q*/*.xlsx"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 608 files, the example's forms under names of their own."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(32):
        for path in _FORMS:
            (folder / f"{number:02}-{path.name}").write_bytes(path.read_bytes())
    return folder


def _started(*arguments: str | Path, terminal: int) -> subprocess.Popen[bytes]:
    """Start the program with stderr on a terminal, as the foreground of a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cchc_kpi", *map(str, arguments)],
        cwd=ROOT,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=terminal,
        env={**os.environ, "COLUMNS": "100", "TERM": "xterm"},
        start_new_session=True,
    )


def _heard(listener: int, process: subprocess.Popen[bytes], until: str = "") -> str:
    """Return what comes over the terminal until a word is there, or the program has ended."""
    text, latest = b"", time.monotonic() + _SECONDS
    while time.monotonic() < latest:
        ready, _, _ = select.select([listener], [], [], 0.1)
        if ready:
            text += os.read(listener, 65536)
        elif process.poll() is not None:
            break
        if until and until.encode() in text:
            break
    return text.decode("utf-8", "replace")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_terminal_sees_files_rate_time_and_findings(many: Path, jobs: str) -> None:
    """The bar counts up to the files there are, and says what was found so far."""
    listener, terminal = pty.openpty()
    process = _started("validate", many, "--jobs", jobs, "--format", "json", terminal=terminal)
    seen = _heard(listener, process, until="phát hiện")
    assert re.search(r"Đọc báo cáo .* \d+/608 tệp +\d+ tệp/giây · còn \d+:\d\d · \d+ phát hiện", seen)
    process.communicate(timeout=_SECONDS)
    os.close(terminal)
    os.close(listener)


def test_where_nobody_watches_nothing_is_drawn(many: Path) -> None:
    """Into a file or a pipe no bar goes: with JSON asked for stderr stays empty."""
    done = run("validate", many, "--format", "json")
    assert done.err == ""
    assert len(done.json["returns"]) == 608


def test_few_files_have_no_bar() -> None:
    """Five returns are read before anybody wonders."""
    listener, terminal = pty.openpty()
    process = _started("validate", "examples/2026-Q1", "--format", "json", terminal=terminal)
    assert "báo cáo" not in _heard(listener, process)
    process.communicate(timeout=_SECONDS)
    os.close(terminal)
    os.close(listener)


@pytest.mark.parametrize("after", [0.5, 0.8, 1.1])
def test_an_interruption_while_processes_start_is_one_line(many: Path, after: float) -> None:
    """They start by loading the program, and hear Ctrl+C no less than the one that called them."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cchc_kpi", "validate", str(many), "--jobs", "2"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=_SECONDS)
    assert process.returncode == 130
    assert said.decode("utf-8").splitlines() == [
        "Đã dừng theo lệnh. Tệp kết quả đang ghi dở được bỏ; tệp đã có vẫn như cũ."
    ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interruption_leaves_what_was_there(many: Path, tmp_path: Path, jobs: str) -> None:
    """Ctrl+C while returns are read: status 130, one line, the old scorecard untouched, nothing beside it."""
    output = tmp_path / "bang-diem.xlsx"
    output.write_bytes(b"of last quarter")
    listener, terminal = pty.openpty()
    process = _started(
        "score", many, "--period", "2026-Q1", "--output", output, "--jobs", jobs, terminal=terminal
    )
    _heard(listener, process, until="phát hiện")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the foreground
    said = _heard(listener, process)
    out, _ = process.communicate(timeout=_SECONDS)
    assert (process.returncode, out) == (130, b"")
    assert "Đã dừng theo lệnh" in said
    assert "Traceback" not in said
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [
        ("bang-diem.xlsx", b"of last quarter")
    ]
    os.close(terminal)
    os.close(listener)


def test_a_terminal_is_told_that_a_table_is_read(tmp_path: Path) -> None:
    """A table of observations has no count of files to draw: one line says what takes the time; a pipe hears none."""
    table = tmp_path / "so-lieu.csv"
    run("extract", "examples/2026-Q1", "--output", table)
    listener, terminal = pty.openpty()
    process = _started("validate", table, "--format", "json", terminal=terminal)
    assert "Đang đọc bảng số liệu so-lieu.csv…" in _heard(listener, process)
    process.communicate(timeout=_SECONDS)
    os.close(terminal)
    os.close(listener)
    assert "Đang đọc" not in run("validate", table, "--format", "json").err
