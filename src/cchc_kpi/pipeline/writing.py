"""The files that are written: blank forms, scorecards, explanations, reports; each whole or not at all."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_kpi.outputs import write_whole
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.layout import FormLayout, baseline_layout, quarter_layout
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.annual import AnnualScorecard
from cchc_kpi.scoring.scorecard import Scorecard

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes
    from cchc_kpi.scoring.communes import CommunesScorecard
    from cchc_kpi.scoring.explanation import Explanation


def forms_of(
    plan: Plan,
    offices: Sequence[str] = (),
    period: Period | None = None,
    *,
    baseline_only: bool = False,
    commune: str | None = None,
) -> tuple[FormLayout, ...]:
    """Return the forms to write: a quarter's, the baselines only, or the blank ones and the baselines.

    `commune` is the code of the commune that they are for, where there are many; the plan then has its heading.
    """
    chosen = [office for office in plan.offices if not offices or office.id in offices]
    quarterly = [] if baseline_only else [quarter_layout(plan, office, period) for office in chosen]
    baselines = [] if period else [baseline_layout(plan, office) for office in chosen]
    asking = (form for form in (*quarterly, *baselines) if form is not None and form.measures)
    return tuple(replace(form, commune=commune) for form in asking)


def write_form_file(form: FormLayout, path: Path) -> None:
    """Write a blank form, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.template_xlsx import write_form

    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, lambda temporary: write_form(form, temporary))


def write_scorecard_file(card: Scorecard, path: Path) -> None:
    """Write a scorecard workbook, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.scorecard_xlsx import write_scorecard

    write_whole(path, lambda temporary: write_scorecard(card, temporary))


def write_annual_file(annual: AnnualScorecard, path: Path) -> None:
    """Write the workbook of a year, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.annual.book import write_annual

    write_whole(path, lambda temporary: write_annual(annual, temporary))


def write_communes_file(scored: CommunesScorecard, path: Path) -> None:
    """Write the workbook of many communes, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.communes.book import write_communes

    write_whole(path, lambda temporary: write_communes(scored, temporary))


def can_write_parquet() -> bool:
    """Say whether the Parquet library, an optional extra, is installed."""
    from cchc_kpi.observations.parquet_file import can_use_parquet

    return can_use_parquet()


def write_table_file(
    returns: Iterable[Return], path: Path, plan: Plan, plan_sha256: str, communes: Communes | None = None
) -> int:
    """Write settled returns as a table of observations, Parquet or CSV by the ending; return how many it holds.

    Whole or not at all. Raises OutputBlocked or OSError; Parquet needs `can_write_parquet`.
    """
    from cchc_kpi.observations.lines import Basis
    from cchc_kpi.observations.table import write_table

    return write_table(returns, Basis(plan, plan_sha256, communes), path)


def write_explanation_file(explanation: Explanation, card: Scorecard, path: Path) -> None:
    """Write the explanation of one of a scorecard's results, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.explanation_xlsx import write_explanation

    write_whole(path, lambda temporary: write_explanation(explanation, card, temporary))


def is_edited(path: Path) -> bool:
    """Say whether a file stands there that is not as this program wrote it: an office may be at work in it."""
    try:
        content = path.read_bytes()
    except OSError:
        return False  # nothing there; or something holds it, which is told when it is written to
    from cchc_kpi.render.annotate.package import is_as_packed

    return not is_as_packed(content)


def place_for_report(path: Path) -> Path:
    """Return the path, or beside it the first of "name-2", "name-3" ... where no report is lost that was edited."""
    names = itertools.chain(
        [path], (path.with_stem(f"{path.stem}-{number}") for number in itertools.count(2))
    )
    return next(place for place in names if not is_edited(place))


def can_write_reports() -> bool:
    """Say whether the Word libraries, an optional extra, are installed."""
    return all(find_spec(name) is not None for name in ("docxtpl", "jinja2"))


def write_report_file(card: Scorecard, path: Path, template: Path | None = None) -> None:
    """Write the narrative report, whole or not at all, by a Word template or the shipped one.

    Raises TemplateFault where the template is no good, OutputBlocked or OSError; needs `can_write_reports`.
    """
    from cchc_kpi.render.report_docx import write_report

    write_whole(path, lambda temporary: write_report(card, temporary, template))
