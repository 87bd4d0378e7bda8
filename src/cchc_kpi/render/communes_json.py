"""Many communes as JSON, version 2: each commune's own object, what they add up to, and their order.

Written piece by piece, a commune a line: three thousand of them are never held as text at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from cchc_kpi.findings import Finding, Lang
from cchc_kpi.numerals import exact_text
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.render.commune_line import commune_line
from cchc_kpi.render.json import (
    Exact,
    FindingJson,
    Model,
    PeriodJson,
    PlanJson,
    ReturnJson,
    ScoreJson,
    TargetJson,
    findings_of,
    no_score_of,
    period_of,
    plan_of,
    return_of,
    score_of,
    target_of,
)
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.communes import CommunesScorecard
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.ranking import Standing
from cchc_kpi.scoring.rollup import CommuneCard, Level, Rollup, RollupResult


class CommuneJson(ScoreJson):
    """One commune: what `score --format json` prints for it alone, with its code and province."""

    code: str
    province: str


class RollupResultJson(Model):
    """One indicator over several communes: numerators and denominators summed, then divided.

    `counted` is how many communes' figures are in the sums, `verdicts` how many communes have which verdict.
    """

    indicator: str
    verdict: Verdict
    numerator: Exact | None
    denominator: Exact | None
    value: Exact | None
    target: TargetJson
    counted: int
    verdicts: dict[Verdict, int]


class RollupJson(Model):
    """A province, or the nation: all communes of the list; `name` is then null."""

    level: Level
    name: str | None
    communes: Annotated[tuple[str, ...], Field(description="The codes of its communes.")]
    complete: bool
    results: tuple[RollupResultJson, ...]


class StandingJson(Model):
    """A commune's place; equal ones share it. `keys` are what it was ordered by, in the plan's order."""

    place: int
    code: str
    name: str
    keys: dict[str, Exact]


class CommunesJson(Model):
    """The output of `score --format json` for many communes.

    Without a readable return, `period` is null and no commune stands.
    """

    schema_version: Literal[2] = 2
    plan: PlanJson
    period: PeriodJson | None
    provisional: bool
    communes: tuple[CommuneJson, ...]
    rollup: tuple[RollupJson, ...]
    ranking: tuple[StandingJson, ...]
    returns: Annotated[tuple[ReturnJson, ...], Field(description="Those of no known commune.")]
    findings: Annotated[tuple[FindingJson, ...], Field(description="Those about no commune.")]


def communes_json(scored: CommunesScorecard, lang: Lang) -> Iterator[str]:
    """Yield many communes as JSON text, ending in a newline."""
    yield '{"schema_version": 2,\n'
    yield f'"plan": {plan_of(scored.plan, scored.plan_sha256).model_dump_json()},\n'
    yield f'"period": {period_of(scored.cards[0].card).model_dump_json()},\n'
    yield f'"provisional": {"true" if scored.provisional else "false"},\n'
    yield from _listed("communes", (commune_line(one, lang) for one in scored.cards))
    yield from _listed("rollup", _lines(map(_rollup, scored.rollups)))
    yield from _listed("ranking", _lines(_standing(standing, scored) for standing in scored.standings))
    yield from _listed("returns", _lines(map(return_of, scored.strays)))
    yield from _listed("findings", _lines(findings_of(scored.findings, lang)), end="}\n")


def unscored_communes_json(
    loaded: LoadedPlan, returns: Iterable[Return], findings: Iterable[Finding], lang: Lang
) -> Iterator[str]:
    """Yield what can be said where no return gives a period to score, ending in a newline."""
    held = no_score_of(loaded, returns, findings, lang)
    yield CommunesJson(
        plan=held.plan,
        period=None,
        provisional=True,
        communes=(),
        rollup=(),
        ranking=(),
        returns=held.returns,
        findings=held.findings,
    ).model_dump_json()
    yield "\n"


def _listed(name: str, lines: Iterable[str], end: str = ",\n") -> Iterator[str]:
    yield f'"{name}": ['
    lead = "\n"
    for line in lines:
        yield f"{lead}{line}"
        lead = ",\n"
    yield f"]{end}"


def _lines(entries: Iterable[Model]) -> Iterator[str]:
    return (entry.model_dump_json() for entry in entries)


def commune_of(one: CommuneCard, lang: Lang) -> CommuneJson:
    """Return what the line of one commune says."""
    held = score_of(one.card, lang)
    own = {name: getattr(held, name) for name in ScoreJson.model_fields}
    return CommuneJson(**own, code=one.commune.code, province=one.commune.above.name)


def _rollup(rollup: Rollup) -> RollupJson:
    return RollupJson(
        level=rollup.level,
        name=rollup.province.name if rollup.province is not None else None,
        communes=tuple(one.commune.code for one in rollup.cards),
        complete=rollup.is_complete,
        results=tuple(map(_result, rollup.results)),
    )


def _result(result: RollupResult) -> RollupResultJson:
    return RollupResultJson(
        indicator=result.indicator.id,
        verdict=result.verdict,
        numerator=_exact(result.numerator),
        denominator=_exact(result.denominator),
        value=None if result.value is None else str(result.value),
        target=target_of(result.target),
        counted=result.counted,
        verdicts=dict(result.counts),
    )


def _standing(standing: Standing, scored: CommunesScorecard) -> StandingJson:
    keys = dict(zip(scored.plan.ranking, map(exact_text, standing.keys), strict=True))
    name = standing.commune.named.label
    return StandingJson(place=standing.place, code=standing.commune.code, name=name, keys=keys)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)
