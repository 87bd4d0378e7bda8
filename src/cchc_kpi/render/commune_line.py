"""One commune as one line of JSON: byte for byte what its model `CommuneJson` gives, in a third of the time.

Of three thousand communes this is the longest list there is. Only results and their sources are written here,
field by field in the order of `ResultJson` and `SourceJson`; a test holds every line to the models.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Final, NamedTuple

from cchc_kpi.findings import Lang
from cchc_kpi.numerals import exact_text
from cchc_kpi.plan.model import Milestone, Plan
from cchc_kpi.render.json import Model, findings_of, period_of, plan_of, return_of, target_of
from cchc_kpi.returns.observation import Observation
from cchc_kpi.scoring.evaluate import IndicatorResult
from cchc_kpi.scoring.rollup import CommuneCard

_NOTHING: Final = Decimal(0)


def commune_line(one: CommuneCard, lang: Lang) -> str:
    """Return a commune's scorecard with its code and province, without a line's end."""
    card, named = one.card, _named(one.card.plan.origin)
    results = [_result(result, named[result.indicator.id]) for result in card.results]
    return (
        f'{{"schema_version":1,"plan":{plan_of(card.plan, card.plan_sha256).model_dump_json()},'
        f'"commune":{quoted(card.plan.plan.commune)},"period":{period_of(card).model_dump_json()},'
        f'"provisional":{"true" if card.provisional else "false"},"results":[{",".join(results)}],'
        f'"returns":{_listed(map(return_of, card.returns))},'
        f'"findings":{_listed(findings_of(card.findings, lang))},'
        f'"code":{quoted(one.commune.code)},"province":{quoted(one.commune.above.name)}}}'
    )


def _listed(entries: Iterable[Model]) -> str:
    return f"[{','.join(entry.model_dump_json() for entry in entries)}]"


class _Named(NamedTuple):
    """What every commune's result of one indicator says alike: how it begins, and each target that it may have."""

    lead: str
    targets: tuple[tuple[Milestone, str], ...]

    def target(self, sought: Milestone) -> str:
        return next(text for target, text in self.targets if target is sought or target == sought)


@lru_cache(maxsize=16)
def _named(plan: Plan) -> dict[str, _Named]:
    return {
        indicator.id: _Named(
            f'{{"indicator":{quoted(indicator.id)},"area":{quoted(indicator.area)},'
            f'"clause":{quoted(indicator.clause)},"name":{quoted(indicator.name)}',
            tuple(
                (target, target_of(target).model_dump_json())
                for target in (indicator.target, *indicator.milestones)
            ),
        )
        for indicator in plan.indicators
    }


def _result(result: IndicatorResult, named: _Named) -> str:
    value = "null" if result.value is None else f'"{result.value}"'
    return (
        f'{named.lead},"verdict":"{result.verdict.value}","numerator":{_exact(result.numerator)},'
        f'"denominator":{_exact(result.denominator)},"value":{value},'
        f'"target":{named.target(result.target)},'
        f'"sources":[{",".join(map(_source, result.observations))}]}}'
    )


def _exact(value: Fraction | None) -> str:
    return "null" if value is None else f'"{exact_text(value)}"'


def _source(observation: Observation) -> str:
    file, sheet, cell, _ = observation.provenance
    numerator, denominator = (observation.value or _NOTHING).as_integer_ratio()
    value = str(numerator) if denominator == 1 else exact_text(Fraction(numerator, denominator))
    return (
        f'{{"measure":{quoted(observation.measure)},"office":{quoted(observation.office)},'
        f'"period":"{observation.period.id}","file":{quoted(file)},"sheet":{quoted(sheet)},'
        f'"cell":"{cell}","value":"{value}"}}'
    )
