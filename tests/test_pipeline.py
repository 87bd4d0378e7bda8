"""From files to a scorecard: what arguments lead to, what each file becomes, and that order does not matter."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from cchc_kpi.pipeline import (
    Batch,
    default_targets,
    forms_of,
    open_plan,
    read_batch,
    score,
    write_form_file,
)
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.arrivals import find_returns
from cchc_kpi.scoring.evaluate import Verdict
from forms_for_tests import (
    baseline_of,
    form_of,
    lacking,
    only,
    quarter,
    quarters_on,
    told,
    where,
    write_sound,
)

OFFICES = ["vp", "kt", "vhxh", "ttpvhcc", "dvci"]


def batch(plan: Plan, *arguments: Path | str) -> Batch:
    """Read what these arguments lead to."""
    return read_batch([str(argument) for argument in arguments], plan)


def names(*arguments: Path | str) -> list[str]:
    """The names of the workbooks that these arguments lead to."""
    return [path.name for path in find_returns(map(str, arguments))[0]]


# --- F01 to F04 ---


def test_a_path_that_leads_nowhere_is_an_error(plan: Plan, tmp_path: Path) -> None:
    """F01: a return that was meant and not read is a figure missing."""
    missing = tmp_path / "kt-2026-Q1.xlxs"
    finding = only(batch(plan, missing).all_findings, "F01")
    assert ("F01", "error", missing.as_posix(), None, None) == where(finding)
    assert [] == lacking(finding, "không có tệp hay thư mục này", "Kiểm tra lại tên")


def test_a_path_that_leads_to_a_file_is_read(plan: Plan, tmp_path: Path) -> None:
    """Near miss of F01: the file is there."""
    found = batch(plan, write_sound(form_of(plan, "kt"), tmp_path))
    assert ([], 1, True) == (told(found.all_findings), len(found.returns), found.is_readable)


def test_a_folder_without_workbooks_is_an_error(plan: Plan, tmp_path: Path) -> None:
    """F02: an empty folder is usually a mistyped path."""
    (tmp_path / "cong-van.docx").write_bytes(b"PK")
    finding = only(batch(plan, tmp_path).all_findings, "F02")
    assert ("F02", "error", tmp_path.as_posix(), None, None) == where(finding)
    assert [] == lacking(finding, "không có bảng tính nào", ".ods", "Chỉ đúng thư mục")


def test_a_pattern_that_matches_nothing_is_an_error(plan: Plan, tmp_path: Path) -> None:
    """F02: a glob pattern is expanded by the program, for Windows shells do not."""
    finding = only(batch(plan, tmp_path / "*.xlsx").all_findings, "F02")
    assert (tmp_path / "*.xlsx").as_posix() == finding.place.file


def test_a_folder_is_searched_to_its_depth_for_every_ending(tmp_path: Path) -> None:
    """Near miss of F02: workbooks below, in any letter case of their ending; other files are left alone."""
    (tmp_path / "quy1" / "sau").mkdir(parents=True)
    for name in (
        "a.xlsx",
        "quy1/b.XLSM",
        "quy1/c.xlsb",
        "quy1/sau/d.Xls",
        "quy1/sau/e.ODS",
        "f.csv",
        "g.docx",
    ):
        (tmp_path / name).write_bytes(b"x")
    assert ["a.xlsx", "b.XLSM", "c.xlsb", "d.Xls", "e.ODS"] == sorted(names(tmp_path))


def test_a_pattern_is_expanded(tmp_path: Path) -> None:
    """Near miss of F02: `*-2026-Q1.xlsx` leads to that quarter's files, `**` into folders."""
    (tmp_path / "sau").mkdir()
    for name in ("kt-2026-Q1.xlsx", "kt-2026-Q2.xlsx", "sau/vp-2026-Q1.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    assert ["kt-2026-Q1.xlsx"] == names(tmp_path / "*-2026-Q1.xlsx")
    assert ["kt-2026-Q1.xlsx", "vp-2026-Q1.xlsx"] == names(tmp_path / "**" / "*-2026-Q1.xlsx")


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    """A download named `kt [1].xlsx` is found by its name."""
    (tmp_path / "kt [1].xlsx").write_bytes(b"x")
    assert ["kt [1].xlsx"] == names(tmp_path / "kt [1].xlsx")


@pytest.mark.parametrize("as_folder", [True, False])
def test_excels_lock_file_is_passed_over_with_a_note(plan: Plan, tmp_path: Path, as_folder: bool) -> None:
    """F03: the return of that name may be open in Excel."""
    write_sound(form_of(plan, "kt"), tmp_path)
    lock = tmp_path / "~$kt-2026-Q1.xlsx"
    lock.write_bytes(b"\x06Nguyen")
    found = batch(plan, tmp_path) if as_folder else batch(plan, tmp_path / "kt-2026-Q1.xlsx", lock)
    assert (["F03"], 1) == (told(found.all_findings), len(found.returns))
    assert ("F03", "note", lock.as_posix(), None, None) == where(found.all_findings[0])
    assert [] == lacking(found.all_findings[0], "tệp tạm của Excel", "đóng báo cáo")


def test_a_name_with_a_tilde_or_dollar_elsewhere_is_no_lock_file(plan: Plan, tmp_path: Path) -> None:
    """Near miss of F03: only the prefix `~$` marks a lock file."""
    write_sound(form_of(plan, "kt"), tmp_path, name="kt~$.xlsx")
    assert [] == told(batch(plan, tmp_path).all_findings)


def test_what_is_no_regular_file_is_unreadable(plan: Plan, tmp_path: Path) -> None:
    """F04: a pipe is not waited for; a link that leads nowhere is told."""
    os.mkfifo(tmp_path / "kt.xlsx")
    (tmp_path / "vp.xlsx").symlink_to(tmp_path / "nowhere.xlsx")
    found = batch(plan, tmp_path)
    assert [
        ("F04", "error", (tmp_path / name).as_posix(), None, None) for name in ("kt.xlsx", "vp.xlsx")
    ] == [where(finding) for finding in found.all_findings]
    assert [] == lacking(
        found.all_findings[0], "không mở được tệp", "không phải một tệp thường", "có quyền đọc không"
    )
    assert (False, 2) == (found.is_readable, len(found.returns))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_unreadable(plan: Plan, tmp_path: Path) -> None:
    """F04: the operating system's reason is told."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    path.chmod(0)
    assert ["F04"] == told(batch(plan, path).all_findings)


def test_a_link_to_a_return_is_read(plan: Plan, tmp_path: Path) -> None:
    """Near miss of F04: a link to a file is that file."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "link.xlsx").symlink_to(path)
    assert [] == told(batch(plan, tmp_path / "sub").all_findings)


# --- Each file once, in one order ---


def test_a_file_reached_twice_is_read_once(plan: Plan, tmp_path: Path) -> None:
    """By its folder, its name and a pattern it is one return, not three."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    found = batch(plan, tmp_path, path, tmp_path / "*.xlsx", path)
    assert (1, []) == (len(found.returns), told(found.all_findings))


def test_every_file_found_shows_up(plan: Plan, tmp_path: Path) -> None:
    """A foreign and a broken file stand among the returns, rejected, each with its reason."""
    write_sound(form_of(plan, "kt"), tmp_path)
    (tmp_path / "a.xls").write_bytes(b"a;b")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04")
    found = batch(plan, tmp_path)
    assert [("a.xls", True), ("b.xlsx", True), ("kt-2026-Q1.xlsx", False)] == [
        (Path(item.file).name, item.rejected) for item in found.returns
    ]
    assert (["F05", "F07"], True) == (told(found.all_findings), found.is_readable)


def test_the_order_of_arguments_does_not_matter(plan: Plan, tmp_path: Path) -> None:
    """Returns and findings come in the order of their paths."""
    paths = [write_sound(form_of(plan, office), tmp_path, {"CQ.06": None}) for office in ("vp", "kt", "dvci")]
    paths.append(tmp_path / "missing.xlsx")
    expected = batch(plan, *paths)
    assert [expected] * 24 == [batch(plan, *order) for order in itertools.permutations(paths)]


# --- Scoring from files ---


@pytest.fixture(scope="module")
def year(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole sound year: twenty returns and two baselines."""
    folder = tmp_path_factory.mktemp("year")
    for office in OFFICES:
        for number, part in enumerate(("Q1", "Q2", "Q3", "Q4")):
            changes = quarters_on(number) if office == "ttpvhcc" else {}
            write_sound(form_of(plan, office, f"2026-{part}"), folder, changes)
    for office in ("kt", "vhxh"):
        write_sound(baseline_of(plan, office), folder)
    return folder


@pytest.mark.parametrize(
    ("period", "met", "not_met", "not_due"),
    [
        ("2026-Q1", 22, 1, 8),
        ("2026-H1", 22, 1, 8),
        ("2026-9M", 22, 1, 8),
        ("2026-Q4", 22, 1, 8),
        ("2026", 30, 1, 0),
    ],
)
def test_a_year_of_files_is_scored_for_any_period(
    plan: Plan, loaded: LoadedPlan, year: Path, period: str, met: int, not_met: int, not_due: int
) -> None:
    """The same 22 workbooks give every period's verdicts, with nothing found and nothing provisional."""
    card = score(batch(plan, year), loaded, plan, quarter(period))
    assert card is not None
    counts = [card.count(verdict) for verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.NOT_DUE)]
    assert ([met, not_met, not_due], (), False) == (counts, card.findings, card.provisional)


