"""What the report says of the example, and that its names are the ones that offices are told of."""

from __future__ import annotations

import dataclasses
import re

import pytest

from cchc_kpi import pipeline
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.report_content import (
    ReportContent,
    ReportedArea,
    ReportedIndicator,
    ReportedTask,
    report_content,
)
from cchc_kpi.returns.observation import Return
from forms_for_tests import made_return, plan_with, quarter, sound_return
from program import EXAMPLES, ROOT
from word_for_tests import scored

OFFICES = ("vp", "kt", "vhxh", "ttpvhcc", "dvci")


@pytest.fixture(scope="module")
def contents(loaded: LoadedPlan, plan: Plan) -> dict[str, ReportContent]:
    """The report's content of the example, by period."""
    batch = pipeline.read_batch([str(EXAMPLES)], plan)
    found = {}
    for period in ("2026-Q1", "2026-Q2", "2026"):
        card = pipeline.score(batch, loaded, plan, quarter(period))
        assert card is not None
        found[period] = report_content(card)
    return found


def sound_quarter(plan: Plan, **changes: int | str | None) -> list[Return]:
    """All five offices' sound returns of the first quarter."""
    return [sound_return(plan, office, "2026-Q1", **changes) for office in OFFICES]


def test_the_head_of_the_report(contents: dict[str, ReportContent]) -> None:
    """Who reports, on what, over which days, from how many returns."""
    found = contents["2026-Q1"]
    assert (("Ủy ban nhân dân", "xã Lộc Bình"), "Ủy ban nhân dân xã Lộc Bình", "Lộc Bình") == (
        found.issuer,
        found.issued_by,
        found.commune,
    )
    assert ("Quý I năm 2026", "quý I năm 2026", 2026, "15/12/2025", "14/03/2026") == (
        found.period,
        found.period_inside,
        found.year,
        found.opens,
        found.closes,
    )
    assert ("05", "05", False, (), "2030") == (
        found.received,
        found.expected,
        found.provisional,
        found.lacking,
        found.due_year,
    )


def test_a_body_whose_name_does_not_end_in_the_commune_stays_in_one_line() -> None:
    """Near miss: only "... xã Lộc Bình" is set in two lines."""
    changed = plan_with(("issued_by: Ủy ban nhân dân xã Lộc Bình", "issued_by: UBND thị trấn Na Dương"))
    assert ("UBND thị trấn Na Dương",) == report_content(scored(changed, "2026-Q1")).issuer


def test_the_first_quarter_in_sentences(contents: dict[str, ReportContent]) -> None:
    """The counts are those that stand in the README: 6 met, 16 not met, 1 not applicable, 8 not due."""
    found = contents["2026-Q1"]
    assert found.summary == (
        "Kế hoạch có 31 chỉ tiêu: 06 đạt mục tiêu, 16 chưa đạt mục tiêu, 01 không phát sinh, "
        "08 chưa đến kỳ đánh giá."
    )
    assert (6, 16, 0, 1, 8) == (
        found.met,
        found.not_met,
        found.no_data,
        found.not_applicable,
        found.not_due,
    )
    # Met by area: 4 of the 12 with a value in TTHC, 1 of 4 in civil service, 1 of 5 in digital government.
    assert found.achieved == (
        "Trong 22 chỉ tiêu đã có kết quả, 06 chỉ tiêu đạt mục tiêu, gồm: Cải cách thủ tục hành chính 04/12; "
        "Cải cách chế độ công vụ 01/04; Xây dựng và phát triển Chính quyền điện tử, Chính quyền số 01/05."
    )
    [shortfall] = found.shortfalls
    assert shortfall == (
        "16 chỉ tiêu chưa đạt mục tiêu, gồm: Cải cách thể chế 01/01; Cải cách thủ tục hành chính 08/12; "
        "Cải cách chế độ công vụ 03/04; Xây dựng và phát triển Chính quyền điện tử, Chính quyền số 04/05."
    )
    assert (
        "08 chỉ tiêu đánh giá khi hết năm 2026: Phòng Kinh tế (01), Phòng Văn hóa - Xã hội (07)"
        == found.year_end
    )


def test_every_indicator_has_its_sentence(contents: dict[str, ReportContent]) -> None:
    """In each area every indicator that is due opens a sentence, in order; the others share the last one."""
    for content in contents.values():
        for area in content.areas:
            due = [one for one in area.indicators if one.verdict != "Chưa đến kỳ"]
            assert len(due) + bool(area.not_due) == len(area.sentences)
            for indicator, sentence in zip(due, area.sentences, strict=False):
                assert sentence.startswith(indicator.name)
            not_due = [one for one in area.indicators if one.verdict == "Chưa đến kỳ"]
            assert all(one.name in area.sentences[-1] for one in not_due)


def test_the_annex_numbers_the_indicators_as_the_scorecard_does(contents: dict[str, ReportContent]) -> None:
    """31 lines from 1 to 31, area by area; the second is the one on the threshold."""
    lines = [one for area in contents["2026-Q1"].areas for one in area.indicators]
    assert list(range(1, 32)) == [one.number for one in lines]
    assert lines[1] == ReportedIndicator(
        number=2,
        name="Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn",
        clause="II.2.2",
        lead="Trung tâm Phục vụ hành chính công",
        target="trên 99%",
        target_year=2030,
        value="99%",
        fraction="990/1.000",
        verdict="Chưa đạt",
        headroom="cần thêm 1 hồ sơ trong số 1.000 để đạt",
        note="Hồ sơ đang giải quyết quá hạn (TT.08) không nằm trong công thức; xem kèm khi đánh giá.",
    )


