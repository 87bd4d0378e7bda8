"""What every test may ask for: the plan of the repository, and a folder to make workbooks in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from cchc_kpi.plan.file import LoadedPlan, load_plan
from cchc_kpi.plan.model import Plan
from forms_for_tests import TARGETS

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
