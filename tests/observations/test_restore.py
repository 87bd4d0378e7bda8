from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.findings import EMPTY, Finding, Phrase, Place
from cchc_kpi.observations.line import Line
from cchc_kpi.observations.lines import Basis
from cchc_kpi.observations.table import read_table
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Observation, Return, State, Status
from cchc_kpi.rules import consistency, fields, forms, tables
from communes_for_tests import THREE, returned
from forms_for_tests import form_of, only, opened, read, sound_return, write_sound
from tables_for_tests import (
    DIGEST,
    as_if_read,
    changed,
    digested,
    lines,
    read_lines,
    there_and_back,
    told,
    write_lines,
    written_with,
)

ENDINGS = pytest.mark.parametrize("ending", [".csv", ".parquet", ".CSV"])


@ENDINGS
@pytest.mark.parametrize(
    ("office", "period"), [("kt", "2026-Q1"), ("vhxh", "2026-Q4"), ("kt", None), ("dvci", "2026-Q2")]
)
def test_a_sound_return_comes_back_whole(
    plan: Plan, tmp_path: Path, ending: str, office: str, period: str | None
) -> None:
    """Every field and every observation with its provenance, a quarter's and baselines alike."""
    item = replace(sound_return(plan, office, period), submission=2, submitted_on=date(2026, 3, 20))
    (back,) = there_and_back(tmp_path / f"t{ending}", plan, item)
    assert digested(item) == as_if_read(back)
    assert (tmp_path / f"t{ending}").as_posix() == back.table


@ENDINGS
def test_states_stay_apart(plan: Plan, tmp_path: Path, ending: str) -> None:
    """A figure, zero, KPS, a blank and an error come back as what they are; the partial return stays partial."""
    item = sound_return(
        plan, "ttpvhcc", "2026-Q1",
        dossiers_resolved_late=0, dossiers_pending_overdue="KPS", dossiers_carried_over=None, dossiers_resolved_early="error",
    )  # fmt: skip
    error = Finding(
        consistency.PART_EXCEEDS_WHOLE,
        Place(item.file),
        dict.fromkeys(("code", "whole_formula", "whole"), ""),
    )
    (back,) = there_and_back(tmp_path / f"t{ending}", plan, replace(item, findings=(error,)))
    assert item.observations == back.observations
    assert {State.VALUE, State.KPS, State.BLANK, State.ERROR} == {o.state for o in back.observations}
    assert Status.PARTIAL is back.status
    finding = only(back.findings, "T13")
    (cell,) = (o.provenance.cell for o in back.observations if o.state is State.ERROR)
    assert f"không dùng ô {cell}." in finding.message()


AMOUNTS = st.integers(0, 10**21 - 1).map(lambda millionths: Decimal(millionths).scaleb(-6))


@given(
    amounts=st.lists(AMOUNTS, min_size=5, max_size=5),
    count=st.integers(7, 10**15 - 1),
    remark=st.text(st.characters(exclude_categories=()), max_size=20),
)
def test_every_figure_that_a_return_can_hold_is_exact(
    plan: Plan, bench: Path, amounts: list[Decimal], count: int, remark: str
) -> None:
    """Amounts to the millionth below 10^15, counts to the unit, and any text beside them, in both formats."""
    baselines, quarter = sound_return(plan, "kt", None), sound_return(plan, "kt", "2026-Q1")
    items = [
        replace(
            baselines,
            observations=tuple(map(_with_value, baselines.observations, amounts, [remark] * 5)),
        ),
        replace(
            quarter,
            # CQ.15, a part of it, is 7.
            observations=tuple(
                _with_value(o, Decimal(count), remark) if o.measure == "inspections_total" else o
                for o in quarter.observations
            ),
        ),
    ]
    for ending in (".csv", ".parquet"):
        back = there_and_back(bench / f"figures{ending}", plan, *items)
        assert {item.file: item.observations for item in items} == {
            one.file: one.observations for one in back
        }


def _with_value(observation: Observation, value: Decimal, remark: str) -> Observation:
    source = observation.provenance._replace(text=f"{value:f}")
    return replace(observation, value=value, provenance=source, remark=remark)


