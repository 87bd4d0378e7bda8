from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_kpi.periods import PARTS, Part, Period, WindowRule, parse_day, parse_period

DECREE = WindowRule(months_before=1, first_day=15)
RULES = st.builds(WindowRule, months_before=st.integers(0, 2), first_day=st.integers(1, 28))
PERIODS = st.builds(Period, year=st.integers(2000, 2099), part=st.sampled_from(PARTS))
QUARTERS = st.builds(Period, year=st.integers(2001, 2098), part=st.sampled_from(["Q1", "Q2", "Q3", "Q4"]))


@pytest.mark.parametrize(
    ("opens", "closes", "part"),
    [
        (date(2025, 12, 15), date(2026, 3, 14), "Q1"),
        (date(2026, 3, 15), date(2026, 6, 14), "Q2"),
        (date(2025, 12, 15), date(2026, 6, 14), "H1"),
        (date(2026, 6, 15), date(2026, 9, 14), "Q3"),
        (date(2025, 12, 15), date(2026, 9, 14), "9M"),
        (date(2026, 9, 15), date(2026, 12, 14), "Q4"),
        (date(2025, 12, 15), date(2026, 12, 14), "Y"),
    ],
)
def test_the_windows_of_2026_are_those_of_the_decree(opens: date, closes: date, part: Part) -> None:
    """Nghị định 09/2019/NĐ-CP, Điều 12: quarters run from the 15th to the 14th."""
    assert (opens, closes) == Period(2026, part).window(DECREE)


@pytest.mark.parametrize(
    ("opens", "closes", "part"),
    [
        (date(2028, 1, 1), date(2028, 3, 31), "Q1"),
        (date(2028, 10, 1), date(2028, 12, 31), "Q4"),
        (date(2028, 1, 1), date(2028, 12, 31), "Y"),
    ],
)
def test_a_plan_may_follow_the_calendar(opens: date, closes: date, part: Part) -> None:
    """With no months before and day 1 the windows are the calendar's."""
    assert (opens, closes) == Period(2028, part).window(WindowRule(months_before=0, first_day=1))


def after(quarter: Period) -> Period:
    """Return the quarter after a quarter."""
    number = int(quarter.part[1])
    following: tuple[Part, ...] = ("Q2", "Q3", "Q4", "Q1")
    return Period(quarter.year + (number == 4), following[number - 1])


@given(QUARTERS, RULES)
def test_no_day_falls_between_two_quarters_or_in_both(quarter: Period, rule: WindowRule) -> None:
    """The day after a quarter closes, the next one opens, also across the year."""
    _, closes = quarter.window(rule)
    opens, _ = after(quarter).window(rule)

    assert opens == closes + timedelta(days=1)


@given(PERIODS, RULES)
def test_a_longer_period_is_its_quarters_end_to_end(period: Period, rule: WindowRule) -> None:
    """Every period opens with its first quarter, closes with its last, and they tile it."""
    windows = [quarter.window(rule) for quarter in period.quarters]
    opens, closes = period.window(rule)

    assert (opens, closes) == (windows[0][0], windows[-1][1])
    assert (closes - opens).days + 1 == sum((last - first).days + 1 for first, last in windows)


@given(QUARTERS)
def test_the_quarter_before_is_the_one_that_it_follows(quarter: Period) -> None:
    """Going back from the next quarter leads to this one."""
    assert quarter == after(quarter).previous_quarter


@pytest.mark.parametrize(
    ("expected", "period"),
    [
        ("2025-Q4", "2026-Q1"),
        ("2026-Q3", "2026-Q4"),
        ("2025-Q4", "2026-H1"),
        ("2025-Q4", "2026-9M"),
        ("2025-Q4", "2026"),
    ],
)
def test_the_quarter_before_a_period_closes_the_day_before_it_opens(expected: str, period: str) -> None:
    """A longer period is preceded by the quarter before its first quarter."""
    found = parse_period(period)

    assert found is not None
    assert expected == found.previous_quarter.id


@pytest.mark.parametrize(
    ("expected", "part"),
    [
        (["2026-Q1"], "Q1"),
        (["2026-Q4"], "Q4"),
        (["2026-Q1", "2026-Q2"], "H1"),
        (["2026-Q1", "2026-Q2", "2026-Q3"], "9M"),
        (["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"], "Y"),
    ],
)
def test_a_period_is_made_of_quarters(expected: list[str], part: Part) -> None:
    """Six months are two quarters, nine months three, a year four."""
    assert expected == [str(quarter) for quarter in Period(2026, part).quarters]


def test_the_kind_of_a_period_is_told_by_its_part() -> None:
    """Four parts are quarters, one is the year, and six or nine months are neither."""
    quarters, years = ["Q1", "Q2", "Q3", "Q4"], ["Y"]

    assert quarters == [part for part in PARTS if Period(2026, part).is_quarter]
    assert years == [part for part in PARTS if Period(2026, part).is_year]


@pytest.mark.parametrize(
    ("expected", "one", "other"),
    [
        (True, "2026", "2026-Q4"),
        (True, "2026", "2026-9M"),
        (True, "2026-9M", "2026-H1"),
        (True, "2026-H1", "2026-H1"),
        (False, "2026-H1", "2026-Q3"),
        (False, "2026-Q1", "2026"),
        (False, "2026", "2027-Q1"),
    ],
)
def test_a_period_contains_what_its_quarters_cover(*, expected: bool, one: str, other: str) -> None:
    """A year contains its quarters and its shorter periods, and nothing of another year."""
    outer, inner = parse_period(one), parse_period(other)

    assert outer is not None
    assert inner is not None
    assert expected is outer.contains(inner)


