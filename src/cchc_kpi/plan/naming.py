"""Which indicator somebody means: its id, its number on the scorecard or its name; never a guess, only suggestions."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from cchc_kpi.plan.model import Indicator, Plan
from cchc_kpi.text import fold, without_accents

_NEAR: Final = 0.6
_FEW: Final = 8


class Numbered(NamedTuple):
    """An indicator with its number in the scorecard's order, from 1."""

    number: int
    indicator: Indicator


def numbered_indicators(plan: Plan) -> tuple[Numbered, ...]:
    """Return the indicators as the scorecard lists them: by area, in the plan's order."""
    in_order = (i for area in plan.areas for i in plan.indicators if i.area == area.id)
    return tuple(Numbered(number, indicator) for number, indicator in enumerate(in_order, start=1))


def find_indicator(plan: Plan, text: str) -> Numbered | None:
    """Return the indicator with exactly this id, number or name (spelling variants folded), or None."""
    wanted = fold(text)
    known = numbered_indicators(plan)
    if re.fullmatch("[0-9]{1,4}", wanted):
        return next((one for one in known if one.number == int(wanted)), None)
    by_id = next((one for one in known if one.indicator.id == wanted), None)
    if by_id is not None:
        return by_id
    named = [one for one in known if fold(one.indicator.name) == wanted]
    return named[0] if len(named) == 1 else None


def near_indicators(plan: Plan, text: str) -> tuple[Numbered, ...]:
    """Return the few indicators whose id or name is most like a text, the likeliest first."""
    wanted = without_accents(text)
    scored = [(_likeness(wanted, one.indicator), one) for one in numbered_indicators(plan)]
    near = sorted((pair for pair in scored if pair[0] >= _NEAR), key=lambda pair: (-pair[0], pair[1].number))
    return tuple(one for _, one in near[:_FEW])


def _likeness(wanted: str, indicator: Indicator) -> float:
    """Return how alike they are, from 0 to 1: as a whole, or by the words that stand in the name or the id."""
    name = without_accents(indicator.name)
    wholes = (SequenceMatcher(None, wanted, known, autojunk=False).ratio() for known in (indicator.id, name))
    words = re.findall(r"\w+", wanted.replace("_", " "))
    held = set(re.findall(r"\w+", f"{name} {indicator.id.replace('_', ' ')}"))
    share = sum(word in held for word in words) / len(words) if words else 0.0
    return max(*wholes, share)
