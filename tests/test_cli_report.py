"""`score --report` from outside: what is written, what is said, and what happens without the Word libraries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from docx import Document

from program import QUARTER, ROOT, Run, run
from word_for_tests import paragraphs_of, write_template

WORD_LIBRARIES = ("docx", "docxtpl", "jinja2", "markupsafe", "python_docx")


def test_a_report_is_written_beside_everything_else(tmp_path: Path) -> None:
    """Table, workbook and report of one run; each file is named on standard error, the table is what it was."""
    card, report = tmp_path / "card.xlsx", tmp_path / "report.docx"
    done = run("score", QUARTER, "--period", "2026-Q1", "--output", card, "--report", report)
    assert (0, run("score", QUARTER, "--period", "2026-Q1").out) == (done.status, done.out)
    assert f"Đã ghi {card.as_posix()}.\nĐã ghi {report.as_posix()}.\n" == done.err
    assert "BÁO CÁO" in paragraphs_of(report)
    assert ["card.xlsx", "report.docx"] == sorted(path.name for path in tmp_path.iterdir())


def test_the_same_command_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs, one of them with the files named one by one in another order."""
    files = sorted((ROOT / QUARTER).iterdir(), reverse=True)
    for name, given in (("a.docx", [QUARTER]), ("b.docx", [f"{QUARTER}/{path.name}" for path in files])):
        assert 0 == run("score", *given, "--report", tmp_path / name).status
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_the_year_is_reported_too(tmp_path: Path) -> None:
    """The example's year has an error: exit 1, and the report is there and provisional."""
    done = run("score", "examples", "--period", "2026", "--report", tmp_path / "report.docx")
    assert 1 == done.status
    assert "(Số liệu tạm tính)" in paragraphs_of(tmp_path / "report.docx")


def test_standard_output_is_still_the_json_alone(tmp_path: Path) -> None:
    """--report adds nothing to standard output."""
    done = run("score", QUARTER, "--format", "json", "--report", tmp_path / "report.docx")
    assert done.out == run("score", QUARTER, "--format", "json").out


def test_the_offices_own_template_is_used(tmp_path: Path) -> None:
    """--report-template names it, and it is left as it was."""
    template = write_template(tmp_path / "mau.docx", "Xã {{ commune }}, {{ period_inside }}")
    held = template.read_bytes()
    done = run("score", QUARTER, "--report", tmp_path / "report.docx", "--report-template", template)
    assert (0, ["Xã Lộc Bình, quý I năm 2026"]) == (done.status, paragraphs_of(tmp_path / "report.docx"))
    assert held == template.read_bytes()