def test_periods_are_ordered_by_when_they_close() -> None:
    """Within a year a shorter period stands before a longer one that closes the same day."""
    in_order = ["2026-Q1", "2026-Q2", "2026-H1", "2026-Q3", "2026-9M", "2026-Q4", "2026", "2027-Q1"]
    periods = [Period(2027, "Q1"), *(Period(2026, part) for part in sorted(PARTS, reverse=True))]

    assert in_order == [period.id for period in sorted(periods)]


@given(PERIODS, PERIODS, RULES)
def test_order_agrees_with_the_windows(one: Period, other: Period, rule: WindowRule) -> None:
    """No period that closes later stands before one that closes earlier."""
    earlier, later = sorted([one, other])

    assert earlier.window(rule)[1] <= later.window(rule)[1]


@pytest.mark.parametrize(
    ("vi", "en", "part"),
    [
        ("Quý I/2026", "2026-Q1", "Q1"),
        ("Quý IV/2026", "2026-Q4", "Q4"),
        ("6 tháng đầu năm 2026", "First 6 months of 2026", "H1"),
        ("9 tháng đầu năm 2026", "First 9 months of 2026", "9M"),
        ("Năm 2026", "Year 2026", "Y"),
    ],
)
def test_a_period_is_named_as_reports_name_it(vi: str, en: str, part: Part) -> None:
    """Vietnamese names are those of official reports."""
    assert (vi, en) == (Period(2026, part).name("vi"), Period(2026, part).name("en"))


@given(PERIODS)
def test_a_period_written_by_id_or_name_is_read_back(period: Period) -> None:
    """The id and the Vietnamese name of a period both mean that period."""
    assert (period, period) == (parse_period(period.id), parse_period(period.name()))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("2026-Q1", "2026-q1"),
        ("2026-Q1", "2026Q1"),
        ("2026-Q1", " 2026 - Q1 "),
        ("2026-Q1", "2026/Q1"),
        ("2026-Q1", "Q1/2026"),
        ("2026-Q1", "Q1 2026"),
        ("2026-Q1", "quý 1 năm 2026"),
        ("2026-Q3", "QUÝ III/2026"),
        ("2026-Q3", "Quy III-2026"),
        ("2026-Q4", "Quý IV năm 2026"),
        ("2026-Q2", "Qu\u0079\u0301 II/2026"),
        ("2026-Q2", "Kỳ báo cáo: Quý II/2026"),
        ("2026-H1", "6 tháng 2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H1", "2026-h1"),
        ("2026-9M", "9 tháng đầu năm 2026"),
        ("2026-9M", "9M 2026"),
        ("2026", "2026"),
        ("2026", "năm 2026"),
        ("2026", "Cả năm 2026"),
    ],
)
def test_people_write_a_period_in_many_ways(expected: str, text: str) -> None:
    """Accents, case, spacing and order do not matter to what is meant."""
    found = parse_period(text)

    assert found is not None
    assert expected == found.id


@pytest.mark.parametrize(
    "text",
    ["", "Q1", "Quý I", "2026-Q5", "2026-Q0", "Quý V/2026", "2026-H2", "6 tháng cuối năm 2026", "tháng 3/2026", "1999",
     "2026-Q1-Q2", "Quý I/2026 và Quý II/2026", "baseline", "20266", "15/12/2025", "2026-12"],
)  # fmt: skip
def test_what_is_not_one_period_is_none(text: str) -> None:
    """A period that cannot be told is not guessed."""
    assert parse_period(text) is None


@given(st.one_of(st.text(), st.from_regex(r"\A(q|quý|năm|6 tháng)? ?[-/.]?(i|ii|v|\d)* ?20\d\d\Z")))
@settings(max_examples=100)
def test_any_text_is_one_period_or_none(text: str) -> None:
    """Whatever stands in the cell, it is read as a period that has that id, or as none."""
    found = parse_period(text)

    assert found is None or found == parse_period(found.id)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (date(2026, 4, 5), "05/04/2026"),
        (date(2026, 4, 5), " 5/4/2026 "),
        (date(2026, 4, 5), "05.04.2026"),
        (date(2026, 4, 5), "05-04-2026"),
        (date(2026, 4, 5), "2026-04-05"),
        (date(2028, 2, 29), "29/02/2028"),
        (None, "29/02/2026"),
        (None, "31/04/2026"),
        (None, "04/13/2026"),
        (None, "2026-4-5"),
        (date(2026, 4, 5), "05/04/26"),
        (date(2026, 4, 5), "5.4.26"),
        (date(2026, 4, 5), "ngày 05 tháng 4 năm 2026"),
        (date(2026, 4, 5), "Lộc Bình, ngày 5 tháng 04 năm 2026"),
        (date(2026, 4, 5), "5 THANG 4 NAM 2026"),
        (None, "ngày 31 tháng 4 năm 2026"),
        (None, "tháng 4 năm 2026"),
        (None, "ngày 5 tháng 4"),
        (None, "ngày 5 tháng 4 năm 26"),
        (None, "05/04-2026"),
        (None, "05/04/226"),
        (None, "đầu tháng 4"),
        (None, ""),
    ],
)
def test_a_day_is_written_day_first(expected: date | None, text: str) -> None:
    """Day before month, as in Viet Nam; ISO dates too; a day that no calendar has is none."""
    assert expected == parse_day(text)
