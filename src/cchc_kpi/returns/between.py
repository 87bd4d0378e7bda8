"""What must hold between returns: one that counts for each office and quarter, carried over in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from cchc_kpi.findings import Finding, Phrase, Place, in_order
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.checks import check_carry_over
from cchc_kpi.returns.layout import BASELINE
from cchc_kpi.returns.observation import Return, Slot
from cchc_kpi.rules import consistency


def settle(returns: Iterable[Return], plan: Plan) -> tuple[Return, ...]:
    """Return all returns in order of file, each with the findings that others bring upon it.

    Of the returns of one office and period the highest submission counts; two different ones with
    that number leave both out, for nobody may choose between them.
    """
    ordered = sorted(returns, key=lambda item: item.file)
    settled = {item.file: item for item in ordered}
    slots: dict[Slot, list[Return]] = defaultdict(list)
    for item in ordered:
        if item.slot is not None and not item.rejected:
            slots[item.slot].append(item)
    counting: dict[Slot, Return] = {}
    for slot, rivals in slots.items():
        for item in _settle_slot(rivals, plan):
            settled[item.file] = item
            if not item.rejected:
                counting[slot] = item
    for item in _with_carry_overs(counting, plan):
        settled[item.file] = item
    return tuple(settled[item.file] for item in ordered)


def _tell(item: Return, finding: Finding) -> Return:
    return replace(item, findings=in_order([*item.findings, finding]))


def _passed_over(item: Return, why: Finding) -> Return:
    """Leave a return out because another one stands for it: its own faults are then no news."""
    return replace(item, findings=(why,), observations=(), rejected=True, superseded=True)


def _settle_slot(rivals: list[Return], plan: Plan) -> list[Return]:
    """Decide which of the returns of one slot counts; the others are told why they do not."""
    first_of: dict[str, Return] = {}
    settled: list[Return] = []
    for item in rivals:
        first = first_of.setdefault(item.sha256, item)
        if first is not item:
            copy = Finding(consistency.SAME_BYTES, Place(item.file), {"other": first.file})
            settled.append(_passed_over(item, copy))
    latest = max(item.submission for item in first_of.values())
    current = [item for item in first_of.values() if item.submission == latest]
    for item in first_of.values():
        if item.submission < latest:
            details = {"submission": str(item.submission), "later": str(latest), "other": current[0].file}
            settled.append(_passed_over(item, Finding(consistency.SUPERSEDED, Place(item.file), details)))
    if len(current) == 1:
        return [*settled, current[0]]
    for item in current:
        others = ", ".join(other.file for other in current if other is not item)
        twice = Finding(consistency.RETURN_TWICE, Place(item.file), _twice(item, others, plan))
        settled.append(replace(_tell(item, twice), rejected=True))
    return settled


def _twice(item: Return, others: str, plan: Plan) -> dict[str, str | Phrase]:
    office = plan.office_by_id[item.office].name if item.office else ""
    return {
        "office": office,
        "period": period_name(item.period),
        "submission": str(item.submission),
        "other": others,
    }


def period_name(period: Period | None) -> Phrase:
    """Return the name of a slot's period; None is the baselines."""
    if period is None:
        return Phrase("số liệu gốc", "baselines")
    return Phrase(period.name("vi"), period.name("en"))


def period_id(item: Return) -> str | None:
    """Return the period as the form states it, "2026-Q1" or "baseline"; None where the return does not tell."""
    if item.is_baseline:
        return BASELINE
    return item.period.id if item.period else None


def _with_carry_overs(counting: dict[Slot, Return], plan: Plan) -> Iterable[Return]:
    for (office, period), item in counting.items():
        before = counting.get((office, period.previous_quarter)) if period else None
        if period is None or before is None:
            continue
        now = {o.measure: o for o in item.observations}
        then = {o.measure: o for o in before.observations}
        broken = check_carry_over(now, then, period.previous_quarter, plan, item.file)
        yield replace(item, findings=in_order([*item.findings, *broken]))
