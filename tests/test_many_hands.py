"""A thousand returns of two hundred communes: the same bytes whoever reads them, and one corrupt file is one finding."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_kpi.periods import Period
from cluster import Cluster, started_cluster
from made_returns import COMMUNES_FILE, Wanted, make_returns
from program import run

COMMUNES = 200


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 1 000 returns, some with blanks, some with faults, one cut off in the middle."""
    folder = tmp_path_factory.mktemp("nation")
    wanted = Wanted(COMMUNES, (Period(2026, "Q1"),), blanks=0.1, faults=0.1, corrupt=1)
    assert make_returns(folder, wanted) == 5 * COMMUNES
    return folder


@pytest.fixture(scope="module")
def workers() -> Iterator[Cluster]:
    """A Dask cluster of two worker processes."""
    with started_cluster(2) as cluster:
        yield cluster


def test_bytes_do_not_depend_on_who_reads_nor_on_the_order(
    nation: Path, workers: Cluster, tmp_path: Path
) -> None:
    """By one process, by two with the communes' folders named in any order, on a cluster: one text, one workbook."""
    folders = sorted(str(path) for path in nation.iterdir() if path.is_dir())
    shuffled = random.Random(5).sample(folders, len(folders))
    ways = {
        "one": (*folders, "--jobs", "1"),
        "two": (*shuffled, "--jobs", "2"),
        "cluster": (*reversed(folders), "--cluster", workers.address),
    }
    said = {}
    for name, way in ways.items():
        output = tmp_path / name / "tinh.xlsx"
        output.parent.mkdir()
        communes = ("--communes", nation / COMMUNES_FILE)
        done = run("score", *way, *communes, "--format", "json", "--output", output)
        assert done.status == 1
        said[name] = done.out, output.read_bytes()
    assert said["one"] == said["two"] == said["cluster"]


def test_a_corrupt_file_among_a_thousand_is_one_finding(nation: Path) -> None:
    """The package that was cut off is named once, and 999 others are read."""
    done = run("validate", nation, "--communes", nation / COMMUNES_FILE, "--format", "json", "--jobs", "2")
    broken = [item["file"] for item in done.json["returns"] if item["status"] == "rejected"]
    (file,) = broken
    assert [finding["code"] for finding in done.json["findings"] if finding["file"] == file] == ["F07"]
    assert len(done.json["returns"]) == 5 * COMMUNES
