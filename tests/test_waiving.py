"""What a waiver changes: the finding becomes a note that says who accepted it; figures and verdicts stay."""

from __future__ import annotations

import itertools
import string
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cchc_kpi.findings import Finding, Phrase, Place, Rule, told_once
from cchc_kpi.pipeline import read_batch, score, waive_batch
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.waivers import Waiver, form_names
from cchc_kpi.returns.observation import Return, Status
from cchc_kpi.rules import consistency, files, values
from cchc_kpi.scoring.scorecard import expected_returns
from cchc_kpi.waiving import Run, Waiving
from forms_for_tests import form_of, made_return, only, quarter, sound_return, told, write_sound

FILE = "returns/ttpvhcc-2026-Q1.xlsx"
# 2026-Q1 runs to 14/03/2026, 2026-Q2 to 14/06/2026: Nghị định 09/2019/NĐ-CP.
LAST_DAY = date(2026, 3, 14)


def waiver(
    plan: Plan,
    code: str = "C02",
    about: str = "ttpvhcc-2026-Q1",
    cell: str | None = "D9",
    until: date = date(2026, 12, 31),
) -> Waiver:
    """A waiver as it stands on line 4 of a waivers file."""
    place = Place("waivers.yaml", line=4, column=5)
    return Waiver(code, about, form_names(plan).get(about), cell, "Chủ tịch", "Đã chốt.", until, place)


def broken(cell: str | None = "D9", file: str = FILE, rule: Rule = consistency.IDENTITY_BROKEN) -> Finding:
    """A finding in a return, its details filled with whatever its words ask."""
    words = f"{rule.message.vi} {rule.fix.vi}"
    details = {name: "x" for _, name, _, _ in string.Formatter().parse(words) if name}
    return Finding(rule, Place(file, "Báo cáo" if cell else None, cell), details)


def returned(plan: Plan, *findings: Finding, file: str = FILE, period: str | None = "2026-Q1") -> Return:
    """The one-stop centre's return of a quarter, with these findings."""
    return replace(made_return(plan, "ttpvhcc", period, {}, file=file), findings=findings)


def validated(plan: Plan, item: Return, *listed: Waiver) -> tuple[Finding, ...]:
    """What is told of one return that is validated alone."""
    return Waiving(listed, Run(plan, (item,))).waive(item.findings)


def scored(plan: Plan, item: Return, *listed: Waiver, period: str = "2026-Q1") -> tuple[Finding, ...]:
    """What is told of one return when a period is scored from it alone."""
    when = quarter(period)
    return Waiving(listed, Run(plan, (item,), when, expected_returns(plan, when))).waive(item.findings)


# --- W01: what is accepted ---


def test_an_accepted_finding_becomes_a_note_that_says_who_why_and_until_when(plan: Plan) -> None:
    """W01 stands at the same place, weighs nothing, and quotes what was found."""
    details: dict[str, str | Phrase] = {
        "name": "Cân đối hồ sơ", "left_formula": "TT.01", "left": Phrase("1.050", "1,050"), "right_formula": "TT.04",
        "right": Phrase("1.048", "1,048"), "difference": "2",
    }  # fmt: skip
    found = Finding(consistency.IDENTITY_BROKEN, Place(FILE, "Báo cáo", "D9"), details, ("D12",))
    [note] = validated(plan, returned(plan, found), waiver(plan))
    assert ("W01", "note", found.place) == (note.code, note.severity.value, note.place)
    assert (
        f"{FILE}, sheet 'Báo cáo', ô D9, D12: đã được Chủ tịch chấp nhận đến hết 31/12/2026. "
        "C02: Cân đối hồ sơ: TT.01 = 1.050, nhưng TT.04 = 1.048 (lệch 2). Lý do: Đã chốt."
    ) == note.message("vi")
    assert (
        f"{FILE}, sheet 'Báo cáo', cells D9, D12: accepted by Chủ tịch until 31/12/2026. "
        "C02: Cân đối hồ sơ: TT.01 = 1,050, but TT.04 = 1,048 (off by 2). Reason: Đã chốt."
    ) == note.message("en")
    assert "Không cần làm gì đến hết 31/12/2026." == note.fix("vi")


