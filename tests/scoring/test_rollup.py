"""Province and nation: sums divided once, and who pulls a sum down."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.model import Indicator, Plan
from cchc_kpi.plan.ranks import Named
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.rollup import (
    CommuneCard,
    Drill,
    Level,
    Rollup,
    RollupResult,
    drill_by_province,
    drill_down,
    roll_up,
)
from cchc_kpi.scoring.scorecard import score_returns
from forms_for_tests import made_return, plan_with, quarter, sound_return

A = Commune(code="1", name="Lộc Bình", province="Lạng Sơn")
B = Commune(code="2", name="Na Dương", province="tỉnh Lạng Sơn")
C = Commune(code="3", name="phường Phan Đình Phùng", province="Thái Nguyên")
ON_TIME = "dossiers_on_time"


def dossiers(plan: Plan, commune: Commune, early: int, late: int, period: str = "2026-Q1") -> CommuneCard:
    """A commune of which only the one-stop office has reported, and only what it resolved."""
    figures = {
        "dossiers_resolved_early": early,
        "dossiers_resolved_on_time": 0,
        "dossiers_resolved_late": late,
    }
    returns = [made_return(plan, "ttpvhcc", "2026-Q1", figures)]
    return CommuneCard(commune, score_returns(plan, "0" * 64, quarter(period), returns))


def nothing(plan: Plan, commune: Commune, period: str = "2026-Q1") -> CommuneCard:
    """A commune that has not reported at all."""
    return CommuneCard(commune, score_returns(plan, "0" * 64, quarter(period), []))


def rolled_up(*cards: CommuneCard) -> tuple[Rollup, ...]:
    """What communes add up to, those scored being all of the list."""
    return roll_up(cards, Communes([one.commune for one in cards]))


def indicator_of(plan: Plan, name: str) -> Indicator:
    """The indicator of an id."""
    return next(indicator for indicator in plan.indicators if indicator.id == name)


def result_of(rollup: Rollup, indicator: str) -> RollupResult:
    """The result of an indicator in a roll-up."""
    return next(result for result in rollup.results if result.indicator.id == indicator)


def test_a_province_is_its_sums_divided_once(plan: Plan) -> None:
    """1 of 1 and 980 of 999: 981 of 1000, below 99%; the mean of the two ratios would be 99,05%, above it."""
    province, *_ = rolled_up(*[dossiers(plan, A, 1, 0), dossiers(plan, B, 980, 19)])
    result = result_of(province, ON_TIME)
    assert (Level.PROVINCE, Named("tỉnh", "Lạng Sơn")) == province[:2]
    assert [A, B] == [one.commune for one in province.cards]
    assert (Fraction(981), Fraction(1000), Fraction(981, 1000)) == (
        result.numerator,
        result.denominator,
        result.value,
    )
    assert Verdict.NOT_MET is result.verdict


def test_exactly_the_target_is_not_above_it(plan: Plan) -> None:
    """495 of 500 twice is 990 of 1000, and the target is above 99%."""
    province, *_ = rolled_up(*[dossiers(plan, A, 495, 5), dossiers(plan, B, 495, 5)])
    assert Verdict.NOT_MET is result_of(province, ON_TIME).verdict


def test_the_nation_stands_above_several_provinces_only(plan: Plan) -> None:
    """Two provinces: the nation's roll-up, which adds up all communes, and two below it; one province has none above."""
    cards = [dossiers(plan, A, 10, 0), dossiers(plan, B, 20, 0), dossiers(plan, C, 29, 1)]
    rollups = rolled_up(*cards)
    assert [None, "Lạng Sơn", "Thái Nguyên"] == [r.province.name if r.province else None for r in rollups]
    assert [Level.NATION, Level.PROVINCE, Level.PROVINCE] == [rollup.level for rollup in rollups]
    # 10 + 20 + 29 = 59 of 10 + 20 + 30 = 60; of them 30 of 30 and 29 of 30.
    assert [Fraction(59, 60), Fraction(1), Fraction(29, 30)] == [result_of(r, ON_TIME).value for r in rollups]
    assert 1 == len(rolled_up(*cards[:2]))


