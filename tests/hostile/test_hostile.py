"""Each hostile file through the real program, a sound return beside it: one finding, and the batch goes on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from forms_for_tests import form_of, write_sound
from hostile.bench import HOSTILE_OFFICE, PERIOD, SOUND_OFFICE, Sound, sound
from hostile.cases import ACCEPTED, CASES, Case
from program import run

EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """The sound return that hostile ones are made of."""
    return sound(tmp_path_factory.mktemp("material"))


@EACH
def test_a_hostile_file_is_one_finding_and_the_others_are_read(
    case: Case, material: Sound, plan: Plan, tmp_path: Path
) -> None:
    """Exactly the finding that the case calls for, the sound return accepted, the right status, no traceback."""
    case.place(tmp_path / case.file, case.make(material))
    write_sound(form_of(plan, SOUND_OFFICE, PERIOD), tmp_path)
    begin = time.monotonic()
    done = run("validate", tmp_path, "--format", "json")
    taken = time.monotonic() - begin
    told = [f["code"] for f in done.json["findings"] if Path(f["file"]).name == case.file]
    others = [f for f in done.json["findings"] if Path(f["file"]).name != case.file]
    status = {Path(item["file"]).name: item["status"] for item in done.json["returns"]}
    assert (list(case.codes), []) == (told, others), done.json["findings"]
    assert {case.file: case.status, f"{SOUND_OFFICE}-{PERIOD}.xlsx": ACCEPTED} == status
    assert (0 if case.status == ACCEPTED else 1, "") == (done.status, done.err)
    assert taken < 20, taken  # no measurement (see docs/security.md), but nothing may come near a hang


def test_cases_have_names_of_their_own() -> None:
    """Each case is made and described once."""
    assert len(CASES) == len({case.name for case in CASES}) == len({(case.vi, case.en) for case in CASES})


def test_the_material_is_accepted(material: Sound, tmp_path: Path) -> None:
    """Near miss of every case: the return that they are made of is sound."""
    (tmp_path / f"{HOSTILE_OFFICE}-{PERIOD}.xlsx").write_bytes(material.content)
    done = run("validate", tmp_path, "--format", "json")
    assert (0, []) == (done.status, done.json["findings"])