def test_the_note_says_when_a_figure_stays_out(plan: Plan) -> None:
    """W01 of an error that takes a figure out does not let anybody believe that it is back."""
    item = returned(plan, broken(rule=values.NOT_A_NUMBER))
    [note] = validated(plan, item, waiver(plan, "V01"))
    assert "Không cần làm gì đến hết 31/12/2026; số liệu bị loại vẫn không được dùng." == note.fix("vi")
    assert "Nothing to do until 31/12/2026; what was taken out stays out." == note.fix("en")


@pytest.mark.parametrize(
    ("found", "code", "about", "cell"),
    [
        pytest.param(broken(), "C01", "ttpvhcc-2026-Q1", "D9", id="another-rule"),
        pytest.param(broken(), "C02", "ttpvhcc-2026-Q1", "D10", id="another-cell"),
        pytest.param(broken(), "C02", "ttpvhcc-2026-Q1", None, id="no-cell-named"),
        pytest.param(broken(None), "C02", "ttpvhcc-2026-Q1", "D9", id="finding-without-a-cell"),
        pytest.param(broken(), "C02", "kt-2026-Q1", "D9", id="another-office"),
        pytest.param(broken(), "C02", "ttpvhcc-baseline.xlsx", "D9", id="another-file"),
        pytest.param(broken(), "C02", "2/ttpvhcc-2026-Q1.xlsx", "D9", id="another-folder"),
        pytest.param(broken(), "C02", "hcc-2026-Q1.xlsx", "D9", id="end-of-a-file-name"),
    ],
)
def test_a_waiver_of_something_else_accepts_nothing(
    plan: Plan, found: Finding, code: str, about: str, cell: str | None
) -> None:
    """Near misses of W01: rule, return and cell must all be the same; the error stands, the waiver is idle."""
    assert ["C02", "W02"] == told(scored(plan, returned(plan, found), waiver(plan, code, about, cell)))


def test_a_waiver_of_another_quarter_accepts_nothing(plan: Plan) -> None:
    """Near miss of W01: the same office and cell, another period."""
    other = returned(plan, broken(), period="2026-Q2")
    assert ["C02"] == told(validated(plan, other, waiver(plan)))


def test_any_cell_of_a_finding_names_it(plan: Plan) -> None:
    """A finding over several cells is accepted by naming one, and the note names them all."""
    found = replace(broken(), also=("D10", "D12"))
    for cell in ("D9", "D10", "D12"):
        [note] = validated(plan, returned(plan, found), waiver(plan, cell=cell))
        assert ("W01", ("D9", "D10", "D12")) == (note.code, note.cells)


def over(*cells: str) -> Finding:
    """A part greater than its whole, over these cells."""
    return replace(broken(cells[0], rule=consistency.PART_EXCEEDS_WHOLE), also=cells[1:])


def test_a_cell_of_two_findings_accepts_neither(plan: Plan) -> None:
    """W06: D12 is the whole of two parts; which of the two was meant is asked, by the cells that tell them apart."""
    item = returned(plan, over("D13", "D12"), over("D14", "D12"))
    found = validated(plan, item, waiver(plan, "C01", cell="D12"))
    assert ["C01", "C01", "W06"] == sorted(told(found))
    asked = only(found, "W06")
    assert ("waivers.yaml", 4, 5) == (asked.place.file, asked.place.line, asked.place.column)
    assert "ttpvhcc-2026-Q1, ô D12 nằm trong 2 phát hiện C01;" in asked.message("vi")
    assert "chỉ rõ phát hiện được chấp nhận: D13, D14;" in asked.fix("vi")


def test_a_cell_in_which_a_finding_stands_names_that_one_alone(plan: Plan) -> None:
    """Near miss of W06: D13 is a part that exceeds D12, and itself the whole that D14 exceeds."""
    item = returned(plan, over("D13", "D12"), over("D14", "D13"))
    found = validated(plan, item, waiver(plan, "C01", cell="D13"))
    assert [("W01", "D13"), ("C01", "D14")] == [(f.code, f.place.cell) for f in found]