def test_lines_may_come_in_any_order_and_among_other_columns(plan: Plan, tmp_path: Path) -> None:
    """Sorted by somebody, columns moved and one added: the same returns, and the strange column is named."""
    items = [
        sound_return(plan, "kt", None),
        sound_return(plan, "vhxh", "2026-Q1"),
        sound_return(plan, "kt", "2026-Q1"),
    ]
    held = lines(plan, *items)
    plain = read_lines(plan, tmp_path, held)
    heading = (*reversed(Line._fields), "vùng")
    path = write_lines(tmp_path / "t.csv", [(*reversed(line), "1") for line in reversed(held)], heading)
    other = read_table(path, Basis(plan, DIGEST))
    assert plain.returns == other.returns
    assert "không đọc cột lạ vùng" in only(other.findings, "T01").message()


@pytest.fixture(scope="module")
def sound(plan: Plan) -> list[Line]:
    """The lines of ttpvhcc for 2026-Q1, in the order of the form: 0 is TT.01."""
    return lines(plan, sound_return(plan, "ttpvhcc", "2026-Q1"))


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        ({"value": "1.5"}, "T05", "cột value ghi '1.5'; cần một số nguyên từ 0"),
        ({"value": "-1"}, "T05", "cột value ghi '-1'"),
        ({"value": "1e3"}, "T05", "cột value ghi '1e3'"),
        ({"value": "1,5"}, "T05", "cột value ghi '1,5'"),
        ({"value": ""}, "T05", "cột value ghi trống"),
        ({"value": "1000000000000000"}, "T05", "nhỏ hơn 10^15"),
        ({"value": "١٢"}, "T05", "cột value ghi '١٢'"),
        ({"state": "gì đó"}, "T05", "cột state ghi 'gì đó'; cần một trong: value, kps, blank, error, no_row, not_asked"),
        ({"cell": "D0"}, "T05", "cột cell ghi 'D0'; cần địa chỉ một ô"),
        ({"cell": "=1"}, "T05", "cột cell ghi '=1'"),
        ({"sheet": ""}, "T05", "cột sheet ghi trống"),
        ({"measure": "dossiers"}, "T06", "cột measure ghi 'dossiers', mà kế hoạch không có số liệu này"),
        ({"measure": "direct_spending", "code": "NS.01"}, "T06", "không hỏi cơ quan này số liệu đó"),
        ({"code": "TT.99"}, "T06", "cột code ghi 'TT.99', mà kế hoạch ghi 'TT.01'"),
        ({"unit": "nghìn hồ sơ"}, "T06", "cột unit ghi 'nghìn hồ sơ', mà kế hoạch ghi 'hồ sơ'"),
        ({"type": "amount"}, "T06", "cột type ghi 'amount', mà kế hoạch ghi 'count'"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_refused_with_its_row(
    plan: Plan, tmp_path: Path, sound: list[Line], cells: dict[str, str], code: str, words: str
) -> None:
    """One line of a sound table changed, the first (row 2 of the file): its finding, and no return at all."""
    read = read_lines(plan, tmp_path, changed(sound, 0, **cells))
    assert ((), [(code, 2)]) == (read.returns, told(read.findings))
    assert words in read.findings[0].message()
    assert f"{(tmp_path / 't.csv').as_posix()}, dòng 2: " in read.findings[0].message()


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        ({"sha256": "x"}, "T05", "64 chữ số thập lục phân"),
        ({"sha256": ""}, "T05", "cột sha256 ghi trống"),
        ({"file": ""}, "T05", "tên tệp báo cáo"),
        ({"file": "a\x1b[31m.xlsx"}, "T05", "tên tệp báo cáo"),
        ({"submission": "0"}, "T05", "một số từ 1 đến 999"),
        ({"submitted_on": "14/03/2026"}, "T05", "ngày, như 2026-03-14"),
        ({"submitted_on": "2026-02-30"}, "T05", "ngày, như 2026-03-14"),
        ({"is_baseline": "TRUE"}, "T05", "một trong: true, false"),
        ({"return_status": "ok"}, "T05", "một trong: accepted, partial, rejected"),
        ({"period": "2026-H1"}, "T05", "một quý của 2026-2030"),
        ({"period": "2031-Q1"}, "T05", "một quý của 2026-2030"),
        ({"period": "Quý I/2026"}, "T05", "một quý của 2026-2030"),
        ({"office": "ubnd"}, "T06", "cột office ghi 'ubnd', mà kế hoạch không có cơ quan này"),
        ({"plan_id": "khac"}, "T07", "bảng trích theo kế hoạch 'khac'"),
        ({"plan_sha256": ""}, "T05", "cột plan_sha256 ghi trống"),
        ({"commune_name": "Na Dương"}, "T15", "ghi xã 'Na Dương'; cần 'Lộc Bình'"),
        ({"commune_name": ""}, "T15", "ghi xã trống; cần 'Lộc Bình'"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_return_is_checked_once(
    plan: Plan, tmp_path: Path, sound: list[Line], cells: dict[str, str], code: str, words: str
) -> None:
    """In all lines of the return alike: one finding at its first row, and no return."""
    read = read_lines(plan, tmp_path, [line._replace(**cells) for line in sound])
    assert () == read.returns
    finding = only(read.findings, code)
    assert 2 == finding.place.line
    assert words in finding.message()


@pytest.mark.parametrize(
    "column", ["sha256", "period", "office", "submission", "return_status", "commune_name"]
)
def test_lines_of_one_return_that_part_are_told(
    plan: Plan, tmp_path: Path, sound: list[Line], column: str
) -> None:
    """The third line says otherwise than the first: its row, the first row and both contents."""
    other = {
        "sha256": "0" * 64,
        "period": "2026-Q2",
        "office": "kt",
        "submission": "2",
        "return_status": "partial",
        "commune_name": "Na Dương",
    }
    read = read_lines(plan, tmp_path, changed(sound, 2, **{column: other[column]}))
    assert ((), [("T10", 4)]) == (read.returns, told(read.findings))
    message = read.findings[0].message()
    assert f"cột {column} ghi '" in message
    assert "mà dòng 2, cùng báo cáo ttpvhcc-2026-Q1.xlsx, ghi '" in message


def test_a_figure_twice_is_told_with_both_rows(plan: Plan, tmp_path: Path, sound: list[Line]) -> None:
    """The whole return appended again: 38 lines twice is one finding, the first at row 40."""
    assert 38 == len(sound)
    read = read_lines(plan, tmp_path, [*sound, *sound])
    assert ((), [("T09", 40)]) == (read.returns, told(read.findings))
    assert (
        "dòng này và dòng 2 cùng là số liệu TT.01 kỳ 2026-Q1 của ttpvhcc-2026-Q1.xlsx; còn 37 dòng nữa như vậy."
        in read.findings[0].message()
    )


def test_a_line_taken_out_is_told(plan: Plan, tmp_path: Path, sound: list[Line]) -> None:
    """A return without the lines of TT.02 and TT.03 is no return that anybody handed in."""
    read = read_lines(plan, tmp_path, [sound[0], *sound[3:]])
    assert ((), [("T11", 2)]) == (read.returns, told(read.findings))
    assert "thiếu dòng của TT.02, TT.03." in read.findings[0].message()


def test_faults_of_several_returns_are_told_together(plan: Plan, tmp_path: Path, sound: list[Line]) -> None:
    """A figure changed in one return, a line taken out of another: both at once, and no more."""
    other = lines(plan, sound_return(plan, "kt", "2026-Q1"))
    read = read_lines(plan, tmp_path, [*changed(sound, 0, value="51"), *other[1:]])
    assert ((), [("T16", 2), ("T11", 40)]) == (read.returns, told(read.findings))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, [("T11", 2)]),
        ({"return_status": "gì đó"}, [("T05", 2)]),
        ({"period": "2026"}, [("T05", 2)]),
        ({"return_status": "rejected"}, [("T01", None)]),
    ],
)
def test_only_a_rejected_return_has_no_figures(
    plan: Plan,
    tmp_path: Path,
    sound: list[Line],
    cells: dict[str, str],
    expected: list[tuple[str, int | None]],
) -> None:
    """A line without a measure for a return that is asked 38 of them: one finding, no matter what else is wrong."""
    nothing = dict.fromkeys(("code", "measure", "state", "value", "text", "remark", "sheet", "cell"), "")
    read = read_lines(plan, tmp_path, written_with(sound[:1], **(nothing | cells)))
    assert expected == told(read.findings)


