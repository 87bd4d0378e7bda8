"""Scorecards and validations as JSON: the contract that other programs rely on.

The models are the schema: `schema/score.schema.json` and `schema/validate.schema.json` are generated
from them. Numbers are exact, as text: integers, decimals, or "a/b".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cchc_kpi.findings import Finding, Lang
from cchc_kpi.numerals import exact_text
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Milestone, Operator, Plan
from cchc_kpi.returns.between import period_id
from cchc_kpi.returns.observation import Observation, Return, Status
from cchc_kpi.scoring.annual import AnnualScorecard
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.scorecard import Scorecard

Exact = Annotated[
    str, Field(pattern=r"^-?\d+(\.\d+|/\d+)?$", description="An exact number: integer, decimal or a/b.")
]


class Model(BaseModel):
    """The common ground of what is written: frozen, nothing beyond the schema."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlanJson(Model):
    """Which plan was scored against; null where targets.yaml cannot be used."""

    id: str | None
    title: str | None
    sha256: str


class PeriodJson(Model):
    """The period scored and the days it covers."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    id: str
    from_: Annotated[date, Field(alias="from")]
    to: date


class TargetJson(Model):
    """What the value was compared with; `value` is a share, 1 for a yes/no."""

    operator: Operator
    value: Exact
    wording: str
    year: int


class SourceJson(Model):
    """One figure that went into a result, and the cell it stands in. KPS counts as 0."""

    measure: str
    office: str
    period: Annotated[str, Field(description="A quarter, or the year of a baseline.")]
    file: str
    sheet: str
    cell: str
    value: Exact


class ResultJson(Model):
    """One indicator's result. Absent numbers are null."""

    indicator: str
    area: str
    clause: str
    name: str
    verdict: Verdict
    numerator: Exact | None
    denominator: Exact | None
    value: Exact | None
    target: TargetJson
    sources: tuple[SourceJson, ...]


class ReturnJson(Model):
    """One file that was given; office and period are null where it does not tell."""

    file: str
    sha256: str
    office: str | None
    period: str | None
    status: Status


class FindingJson(Model):
    """One fault or doubt; file, sheet and cell are null where it has none."""

    code: str
    name: str
    severity: Literal["error", "warning", "note"]
    file: str | None
    sheet: str | None
    cell: str | None
    message: str
    fix: str


class ScoreJson(Model):
    """The output of `score --format json`. Without a readable return, `period` is null and no result stands."""

    schema_version: Literal[1] = 1
    plan: PlanJson
    commune: str | None
    period: PeriodJson | None
    provisional: bool
    results: tuple[ResultJson, ...]
    returns: tuple[ReturnJson, ...]
    findings: tuple[FindingJson, ...]


class PeriodResultsJson(Model):
    """The results of one period of a year."""

    period: PeriodJson
    provisional: bool
    results: tuple[ResultJson, ...]


class AnnualJson(ScoreJson):
    """The output of `annual --format json`: what `score` prints for the year, and the results of its seven periods."""

    year: int
    periods: tuple[PeriodResultsJson, ...]


class ValidationJson(Model):
    """The output of `validate --format json`."""

    schema_version: Literal[1] = 1
    returns: tuple[ReturnJson, ...]
    findings: tuple[FindingJson, ...]


def scorecard_json(card: Scorecard, lang: Lang) -> str:
    """Return a scorecard as JSON text, ending in a newline."""
    return json_text(score_of(card, lang))


def annual_json(annual: AnnualScorecard, lang: Lang) -> str:
    """Return a year's scorecards as JSON text, ending in a newline."""
    whole = score_of(annual.whole, lang)
    periods = tuple(
        PeriodResultsJson(
            period=period_of(card), provisional=card.provisional, results=tuple(map(_result, card.results))
        )
        for card in annual.cards
    )
    return json_text(
        AnnualJson(
            **{name: getattr(whole, name) for name in ScoreJson.model_fields},
            year=annual.year,
            periods=periods,
        )
    )


