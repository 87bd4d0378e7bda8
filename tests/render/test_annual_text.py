"""A year in a terminal: at every width all names, all seven values and signs, and the words for the signs."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from cchc_kpi import pipeline
from cchc_kpi.findings import Lang
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.naming import numbered_indicators
from cchc_kpi.render.annual_text import show_annual
from cchc_kpi.render.words import value_text
from cchc_kpi.scoring.annual import AnnualScorecard, periods_of
from cchc_kpi.scoring.scorecard import score_returns
from forms_for_tests import made_return, quarter

ROOT = Path(__file__).parents[2]
WIDTHS = (80, 100, 132)


@pytest.fixture(scope="module")
def example(loaded: LoadedPlan, plan: Plan) -> AnnualScorecard:
    """The example's year."""
    return pipeline.score_year(pipeline.read_batch([str(ROOT / "examples")], plan), loaded, plan, 2026)


def page_of(annual: AnnualScorecard, width: int, lang: Lang = "vi", *, colour: bool = False) -> str:
    """The page in a terminal so many columns wide."""
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=colour, color_system="standard" if colour else None,
        emoji=False, markup=False, highlight=False,
    )  # fmt: skip
    show_annual(annual, console, lang)
    return stream.getvalue()


def blocks(page: str) -> dict[int, str]:
    """The lines of each indicator by its number; the heading of an area stands behind a blank line."""
    found: dict[int, str] = {}
    number, above = 0, "."
    for line in page.splitlines():
        match = re.match(r"(\d+)\. ", line)
        if match or not line.strip():
            number = int(match[1]) if match and above.strip() else 0
        if number:
            found[number] = f"{found.get(number, '')}{line}\n"
        above = line
    return found


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(example: AnnualScorecard, width: int, lang: Lang) -> None:
    """At 80, 100 and 132 columns, in both languages."""
    assert [] == [line for line in page_of(example, width, lang).splitlines() if cell_len(line) > width]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_value_and_sign_stands_there_whole(example: AnnualScorecard, width: int, lang: Lang) -> None:
    """Each indicator's seven values with their signs, in the order of the periods; nothing is cut."""
    found = blocks(page_of(example, width, lang))
    assert list(range(1, 32)) == list(found)
    for number, indicator in numbered_indicators(example.plan):
        results = example.results_of(indicator)
        words = [f"{value_text(result, lang)} {result.verdict.sign}".strip() for result in results]
        flat = " ".join(found[number].split())
        assert " ".join(words) in flat, flat


@pytest.mark.parametrize("width", WIDTHS)
def test_every_name_target_and_remark_stands_there_whole(example: AnnualScorecard, width: int) -> None:
    """Wrapped between words, beside the values in a wide terminal, above them in a narrow one."""
    page = page_of(example, width)
    left = " ".join(" ".join(line[: 56 if width >= 130 else width].split()) for line in page.splitlines())
    for indicator in example.plan.indicators:
        assert f"{indicator.name} ({indicator.target.wording})" in left
    assert "cần thêm 1.730 người trong số 2.850 để đạt" in left
    assert (
        "có lỗi: Phòng Kinh tế 2026-Q3 (CQ.14, CQ.15); chưa thể biết, còn tùy Phòng Kinh tế (2026-Q3)" in left
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_signs_have_their_words(example: AnnualScorecard, width: int) -> None:
    """The legend names all five, and the counts have them in their heads: no colour is needed."""
    page = page_of(example, width)
    assert "✓ đạt, ✗ chưa đạt, ? thiếu số liệu, – không phát sinh, … chưa đến kỳ" in page
    assert "\x1b" not in page
    assert "\x1b[" in page_of(example, width, colour=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_counts_of_every_period_close_the_page(example: AnnualScorecard, width: int) -> None:
    """As `values.yaml` says: 6, 16 and one 0/0 in the first quarter; 19, 11 and one without figures in the year."""
    rows = [line.split() for line in page_of(example, width).splitlines()[-8:] if line.strip()]
    assert ["Quý", "I", "6", "16", "·", "1", "8", "5/5"] in rows
    assert ["Cả", "năm", "19", "11", "1", "·", "·", "21/22"] in rows


@pytest.mark.parametrize("width", WIDTHS)
def test_a_value_with_many_decimals_is_folded_not_cut(plan: Plan, width: int) -> None:
    """98,999995% beside "trên 99%" takes 12 columns with its sign: all of its digits are there."""
    figures = {
        "dossiers_resolved_early": 0,
        "dossiers_resolved_on_time": 19_799_999,
        "dossiers_resolved_late": 200_001,
    }
    item = made_return(plan, "ttpvhcc", "2026-Q1", figures)
    annual = AnnualScorecard(
        tuple(score_returns(plan, "0" * 64, period, [item]) for period in periods_of(2026))
    )
    page = page_of(annual, width)
    assert "98,999995%" in page
    assert "98,999995%" in blocks(page)[2]
    assert [] == [line for line in page.splitlines() if cell_len(line) > width]


def test_remarks_are_those_of_the_period_that_the_year_has_reached(plan: Plan) -> None:
    """Two quarters in: 1980 of 2000 is exactly 99%, and the year can still do it."""
    returns = [
        made_return(
            plan, "ttpvhcc", period,
            {"dossiers_resolved_early": 0, "dossiers_resolved_on_time": 990, "dossiers_resolved_late": 10},
        )
        for period in ("2026-Q1", "2026-Q2")
    ]  # fmt: skip
    annual = AnnualScorecard(
        tuple(score_returns(plan, "0" * 64, period, returns) for period in periods_of(2026))
    )
    assert quarter("2026-H1") == annual.current.period
    flat = " ".join(page_of(annual, 100).split())
    assert "đúng bằng 99%, chưa trên 99%; cần thêm 1 hồ sơ trong số 2.000 để đạt" in flat
    assert "cả năm: vẫn có thể đạt, cần thêm ít nhất 1 hồ sơ, đều đạt yêu cầu" in flat
