"""Reading on a Dask cluster: a real scheduler, real workers, and the same bytes as without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copytree

import psutil
import pytest

from cchc_kpi import pipeline
from cchc_kpi.pipeline import cluster as cluster_room
from cchc_kpi.pipeline.cluster import Cluster
from cchc_kpi.pipeline.crew import CrewFault
from cchc_kpi.pipeline.spreading import spread
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns import chunks
from cchc_kpi.returns.chunks import Ground, Parcel
from cchc_kpi.returns.observation import Return
from cluster import Cluster as Running
from cluster import started_cluster
from program import EXAMPLES, run

FORMS = sorted(EXAMPLES.glob("2026-Q*/*.xlsx"))
NOT_THERE = "tcp://127.0.0.1:9"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Running]:
    """A cluster of two workers, which see none of the files here by a relative path."""
    with started_cluster(2) as running:
        yield running


def test_a_cluster_reads_what_this_process_reads(cluster: Running, plan: Plan) -> None:
    """The batch is the same, though the workers sit in another folder."""
    alone = pipeline.read_batch(["examples"], plan)
    assert pipeline.read_batch(["examples"], plan, crew=Cluster(cluster.address)) == alone


def test_json_and_workbook_have_the_same_bytes(cluster: Running, tmp_path: Path) -> None:
    """By one process, by two, and on a cluster: one text, one workbook."""
    ways = ("--jobs", "1"), ("--jobs", "2"), ("--cluster", cluster.address)
    said = []
    for number, way in enumerate(ways):
        output = tmp_path / str(number) / "bang-diem.xlsx"
        output.parent.mkdir()
        done = run("score", "examples", "--period", "2026", "--format", "json", "--output", output, *way)
        assert done.status == 1  # an error finding stands in the example year
        said.append((done.out, output.read_bytes()))
    assert said[0] == said[1] == said[2]


class _Murderer:
    """Watches the reading, and kills a worker when so many files are read."""

    def __init__(self, running: Running, after: int) -> None:
        self.running, self.after, self.seen = running, after, 0

    def begin(self, files: int) -> None:
        pass

    def turn_to(self, tables: Sequence[Path]) -> None:
        pass

    def see(self, item: Return) -> None:  # noqa: ARG002 - a watch hears of it
        self.seen += 1
        if self.seen == self.after:
            psutil.Process(self.running.workers[0]).kill()


def test_a_worker_killed_half_way_costs_time_only(plan: Plan, tmp_path: Path) -> None:
    """Of two workers one is killed in the middle of 160 files: the batch is the same."""
    for number in range(16):
        copytree(EXAMPLES / "2026-Q1", tmp_path / "in" / f"{number:02}" / "Q1")
        copytree(EXAMPLES / "2026-Q3", tmp_path / "in" / f"{number:02}" / "Q3")
    alone = pipeline.read_batch([str(tmp_path / "in")], plan)
    with started_cluster(2) as running:
        watch = _Murderer(running, after=100)
        together = pipeline.read_batch(
            [str(tmp_path / "in")], plan, crew=Cluster(running.address), watch=watch
        )
        killed = running.workers[0]
        assert not psutil.pid_exists(killed) or psutil.Process(killed).status() == psutil.STATUS_ZOMBIE
    assert together == alone
    assert watch.seen == 160


@pytest.mark.parametrize("killed", ["processes", "workers"])
def test_a_cluster_that_is_lost_is_told(plan: Plan, killed: str) -> None:
    """All of it gone in the middle, or its workers, so that the scheduler keeps its tasks for nobody: the reason why."""
    with started_cluster(1) as running:
        given = [Parcel(f"{n}.xlsx", FORMS[n % len(FORMS)]) for n in range(400)]
        reading = spread(given, Ground(plan), Cluster(running.address))
        read = [next(reading) for _ in range(40)]
        for process in getattr(running, killed):
            psutil.Process(process).kill()
        with pytest.raises(CrewFault) as raised:
            read += reading
    assert "mất liên lạc" in raised.value.reason.vi


def test_versions_are_compared_before_anything_is_read(
    cluster: Running, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workers' version is asked for first: a chunk of another version may not even be understood."""
    monkeypatch.setattr(cluster_room, "__version__", "0.0.1")
    with pytest.raises(CrewFault) as raised:
        list(spread([Parcel("a.xlsx", FORMS[0])], Ground(plan), Cluster(cluster.address)))
    assert "máy này 0.0.1" in raised.value.reason.vi


def test_another_version_on_the_cluster_is_told(
    cluster: Running, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers of another version may read otherwise: nothing is read."""
    monkeypatch.setattr(chunks, "__version__", "0.0.1")
    with pytest.raises(CrewFault) as raised:
        list(spread([Parcel("a.xlsx", FORMS[0])], Ground(plan), Cluster(cluster.address)))
    assert "0.0.1" in raised.value.reason.vi


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--cluster", NOT_THERE), "không nối được"),
        (("--cluster", "cum-may-tinh"), "tcp://10.0.0.5:8786"),
        (("--cluster", "tcp://127.0.0.1:99999"), "tcp://10.0.0.5:8786"),
        (("--cluster", NOT_THERE, "--jobs", "2"), "không dùng cùng nhau"),
    ],
)
def test_a_cluster_that_cannot_be_used_is_plain_usage(arguments: tuple[str, ...], words: str) -> None:
    """Nothing is scored, the status is 2, and the reason stands in one line."""
    done = run("score", "examples/2026-Q1", "--format", "json", *arguments)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1