def test_a_whole_return_taken_out_is_no_fault(plan: Plan, tmp_path: Path, sound: list[Line]) -> None:
    """Offices and periods may be filtered: what is left is read."""
    other = lines(plan, sound_return(plan, "kt", "2026-Q1"))
    read = read_lines(plan, tmp_path, other)
    assert (["T01"], ["kt-2026-Q1.xlsx"]) == ([f.code for f in read.findings], [r.file for r in read.returns])
    assert 1 < len(other) != len(sound)


def test_many_rows_with_one_fault_are_one_finding(plan: Plan, tmp_path: Path, sound: list[Line]) -> None:
    """38 lines with a unit that the plan has not: told at the first row, the other 37 counted."""
    read = read_lines(plan, tmp_path, [line._replace(unit="tấn") for line in sound])
    assert [("T06", 2)] == told(read.findings)
    assert read.findings[0].message().endswith("; còn 37 dòng nữa như vậy.")


def test_another_version_of_the_plan_is_a_warning(plan: Plan, tmp_path: Path, sound: list[Line]) -> None:
    """The figures are read; both digests are told. Where nobody knows the plan's own, nothing is told."""
    path = write_lines(tmp_path / "t.csv", written_with(sound, plan_sha256="e" * 64))
    read = read_table(path, Basis(plan, DIGEST))
    assert (1, ["T01", "T08"]) == (len(read.returns), [finding.code for finding in read.findings])
    assert ["T01"] == [finding.code for finding in read_table(path, Basis(plan, "")).findings]


