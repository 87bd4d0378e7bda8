from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

import page
import scale
from asked import answers
from cases import CALAMINE, CASES, CONTESTANTS, DASK, EXPAT, NAIVE, OURS, Case
from cchc_kpi import pipeline
from cchc_kpi.periods import Period
from cchc_kpi.plan.communes import load_communes
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.template_xlsx import FormEntries, write_form
from cchc_kpi.returns.layout import NO, YES
from cchc_kpi.returns.observation import Return, State
from cluster import is_dask_there
from figures import SMALLS, YEARS, for_the_nation, known, step_of
from held import bytes_held
from made_returns import (
    COMMUNES_FILE,
    TEXT_FOR_A_NUMBER,
    Kind,
    Made,
    Wanted,
    made_returns,
    main,
    make_returns,
)
from naive import score_period
from program import ROOT
from province import made_communes
from results import Held, Measurement, Results, Session, load_results, save_results
from scale import Kept, benchmark, turns
from watch import RunFailed, cost_of

QUARTERS = Period(2026, "Y").quarters
SOUND_YEAR = Wanted(3, QUARTERS, baselines=True)
SPOILED = Wanted(2, (Period(2026, "Q1"), Period(2026, "Q4")), baselines=True, blanks=0.5, faults=0.5)


def written(made: Made, plan: Plan, path: Path) -> Path:
    """The same return as the program's own writer writes it."""
    communes = made_communes(3)
    own = communes.plan_of(plan, communes.by_code[made.commune])
    codes = {measure.id: measure.code for measure in plan.measures}
    entries = {(codes[name], header): entry for (name, header), entry in made.figures.items()}
    write_form(replace(made.form, plan=own, commune=made.commune), path, FormEntries(entries))
    return path


def sheet_of(made: Made) -> bytes:
    """The XML of a return's form, its formulas taken out: what its checks show is left."""
    with zipfile.ZipFile(io.BytesIO(made.content)) as package:
        return re.sub(
            rb"<f>.*?</f>|<dataValidation .*?</dataValidation>", b"", package.read("xl/worksheets/sheet1.xml")
        )


def cells(path: Path) -> list[tuple[str, str, object, object, str]]:
    """Every cell of the form's two sheets: sheet, address, what it holds, what it shows, its number format."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return [
        (name, cell.coordinate, cell.value, values[name][cell.coordinate].value, cell.number_format)
        for name in formulas.sheetnames[:2]
        for row in formulas[name].iter_rows()
        for cell in row
    ]


def read(made: Made, plan: Plan, folder: Path) -> Return:
    """The return as the program reads it."""
    path = folder / made.path
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(made.content)
    return pipeline.read_file(path, plan, communes=made_communes(3))


def test_every_cell_is_what_the_writer_would_have_written(plan: Plan, tmp_path: Path) -> None:
    """Sound, with blanks, with a text for a number, with a part greater than its whole, or a baseline; for any commune."""
    every = list(made_returns(plan, SPOILED))
    assert 2 * (2 * 5 + 2) == len(every)
    entries = {entry for made in every for entry in made.figures.values()}
    blanks = sum(len(made.figures) < len(made.form.measures) for made in every if not made.form.is_baseline)
    assert (True, True) == (TEXT_FOR_A_NUMBER in entries, blanks > 0)
    assert any("lớn hơn".encode() in sheet_of(made) for made in every)
    for made in every:
        (tmp_path / "made.xlsx").write_bytes(made.content)
        assert cells(written(made, plan, tmp_path / "written.xlsx")) == cells(tmp_path / "made.xlsx")


def test_a_return_reads_back_with_exactly_the_figures_asked_for(plan: Plan, tmp_path: Path) -> None:
    """All of a year's returns and baselines of three communes are accepted without an error, figure by figure."""
    answers = {YES: 1, NO: 0}
    for made in made_returns(plan, SOUND_YEAR):
        item = read(made, plan, tmp_path)
        years = dict(zip(made.form.value_headers, made.form.years, strict=False))
        expected = {
            (name, str(years.get(header) or made.form.period)): answers.get(str(entry), entry)
            for (name, header), entry in made.figures.items()
        }
        here = {
            (o.measure, str(o.period.year if item.is_baseline else o.period)): o.value
            for o in item.observations
        }
        assert (made.commune, expected, ()) == (
            item.commune,
            here,
            tuple(f for f in item.findings if f.is_error),
        )


