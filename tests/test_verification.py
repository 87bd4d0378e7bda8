"""Scorecards verified against returns that are as they were, or are not: through files, as the command does it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from cchc_kpi import pipeline, verification
from cchc_kpi.plan.file import LoadedPlan, load_plan
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.written import WrittenCell
from cchc_kpi.verification import Unverifiable
from cchc_kpi.verifying.answers import Answer, Difference, Fate, Reason, Sort, Verification
from forms_for_tests import TARGETS, convert, needs_libreoffice, opened
from program import EXAMPLES
from scorecards_for_tests import Cards, Tampered, edit_in_libreoffice, tampered, write_card

QUARTER, YEAR = "2026-Q1", "year"
KINDS = pytest.mark.parametrize("kind", [QUARTER, YEAR])
SERVICE_CENTRE = "2026-Q1/ttpvhcc-2026-Q1.xlsx"
Check = Callable[..., Verification]


@pytest.fixture
def check(loaded: LoadedPlan, plan: Plan) -> Check:
    """Verify a workbook against returns, by default the example's; fails where that cannot be done."""

    def verify(path: Path, *returns: Path) -> Verification:
        held = verification.open_scorecard(path, plan)
        assert not isinstance(held, Unverifiable), held
        outcome = verification.verify(held, map(str, returns or (EXAMPLES,)), loaded, plan)
        assert not isinstance(outcome, Unverifiable), outcome
        return outcome

    return verify


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """The example's returns in a folder of their own, to be changed."""
    return Path(shutil.copytree(EXAMPLES, tmp_path / "nop", ignore=shutil.ignore_patterns("*.py", "*.yaml")))


def number_of(cell: WrittenCell | None) -> float | str | None:
    """The number that a cell holds, else its text."""
    if cell is None:
        return None
    return cell.number if cell.number is not None else cell.text


def by_cell(outcome: Verification, answer: Answer) -> dict[tuple[str, str], Difference]:
    """What has an answer, by sheet and cell."""
    return {(d.sheet, d.cells): d for d in outcome.judgement.differences if d.answer is answer}


def changes(outcome: Verification) -> dict[str, Fate]:
    """What has become of the returns that are not as they were, by the end of their paths."""
    return {"/".join(change.file.split("/")[-2:]): change.fate for change in outcome.returns}


# What somebody does to a workbook in LibreOffice, or LibreOffice itself by saving it.


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_workbook_saved_again_by_libreoffice_stands(cards: Cards, check: Check, tmp_path: Path) -> None:
    """Styles, escapes, 15 digits, merged titles: nothing of it is a change."""
    for path in convert(list(cards.files.values()), "xlsx", tmp_path / "saved").iterdir():
        outcome = check(path)
        assert () == outcome.judgement.differences
        assert outcome.stands


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("kind", "deed"),
    [
        (QUARTER, ""),
        (YEAR, ""),
        (YEAR, 'book.Sheets.getByName("Số liệu").Rows.insertByIndex(25, 1)'),
        (QUARTER, 'book.Sheets.getByName("Bảng điểm").Columns.insertByIndex(3, 1)'),
        (YEAR, 'book.Sheets.moveByName("Nguồn", 0)'),
    ],
    ids=["recalculated", "year recalculated", "blank row put in", "blank column put in", "sheet moved"],
)
def test_what_changes_no_number_changes_no_answer(
    cards: Cards, check: Check, tmp_path: Path, kind: str, deed: str
) -> None:
    """Recalculated from scratch, and with everything a row further down: LibreOffice moves the formulas along."""
    outcome = check(edit_in_libreoffice(cards.files[kind], tmp_path / "x.xlsx", deed))
    assert () == outcome.judgement.differences
    assert outcome.stands