def test_a_commune_without_figures_is_in_neither_sum_and_counted(plan: Plan) -> None:
    """Of two communes one has reported: its figures stand, and one of two is counted."""
    province, *_ = rolled_up(*[dossiers(plan, A, 200, 0), nothing(plan, B)])
    result = result_of(province, ON_TIME)
    assert (Fraction(200), Fraction(200), Verdict.MET, 1) == (
        result.numerator,
        result.denominator,
        result.verdict,
        result.counted,
    )
    assert (1, 1) == (result.counts[Verdict.MET], result.counts[Verdict.NO_DATA])
    assert not province.is_complete


def test_nothing_known_is_no_data_nothing_due_is_not_due(plan: Plan) -> None:
    """A quarterly indicator of which nobody has figures, and a yearly one in a quarter."""
    province, *_ = rolled_up(*[nothing(plan, A), nothing(plan, B)])
    assert Verdict.NO_DATA is result_of(province, ON_TIME).verdict
    assert Verdict.NOT_DUE is result_of(province, "coverage_5g").verdict
    assert result_of(province, ON_TIME).value is None


def test_nothing_arose_anywhere_is_not_applicable(plan: Plan) -> None:
    """0 of 0 in both communes: no share, neither 0% nor 100%."""
    province, *_ = rolled_up(*[dossiers(plan, A, 0, 0), dossiers(plan, B, 0, 0)])
    assert Verdict.NOT_APPLICABLE is result_of(province, ON_TIME).verdict


def test_a_reduction_adds_up_cuts_and_baselines(plan: Plan) -> None:
    """Quotas without health and education, 2025 and now: 100 to 90 and 25 to 25; in all 10 of 125, which is 8%."""

    def cut(commune: Commune, before: int, now: int) -> CommuneCard:
        base = {"public_service_quota/2025": before, "public_service_quota_health/2025": 0,
                "public_service_quota_education/2025": 0}  # fmt: skip
        held = {
            "public_service_quota": now,
            "public_service_quota_health": 0,
            "public_service_quota_education": 0,
        }
        returns = [made_return(plan, "vhxh", None, base), made_return(plan, "vhxh", "2026-Q4", held)]
        return CommuneCard(commune, score_returns(plan, "0" * 64, quarter("2026"), returns))

    province, *_ = rolled_up(*[cut(A, 100, 90), cut(B, 25, 25)])
    result = result_of(province, "public_service_staffing_cut")
    assert (Fraction(10), Fraction(125), Fraction(2, 25), Verdict.NOT_MET) == (
        result.numerator,
        result.denominator,
        result.value,
        result.verdict,
    )


def test_questions_are_counted_over_the_communes(plan: Plan) -> None:
    """Two communes are asked two questions each; three of four say yes: not all."""
    cards = [
        CommuneCard(commune, score_returns(plan, "0" * 64, quarter("2026-Q1"), [
            sound_return(plan, "vhxh", "2026-Q1", party_committee_uses_unified_software=party,
                         peoples_committee_uses_unified_software=1),
        ]))
        for commune, party in ((A, 1), (B, 0))
    ]  # fmt: skip
    province, *_ = rolled_up(*cards)
    result = result_of(province, "unified_software")
    assert (Fraction(3), Fraction(4), Verdict.NOT_MET) == (
        result.numerator,
        result.denominator,
        result.verdict,
    )


def test_a_ratio_whose_denominator_cannot_divide_is_in_neither_sum(plan: Plan) -> None:
    """9 integrated of 5 - 5 = 0 datasets is no data; the other commune's 4 of 9 stands alone."""

    def datasets(commune: Commune, total: int, exempt: int, integrated: int) -> CommuneCard:
        held = {"datasets_total": total, "datasets_exempt": exempt, "datasets_integrated": integrated}
        returns = [made_return(plan, office.id, "2026-Q1", held) for office in plan.offices]
        return CommuneCard(commune, score_returns(plan, "0" * 64, quarter("2026-Q1"), returns))

    province, *_ = rolled_up(datasets(A, 5, 5, 9), datasets(B, 10, 1, 4))
    result = result_of(province, "datasets_integrated")
    # Five offices each: 5 * 4 = 20 of 5 * (10 - 1) = 45.
    assert (Fraction(20), Fraction(45), 1) == (result.numerator, result.denominator, result.counted)
    assert 1 == result.counts[Verdict.NO_DATA]


def drilled(plan: Plan, *cards: CommuneCard) -> Drill:
    """Dossiers in time (above 99%) taken apart over all communes."""
    return drill_down(rolled_up(*cards)[0], indicator_of(plan, ON_TIME))