def test_a_rejected_return_keeps_its_one_line(plan: Plan, tmp_path: Path) -> None:
    """Of unknown office and period, even unreadable: one line without a measure, and rejected when read again."""
    unreadable = Return("hong.xlsx", "", rejected=True)
    twice = replace(sound_return(plan, "kt", "2026-Q1"), rejected=True, submission=3)
    held = lines(plan, twice)
    assert [("rejected", "", "", "", "2026-Q1", "kt")] == [
        (line.return_status, line.measure, line.value, line.state, line.period, line.office) for line in held
    ]
    back = there_and_back_rejected(plan, tmp_path, unreadable, twice)
    assert [("hong.xlsx", None, None, 1), ("kt-2026-Q1.xlsx", "kt", twice.period, 3)] == [
        (item.file, item.office, item.period, item.submission) for item in back
    ]
    assert [["T14"], ["T14"]] == [[finding.code for finding in item.findings] for item in back]
    assert {Status.REJECTED} == {item.status for item in back}
    assert {False} == {item.superseded for item in back}


def there_and_back_rejected(
    plan: Plan, folder: Path, unreadable: Return, other: Return
) -> tuple[Return, ...]:
    """Write a return without a digest and another one, and read them."""
    held = [*lines(plan, other), *written_with(lines(plan, unreadable), sha256="")]
    return read_lines(plan, folder, held).returns


def test_a_superseded_return_is_not_in_the_table(plan: Plan) -> None:
    """A copy or an earlier submission would count everything twice."""
    item = replace(sound_return(plan, "kt", "2026-Q1"), rejected=True, superseded=True)
    assert [] == lines(plan, item)


def test_a_row_that_the_return_lacks_has_its_line(plan: Plan, tmp_path: Path) -> None:
    """TT.06 has no row (told then and again); TT.30 was not asked by the older form (no fault): both stay out."""
    item = sound_return(plan, "ttpvhcc", "2026-Q1")
    gone = {plan.measure_by_code[code].id for code in ("TT.06", "TT.30")}
    missing = Finding(tables.ROW_MISSING, Place(item.file), {"code": "TT.06", "label": EMPTY, "hint": EMPTY})
    asks = Phrase(", nhưng chưa hỏi TT.30", ", but does not ask TT.30")
    outdated = Finding(forms.OUTDATED, Place(item.file), {"missing": asks, "absent": "TT.30"})
    item = replace(
        item,
        findings=(missing, outdated),
        observations=tuple(o for o in item.observations if o.measure not in gone),
    )
    states = {line.code: line.state for line in lines(plan, item)}
    assert ("no_row", "not_asked", "value") == (states["TT.06"], states["TT.30"], states["TT.05"])
    (back,) = there_and_back(tmp_path / "t.parquet", plan, item)
    assert item.observations == back.observations
    assert ([missing], Status.PARTIAL) == (list(back.findings), back.status)


def test_what_an_older_form_never_asked_is_told_from_a_lost_row(plan: Plan, tmp_path: Path) -> None:
    """A form issued without CQ.14 and CQ.15, from which the row of CQ.06 was deleted: only CQ.06 is lost."""
    form = form_of(plan, "kt")
    older = replace(form, measures=tuple(m for m in form.measures if m.code not in {"CQ.14", "CQ.15"}))
    path = write_sound(older, tmp_path)
    with opened(path) as sheet:
        sheet.sheet.delete_rows(sheet.find("CQ.06").row)
    item = read(path, plan)
    assert {"R03", "R11"} == {finding.code for finding in item.findings}
    states = {line.code: line.state for line in lines(plan, item)}
    assert {"CQ.06": "no_row", "CQ.14": "not_asked", "CQ.15": "not_asked"} == {
        code: state for code, state in states.items() if state not in {"value", "blank"}
    }