@needs_libreoffice
@pytest.mark.libreoffice
def test_results_follow_an_altered_figure(cards: Cards, check: Check, tmp_path: Path) -> None:
    """TT.04 of 742 made 753, recalculated: one cell was altered, what it led to is told apart.

    742 + 248 = 990 of 990 + 10 = 1000; 753 + 248 = 1001 of 1011; indicator 11 counts 790 of the same 1000.
    """
    deed = 'book.Sheets.getByName("Số liệu").getCellRangeByName("G24").Value = 753'
    outcome = check(edit_in_libreoffice(cards.files[QUARTER], tmp_path / "x.xlsx", deed))
    altered = by_cell(outcome, Answer.ALTERED)
    own = {where for where, d in altered.items() if Reason.FOLLOWS not in d.reasons}
    assert {("Số liệu", "G24")} == own
    following = {
        cell: (number_of(d.found), number_of(d.expected))
        for (_, cell), d in altered.items()
        if d.reasons == (Reason.FOLLOWS,)
    }
    assert {
        "D13": (1001.0, 990.0),
        "E13": (1011.0, 1000.0),
        "H13": ("✓ Đạt", "✗ Chưa đạt"),
    }.items() <= following.items()
    assert {
        "D13",
        "E13",
        "F13",
        "H13",
        "I13",
        "E22",
        "F22",
        "I22",
        "D50",
        "E50",
        "D55",
        "E55",
    } == following.keys()


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_row_taken_out_is_told_with_what_it_did(cards: Cards, check: Check, tmp_path: Path) -> None:
    """The line of TT.04 deleted: the line is gone, the formulas that led there are others, their results follow."""
    deed = 'book.Sheets.getByName("Số liệu").Rows.removeByIndex(23, 1)'
    outcome = check(edit_in_libreoffice(cards.files[QUARTER], tmp_path / "x.xlsx", deed))
    altered = [d for d in outcome.judgement.differences if Reason.FOLLOWS not in d.reasons]
    [gone] = [d for d in altered if d.reasons == (Reason.GONE,)]
    assert ("Số liệu", "TT.04, Trung tâm Phục vụ hành chính công, 2026-Q1") == (gone.sheet, gone.label.line)
    broken = {d.cells for d in altered if d is not gone}
    assert {"D13", "E13", "E22"} == broken


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_sorted_table_of_figures_is_told(cards: Cards, check: Check, tmp_path: Path) -> None:
    """Sorted by office: every figure is right and in another row, where the formulas find another one."""
    deed = """Dim field(0) As New com.sun.star.table.TableSortField, how(0) As New com.sun.star.beans.PropertyValue
field(0).Field = 3
field(0).IsAscending = True
how(0).Name = "SortFields"
how(0).Value = field()
book.Sheets.getByName("Số liệu").getCellRangeByName("A4:M343").sort(how())"""
    outcome = check(edit_in_libreoffice(cards.files[QUARTER], tmp_path / "x.xlsx", deed))
    differences = outcome.judgement.differences
    assert ["Số liệu"] == [d.sheet for d in differences if d.reasons == (Reason.MOVED,)]
    assert {"Số liệu", "Bảng điểm"} == {d.sheet for d in differences}
    assert Reason.FORMULA in {reason for d in differences if d.cells == "D13" for reason in d.reasons}


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_renamed_sheet_is_known_by_what_it_holds(cards: Cards, check: Check, tmp_path: Path) -> None:
    """The name is told; its numbers stand, and so does what leads to them by the new name."""
    deed = 'book.Sheets.getByName("Số liệu").Name = "So lieu"'
    outcome = check(edit_in_libreoffice(cards.files[YEAR], tmp_path / "x.xlsx", deed))
    assert [("So lieu", (Reason.RENAMED,))] == [(d.sheet, d.reasons) for d in outcome.judgement.differences]


@pytest.mark.filterwarnings("ignore")
@KINDS
def test_a_workbook_saved_by_openpyxl_has_no_results(
    cards: Cards, check: Check, tmp_path: Path, kind: str
) -> None:
    """Nothing was altered, and nothing can be said of the results: they are not there."""
    openpyxl.load_workbook(cards.files[kind]).save(tmp_path / "x.xlsx")
    outcome = check(tmp_path / "x.xlsx")
    assert (False, True, False) == (outcome.is_broken, outcome.is_uncalculated, outcome.stands)
    assert 0 < outcome.judgement.count(Answer.STANDS, Sort.NUMBER)


# Returns that are not as they were.


def test_a_return_changed_since_is_told_with_old_and_new(cards: Cards, check: Check, returns: Path) -> None:
    """TT.04 of 742 is 753 in the return by now: the same cells as above, and nothing was altered."""
    with opened(returns / SERVICE_CENTRE) as form:
        form.at("TT.04").value = 753
    outcome = check(cards.files[QUARTER], returns)
    assert {} == by_cell(outcome, Answer.ALTERED)
    assert {SERVICE_CENTRE: Fate.CHANGED} == changes(outcome)
    changed = {
        where: (number_of(d.found), number_of(d.today))
        for where, d in by_cell(outcome, Answer.RETURNS_CHANGED).items()
    }
    assert (742.0, 753.0) == changed["Số liệu", "G24"]
    assert (990.0, 1001.0) == changed["Bảng điểm", "D13"]
    assert ("✗ Chưa đạt", "✓ Đạt") == changed["Bảng điểm", "H13"]
    numbers = {
        "D13", "E13", "F13", "H13", "I13", "J13", "E22", "F22", "I22", "J22", "D50", "E50", "D55", "E55",
    }  # fmt: skip
    assert numbers == {cell for sheet, cell in changed if sheet == "Bảng điểm"}
    # 38 + 812 + 205 received is no longer 753 + 248 + 10 resolved + 55 + 0 pending: the return now has an error.
    assert {"E6", "F6"} == {cell for sheet, cell in changed if sheet == "Nguồn"}


