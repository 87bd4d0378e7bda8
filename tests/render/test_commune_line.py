"""The line that many communes' JSON has for each of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from cchc_kpi.findings import Lang
from cchc_kpi.periods import Period
from cchc_kpi.pipeline import read_batch, score_communes
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.commune_line import commune_line
from cchc_kpi.render.communes_json import commune_of
from cchc_kpi.scoring.rollup import CommuneCard
from communes_for_tests import THREE, returned, scored, write_province, write_return
from forms_for_tests import baseline_of, write_sound


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", ["2026-Q1", "2026"])
def test_each_line_is_what_the_model_gives(
    plan: Plan, loaded: LoadedPlan, tmp_path: Path, lang: Lang, period: str
) -> None:
    """Of met, missed, missing and yearly results, with findings, baselines and a milestone: byte for byte."""
    write_province(plan, tmp_path)
    write_return(plan, tmp_path, "06529", "vhxh", period="2026-Q4")
    write_sound(replace(baseline_of(plan, "vhxh"), commune="06529"), tmp_path / "06529")
    chosen = Period(2026, "Y") if period == "2026" else Period(2026, "Q1")
    found = score_communes(read_batch([str(tmp_path)], plan, THREE), loaded, plan, THREE, chosen)
    assert found is not None
    for one in found.cards:
        assert commune_of(one, lang).model_dump_json() == commune_line(one, lang)


def test_names_and_amounts_are_written_as_the_model_writes_them(plan: Plan, loaded: LoadedPlan) -> None:
    """Quotes, a backslash, a bell, letters of any plane; 12.5 and no figure at all."""
    item = returned(plan, "06541", "ttpvhcc")
    odd = 'a"\\\x07\x7f\t\u2028é𝒳/b.xlsx'
    observations = tuple(
        replace(found, value=Decimal("12.5"), provenance=found.provenance._replace(file=odd, sheet=odd))
        for found in item.observations
    )
    (one, *_) = scored(loaded, plan, [replace(item, file=odd, observations=observations)]).cards
    assert commune_of(one, "vi").model_dump_json() == commune_line(one, "vi")


def test_a_target_is_the_results_own(plan: Plan, loaded: LoadedPlan) -> None:
    """A result judged by another target than the plan's of today says so: 98% instead of 99%."""
    (one, *_) = scored(loaded, plan, [returned(plan, "06541", "ttpvhcc")]).cards
    first = plan.indicators[0]
    milestone = first.target.model_copy(update={"value": Fraction(98, 100), "year": 2026})
    dated = first.model_copy(update={"milestones": (milestone,)})
    changed = plan.model_copy(update={"indicators": (dated, *plan.indicators[1:])})
    results = (replace(one.card.results[0], indicator=dated, target=milestone), *one.card.results[1:])
    other = CommuneCard(one.commune, replace(one.card, plan=changed, results=results))
    assert '"value":"49/50"' in commune_line(other, "vi")
    assert commune_of(other, "vi").model_dump_json() == commune_line(other, "vi")