def test_typical_returns_have_working_figures_behind_the_form(plan: Plan, tmp_path: Path) -> None:
    """Two sheets of 150 rows by 18 columns follow, about 60 KB in all; the form's own cells are the same."""
    small, typical = (next(iter(made_returns(plan, Wanted(1, kind=kind)))) for kind in Kind)
    paths = [tmp_path / "small.xlsx", tmp_path / "typical.xlsx"]
    for path, made in zip(paths, (small, typical), strict=True):
        path.write_bytes(made.content)
    assert cells(paths[0]) == cells(paths[1])
    behind = openpyxl.load_workbook(paths[1]).worksheets[2:]
    assert [(150, 18), (150, 18)] == [(sheet.max_row, sheet.max_column) for sheet in behind]
    assert 50_000 < len(typical.content) < 75_000
    item = read(typical, plan, tmp_path)
    assert (len(typical.figures), ()) == (len(item.observations), item.findings)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(plan: Plan) -> None:
    """File by file, blanks and faults included."""
    one, again, other = (
        [made.content for made in made_returns(plan, wanted)]
        for wanted in (SPOILED, SPOILED, replace(SPOILED, seed=2))
    )
    assert one == again
    assert not set(one) & set(other)


def test_a_share_of_one_puts_three_blanks_or_one_fault_into_every_return(plan: Plan, tmp_path: Path) -> None:
    """The reader finds three cells blank in each; or an error in each."""
    blank = [read(made, plan, tmp_path) for made in made_returns(plan, Wanted(2, blanks=1.0))]
    assert [3] * 10 == [sum(o.state is State.BLANK for o in item.observations) for item in blank]
    faulty = [read(made, plan, tmp_path) for made in made_returns(plan, Wanted(2, faults=1.0))]
    assert [True] * 10 == [any(finding.is_error for finding in item.findings) for item in faulty]


def test_a_corrupt_file_among_others_costs_one_finding(plan: Plan, tmp_path: Path) -> None:
    """Of ten returns one is cut off in the middle: nine are accepted."""
    assert 10 == make_returns(tmp_path, Wanted(2, corrupt=1))
    communes = load_communes(tmp_path / COMMUNES_FILE).communes
    batch = pipeline.read_batch([str(tmp_path)], plan, communes)
    assert ["F07"] == [finding.code for finding in batch.all_findings if finding.is_error]
    assert 9 == sum(not item.rejected for item in batch.returns)


