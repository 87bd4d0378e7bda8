"""The Vietnamese guides show what the program prints and keys that it takes, in the sections about the year."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from annual_by_hand import read_yaml
from annual_workbook import SHEETS, AnnualBook
from annual_years import example_with
from cchc_kpi.plan.file import parse_plan
from program import EXAMPLES, ROOT, run

START = (ROOT / "docs/vi/bat-dau.md").read_text("utf-8")
PLAN = (ROOT / "docs/vi/sua-ke-hoach.md").read_text("utf-8")


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its rank or above."""
    rank = len(heading) - len(heading.lstrip("#"))
    body = page.partition(f"\n{heading}\n")[2]
    assert body, heading
    return re.split(rf"^#{{1,{rank}}} ", body, flags=re.MULTILINE)[0]


def fenced(text: str, language: str) -> str:
    """The first fenced block of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)[0]


def test_the_year_prints_as_the_guide_shows(tmp_path: Path) -> None:
    """Two quarters and the baselines in the folder `nop`: the guide's lines, in that order; the eight sheets it lists."""
    for part in ("2026-Q1", "2026-Q2", "baseline"):
        shutil.copytree(EXAMPLES / part, tmp_path / "nop" / part)
    told = section(START, "### Bảng điểm cả năm")
    command = fenced(told, "bat").strip().removeprefix("cchc-kpi ").split()
    done = run(*command, cwd=tmp_path)
    assert done.status == 0
    printed = iter(line.rstrip() for line in done.out.splitlines())
    sample = fenced(told, "text").splitlines()
    assert len(sample) > 15
    assert [] == [line for line in sample if line != "..." and line not in printed]
    assert [name for name in SHEETS if f"`{name}`" not in told] == []
    assert SHEETS == AnnualBook(tmp_path / command[-1]).book.sheetnames


def test_the_keys_of_the_year_are_taken_as_the_guide_writes_them() -> None:
    """The guide's own lines, put into the plan: no finding, and each key says what the guide says."""
    given = read_yaml(fenced(section(PLAN, "## Các khóa cho bảng điểm cả năm"), "yaml"))
    (indicator,) = given["indicators"]
    changes = {indicator["id"]: indicator}
    plan = example_with(reporting=given["reporting"], **changes) | {"notes": given["notes"]}
    read, findings = parse_plan(json.dumps(plan, ensure_ascii=False))
    assert (True, ()) == (read is not None, findings)
    assert read is not None
    assert (5, given["notes"]) == (read.reporting.due_within_days, list(read.notes))
    assert next(one for one in read.indicators if one.id == "dossiers_on_time").headline


def test_guides_lead_to_headings_that_are_there() -> None:
    """A link to a part of a page names a heading of it, as it is written in addresses."""
    pages = {page.name: page.read_text("utf-8") for page in (ROOT / "docs/vi").glob("*.md")}
    broken = []
    for name, text in pages.items():
        for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)]+)\)", text):
            other = pages.get(target or name, "")
            headings = re.findall(r"^#+ (.+)$", other, re.MULTILINE)
            known = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            if anchor not in known:
                broken.append(f"{name}: {target}#{anchor}")
    assert broken == []
