"""Returns that go from process to process: nothing is lost on the way, and what many have alike is held once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cchc_kpi.findings import Finding, Place
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import MarkedCopy, Return, State
from cchc_kpi.returns.travel import pack_returns, unpack_returns
from cchc_kpi.rules import consistency, forms
from forms_for_tests import quarter, sound_return


def travelled(*items: Return) -> list[Return]:
    """The same returns in another process, having gone there together."""
    return unpack_returns(pack_returns(items))


@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q4", None])
def test_a_return_arrives_as_it_went(plan: Plan, period: str | None) -> None:
    """Every figure with its provenance, of a quarter and of baseline years; the digits of a number as they were."""
    item = sound_return(plan, "vhxh", period)
    first, *others = item.observations
    odd = replace(first, state=State.ERROR, value=None, remark="đã soát\x07")
    fine = replace(others[0], value=Decimal("12.50"))
    item = replace(item, observations=(odd, fine, *others[1:]))
    (arrived,) = travelled(item)
    assert item == arrived
    assert "12.50" == str(arrived.observations[1].value)


def test_all_else_of_a_return_arrives_too() -> None:
    """Findings, dates and marks of one that is not used; a rule is then still the catalogue's own."""
    finding = Finding(forms.OWN_COPY, Place("a.xlsx", "Báo cáo", "D4"), {"what": "x"}, ("D5",))
    item = Return(
        "a.xlsx",
        "ab" * 32,
        "kt",
        quarter("2026-Q1"),
        submission=3,
        submitted_on=date(2026, 4, 5),
        findings=(finding, Finding(consistency.RETURN_TWICE)),
        rejected=True,
        superseded=True,
        figures_out=True,
        marked=MarkedCopy("b.xlsx", is_untouched=True),
        commune="06541",
    )
    (arrived,) = travelled(item)
    assert item == arrived
    assert arrived.findings[0].rule is forms.OWN_COPY
    assert Return("x", "") == travelled(Return("x", ""))[0]


def test_returns_of_one_form_hold_its_words_once(plan: Plan) -> None:
    """Of two communes measure, office, period, sheet and address are the same objects, the files are not."""
    ours = sound_return(plan, "ttpvhcc", "2026-Q1")
    theirs = replace(
        ours,
        file="b.xlsx",
        observations=tuple(
            replace(o, provenance=o.provenance._replace(file="b.xlsx")) for o in ours.observations
        ),
    )
    one, other = (item.observations[0] for item in travelled(ours, theirs))
    assert (ours.file, "b.xlsx") == (one.provenance.file, other.provenance.file)
    assert one.measure is other.measure
    assert one.period is other.period
    assert one.value is other.value
    assert one.provenance.cell is other.provenance.cell
