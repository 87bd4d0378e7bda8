"""Reading by many processes: the same as by one, in order, and nothing lost when one of them dies."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from cchc_kpi import pipeline
from cchc_kpi.findings import Finding
from cchc_kpi.pipeline.crew import Processes, cores
from cchc_kpi.pipeline.spreading import spread
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns import chunks
from cchc_kpi.returns.chunks import Ground, OtherVersion, Parcel, pack_chunk, pack_ground, read_chunk
from cchc_kpi.returns.observation import Return
from forms_for_tests import told
from program import EXAMPLES, ROOT

PAIR = Processes(2, fewest_files=1)
FORMS = sorted(EXAMPLES.glob("2026-Q*/*.xlsx"))


class Deadly:
    """Stands where a file lies; whoever unpacks it to read it is gone at once, as by a fault of native code."""

    def __reduce__(self) -> tuple[Any, tuple[int]]:
        return os._exit, (9,)


def parcels(count: int) -> list[Parcel]:
    """Return so many files to read, the example's forms again and again under names of their own."""
    return [
        Parcel(f"{number:03}.xlsx", path)
        for number, path in zip(range(count), itertools.cycle(FORMS), strict=False)
    ]


def test_two_processes_read_what_one_reads(plan: Plan) -> None:
    """The batch of many hands is the batch of one."""
    assert pipeline.read_batch(["examples"], plan) == pipeline.read_batch(["examples"], plan, crew=PAIR)


def test_results_come_in_order(plan: Plan) -> None:
    """More chunks than there are hands, and the returns come as the files were given."""
    given = parcels(230)
    assert [item.file for item in spread(given, Ground(plan), PAIR)] == [parcel.file for parcel in given]


def test_a_file_that_kills_its_reader_costs_itself_only(plan: Plan) -> None:
    """One in the middle of the second of three chunks: a finding for it, and every other file is read."""
    given = parcels(80)
    given[50] = Parcel("050.xlsx", Deadly())  # type: ignore[arg-type]
    read = list(spread(given, Ground(plan), PAIR))
    assert [item.file for item in read] == [parcel.file for parcel in given]
    assert [item.file for item in read if item.rejected] == ["050.xlsx"]
    assert told(read[50].findings) == ["F07"]
    assert sum(len(item.observations) for item in read) == sum(
        len(item.observations) for item in spread(given[:50] + given[51:], Ground(plan), PAIR)
    )


class _Murderer:
    """Watches the reading, and kills one of the readers when so many files are read."""

    def __init__(self, after: int) -> None:
        self.after, self.seen, self.killed = after, 0, 0

    def begin(self, files: int) -> None:
        pass

    def turn_to(self, tables: Sequence[Path]) -> None:
        pass

    def see(self, item: Return) -> None:  # noqa: ARG002 - a watch hears of it
        self.seen += 1
        if self.seen == self.after:
            readers = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]
            readers[0].kill()
            self.killed += 1


def test_a_process_killed_half_way_costs_time_only(plan: Plan, tmp_path: Path) -> None:
    """Of two processes one is killed in the middle of 304 files: the batch is the same."""
    for number in range(16):
        for path in FORMS:
            (tmp_path / f"{number:02}-{path.name}").write_bytes(path.read_bytes())
    watch = _Murderer(after=100)
    alone = pipeline.read_batch([str(tmp_path)], plan)
    assert pipeline.read_batch([str(tmp_path)], plan, crew=PAIR, watch=watch) == alone
    assert (watch.killed, watch.seen) == (1, 16 * 19)


_FOR_EVER = """
import itertools
from pathlib import Path
from cchc_kpi import pipeline
from cchc_kpi.pipeline.crew import Processes
from cchc_kpi.pipeline.spreading import spread
from cchc_kpi.returns.chunks import Ground, Parcel

if __name__ == "__main__":
    plan = pipeline.open_plan(None).plan
    given = [Parcel("a.xlsx", Path("examples/2026-Q1/kt-2026-Q1.xlsx"))] * 1_000_000
    for number, _ in enumerate(spread(given, Ground(plan), Processes(2))):
        if number == 40:
            print("reading", flush=True)
"""


def test_processes_end_with_the_one_that_called_them(tmp_path: Path) -> None:
    """It is killed, and has no time to tell them: they end by themselves."""
    (tmp_path / "script.py").write_text(_FOR_EVER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py")], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8"
    ) as caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == "reading\n"
        readers = psutil.Process(caller.pid).children()
        caller.kill()
    assert len(readers) >= 2
    assert psutil.wait_procs(readers, timeout=10)[1] == []


def test_the_order_of_arguments_makes_no_difference(plan: Plan) -> None:
    """Arguments in any order, by one process or two: the same batch."""
    arguments = [str(path) for path in FORMS]
    expected = pipeline.read_batch(arguments, plan)
    random.Random(3).shuffle(arguments)
    assert pipeline.read_batch(arguments, plan, crew=PAIR) == expected


def test_few_files_are_read_by_this_process(plan: Plan) -> None:
    """Below the crew's number nobody is called: a crew that cannot be gathered is never missed."""

    class Nobody:
        fewest_files = 6

        def gather(self) -> Any:
            raise AssertionError

        gather_one = gather

    assert len(pipeline.read_batch(["examples/2026-Q1"], plan, crew=Nobody()).returns) == 5


def test_another_version_does_not_read(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has another version of the program may read otherwise, and says so instead of reading."""
    monkeypatch.setattr(chunks, "__version__", "0.0.1")
    packed = pack_ground(Ground(plan))
    monkeypatch.undo()
    with pytest.raises(OtherVersion) as raised:
        read_chunk(packed, pack_chunk(parcels(1)))
    assert raised.value.here == "0.0.1"


def test_processes_that_cannot_start_are_no_fault_of_the_files(tmp_path: Path) -> None:
    """A script that starts processes without asking whether it is the main one: told, and no file is blamed."""
    script = tmp_path / "script.py"
    script.write_text(
        "from cchc_kpi import pipeline\n"
        "from cchc_kpi.pipeline.crew import Processes\n"
        "plan = pipeline.open_plan(None).plan\n"
        f"pipeline.read_batch([{str(EXAMPLES)!r}], plan, crew=Processes(2, fewest_files=1))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 1
    assert "CrewFault: no process could be started" in done.stderr.strip().splitlines()[-1]


def test_a_finding_goes_from_process_to_process_by_its_code(plan: Plan) -> None:
    """What comes back holds the catalogue's own rules, not copies of their texts."""
    found: Finding
    (item,) = spread([Parcel("none.xlsx", Path("none.xlsx"))], Ground(plan), PAIR)
    (found,) = item.findings
    from cchc_kpi.rules import BY_CODE

    assert found.rule is BY_CODE["F04"]


def test_there_is_at_least_one_core() -> None:
    """The number of processes by default is that of the processors which this process may use."""
    assert 1 <= cores() <= (os.cpu_count() or 1)
