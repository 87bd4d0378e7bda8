"""The page on many communes shows what the program prints: every excerpt is run."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from ruamel.yaml import YAML

from cchc_kpi.plan.communes import parse_communes
from forms_for_tests import TARGETS
from program import ROOT, run
from province import list_text

PAGE: Final = (ROOT / "docs/vi/nhieu-xa.md").read_text("utf-8")
_SHOWN: Final = re.compile(
    r"^```bat\ncchc-kpi (?P<call>[^\n]+)\n```\n\n```text\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reader of the page stands: `thu` has been made, the plan lies beside it."""
    place = tmp_path_factory.mktemp("page")
    subprocess.run([sys.executable, str(ROOT / "tools/province.py"), "thu"], cwd=place, check=True)
    (place / "targets.yaml").write_bytes(TARGETS.read_bytes())
    return place


def not_printed(text: str, printed: Iterator[str]) -> list[str]:
    """The lines of an excerpt that do not stand, in that order, in what was printed."""
    return [line for line in text.splitlines() if line not in {"", "..."} and line.rstrip() not in printed]


SHOWN: Final = [(match["call"], match["text"]) for match in _SHOWN.finditer(PAGE)]


def test_the_page_shows_four_commands() -> None:
    """None is lost to a change of the page's form."""
    assert ["template", "score", "score", "explain"] == [call.split()[0] for call, _ in SHOWN]


@pytest.mark.parametrize(("call", "text"), SHOWN, ids=[call for call, _ in SHOWN])
def test_every_excerpt_is_what_its_command_prints(folder: Path, call: str, text: str) -> None:
    """Line by line, but for what "..." leaves out."""
    done = run(*call.split(), cwd=folder)
    assert done.status == 0
    printed = (line.rstrip() for line in (*done.out.splitlines(), *done.err.splitlines()))
    assert [] == not_printed(text, printed)


def test_the_matrix_is_what_is_printed(folder: Path) -> None:
    """The excerpt below "Bảng dấu" is that of --by commune."""
    [text] = re.findall(r"### Bảng dấu.*?```text\n(.*?)```", PAGE, re.DOTALL)
    done = run("score", "thu", "--communes", "thu/communes.yaml", "--by", "commune", cwd=folder)
    assert [] == not_printed(text, iter(line.rstrip() for line in done.out.splitlines()))


def test_the_list_on_the_page_is_the_one_that_is_made(folder: Path) -> None:
    """The first excerpt is thu/communes.yaml, but for the comment that editors look for."""
    [text] = re.findall(r"```yaml\n(# yaml-language-server.*?)```", PAGE, re.DOTALL)
    shown, findings = parse_communes(text)
    assert shown is not None, findings
    assert (folder / "thu/communes.yaml").read_text("utf-8") == list_text(shown)


def test_every_word_of_the_ranking_is_explained() -> None:
    """The table below "Xếp hạng" has a row for each word that targets.yaml may hold, and the default order."""
    from cchc_kpi.scoring.ranking import CRITERIA

    section = PAGE.split("### Xếp hạng")[1].split("###")[0]
    assert list(CRITERIA) == re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    [text] = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert {"ranking": ["met", "no_data", "headroom"]} == YAML(typ="safe").load(text)