def test_the_command_makes_what_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two communes, two quarters, baselines: 2 * (2 * 5 + 2) = 24 returns, and the list."""
    main([str(tmp_path / "thu"), "--communes", "2", "--quarters", "2026-Q1", "2026-Q2", "--baselines"])
    assert "2 xã, 24 báo cáo" in capsys.readouterr().err
    files = sorted((tmp_path / "thu").rglob("*.xlsx"))
    assert (24, True) == (len(files), (tmp_path / "thu" / COMMUNES_FILE).exists())
    assert all(zipfile.ZipFile(path).testzip() is None for path in files)


@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q4", "2026"])
def test_the_script_comes_to_the_same_numerators_and_denominators(
    loaded: LoadedPlan, plan: Plan, tmp_path: Path, period: str
) -> None:
    """Every commune, every indicator due, by two programs that share no code; amounts to a millionth of a millionth.

    A quarter has 23 indicators, of the 31 that a year has: 3 * 23 = 69 and 3 * 31 = 93 results.
    """
    make_returns(tmp_path, SOUND_YEAR)
    communes = load_communes(tmp_path / COMMUNES_FILE).communes
    assert communes is not None
    batch = pipeline.read_batch([str(tmp_path)], plan, communes)
    asked = Period(2026, period.removeprefix("2026-") if "-" in period else "Y")
    scored = pipeline.score_communes(batch, loaded, plan, communes, asked)
    assert scored is not None
    ours = {
        (card.commune.code, result.indicator.id): (result.numerator, result.denominator)
        for card in scored.cards
        for result in card.card.results
        if result.numerator is not None
    }
    table = score_period(tmp_path, period, ROOT / "targets.yaml")
    theirs = {
        (row.commune, row.indicator): (Fraction(row.numerator), Fraction(row.denominator))
        for row in table.itertuples()
    }
    assert (69 if "-" in period else 93) == len(ours)
    assert set(ours) == set(theirs)
    for key, figures in ours.items():
        assert figures == pytest.approx(theirs[key], rel=1e-12), key


def test_a_small_run_goes_from_end_to_end(tmp_path: Path) -> None:
    """Two communes, ten files: everybody gets through, each run is kept, and none is made again on resuming."""
    there = [one for one in CONTESTANTS if one not in DASK or is_dask_there()]
    tiny = Case("tiny", Wanted(2), "2026-Q1", tuple(there), 2)
    kept = Kept(tmp_path / "results.json", tmp_path)
    due = list(turns([tiny], [one.id for one in there], most_rounds=1))
    results = benchmark([tiny], due, kept)
    assert [one.id for one in there] == [run.contestant for run in results.measurements]
    assert all(
        run.wall > 0 and run.cpu > 0 and run.peak >= run.parent_peak > 0 for run in results.measurements
    )
    assert results == load_results(kept.results)
    assert results == benchmark([tiny], due, kept, resume=True)


def test_rounds_go_there_and_back() -> None:
    """A B, then B A: a machine that slows down slows both."""
    case = Case("tiny", Wanted(2), "2026-Q1", (*OURS, CALAMINE), 2)
    due = [(turn.round, turn.contestant.id) for turn in turns([case], ["jobs-1", "calamine"])]
    assert [(1, "jobs-1"), (1, "calamine"), (2, "calamine"), (2, "jobs-1")] == due


def run(case: Case, contestant: str, wall: float, number: int = 1) -> Measurement:
    """A run that took so many seconds, half of them on the processor, and a hundred times as many megabytes."""
    return Measurement(
        session=0, case=case.id, contestant=contestant, files=case.files, round=number,
        wall=wall, cpu=wall / 2, peak=wall * 100, parent_peak=wall * 50,
    )  # fmt: skip


FIRST, MIDDLE, LAST = SMALLS
MEASURED = Results(
    sessions=(Session(started="2026-11-27 01:00", commit="abc", machine="two cores", load=0.5, versions="Python 3"),),
    measurements=(
        *(run(FIRST, "jobs-1", wall, number) for number, wall in enumerate((1.0, 3.0, 2.0), start=1)),
        run(MIDDLE, "jobs-1", 4.34),
        run(FIRST, "naive", 8.0),
        run(MIDDLE, "naive", 31.4),
        run(YEARS[0], "jobs-2", 3.084),
        run(YEARS[1], "jobs-2", 40.0),
    ),
    held=(Held(session=0, case=FIRST.id, files=390, returns=390 * 1024, scorecards=0),),
)  # fmt: skip


def test_the_cost_of_one_more_is_the_difference_of_medians() -> None:
    """1, 3 and 2 s have the median 2; (4.34 - 2) s over 1560 - 390 = 1170 files are 2 ms, half of it on the processor."""
    step = step_of(MEASURED, OURS[0], FIRST, MIDDLE)
    assert step is not None
    assert (2.0, 1.0) == pytest.approx((step.wall, step.cpu))


def test_the_script_is_projected_where_it_takes_too_long() -> None:
    """(31.4 - 8) s over 1170 files are 20 ms; 8000 files take 31.4 s and 6440 times 20 ms = 160.2 s, and say so."""
    found = known(MEASURED, LAST, NAIVE)
    assert found is not None
    assert (160.2, True) == (pytest.approx(found.wall), found.is_projected)
    assert "| ≈ 160.20 |" in page.main_table(MEASURED)
    assert known(MEASURED, LAST, EXPAT) is None


def test_a_nation_is_a_straight_line_from_what_was_measured() -> None:
    """(40 - 3.084) s over 20 020 - 1562 = 18 458 files are 2 ms; 59 980 more take 119.96 s, 159.96 s in all."""
    found = for_the_nation(MEASURED, OURS[1])
    assert found is not None
    assert 159.96 == pytest.approx(found.wall)


def test_what_was_asked_is_answered_from_the_measurements() -> None:
    """8 s against 2 s are 4 times, of the 3 asked; 159.96 s are 2.7 minutes, of the 5."""
    found = {answer.asked.partition(":")[0]: answer for answer in answers(MEASURED)}
    quarter, nation = found["390 returns"], found["80 000 returns, projected, two jobs"]
    assert ("4.0 times", "4.0 times", True) == (quarter.found, quarter.by_processor, quarter.holds)
    assert ("2.7 minutes", True) == (nation.found, nation.holds)
    assert {None} == {answer.holds for answer in answers(Results())}


def test_what_does_not_hold_is_said_with_its_reason() -> None:
    """At 8 000 files two jobs take 40 s and one 40 s: 1.00 times, where 1.5 were asked."""
    runs = (run(LAST, "jobs-1", 40.0), run(LAST, "jobs-2", 40.0))
    [answer] = [one for one in answers(Results(measurements=runs)) if one.holds is False]
    assert "1.00 times" == answer.found
    text = page.page(MEASURED.model_copy(update={"measurements": runs}))
    assert f"- **{answer.asked}**: {answer.why_not}" in text


def test_what_is_measured_anew_takes_the_place_of_what_was_known() -> None:
    """The other cases and contestants stay; so does what the session itself has measured already."""
    assert MEASURED == MEASURED.without([(FIRST.id, "jobs-1")], session=0)
    left = MEASURED.without([(FIRST.id, "jobs-1")], session=1)
    assert 5 == len(left.measurements)
    assert left.median(FIRST.id, "jobs-1") is None


def test_results_are_kept_as_they_are(tmp_path: Path) -> None:
    """Written and read again they are the same, a line a run."""
    save_results(MEASURED, tmp_path / "results.json")
    assert load_results(tmp_path / "results.json") == MEASURED
    lines = (tmp_path / "results.json").read_text("utf-8").splitlines()
    assert len(MEASURED.measurements) == sum('"wall"' in line for line in lines)


def test_the_page_is_what_the_results_make_of_it() -> None:
    """docs/performance.md was not edited by hand, and nobody forgot to write it anew."""
    assert page.page(load_results()) == page.PAGE.read_text("utf-8")


def test_a_command_is_seen_with_all_its_processes(tmp_path: Path) -> None:
    """A child that holds 64 MB beside a parent of a few counts in the sum, and not in the parent's own."""
    child = "import time; held = bytearray(b'1') * 2**26; time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    cost = cost_of([sys.executable, "-c", parent], tmp_path)
    assert cost.wall > 0.5
    assert cost.peak - cost.parent_peak > 64
    assert cost.parent_peak < 64


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    """Nothing is measured of it."""
    with pytest.raises(RunFailed, match=r"(?s)status 3.*why it failed"):
        cost_of(
            [sys.executable, "-c", "import sys; print('why it failed', file=sys.stderr); sys.exit(3)"],
            tmp_path,
        )


