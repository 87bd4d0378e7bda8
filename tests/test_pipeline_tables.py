"""Returns and the table that they were extracted to, scored side by side for every period."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi import pipeline
from cchc_kpi.findings import Finding, Place
from cchc_kpi.periods import PARTS, Part, Period
from cchc_kpi.pipeline import Batch
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.json import score_of
from cchc_kpi.returns.checks import check_return
from cchc_kpi.returns.observation import Return, State
from cchc_kpi.rules import values
from forms_for_tests import form_of, sound_return
from program import EXAMPLES
from tables_for_tests import AS_READ, digested


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
    plain, table = ([[getattr(item, name) for name in AS_READ] for item in batch.returns] for batch in sides)
    assert 21 == len(plain)
    assert plain == table


def test_the_table_is_the_one_input(sides: Sides) -> None:
    """An output must not fall on it."""
    (path,) = sides.table.inputs
    assert path.suffix in {".csv", ".parquet"}


FIGURES = st.one_of(st.none(), st.just("KPS"), st.just("error"), st.integers(0, 60))
CHANGED = ("TT.01", "TT.04", "TT.05", "TT.06", "TT.10", "TT.11", "TT.14", "TT.15")


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(CHANGED, FIGURES)), min_size=2, max_size=2))
def test_any_figures_come_out_the_same(
    loaded: LoadedPlan, plan: Plan, bench: Path, figures: list[dict[str, int | str | None]]
) -> None:
    """Two quarters of the one-stop centre, blanks, KPS, errors and parts beyond their wholes among them."""
    returns = [
        checked(
            plan,
            sound_return(plan, "ttpvhcc", period, **{plan.measure_by_code[c].id: f for c, f in held.items()}),
        )
        for period, held in zip(("2026-Q1", "2026-Q2"), figures, strict=True)
    ]
    plain = pipeline.settle_batch([(Path(item.file), item) for item in returns], [], plan)
    path = bench / "figures.parquet"
    pipeline.write_table_file(plain.returns, path, plan, loaded.sha256)
    table = pipeline.read_batch([str(path)], plan, None, loaded.sha256)
    for part in ("Q1", "Q2", "H1"):
        ours, theirs = (pipeline.score(batch, loaded, plan, Period(2026, part)) for batch in (plain, table))
        assert ours is not None
        assert theirs is not None
        assert (ours.results, ours.provisional) == (theirs.results, theirs.provisional)
        assert [item.status for item in ours.returns] == [item.status for item in theirs.returns]


def checked(plan: Plan, item: Return) -> Return:
    """A return with what its own figures bring upon it, as one has it that was read."""
    item = digested(item)
    form = form_of(plan, str(item.office), item.period.id if item.period else None)
    observations, findings = check_return(list(item.observations), form, item.file)
    error = Finding(
        values.ERROR_CELL, Place(item.file), {"code": "", "found": "", "expected": "", "unit": "", "type": ""}
    )
    own = [error] if any(o.state is State.ERROR for o in item.observations) else []
    return replace(item, observations=tuple(observations), findings=(*own, *findings))
