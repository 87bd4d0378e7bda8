"""`cchc-kpi compare` from outside: what it understands, what it prints, where, and with which status."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cchc_kpi.plan.model import Plan
from forms_for_tests import baseline_of, form_of, write_sound
from program import QUARTER, ROOT, run

TWO = ("examples/2026-Q1", "examples/2026-Q2")
SCHEMA = json.loads((ROOT / "schema/compare.schema.json").read_text("utf-8"))


def compared(*arguments: str | Path) -> Any:
    """The JSON of a comparison, valid under the schema that the repository ships."""
    found = run("compare", *arguments, "--format", "json").json
    jsonschema.validate(found, SCHEMA)
    return found


def movement(found: Any, indicator: str) -> Any:
    """What the JSON tells of one indicator."""
    return next(m for m in found["movements"] if m["indicator"] == indicator)


@pytest.fixture
def returns(plan: Plan, tmp_path: Path) -> tuple[Path, Path]:
    """Last month's folder and today's: on-time dossiers have become one more in the service centre's return."""
    folders = tmp_path / "nop-cu", tmp_path / "nop"
    for folder, on_time in zip(folders, (390, 391), strict=True):
        folder.mkdir()
        for office in plan.office_by_id:
            changes = {"TT.05": on_time, "TT.06": 400 - on_time} if office == "ttpvhcc" else {}
            write_sound(form_of(plan, office), folder, changes)
    return folders


# --- Two periods ---


def test_two_periods_of_the_same_returns() -> None:
    """Two quarters without an error: exit 0, the page on standard output, the findings on standard error."""
    done = run("compare", "2026-Q1", "2026-Q2", *TWO)
    assert 0 == done.status
    for words in (
        "SO SÁNH HAI KỲ, XÃ LỘC BÌNH: Quý I/2026 → Quý II/2026",
        "✗ Chưa đạt → ✓ Đạt: 99% → 99,32%, tăng 0,32 điểm phần trăm",
    ):
        assert words in done.out
    assert "\nChỉ ở 2026-Q2\n! CẢNH BÁO C07 Chưa có báo cáo Quý II/2026" in done.err
    assert "Ở cả hai" not in done.err


def test_periods_may_be_written_as_people_write_them() -> None:
    """2026-Q1 is "Quý I/2026": the same page."""
    asked = (("2026-Q1", "2026-Q2"), ("Quý I/2026", "quý 2 2026"))
    assert 1 == len({run("compare", *names, *TWO).out for names in asked})


def test_an_error_in_any_return_gives_1() -> None:
    """C01 in the third quarter: told once, as both sides are read from the same files."""
    done = run("compare", "2026-Q1", "2026-Q2", "examples")
    assert 1 == done.status
    assert 1 == done.err.count("LỖI C01")
    assert "\nỞ cả hai\n✗ LỖI C01" in done.err


def test_both_sides_are_the_scores_that_they_are() -> None:
    """Each side of the JSON is, to the last key, what `score --format json` prints."""
    found = compared("2026-Q1", "2026-Q2", *TWO)
    assert ("periods", "2026-Q1", "2026-Q2") == (
        found["basis"],
        found["before"]["name"],
        found["after"]["name"],
    )
    for side in ("before", "after"):
        card = run("score", *TWO, "--period", found[side]["name"], "--format", "json").json
        assert card == found[side]["score"]


@pytest.mark.parametrize("pair", [("2026-Q1", "2026-Q2"), ("2026-Q2", "2026-Q3"), ("2026-H1", "2026")])
def test_every_split_of_the_example_is_exact(pair: tuple[str, str]) -> None:
    """From the JSON alone: parts add up to the change, and the change is that of the two values."""
    found = compared(*pair, "examples")
    values = [
        {r["indicator"]: r["value"] for r in found[side]["score"]["results"]} for side in ("before", "after")
    ]
    split = 0
    for entry in found["movements"]:
        before, after = (side[entry["indicator"]] for side in values)
        change = None if before is None or after is None else Fraction(after) - Fraction(before)
        assert change == (None if entry["value_change"] is None else Fraction(entry["value_change"]))
        parts = entry["split"]
        if parts is None:
            continue
        split += 1
        keys = ("own", "mix", "turnover") if parts["kind"] == "ratio" else ("first", "second")
        whole = sum(Fraction(parts[key]) for key in keys)
        assert whole == sum(Fraction(office[key]) for office in parts["offices"] for key in keys)
        assert whole == (Fraction(parts["change"]) if change is None else change)
        assert (change is None) == parts.get("partial", False)
    assert split > 10


