"""Two scorecards held against each other: what moved, why, and the change by office, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.findings import Phrase
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.comparison import (
    Answer,
    Basis,
    Cause,
    Kind,
    Movement,
    ScorecardChange,
    Side,
    compare_scorecards,
)
from cchc_kpi.scoring.decomposition import RatioSplit, TermSplit
from cchc_kpi.scoring.scorecard import latest_common_period, score_returns
from forms_for_tests import made_return, plan_with, quarter, sound_return, told

F = Fraction
OFFICES = ["vp", "kt", "vhxh", "ttpvhcc", "dvci"]
Cells = Mapping[str, int | str | None]
SIXTY = '{operator: ">=", value: 60%, wording: từ 60% trở lên, year: 2030}'
MILESTONE = '\n    milestones: [{operator: ">=", value: 50%, wording: tối thiểu 50%, year: 2026}]'


def side(plan: Plan, label: str, period: str, *returns: Return) -> Side:
    """One side, scored from these returns."""
    return Side(label, Phrase(label, label), score_returns(plan, "sha", quarter(period), returns))


def sets(plan: Plan, before: list[Return], after: list[Return], period: str = "2026-Q1") -> ScorecardChange:
    """Two sets of returns of one period."""
    return compare_scorecards(Basis.SETS, side(plan, "A", period, *before), side(plan, "B", period, *after))


def periods(plan: Plan, before: str, after: str, *returns: Return) -> ScorecardChange:
    """Two periods of the same returns."""
    sides = (side(plan, period, period, *returns) for period in (before, after))
    return compare_scorecards(Basis.PERIODS, *sides)


def of(change: ScorecardChange, indicator: str) -> Movement:
    """What became of one indicator."""
    return next(m for m in change.movements if m.indicator.id == indicator)


def surveyed(plan: Plan, before: Cells, after: Cells) -> Movement:
    """The survey on procedures from one set to another."""
    made = ([made_return(plan, "ttpvhcc", "2026-Q1", cells)] for cells in (before, after))
    return of(sets(plan, *made), "satisfaction_procedures")


def answers(satisfied: int | str | None, every: int | str | None) -> Cells:
    """The figures of the survey on procedures."""
    return {"survey_procedures_satisfied": satisfied, "survey_procedures_answers": every}


def staff(plan: Plan, **offices: tuple[int, int] | None) -> list[Return]:
    """Staff trained and staff in all, by office; None for an office without a return."""
    return [
        made_return(
            plan,
            office,
            "2026-Q1",
            {"staff_trained_digital": pair[0], "staff_total": pair[1]},
        )
        for office, pair in offices.items()
        if pair is not None
    ]


# --- What became of an indicator ---


@pytest.mark.parametrize(
    ("before", "after", "kind", "cause"),
    [
        (answers(94, 100), answers(95, 100), Kind.GAINED, Cause.FIGURES),
        (answers(95, 100), answers(94, 100), Kind.LOST, Cause.FIGURES),
        (answers(94, 100), answers(93, 100), Kind.CHANGED, None),
        (answers(94, 100), answers(94, 100), Kind.UNCHANGED, None),
        (answers(94, 100), answers(188, 200), Kind.CHANGED, None),
        (answers(None, 100), answers(95, 100), Kind.GAINED, Cause.DATA_ARRIVED),
        (answers(None, 100), answers(94, 100), Kind.TURNED, Cause.DATA_ARRIVED),
        (answers(95, 100), answers(95, None), Kind.LOST, Cause.DATA_MISSING),
        (answers(94, 100), answers("error", 100), Kind.TURNED, Cause.DATA_MISSING),
        (answers(None, 100), answers("error", 100), Kind.CHANGED, None),
        (answers(95, 100), answers(0, 0), Kind.LOST, Cause.NOTHING_AROSE),
        (answers("KPS", "KPS"), answers(95, 100), Kind.GAINED, Cause.AROSE),
        (answers("KPS", "KPS"), answers(0, 0), Kind.UNCHANGED, None),
        (answers(0, 0), answers(None, 0), Kind.TURNED, Cause.DATA_MISSING),
        (answers(None, 0), answers(0, 0), Kind.TURNED, Cause.DATA_ARRIVED),
        (answers(95, 100), answers(1, 0), Kind.LOST, Cause.NOT_DIVIDABLE),
        (answers(1, 0), answers(95, 100), Kind.GAINED, Cause.DIVIDABLE),
        (answers(1, 0), answers(0, 0), Kind.TURNED, Cause.NOTHING_AROSE),
        (answers(0, 0), answers(1, 0), Kind.TURNED, Cause.NOT_DIVIDABLE),
        (answers(1, 0), answers(None, 0), Kind.CHANGED, None),
    ],
)
def test_what_became_of_an_indicator_and_why(
    plan: Plan, before: Cells, after: Cells, kind: Kind, cause: Cause | None
) -> None:
    """95% or more: a verdict that moves has a cause, and one that stays has none."""
    found = surveyed(plan, before, after)
    assert (kind, cause) == (found.kind, found.cause)


@pytest.mark.parametrize(
    ("now", "later", "cause"),
    [
        # Met at 50% in 2026; in 2027, when 60% is asked, not met any more.
        (110, 110, Cause.TARGET),  # 55% fails 60%, and would still meet 50%
        (130, 90, Cause.FIGURES),  # 45% fails 50% too, and 65% would meet 60%
        (110, 90, Cause.EITHER),  # 45% fails 50%, and 55% fails 60%
        (130, 110, Cause.TOGETHER),  # 65% would meet 60%, and 55% would meet 50%
    ],
)
def test_a_target_of_another_year_and_the_figures_are_told_apart(now: int, later: int, cause: Cause) -> None:
    """Each is tried alone; the margin's change is that of the value less that of the target."""
    plan = plan_with((f"target: {SIXTY}", f"target: {SIXTY}{MILESTONE}"))
    found = of(
        periods(
            plan,
            "2026-Q1",
            "2027-Q1",
            made_return(plan, "ttpvhcc", "2026-Q1", {"payments_total": 200, "payments_online": now}),
            made_return(plan, "ttpvhcc", "2027-Q1", {"payments_total": 200, "payments_online": later}),
        ),
        "payments_online",
    )
    assert (Kind.LOST, cause) == (found.kind, found.cause)
    change = F(later - now, 200)
    assert (change, F(1, 10), change - F(1, 10)) == (
        found.value_change,
        found.target_change,
        found.margin_change,
    )


