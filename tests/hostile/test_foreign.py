"""Workbooks that have nothing to do with this program: each ends in one finding that says what it is."""

from __future__ import annotations

import os
import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.read import read_return
from cchc_kpi.returns.sources import WORKBOOK_ENDINGS
from forms_for_tests import told

VARIABLE = "CCHC_KPI_FOREIGN"
NOT_A_RETURN = {"R01", "F05", "F06", "F07", "F08"}


def workbooks_below(folder: Path) -> Iterator[Path]:
    """Every workbook below a folder, in order of its path."""
    if folder.is_dir():
        yield from sorted(
            p for p in folder.rglob("*") if p.suffix.lower() in WORKBOOK_ENDINGS and p.is_file()
        )


def installed() -> list[Path]:
    """The workbooks that came with the installed packages, and with LibreOffice where it is installed."""
    folders = [Path(sysconfig.get_path("purelib"))]
    office = shutil.which("soffice")
    if office is not None:
        folders.append(Path(office).resolve().parents[1])
    return [path for folder in folders for path in workbooks_below(folder)]


def ends(paths: list[Path], plan: Plan) -> dict[str, list[str]]:
    """Those of the workbooks that end otherwise than in the one finding that they are no return."""
    findings = {str(path): told(read_return(path.name, path.read_bytes(), plan).findings) for path in paths}
    return {
        path: codes for path, codes in findings.items() if len(codes) != 1 or codes[0] not in NOT_A_RETURN
    }


def test_workbooks_of_installed_programs_are_no_returns(plan: Plan) -> None:
    """R01 or F05 to F08, once each: whatever lies about on the computer is told and passed over."""
    assert {} == ends(installed(), plan)


@pytest.mark.skipif(
    VARIABLE not in os.environ, reason=f"{VARIABLE} names no folder (tools/foreign_workbooks.py)"
)
def test_workbooks_of_other_projects_are_no_returns(plan: Plan) -> None:
    """R01 or F05 to F08, once each, over the test data of spreadsheet libraries."""
    paths = list(workbooks_below(Path(os.environ[VARIABLE])))
    assert len(paths) >= 50
    assert {} == ends(paths, plan)