def test_the_latest_quarter_is_scored_by_default(plan: Plan, loaded: LoadedPlan, year: Path) -> None:
    """Without a period, it is that of the latest return that is no baseline."""
    card = score(batch(plan, year), loaded, plan)
    assert card is not None
    assert (quarter("2026-Q4"), loaded.sha256) == (card.period, card.plan_sha256)


def test_nothing_readable_gives_no_scorecard(plan: Plan, loaded: LoadedPlan, tmp_path: Path) -> None:
    """Where no return tells a period there is none to score."""
    assert None is score(batch(plan, tmp_path), loaded, plan)


def test_findings_about_no_return_reach_the_scorecard(
    plan: Plan, loaded: LoadedPlan, year: Path, tmp_path: Path
) -> None:
    """A path that led nowhere is told with the scores."""
    card = score(batch(plan, year, tmp_path / "missing.xlsx"), loaded, plan, quarter("2026-Q1"))
    assert card is not None
    assert ["F01"] == told(card.findings)


# --- Forms and plans ---


def test_forms_are_chosen_by_office_and_period(plan: Plan) -> None:
    """A quarter's forms, the baselines only, or the blank ones and the baselines."""
    q1 = quarter("2026-Q1")
    assert [f"{office}-2026-Q1" for office in OFFICES] == [form.stem for form in forms_of(plan, (), q1)]
    assert ["kt-2026-Q1"] == [form.stem for form in forms_of(plan, ("kt",), q1)]
    assert ["kt-baseline", "vhxh-baseline"] == [form.stem for form in forms_of(plan, baseline_only=True)]
    assert [*OFFICES, "kt-baseline", "vhxh-baseline"] == [form.stem for form in forms_of(plan)]