# --- Two sets of returns ---


def test_two_sets_of_returns(returns: tuple[Path, Path]) -> None:
    """A verdict gained between last month and today; which return differs stands at the top."""
    done = run("compare", *(folder.name for folder in returns), cwd=returns[0].parent)
    assert 0 == done.status
    assert "Kỳ được so: 2026-Q1, quý mới nhất mà cả hai bộ đều có báo cáo" in done.err
    assert "A: nop-cu (2026-Q1: 15/12/2025 - 14/03/2026). Báo cáo nhận được: 5/5.\n" in done.out
    assert "Khác nhau giữa A và B: Trung tâm Phục vụ hành chính công (2026-Q1).\n" in done.out
    assert "✗ Chưa đạt → ✓ Đạt: 99% → 99,1%, tăng 0,1 điểm phần trăm" in done.out


def test_exchanging_the_sets_turns_every_sign(returns: tuple[Path, Path]) -> None:
    """990 and 991 of 1000: a thousandth gained, a thousandth lost."""
    there, back = compared(*returns), compared(*reversed(returns))
    entries = [movement(found, "dossiers_on_time") for found in (there, back)]
    assert [("gained", "1/1000"), ("lost", "-1/1000")] == [(e["kind"], e["value_change"]) for e in entries]
    assert (there["before"], there["after"]) == (back["after"], back["before"])


def test_further_returns_belong_to_both_sets(plan: Plan, returns: tuple[Path, Path], tmp_path: Path) -> None:
    """The fourth quarter in each set, and one folder of baselines for both: the year's cut has a value."""
    for folder in returns:
        write_sound(form_of(plan, "vhxh", "2026-Q4"), folder)
    common = tmp_path / "goc"
    common.mkdir()
    write_sound(baseline_of(plan, "vhxh"), common)
    found = compared(*returns, common, "--period", "2026")
    for side in ("before", "after"):
        results = {r["indicator"]: r["value"] for r in found[side]["score"]["results"]}
        assert "1/10" == results["public_service_staffing_cut"]
    assert "unchanged" == movement(found, "public_service_staffing_cut")["kind"]


def test_a_folder_named_as_a_period_is_written_with_its_path(returns: tuple[Path, Path]) -> None:
    """./2026-Q1 and ./2026-Q2 are folders: two sets."""
    home = returns[0].parent
    for folder, name in zip(returns, ("2026-Q1", "2026-Q2"), strict=True):
        shutil.move(folder, home / name)
    done = run("compare", "./2026-Q1", "./2026-Q2", cwd=home)
    assert (0, True) == (done.status, "SO SÁNH HAI BỘ BÁO CÁO" in done.out)


def test_an_accepted_error_gives_0(plan: Plan, returns: tuple[Path, Path]) -> None:
    """CQ.15 = 11 of CQ.14 = 10 is an error (exit 1), until a waiver accepts it on the side where it is."""
    home = returns[0].parent
    write_sound(form_of(plan, "kt"), returns[1], {"CQ.15": 11})
    assert 1 == run("compare", "nop-cu", "nop", cwd=home).status
    [fault] = run("validate", "nop/kt-2026-Q1.xlsx", "--format", "json", cwd=home).json["findings"]
    (home / "waivers.yaml").write_text(
        "schema_version: 1\nwaivers:\n  - code: C01\n    return: nop/kt-2026-Q1.xlsx\n"
        f"    cell: {fault['cell']}\n    accepted_by: Chủ tịch UBND xã\n"
        "    reason: Đã chốt\n    until: 31/12/2026\n",
        encoding="utf-8",
    )
    done = run("compare", "nop-cu", "nop", cwd=home)
    assert 0 == done.status
    assert "✓ Đạt → ? Thiếu số liệu" in done.out


