"""Writes docs/performance.md from bench/results.json.

python bench/page.py
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from asked import answers
from cases import CALAMINE, CASES, CONTESTANTS, EXPAT, NAIVE, OURS, READING, Case, Contestant
from figures import (
    BLANK_ONES,
    NATION,
    SMALLS,
    TYPICALS,
    YEARS,
    Known,
    Step,
    for_the_nation,
    known,
    sizes_of,
    step_of,
)
from results import ROOT, Results, load_results

PAGE: Final = ROOT / "docs" / "performance.md"
_ONE, _TWO = OURS
_NOTHING: Final = "–"


def page(results: Results) -> str:
    """Return docs/performance.md."""
    parts = (
        _HEAD,
        _vietnamese(results),
        "## What was asked, and what came out",
        _asked_table(results),
        "## The table",
        main_table(results),
        _ROWS,
        "## What one return more costs",
        _STEPS,
        _steps_table(results),
        "## Two processes",
        _two_table(results),
        _TWO_WORDS,
        "## Blanks",
        _blanks_table(results),
        _BLANKS_WORDS,
        "## Memory",
        _memory_table(results),
        _MEMORY_WORDS,
        f"## {_number(NATION)} returns",
        _nation(results),
        "## How it was measured",
        _HOW,
        _sessions(results),
    )
    return "\n\n".join(parts) + "\n"


def main_table(results: Results) -> str:
    """Return what every contestant took for every number of small returns."""
    lines = []
    for case in SMALLS:
        floor, script = known(results, case, CALAMINE), known(results, case, NAIVE)
        for contestant in CONTESTANTS:
            found = known(results, case, contestant)
            if found is not None:
                runs = len(results.of(case.id, contestant.id))
                lines.append(
                    (
                        _number(case.files),
                        contestant.label,
                        _about(found, f"{found.wall:.2f}"),
                        _about(found, f"{found.cpu:.2f}"),
                        _about(found, _number(found.rate)),
                        _about(found, f"{found.peak:.0f}"),
                        _about(found, f"{found.parent_peak:.0f}"),
                        _times(found, floor),
                        _times(found, script),
                        str(runs) if runs else "projected",
                    )
                )
    head = (
        "files",
        "who",
        "s",
        "CPU s",
        "files/s",
        "peak MB",
        "of it the first process",
        "× (b)",
        "× (a)",
        "runs",
    )
    return _table(head, lines)


def _about(found: Known, text: str) -> str:
    return f"≈ {text}" if found.is_projected else text


def _times(found: Known, other: Known | None) -> str:
    return _NOTHING if other is None else f"{found.wall / other.wall:.2f}"


def _asked_table(results: Results) -> str:
    signs = {True: "✓ holds", False: "✗ does not hold", None: "? not measured"}
    lines = [
        (answer.asked, answer.found or _NOTHING, answer.by_processor or _NOTHING, signs[answer.holds])
        for answer in answers(results)
    ]
    missed = [f"- **{answer.asked}**: {answer.why_not}" for answer in answers(results) if answer.why_not]
    why = f"\n\nWhat stands against what does not hold:\n\n{chr(10).join(missed)}" if missed else ""
    return _table(("asked", "found, by the clock", "in processor time", "by the clock"), lines) + why


def _steps_table(results: Results) -> str:
    lines = []
    for cases in (SMALLS, TYPICALS, YEARS):
        for smaller, larger in itertools.pairwise(cases):
            floor = step_of(results, CALAMINE, smaller, larger)
            for contestant in CONTESTANTS:
                step = step_of(results, contestant, smaller, larger)
                if step is not None:
                    lines.append(
                        (
                            f"{larger.group}, {_number(smaller.files)} to {_number(larger.files)}",
                            contestant.label,
                            f"{step.wall:.2f}",
                            f"{step.cpu:.2f}",
                            _NOTHING if floor is None else f"{step.wall / floor.wall:.1f}",
                            _NOTHING if floor is None else f"{step.cpu / floor.cpu:.1f}",
                        )
                    )
    head = ("returns", "who", "ms a return", "CPU ms a return", "× (b)", "× (b), CPU")
    return _table(head, lines)


def _two_table(results: Results) -> str:
    lines = []
    for case in (*SMALLS, *TYPICALS, *YEARS):
        one, two = (known(results, case, contestant) for contestant in OURS)
        if one is not None and two is not None:
            lines.append(
                (
                    case.group,
                    _number(case.files),
                    f"{one.wall:.2f}",
                    f"{two.wall:.2f}",
                    f"{one.wall / two.wall:.2f}",
                )
            )
    return _table(("returns", "files", "one job, s", "two jobs, s", "times faster"), lines)


def _blanks_table(results: Results) -> str:
    lines = []
    for contestant in (_ONE, READING):
        without = step_of(results, contestant, *SMALLS[:2])
        with_blanks = step_of(results, contestant, *BLANK_ONES)
        if without is not None and with_blanks is not None:
            more = with_blanks.cpu / without.cpu - 1
            lines.append(
                (
                    contestant.label,
                    f"{without.wall:.2f} (CPU {without.cpu:.2f})",
                    f"{with_blanks.wall:.2f} (CPU {with_blanks.cpu:.2f})",
                    f"{more:+.0%}",
                )
            )
    return _table(("who", "ms a return, sound", "ms a return, three blank cells in each", "more CPU"), lines)


def _memory_table(results: Results) -> str:
    lines = []
    for case in (*SMALLS, *YEARS):
        held = sizes_of(results, case)
        one, two = (known(results, case, contestant) for contestant in OURS)
        if held is not None and one is not None:
            lines.append(
                (
                    case.group,
                    _number(case.files),
                    f"{one.peak:.0f}",
                    f"{two.peak:.0f}" if two else _NOTHING,
                    f"{held.returns:.1f}",
                    f"{held.returns * 1024 / case.files:.1f}",
                    f"{held.scorecards:.1f}",
                )
            )
    head = (
        "returns",
        "files",
        "peak MB, one job",
        "peak MB, two jobs",
        "the returns' own size, MB",
        "KB a return",
        "the scorecards' size, MB",
    )
    return _table(head, lines)


def _nation(results: Results) -> str:
    lines = []
    for contestant in OURS:
        last, step = known(results, YEARS[-1], contestant), step_of(results, contestant, YEARS[0], YEARS[-1])
        projected = for_the_nation(results, contestant)
        if last is not None and step is not None and projected is not None:
            lines.append(_nation_line(contestant, last, step, projected))
    head = (
        "who",
        f"{_number(YEARS[-1].files)} returns",
        "a return more",
        f"{_number(NATION)} returns",
        "peak MB then",
    )
    return f"{_table(head, lines)}\n\n{_NATION_WORDS}"


def _nation_line(contestant: Contestant, last: Known, step: Step, projected: Known) -> tuple[str, ...]:
    return (
        contestant.label,
        f"{last.wall:.1f} s",
        f"{step.wall:.2f} ms, {step.peak:.0f} KB",
        f"≈ {projected.wall:.0f} s",
        f"≈ {_number(projected.peak)}",
    )


def _vietnamese(results: Results) -> str:
    quarter, script = known(results, SMALLS[0], _ONE), known(results, SMALLS[0], NAIVE)
    many, many_by_script = known(results, SMALLS[-1], _TWO), known(results, SMALLS[-1], NAIVE)
    nation = for_the_nation(results, _TWO)
    said = ["**Tóm tắt.** Trang này do `bench/scale.py` đo và viết ra; máy và phiên bản đứng ở cuối trang."]
    if quarter is not None and script is not None:
        said.append(
            f"Một tỉnh, một quý ({_number(quarter.files)} báo cáo): chấm xong trong {_vi(quarter.wall, 1)} giây, nhanh gấp "
            f"{_vi(script.wall / quarter.wall, 1)} lần một đoạn mã pandas + openpyxl tính cùng các chỉ tiêu mà không kiểm tra gì."
        )
    if many is not None and many_by_script is not None:
        said.append(
            f"{_number(many.files)} báo cáo, hai tiến trình: {_vi(many.wall, 0)} giây, nhanh gấp "
            f"{_vi(many_by_script.wall / many.wall, 1)} lần."
        )
    if nation is not None:
        said.append(
            f"Cả nước một năm, khoảng {_number(NATION)} báo cáo: ước {_vi(nation.wall / 60, 1)} phút với hai tiến trình."
        )
    return " ".join(said)


def _sessions(results: Results) -> str:
    used = sorted({run.session for run in results.measurements})
    lines = []
    for number in used:
        session = results.sessions[number]
        cases = [
            case
            for case in CASES
            if any(r.session == number and r.case == case.id for r in results.measurements)
        ]
        lines.append(
            (
                session.started,
                session.commit,
                session.machine,
                f"{session.load:.1f}",
                session.versions,
                _listed(cases),
            )
        )
    return _table(("begun (UTC)", "commit", "machine", "load before", "versions", "cases"), lines)


def _listed(cases: Iterable[Case]) -> str:
    return ", ".join(case.id for case in cases)


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown; what begins with a figure is set to the right."""
    if not lines:
        return "Not measured."
    right = [all(line[column][:1] in "0123456789≈–" for line in lines) for column in range(len(head))]
    rule = ["---:" if is_right else "---" for is_right in right]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))


