"""All the results of a period: what is expected, what is missing, and when they are provisional."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.scorecard import Scorecard, expected_returns, latest_period, score_returns
from forms_for_tests import (
    form_of,
    lacking,
    only,
    opened,
    plan_with,
    quarter,
    read,
    sound_return,
    told,
    where,
    write_sound,
)

OFFICES = ["vp", "kt", "vhxh", "ttpvhcc", "dvci"]


def sound(plan: Plan, *periods: str) -> list[Return]:
    """All offices' sound returns of these quarters."""
    return [sound_return(plan, office, period) for period in periods for office in OFFICES]


def scored(plan: Plan, period: str, returns: list[Return]) -> Scorecard:
    """Score a period from these returns."""
    return score_returns(plan, "0" * 64, quarter(period), returns)


def slots(plan: Plan, period: str) -> list[tuple[str, str | None]]:
    """What a period expects: office and quarter, None for baselines."""
    return [(office, when.id if when else None) for office, when in expected_returns(plan, quarter(period))]


# --- What is expected ---


def test_a_quarter_expects_one_return_of_each_office(plan: Plan) -> None:
    """Five returns, and no baselines: what needs them is scored for a year."""
    assert [(office, "2026-Q1") for office in OFFICES] == slots(plan, "2026-Q1")


def test_a_half_year_expects_both_its_quarters(plan: Plan) -> None:
    """Ten returns, office by office, and no baselines."""
    assert [(office, q) for office in OFFICES for q in ("2026-Q1", "2026-Q2")] == slots(plan, "2026-H1")


def test_a_year_expects_four_quarters_and_the_baselines(plan: Plan) -> None:
    """Twenty returns and the baselines of the two offices that have some."""
    expected = slots(plan, "2026")
    assert (22, [("kt", None), ("vhxh", None)]) == (
        len(expected),
        [slot for slot in expected if slot[1] is None],
    )


# --- A sound quarter and a sound year ---


def test_a_sound_quarter_is_scored_whole(plan: Plan) -> None:
    """31 results in the plan's order: 990 of 1000 in time is the one target missed; 8 are yearly."""
    card = scored(plan, "2026-Q1", sound(plan, "2026-Q1"))
    assert [indicator.id for indicator in plan.indicators] == [r.indicator.id for r in card.results]
    counts = {verdict: card.count(verdict) for verdict in Verdict}
    assert {
        Verdict.MET: 22,
        Verdict.NOT_MET: 1,
        Verdict.NO_DATA: 0,
        Verdict.NOT_APPLICABLE: 0,
        Verdict.NOT_DUE: 8,
    } == counts
    assert ["dossiers_on_time"] == [r.indicator.id for r in card.results if r.verdict is Verdict.NOT_MET]
    assert ((), False) == (card.findings, card.provisional)