# --- What cannot be compared ---


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2026-Q1", "examples"), "'2026-Q1' là một kỳ mà 'examples' thì không"),
        (("examples", "2026-Q1", "examples"), "Nếu '2026-Q1' là tên thư mục thì ghi ./2026-Q1"),
        (("2026-Q1", "2026-Q2"), "thiếu báo cáo để so hai kỳ: cchc-kpi compare 2026-Q1 2026-Q2 RETURNS"),
        (("2026-Q1", "Quý I/2026", "examples"), "'2026-Q1' và 'Quý I/2026' là một"),
        (("examples", "./examples/"), "'examples' và './examples/' là một"),
        (("2026-Q1", "2026-Q2", "examples", "--period", "2026"), "--period chỉ dùng khi so hai bộ báo cáo"),
        (("2026-Q1", "2031-Q1", "examples"), "kỳ 2031-Q1 nằm ngoài giai đoạn 2026-2030"),
        ((*TWO, "--period", "2026-Q5"), "không hiểu kỳ '2026-Q5'"),
        (("2026-Q1", "\x1b[31m"), "'2026-Q1' là một kỳ mà '[U+001B][31m' thì không"),
        (("2026-Q1",), "Thiếu tham số B."),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(arguments: tuple[str, ...], said: str) -> None:
    """Status 2, nothing on standard output, and how to write what may be meant."""
    done = run("compare", *arguments)
    assert (2, "") == (done.status, done.out)
    assert said in done.err
    assert "\x1b" not in done.err


def test_two_sets_without_a_quarter_in_common(tmp_path: Path) -> None:
    """Q1 and Q2: status 2 and how A and B were understood; in JSON both sides with their returns, and no movement."""
    done = run("compare", *TWO)
    assert (2, "") == (done.status, done.out)
    assert "Hiểu 'examples/2026-Q1' và 'examples/2026-Q2' là hai bộ báo cáo" in done.err
    found = compared(*TWO)
    assert ("sets", []) == (found["basis"], found["movements"])
    assert [5, 4] == [len(found[side]["score"]["returns"]) for side in ("before", "after")]
    assert [None, None] == [found[side]["score"]["period"] for side in ("before", "after")]
    missing = run("compare", QUARTER, tmp_path / "none")
    assert (2, True) == (missing.status, "LỖI F01" in missing.err)


def test_a_set_with_nothing_to_read_gives_2(tmp_path: Path) -> None:
    """With the period given the page still says what is missing, and the status that nothing was read."""
    (tmp_path / "x.xlsx").write_bytes(b"not a workbook")
    done = run("compare", tmp_path / "x.xlsx", QUARTER, "--period", "2026-Q1")
    assert 2 == done.status
    assert "Báo cáo nhận được: 0/5. TẠM TÍNH." in done.out
    assert re.search(r"\nChỉ ở A\n✗ LỖI F\d\d ", done.err)


def test_a_plan_that_cannot_be_used_gives_2_and_still_json(tmp_path: Path) -> None:
    """The plan's faults stand on both sides."""
    bad = tmp_path / "targets.yaml"
    bad.write_text("schema_version: 1\n", encoding="utf-8")
    done = run("compare", "2026-Q1", "2026-Q2", "examples", "--targets", bad, "--format", "json")
    assert 2 == done.status
    jsonschema.validate(done.json, SCHEMA)
    assert done.json["before"]["score"]["findings"] == done.json["after"]["score"]["findings"] != []


def test_a_period_without_returns_is_said() -> None:
    """Nothing of 2027 among the files: a note, and every verdict of it without data."""
    done = run("compare", "2026-Q1", "2027-Q1", QUARTER)
    assert 0 == done.status
    assert "Chú ý: Quý I/2027: không báo cáo nào thuộc kỳ 2027-Q1." in done.err
    assert "✓ Đạt → ? Thiếu số liệu" in done.out


def test_english_is_spoken_on_request() -> None:
    """--lang en: page, findings and refusals in English."""
    done = run("compare", "2026-Q1", "2026-Q2", *TWO, "--lang", "en")
    assert "TWO PERIODS COMPARED, LỘC BÌNH: 2026-Q1 → 2026-Q2" in done.out
    assert "\nOnly in 2026-Q2\n! WARNING C07" in done.err
    assert "is a period and 'examples' is not" in run("compare", "2026-Q1", "examples", "--lang", "en").err


def test_the_guide_shows_what_the_program_prints() -> None:
    """Every line of the sample in "So sánh hai kỳ" stands, in that order, in what its command prints."""
    guide = (ROOT / "docs/vi/bat-dau.md").read_text("utf-8")
    section = re.split(r"\n##+ ", guide.split("### So sánh hai kỳ")[1])[0]
    [sample] = re.findall(r"^```text\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    printed = iter(line.rstrip() for line in run("compare", "2026-Q1", "2026-Q2", *TWO).out.splitlines())
    lines = sample.splitlines()
    assert len(lines) > 20
    assert [] == [line for line in lines if line not in {"", "..."} and line not in printed]
