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
from collections.abc import Collection, Iterator, Sequence
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


def turns(cases: Sequence[Case], only: Collection[str], most_rounds: int | None = None) -> Iterator[Turn]:
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
    for path in folder.rglob("*.xlsx"):
        path.read_bytes()  # into the system's cache, for all alike
    with started_cluster(contestant.dask) if contestant.dask else nullcontext() as cluster:
        address, servers = (cluster.address, cluster.processes) if cluster else ("", ())
        return cost_of(contestant.command(folder, case.period, address), HERE.parent, servers)


def is_worth_running(turn: Turn, results: Results) -> bool:
    """Say whether a run is to be made: not again where it takes long, and not at all where the script takes too long."""
    same = results.of(turn.case.id, turn.contestant.id)
    if same:
        return same[-1].wall < _LONG
    if turn.contestant is not NAIVE:
        return True
    smaller = [
        run for case in CASES if case.group == turn.case.group for run in results.of(case.id, NAIVE.id)
    ]
    nearest = max(smaller, key=lambda run: run.files, default=None)
    return nearest is None or nearest.wall / nearest.files * turn.case.files < _TOO_LONG


def prepared(case: Case, work: Path) -> Path:
    """Return the folder with a case's returns, made where it is not there yet."""
    work.mkdir(parents=True, exist_ok=True)
    folder, mark = work / case.id, work / f"{case.id}.made"
    wanted = repr(case.wanted)
    if not mark.exists() or mark.read_text("utf-8") != wanted:
        print(f"{case.id}: making {case.files} returns", file=sys.stderr, flush=True)
        count = make_returns(folder, case.wanted)
        assert count == case.files, (count, case)
        mark.write_text(wanted, encoding="utf-8")
    return folder


class Kept(NamedTuple):
    """Where things are kept: the results as a file, and the returns that were made."""

    results: Path
    work: Path


def benchmark(cases: Sequence[Case], due: Sequence[Turn], kept: Kept, *, resume: bool = False) -> Results:
    """Make every run that is due, saving each; return all that is known then.

    `resume` goes on with the last session: what it has measured already is not measured again.
    """
    results = load_results(kept.results)
    if not resume or not results.sessions:
        results = results.begun(this_session(time.strftime("%Y-%m-%d %H:%M", time.gmtime())))
    session = len(results.sessions) - 1
    results = results.without(((turn.case.id, turn.contestant.id) for turn in due), session)
    folders = {case.id: prepared(case, kept.work) for case in cases}
    done = {(run.round, run.case, run.contestant) for run in results.measurements if run.session == session}
    for turn in due:
        key = turn.round, turn.case.id, turn.contestant.id
        if key not in done and is_worth_running(turn, results):
            cost = run_once(turn, folders[turn.case.id])
            results = results.with_run(measured(session, *key[1:], turn.case.files, turn.round, cost))
            save_results(results, kept.results)
            _tell(turn, cost)
    for case in cases:
        if case.group in {SMALL, YEAR}:
            results = results.with_held(_held(session, case, folders[case.id]))
            save_results(results, kept.results)
    return results


def _tell(turn: Turn, cost: Cost) -> None:
    what = f"round {turn.round}  {turn.case.id:<13} {turn.contestant.id:<9}"
    took = f"{cost.wall:8.2f} s  {cost.cpu:8.2f} s CPU  {cost.peak:6.0f} MB"
    print(what, took, file=sys.stderr, flush=True)


def _held(session: int, case: Case, folder: Path) -> Held:
    """Return what the returns of a case take in memory, by a process that reads them and looks."""
    command = [sys.executable, str(HERE / "held.py"), str(folder), case.period]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    files, returns, scorecards = json.loads(done.stdout)
    return Held(session=session, case=case.id, files=files, returns=returns, scorecards=scorecards)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for, print the table, and write the page."""
    asked = _parser().parse_args(arguments)
    cases = [
        case
        for case in CASES
        if (not asked.counts or case.files in asked.counts)
        and (not asked.groups or case.group in asked.groups)
    ]
    only = frozenset(asked.only)
    if not is_dask_there():
        print("distributed is not installed: no run on a cluster", file=sys.stderr)
        only -= {one.id for one in DASK}
    due = list(turns(cases, only, asked.rounds))
    with tempfile.TemporaryDirectory() as spare:
        kept = Kept(asked.results, asked.work or Path(spare))
        results = benchmark(cases, due, kept, resume=asked.resume)
    print(page.main_table(results))
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