def test_two_findings_in_one_cell_are_told_apart_by_another(plan: Plan) -> None:
    """W06: two identities that begin with D12; D14 belongs to one of them alone, and names it."""
    item = returned(plan, *(replace(broken("D12"), also=also) for also in (("D13", "D14"), ("D13", "D15"))))
    asked = only(validated(plan, item, waiver(plan, cell="D12")), "W06")
    assert "được chấp nhận: D14, D15;" in asked.fix("vi")
    accepted = validated(plan, item, waiver(plan, cell="D14"))
    assert {("W01", "D14"), ("C02", "D15")} == {(f.code, f.cells[-1]) for f in accepted}


def test_another_returns_finding_leaves_no_doubt(plan: Plan) -> None:
    """Near miss of W06: the same cells of two returns are two places."""
    other = replace(returned(plan, file="b.xlsx", period="2026-Q2"), findings=(
        Finding(consistency.PART_EXCEEDS_WHOLE, Place("b.xlsx", "Báo cáo", "D13"), over("D13").details, ("D12",)),
    ))  # fmt: skip
    item = returned(plan, over("D13", "D12"))
    run = Run(plan, (item, other))
    assert ["W01"] == told(Waiving([waiver(plan, "C01", cell="D12")], run).waive(item.findings))


def test_a_finding_without_a_cell_is_named_without_one(plan: Plan) -> None:
    """F07, R-rules about the whole return and the like stand in no cell."""
    assert ["W01"] == told(validated(plan, returned(plan, broken(None)), waiver(plan, cell=None)))


@pytest.mark.parametrize("about", ["thư mời.xlsx", "THƯ MỜI.xlsx", "returns/thư mời.xlsx", "D:/xã/returns/thư mời.xlsx"])  # fmt: skip
def test_a_file_is_named_by_as_much_of_its_path_as_one_likes(plan: Plan, about: str) -> None:
    """A file that tells no office is named by its file name, with folders where that alone says too little."""
    file = "D:/xã/returns/thư mời.xlsx"
    foreign = Return(file, "", findings=(broken(None, file, files.DAMAGED),), rejected=True)
    assert ["W01"] == told(scored(plan, foreign, waiver(plan, "F07", about, None)))


def test_a_return_may_be_named_by_its_file_too(plan: Plan) -> None:
    """Two waivers for one finding, by form and by file: the first is quoted, and neither is idle."""
    by_file = waiver(plan, about="ttpvhcc-2026-Q1.xlsx")._replace(accepted_by="Văn phòng")
    [note] = validated(plan, returned(plan, broken()), by_file, waiver(plan))
    assert ("W01", "Chủ tịch") == (note.code, note.details["accepted_by"])


def test_a_missing_return_is_named_by_its_form(plan: Plan) -> None:
    """C07 has no file: the waiver names the return that is not there."""
    details = {"office": "Trung tâm", "period": "Quý II/2026", "file": "ttpvhcc-2026-Q2.xlsx"}
    missing = Finding(consistency.RETURN_MISSING, details=details)
    run = Run(plan, (), quarter("2026-H1"), expected_returns(plan, quarter("2026-H1")))
    listed = waiver(plan, "C07", "ttpvhcc-2026-Q2", None)
    assert ["W01"] == told(Waiving([listed], run).waive([missing]))
    assert ["C07", "W02"] == told(
        Waiving([listed._replace(about="kt-2026-Q2", slot=("kt", quarter("2026-Q2")))], run).waive([missing])
    )


def test_equal_faults_are_drawn_together_without_the_accepted_one(plan: Plan) -> None:
    """Of three blanks one is accepted: the other two stand, told once."""
    item = returned(plan, *(broken(cell, rule=values.BLANK) for cell in ("D9", "D10", "D11")))
    note, standing = told_once(validated(plan, item, waiver(plan, "V08", cell="D9")))
    assert ("W01", ("D9",), "V08", ("D10", "D11")) == (note.code, note.cells, standing.code, standing.cells)


def test_without_waivers_everything_is_told_as_found(plan: Plan) -> None:
    """An office that accepts nothing sees what it saw before."""
    item = returned(plan, broken())
    assert item.findings == scored(plan, item)
    assert item == Waiving((), Run(plan, (item,))).waive_return(item)


