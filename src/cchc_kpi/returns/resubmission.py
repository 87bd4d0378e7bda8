"""What a return handed in again changed: which figures, cell by cell, and a later one that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from cchc_kpi.findings import EMPTY, Finding, Phrase, Place
from cchc_kpi.numerals import number_phrase
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Observation, Return, State
from cchc_kpi.rules import consistency

_SHOWN_CHANGES: Final = 12

_Figure: TypeAlias = tuple[str, Period]
_STATES: Final = {
    State.KPS: Phrase("KPS", "KPS"),
    State.BLANK: Phrase("trống", "blank"),
    State.ERROR: Phrase("ô lỗi", "in error"),
}
_ANSWERS: Final = {1: Phrase("Có", "yes"), 0: Phrase("Không", "no")}


class Replacement(NamedTuple):
    """A return that counts, and the last valid submission that it took the place of, as that was read."""

    before: Return
    after: Return


def replacement_of(after: Return, earlier: Iterable[Return]) -> Replacement | None:
    """Return what a return took the place of; None where no earlier submission stood alone with its number."""
    by_number: dict[int, list[Return]] = {}
    for item in earlier:
        by_number.setdefault(item.submission, []).append(item)
    alone = [held[0] for held in by_number.values() if len(held) == 1]
    before = max(alone, key=lambda item: item.submission, default=None)
    return None if before is None else Replacement(before, after)


def changed_figures(replacement: Replacement, plan: Plan) -> Finding:
    """Return the note that lists every figure which differs between the two, in the order of the form."""
    then, now = _by_figure(replacement.before), _by_figure(replacement.after)
    changes = [
        _change(key, then.get(key), now.get(key), plan)
        for key in dict.fromkeys((*now, *then))
        if _content(then.get(key)) != _content(now.get(key))
    ]
    details: dict[str, str | Phrase] = {
        "submission": str(replacement.before.submission),
        "other": replacement.before.file,
        "changes": _listed(changes),
    }
    return Finding(consistency.FIGURES_CHANGED, Place(replacement.after.file), details)


def _by_figure(item: Return) -> dict[_Figure, Observation]:
    return {(observation.measure, observation.period): observation for observation in item.observations}


def _content(observation: Observation | None) -> object:
    return None if observation is None else (observation.state, observation.value)


def _change(key: _Figure, then: Observation | None, now: Observation | None, plan: Plan) -> Phrase:
    """Return "TT.04 (D12): 600 → 610"; the cell is that of the later return, where it has one."""
    measure, period = plan.measure_by_id[key[0]], key[1]
    year = f"/{period.id}" if period.is_year else ""
    cell = f" ({now.provenance.cell})" if now is not None else ""
    is_answer = measure.type == "yes_no"
    before, after = _words(then, is_answer=is_answer), _words(now, is_answer=is_answer)
    name = f"{measure.code}{year}{cell}"
    return Phrase(f"{name}: {before.vi} → {after.vi}", f"{name}: {before.en} → {after.en}")


def _words(observation: Observation | None, *, is_answer: bool) -> Phrase:
    if observation is None:
        return Phrase("không có dòng", "no row")
    if observation.state in _STATES:
        return _STATES[observation.state]
    value = observation.value or 0
    return _ANSWERS[int(value)] if is_answer else number_phrase(value)


def _listed(changes: list[Phrase]) -> Phrase:
    if not changes:
        return Phrase("không số liệu nào thay đổi", "no figure changed")
    rest = len(changes) - _SHOWN_CHANGES
    more = Phrase(f"; và {rest} số liệu khác", f"; and {rest} more") if rest > 0 else EMPTY
    vi = "; ".join(change.vi for change in changes[:_SHOWN_CHANGES]) + more.vi
    en = "; ".join(change.en for change in changes[:_SHOWN_CHANGES]) + more.en
    figures = "figure" if len(changes) == 1 else "figures"
    return Phrase(f"{len(changes)} số liệu thay đổi: {vi}", f"{len(changes)} {figures} changed: {en}")


def not_usable(later: Return, counting: Return) -> Finding:
    """Return the warning that a later submission was left out, so that an earlier one still counts."""
    details: dict[str, str | Phrase] = {
        "submission": str(later.submission),
        "counting": str(counting.submission),
        "other": counting.file,
    }
    return Finding(consistency.LATER_NOT_USABLE, Place(later.file), details)
