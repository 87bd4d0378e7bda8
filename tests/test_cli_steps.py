"""What commands do step by step: where results go when nobody listens, and what is said when a step fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from cchc_kpi.plan.model import Plan
from forms_for_tests import TARGETS, form_of, write_sound
from program import EXAMPLES, QUARTER, ROOT, Run, run

SCHEMA = {
    name: json.loads((ROOT / f"schema/{name}.schema.json").read_text("utf-8"))
    for name in ("score", "validate")
}
posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX shells and devices only")


def shell(script: str, *arguments: Path | str) -> Run:
    """Run a line of bash in which "$kpi" is the program and "$1" and so on are the arguments."""
    done = subprocess.run(
        [
            "bash",
            "-c",
            f'kpi() {{ "{sys.executable}" -m cchc_kpi "$@"; }}; {script}',
            "bash",
            *map(str, arguments),
        ],
        capture_output=True,
        cwd=ROOT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


# --- Standard output that does not take what is printed ---


@posix_only
def test_a_reader_that_stops_listening_does_not_cost_the_workbook(tmp_path: Path) -> None:
    """`score --output X | head -1`: the workbook is whole, the first line is there, and the exit is 0."""
    card = tmp_path / "card.xlsx"
    done = shell('set -o pipefail; kpi score "$1" --output "$2" | head -1', QUARTER, card)
    assert (0, "BẢNG ĐIỂM CCHC XÃ LỘC BÌNH - Quý I/2026\n") == (done.status, done.out)
    alone = tmp_path / "alone.xlsx"
    run("score", QUARTER, "--output", alone)
    assert alone.read_bytes() == card.read_bytes()


@posix_only
@pytest.mark.parametrize("shape", ["table", "json", "csv"])
def test_a_pipe_that_is_closed_at_once_costs_nothing_either(tmp_path: Path, shape: str) -> None:
    """Whatever the format, the workbook is written before anything is printed."""
    card = tmp_path / "card.xlsx"
    shell('kpi score "$1" --output "$2" --format "$3" | true', QUARTER, card, shape)
    assert card.read_bytes().startswith(b"PK")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (f"score {QUARTER}", "Lỗi: không in được kết quả: ổ đĩa đã đầy."),
        (f"score {QUARTER} --format json", "Lỗi: không in được kết quả: ổ đĩa đã đầy."),
        (f"validate {QUARTER} --lang en", "Error: cannot print: the disk is full."),
        ("plan show", "Lỗi: không in được kết quả: ổ đĩa đã đầy."),
    ],
)
def test_a_full_disk_is_told_in_plain_words(command: str, words: str) -> None:
    """Results that could not be printed are no success: exit 2, the reason in words, no errno."""
    done = shell(f"kpi {command} > /dev/full")
    assert (2, words) == (done.status, done.err.strip().splitlines()[-1])


@posix_only
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_traceback(tmp_path: Path, closed: str) -> None:
    """Started by a scheduler that gives it no streams, the program does its work all the same."""
    card = tmp_path / "card.xlsx"
    done = shell(f'kpi score "$1" --output "$2" {closed}', QUARTER, card)
    assert (0, True) == (done.status, card.exists())


def test_a_stream_that_listens_gets_everything() -> None:
    """Near miss: nothing is said of printing where printing works."""
    done = run("score", QUARTER)
    assert (0, False) == (done.status, "không in được" in done.err)


# --- A plan that cannot be used ---


@pytest.mark.parametrize("text", ["schema_version: 1\n", "a: [", "", "plan: {id: 1}\n", "\x00"])
@pytest.mark.parametrize("command", ["score", "validate"])
def test_json_stays_json_where_the_plan_cannot_be_used(tmp_path: Path, command: str, text: str) -> None:
    """A bad targets.yaml: exit 2, and standard output is valid under the schema, with the plan's findings."""
    (tmp_path / "targets.yaml").write_text(text, encoding="utf-8")
    done = run(command, EXAMPLES / "2026-Q1", "--format", "json", cwd=tmp_path)
    assert 2 == done.status
    jsonschema.validate(done.json, SCHEMA[command])
    assert ([], True) == (done.json["returns"], all(f["code"].startswith("P") for f in done.json["findings"]))
    assert "error" in {f["severity"] for f in done.json["findings"]}
    if command == "score":
        assert (None, None, None, []) == (
            done.json["plan"]["id"], done.json["plan"]["title"], done.json["period"], done.json["results"],
        )  # fmt: skip


def test_json_stays_json_where_there_is_no_plan_file() -> None:
    """A path that leads to no targets.yaml is one finding in valid JSON."""
    done = run("score", QUARTER, "--targets", "none.yaml", "--format", "json")
    jsonschema.validate(done.json, SCHEMA["score"])
    assert (2, ["P01"]) == (done.status, [f["code"] for f in done.json["findings"]])


def test_json_speaks_english_of_a_bad_plan_where_it_is_asked_to(tmp_path: Path) -> None:
    """The findings in the JSON are in the language of the run."""
    (tmp_path / "targets.yaml").write_text("a: [", encoding="utf-8")
    said = [
        run("score", EXAMPLES / "2026-Q1", "--format", "json", "--lang", lang, cwd=tmp_path).json["findings"][
            0
        ]
        for lang in ("vi", "en")
    ]
    assert (True, True) == ("dòng" in said[0]["message"], "line" in said[1]["message"])


def test_a_warning_about_the_plan_leaves_the_score_standing(tmp_path: Path) -> None:
    """Near miss: a plan with a warning has its id in the JSON, and scores."""
    text = TARGETS.read_text("utf-8")
    office = "offices:\n"
    assert 1 == text.count(f"\n{office}")
    (tmp_path / "targets.yaml").write_text(
        text.replace(f"\n{office}", f"\n{office}  - {{id: dan_quan, name: Dân quân}}\n"), encoding="utf-8"
    )
    done = run("score", EXAMPLES / "2026-Q1", "--format", "json", cwd=tmp_path)
    jsonschema.validate(done.json, SCHEMA["score"])
    assert (0, "cchc-loc-binh-2026-2030") == (done.status, done.json["plan"]["id"])


