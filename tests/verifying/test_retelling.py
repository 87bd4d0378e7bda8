from __future__ import annotations

from decimal import Decimal

import pytest

from cchc_kpi import pipeline
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import State
from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import WrittenCell
from cchc_kpi.verifying.claims import ToldFigure, read_claims
from cchc_kpi.verifying.retelling import observations_told, retold
from program import EXAMPLES
from scorecards_for_tests import Cards


def test_returns_are_retold_as_they_were_read(cards: Cards, plan: Plan) -> None:
    """The example's year: office, period, submission, status and every figure, though no finding, come back."""
    claims = read_claims(cards.books["year"])
    assert claims is not None
    read = {item.file: item for item in pipeline.read_batch([str(EXAMPLES)], plan).returns}
    told = {item.file: retold(item, claims, plan) for item in claims.returns if item.file}
    assert read.keys() == told.keys()
    for file, item in read.items():
        again = told[file]
        assert (item.sha256, item.office, item.period, item.is_baseline, item.submission, item.status) == (
            again.sha256, again.office, again.period, again.is_baseline, again.submission, again.status,
        )  # fmt: skip
        key = {(o.measure, o.period): o for o in again.observations}
        assert [key[o.measure, o.period] for o in item.observations] == list(item.observations)


def figure(code: str, value: WrittenCell | None, state: str = "có số liệu") -> ToldFigure:
    """A figure of the service centre as somebody may leave it behind."""
    office = "Trung tâm Phục vụ hành chính công"
    return ToldFigure(code, office, "2026-Q1", value, state, "x.xlsx", "Báo cáo", "D9", "", "")


def number(value: float) -> WrittenCell:
    """A cell that holds a number."""
    return WrittenCell(Kind.NUMBER, repr(value), float(value))


@pytest.mark.parametrize(
    ("value", "state", "expected"),
    [
        (number(742.0), "có số liệu", (State.VALUE, Decimal(742))),
        (number(0), "có số liệu", (State.VALUE, Decimal(0))),
        (WrittenCell(Kind.TEXT, "KPS"), "không phát sinh", (State.KPS, Decimal(0))),
        (None, "để trống", (State.BLANK, None)),
        (None, "lỗi, không dùng", (State.ERROR, None)),
        (number(-1), "có số liệu", (State.BLANK, None)),
        (number(1.5), "có số liệu", (State.BLANK, None)),
        (WrittenCell(Kind.TEXT, "742"), "có số liệu", (State.BLANK, None)),
        (number(742), "", (State.VALUE, Decimal(742))),
    ],
)
def test_a_value_is_what_a_return_could_hold(
    plan: Plan, value: WrittenCell | None, state: str, expected: tuple[State, Decimal | None]
) -> None:
    """Counts are whole and not below zero; a text is no figure; a state that nobody knows counts for little."""
    [observation] = observations_told([figure("TT.04", value, state)], plan)
    assert expected == (observation.state, observation.value)


def test_what_the_plan_does_not_know_is_left_out(plan: Plan) -> None:
    """A code, an office, a period that there is not; a line without a file, whose figure had not arrived."""
    sound = figure("TT.04", number(1))
    odd = [
        sound._replace(code="XX.99"),
        sound._replace(office="Phòng lạ"),
        sound._replace(period="hôm qua"),
        sound._replace(file=""),
    ]
    assert () == observations_told(odd, plan)
