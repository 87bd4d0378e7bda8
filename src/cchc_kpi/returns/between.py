"""Which returns count: one for each office and quarter, held against those it replaces and those before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from cchc_kpi.findings import Details, Finding, Phrase, Place, in_order
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.layout import BASELINE
from cchc_kpi.returns.observation import Return, Slot
from cchc_kpi.returns.quarters import check_against_earlier
from cchc_kpi.returns.repeats import find_repeat
from cchc_kpi.returns.resubmission import Replacement, changed_figures, not_usable, replacement_of
from cchc_kpi.rules import consistency, fields, forms


class Settled(NamedTuple):
    """All returns in order of file, each with the findings that others bring upon it, and what replaced what."""

    returns: tuple[Return, ...]
    replacements: tuple[Replacement, ...] = ()


def settle(returns: Iterable[Return], plan: Plan) -> Settled:
    """Decide which returns count, and hold those of one commune against each other.

    Of the returns of one office and period the highest submission counts; two different ones with
    that number leave both out, for nobody may choose between them.
    """
    groups: dict[str, list[Return]] = defaultdict(list)
    for item in returns:
        groups[item.commune].append(item)
    parts = [_settle_commune(held, plan) for held in groups.values()]
    return Settled(
        tuple(sorted((item for part in parts for item in part.returns), key=lambda item: item.file)),
        tuple(replacement for part in parts for replacement in part.replacements),
    )


def _settle_commune(returns: Iterable[Return], plan: Plan) -> Settled:
    ordered = sorted(returns, key=lambda item: item.file)
    settled = {item.file: item for item in ordered}
    slots: dict[Slot, list[Return]] = defaultdict(list)
    refused: dict[Slot, list[Return]] = defaultdict(list)
    for item in ordered:
        if item.slot is not None:
            (refused if item.rejected else slots)[item.slot].append(item)
    counting: dict[Slot, Return] = {}
    replacements: list[Replacement] = []
    for slot, rivals in slots.items():
        settled |= {item.file: item for item in _settle_slot(rivals, plan)}
        current = next((item for item in rivals if not settled[item.file].rejected), None)
        if current is None:
            continue
        replacement = replacement_of(current, _earlier(rivals, current))
        if replacement is not None:
            replacements.append(replacement)
            current = _tell(current, changed_figures(replacement, plan))
        settled[current.file] = counting[slot] = current
        later = [item for item in refused[slot] if item.submission > current.submission]
        settled |= {item.file: _tell(item, not_usable(item, current)) for item in later}
    settled |= {item.file: item for item in _with_earlier_quarters(counting, plan)}
    return Settled(tuple(settled[item.file] for item in ordered), tuple(replacements))


def _earlier(rivals: list[Return], current: Return) -> list[Return]:
    """Return the submissions before the one that counts, of identical copies one."""
    unique = {item.sha256: item for item in reversed(rivals)}
    return [item for item in unique.values() if item.submission < current.submission]


def _tell(item: Return, finding: Finding) -> Return:
    return replace(item, findings=in_order([*item.findings, finding]))


def _passed_over(item: Return, *why: Finding) -> Return:
    """Leave a return out because another one stands for it: its own faults are then no news."""
    return replace(item, findings=in_order(why), observations=(), rejected=True, superseded=True)


def _settle_slot(rivals: list[Return], plan: Plan) -> list[Return]:
    """Decide which of the returns of one slot counts; the others are told why they do not."""
    if len(rivals) == 1:
        return rivals
    first_of: dict[str, Return] = {}
    settled: list[Return] = []
    for item in rivals:
        first = first_of.setdefault(item.sha256, item)
        if first is not item:
            copy = Finding(consistency.SAME_BYTES, Place(item.file), {"other": first.file})
            # A copy under another quarter's name is how last quarter's file comes back.
            named = [finding for finding in item.findings if finding.rule is forms.FILE_NAME_DIFFERS]
            settled.append(_passed_over(item, copy, *named))
    latest = max(item.submission for item in first_of.values())
    # One whose number cannot be read may be the latest of all: nobody can tell.
    current = [item for item in first_of.values() if item.submission == latest or _is_unnumbered(item)]
    for item in first_of.values():
        if item not in current:
            others = _named([other.file for other in current])
            details: Details = {"submission": str(item.submission), "later": str(latest), "other": others}
            settled.append(_passed_over(item, Finding(consistency.SUPERSEDED, Place(item.file), details)))
    if len(current) == 1:
        return [*settled, current[0]]
    for item in current:
        others = _named([other.file for other in current if other is not item])
        is_unsure = any(map(_is_unnumbered, current))
        said = _twice(item, others, latest, plan, is_unsure=is_unsure)
        twice = Finding(consistency.RETURN_TWICE, Place(item.file), said)
        settled.append(replace(_tell(item, twice), rejected=True))
    return settled


def _is_unnumbered(item: Return) -> bool:
    return any(finding.rule is fields.SUBMISSION_UNREADABLE for finding in item.findings)


def _named(files: list[str]) -> Phrase:
    """Return files by name: the first few, and how many more."""
    names = ", ".join(files[:_NAMED])
    rest = len(files) - _NAMED
    return (
        Phrase(f"{names} và {rest} tệp khác", f"{names} and {rest} more")
        if rest > 0
        else Phrase(names, names)
    )


_NAMED = 5


def _twice(item: Return, others: Phrase, latest: int, plan: Plan, *, is_unsure: bool) -> Details:
    numbers = Phrase(f"cùng ghi lần nộp {latest}", f"each as submission {latest}")
    unsure = Phrase("mà không rõ bản nào nộp sau", "and which one is later is not clear")
    return {
        "office": plan.office_by_id[item.office].name if item.office else "",
        "period": period_name(item.period),
        "numbers": unsure if is_unsure else numbers,
        "submission": str(latest),
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


def _with_earlier_quarters(counting: dict[Slot, Return], plan: Plan) -> Iterator[Return]:
    for (office, _), item in counting.items():

        def return_of(quarter: Period, office: str = office) -> Return | None:
            return counting.get((office, quarter))

        found = _against_earlier(item, return_of, plan)
        if found:
            yield replace(item, findings=in_order([*item.findings, *found]))


def _against_earlier(item: Return, return_of: Callable[[Period], Return | None], plan: Plan) -> list[Finding]:
    """Return what earlier quarters bring upon a return.

    Of one that repeats another quarter's, that its copied figures do not follow from the quarter before
    is no second fault.
    """
    found = list(check_against_earlier(item, return_of, plan))
    repeat = find_repeat(item, return_of, plan)
    if repeat is None:
        return found
    copied = {o.provenance.cell for o in item.observations if o.measure in repeat.measures}
    return [repeat.finding, *(finding for finding in found if finding.place.cell not in copied)]
