"""The order of the communes: by what the plan states, equal ones at one place."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cchc_kpi.findings import Phrase
from cchc_kpi.plan.communes import Commune
from cchc_kpi.plan.model import Plan
from cchc_kpi.scoring.ranking import order_phrase, rank
from cchc_kpi.scoring.rollup import CommuneCard
from cchc_kpi.scoring.scorecard import score_returns
from forms_for_tests import made_return, plan_with, quarter

A = Commune(code="1", name="Lộc Bình", province="Lạng Sơn")
B = Commune(code="2", name="Na Dương", province="Lạng Sơn")
C = Commune(code="3", name="Định Hóa", province="Thái Nguyên")


def ranked_by(words: str) -> Plan:
    """The plan with an order of its own."""
    return plan_with(("schema_version: 1\n", f"schema_version: 1\nranking: [{words}]\n"))


def dossiers(plan: Plan, commune: Commune, early: int | None, late: int) -> CommuneCard:
    """A commune of which only the one-stop office has reported what it resolved; None is no return at all."""
    figures = {
        "dossiers_resolved_early": early,
        "dossiers_resolved_on_time": 0,
        "dossiers_resolved_late": late,
    }
    returns = [] if early is None else [made_return(plan, "ttpvhcc", "2026-Q1", figures)]
    return CommuneCard(commune, score_returns(plan, "0" * 64, quarter("2026-Q1"), returns))


def test_equal_communes_share_a_place_and_the_next_is_free(plan: Plan) -> None:
    """Two that meet their one target by the same share are both first; the one that misses it is third."""
    cards = [dossiers(plan, A, 100, 0), dossiers(plan, B, 90, 10), dossiers(plan, C, 200, 0)]
    standings = rank(cards, plan)
    assert [(1, A), (1, C), (3, B)] == [(standing.place, standing.commune) for standing in standings]
    # Met, then by how much above: 100% - 99%, and 90% - 99%.
    assert [(1, Fraction(1, 100)), (1, Fraction(1, 100)), (0, Fraction(-9, 100))] == [
        (standing.keys[0], standing.keys[2]) for standing in standings
    ]


def test_a_figure_held_back_is_no_way_up(plan: Plan) -> None:
    """By default one that misses its target by far stands before one that has not reported: neither meets any."""
    cards = [dossiers(plan, A, None, 0), dossiers(plan, B, 1, 99)]
    assert [(1, B), (2, A)] == [(s.place, s.commune) for s in rank(cards, plan)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("no_data", [B, C, A]),  # B and C have reported; equal ones stand in the order of the list
        ("not_met", [A, C, B]),  # neither A nor C misses a target
        ("headroom", [C, A, B]),  # 1 point above, nothing, 9 points below
        ("met_share", [C, A, B]),  # 1 of the targets, none, none
        ("not_met, headroom", [C, A, B]),
    ],
)
def test_the_plan_states_the_order(words: str, expected: list[Commune]) -> None:
    """A has not reported, B has 90 of 100 in time, C 100 of 100."""
    plan = ranked_by(words)
    cards = [dossiers(plan, A, None, 0), dossiers(plan, B, 90, 10), dossiers(plan, C, 100, 0)]
    assert expected == [standing.commune for standing in rank(cards, plan)]


def test_what_did_not_arise_counts_neither_way() -> None:
    """By share, 1 of 1 with one that did not arise equals 1 of 1 without it; by number of targets it does too."""
    plan = ranked_by("met_share")
    one = dossiers(plan, A, 100, 0)
    figures = {"survey_land_answers": 0, "survey_land_satisfied": 0}
    held = {"dossiers_resolved_early": 100, "dossiers_resolved_on_time": 0, "dossiers_resolved_late": 0}
    returns = [made_return(plan, "ttpvhcc", "2026-Q1", held | figures)]
    other = CommuneCard(B, score_returns(plan, "0" * 64, quarter("2026-Q1"), returns))
    asked = sum(1 for i in plan.indicators if i.assessed == "quarter")
    keys = [standing.keys[0] for standing in rank([one, other], plan)]
    # Of the targets of a quarter one is met; with the one that did not arise there is one less.
    assert [Fraction(1, asked - 1), Fraction(1, asked)] == keys


def test_the_order_is_said_in_words(plan: Plan) -> None:
    """As the workbook and the screen head the places."""
    assert Phrase(
        "nhiều chỉ tiêu đạt, rồi ít chỉ tiêu thiếu số liệu, rồi tổng khoảng vượt mục tiêu",
        "most targets met, then fewest without figures, then distance above the targets in all",
    ) == order_phrase(plan)
