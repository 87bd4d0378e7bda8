"""`cchc-kpi annual` from outside: what it prints, where, with which status, and that the same gives the same."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from annual_workbook import AnnualBook
from forms_for_tests import opened
from program import EXAMPLES, ROOT, run

YEAR = ("--year", "2026")


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """A copy of the example's returns, to be added to."""
    return Path(
        shutil.copytree(EXAMPLES, tmp_path / "returns", ignore=shutil.ignore_patterns("*.py", "*.yaml"))
    )


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """Another process, another seed of its hashes, the same workbook, JSON and screen."""
    seen = []
    for seed in ("1", "2"):
        path = tmp_path / "year.xlsx"
        done = run("annual", "examples", *YEAR, "--output", path, "--format", "json", PYTHONHASHSEED=seed)
        table = run("annual", "examples", *YEAR, PYTHONHASHSEED=seed)
        seen.append((path.read_bytes(), done.out, done.err, table.out, table.err))
        path.unlink()
    assert seen[0] == seen[1]


def test_the_order_of_arguments_makes_no_difference(tmp_path: Path) -> None:
    """Folders forwards, files backwards, a pattern and a folder twice: the same workbook and the same JSON."""
    files = sorted(path.relative_to(ROOT).as_posix() for path in EXAMPLES.rglob("*.xlsx"))
    folders = [f"examples/2026-Q{number}" for number in (1, 2, 3, 4)]
    seen = set()
    for arguments in (
        ["examples"],
        files[::-1],
        [*folders[::-1], "examples/baseline", "examples/*/kt*.xlsx"],
    ):
        path = tmp_path / "year.xlsx"
        done = run("annual", *arguments, *YEAR, "--output", path, "--format", "json")
        seen.add((path.read_bytes(), done.out))
    assert 1 == len(seen)


def test_scorecards_among_the_returns_are_left_out(returns: Path) -> None:
    """The year's own workbook and a quarter's, written beside the returns: named, never read; the year stays as it was."""
    path, quarter = returns / "year.xlsx", returns / "quarter.xlsx"
    first = run("annual", returns, *YEAR, "--output", path, "--format", "json")
    run("score", returns, "--period", "2026-Q1", "--output", quarter)
    written = []
    for _ in range(2):
        again = run("annual", returns, *YEAR, "--output", path, "--format", "json")
        assert (first.json["periods"], first.json["returns"]) == (
            again.json["periods"],
            again.json["returns"],
        )
        assert {"year.xlsx", "quarter.xlsx"} <= {Path(str(f["file"])).name for f in again.json["findings"]}
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert "quarter.xlsx" not in AnnualBook(path).text("Nguồn")


def test_a_year_that_was_saved_by_another_program_is_left_out_too(returns: Path) -> None:
    """Opened, changed and saved again, it is still known by its sheets."""
    path = returns / "year.xlsx"
    run("annual", returns, *YEAR, "--output", path)
    with opened(path) as book:
        book.book["Số liệu"]["G4"].value = 1
    done = run("annual", returns, *YEAR, "--format", "json")
    told = [f["file"] for f in done.json["findings"] if (f["file"] or "").endswith("/year.xlsx")]
    # Five, four, five and five returns, and two of baselines.
    assert ([path.as_posix()], 21) == (told, len(done.json["returns"]))


def test_the_years_own_results_are_those_of_score() -> None:
    """`annual` prints for the year what `score --period 2026` prints, and each period as `score` does."""
    year = run("annual", "examples", *YEAR, "--format", "json").json
    for period in year["periods"]:
        card = run("score", "examples", "--period", period["period"]["id"], "--format", "json").json
        assert [card["results"], card["period"], card["provisional"]] == [
            period["results"], period["period"], period["provisional"],
        ]  # fmt: skip
    assert {key: year[key] for key in card} == card
    assert (2026, 7) == (year["year"], len(year["periods"]))