def score_of(card: Scorecard, lang: Lang) -> ScoreJson:
    """Return a scorecard as `score --format json` tells it."""
    return ScoreJson(
        plan=plan_of(card.plan, card.plan_sha256),
        commune=card.plan.plan.commune,
        period=period_of(card),
        provisional=card.provisional,
        results=tuple(map(_result, card.results)),
        returns=tuple(map(return_of, card.returns)),
        findings=findings_of(card.findings, lang),
    )


def plan_of(plan: Plan, sha256: str) -> PlanJson:
    """Return which plan it is that was scored against."""
    return PlanJson(id=plan.plan.id, title=plan.plan.title, sha256=sha256)


def period_of(card: Scorecard) -> PeriodJson:
    """Return the period of a scorecard and its days."""
    opens, closes = card.window
    return PeriodJson(id=card.period.id, from_=opens, to=closes)


def unscored_json(
    loaded: LoadedPlan, returns: Iterable[Return], findings: Iterable[Finding], lang: Lang
) -> str:
    """Return what can be said where there is no plan to score against, or no period to score."""
    return json_text(no_score_of(loaded, returns, findings, lang))


def no_score_of(
    loaded: LoadedPlan, returns: Iterable[Return], findings: Iterable[Finding], lang: Lang
) -> ScoreJson:
    """Return what `score --format json` tells where nothing is scored."""
    heading = loaded.plan.plan if loaded.plan is not None else None
    return ScoreJson(
        plan=PlanJson(
            id=heading.id if heading else None,
            title=heading.title if heading else None,
            sha256=loaded.sha256,
        ),
        commune=heading.commune if heading else None,
        period=None,
        provisional=True,
        results=(),
        returns=tuple(map(return_of, returns)),
        findings=findings_of(findings, lang),
    )


def validation_json(returns: Iterable[Return], findings: Iterable[Finding], lang: Lang) -> str:
    """Return a validation as JSON text, ending in a newline."""
    return json_text(
        ValidationJson(returns=tuple(map(return_of, returns)), findings=findings_of(findings, lang))
    )


def json_text(model: BaseModel) -> str:
    """Return an output's model as JSON text, ending in a newline."""
    return model.model_dump_json(indent=2) + "\n"


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def _result(result: IndicatorResult) -> ResultJson:
    indicator = result.indicator
    return ResultJson(
        indicator=indicator.id,
        area=indicator.area,
        clause=indicator.clause,
        name=indicator.name,
        verdict=result.verdict,
        numerator=_exact(result.numerator),
        denominator=_exact(result.denominator),
        value=None if result.value is None else str(result.value),
        target=target_of(result.target),
        sources=tuple(map(_source, result.observations)),
    )


def target_of(target: Milestone) -> TargetJson:
    """Return what a value was compared with."""
    return TargetJson(
        operator=target.operator, value=str(target.value), wording=target.wording, year=target.year
    )


def _source(observation: Observation) -> SourceJson:
    provenance = observation.provenance
    return SourceJson(
        measure=observation.measure,
        office=observation.office,
        period=observation.period.id,
        file=provenance.file,
        sheet=provenance.sheet,
        cell=provenance.cell,
        value=exact_text(Fraction(observation.value or 0)),
    )


def return_of(item: Return) -> ReturnJson:
    """Return what a file that was given came to."""
    return ReturnJson(
        file=item.file, sha256=item.sha256, office=item.office, period=period_id(item), status=item.status
    )


def findings_of(findings: Iterable[Finding], lang: Lang) -> tuple[FindingJson, ...]:
    """Return findings in a language, in their order."""
    return tuple(
        FindingJson(
            code=f.code,
            name=f.rule.name,
            severity=f.severity.value,
            file=f.place.file,
            sheet=f.place.sheet,
            cell=f.place.cell,
            message=f.message(lang),
            fix=f.fix(lang),
        )
        for f in findings
    )
