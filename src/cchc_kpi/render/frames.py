"""Scorecards as tidy pandas tables, for those who go on working with the figures in Python.

Exact numbers stay exact: values are `fractions.Fraction` and `decimal.Decimal` objects, never floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cchc_kpi.scoring.scorecard import Scorecard

if TYPE_CHECKING:
    import pandas as pd


def results_frame(card: Scorecard) -> pd.DataFrame:
    """Return one row an indicator.

    Columns: period, indicator, area, clause, name, verdict, numerator, denominator, value (Fractions,
    None where absent), operator, target (a Fraction), target_year.
    """
    import pandas as pd  # costs 0.3 s to import: only for who asks for a table

    columns = {
        "period": [card.period.id for _ in card.results],
        "indicator": [r.indicator.id for r in card.results],
        "area": [r.indicator.area for r in card.results],
        "clause": [r.indicator.clause for r in card.results],
        "name": [r.indicator.name for r in card.results],
        "verdict": [r.verdict.value for r in card.results],
        "numerator": pd.Series([r.numerator for r in card.results], dtype=object),
        "denominator": pd.Series([r.denominator for r in card.results], dtype=object),
        "value": pd.Series([r.value for r in card.results], dtype=object),
        "operator": [r.target.operator for r in card.results],
        "target": pd.Series([r.target.value for r in card.results], dtype=object),
        "target_year": [r.target.year for r in card.results],
    }
    return pd.DataFrame(columns)


def observations_frame(card: Scorecard) -> pd.DataFrame:
    """Return one row an observation of the returns that count, with its provenance.

    Columns: measure, code, office, period, state, value (a Decimal, None where unknown), file, sheet,
    cell, text (as it stands in the cell), remark.
    """
    import pandas as pd

    held = card.observations
    codes = {measure.id: measure.code for measure in card.plan.measures}
    columns = {
        "measure": [o.measure for o in held],
        "code": [codes[o.measure] for o in held],
        "office": [o.office for o in held],
        "period": [o.period.id for o in held],
        "state": [o.state.value for o in held],
        "value": pd.Series([o.value for o in held], dtype=object),
        "file": [o.provenance.file for o in held],
        "sheet": [o.provenance.sheet for o in held],
        "cell": [o.provenance.cell for o in held],
        "text": [o.provenance.text for o in held],
        "remark": [o.remark for o in held],
    }
    return pd.DataFrame(columns)