def test_tasks_go_to_the_offices_that_answer_for_them(contents: dict[str, ReportContent]) -> None:
    """Every indicator that was missed stands once, with the office that leads it, in the plan's order."""
    found = contents["2026-Q1"].tasks
    assert [
        ("Văn phòng HĐND và UBND", "01"),
        ("Phòng Văn hóa - Xã hội", "07"),
        ("Trung tâm Phục vụ hành chính công", "08"),
    ] == [(task.office, task.count) for task in found]
    assert ("Tỷ lệ VBQPPL của xã được hoàn thiện đồng bộ (cần thêm 3 văn bản trong số 24 để đạt)",) == found[
        0
    ].steps


def test_what_is_lacking_is_named_office_by_office(contents: dict[str, ReportContent]) -> None:
    """The example's year: two cells in error in the third quarter, one return missing in the second."""
    found = contents["2026"]
    assert (True, "21", "22", "") == (found.provisional, found.received, found.expected, found.year_end)
    assert found.lacking == (
        "báo cáo quý III năm 2026 của Phòng Kinh tế có lỗi ở CQ.14, CQ.15",
        "chưa có báo cáo quý II năm 2026 của Trung tâm Dịch vụ Công ích",
    )


def test_a_blank_that_no_indicator_needs_is_lacking_too(plan: Plan) -> None:
    """TT.01, the carry-over, goes into no ratio: without it the score is provisional all the same, and says why."""
    found = report_content(scored(plan, "2026-Q1", *sound_quarter(plan, dossiers_carried_over=None)))
    assert (True, 0) == (found.provisional, found.no_data)
    assert found.lacking == ("báo cáo quý I năm 2026 của Trung tâm Phục vụ hành chính công để trống TT.01",)


def test_nothing_lacking_is_said_of_sound_returns(plan: Plan) -> None:
    """Near miss: five whole returns lack nothing."""
    found = report_content(scored(plan, "2026-Q1", *sound_quarter(plan)))
    assert ((), False) == (found.lacking, found.provisional)


def test_a_figure_of_an_earlier_year_is_lacking_too(plan: Plan) -> None:
    """The mean from 2026 on, scored for 2027, needs December 2026, which is no return of 2027."""
    returns = [sound_return(plan, office, f"2027-Q{n}") for office in OFFICES for n in (1, 2, 3, 4)]
    baselines = [sound_return(plan, office, None) for office in ("kt", "vhxh")]
    found = report_content(scored(plan, "2027", *returns, *baselines))
    assert ("chưa có báo cáo quý IV năm 2026 của Phòng Kinh tế",) == found.lacking


def test_a_file_that_cannot_be_used_is_named(plan: Plan) -> None:
    """Its name without the folders, and how many there are; one that was superseded is no loss."""
    refused = [
        dataclasses.replace(
            made_return(plan, "kt", "2026-Q1", {}, file=f"nop/{name}"), rejected=True, superseded=old
        )
        for name, old in (("hỏng.xlsx", False), ("cũ.xlsx", True))
    ]
    found = report_content(scored(plan, "2026-Q1", *sound_quarter(plan), *refused))
    assert "01 tệp nhận được nhưng không dùng được: hỏng.xlsx" == found.lacking[-1]


def test_nothing_met_and_nothing_known(plan: Plan) -> None:
    """No returns: no indicator has a result; one result that misses its target: none is met."""
    assert (
        "Trong kỳ chưa có chỉ tiêu nào có kết quả để đánh giá."
        == report_content(scored(plan, "2026-Q1")).achieved
    )
    figures: dict[str, int | str | None] = {"legal_documents_completed": 3, "legal_documents_in_force": 4}
    found = report_content(scored(plan, "2026-Q1", made_return(plan, "vp", "2026-Q1", figures)))
    assert "Trong 01 chỉ tiêu đã có kết quả, chưa có chỉ tiêu nào đạt mục tiêu." == found.achieved


def test_everything_met_leaves_no_shortfall(plan: Plan) -> None:
    """Sound returns miss only "trên 99%" (990 of 1000); with 991 nothing is missed, and nobody has a task."""
    card = scored(
        plan, "2026-Q1", *sound_quarter(plan, dossiers_resolved_on_time=391, dossiers_resolved_late=9)
    )
    found = report_content(card)
    assert ((), (), 23) == (found.shortfalls, found.tasks, found.met)


def test_targets_of_different_years_have_no_common_year() -> None:
    """A milestone for one indicator: the heading of the column cannot name one year."""
    target = '    target: {operator: ">=", value: 60%, wording: từ 60% trở lên, year: 2030}\n'
    milestone = '    milestones: [{operator: ">=", value: 40%, wording: tối thiểu 40%, year: 2026}]\n'
    assert "" == report_content(scored(plan_with((target, target + milestone)), "2026-Q1")).due_year


def test_the_page_for_offices_lists_every_field_and_no_other() -> None:
    """docs/vi/bao-cao-word.md and the content cannot drift apart."""
    page = (ROOT / "docs/vi/bao-cao-word.md").read_text("utf-8").partition("## Các trường")[2]
    cells = re.findall(r"^\| (`[^|]+`) \|", page, re.MULTILINE)
    told = [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    kinds = {"": ReportContent, "area.": ReportedArea, "indicator.": ReportedIndicator, "task.": ReportedTask}
    held = [f"{lead}{field.name}" for lead, kind in kinds.items() for field in dataclasses.fields(kind)]
    assert sorted(held) == sorted(told)