def test_the_order_of_findings_and_waivers_does_not_matter(plan: Plan) -> None:
    """What is told depends on what was found and accepted only."""
    item = returned(plan, broken(), broken("D10"), broken("D11"))
    listed = [waiver(plan), waiver(plan, cell="D10"), waiver(plan, cell="D12")]
    expected = validated(plan, item, *listed)
    assert ["W01", "W01", "C02", "W02"] == told(expected)
    for order in itertools.permutations(range(3)):
        shuffled = replace(item, findings=tuple(item.findings[i] for i in order))
        assert expected == validated(plan, shuffled, *(listed[i] for i in order))


# --- How much of a return is used ---


def test_a_return_whose_one_error_left_its_figures_standing_is_accepted(plan: Plan) -> None:
    """C02 takes nothing out: once the office accepts it, all of the return is used, and nothing is owed."""
    item = returned(plan, broken())
    assert (Status.PARTIAL, Status.ACCEPTED) == (
        item.status, Waiving([waiver(plan)], Run(plan, (item,))).waive_return(item).status,
    )  # fmt: skip


@pytest.mark.parametrize("rule", [values.NOT_A_NUMBER, consistency.PART_EXCEEDS_WHOLE])
def test_a_return_that_lost_a_figure_stays_used_in_part(plan: Plan, rule: Rule) -> None:
    """Near miss: accepting an error does not bring the figure back."""
    item = returned(plan, broken(rule=rule))
    after = Waiving([waiver(plan, rule.code)], Run(plan, (item,))).waive_return(item)
    assert (["W01"], Status.PARTIAL) == (told(after.findings), after.status)


def test_a_return_with_another_error_stays_used_in_part(plan: Plan) -> None:
    """Near miss: one error accepted, one not."""
    item = returned(plan, broken(), broken("D10"))
    after = Waiving([waiver(plan)], Run(plan, (item,))).waive_return(item)
    assert (["W01", "C02"], Status.PARTIAL) == (told(after.findings), after.status)


def test_a_rejected_return_stays_rejected(plan: Plan) -> None:
    """Nobody can accept a damaged file into the sums."""
    item = Return("a.xlsx", "", findings=(broken(None, "a.xlsx", files.DAMAGED),), rejected=True)
    after = Waiving([waiver(plan, "F07", "a.xlsx", None)], Run(plan, (item,))).waive_return(item)
    assert (["W01"], Status.REJECTED) == (told(after.findings), after.status)


# --- W02: a waiver that matches nothing ---


def test_an_idle_waiver_is_told_where_it_is_written(plan: Plan) -> None:
    """W02: line and column of the waivers file, what it was meant for, and what to do."""
    [idle] = validated(plan, returned(plan), waiver(plan))
    assert ("W02", "warning", "waivers.yaml", 4, 5) == (
        idle.code, idle.severity.value, idle.place.file, idle.place.line, idle.place.column,
    )  # fmt: skip
    assert "không thấy phát hiện C02 nào ở ttpvhcc-2026-Q1, ô D9 để miễn trừ." in idle.message("vi")
    assert "xóa mục này" in idle.fix("vi")


@pytest.mark.parametrize(
    ("cells", "named", "words"),
    [
        (("D12", "D10"), "D9", "để miễn trừ; C02 đang ở ô D10, D12."),
        (("D12",), None, "để miễn trừ; C02 đang ở ô D12."),
        ((None,), "D9", "để miễn trừ; phát hiện này không thuộc ô nào."),
    ],
)
def test_an_idle_waiver_is_shown_where_the_fault_is(
    plan: Plan, cells: tuple[str | None, ...], named: str | None, words: str
) -> None:
    """W02: the same fault of the same return at another place is most likely what was meant."""
    item = returned(plan, *map(broken, cells))
    idle = only(validated(plan, item, waiver(plan, cell=named)), "W02")
    assert words in idle.message("vi")


def test_validate_judges_only_waivers_of_the_files_given(plan: Plan) -> None:
    """Near miss of W02: a department validates its own file, and the others' waivers are not its business."""
    listed = [
        waiver(plan, about="kt-2026-Q1"),
        waiver(plan, about="ttpvhcc-2026-Q2"),
        waiver(plan, "R01", "thư mời.xlsx", None),
    ]
    assert [] == told(validated(plan, returned(plan), *listed))