# --- A scorecard among the returns ---


def test_a_scorecard_among_the_returns_is_passed_over_and_may_be_written_again(tmp_path: Path) -> None:
    """R23: an earlier scorecard in the folder is a note, and the new one may take its place."""
    for source in (EXAMPLES / "2026-Q1").iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    card = tmp_path / "bang-diem.xlsx"
    first = run("score", tmp_path, "--output", card, "--format", "json")
    assert (0, [], False) == (first.status, first.json["findings"], first.json["provisional"])
    again = run("score", tmp_path, "--output", card, "--format", "json")
    assert (0, False) == (again.status, again.json["provisional"])
    assert [("R23", "note", card.as_posix())] == [
        (f["code"], f["severity"], f["file"]) for f in again.json["findings"]
    ]
    assert first.json["results"] == again.json["results"]
    assert 0 == run("validate", tmp_path).status


def test_a_return_is_never_written_over(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R23: a return, or what merely looks like a scorecard by its name, stays as it is."""
    path = write_sound(form_of(plan, "kt"), tmp_path, name="bang-diem.xlsx")
    before = path.read_bytes()
    done = run("score", tmp_path, "--output", path)
    assert (2, before) == (done.status, path.read_bytes())
    assert "là một trong các tệp đầu vào" in done.err


def test_a_scorecard_alone_is_nothing_to_score(tmp_path: Path) -> None:
    """A folder of scorecards only holds no return: exit 2, as for any folder without one."""
    run("score", QUARTER, "--output", tmp_path / "card.xlsx")
    assert 2 == run("score", tmp_path).status


# --- Submissions and periods ---


def test_a_later_submission_that_is_clean_ends_in_0(plan: Plan, tmp_path: Path) -> None:
    """C06: the faults of the first submission were put right; they are not told, and the exit is 0."""
    form = form_of(plan, "kt")
    write_sound(form, tmp_path, {"CQ.14": 10, "CQ.15": 11}, name="1.xlsx")
    assert 1 == run("validate", tmp_path).status
    write_sound(form, tmp_path, name="2.xlsx", submission=2)
    for command in ("validate", "score"):
        done = run(command, tmp_path, "--format", "json")
        told = [f["code"] for f in done.json["findings"] if f["code"] != "C07"]
        assert (0, ["C06", "C09"]) == (done.status, told)


def test_a_later_submission_with_a_fault_ends_in_1(plan: Plan, tmp_path: Path) -> None:
    """Near miss of C06: the return that counts is the later one, and its fault is told."""
    form = form_of(plan, "kt")
    write_sound(form, tmp_path, name="1.xlsx")
    write_sound(form, tmp_path, {"CQ.14": 10, "CQ.15": 11}, name="2.xlsx", submission=2)
    done = run("validate", tmp_path, "--format", "json")
    assert (1, ["C06", "C09", "C01"]) == (done.status, [f["code"] for f in done.json["findings"]])


def test_a_period_that_no_file_belongs_to_is_told() -> None:
    """A mistyped year gives 31 empty results; that not one of the five files is of it is said first."""
    done = run("score", QUARTER, "--period", "2027-Q1")
    assert "Chú ý: không báo cáo nào trong 5 tệp thuộc kỳ 2027-Q1." in done.err
    english = run("score", QUARTER, "--period", "2027-Q1", "--lang", "en")
    assert "Note: none of the 5 files is a return of 2027-Q1." in english.err


@pytest.mark.parametrize("period", ["2026-Q1", "2026-H1", "2026"])
def test_a_period_that_some_file_belongs_to_is_not_told(period: str) -> None:
    """Near miss: one quarter of a longer period is something."""
    assert "không báo cáo nào" not in run("score", QUARTER, "--period", period).err


# --- Paths ---


@pytest.mark.parametrize("command", ["score", "validate"])
def test_a_path_beyond_all_length_among_good_ones_costs_one_finding(command: str) -> None:
    """F04: 300 letters; the five returns beside it are read."""
    done = run(command, QUARTER, "a" * 300 + ".xlsx", "--format", "json")
    assert (1, ["F04"], 5) == (
        done.status, [f["code"] for f in done.json["findings"]], len(done.json["returns"]),
    )  # fmt: skip


def test_an_empty_argument_is_not_this_folder(tmp_path: Path, plan: Plan) -> None:
    """F01: `validate ""` reads nothing, though a return lies in the folder one is in."""
    write_sound(form_of(plan, "kt"), tmp_path)
    done = run("validate", "", "--format", "json", cwd=tmp_path)
    assert (2, [("F01", "''")], []) == (
        done.status, [(f["code"], f["file"]) for f in done.json["findings"]], done.json["returns"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", QUARTER, "--output", "a" * 300 + ".xlsx"),
        ("score", QUARTER, "--output", "b" * 300 + "/card.xlsx"),
        ("score", QUARTER, "--targets", "a" * 300 + ".yaml"),
        ("template", "--output", "a" * 300),
        ("template", "--output", "targets.yaml"),
        ("score", QUARTER, "--output", "targets.yaml/card.xlsx"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_told(arguments: tuple[str, ...]) -> None:
    """Exit 2 and plain words, as root too; no errno number and no name of an exception."""
    done = run(*arguments)
    assert 2 == done.status
    assert [] == [word for word in ("ngoài dự kiến", "Errno", "errno", "OSError") if word in done.err]
    assert done.err.strip()
