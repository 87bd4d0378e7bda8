"""Province and nation: sums divided once, who pulls a sum down, and the order of the communes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.model import Plan
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.rollup import CommuneCard, Level, Rollup, RollupResult, pulls, rank, roll_up
from cchc_kpi.scoring.scorecard import score_returns
from forms_for_tests import made_return, plan_with, quarter, sound_return

A = Commune(code="1", name="Lộc Bình", province="Lạng Sơn")
B = Commune(code="2", name="Na Dương", province="Lạng Sơn")
C = Commune(code="3", name="Định Hóa", province="Thái Nguyên")
COMMUNES = Communes([A, B, C])
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


def result_of(rollup: Rollup, indicator: str) -> RollupResult:
    """The result of an indicator in a roll-up."""
    return next(result for result in rollup.results if result.indicator.id == indicator)


def test_a_province_is_its_sums_divided_once(plan: Plan) -> None:
    """1 of 1 and 980 of 999: 981 of 1000, below 99%; the mean of the two ratios would be 99,05%, above it."""
    province, *_ = roll_up([dossiers(plan, A, 1, 0), dossiers(plan, B, 980, 19)], COMMUNES)
    result = result_of(province, ON_TIME)
    assert (Level.PROVINCE, "Lạng Sơn", (A, B)) == province[:3]
    assert (Fraction(981), Fraction(1000), Fraction(981, 1000)) == (
        result.numerator,
        result.denominator,
        result.value,
    )
    assert Verdict.NOT_MET is result.verdict


def test_exactly_the_target_is_not_above_it(plan: Plan) -> None:
    """495 of 500 twice is 990 of 1000, and the target is above 99%."""
    province, *_ = roll_up([dossiers(plan, A, 495, 5), dossiers(plan, B, 495, 5)], COMMUNES)
    assert Verdict.NOT_MET is result_of(province, ON_TIME).verdict


def test_the_nation_stands_above_several_provinces_only(plan: Plan) -> None:
    """Two provinces: two roll-ups and the nation's, which adds up all communes; one province has none above it."""
    cards = [dossiers(plan, A, 10, 0), dossiers(plan, B, 20, 0), dossiers(plan, C, 29, 1)]
    rollups = roll_up(cards, COMMUNES)
    assert [(Level.PROVINCE, "Lạng Sơn"), (Level.PROVINCE, "Thái Nguyên"), (Level.NATION, "")] == [
        rollup[:2] for rollup in rollups
    ]
    # 10 + 20 + 29 = 59 of 10 + 20 + 30 = 60.
    assert Fraction(59, 60) == result_of(rollups[-1], ON_TIME).value
    assert 1 == len(roll_up(cards[:2], COMMUNES))


def test_a_commune_without_figures_is_in_neither_sum_and_counted(plan: Plan) -> None:
    """Of two communes one has reported: its figures stand, and one of two is counted."""
    province, *_ = roll_up([dossiers(plan, A, 200, 0), nothing(plan, B)], COMMUNES)
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
    province, *_ = roll_up([nothing(plan, A), nothing(plan, B)], COMMUNES)
    assert Verdict.NO_DATA is result_of(province, ON_TIME).verdict
    assert Verdict.NOT_DUE is result_of(province, "coverage_5g").verdict
    assert result_of(province, ON_TIME).value is None


def test_nothing_arose_anywhere_is_not_applicable(plan: Plan) -> None:
    """0 of 0 in both communes: no share, neither 0% nor 100%."""
    province, *_ = roll_up([dossiers(plan, A, 0, 0), dossiers(plan, B, 0, 0)], COMMUNES)
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

    province, *_ = roll_up([cut(A, 100, 90), cut(B, 25, 25)], COMMUNES)
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
    province, *_ = roll_up(cards, COMMUNES)
    result = result_of(province, "unified_software")
    assert (Fraction(3), Fraction(4), Verdict.NOT_MET) == (
        result.numerator,
        result.denominator,
        result.verdict,
    )


def test_the_heaviest_drag_stands_first_and_the_pulls_add_up(plan: Plan) -> None:
    """Above 99%: 90 of 100 lacks 9, 999 of 1000 is 9 above, 50 of 51 lacks 0,49; unknown figures stand last."""
    cards = [dossiers(plan, A, 999, 1), dossiers(plan, B, 90, 10), dossiers(plan, C, 50, 1)]
    indicator = next(i for i in plan.indicators if i.id == ON_TIME)
    found = pulls(indicator, [*cards, nothing(plan, A)])
    expected = [(B, Fraction(-9)), (C, Fraction(-49, 100)), (A, Fraction(9)), (A, None)]
    assert expected == [(pull.commune, pull.surplus) for pull in found]
    # 1139 of 1151, less 99% of 1151, is 1139 - 1139,49.
    assert Fraction(-49, 100) == sum(pull.surplus for pull in found if pull.surplus is not None)


def test_equal_communes_share_a_place_and_the_next_is_free(plan: Plan) -> None:
    """Two that meet their one target by the same share are both first; the one that misses it is third."""
    cards = [dossiers(plan, A, 100, 0), dossiers(plan, B, 90, 10), dossiers(plan, C, 200, 0)]
    standings = rank(cards, plan)
    assert [(1, A), (1, C), (3, B)] == [(standing.place, standing.commune) for standing in standings]
    # Met, then by how much above: 100% - 99%, and 90% - 99%.
    assert [(1, Fraction(1, 100)), (1, Fraction(1, 100)), (0, Fraction(-9, 100))] == [
        s.keys for s in standings
    ]


def test_the_plan_states_the_order(plan: Plan) -> None:
    """By fewest without figures the commune that has reported stands first, whatever its results."""
    lacking = plan_with(("schema_version: 1\n", "schema_version: 1\nranking: [no_data]\n"))
    cards = [nothing(lacking, A), dossiers(lacking, B, 0, 10)]
    assert [(1, B), (2, A)] == [(s.place, s.commune) for s in rank(cards, lacking)]
    assert [(1, A), (1, B)] == [
        (s.place, s.commune) for s in rank([nothing(plan, A), nothing(plan, B)], plan)
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_the_communes_changes_no_sum(plan: Plan, order: tuple[int, ...]) -> None:
    """Addition does not mind."""
    cards = [dossiers(plan, A, 10, 3), dossiers(plan, B, 20, 2), dossiers(plan, C, 30, 1)]
    nation = roll_up([cards[place] for place in order], COMMUNES)[-1]
    assert Fraction(60, 66) == result_of(nation, ON_TIME).value