def test_the_heaviest_drag_stands_first_and_the_pulls_add_up(plan: Plan) -> None:
    """Above 99%: 90 of 100 lacks 9, 999 of 1000 is 9 above, 50 of 51 lacks 0,49; unknown figures stand last."""
    unknown = Commune(code="4", name="Tú Mịch", province="Lạng Sơn")
    drill = drilled(
        plan,
        nothing(plan, unknown),
        dossiers(plan, A, 999, 1),
        dossiers(plan, B, 90, 10),
        dossiers(plan, C, 50, 1),
    )
    expected = [
        ("Na Dương", Fraction(-9)),
        ("Phan Đình Phùng", Fraction(-49, 100)),
        ("Lộc Bình", Fraction(9)),
        ("Tú Mịch", None),
    ]
    assert expected == [(pull.name.name, pull.surplus) for pull in drill.pulls]
    # 1139 of 1151, less 99% of 1151, is 1139 - 1139,49.
    assert Fraction(-49, 100) == drill.surplus
    assert ["Na Dương", "Phan Đình Phùng"] == [pull.name.name for pull in drill.drags]


def test_so_many_of_the_heaviest_are_enough(plan: Plan) -> None:
    """-9 - 0,49 + 9 = -0,49: with the first at its target the sum is 8,51 above; without the 9 to spare both must be."""
    low, edge, high = dossiers(plan, B, 90, 10), dossiers(plan, C, 50, 1), dossiers(plan, A, 999, 1)
    assert 1 == drilled(plan, low, edge, high).enough
    assert 2 == drilled(plan, low, edge).enough


def test_exactly_on_a_strict_target_one_more_anywhere_is_enough(plan: Plan) -> None:
    """99 of 100 twice is 99%, not above it; one commune above it lifts the sum above it."""
    drill = drilled(plan, dossiers(plan, A, 99, 1), dossiers(plan, B, 99, 1))
    assert (Fraction(0), 2, 1) == (drill.surplus, len(drill.drags), drill.enough)


def test_a_sum_that_meets_its_target_needs_nobody(plan: Plan) -> None:
    """999 of 1000 carries 98 of 100: 1097 of 1100 is above 99%; the one that misses it is named all the same."""
    drill = drilled(plan, dossiers(plan, A, 999, 1), dossiers(plan, B, 98, 2))
    assert (Verdict.MET, None) == (drill.result.verdict, drill.enough)
    assert ["Na Dương"] == [pull.name.name for pull in drill.drags]


def test_where_less_is_better_too_many_pull_down() -> None:
    """At most 5% late: 8 of 100 is 3 too many, 1 of 100 leaves room for 4."""
    plan = plan_with(
        (
            'target: {operator: ">", value: 99%, wording: trên 99%',
            'target: {operator: "<=", value: 5%, wording: tối đa 5%',
        ),
        (
            "numerator: dossiers_resolved_early + dossiers_resolved_on_time\n",
            "numerator: dossiers_resolved_late\n",
        ),
    )
    drill = drilled(plan, dossiers(plan, A, 99, 1), dossiers(plan, B, 92, 8))
    assert [("Na Dương", Fraction(-3)), ("Lộc Bình", Fraction(4))] == [
        (pull.name.name, pull.surplus) for pull in drill.pulls
    ]


def test_a_nation_is_taken_apart_by_province_too(plan: Plan) -> None:
    """Lạng Sơn: 9 - 9 = 0 above 99% of its 1100; Thái Nguyên lacks 0,49; the two make up the nation's distance."""
    nation, *provinces = rolled_up(
        dossiers(plan, A, 999, 1), dossiers(plan, B, 90, 10), dossiers(plan, C, 50, 1)
    )
    drill = drill_by_province(nation, provinces, indicator_of(plan, ON_TIME))
    assert [("Thái Nguyên", Fraction(-49, 100)), ("Lạng Sơn", Fraction(0))] == [
        (pull.name.name, pull.surplus) for pull in drill.pulls
    ]
    assert drill.surplus == drill_down(nation, indicator_of(plan, ON_TIME)).surplus


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_the_communes_changes_no_sum(plan: Plan, order: tuple[int, ...]) -> None:
    """Addition does not mind: 60 of 66 in any order."""
    cards = [dossiers(plan, A, 10, 3), dossiers(plan, B, 20, 2), dossiers(plan, C, 30, 1)]
    nation = rolled_up(*(cards[place] for place in order))[0]
    assert Fraction(60, 66) == result_of(nation, ON_TIME).value