def test_a_target_that_changed_is_a_change_though_nothing_else_is() -> None:
    """130 of 200 is 65%, above 50% and above 60%: the verdict stays, the margin falls by 10 points."""
    plan = plan_with((f"target: {SIXTY}", f"target: {SIXTY}{MILESTONE}"))
    cells = {"payments_total": 200, "payments_online": 130}
    returns = [made_return(plan, "ttpvhcc", f"{year}-Q1", cells) for year in (2026, 2027)]
    found = of(periods(plan, "2026-Q1", "2027-Q1", *returns), "payments_online")
    assert (Kind.CHANGED, F(0), F(-1, 10)) == (found.kind, found.value_change, found.margin_change)


def test_an_indicator_of_the_year_falls_due(plan: Plan) -> None:
    """Nothing is worked out for a half-year; at the year's end 10% less than in 2025 is a cut that meets 10%."""
    returns = [sound_return(plan, "vhxh", "2026-Q4"), sound_return(plan, "vhxh", None)]
    there = of(periods(plan, "2026-H1", "2026", *returns), "public_service_staffing_cut")
    back = of(periods(plan, "2026", "2026-H1", *returns), "public_service_staffing_cut")
    assert (Kind.GAINED, Cause.DUE, None) == (there.kind, there.cause, there.split)
    assert (Kind.LOST, Cause.NOT_DUE, None) == (back.kind, back.cause, back.split)


def test_movements_stand_in_the_order_of_the_scorecard(plan: Plan) -> None:
    """One for each of the 31 indicators, numbered from 1."""
    change = sets(plan, [], [])
    assert list(range(1, 32)) == [movement.number for movement in change.movements]
    assert {Kind.UNCHANGED} == {movement.kind for movement in change.movements}


# --- The change by office ---


def test_a_ratio_of_several_offices_is_split_by_own_change_and_mix(plan: Plan) -> None:
    """8/10 + 5/10 become 9/10 + 10/30, the other three 0 of 0 staff. The parts are those of test_decomposition."""
    others = {"vhxh": (0, 0), "ttpvhcc": (0, 0), "dvci": (0, 0)}
    found = of(
        sets(
            plan,
            staff(plan, vp=(8, 10), kt=(5, 10), **others),
            staff(plan, vp=(9, 10), kt=(10, 30), **others),
        ),
        "staff_trained_digital",
    )
    assert isinstance(found.split, RatioSplit)
    assert [F(3, 80) - F(23, 320), F(-5, 48) - F(7, 192), 0, 0, 0] == [e.total for e in found.split.effects]
    assert found.value_change == found.split.change == F(-7, 40)


