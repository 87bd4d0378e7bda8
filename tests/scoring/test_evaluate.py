"""From totals to verdicts: every case worked out by hand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.aggregate import Figures, Reason
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict, evaluate_indicator
from forms_for_tests import made_return, plan_with, quarter, sound_return

Given = Mapping[str, int | str | None]
MET, NOT_MET, NO_DATA = Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA
NOT_APPLICABLE, NOT_DUE = Verdict.NOT_APPLICABLE, Verdict.NOT_DUE
F = Fraction


def result(plan: Plan, indicator: str, period: str, *returns: Return) -> IndicatorResult:
    """Score one indicator from these returns."""
    found = next(entry for entry in plan.indicators if entry.id == indicator)
    return evaluate_indicator(found, quarter(period), Figures(plan, returns))


def numbers(found: IndicatorResult) -> tuple[Verdict, Fraction | None, Fraction | None, Fraction | None]:
    """Verdict, numerator, denominator and value."""
    return found.verdict, found.numerator, found.denominator, found.value


# --- Ratios ---


@pytest.mark.parametrize(
    ("early", "on_time", "late", "verdict", "value"),
    [
        (600, 390, 10, NOT_MET, F(99, 100)),
        (9000, 901, 99, MET, F(9901, 10000)),
        (1000, 0, 0, MET, F(1)),
        (0, 0, 1000, NOT_MET, F(0)),
        (98_996, 0, 1_004, NOT_MET, F(98_996, 100_000)),
        (990_000_000_001, 0, 9_999_999_999, MET, F(990_000_000_001, 10**12)),
    ],
)
def test_above_99_percent_is_strict(
    plan: Plan, early: int, on_time: int, late: int, verdict: Verdict, value: Fraction
) -> None:
    """990 of 1000 are exactly 99%, which is not "trên 99%"; one in a million million above is."""
    item = made_return(
        plan,
        "ttpvhcc",
        "2026-Q1",
        {
            "dossiers_resolved_early": early,
            "dossiers_resolved_on_time": on_time,
            "dossiers_resolved_late": late,
        },
    )
    expected = (verdict, F(early + on_time), F(early + on_time + late), value)
    assert expected == numbers(result(plan, "dossiers_on_time", "2026-Q1", item))


@pytest.mark.parametrize(
    ("satisfied", "answers", "verdict"),
    [
        (95, 100, MET),
        (94, 100, NOT_MET),
        (949_999, 1_000_000, NOT_MET),
        (19, 20, MET),
        (1, 3, NOT_MET),
        (100, 100, MET),
    ],
)
def test_95_percent_or_more_is_inclusive(plan: Plan, satisfied: int, answers: int, verdict: Verdict) -> None:
    """95 of 100 meet "95% trở lên"; one in a million less does not."""
    item = made_return(
        plan,
        "ttpvhcc",
        "2026-Q1",
        {"survey_procedures_satisfied": satisfied, "survey_procedures_answers": answers},
    )
    assert (verdict, F(satisfied), F(answers), F(satisfied, answers)) == numbers(
        result(plan, "satisfaction_procedures", "2026-Q1", item)
    )


@pytest.mark.parametrize(
    ("satisfied", "answers", "verdict", "numerator", "denominator"),
    [
        (0, 0, NOT_APPLICABLE, F(0), F(0)),
        ("KPS", "KPS", NOT_APPLICABLE, F(0), F(0)),
        (0, "KPS", NOT_APPLICABLE, F(0), F(0)),
        (5, 0, NO_DATA, F(5), F(0)),
        (None, 100, NO_DATA, None, F(100)),
        (95, None, NO_DATA, F(95), None),
        (None, None, NO_DATA, None, None),
        ("error", 100, NO_DATA, None, F(100)),
        (None, 0, NO_DATA, None, F(0)),
    ],
)
def test_a_ratio_without_a_base_has_no_value(
    plan: Plan,
    satisfied: int | str | None,
    answers: int | str | None,
    verdict: Verdict,
    numerator: Fraction | None,
    denominator: Fraction | None,
) -> None:
    """0/0 is not applicable, never 0% or 100%; a missing term comes first; 5/0 cannot be divided."""
    item = made_return(
        plan,
        "ttpvhcc",
        "2026-Q1",
        {"survey_procedures_satisfied": satisfied, "survey_procedures_answers": answers},
    )
    found = result(plan, "satisfaction_procedures", "2026-Q1", item)
    assert (verdict, numerator, denominator, None) == numbers(found)
    assert (satisfied == 5) == found.is_undividable


def test_a_longer_period_is_summed_and_divided_once(plan: Plan) -> None:
    """9/10 and 990/1000 are 999/1010 = 98,9%: met. The mean of 90% and 99% would be 94,5%: not met."""
    returns = [
        made_return(
            plan, "ttpvhcc", f"2026-Q{n}", {"survey_procedures_satisfied": s, "survey_procedures_answers": a}
        )
        for n, s, a in ((1, 9, 10), (2, 990, 1000))
    ]
    assert (MET, F(999), F(1010), F(999, 1010)) == numbers(
        result(plan, "satisfaction_procedures", "2026-H1", *returns)
    )


def test_a_quarter_missing_from_a_longer_period_makes_no_data(plan: Plan) -> None:
    """Half a half-year is not scored as if it were the whole; the quarter that is missing is named."""
    item = made_return(
        plan, "ttpvhcc", "2026-Q1", {"survey_procedures_satisfied": 9, "survey_procedures_answers": 10}
    )
    found = result(plan, "satisfaction_procedures", "2026-H1", item)
    assert NO_DATA is found.verdict
    assert {(quarter("2026-Q2"), Reason.NO_RETURN)} == {(m.period, m.reason) for m in found.missing}


def test_a_state_takes_the_last_quarter_of_a_longer_period(plan: Plan) -> None:
    """47 of 50 in Q1, then 49 of 50: the half-year is 98%, above 95%; Q1's figures are not needed."""
    item = made_return(plan, "vhxh", "2026-Q2", {"officials_total": 50, "officials_degree": 49})
    assert (MET, F(49), F(50), F(49, 50)) == numbers(result(plan, "officials_with_degree", "2026-H1", item))


