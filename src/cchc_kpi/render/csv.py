"""The results of scorecards as CSV: one line an indicator and period, for other programs. UTF-8, no byte-order mark."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from cchc_kpi.findings import Lang
from cchc_kpi.numerals import exact_text
from cchc_kpi.scoring.evaluate import IndicatorResult
from cchc_kpi.scoring.rollup import CommunesScorecard
from cchc_kpi.scoring.scorecard import Scorecard

COLUMNS = (
    "period",
    "indicator",
    "area",
    "clause",
    "name",
    "verdict",
    "verdict_text",
    "numerator",
    "denominator",
    "value",
    "operator",
    "target",
    "target_wording",
    "target_year",
)


def scorecards_csv(cards: Iterable[Scorecard], lang: Lang) -> str:
    """Return the results of one or more periods as CSV text with a heading line; numbers exact, blank where absent."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for card in cards:
        for result in card.results:
            writer.writerow(map(inert, _cells(card, result, lang)))
    return out.getvalue()


def communes_csv(scored: CommunesScorecard, lang: Lang) -> str:
    """Return every commune's results as CSV text, a commune's code and name before each line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("province", "commune", "commune_name", *COLUMNS))
    for commune, card in scored.cards:
        for result in card.results:
            held = _cells(card, result, lang)
            writer.writerow(map(inert, (commune.province, commune.code, commune.name, *held)))
    return out.getvalue()


def _cells(card: Scorecard, result: IndicatorResult, lang: Lang) -> tuple[str, ...]:
    indicator, target = result.indicator, result.target
    numbers = (result.numerator, result.denominator)
    return (
        card.period.id,
        indicator.id,
        indicator.area,
        indicator.clause,
        indicator.name,
        result.verdict.value,
        result.verdict.word.text(lang),
        *("" if number is None else exact_text(number) for number in numbers),
        "" if result.value is None else str(result.value),
        target.operator,
        str(target.value),
        target.wording,
        str(target.year),
    )


_FORMULA_LEADS = ("=", "+", "@", "\t", "\r")


def inert(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: with an apostrophe where it begins like one.

    A negative number is left as it is; any other text that begins with a minus is not.
    """
    is_number = text.startswith("-") and text[1:2].isdigit()
    if text in {">", ">=", "=", "<=", "<"}:
        return text
    return f"'{text}" if text.startswith(_FORMULA_LEADS) or (text.startswith("-") and not is_number) else text