def test_score_judges_waivers_of_all_returns_that_it_expects(plan: Plan) -> None:
    """W02: of a return that should be there, though it is not, and of any file named."""
    listed = [waiver(plan, about="kt-2026-Q1"), waiver(plan, "R01", "thư mời.xlsx", None)]
    assert ["W02", "W02"] == told(scored(plan, returned(plan), *listed))


def test_score_leaves_waivers_of_other_quarters_alone(plan: Plan) -> None:
    """Near miss of W02: they may be needed when their quarter, or the year, is scored again."""
    listed = [waiver(plan, about="ttpvhcc-2026-Q2"), waiver(plan, about="ttpvhcc-2026-Q2", cell=None)]
    assert [] == told(scored(plan, returned(plan), *listed))
    assert ["W02", "W02"] == told(scored(plan, returned(plan), *listed, period="2026"))


def test_score_judges_the_waiver_of_another_quarter_whose_return_is_given(plan: Plan) -> None:
    """W02: that return was read, so it is certain that the fault is not there."""
    item = returned(plan, period="2025-Q4")
    listed = waiver(plan)._replace(about="ttpvhcc-2025-Q4", slot=("ttpvhcc", quarter("2025-Q4")))
    assert ["W02"] == told(scored(plan, item, listed))


# --- W03: a waiver that has ended ---


def test_a_waiver_that_ends_before_the_periods_last_day_does_not_apply(plan: Plan) -> None:
    """W03: told with both days; the finding stands, and the waiver is not told as idle as well."""
    item = returned(plan, broken())
    for say in (validated, scored):
        findings = say(plan, item, waiver(plan, until=date(2026, 3, 13)))
        assert ["C02", "W03"] == told(findings)
        assert (
            "waivers.yaml, dòng 4, cột 5: miễn trừ C02 cho ttpvhcc-2026-Q1, ô D9 chỉ đến hết 13/03/2026, "
            "trước ngày cuối kỳ 2026-Q1 (14/03/2026), nên không áp dụng."
        ) == findings[1].message("vi")
        assert "Nếu Chủ tịch vẫn chấp nhận" in findings[1].fix("vi")


def test_a_waiver_that_reaches_the_last_day_applies(plan: Plan) -> None:
    """Near miss of W03: `until` is the last day on which it holds."""
    for say in (validated, scored):
        assert ["W01"] == told(say(plan, returned(plan, broken()), waiver(plan, until=LAST_DAY)))


def test_a_waiver_that_ended_and_matches_nothing_is_told_once(plan: Plan) -> None:
    """W03 only: that it is idle too is no news."""
    assert ["W03"] == told(validated(plan, returned(plan), waiver(plan, until=date(2026, 1, 1))))


def test_a_waiver_must_last_as_long_as_the_period_scored(plan: Plan) -> None:
    """W03: for the half-year a waiver of the first quarter's return must reach the end of the second."""
    item = returned(plan, broken())
    assert ["C02", "W03"] == told(scored(plan, item, waiver(plan, until=date(2026, 6, 13)), period="2026-H1"))
    assert ["W01"] == told(scored(plan, item, waiver(plan, until=date(2026, 6, 14)), period="2026-H1"))


def test_an_ended_waiver_of_a_quarter_that_is_not_looked_at_is_not_told(plan: Plan) -> None:
    """Near miss of W03: last quarter's waivers stay in the file as a record, and may end."""
    item = returned(plan, period="2026-Q2", file="ttpvhcc-2026-Q2.xlsx")
    ended = waiver(plan, until=date(2026, 3, 31))
    assert [] == told(scored(plan, item, ended, period="2026-Q2"))
    assert [] == told(validated(plan, item, ended))


def test_what_has_no_period_is_measured_by_the_latest_return(plan: Plan) -> None:
    """In `validate`, a baseline or a foreign file has no last day of its own; alone it ends no waiver."""
    baseline = replace(made_return(plan, "kt", None, {}), findings=(broken("D14", "kt-baseline.xlsx"),))
    first, second = sound_return(plan, "kt", "2026-Q1"), sound_return(plan, "kt", "2026-Q2")
    listed = waiver(plan, about="kt-baseline", cell="D14", until=LAST_DAY)
    for others, expected in (((), "W01"), ((first,), "W01"), ((first, second), "W03")):
        run = Run(plan, (baseline, *others))
        assert expected in told(Waiving([listed], run).waive(baseline.findings))