def test_an_office_newly_reporting_is_turnover(plan: Plan) -> None:
    """Without one return there is no result, and yet the offices known make 4/5; with it, 13 of 15 are trained.

    The level is (4/5 + 13/15) / 2 = 5/6; the new office brings 10/15 of the weight at 9/10: 2/3 * 1/15 = 2/45.
    """
    others = {"kt": (0, 0), "vhxh": (0, 0), "ttpvhcc": (0, 0)}
    before = staff(plan, vp=(4, 5), **others)
    found = of(sets(plan, before, staff(plan, vp=(4, 5), **others, dvci=(9, 10))), "staff_trained_digital")
    assert (Kind.TURNED, Cause.DATA_ARRIVED, None) == (found.kind, found.cause, found.value_change)
    assert isinstance(found.split, RatioSplit)
    assert F(13, 15) - F(4, 5) == found.split.change == found.split.mix + found.split.turnover
    assert (None, F(2, 45)) == (found.split.effects[-1].terms.before, found.split.turnover)


def test_where_neither_side_has_a_value_nothing_is_split(plan: Plan) -> None:
    """One office is missing on both sides; that another one's figures changed is told, and no more."""
    before, after = staff(plan, vp=(4, 5)), staff(plan, vp=(5, 5))
    found = of(sets(plan, before, after), "staff_trained_digital")
    assert (Kind.CHANGED, None) == (found.kind, found.split)


def test_offices_that_change_while_the_whole_stands_still_are_a_change(plan: Plan) -> None:
    """4/5 and 3/5 become 3/5 and 4/5: 7 of 10 as before, and two offices to speak of."""
    others = {"vhxh": (1, 1), "ttpvhcc": (1, 1), "dvci": (1, 1)}
    found = of(
        sets(plan, staff(plan, vp=(4, 5), kt=(3, 5), **others), staff(plan, vp=(3, 5), kt=(4, 5), **others)),
        "staff_trained_digital",
    )
    assert (Kind.CHANGED, F(0)) == (found.kind, found.value_change)
    assert isinstance(found.split, RatioSplit)
    assert [F(-1, 13), F(1, 13), 0, 0, 0] == [effect.own for effect in found.split.effects]


def test_figures_that_change_nothing_in_the_formula_are_no_change(plan: Plan) -> None:
    """600 early and 390 on time, or 590 and 400: 990 of 1000 either way."""
    figures = {"dossiers_resolved_early": 590, "dossiers_resolved_on_time": 400}
    before, after = (
        sound_return(plan, "ttpvhcc", "2026-Q1"),
        sound_return(plan, "ttpvhcc", "2026-Q1", **figures),
    )
    assert Kind.UNCHANGED is of(sets(plan, [before], [after]), "dossiers_on_time").kind


def test_a_ratio_of_one_office_is_split_by_term(plan: Plan) -> None:
    """94/100 to 95/100: one more in the numerator is one hundredth, the denominator did nothing."""
    found = surveyed(plan, answers(94, 100), answers(95, 100))
    assert isinstance(found.split, TermSplit)
    assert (F(1, 100), F(0)) == (found.split.first, found.split.second)


def test_offices_with_one_side_of_the_fraction_each_have_no_ratio_of_their_own() -> None:
    """Answers counted by one office, the satisfied by another: split by term, and not by ratios of 0 and of nothing."""
    plan = plan_with(
        (
            'offices: [vhxh]\n    name: "Trong đó: hài lòng và rất hài lòng (sự phục vụ hành chính)"',
            'offices: [vp]\n    name: "Trong đó: hài lòng và rất hài lòng (sự phục vụ hành chính)"',
        ),
        ("    part_of: survey_administration_answers\n", ""),
    )

    def returns(satisfied: int, every: int) -> list[Return]:
        return [
            made_return(plan, "vp", "2026-Q4", {"survey_administration_satisfied": satisfied}),
            made_return(plan, "vhxh", "2026-Q4", {"survey_administration_answers": every}),
        ]

    found = of(sets(plan, returns(190, 200), returns(190, 250), "2026"), "satisfaction_administration")
    # 190/200 = 95% to 190/250 = 76%: all of it from the 50 answers more that vhxh counted.
    assert isinstance(found.split, TermSplit)
    assert [("vp", 0, 0), ("vhxh", 0, F(-19, 100))] == [
        (e.office, e.first, e.second) for e in found.split.effects
    ]


def test_a_reduction_is_split_into_amount_and_baseline(plan: Plan) -> None:
    """Spending of 93 against a mean of 100 is a cut of 7%; 90 against 120 is 25%: 11/400 and 61/400 of it."""

    def returns(now: str, base: str) -> list[Return]:
        return [
            sound_return(plan, "kt", "2026-Q4", direct_spending=now),
            sound_return(plan, "kt", None, direct_spending=base),
        ]

    found = of(sets(plan, returns("93", "100"), returns("90", "120"), "2026"), "direct_spending_cut")
    assert (F(18, 100), F(18, 100)) == (found.value_change, found.margin_change)
    assert isinstance(found.split, TermSplit)
    assert (F(11, 400), F(61, 400)) == (found.split.first, found.split.second)


