"""The page on the table of observations shows what the program prints and writes: every excerpt is run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from cchc_kpi.observations.line import COLUMNS, Absence
from cchc_kpi.returns.observation import State, Status
from program import EXAMPLES, ROOT, run

PAGE: Final = (ROOT / "docs/vi/bang-so-lieu.md").read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reader of the page stands: the example's year in the folder `nop`, its table beside it."""
    place = tmp_path_factory.mktemp("page")
    for source in sorted(EXAMPLES.rglob("*.xlsx")):
        target = place / "nop" / source.relative_to(EXAMPLES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    assert 1 == run("extract", "nop", "--output", "so-lieu.csv", cwd=place).status
    return place


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_extract_prints_as_the_page_shows(folder: Path) -> None:
    """Its first command, line by line but for what "..." leaves out; the last one scores."""
    first, last = (block.strip().removeprefix("cchc-kpi ").split() for block in blocks("bat"))
    printed = iter(run(*first, cwd=folder, COLUMNS="400").err.splitlines())
    assert [] == [
        line for line in blocks("text")[0].splitlines() if line not in {"", "..."} and line not in printed
    ]
    assert run("score", "nop", *last[2:], cwd=folder).out == run(*last, cwd=folder).out != ""


def test_the_python_prints_what_stands_below_it(folder: Path) -> None:
    """Exact sums by quarter: 742 + 248 = 990 in the first."""
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    assert blocks("text")[1].splitlines() == done.stdout.splitlines()[:5]


def test_every_column_and_every_word_in_it_is_explained() -> None:
    """The table of the page names the columns in their order, and the states and statuses that stand in them."""
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (.*) \|$", PAGE, re.MULTILINE)
    assert list(COLUMNS) == [name for names, _ in rows for name in re.findall(r"`(\w+)`", names)]
    told = {name: text for names, text in rows for name in re.findall(r"`(\w+)`", names)}
    assert [*State, *Absence] == re.findall(r"`(\w+)`", told["state"])
    assert [*Status] == re.findall(r"`(\w+)`", told["return_status"])