def test_what_is_held_twice_counts_once() -> None:
    """A tuple that names one text twice takes the tuple and the text; classes are not held."""
    text = "một chuỗi"
    assert sys.getsizeof((text, text)) + sys.getsizeof(text) == bytes_held((text, text))
    assert sys.getsizeof((str,)) == bytes_held((str,))


def test_the_floors_read_every_file(tmp_path: Path) -> None:
    """Both get through sound returns, and neither passes over one that is cut off."""
    make_returns(tmp_path / "sound", Wanted(1))
    make_returns(tmp_path / "cut", Wanted(1, corrupt=1))
    for floor in ("calamine", "expat"):
        calls = [
            [sys.executable, str(ROOT / "bench" / "floors.py"), floor, str(tmp_path / name)]
            for name in ("sound", "cut")
        ]
        done = [subprocess.run(call, capture_output=True, check=False).returncode for call in calls]
        assert [0, 1] == done


def test_the_cases_have_as_many_files_as_was_asked() -> None:
    """390, 1 560 and 8 000 small ones, more than 20 000 in the year."""
    assert [390, 1560, 8000] == [case.files for case in SMALLS]
    assert YEARS[-1].files >= 20_000
    assert len(CASES) == len({case.id for case in CASES})
    assert scale.HERE == ROOT / "bench"
