"""Waivers from the command line: where they are looked for, what they do to the exit status, how they are printed."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from cchc_kpi.plan.model import Plan
from forms_for_tests import TARGETS, form_of, write_sound
from program import ROOT, run

ENTRY = """\
  - code: {code}
    return: {about}
{cell}    accepted_by: Chủ tịch UBND xã
    reason: Số liệu cổng dịch vụ công đã chốt
    until: {until}
"""


def write_waivers(folder: Path, *entries: tuple[str, str, str], until: str = "31/12/2026") -> Path:
    """Write a waivers file of (code, return, cell) entries; an empty cell is left out."""
    listed = "".join(
        ENTRY.format(code=code, about=about, cell=f"    cell: {cell}\n" if cell else "", until=until)
        for code, about, cell in entries
    )
    path = folder / "waivers.yaml"
    path.write_text(f"schema_version: 1\nwaivers:\n{listed}", encoding="utf-8")
    return path


@pytest.fixture
def office(plan: Plan, tmp_path: Path) -> Path:
    """A folder to work in, with `kt.xlsx`, whose one fault is a part greater than its whole (C01)."""
    # CQ.15 = 11 of CQ.14 = 10.
    write_sound(form_of(plan, "kt"), tmp_path, {"CQ.15": 11}, name="kt.xlsx")
    return tmp_path


def fault(office: Path) -> dict[str, str]:
    """The one fault of `kt.xlsx`, as `validate` tells it where nobody waives it."""
    [found] = run("validate", "kt.xlsx", "--format", "json", cwd=office).json["findings"]
    assert found["code"] == "C01"
    return dict(found)


def codes(told: list[dict[str, str]]) -> list[str]:
    """The codes of findings, but for the returns that are missing here."""
    return [finding["code"] for finding in told if finding["code"] != "C07"]


@pytest.mark.parametrize("command", ["validate", "score"])
def test_an_accepted_error_ends_in_0(office: Path, command: str) -> None:
    """`waivers.yaml` in the folder one is in is used unasked; the JSON keeps its contract."""
    before = fault(office)
    assert 1 == run(command, "kt.xlsx", cwd=office).status
    write_waivers(office, ("C01", "kt-2026-Q1", before["cell"]))
    done = run(command, "kt.xlsx", "--format", "json", cwd=office)
    jsonschema.validate(done.json, json.loads((ROOT / f"schema/{command}.schema.json").read_text("utf-8")))
    assert (0, ["W01"]) == (done.status, codes(done.json["findings"]))
    note = next(finding for finding in done.json["findings"] if finding["code"] == "W01")
    assert (before["file"], before["sheet"], before["cell"]) == (note["file"], note["sheet"], note["cell"])
    assert [["kt.xlsx", "partial"]] == [[r["file"], r["status"]] for r in done.json["returns"]]


def test_waivers_stand_beside_the_plan_that_is_named(
    office: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With `--targets`, the waivers beside that plan count, and not those in the folder one is in."""
    cell, elsewhere = fault(office)["cell"], tmp_path_factory.mktemp("plan")
    (elsewhere / "targets.yaml").write_bytes(TARGETS.read_bytes())
    call = ("validate", "kt.xlsx", "--targets", elsewhere / "targets.yaml")
    write_waivers(office, ("C01", "kt-2026-Q1", cell))
    assert 1 == run(*call, cwd=office).status
    write_waivers(elsewhere, ("C01", "kt-2026-Q1", cell))
    assert 0 == run(*call, cwd=office).status


def test_waivers_that_are_named_come_before_those_beside_the_plan(office: Path) -> None:
    """`--waivers` names the only file that counts."""
    cell = fault(office)["cell"]
    write_waivers(office, ("C01", "kt-2026-Q1", cell)).rename(office / "khác.yaml")
    (office / "waivers.yaml").write_text("not: [a waiver", encoding="utf-8")
    assert 2 == run("validate", "kt.xlsx", cwd=office).status
    assert 0 == run("validate", "kt.xlsx", "--waivers", "khác.yaml", cwd=office).status


