"""From 390 returns to 20 020: this program against a script, and against floors that nothing can be faster than.

    python bench/scale.py                                     everything: about a quarter of an hour on two cores
    python bench/scale.py --counts 390 1560 --only jobs-1 calamine
    python bench/scale.py --resume                            goes on where the last session was broken off

Every run is a process of its own, seen from outside. Rounds go through all of them in turn, every other one backwards,
so that a machine whose speed drifts treats all alike. What is measured takes the place of what was known of the same
case and contestant in bench/results.json; docs/performance.md is written from that. No test asserts on times.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Final, NamedTuple

import page
from cases import CASES, CONTESTANTS, DASK, NAIVE, SMALL, YEAR, Case, Contestant
from cluster import is_dask_there, started_cluster
from made_returns import make_returns
from results import RESULTS, Held, Results, load_results, measured, save_results, this_session
from watch import Cost, cost_of

HERE: Final = Path(__file__).resolve().parent
_LONG: Final = 60.0
"""What takes longer is run once."""
_TOO_LONG: Final = 180.0
"""What would take longer is not run at all, and the page projects it from the smaller cases."""


class Turn(NamedTuple):
    """One run that is due."""

    round: int
    case: Case
    contestant: Contestant


def turns(cases: Sequence[Case], only: Sequence[str], most_rounds: int | None = None) -> Iterator[Turn]:
    """Yield every run, round by round, every other round backwards."""
    rounds = {case.id: min(case.rounds, most_rounds or case.rounds) for case in cases}
    for number in range(1, max(rounds.values(), default=0) + 1):
        due = [
            Turn(number, case, contestant)
            for case in cases
            for contestant in case.contestants
            if number <= rounds[case.id] and contestant.id in only
        ]
        yield from due if number % 2 else reversed(due)


def run_once(turn: Turn, folder: Path) -> Cost:
    """Run one contestant over one folder, with a cluster of its own where it needs one."""
    case, contestant = turn.case, turn.contestant
    with started_cluster(contestant.dask) if contestant.dask else nullcontext() as cluster:
        address, servers = (cluster.address, cluster.processes) if cluster else ("", ())
        return cost_of(contestant.command(folder, case.period, address), HERE.parent, servers)


def is_worth_running(turn: Turn, results: Results) -> bool:
    """Say whether a run is to be made: the script's takes minutes where there are thousands of returns."""
    if turn.contestant is not NAIVE:
        return True
    smaller = [
        run
        for run in results.measurements
        if run.contestant == NAIVE.id and run.case.startswith(f"{turn.case.group}-")
    ]
    nearest = max(smaller, key=lambda run: run.files, default=None)
    expected = nearest.wall / nearest.files * turn.case.files if nearest else 0.0
    return expected < (_TOO_LONG if turn.round == 1 else _LONG)


def prepared(case: Case, work: Path) -> Path:
    """Return the folder with a case's returns, made where it is not there yet."""
    folder, mark = work / case.id, work / f"{case.id}.made"
    wanted = repr(case.wanted)
    if not mark.exists() or mark.read_text("utf-8") != wanted:
        print(f"{case.id}: making {case.files} returns", file=sys.stderr, flush=True)
        count = make_returns(folder, case.wanted)
        assert count == case.files, (count, case)
        mark.write_text(wanted, encoding="utf-8")
    return folder


def measure(
    results: Results, due: Sequence[Turn], folders: dict[str, Path], keep: Path, *, resume: bool
) -> Results:
    """Make every run that is due, saving each; return the results with them."""
    session = len(results.sessions) - 1
    done = {
        (run.round, run.case, run.contestant)
        for run in results.measurements
        if resume and run.session == session
    }
    for turn in due:
        key = turn.round, turn.case.id, turn.contestant.id
        if key in done or not is_worth_running(turn, results):
            continue
        cost = run_once(turn, folders[turn.case.id])
        results = results.with_run(
            measured(session, turn.case.id, turn.contestant.id, turn.case.files, turn.round, cost)
        )
        save_results(results, keep)
        print(
            f"round {turn.round}  {turn.case.id:<13} {turn.contestant.id:<9} {cost.wall:8.2f} s"
            f"  {cost.cpu:8.2f} s CPU  {cost.peak:6.0f} MB",
            file=sys.stderr,
            flush=True,
        )
    return results


def measure_held(results: Results, case: Case, folder: Path) -> Results:
    """Return the results with what the returns of a case take in memory."""
    command = [sys.executable, str(HERE / "held.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    files, size = json.loads(done.stdout)
    return results.with_held(Held(session=len(results.sessions) - 1, case=case.id, files=files, bytes=size))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for, print the table, and write the page."""
    asked = _parser().parse_args(arguments)
    cases = [
        case
        for case in CASES
        if (not asked.counts or case.files in asked.counts)
        and (not asked.groups or case.group in asked.groups)
    ]
    only = [one.id for one in CONTESTANTS if one.id in asked.only]
    if not is_dask_there():
        print("distributed is not installed: no run on a cluster", file=sys.stderr)
        only = [name for name in only if name not in {one.id for one in DASK}]
    due = list(turns(cases, only, asked.rounds))
    results = load_results(asked.results)
    if not asked.resume or not results.sessions:
        results = results.begun(this_session(time.strftime("%Y-%m-%d %H:%M")))
        results = results.without((turn.case.id, turn.contestant.id) for turn in due)
    with tempfile.TemporaryDirectory() as spare:
        work = asked.work or Path(spare)
        work.mkdir(parents=True, exist_ok=True)
        folders = {case.id: prepared(case, work) for case in cases}
        results = measure(results, due, folders, asked.results, resume=asked.resume)
        for case in cases:
            if case.group in {SMALL, YEAR}:
                results = measure_held(results, case, folders[case.id])
                save_results(results, asked.results)
    print(page.main_table(results))
    if asked.page:
        asked.page.write_text(page.page(results), encoding="utf-8", newline="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", nargs="+", type=int, help="only the cases of so many returns")
    parser.add_argument("--groups", nargs="+", choices=sorted({case.group for case in CASES}))
    names = [one.id for one in CONTESTANTS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="only these contestants")
    parser.add_argument("--rounds", type=int, help="at most so many rounds")
    parser.add_argument("--resume", action="store_true", help="go on with the last session")
    parser.add_argument("--work", type=Path, help="where the returns are made, and kept for the next time")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--page", type=Path, default=page.PAGE, help="the page to write")
    return parser


if __name__ == "__main__":
    main()