def test_a_changed_return_and_an_altered_workbook_are_told_apart(
    cards: Cards, check: Check, returns: Path, tmp_path: Path
) -> None:
    """TT.04 changed in the return; TC.02, of an office whose return is as it was, altered in the workbook."""
    with opened(returns / SERVICE_CENTRE) as form:
        form.at("TT.04").value = 753

    with tampered(cards.files[QUARTER], tmp_path / "x.xlsx") as book:
        book.put("Số liệu", "G8", 24)
        book.put("Bảng điểm", "D11", 24, keep_formula=True)
        book.put("Bảng điểm", "H14", "✓ Đạt")
    outcome = check(tmp_path / "x.xlsx", returns)
    altered = by_cell(outcome, Answer.ALTERED)
    assert {("Số liệu", "G8"), ("Bảng điểm", "D11"), ("Bảng điểm", "H14")} == altered.keys()
    assert (Reason.FOLLOWS,) == altered["Bảng điểm", "D11"].reasons
    changed = by_cell(outcome, Answer.RETURNS_CHANGED)
    assert {("Số liệu", "G24"), ("Bảng điểm", "D13"), ("Bảng điểm", "H13")} <= changed.keys()


def test_a_return_gone_takes_its_lines_with_it(cards: Cards, check: Check, returns: Path) -> None:
    """Of the fourth quarter, which the first does not need: its lines are no more, every result stands."""
    (returns / "2026-Q4/vp-2026-Q4.xlsx").unlink()
    outcome = check(cards.files[QUARTER], returns)
    assert {"2026-Q4/vp-2026-Q4.xlsx": Fate.GONE} == changes(outcome)
    differences = outcome.judgement.differences
    assert {(Answer.RETURNS_CHANGED, (Reason.GONE,))} == {(d.answer, d.reasons) for d in differences}
    assert {"Số liệu", "Nguồn"} == {d.sheet for d in differences}
    assert 31 == outcome.judgement.count(Answer.STANDS, Sort.VERDICT)


def test_a_return_of_another_period_changes_nothing(
    check: Check, returns: Path, tmp_path: Path, loaded: LoadedPlan
) -> None:
    """The scorecard of the first quarter, made when there was no other; the year's returns have come since."""
    path = write_card(tmp_path / "q.xlsx", QUARTER, loaded, [returns / "2026-Q1"])
    early = check(path, returns / "2026-Q1")
    assert (True, {}) == (early.stands, changes(early))
    later = check(path, returns / "2026-Q1", returns / "2026-Q4")
    assert {Fate.ARRIVED} == set(changes(later).values())
    assert ((), True) == (later.judgement.differences, later.stands)


def test_a_return_that_was_lacking_has_come(cards: Cards, check: Check, returns: Path) -> None:
    """A first quarter's return in the place of the missing second one: what it fills is told, nothing was altered."""
    with opened(returns / "2026-Q1/dvci-2026-Q1.xlsx") as form:
        form.beside("Kỳ báo cáo").value = "2026-Q2"
        form.book["_cchc_kpi"].sheet_state = "visible"
        for row in form.book["_cchc_kpi"].iter_rows():
            for cell in row:
                cell.value = "2026-Q2" if cell.value == "2026-Q1" else cell.value
    (returns / "2026-Q1/dvci-2026-Q1.xlsx").rename(returns / "2026-Q2/dvci-2026-Q2.xlsx")
    shutil.copy(EXAMPLES / "2026-Q1/dvci-2026-Q1.xlsx", returns / "2026-Q1")
    outcome = check(cards.files[YEAR], returns)
    assert {"2026-Q2/dvci-2026-Q2.xlsx": Fate.ARRIVED} == changes(outcome)
    assert {} == by_cell(outcome, Answer.ALTERED)
    received = by_cell(outcome, Answer.RETURNS_CHANGED)["Tổng hợp", "P12"]
    assert ("4/5", "5/5") == (number_of(received.found), number_of(received.today))


