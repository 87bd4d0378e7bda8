"""Settled returns to the lines of the table, in an order that depends on nothing but their contents.

By commune, then baselines before quarters, then quarter, office (in the plan's order) and form row. Every
figure that a form asks has its line, known or not; a return of which nothing is used has one line of its own,
without a measure, so that it is not lost and adds nothing to any sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cchc_kpi.numerals import exact_text
from cchc_kpi.observations.line import FALSE, TRUE, Absence, Line
from cchc_kpi.observations.seal import sealed
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.layout import baseline_layout, quarter_layout
from cchc_kpi.returns.observation import Observation, Return
from cchc_kpi.rules import fields, forms, tables

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes


class Basis(NamedTuple):
    """What returns were read by: the plan, the digest of its file, and the communes, where there are many."""

    plan: Plan
    plan_sha256: str
    communes: Communes | None = None


def figures_asked(plan: Plan, office: str, period: Period | None) -> tuple[tuple[Measure, Period], ...]:
    """Return each measure and period that a return is asked for, in the order of its form; None is the baselines."""
    if period is not None:
        form = quarter_layout(plan, plan.office_by_id[office], period)
        return tuple((measure, period) for measure in form.measures)
    baselines = baseline_layout(plan, plan.office_by_id[office])
    if baselines is None:
        return ()
    return tuple(
        (measure, Period(year, "Y")) for measure in baselines.measures for year in measure.baseline_years
    )


def lines_of(returns: Iterable[Return], basis: Basis) -> Iterator[Line]:
    """Yield the lines of returns that are settled; of copies and earlier submissions there are none."""
    offices = {office.id: place for place, office in enumerate(basis.plan.offices)}

    def place(item: Return) -> tuple[str, bool, str, int, str]:
        quarter = item.period.id if item.period is not None else ""
        return item.commune, not item.is_baseline, quarter, offices.get(item.office or "", -1), item.file

    for item in sorted((item for item in returns if not item.superseded), key=place):
        yield from sealed(_lines_of_return(item, basis))


def _lines_of_return(item: Return, basis: Basis) -> Iterator[Line]:
    bare = _bare_line(item, basis)
    if item.rejected or item.office is None:
        yield bare
        return
    held = {(found.measure, found.period): found for found in item.observations}
    asked = figures_asked(basis.plan, item.office, item.period)
    for measure, period in asked:
        line = bare._replace(
            period=period.id,
            code=measure.code,
            measure=measure.id,
            label=measure.name,
            unit=measure.unit,
            type=measure.type,
            over_time=measure.over_time,
        )
        found = held.pop((measure.id, period), None)
        if found is not None:
            yield _filled(line, found)
        else:
            yield line._replace(state=_absence_of(measure, item))
    assert not held, "a return holds nothing but what its form asks"
    if not asked:
        yield bare


def _filled(line: Line, found: Observation) -> Line:
    source = found.provenance
    return line._replace(
        state=found.state.value,
        value="" if found.value is None else exact_text(Fraction(found.value)),
        text=source.text,
        remark=found.remark,
        sheet=source.sheet,
        cell=source.cell,
    )


def _bare_line(item: Return, basis: Basis) -> Line:
    """Return what every line of a return says of it."""
    plan = basis.plan
    commune = basis.communes.by_code.get(item.commune) if basis.communes is not None else None
    name, province = (commune.name, commune.province) if commune is not None else ("", "")
    is_unnumbered = any(finding.rule is fields.SUBMISSION_UNREADABLE for finding in item.findings)
    return Line(
        commune=item.commune,
        commune_name=plan.plan.commune if basis.communes is None else name,
        province=province,
        office=item.office or "",
        period=item.period.id if item.period is not None else "",
        is_baseline=TRUE if item.is_baseline else FALSE,
        file=item.file,
        sha256=item.sha256,
        submission="" if is_unnumbered else str(item.submission),
        submitted_on=item.submitted_on.isoformat() if item.submitted_on is not None else "",
        return_status=item.status.value,
        plan_id=plan.plan.id,
        plan_sha256=basis.plan_sha256,
    )


def _absence_of(measure: Measure, item: Return) -> Absence:
    """Return why a return holds no figure of a measure: its row is gone or stands twice, or its form never had it.

    What is told of an older form carries every code that it does not ask.
    """
    has_lost_rows = any(finding.rule in {tables.ROW_MISSING, tables.CODE_TWICE} for finding in item.findings)
    older = [finding.details["absent"] for finding in item.findings if finding.rule is forms.OUTDATED]
    is_not_asked = any(measure.code in str(codes).split(", ") for codes in older)
    return Absence.NO_ROW if has_lost_rows and not is_not_asked else Absence.NOT_ASKED