def test_one_figure_can_pass_one_indicator_and_fail_another(plan: Plan) -> None:
    """49 of 50 officials: above 95%, and not the 100% asked of commune officials."""
    item = made_return(plan, "vhxh", "2026-Q1", {"officials_total": 50, "officials_degree": 49})
    ids = ("officials_with_degree", "commune_officials_with_degree")
    assert [MET, NOT_MET] == [result(plan, name, "2026-Q1", item).verdict for name in ids]


def test_a_denominator_may_be_a_difference(plan: Plan) -> None:
    """Five offices with 4 integrated of 5 - 1 datasets each: 20 of 20."""
    returns = [
        made_return(
            plan, o.id, "2026-Q1", {"datasets_total": 5, "datasets_exempt": 1, "datasets_integrated": 4}
        )
        for o in plan.offices
    ]
    assert (MET, F(20), F(20), F(1)) == numbers(result(plan, "datasets_integrated", "2026-Q1", *returns))


def test_all_five_offices_are_needed(plan: Plan) -> None:
    """Four offices' staff do not stand for five; the fifth is named, for both measures."""
    figures: Given = {"staff_total": 10, "staff_trained_digital": 10}
    returns = [made_return(plan, o.id, "2026-Q1", figures) for o in plan.offices]
    assert (MET, F(50), F(50), F(1)) == numbers(result(plan, "staff_trained_digital", "2026-Q1", *returns))
    found = result(plan, "staff_trained_digital", "2026-Q1", *returns[:-1])
    assert (NO_DATA, None, None, None) == numbers(found)
    assert [("staff_trained_digital", "dvci"), ("staff_total", "dvci")] == [
        (m.measure, m.office) for m in found.missing
    ]


def test_the_figures_used_are_told_once_each_in_the_formulas_order(plan: Plan) -> None:
    """The sources of early + on time over all resolved: three cells, not five."""
    item = sound_return(plan, "ttpvhcc", "2026-Q1")
    found = result(plan, "dossiers_on_time", "2026-Q1", item)
    assert ["dossiers_resolved_early", "dossiers_resolved_on_time", "dossiers_resolved_late"] == [
        o.measure for o in found.observations
    ]


# --- Yearly indicators, targets and milestones ---

YEARLY = [
    "public_service_staffing_cut",
    "satisfaction_administration",
    "satisfaction_health",
    "satisfaction_education",
    "direct_spending_cut",
    "coverage_5g",
    "deployment_6g",
    "broadband_gigabit",
]