def test_a_rejected_row_of_a_table_hides_no_idle_waiver_of_a_file(plan: Plan) -> None:
    """Near miss of a return from a table: a waiver of la.xlsx is idle, though a table holds a return of no known office."""
    stray = Return("hong.xlsx", "", rejected=True, table="t.csv")
    held = Return("la.xlsx", "", rejected=True)
    listed = waiver(plan, "F05", "la.xlsx", None)
    assert ["W02"] == told(Waiving([listed], Run(plan, (stray, held))).waive(()))
    of_the_table = replace(held, table="t.csv")
    assert [] == told(Waiving([listed], Run(plan, (stray, of_the_table))).waive(()))


# --- From files ---


@pytest.fixture(scope="module")
def faulty(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a quarter's returns; the one-stop centre's breaks an identity (C02) and holds a text (V01)."""
    folder = tmp_path_factory.mktemp("faulty")
    for office in ("vp", "kt", "vhxh", "dvci"):
        write_sound(form_of(plan, office), folder)
    # 50 + 600 + 400 = 1050 received, 602 + 390 + 10 + 45 + 5 = 1052 resolved and pending.
    write_sound(form_of(plan, "ttpvhcc"), folder, {"TT.04": 602, "TT.12": "abc"})
    return folder


def cells_of(plan: Plan, folder: Path) -> dict[str, str | None]:
    """The cell of each error in the faulty folder, by its code."""
    return {f.code: f.place.cell for f in read_batch([str(folder)], plan).all_findings if f.is_error}


def test_waivers_change_no_figure_and_no_verdict(plan: Plan, loaded: LoadedPlan, faulty: Path) -> None:
    """Scored with and without waivers, all but the findings and how a return is called is the same."""
    cells = cells_of(plan, faulty)
    assert ["C02", "V01"] == sorted(cells)
    batch = read_batch([str(faulty)], plan)
    before = score(batch, loaded, plan, quarter("2026-Q1"))
    listed = [waiver(plan, code, cell=cell) for code, cell in cells.items()]
    after = score(batch, loaded, plan, quarter("2026-Q1"), listed)
    assert before is not None
    assert after is not None
    errors = [[f for f in card.findings if f.is_error] for card in (before, after)]
    assert (["C02", "V01"], []) == (told(errors[0]), told(errors[1]))
    others = [f for f in before.findings if not f.is_error]
    assert others == [f for f in after.findings if f.code != "W01"]
    assert (before.results, True, True) == (after.results, before.provisional, after.provisional)
    assert [item.observations for item in before.returns] == [item.observations for item in after.returns]
    assert [item.status for item in before.returns] == [item.status for item in after.returns]


def test_a_batch_is_told_with_its_waivers(plan: Plan, faulty: Path) -> None:
    """`validate`: the return carries the note, the batch what is wrong with the waivers; each finding once."""
    batch = read_batch([str(faulty)], plan)
    listed = [
        waiver(plan, cell=cells_of(plan, faulty)["C02"]),
        waiver(plan, "V01", cell="D99"),
        waiver(plan, "V01", "kt-2026-Q1", "D14", date(2026, 1, 1)),
    ]
    after = waive_batch(batch, listed, plan)
    centre = next(item for item in after.returns if item.office == "ttpvhcc")
    assert (["V01", "W01"], ["W02", "W03"]) == (sorted(told(centre.findings)), sorted(told(after.findings)))
    assert ["V01", "W01", "W02", "W03"] == sorted(told(after.all_findings))
    assert (batch.inputs, batch.is_readable) == (after.inputs, after.is_readable)


def test_a_path_that_leads_nowhere_can_be_accepted(plan: Plan, faulty: Path) -> None:
    """F01 belongs to no return: a scheduled command may name a file that comes later."""
    batch = read_batch([str(faulty / "none.xlsx")], plan)
    after = waive_batch(batch, [waiver(plan, "F01", "none.xlsx", None)], plan)
    assert (["F01"], ["W01"]) == (told(batch.all_findings), told(after.all_findings))
