from __future__ import annotations

import unicodedata

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.naming import find_indicator, near_indicators, numbered_indicators


def test_numbers_follow_the_scorecard(plan: Plan) -> None:
    """31 indicators, by area in the plan's order: 1 legal documents, 2 on time, 15 the first of the third area."""
    numbered = numbered_indicators(plan)
    assert list(range(1, 32)) == [one.number for one in numbered]
    picked = [numbered[number - 1].indicator.id for number in (1, 2, 15)]
    assert ["legal_documents", "dossiers_on_time", "public_service_staffing_cut"] == picked


@pytest.mark.parametrize(
    "text",
    [
        "2",
        " 02 ",
        "dossiers_on_time",
        "DOSSIERS_ON_TIME",
        "Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn",
        unicodedata.normalize("NFD", "tỷ lệ hồ sơ tthc  giải quyết đúng và trước hạn"),
    ],
)
def test_an_indicator_is_found_by_number_id_or_name(plan: Plan, text: str) -> None:
    """Letter case, spaces and the composition of letters make no difference."""
    found = find_indicator(plan, text)
    assert found is not None
    assert (2, "dossiers_on_time") == (found.number, found.indicator.id)


@pytest.mark.parametrize(
    "text", ["0", "32", "-2", "2.0", "²", "", "dossiers_on_tim", "Tỷ lệ hồ sơ TTHC giải quyết đúng hạn"]
)
def test_what_is_nearly_right_is_no_match(plan: Plan, text: str) -> None:
    """A letter or a word less is never taken for the indicator, nor is a number beyond the list."""
    assert find_indicator(plan, text) is None


def test_a_slip_in_an_id_suggests_it_first(plan: Plan) -> None:
    """`dossiers_on_tim` is likeliest `dossiers_on_time`."""
    assert "dossiers_on_time" == near_indicators(plan, "dossiers_on_tim")[0].indicator.id


def test_words_without_accents_suggest_all_that_have_them(plan: Plan) -> None:
    """Seven names hold "hài lòng": all of them are suggested, in the scorecard's order."""
    near = [one.indicator.id for one in near_indicators(plan, "hai long")]
    assert [one.indicator.id for one in numbered_indicators(plan) if "hài lòng" in one.indicator.name] == near
    assert 7 == len(near)


def test_nonsense_suggests_nothing(plan: Plan) -> None:
    """What is like no id and no name has no suggestion."""
    assert () == near_indicators(plan, "zzzzz")
    assert () == near_indicators(plan, "")