@pytest.mark.parametrize("indicator", YEARLY)
@pytest.mark.parametrize("period", ["2026-Q1", "2026-H1", "2026-9M", "2026-Q4"])
def test_a_yearly_indicator_is_not_due_in_a_shorter_period(plan: Plan, indicator: str, period: str) -> None:
    """Q4 included, and before anything else is asked: nothing is worked out and nothing is missing."""
    found = result(plan, indicator, period)
    assert ((NOT_DUE, None, None, None), ()) == (numbers(found), found.missing)


def test_a_yearly_indicator_takes_the_fourth_quarters_figure(plan: Plan) -> None:
    """Satisfaction of the year: 190 of 200, typed once in Q4."""
    item = made_return(
        plan,
        "vhxh",
        "2026-Q4",
        {"survey_administration_answers": 200, "survey_administration_satisfied": 190},
    )
    assert (MET, F(190), F(200), F(19, 20)) == numbers(
        result(plan, "satisfaction_administration", "2026", item)
    )


@pytest.mark.parametrize(
    ("period", "verdict", "year"),
    [
        ("2026-Q1", NOT_MET, 2030),
        ("2027-Q1", MET, 2027),
        ("2028-Q1", NOT_MET, 2030),
        ("2030-Q1", NOT_MET, 2030),
    ],
)
def test_a_milestone_holds_in_its_own_year_only(period: str, verdict: Verdict, year: int) -> None:
    """55% online payments: enough for the 50% of 2027, not for the plan's 60%."""
    target = '    target: {operator: ">=", value: 60%, wording: từ 60% trở lên, year: 2030}\n'
    milestone = '    milestones:\n      - {operator: ">=", value: 50%, wording: từ 50% trở lên, year: 2027}\n'
    plan = plan_with((target, target + milestone))
    item = made_return(plan, "ttpvhcc", period, {"payments_online": 55, "payments_total": 100})
    found = result(plan, "payments_online", period, item)
    assert (verdict, year) == (found.verdict, found.target.year)


# --- Reductions ---


def quota(plan: Plan, period: str | None, all_posts: int, health: int = 0, education: int = 0) -> Return:
    """Posts in all, in health and in education; without a period the baselines of 2025."""
    year = "" if period else "/2025"
    names = ("public_service_quota", "public_service_quota_health", "public_service_quota_education")
    return made_return(
        plan,
        "vhxh",
        period,
        dict(zip((n + year for n in names), (all_posts, health, education), strict=True)),
    )


@pytest.mark.parametrize(
    ("now", "verdict", "cut", "value"),
    [
        (90, MET, 10, F(1, 10)),
        (91, NOT_MET, 9, F(9, 100)),
        (0, MET, 100, F(1)),
        (100, NOT_MET, 0, F(0)),
        (110, NOT_MET, -10, F(-1, 10)),
    ],
)
def test_a_quota_cut_from_100_by_10_is_met(
    plan: Plan, now: int, verdict: Verdict, cut: int, value: Fraction
) -> None:
    """The value is the share cut, the numerator the posts cut, the denominator the baseline."""
    found = result(
        plan, "public_service_staffing_cut", "2026", quota(plan, None, 100), quota(plan, "2026-Q4", now)
    )
    assert (verdict, F(cut), F(100), value) == numbers(found)


def test_health_and_education_are_taken_out_on_both_sides(plan: Plan) -> None:
    """310 - 40 - 170 = 100 against 300 - 30 - 180 = 90: a tenth, though all posts fell by a thirtieth only."""
    found = result(
        plan,
        "public_service_staffing_cut",
        "2026",
        quota(plan, None, 310, 40, 170),
        quota(plan, "2026-Q4", 300, 30, 180),
    )
    assert (MET, F(10), F(100), F(1, 10)) == numbers(found)


def test_a_baseline_of_nothing_makes_a_reduction_not_applicable(plan: Plan) -> None:
    """Where all posts were in health and education, nothing can be cut."""
    found = result(
        plan,
        "public_service_staffing_cut",
        "2026",
        quota(plan, None, 100, 40, 60),
        quota(plan, "2026-Q4", 90),
    )
    assert (NOT_APPLICABLE, F(-90), F(0), None) == numbers(found)