@pytest.mark.parametrize("command", ["validate", "score"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ["W04"]),
        ("schema_version: 1\n", ["P05"]),
        ("a: [", ["P02"]),
        ("schema_version: 1\nwaivers:\n  - {code: C99, return: kt, until: 1/1/2026}\n", ["P06", "P05", "P05", "P06"]),
    ],
)  # fmt: skip
def test_waivers_that_cannot_be_used_end_in_2(
    office: Path, command: str, text: str | None, expected: list[str]
) -> None:
    """Nothing is scored by half-understood waivers: every fault of the file, in JSON where it is asked for."""
    if text is not None:
        (office / "w.yaml").write_text(text, encoding="utf-8")
    done = run(command, "kt.xlsx", "--waivers", "w.yaml", "--format", "json", cwd=office)
    jsonschema.validate(done.json, json.loads((ROOT / f"schema/{command}.schema.json").read_text("utf-8")))
    told = [finding["code"] for finding in done.json["findings"]]
    assert (2, sorted(expected), []) == (done.status, sorted(told), done.json["returns"])
    assert {"w.yaml"} == {finding["file"] for finding in done.json["findings"]}
    assert "w.yaml" in done.err


def test_an_idle_or_ended_waiver_is_a_warning(office: Path) -> None:
    """W02 and W03 do not change the exit status: the error that is not waived does."""
    cell = fault(office)["cell"]
    write_waivers(office, ("C01", "kt-2026-Q1", cell), until="13/03/2026")
    ended = run("score", "kt.xlsx", "--format", "json", cwd=office)
    assert (1, {"C01", "W03"}) == (ended.status, set(codes(ended.json["findings"])))
    listed = write_waivers(office, ("C01", "kt-2026-Q1", cell), ("C02", "kt-2026-Q1", cell))
    idle = run("score", "kt.xlsx", "--format", "json", cwd=office)
    assert (0, {"W01", "W02"}) == (idle.status, set(codes(idle.json["findings"])))
    assert [listed.name] == [f["file"] for f in idle.json["findings"] if f["code"] == "W02"]


def test_a_missing_return_can_be_accepted(office: Path) -> None:
    """C07: the office knows that dvci has nothing to report; the score stays provisional."""
    write_waivers(office, ("C07", "dvci-2026-Q1", ""))
    card = run("score", "kt.xlsx", "--format", "json", cwd=office).json
    missing = [finding["message"] for finding in card["findings"] if finding["code"] == "C07"]
    assert (3, True) == (len(missing), card["provisional"])
    note = next(finding for finding in card["findings"] if finding["code"] == "W01")
    assert note["message"].startswith("Đã được Chủ tịch UBND xã chấp nhận đến hết 31/12/2026. C07: ")


def test_nothing_to_score_is_told_with_its_waivers(office: Path) -> None:
    """Where no return gives a period, what was accepted is told as such all the same."""
    (office / "thư mời.xlsx").write_bytes(b"a;b")
    write_waivers(office, ("F05", "thư mời.xlsx", ""))
    done = run("score", "thư mời.xlsx", "--format", "json", cwd=office)
    assert (2, ["W01"]) == (done.status, [finding["code"] for finding in done.json["findings"]])


def test_people_read_who_accepted_it_why_and_until_when(office: Path) -> None:
    """In the terminal, and on the sheet `Phát hiện` of the scorecard workbook."""
    write_waivers(office, ("C01", "kt-2026-Q1", fault(office)["cell"]))
    done = run("score", "kt.xlsx", "--output", "card.xlsx", cwd=office)
    words = "đã được Chủ tịch UBND xã chấp nhận đến hết 31/12/2026. C01: "
    reason = "Lý do: Số liệu cổng dịch vụ công đã chốt."
    [line] = [line for line in done.err.splitlines() if "W01" in line]
    assert (True, True, True) == (line.startswith("i GHI CHÚ W01 kt.xlsx"), words in line, reason in line)
    sheet = openpyxl.load_workbook(office / "card.xlsx")["Phát hiện"]
    [row] = [values for values in sheet.iter_rows(values_only=True) if values[1] == "W01"]
    assert ("GHI CHÚ", "W01", "Phát hiện đã được chấp nhận", "kt.xlsx") == row[:4]
    assert (True, True) == (words in str(row[6]), str(row[6]).endswith(reason))
