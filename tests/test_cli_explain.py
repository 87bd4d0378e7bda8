"""`cchc-kpi explain` from outside: what it prints, where, and with which status."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from forms_for_tests import form_of, write_sound
from program import EXAMPLES, QUARTER, run
from recalculation import copy_to


def test_one_indicator_is_explained_on_standard_output() -> None:
    """The example's first quarter is clean: exit 0, the page from clause to verdict, the cell of each figure."""
    done = run("explain", "dossiers_on_time", QUARTER, "--period", "2026-Q1")
    assert (0, "") == (done.status, done.err)
    for words in (
        "GIẢI TRÌNH CHỈ TIÊU 2: ",
        "ô D15, sheet 'Báo cáo', examples/2026-Q1/ttpvhcc-2026-Q1.xlsx",
        "990 × 100 = 99.000 không lớn hơn 1.000 × 99 = 99.000",
        "✗ Chưa đạt: đúng bằng 99%, chưa trên 99%",
    ):
        assert words in done.out


@pytest.mark.parametrize("name", ["2", "Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn"])
def test_number_and_name_give_the_same_page(name: str) -> None:
    """An indicator may be named by id, by number or by name."""
    assert run("explain", "dossiers_on_time", QUARTER).out == run("explain", name, QUARTER).out


def test_a_verdict_agrees_with_the_score() -> None:
    """Every indicator of the example's year: the page's verdict word is that of the scorecard's JSON."""
    words = {"met": "✓ Đạt: ", "not_met": "✗ Chưa đạt: ", "no_data": "? Thiếu số liệu"}
    results = run("score", "examples", "--period", "2026", "--format", "json").json["results"]
    for number in (1, 15, 17, 23, 25, 31):
        result = results[number - 1]
        page = run("explain", str(number), "examples", "--period", "2026").out
        assert f" {result['indicator']}." in page.replace("\n", " ")
        assert any(line.strip().startswith(words[result["verdict"]]) for line in page.splitlines())


def test_a_name_nearly_right_gets_suggestions_and_no_guess() -> None:
    """Status 2, nothing on standard output, the near indicators with number, name and id."""
    done = run("explain", "dossiers_on_tim", QUARTER)
    assert (2, "") == (done.status, done.out)
    assert "không có chỉ tiêu 'dossiers_on_tim'; có phải:" in done.err
    assert "\n  2. Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn [dossiers_on_time]\n" in done.err


@pytest.mark.parametrize("name", ["32", "zzzzz", "\x1b[31m"])
def test_what_is_like_nothing_is_told_how_to_name_one(name: str) -> None:
    """No number beyond the list, no nonsense; and what was typed steers no terminal."""
    done = run("explain", name, QUARTER)
    assert (2, "") == (done.status, done.out)
    assert "ghi số từ 1 đến 31, mã hay tên" in done.err
    assert "\x1b" not in done.err


def test_the_latest_period_is_taken_and_said() -> None:
    """Without --period standard error says which period it is."""
    done = run("explain", "2", QUARTER)
    assert 0 == done.status
    assert "Kỳ được giải trình: 2026-Q1" in done.err


def test_an_error_elsewhere_gives_1_and_is_not_held_back() -> None:
    """C01 in the third quarter concerns inspections: on their page it stands in full, on another it is counted."""
    mine = run("explain", "inspections_digital", "examples", "--period", "2026-Q3")
    other = run("explain", "dossiers_on_time", "examples", "--period", "2026-Q3")
    assert (1, 1) == (mine.status, other.status)
    assert "LỖI C01" in mine.out
    assert "C01" not in other.out
    assert "Ngoài ra có 1 lỗi," in other.err


def test_an_accepted_error_gives_0(plan: Plan, tmp_path: Path) -> None:
    """A waiver makes the fault a note on the page; the figure stays out."""
    # CQ.15 = 11 of CQ.14 = 10.
    write_sound(form_of(plan, "kt"), tmp_path, {"CQ.15": 11}, name="kt.xlsx")
    assert 1 == run("explain", "31", "kt.xlsx", cwd=tmp_path).status
    [fault] = run("validate", "kt.xlsx", "--format", "json", cwd=tmp_path).json["findings"]
    (tmp_path / "waivers.yaml").write_text(
        "schema_version: 1\nwaivers:\n  - code: C01\n    return: kt.xlsx\n"
        f"    cell: {fault['cell']}\n    accepted_by: Chủ tịch UBND xã\n"
        "    reason: Đã chốt\n    until: 31/12/2026\n",
        encoding="utf-8",
    )
    done = run("explain", "31", "kt.xlsx", cwd=tmp_path)
    assert 0 == done.status
    assert "GHI CHÚ W01" in done.out
    assert "? Thiếu số liệu" in done.out


def test_no_readable_return_gives_2(tmp_path: Path) -> None:
    """A folder with nothing to read, and a file that is no workbook: told, and nothing explained."""
    (tmp_path / "x.xlsx").write_bytes(b"not a workbook")
    for given in (tmp_path / "x.xlsx", tmp_path / "none.xlsx"):
        done = run("explain", "2", given)
        assert (2, "") == (done.status, done.out)
        assert "LỖI" in done.err


def test_english_is_spoken_on_request() -> None:
    """--lang en: page, period and suggestion in English."""
    assert "AGAINST THE TARGET" in run("explain", "2", QUARTER, "--lang", "en").out
    assert "did you mean" in run("explain", "dossiers_on_tim", QUARTER, "--lang", "en").err


def test_a_sheet_is_written_beside_the_page(tmp_path: Path) -> None:
    """--output: the same page on standard output, the sheet in its place, and where it is on standard error."""
    path = tmp_path / "giai-trinh.xlsx"
    done = run("explain", "2", QUARTER, "--period", "2026-Q1", "--output", path)
    assert run("explain", "2", QUARTER, "--period", "2026-Q1").out == done.out
    assert (0, f"Đã ghi {path.as_posix()}.\n") == (done.status, done.err)
    assert [path] == list(tmp_path.iterdir())


def test_a_sheet_never_falls_on_what_was_read(tmp_path: Path) -> None:
    """--output on a return, as another kind of file, or in no folder: status 2, nothing written, nothing printed."""
    source = copy_to(EXAMPLES / "2026-Q1/ttpvhcc-2026-Q1.xlsx", tmp_path)
    content = source.read_bytes()
    for output in (source, tmp_path / "x.docx", tmp_path / "none/x.xlsx"):
        done = run("explain", "2", tmp_path, "--output", output)
        assert (2, "") == (done.status, done.out)
        assert "Lỗi: " in done.err
    assert ([source], content) == (list(tmp_path.iterdir()), source.read_bytes())


def test_a_sheet_that_cannot_be_written_gives_2(tmp_path: Path) -> None:
    """A name longer than file names may be: the page is printed all the same, the reason is said, status 2."""
    done = run("explain", "2", QUARTER, "--output", tmp_path / f"{'x' * 250}.xlsx")
    assert 2 == done.status
    assert "GIẢI TRÌNH CHỈ TIÊU 2: " in done.out
    assert "Lỗi: không ghi được" in done.err