def test_a_reduction_without_its_baseline_has_no_data(plan: Plan) -> None:
    """The missing figures are the baselines of 2025."""
    found = result(plan, "public_service_staffing_cut", "2026", quota(plan, "2026-Q4", 90))
    assert (NO_DATA, None, None, None) == numbers(found)
    assert {(2025, True)} == {(m.period.year, m.is_baseline) for m in found.missing}


def spending(plan: Plan, amounts: Mapping[int, str], base: str | list[str]) -> list[Return]:
    """A return of baselines, the same for each year or one by one, and one for each year's amount."""
    bases = [base] * 5 if isinstance(base, str) else base
    years = {f"direct_spending/{year}": amount for year, amount in zip(range(2021, 2026), bases, strict=True)}
    now = [
        made_return(plan, "kt", f"{year}-Q4", {"direct_spending": amount}) for year, amount in amounts.items()
    ]
    return [made_return(plan, "kt", None, years), *now]


def test_seven_percent_is_exact_where_floats_fall_short(plan: Plan) -> None:
    """From 100.1 to 93.093 is a cut of exactly 7%, which floats make 6.99..."""
    assert (100.1 - 93.093) / 100.1 < 0.07
    found = result(plan, "direct_spending_cut", "2026", *spending(plan, {2026: "93.093"}, "100.1"))
    assert (MET, F("7.007"), F("100.1"), F(7, 100)) == numbers(found)


def test_one_millionth_more_spent_misses_seven_percent(plan: Plan) -> None:
    """One đồng too much is too much."""
    found = result(plan, "direct_spending_cut", "2026", *spending(plan, {2026: "93.093001"}, "100.1"))
    assert (NOT_MET, F("7.006999")) == (found.verdict, found.numerator)


def test_spending_is_averaged_over_the_years_since_2026(plan: Plan) -> None:
    """90 and 96 are 93 in the mean, against (90 + 95 + 100 + 105 + 110) / 5 = 100: 7%, though 2027 alone is 4%."""
    returns = spending(plan, {2026: "90", 2027: "96"}, ["90", "95", "100", "105", "110"])
    assert (MET, F(7), F(100), F(7, 100)) == numbers(result(plan, "direct_spending_cut", "2027", *returns))


def test_a_year_missing_from_the_mean_makes_no_data(plan: Plan) -> None:
    """2027 cannot be scored without 2026."""
    found = result(plan, "direct_spending_cut", "2027", *spending(plan, {2027: "90"}, "100"))
    assert (NO_DATA, [quarter("2026-Q4")]) == (found.verdict, [m.period for m in found.missing])


@pytest.mark.parametrize("year", [2026, 2027])
def test_a_mean_that_has_not_begun_is_not_due(year: int) -> None:
    """A mean over the years since 2028 holds no year before: not due, and nothing is divided by no years."""
    later = plan_with(("    since: 2026\n", "    since: 2028\n"))
    returns = spending(later, {2026: "90", 2027: "90"}, "100")
    found = result(later, "direct_spending_cut", str(year), *returns)
    assert (NOT_DUE, None, None, None) == numbers(found)
    assert ((), ()) == (found.missing, found.observations)


def test_a_mean_is_due_from_its_first_year_on() -> None:
    """Near miss: in 2028 the mean is that of 2028 alone, 90 against 100; the years before do not count."""
    later = plan_with(("    since: 2026\n", "    since: 2028\n"))
    returns = spending(later, {2026: "200", 2027: "200", 2028: "90"}, "100")
    assert (MET, F(10), F(100), F(1, 10)) == numbers(result(later, "direct_spending_cut", "2028", *returns))


# --- Yes and no ---


@pytest.mark.parametrize(
    ("party", "committee", "expected"),
    [
        (1, 1, (MET, F(2), F(2), F(1))),
        (1, 0, (NOT_MET, F(1), F(2), F(1, 2))),
        (0, 0, (NOT_MET, F(0), F(2), F(0))),
        (1, None, (NO_DATA, None, F(2), None)),
        (0, None, (NO_DATA, None, F(2), None)),
    ],
)
def test_everybody_asked_must_say_yes(
    plan: Plan, party: int | None, committee: int | None, expected: tuple[object, ...]
) -> None:
    """The numerator counts who says yes, the denominator who is asked; a no does not settle a blank."""
    item = made_return(
        plan,
        "vhxh",
        "2026-Q1",
        {
            "party_committee_uses_unified_software": party,
            "peoples_committee_uses_unified_software": committee,
        },
    )
    assert expected == numbers(result(plan, "unified_software", "2026-Q1", item))