def test_an_unreadable_submission_number_stays_unknown(plan: Plan, tmp_path: Path) -> None:
    """Nobody can tell whether it is the latest: the column is empty, and R19 is told again."""
    item = sound_return(plan, "kt", "2026-Q1")
    unsure = Finding(fields.SUBMISSION_UNREADABLE, Place(item.file), {"found": "?"})
    given_ = replace(item, findings=(unsure,))
    assert {""} == {line.submission for line in lines(plan, given_)}
    (back,) = there_and_back(tmp_path / "t.csv", plan, given_)
    assert (1, ["R19"]) == (back.submission, [finding.code for finding in back.findings])


@pytest.mark.parametrize(
    "cells",
    [
        {"state": "blank", "value": ""},
        {"state": "blank", "value": "", "text": ""},
        {"state": "error", "value": ""},
        {"state": "not_asked", "value": "", "text": "", "remark": "", "sheet": "", "cell": ""},
        {"state": "no_row", "value": "", "text": "", "remark": "", "sheet": "", "cell": ""},
        {"state": "kps", "value": "0"},
        {"value": "700", "text": "700"},
        {"value": "6000"},
        {"text": "742"},
        {"remark": "số ước"},
        {"cell": "D9"},
        {"label": "Hồ sơ"},
    ],
)
def test_an_edit_that_says_what_could_be_is_found_all_the_same(
    plan: Plan, tmp_path: Path, sound: list[Line], cells: dict[str, str]
) -> None:
    """The line of TT.04, 600, made to say something else that a return may say: T16 at the return's first row."""
    place = next(at for at, line in enumerate(sound) if line.code == "TT.04")
    other = lines(plan, sound_return(plan, "kt", "2026-Q1"))
    read = read_lines(plan, tmp_path, [*other, *changed(sound, place, **cells)])
    row = 1 + len(other) + 1  # the heading, and the first of the return's own
    assert ((), [("T16", row)]) == (read.returns, told(read.findings))
    assert "các dòng của báo cáo ttpvhcc-2026-Q1.xlsx, có ở dòng này, không còn" in read.findings[0].message()


@pytest.mark.parametrize(
    "cells",
    [
        {"submission": "2"},
        {"submitted_on": "2026-03-20"},
        {"period": "2026-Q2"},
        {"return_status": "rejected"},
        {"return_status": "partial"},
        {"file": "khac.xlsx"},
        {"sha256": "0" * 64},
        {"rows_sha256": ""},
        {"rows_sha256": "0" * 64},
    ],
)
def test_an_edit_of_all_rows_of_a_return_is_found(
    plan: Plan, tmp_path: Path, sound: list[Line], cells: dict[str, str]
) -> None:
    """What its lines have in common, changed in every one of them."""
    read = read_lines(plan, tmp_path, [line._replace(**cells) for line in sound])
    assert ((), [("T16", 2)]) == (read.returns, told(read.findings))


def test_a_return_of_many_communes_is_that_of_its_code(plan: Plan, tmp_path: Path) -> None:
    """Code and name must both be of the list; a name alone is enough where only one bears it."""
    from cchc_kpi.observations.lines import lines_of

    item = digested(returned(plan, "06529", "kt"))
    held = list(lines_of([item], Basis(plan, DIGEST, THREE)))
    assert {("06529", "Na Dương", "Lạng Sơn")} == {line[:3] for line in held}
    assert [item] == [as_if_read(one) for one in read_lines(plan, tmp_path, held, THREE).returns]
    by_name = written_with(held, commune="")
    assert ["06529"] == [one.commune for one in read_lines(plan, tmp_path, by_name, THREE).returns]
    for cells in (
        {"commune": "99999"},
        {"commune": "06541"},
        {"commune_name": "Lộc Bình"},
        {"commune": "", "commune_name": "Đâu Đó"},
    ):
        read = read_lines(plan, tmp_path, [line._replace(**cells) for line in held], THREE)
        assert ((), [("T15", 2)]) == (read.returns, told(read.findings))


def test_a_table_of_many_communes_needs_their_list(plan: Plan, tmp_path: Path) -> None:
    """Without one only the plan's own commune is read, whatever code it has; another's is refused."""
    from cchc_kpi.observations.lines import lines_of

    own, other = (
        list(lines_of([digested(returned(plan, code, "kt"))], Basis(plan, DIGEST, THREE)))
        for code in ("06541", "06529")
    )
    assert [""] == [item.commune for item in read_lines(plan, tmp_path, own).returns]
    assert ["T15"] == [finding.code for finding in read_lines(plan, tmp_path, other).findings]
