"""What every test may ask for: the plan of the repository, and a folder to make workbooks in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from cchc_kpi.plan.file import LoadedPlan, load_plan
from cchc_kpi.plan.model import Plan
from forms_for_tests import TARGETS
from scorecards_for_tests import Cards, write_cards

settings.register_profile("house", deadline=None, derandomize=True, max_examples=25)
settings.load_profile("house")


@pytest.fixture(scope="session")
def loaded() -> LoadedPlan:
    """The repository's targets.yaml as loaded, with its digest."""
    return load_plan(TARGETS)


@pytest.fixture(scope="session")
def plan(loaded: LoadedPlan) -> Plan:
    """The plan that the repository's targets.yaml encodes."""
    assert loaded.plan is not None, [finding.message("en") for finding in loaded.findings]
    return loaded.plan


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the whole session: for property tests, which write the same file again and again."""
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="session")
def cards(tmp_path_factory: pytest.TempPathFactory, loaded: LoadedPlan) -> Cards:
    """The scorecards of the example's first quarter and of its year: to be copied, not to be written to."""
    return write_cards(tmp_path_factory.mktemp("cards"), loaded)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say when tests that need LibreOffice were skipped though they were required to run."""
    if _libreoffice_skipped(terminalreporter):
        terminalreporter.section("LibreOffice is required here (CCHC_KPI_REQUIRE_LIBREOFFICE) and missing")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where LibreOffice is required and a test was skipped for want of it."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if isinstance(reporter, pytest.TerminalReporter) and _libreoffice_skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _libreoffice_skipped(reporter: pytest.TerminalReporter) -> bool:
    required = os.environ.get("CCHC_KPI_REQUIRE_LIBREOFFICE") == "1"
    return required and any(
        "LibreOffice" in str(report.longrepr) for report in reporter.stats.get("skipped", [])
    )