# --- For any figures ---

COUNTS = st.integers(0, 10**9)


@given(early=COUNTS, on_time=COUNTS, late=st.integers(1, 10**9))
def test_one_more_in_time_never_turns_met_into_not_met(
    plan: Plan, early: int, on_time: int, late: int
) -> None:
    """Resolving one late dossier on time cannot make the result worse."""

    def verdict(more: int) -> Verdict:
        item = made_return(
            plan,
            "ttpvhcc",
            "2026-Q1",
            {
                "dossiers_resolved_early": early,
                "dossiers_resolved_on_time": on_time + more,
                "dossiers_resolved_late": late - more,
            },
        )
        return result(plan, "dossiers_on_time", "2026-Q1", item).verdict

    assert (verdict(0), verdict(1)) != (MET, NOT_MET)
    assert verdict(1) is (MET if 100 * (early + on_time + 1) > 99 * (early + on_time + late) else NOT_MET)


@given(satisfied=COUNTS, others=st.integers(1, 10**9))
def test_one_more_satisfied_never_lowers_the_ratio(plan: Plan, satisfied: int, others: int) -> None:
    """One more in the numerator, with the same denominator, is one part of the denominator more."""

    def value(more: int) -> Fraction | None:
        item = made_return(
            plan,
            "ttpvhcc",
            "2026-Q1",
            {
                "survey_procedures_satisfied": satisfied + more,
                "survey_procedures_answers": satisfied + others,
            },
        )
        return result(plan, "satisfaction_procedures", "2026-Q1", item).value

    before, after = value(0), value(1)
    assert before is not None
    assert after is not None
    assert F(1, satisfied + others) == after - before


@given(total=st.integers(0, 10**9), share=st.fractions(0, 1), cut=st.fractions(0, 1))
def test_splitting_an_offices_counts_between_two_leaves_the_ratio(
    plan: Plan, total: int, share: Fraction, cut: Fraction
) -> None:
    """What counts is the sum over the offices, however it is divided among them."""
    part = int(total * share)
    split, split_part = int(total * cut), int(part * cut)

    def verdict(of_vp: tuple[int, int], of_kt: tuple[int, int]) -> tuple[Verdict, Fraction | None]:
        held = {"vp": of_vp, "kt": of_kt}
        returns = [
            made_return(
                plan,
                office,
                "2026-Q1",
                {
                    "inspections_total": held.get(office, (0, 0))[0],
                    "inspections_digital": held.get(office, (0, 0))[1],
                },
            )
            for office in ("vp", "kt", "vhxh", "ttpvhcc")
        ]
        found = result(plan, "inspections_digital", "2026-Q1", *returns)
        return found.verdict, found.value

    whole = verdict((total, part), (0, 0))
    assert whole == verdict((split, split_part), (total - split, part - split_part))
    assert (F(part, total) if total else None) == whole[1]


@given(seed=st.integers(0, 10**6))
def test_the_order_of_returns_does_not_matter(plan: Plan, seed: int) -> None:
    """Every indicator of the year comes out the same from any order, down to the order of its sources."""
    returns = [sound_return(plan, o.id, f"2026-Q{n}") for o in plan.offices for n in (1, 2, 3, 4)]
    returns += [sound_return(plan, office, None) for office in ("kt", "vhxh")]
    shuffled = random.Random(seed).sample(returns, len(returns))
    for indicator in ("staff_trained_digital", "dossiers_on_time", "direct_spending_cut", "unified_software"):
        assert result(plan, indicator, "2026", *returns) == result(plan, indicator, "2026", *shuffled)


def test_a_rejected_return_counts_for_nothing(plan: Plan) -> None:
    """The verdict without it is that of a return that never came."""
    item = replace(sound_return(plan, "ttpvhcc", "2026-Q1"), rejected=True)
    found = result(plan, "dossiers_on_time", "2026-Q1", item)
    assert (NO_DATA, {Reason.NO_RETURN}) == (found.verdict, {m.reason for m in found.missing})
