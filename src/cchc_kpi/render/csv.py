"""The results of scorecards as CSV: one line an indicator and period, for other programs. UTF-8, no byte-order mark."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from cchc_kpi.findings import Lang
from cchc_kpi.numerals import exact_text
from cchc_kpi.scoring.communes import CommunesScorecard
from cchc_kpi.scoring.evaluate import IndicatorResult
from cchc_kpi.scoring.scorecard import Scorecard
from cchc_kpi.text import inert

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
    lines = [_line(COLUMNS)]
    lines += [_line(_cells(card, result, lang)) for card in cards for result in card.results]
    return "".join(lines)


def communes_csv(scored: CommunesScorecard, lang: Lang) -> Iterator[str]:
    """Yield every commune's results as lines of CSV, its province, code and name before each."""
    yield _line(("province", "commune", "commune_name", *COLUMNS))
    for commune, card in scored.cards:
        about = (commune.above.name, commune.code, commune.named.label)
        for result in card.results:
            yield _line((*about, *_cells(card, result, lang)))


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(map(inert, cells))
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