def test_a_later_submission_takes_the_place_of_an_earlier_one(
    cards: Cards, check: Check, returns: Path
) -> None:
    """Both lie in the folder: the earlier one is as it was, and does not count any more."""
    shutil.copy(returns / SERVICE_CENTRE, returns / "2026-Q1/ttpvhcc-2026-Q1 (sua).xlsx")
    with opened(returns / "2026-Q1/ttpvhcc-2026-Q1 (sua).xlsx") as form:
        form.beside("Lần nộp").value = 2
        form.at("TT.13").value = 220
    outcome = check(cards.files[QUARTER], returns)
    assert {"2026-Q1/ttpvhcc-2026-Q1 (sua).xlsx": Fate.ARRIVED} == changes(outcome)
    assert {} == by_cell(outcome, Answer.ALTERED)
    changed = by_cell(outcome, Answer.RETURNS_CHANGED)
    # 226 of 240 were satisfied; now 220 are.
    assert (226.0, 220.0) == (
        number_of(changed["Bảng điểm", "D14"].found),
        number_of(changed["Bảng điểm", "D14"].today),
    )
    assert ("nhận", "không dùng") == (
        number_of(changed["Nguồn", "E6"].found),
        number_of(changed["Nguồn", "E6"].today),
    )


@KINDS
def test_returns_that_lie_elsewhere_are_the_same(
    cards: Cards, check: Check, returns: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another folder, other names: a path is no figure."""
    for place, path in enumerate(sorted(returns.rglob("*.xlsx"))):
        path.rename(returns / f"{place}.xlsx")
    monkeypatch.chdir(returns)
    outcome = check(cards.files[kind], Path())
    assert ((), {}) == (outcome.judgement.differences, changes(outcome))


def test_scorecards_among_the_returns_are_none(cards: Cards, check: Check, returns: Path) -> None:
    """Nor is the very workbook that is verified, though a sheet that somebody added makes it look like a return."""
    for name in ("a.xlsx", "b.xlsx"):
        shutil.copy(cards.files[QUARTER], returns / name)
    assert check(returns / "a.xlsx", returns).stands
    with tampered(cards.files[QUARTER], returns / "a.xlsx") as book:
        book.put("Bảng điểm", "D13", 991)
    outcome = check(returns / "a.xlsx", returns)
    assert ({("Bảng điểm", "D13")}, {}) == (by_cell(outcome, Answer.ALTERED).keys(), changes(outcome))


@pytest.mark.parametrize("seed", range(4))
def test_whoever_altered_nothing_is_never_accused(
    check: Check, loaded: LoadedPlan, tmp_path: Path, seed: int
) -> None:
    """Some returns are changed, taken out, handed in again or renamed: the old scorecard was not altered."""
    rng = random.Random(seed)
    then, now = tmp_path / "then", tmp_path / "now"
    shutil.copytree(EXAMPLES, then, ignore=shutil.ignore_patterns("*.py", "*.yaml"))
    meddle(then, rng)
    shutil.copytree(then, now)
    meddle(now, rng)
    period = rng.choice([QUARTER, "2026-Q2", "2026-H1", "2026-Q4", "2026", YEAR])
    path = write_card(tmp_path / "card.xlsx", period, loaded, [then])
    assert check(path, then).stands
    assert {} == by_cell(check(path, now), Answer.ALTERED)


def meddle(folder: Path, rng: random.Random) -> None:
    """Change figures in one return, take one out, hand one in again, rename one; a copy, a file that is none."""
    paths = sorted(path for path in folder.rglob("*-2026-*.xlsx") if "copy" not in path.name)
    changed, gone, again, renamed = rng.sample(paths, 4)
    with opened(changed) as form:
        cells = [row for row in form.sheet.iter_rows(min_row=12) if isinstance(row[3].value, int)]
        for row in rng.sample(cells, min(3, len(cells))):
            row[3].value = rng.choice([None, "KPS", "sai", 0, 7, row[3].value + 1])
        form.beside("Ngày nộp").value = "20/03/2026"
    gone.unlink()
    later = again.with_name(f"{again.stem} (2).xlsx")
    shutil.copy(again, later)
    with opened(later) as form:
        form.beside("Lần nộp").value = 2
    renamed.rename(renamed.with_name(f"x{renamed.name}"))
    shutil.copy(later, later.with_name(f"copy of {later.name}"))
    (folder / f"{rng.randrange(9)}.xlsx").write_bytes(b"not a workbook")


# The record altered; the plan, the program changed.


def test_an_altered_digest_is_told_as_the_change_that_it_claims(
    cards: Cards, check: Check, tmp_path: Path
) -> None:
    """With another digest in the record nobody can tell, yet nothing passes: digest and figure are both told."""
    with tampered(cards.files[QUARTER], tmp_path / "x.xlsx") as book:
        book.put("Nguồn", "F6", "f" * 64)
        book.put("Số liệu", "G24", 753)
    outcome = check(tmp_path / "x.xlsx")
    assert {SERVICE_CENTRE: Fate.CHANGED} == changes(outcome)
    assert {("Nguồn", "F6"), ("Số liệu", "G24")} == by_cell(outcome, Answer.RETURNS_CHANGED).keys()
    # What the workbook's own figure comes to is another result than the one that stands there.
    assert ("Bảng điểm", "D13") in by_cell(outcome, Answer.ALTERED)


def test_a_digest_that_is_none_was_altered(cards: Cards, check: Check, tmp_path: Path) -> None:
    """No program writes it; the return counts as it is."""
    with tampered(cards.files[QUARTER], tmp_path / "x.xlsx") as book:
        book.put("Nguồn", "F6", "như cũ")
        book.put("Số liệu", "G24", 753)
    outcome = check(tmp_path / "x.xlsx")
    assert {("Nguồn", "F6"), ("Số liệu", "G24")} == by_cell(outcome, Answer.ALTERED).keys()


def test_without_its_record_a_workbook_is_still_held_against_the_returns(
    cards: Cards, check: Check, tmp_path: Path
) -> None:
    """The sheet Nguồn emptied: which returns there were, the figures say."""

    def empty(book: Tampered) -> None:
        data = book.sheet("Nguồn")
        for cell in [cell for cell in data.iter() if cell.tag.endswith("}c")]:
            cell.getparent().remove(cell)

    with tampered(cards.files[YEAR], tmp_path / "x.xlsx") as book:
        empty(book)
        book.put("Số liệu", "G24", 753)
    altered = by_cell(check(tmp_path / "x.xlsx"), Answer.ALTERED)
    assert ("Số liệu", "G24") in altered
    assert {"Số liệu", "Nguồn"} == {sheet for sheet, _ in altered}


def other_plan(tmp_path: Path, old: str, new: str) -> LoadedPlan:
    """The repository's plan with a piece of it replaced, which stands there just once."""
    text = TARGETS.read_text("utf-8")
    assert 1 == text.count(old)
    (tmp_path / "targets.yaml").write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    loaded = load_plan(tmp_path / "targets.yaml")
    assert loaded.plan is not None
    return loaded


def test_another_plan_makes_it_unclear_what_was_altered(cards: Cards, tmp_path: Path) -> None:
    """An indicator renamed in the plan: told once, its name in the workbook is nobody's fault; a result typed over is."""
    loaded = other_plan(tmp_path, "Triển khai mạng di động 6G", "Triển khai mạng 6G")
    assert loaded.plan is not None
    with tampered(cards.files[QUARTER], tmp_path / "x.xlsx") as book:
        book.put("Bảng điểm", "D13", 990)
    held = verification.open_scorecard(tmp_path / "x.xlsx", loaded.plan)
    assert not isinstance(held, Unverifiable)
    outcome = verification.verify(held, [str(EXAMPLES)], loaded, loaded.plan)
    assert not isinstance(outcome, Unverifiable)
    assert (True, False, False) == (outcome.is_plan_changed, outcome.is_program_changed, outcome.stands)
    assert {("Bảng điểm", "D13")} == by_cell(outcome, Answer.ALTERED).keys()
    unclear = by_cell(outcome, Answer.UNCLEAR)
    assert {"Triển khai mạng 6G"} == {number_of(d.expected) for d in unclear.values()}


def test_a_plan_that_only_reads_otherwise_changes_no_number(cards: Cards, tmp_path: Path) -> None:
    """A remark in the YAML: every number stands, and still it is not the plan that the workbook names."""
    loaded = other_plan(tmp_path, "schema_version: 1\n", "schema_version: 1 # xem lại\n")
    assert loaded.plan is not None
    held = verification.open_scorecard(cards.files[YEAR], loaded.plan)
    assert not isinstance(held, Unverifiable)
    outcome = verification.verify(held, [str(EXAMPLES)], loaded, loaded.plan)
    assert not isinstance(outcome, Unverifiable)
    assert ((), True, False) == (outcome.judgement.differences, outcome.is_plan_changed, outcome.stands)


def test_another_version_of_the_program_is_said(cards: Cards, check: Check, tmp_path: Path) -> None:
    """Every number stands by this version too."""
    with tampered(cards.files[QUARTER], tmp_path / "x.xlsx") as book:
        cell = book.cell("Nguồn", "A2")
        text = cards.books[QUARTER][3].cells[1, 0].text
        assert "s" == cell.get("t")
        book.put("Nguồn", "A2", f"{text.rpartition(' ')[0]} 0.0.1")
    outcome = check(tmp_path / "x.xlsx")
    assert (True, False, True) == (outcome.is_program_changed, outcome.is_plan_changed, outcome.stands)


def test_waivers_change_findings_and_are_verified_with_them(
    plan: Plan, loaded: LoadedPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scorecard made under waivers stands with them; without them its findings are told, and no number."""
    monkeypatch.chdir(tmp_path)
    fault = "examples/2026-Q3/kt-2026-Q3.xlsx"
    Path("waivers.yaml").write_text(
        f"schema_version: 1\nwaivers:\n  - code: C01\n    return: {fault.rpartition('/')[2]}\n    cell: D19\n"
        "    accepted_by: Chủ tịch UBND xã\n    reason: Đã chốt\n    until: 31/12/2026\n",
        encoding="utf-8",
    )
    shutil.copytree(EXAMPLES, "examples")
    listed = pipeline.open_waivers(None, None, plan)
    assert listed is not None
    assert listed.waivers is not None
    card = pipeline.score(pipeline.read_batch(["examples"], plan), loaded, plan, None, listed.waivers)
    assert card is not None
    pipeline.write_scorecard_file(card, Path("card.xlsx"))
    held = verification.open_scorecard(Path("card.xlsx"), plan)
    assert not isinstance(held, Unverifiable)
    with_waivers = verification.verify(held, ["examples"], loaded, plan, listed.waivers)
    without = verification.verify(held, ["examples"], loaded, plan)
    assert not isinstance(with_waivers, Unverifiable)
    assert not isinstance(without, Unverifiable)
    assert with_waivers.stands
    assert {"Phát hiện"} == {d.sheet for d in without.judgement.differences}


# What cannot be verified.


@pytest.mark.parametrize("name", ["x.xlsx", "none.xlsx", "form.xlsx", "card.ods"])
def test_what_is_no_scorecard_cannot_be_verified(plan: Plan, tmp_path: Path, name: str, cards: Cards) -> None:
    """Bytes that are no workbook, no file, a return, another format: said, and nothing raised."""
    (tmp_path / "x.xlsx").write_bytes(b"not a workbook")
    shutil.copy(EXAMPLES / SERVICE_CENTRE, tmp_path / "form.xlsx")
    if name == "card.ods":
        if shutil.which("soffice") is None:
            pytest.skip("LibreOffice (soffice) is not installed")
        made = convert([cards.files[QUARTER]], "ods", tmp_path / "ods")
        (made / f"{QUARTER}.ods").rename(tmp_path / name)
    held = verification.open_scorecard(tmp_path / name, plan)
    assert isinstance(held, Unverifiable)
    assert (held.reason is not None) != bool(held.findings)


def test_a_scorecard_beyond_the_plan_cannot_be_verified(plan: Plan, cards: Cards, tmp_path: Path) -> None:
    """The record says 2019, in which the plan has no year."""
    with tampered(cards.files[QUARTER], tmp_path / "x.xlsx") as book:
        text = cards.books[QUARTER][3].cells[1, 0].text
        book.put("Nguồn", "A2", text.replace("2026-Q1", "2019-Q1").replace("Kỳ 2019-Q1", "Kỳ 2031-Q1"))
    held = verification.open_scorecard(tmp_path / "x.xlsx", plan)
    assert isinstance(held, Unverifiable)
    assert held.reason is not None
    assert "2031-Q1" in held.reason.vi


def test_without_returns_there_is_nothing_to_verify_by(
    plan: Plan, loaded: LoadedPlan, cards: Cards, tmp_path: Path
) -> None:
    """An empty folder."""
    held = verification.open_scorecard(cards.files[QUARTER], plan)
    assert not isinstance(held, Unverifiable)
    outcome = verification.verify(held, [str(tmp_path)], loaded, plan)
    assert isinstance(outcome, Unverifiable)
    assert ["F02"] == [finding.code for finding in outcome.findings]