def test_a_form_file_is_written_into_a_folder_that_is_made_for_it(plan: Plan, tmp_path: Path) -> None:
    """The folder is created, and nothing but the form is left in it."""
    path = tmp_path / "mau" / "2026" / "kt.xlsx"
    write_form_file(form_of(plan, "kt", None), path)
    assert ["kt.xlsx"] == [entry.name for entry in path.parent.iterdir()]


def test_the_plan_beside_one_is_taken_before_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`./targets.yaml` comes first; one that is named comes before both."""
    monkeypatch.chdir(tmp_path)
    assert Path("targets.yaml") != default_targets()
    (tmp_path / "targets.yaml").write_text("schema_version: 1\n", "utf-8")
    assert Path("targets.yaml") == default_targets()
    assert (None, None) == (open_plan(None).plan, open_plan(tmp_path / "missing.yaml").plan)


# --- Returns handed in again ---


def test_a_resubmission_is_told_with_its_figures_and_in_a_score_with_its_verdicts(
    loaded: LoadedPlan, plan: Plan, tmp_path: Path
) -> None:
    """One more dossier in time, 991 of 1000: which file replaced which, the figures changed, the verdict moved."""
    for office in OFFICES:
        write_sound(form_of(plan, office), tmp_path)
    again = {"TT.05": 391, "TT.06": 9}
    write_sound(form_of(plan, "ttpvhcc"), tmp_path, again, name="ttpvhcc-2026-Q1-lan-2.xlsx", submission=2)
    found = batch(plan, tmp_path)
    card = score(found, loaded, plan)
    assert card is not None
    assert (["C09", "C06"], ["C09", "C10", "C06"]) == (told(found.all_findings), told(card.findings))
    assert [] == lacking(only(card.findings, "C09"), "TT.05 (D16): 390 → 391; TT.06 (D17): 10 → 9")
    assert [] == lacking(only(card.findings, "C10"), "đổi từ 'Chưa đạt, 99%' thành 'Đạt, 99,1%'")