def test_csv_has_a_line_for_every_indicator_and_period() -> None:
    """7 periods of 31 indicators under one heading, exact numbers."""
    rows = list(csv.DictReader(io.StringIO(run("annual", "examples", *YEAR, "--format", "csv").out)))
    assert 7 * 31 == len(rows)
    on_time = next(r for r in rows if (r["period"], r["indicator"]) == ("2026-H1", "dossiers_on_time"))
    # 742 + 248 + 905 + 270 of 1000 + 1183.
    assert ("2165", "2183", "2165/2183", "met") == (
        on_time["numerator"], on_time["denominator"], on_time["value"], on_time["verdict"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("examples/2026-Q1", *YEAR), 0),
        (("examples/2026-Q1", "examples/2026-Q2", "examples/baseline", *YEAR), 0),
        (("examples", *YEAR), 1),
        (("examples/2026-Q4", "examples/baseline", *YEAR, "--fail-on", "not-met"), 1),
        (("examples/2026-Q1", "--year", "2025"), 2),
        (("examples/2026-Q1", "--year", "2031"), 2),
        (("examples/2026-Q1", "--year", "hai nghìn"), 2),
        (("examples/2026-Q1",), 2),
        (("examples/none", *YEAR), 2),
    ],
)
def test_the_status_says_how_it_went(arguments: tuple[str, ...], status: int) -> None:
    """0 done; 1 with a fault, or a target missed where that is asked; 2 for a wrong year, no year, nothing readable."""
    assert status == run("annual", *arguments).status


def test_a_year_outside_the_plan_is_told(tmp_path: Path) -> None:
    """Which years there are; nothing is written."""
    path = tmp_path / "year.xlsx"
    done = run("annual", "examples", "--year", "2025", "--output", path)
    assert ("", False) == (done.out, path.exists())
    assert "năm 2025 nằm ngoài giai đoạn 2026-2030" in done.err


def test_a_year_of_which_nothing_has_come_is_told() -> None:
    """All files are of another year: most likely the year was mistyped."""
    done = run("annual", "examples/2026-Q1", "--year", "2027")
    assert "không báo cáo nào trong 5 tệp thuộc kỳ 2027" in done.err


def test_the_workbook_never_takes_the_place_of_a_return(returns: Path) -> None:
    """`--output` may not be one of the inputs: status 2, the return as it was."""
    path = returns / "2026-Q1/kt-2026-Q1.xlsx"
    held = path.read_bytes()
    done = run("annual", returns, *YEAR, "--output", path)
    assert (2, held) == (done.status, path.read_bytes())


def test_the_json_stands_alone_on_standard_output(tmp_path: Path) -> None:
    """With `--output` or not; what was written is said on standard error."""
    path = tmp_path / "year.xlsx"
    done = run("annual", "examples/2026-Q1", *YEAR, "--output", path, "--format", "json")
    assert done.json["year"] == 2026
    assert f"Đã ghi {path.as_posix()}." in done.err


def test_english_is_spoken_where_it_is_asked_for() -> None:
    """Heads, verdicts and remarks; the names of indicators are the plan's own."""
    done = run("annual", "examples", *YEAR, "--lang", "en")
    for words in ("SCORECARD OF LỘC BÌNH - Year 2026", "✗ not met", "must fall by another 1 người"):
        assert words in done.out
    assert "Tạm tính" not in done.out


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is asked for")
@pytest.mark.parametrize("columns", [80, 100, 132])
def test_a_terminal_of_any_width_shows_everything(columns: int) -> None:
    """A real terminal: no line beyond its edge, all 31 names to their last word, the words of the signs."""
    page = in_terminal(columns, "annual", "examples", *YEAR)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", page)
    lines = [line.rstrip("\r") for line in plain.split("\n")]
    assert [] == [line for line in lines if cell_len(line.rstrip()) > columns]
    assert "\x1b[" in page
    assert "✓ đạt, ✗ chưa đạt, ? thiếu số liệu, – không phát sinh, … chưa đến kỳ" in plain
    left = " ".join(" ".join(line[: 56 if columns >= 130 else columns].split()) for line in lines)
    for result in run("annual", "examples", *YEAR, "--format", "json").json["results"]:
        assert f"{result['name']} ({result['target']['wording']})" in left


def in_terminal(columns: int, *arguments: str) -> str:
    """What the program prints into a terminal so many columns wide."""
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    variables = {
        key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR", "CCHC_KPI_LANG"}
    }
    variables |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"}
    call = [sys.executable, "-m", "cchc_kpi", *arguments]
    with subprocess.Popen(
        call, stdin=slave, stdout=slave, stderr=subprocess.DEVNULL, cwd=ROOT, env=variables
    ) as child:
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # the terminal is closed when the program ends
                break
            if not piece:
                break
            shown += piece
        child.wait(timeout=60)
    os.close(master)
    return shown.decode("utf-8")