def test_a_mean_of_more_years_is_split_as_the_mean_that_it_is(plan: Plan) -> None:
    """93 in 2026, 87 in 2027: the mean since 2026 falls from 93 to 90, which is 3 hundredths of 100."""
    returns = [
        sound_return(plan, "kt", None),
        sound_return(plan, "kt", "2026-Q4", direct_spending="93"),
        sound_return(plan, "kt", "2027-Q4", direct_spending="87"),
    ]
    found = of(periods(plan, "2026", "2027", *returns), "direct_spending_cut")
    assert isinstance(found.split, TermSplit)
    assert (F(3, 100), F(0), F(3, 100)) == (found.split.first, found.split.second, found.value_change)


def test_answers_that_changed_are_named(plan: Plan) -> None:
    """The Party committee's answer turns to yes: one of two questions, and no split by office."""
    party = "party_committee_uses_unified_software"
    before = sound_return(plan, "vhxh", "2026-Q1", **{party: 0})
    found = of(sets(plan, [before], [sound_return(plan, "vhxh", "2026-Q1")]), "unified_software")
    assert (Kind.GAINED, Cause.FIGURES, F(1, 2)) == (found.kind, found.cause, found.value_change)
    assert ((Answer(party, "vhxh", before=False, after=True),), None) == (found.answers, found.split)


counts = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)


@given(st.lists(st.tuples(counts, counts), min_size=5, max_size=5))
def test_the_parts_are_the_change_of_the_result(
    plan: Plan, figures: list[tuple[list[int], list[int]]]
) -> None:
    """Through the real scoring, over all five offices: exact, and from B to A with every sign turned."""
    before, after = (
        staff(plan, **{o: (pair[n][0], pair[n][1]) for o, pair in zip(OFFICES, figures, strict=True)})
        for n in (0, 1)
    )
    there, back = (
        of(sets(plan, *both), "staff_trained_digital") for both in ((before, after), (after, before))
    )
    if there.value_change is None:
        assert back.value_change is None
        return
    assert back.value_change == -there.value_change
    if there.kind is Kind.UNCHANGED:
        assert [] == [pair for pair in figures if pair[0] != pair[1]]
        return
    assert isinstance(there.split, RatioSplit)
    assert isinstance(back.split, RatioSplit)
    assert there.value_change == there.split.own + there.split.mix + there.split.turnover
    assert [e.total for e in there.split.effects] == [-e.total for e in back.split.effects]


# --- Returns and findings of two sets ---


def test_returns_that_count_differently_are_named(plan: Plan) -> None:
    """One that came, one that went, one with other bytes; one that is the same, and one nobody expects, are not."""
    same, gone, came = (sound_return(plan, office, "2026-Q1") for office in ("vp", "vhxh", "ttpvhcc"))
    old = sound_return(plan, "kt", "2026-Q1")
    new, elsewhere = replace(old, sha256="other"), sound_return(plan, "kt", "2026-Q2")
    moves = sets(plan, [same, gone, old], [same, came, new, elsewhere]).returns
    assert [
        (("kt", quarter("2026-Q1")), old, new),
        (("vhxh", quarter("2026-Q1")), gone, None),
        (("ttpvhcc", quarter("2026-Q1")), None, came),
    ] == [(move.slot, move.before, move.after) for move in moves]


def test_findings_are_told_once_where_both_sides_have_them(plan: Plan) -> None:
    """Both lack four offices; the economic office's return (C07) is missing before only."""
    both, before, after = sets(plan, [], [sound_return(plan, "kt", "2026-Q1")]).findings
    assert (["C07"] * 4, ["C07"], []) == (told(both), told(before), told(after))
    assert "Phòng Kinh tế" in before[0].message()


def test_the_latest_quarter_of_both_sets(plan: Plan) -> None:
    """Q1 and Q2 against Q2 and Q3 is Q2; a return that is left out does not count, and nothing common is None."""
    one, two, three = (sound_return(plan, "kt", f"2026-Q{n}") for n in (1, 2, 3))
    assert Period(2026, "Q2") == latest_common_period([one, two], [two, three])
    assert Period(2026, "Q1") == latest_common_period([one, two], [one, replace(two, rejected=True)])
    assert latest_common_period([one], [two, sound_return(plan, "kt", None)]) is None