def test_a_sound_year_is_scored_whole(plan: Plan) -> None:
    """All 31 are due at the year's end; the quota fell by 10%, spending by 7%."""
    returns = sound(plan, "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
    returns += [sound_return(plan, office, None) for office in ("kt", "vhxh")]
    card = scored(plan, "2026", returns)
    assert (30, 1, ()) == (card.count(Verdict.MET), card.count(Verdict.NOT_MET), card.findings)
    assert (22, False) == (len(card.received), card.provisional)


def test_results_are_grouped_by_area_in_the_plans_order(plan: Plan) -> None:
    """1 + 13 + 4 + 4 + 1 + 8 indicators are 31."""
    card = scored(plan, "2026-Q1", [])
    assert [1, 13, 4, 4, 1, 8] == [len(results) for _, results in card.by_area]


def test_the_window_is_that_of_the_decree(plan: Plan) -> None:
    """2026-Q1 runs from 15/12/2025 to 14/03/2026."""
    assert (date(2025, 12, 15), date(2026, 3, 14)) == scored(plan, "2026-Q1", []).window


# --- C07: a return that is missing ---


def test_a_missing_return_is_told_with_the_file_to_ask_for(plan: Plan) -> None:
    """C07: a warning; the indicators that need it have no data, the others are scored."""
    card = scored(plan, "2026-Q1", [item for item in sound(plan, "2026-Q1") if item.office != "dvci"])
    assert ["C07"] == told(card.findings)
    assert ("C07", "warning", None, None, None) == where(card.findings[0])
    assert [] == lacking(card.findings[0], "Quý I/2026", "Trung tâm Dịch vụ Công ích", "dvci-2026-Q1.xlsx")
    no_data = [r.indicator.id for r in card.results if r.verdict is Verdict.NO_DATA]
    assert ["staff_trained_digital", "staff_proficient_digital", "datasets_integrated"] == no_data
    assert (True, 4) == (card.provisional, len(card.received))


def test_a_missing_baseline_is_told_for_a_year(plan: Plan) -> None:
    """C07: the baseline form is asked for by its name."""
    returns = [*sound(plan, "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"), sound_return(plan, "vhxh", None)]
    finding = only(scored(plan, "2026", returns).findings, "C07")
    assert [] == lacking(finding, "số liệu gốc", "Phòng Kinh tế", "kt-baseline.xlsx")


def test_a_missing_baseline_is_not_asked_for_in_a_quarter(plan: Plan) -> None:
    """Near miss of C07: no indicator that is due needs it."""
    assert [] == told(scored(plan, "2026-Q4", sound(plan, "2026-Q4")).findings)


def test_a_return_that_came_and_was_rejected_is_not_missing(plan: Plan) -> None:
    """Near miss of C07: its own findings say what is wrong; the score is provisional all the same."""
    returns = [replace(i, rejected=True) if i.office == "dvci" else i for i in sound(plan, "2026-Q1")]
    card = scored(plan, "2026-Q1", returns)
    assert ([], True) == (told(card.findings), card.provisional)


def test_returns_of_other_periods_are_not_asked_for(plan: Plan) -> None:
    """Near miss of C07: scoring Q2 does not ask for Q1, Q3 or Q4."""
    assert [] == told(scored(plan, "2026-Q2", sound(plan, "2026-Q2")).findings)


# --- C08: a division that cannot be made ---


def changed(plan: Plan, **changes: int | str | None) -> list[Return]:
    """A sound quarter in which nobody inspected anything, but for what is changed in two offices."""
    others = [item for item in sound(plan, "2026-Q1") if item.office not in {"kt", "vp"}]
    zero: dict[str, int | str | None] = {"inspections_total": 0, "inspections_digital": 0}
    returns = [sound_return(plan, office, "2026-Q1", **zero) for office in ("vp", "kt")]
    return [
        *returns,
        *[
            sound_return(plan, str(i.office), "2026-Q1", **(zero | changes if i.office != "dvci" else {}))
            for i in others
        ],
    ]


def test_a_numerator_over_nothing_is_told(plan: Plan) -> None:
    """C08: 10 digital inspections of none at all: no data, and the denominator's codes to look at."""
    card = scored(plan, "2026-Q1", changed(plan, inspections_digital=5))
    assert ["C08"] == told(card.findings)
    assert ("C08", "warning", None, None, None) == where(card.findings[0])
    assert [] == lacking(
        card.findings[0], "kiểm tra thực hiện qua môi trường số", "tử số 10, mẫu số 0", "CQ.14"
    )
    assert Verdict.NO_DATA is card.results[-1].verdict


def test_nothing_over_nothing_is_not_told(plan: Plan) -> None:
    """Near miss of C08: 0/0 is not applicable, and nothing is wrong with it."""
    card = scored(plan, "2026-Q1", changed(plan))
    assert ([], Verdict.NOT_APPLICABLE) == (told(card.findings), card.results[-1].verdict)


def test_a_missing_numerator_is_not_told_as_a_division(plan: Plan) -> None:
    """Near miss of C08: a blank is missing data, not an impossible division."""
    card = scored(plan, "2026-Q1", changed(plan, inspections_digital=None))
    assert ([], Verdict.NO_DATA) == (told(card.findings), card.results[-1].verdict)


# --- C14: a small sample ---


def surveyed(plan: Plan, period: str, answers: int | str | None, satisfied: int | str | None) -> list[Return]:
    """A sound quarter with this survey on investment procedures; the plan's minimum is 30 answers."""
    survey = {"survey_investment_answers": answers, "survey_investment_satisfied": satisfied}
    return [sound_return(plan, office, period, **survey) for office in OFFICES]


def test_a_small_sample_is_told_and_judged_all_the_same(plan: Plan) -> None:
    """C14: 6 of 6 answers are 100% and met; the warning says that they say little."""
    card = scored(plan, "2026-Q1", surveyed(plan, "2026-Q1", 6, 6))
    finding = only(card.findings, "C14")
    assert ("C14", "warning", None, None, None) == where(finding)
    assert [] == lacking(
        finding,
        "'Mức độ hài lòng - TTHC lĩnh vực đầu tư': 100% chỉ tính trên 6 phiếu; cần ít nhất 30 phiếu",
        "Kỳ sau lấy thêm phiếu",
    )
    [result] = [r for r in card.results if r.indicator.id == "satisfaction_investment"]
    assert (Verdict.MET, False) == (result.verdict, card.provisional)


@pytest.mark.parametrize(("answers", "share"), [(1, "100%"), (29, "3,45%")])
def test_a_sample_below_the_minimum_is_told(plan: Plan, answers: int, share: str) -> None:
    """C14: from 1 to 29 answers, of which one is satisfied: 1/29 is 3,448%."""
    finding = only(scored(plan, "2026-Q1", surveyed(plan, "2026-Q1", answers, 1)).findings, "C14")
    assert [] == lacking(finding, f"{share} chỉ tính trên {answers} phiếu")


def test_a_small_sample_whose_answers_are_missing_is_told_without_a_share(plan: Plan) -> None:
    """C14: how many were satisfied is blank; six were asked all the same."""
    finding = only(scored(plan, "2026-Q1", surveyed(plan, "2026-Q1", 6, None)).findings, "C14")
    assert [] == lacking(finding, "tỷ lệ chỉ tính trên 6 phiếu")


@pytest.mark.parametrize("answers", [30, 31, 0, "KPS", None, "error"])
def test_enough_none_or_unknown_is_not_told_as_small(plan: Plan, answers: int | str | None) -> None:
    """Near miss of C14: 30 are enough, none is not applicable, and what is missing is told elsewhere."""
    card = scored(plan, "2026-Q1", surveyed(plan, "2026-Q1", answers, 0))
    assert [] == [finding for finding in card.findings if finding.code == "C14"]


def test_a_longer_period_is_judged_by_its_sum(plan: Plan) -> None:
    """Near miss of C14: 15 answers in each of two quarters are small alone, and 30 together."""
    returns = [i for q in ("2026-Q1", "2026-Q2") for i in surveyed(plan, q, 15, 15)]
    codes = [told(scored(plan, period, returns).findings) for period in ("2026-Q1", "2026-Q2", "2026-H1")]
    assert [["C14"], ["C14"], []] == codes


def test_an_indicator_without_a_minimum_has_no_small_sample(plan: Plan) -> None:
    """Near miss of C14: 20 datasets of five offices, 4 each, are all there are and no sample."""
    card = scored(plan, "2026-Q1", sound(plan, "2026-Q1"))
    [result] = [r for r in card.results if r.indicator.id == "datasets_integrated"]
    assert (20, []) == (result.denominator, told(card.findings))


def test_what_is_not_due_has_no_small_sample(plan: Plan) -> None:
    """Near miss of C14: a yearly survey handed in early on a blank form is not judged in a quarter."""
    extra = sound_return(plan, "vhxh", "2026-Q4", survey_health_answers=5, survey_health_satisfied=5)
    others = [i for i in sound(plan, "2026-Q4") if i.office != "vhxh"]
    assert [] == told(scored(plan, "2026-Q4", [*others, extra]).findings)


# --- Provisional ---


@pytest.mark.parametrize("figure", [None, "error"])
def test_a_figure_that_is_missing_makes_the_score_provisional(plan: Plan, figure: str | None) -> None:
    """Even one that no indicator uses was asked for."""
    returns = [sound_return(plan, o, "2026-Q1", dossiers_received_online=figure) for o in OFFICES]
    assert scored(plan, "2026-Q1", returns).provisional


def test_a_row_that_is_missing_makes_the_score_provisional(plan: Plan, tmp_path: Path) -> None:
    """A deleted row leaves no observation behind, and counts all the same."""
    path = write_sound(form_of(plan, "ttpvhcc"), tmp_path)
    with opened(path) as form:
        form.sheet.delete_rows(form.find("TT.02").row)
    returns = [read(path, plan), *(i for i in sound(plan, "2026-Q1") if i.office != "ttpvhcc")]
    assert scored(plan, "2026-Q1", returns).provisional


def test_kps_is_not_provisional(plan: Plan) -> None:
    """Near miss: that nothing arose is an answer."""
    returns = [
        sound_return(plan, o, "2026-Q1", survey_land_answers="KPS", survey_land_satisfied="KPS")
        for o in OFFICES
    ]
    assert not scored(plan, "2026-Q1", returns).provisional


@pytest.mark.parametrize(("superseded", "provisional"), [(True, False), (False, True)])
def test_a_foreign_file_makes_the_score_provisional_a_superseded_one_does_not(
    plan: Plan, superseded: bool, provisional: bool
) -> None:
    """What was left out and replaced is no loss; what was left out and is not understood may be one."""
    extra = Return("z.xlsx", "sha-z", rejected=True, superseded=superseded)
    assert provisional == scored(plan, "2026-Q1", [*sound(plan, "2026-Q1"), extra]).provisional


def test_a_gap_in_a_quarter_that_is_not_scored_is_no_matter(plan: Plan) -> None:
    """Near miss: Q2's blank does not make Q1 provisional."""
    returns = [*sound(plan, "2026-Q1"), sound_return(plan, "kt", "2026-Q2", staff_total=None)]
    assert not scored(plan, "2026-Q1", returns).provisional


def test_a_mean_that_has_not_begun_asks_for_no_baselines(plan: Plan) -> None:
    """Only the spending needs kt's baselines: scored since 2026 they are expected, since 2028 not yet."""
    later = plan_with(("    since: 2026\n", "    since: 2028\n"))
    assert [True, False] == [("kt", None) in expected_returns(p, quarter("2026")) for p in (plan, later)]


# --- The latest period ---


def test_the_latest_period_is_that_of_a_usable_return(plan: Plan) -> None:
    """Baselines and rejected returns do not decide which period is scored."""
    rejected = replace(sound_return(plan, "kt", "2027-Q1"), rejected=True)
    returns = [sound_return(plan, "kt", None), *sound(plan, "2026-Q2", "2026-Q1"), rejected]
    assert (quarter("2026-Q2"), None) == (latest_period(returns), latest_period(returns[:1]))


def test_observations_are_those_of_the_returns_that_count(plan: Plan) -> None:
    """In order of file; a rejected return has none."""
    returns = [
        sound_return(plan, "vp", "2026-Q1"),
        replace(sound_return(plan, "kt", "2026-Q1"), rejected=True),
    ]
    card = scored(plan, "2026-Q1", [*returns, sound_return(plan, "dvci", "2026-Q1")])
    assert ["dvci", "vp"] == list(dict.fromkeys(o.office for o in card.observations))
