"""Returns and the table that they were extracted to, scored side by side for every period."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from cchc_kpi import pipeline
from cchc_kpi.periods import PARTS, Part, Period
from cchc_kpi.pipeline import Batch
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.json import score_of
from program import EXAMPLES


class Sides(NamedTuple):
    """The example's year as read from workbooks, and from a table."""

    workbooks: Batch
    table: Batch


@pytest.fixture(scope="module", params=[".csv", ".parquet"])
def sides(
    request: pytest.FixtureRequest, loaded: LoadedPlan, plan: Plan, tmp_path_factory: pytest.TempPathFactory
) -> Sides:
    """The example read both ways."""
    path = tmp_path_factory.mktemp("sides") / f"nam{request.param}"
    batch = pipeline.read_batch([str(EXAMPLES)], plan)
    pipeline.write_table_file(batch.returns, path, plan, loaded.sha256)
    return Sides(batch, pipeline.read_batch([str(path)], plan, None, loaded.sha256))


@pytest.mark.parametrize("part", PARTS)
def test_every_period_comes_out_the_same(sides: Sides, loaded: LoadedPlan, plan: Plan, part: Part) -> None:
    """All but the findings; of these, those that are not about reading a file."""
    plain, scored = (pipeline.score(batch, loaded, plan, Period(2026, part)) for batch in sides)
    assert plain is not None
    assert scored is not None
    ours, theirs = (score_of(card, "vi").model_copy(update={"findings": ()}) for card in (plain, scored))
    assert ours == theirs
    told = [
        [f.message() for f in card.findings if f.code not in {"C01", "T01", "T13"}]
        for card in (plain, scored)
    ]
    assert told[0] == told[1]


def test_every_return_comes_back_as_it_was_read(sides: Sides) -> None:
    """Identity, digest, submission, day, status and every observation, remarks and texts among them."""
    names = (
        "file",
        "sha256",
        "office",
        "period",
        "is_baseline",
        "submission",
        "submitted_on",
        "observations",
        "status",
    )
    plain, table = ([[getattr(item, name) for name in names] for item in batch.returns] for batch in sides)
    assert 21 == len(plain)
    assert plain == table


def test_the_table_is_the_one_input(sides: Sides) -> None:
    """An output must not fall on it."""
    (path,) = sides.table.inputs
    assert path.suffix in {".csv", ".parquet"}