def test_a_report_that_the_office_has_worked_in_is_never_written_over(tmp_path: Path) -> None:
    """Saved in Word after the first run: it stays, the next gets a name of its own; one left alone is replaced."""
    report, second = tmp_path / "report.docx", tmp_path / "report-2.docx"
    run("score", QUARTER, "--report", report)
    made = report.read_bytes()
    assert "Giữ nguyên" not in run("score", QUARTER, "--report", report).err
    document = Document(str(report))
    document.add_paragraph("Lời của cơ quan")
    document.save(str(report))
    for _ in range(2):
        done = run("score", QUARTER, "--report", report)
        assert f"Giữ nguyên {report.as_posix()}: đã có người sửa tệp này.\n" in done.err
        assert done.err.endswith(f"Đã ghi {second.as_posix()}.\n")
    assert ("Lời của cơ quan", made) == (paragraphs_of(report)[-1], second.read_bytes())
    assert ["report-2.docx", "report.docx"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_template_is_no_report_to_be_replaced(tmp_path: Path) -> None:
    """The shipped template, copied under the name that the report is to have, stays."""
    copy = Path(shutil.copy(ROOT / "templates/bao-cao.docx", tmp_path / "bao-cao.docx"))
    run("score", QUARTER, "--report", copy)
    assert (ROOT / "templates/bao-cao.docx").read_bytes() == copy.read_bytes()
    assert "BÁO CÁO" in paragraphs_of(tmp_path / "bao-cao-2.docx")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_broken_template_costs_the_report_and_nothing_else(tmp_path: Path, lang: str) -> None:
    """Exit 2, one sentence with name, field and paragraph; table and workbook are there, an older report stays."""
    template = write_template(tmp_path / "mau.docx", "Xã {{ comune }}")
    report, card = tmp_path / "report.docx", tmp_path / "card.xlsx"
    report.write_bytes(b"older")
    done = run(
        "score",
        QUARTER,
        "--period",
        "2026-Q1",
        "--lang",
        lang,
        "--output",
        card,
        "--report",
        report,
        "--report-template",
        template,
    )
    assert (2, b"older", True) == (done.status, report.read_bytes(), card.exists())
    assert ("BẢNG ĐIỂM" if lang == "vi" else "SCORECARD") in done.out
    said = {
        "vi": f"Lỗi: mẫu '{template.as_posix()}': không có trường 'comune' (có phải 'commune'?), "
        "ở đoạn 'Xã {{ comune }}'; sửa mẫu trong Word theo docs/vi/bao-cao-word.md, hoặc bỏ --report-template "
        f"để dùng mẫu kèm chương trình.\nĐã ghi {card.as_posix()}.\n",
        "en": f"Error: template '{template.as_posix()}': there is no field 'comune' (did you mean 'commune'?), "
        "in the paragraph 'Xã {{ comune }}'; mend it in Word, see docs/vi/bao-cao-word.md, or leave out "
        f"--report-template.\nWrote {card.as_posix()}.\n",
    }
    assert said[lang] == done.err
    assert ["card.xlsx", "mau.docx", "report.docx"] == sorted(path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--report", "report.pdf"], "--report phải là tệp .docx, không phải 'report.pdf'"),
        (["--report", "none/report.docx"], "không ghi được 'none/report.docx'"),
        (
            ["--report", "mau.docx", "--report-template", "mau.docx"],
            "--report 'mau.docx' là một trong các tệp",
        ),
        (["--report-template", "mau.docx"], "--report-template chỉ dùng cùng với --report."),
        (
            ["--report", "r.docx", "--report-template", "none.docx"],
            "mẫu 'none.docx': không có tệp hay thư mục này",
        ),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(tmp_path: Path, arguments: list[str], words: str) -> None:
    """Exit 2 and one sentence; no report, and the template as it was."""
    template = write_template(tmp_path / "mau.docx", "x")
    held = template.read_bytes()
    done = run("score", ROOT / QUARTER, *arguments, cwd=tmp_path)
    assert 2 == done.status
    assert words in done.err
    assert [("mau.docx", held)] == [(path.name, path.read_bytes()) for path in tmp_path.iterdir()]


def without_word(folder: Path, *arguments: str | Path) -> Run:
    """Run the program where the Word libraries are not installed: every other package, and none of theirs."""
    site = folder / "site"
    if not site.exists():
        site.mkdir()
        for entry in Path(sysconfig.get_path("purelib")).iterdir():
            if not entry.name.lower().startswith(WORD_LIBRARIES):
                (site / entry.name).symlink_to(entry)
    variables = {key: value for key, value in os.environ.items() if key != "CCHC_KPI_LANG"}
    variables["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(site)])
    # -S: the environment's own packages are not looked at.
    call = [sys.executable, "-S", "-m", "cchc_kpi", *map(str, arguments)]
    done = subprocess.run(call, capture_output=True, cwd=ROOT, env=variables, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(os.name != "posix", reason="makes symbolic links")
def test_without_the_word_libraries_everything_else_works(tmp_path: Path) -> None:
    """Scores and workbook as ever; --report says in one sentence what to install and how, and writes nothing."""
    card, report = tmp_path / "card.xlsx", tmp_path / "report.docx"
    plain = without_word(tmp_path, "score", QUARTER, "--period", "2026-Q1", "--output", card)
    assert (0, run("score", QUARTER, "--period", "2026-Q1").out) == (plain.status, plain.out)
    assert card.exists()
    asked = without_word(tmp_path, "score", QUARTER, "--report", report)
    command = f'"{sys.executable}" -m pip install "cchc-kpi[word]"'
    assert (2, "", f"Lỗi: --report cần thư viện Word chưa cài; cài bằng lệnh: {command}\n") == (
        asked.status,
        asked.out,
        asked.err,
    )
    assert not report.exists()