def _number(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ")


def _vi(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}".replace(".", ",")


_HEAD: Final = """# How fast it is

This page is written by `bench/scale.py` from what it measured (`bench/results.json`); nothing in it is typed by hand."""

_ROWS: Final = f"""Medians over the runs. `× (b)` and `× (a)` are wall time against that contestant's at the same number of files: below 1
is faster. Every returns' folder is a quarter of so many communes, five returns each; all are sound, about 10 KB each.

- **{OURS[0].label}**, and with two jobs: the whole command a user types, from starting Python to the last byte of JSON. It guards,
  reads and checks every return, scores every commune, rolls up provinces and nation, ranks, and writes every figure's source.
- **cchc-kpi score --cluster**: the same command, with a Dask scheduler and so many workers of one thread each that wait on
  the same machine. Their memory and what they compute meanwhile are counted in. They are started anew for each run, so the
  time has in it that each loads the program once.
- **{READING.label}** (`bench/reading.py`): what of that is guarding, reading and checking; nothing is scored or written.
- **{NAIVE.label}** (`bench/naive.py`): what an analyst would write, as well as such a script can be written: each workbook is opened
  once, everything after is columns. It computes the same indicators for every commune; a test holds its numerators and
  denominators to the program's. It checks nothing, keeps no address, takes a blank for 0 and has no roll-up.
- **{CALAMINE.label}** (`bench/floors.py`): every cell of every sheet by the fastest library there is, and thrown away.
- **{EXPAT.label}**: every part unpacked, its XML parsed, nothing done at any tag."""

_STEPS: Final = """The difference between two numbers of files, divided by the files between: starting Python, loading libraries and
starting processes cancel out. `small` is a quarter's form alone, `typical` the same form with two sheets of the office's own
working figures behind it (150 rows by 18 columns each, about 60 KB a file), `year` four quarters and the baselines of each
commune, scored for the year, all 31 indicators."""

_TWO_WORDS: Final = """Returns are read by two processes, and scored by one: what is not reading (starting, scoring, ranking, writing the JSON)
is not halved. The processes are started anew for each run."""

_BLANKS_WORDS: Final = f"""From {_number(BLANK_ONES[0].files)} to {_number(BLANK_ONES[1].files)} returns. The guard's own pass over a sheet tells a blank cell from an error and from a formula that was
never calculated, so no second library opens the file ([ADR 0026](adr/0026-read-by-the-guard.md)); what is left to pay are the
warnings, and what they ask of scoring."""

_MEMORY_WORDS: Final = """The peak is that of all processes added up, each at its own highest; pages that they share count with each. The
returns' own size is every object that the returns lead to once they are read, each counted once (`bench/held.py`). Beside
them a run holds each commune's scorecard, with every sum and what it was added up from: that grows with the communes."""

_NATION_WORDS: Final = f"""3 321 communes hand in about 24 returns a year each: four quarters of five offices, two baselines, and what is handed in
again. The projection is a straight line: the run of {_number(YEARS[-1].files)} returns, plus the cost of one return more between
{_number(YEARS[0].files)} and {_number(YEARS[-1].files)} for every one beyond. It holds as far as the time per file is flat, which the table of what
one return more costs shows, and as far as the memory named is there. The files lay in the system's cache."""

_HOW: Final = """Each run is a process of its own, measured from outside: wall time from start to exit, processor time of all its
processes as the system accounts for it, memory as the system keeps each process's peak. Output goes to a sink. Rounds go
through all runs in turn, every other one backwards, so that a machine whose speed drifts treats all alike; ratios within one
session count, absolute times are this machine's. The returns are made by `bench/made_returns.py` from a seed: the same bytes
every time, each cell what the program's own form writer would have written. They are read from the system's file cache.

```bash
python bench/scale.py                                        # everything
python bench/scale.py --counts 390 1560 --only jobs-1 calamine
python bench/page.py                                         # this page again, from bench/results.json
```"""


if __name__ == "__main__":
    PAGE.write_text(page(load_results()), encoding="utf-8", newline="\n")
