"""What a verdict can still become while figures are missing, and which returns decide it.

Every kind of indicator asks for one sign, that of numerator - target * denominator, which is linear in the
figures; so its extremes over all that the missing figures can be are exact, and so is a limit that is
approached and never reached. What "certain" means here stands in docs/adr/0017.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cchc_kpi.findings import EMPTY, Phrase
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import COMPARE, Operator, Plan, Ratio, YesNo, expressions_of
from cchc_kpi.returns.observation import Slot
from cchc_kpi.scoring.aggregate import Figures
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.regions import Region, Span, Sum, peak, regions_of, span


class Outlook(NamedTuple):
    """What a result can become once its missing figures are there, those that are known staying as they are.

    `possible` are the verdicts that the missing figures can give, in the order of `Verdict`. `missing` are
    the returns that lack a figure, in the plan's order of offices; `deciding` those of them on which it
    depends while it is open: for some figures of the others, this one's turn the verdict. What the rest
    may report makes no difference.
    """

    possible: tuple[Verdict, ...]
    missing: tuple[Slot, ...] = ()
    deciding: tuple[Slot, ...] = ()

    @property
    def certain(self) -> Verdict | None:
        """The verdict that holds whatever the missing figures are, or None while it is open."""
        return self.possible[0] if len(self.possible) == 1 else None


def possible_verdicts(result: IndicatorResult, plan: Plan, figures: Figures) -> Outlook:
    """Return the verdicts that a result can still have; `figures` are those that it was worked out from.

    No verdict that can come about is left out, whatever the plan. For sums of parts and wholes none that
    cannot come about is among them either.
    """
    if not result.missing:
        return Outlook((result.verdict,))
    question = _Question.of(result)
    regions = regions_of(result.missing, plan, figures)
    found = question.verdicts_without_value(regions) | question.verdicts_by_value(regions)
    possible = tuple(verdict for verdict in Verdict if verdict in found)
    by_slot: dict[Slot, list[Region]] = {}
    for region in sorted(regions, key=lambda region: _order(region.slot, plan)):
        by_slot.setdefault(region.slot, []).append(region)
    deciding = tuple(slot for slot, held in by_slot.items() if len(possible) > 1 and question.moves(held))
    return Outlook(possible, tuple(by_slot), deciding)


def outlook_text(outlook: Outlook, plan: Plan) -> Phrase:
    """Return an outlook as one short sentence without its full stop; nothing where no figure is missing."""
    if not outlook.missing:
        return EMPTY
    if outlook.certain is not None:
        word, missing = _words([outlook.certain]), _listed(outlook.missing, plan)
        return Phrase(
            f"chắc chắn {word.vi}, dù {missing.vi} báo thế nào",
            f"certainly {word.en}, whatever {missing.en} may report",
        )
    deciding = _listed(outlook.deciding, plan)
    if {Verdict.MET, Verdict.NOT_MET} <= set(outlook.possible):
        return Phrase(f"chưa thể biết, còn tùy {deciding.vi}", f"open: it depends on {deciding.en}")
    words = _words(outlook.possible)
    return Phrase(f"{words.vi}, còn tùy {deciding.vi}", f"{words.en}, depending on {deciding.en}")


class _Question(NamedTuple):
    """What decides a result: the sign of `margin` where the denominator is above 0."""

    numerator: Sum
    denominator: Sum
    margin: Sum
    operator: Operator
    is_ratio: bool

    @classmethod
    def of(cls, result: IndicatorResult) -> _Question:
        indicator, target = result.indicator, result.target
        assert result.first is not None
        expressions = expressions_of(indicator)
        match indicator:
            case Ratio():
                assert result.second is not None
                numerator = Sum.of(result.first, expressions["numerator"])
                denominator = Sum.of(result.second, expressions["denominator"])
            case YesNo():
                assert result.denominator is not None
                numerator = Sum.of(result.first, expressions["all_of"])
                denominator = Sum(result.denominator, {})
            case _:
                assert result.second is not None
                denominator = Sum.of(result.second, expressions["of"])
                numerator = denominator.plus(-1, Sum.of(result.first, expressions["of"]))
        margin = numerator.plus(-target.value, denominator)
        return cls(numerator, denominator, margin, target.operator, isinstance(indicator, Ratio))

    def verdicts_without_value(self, regions: Sequence[Region]) -> set[Verdict]:
        """Return what can come of a denominator that is not above 0."""
        below, most = peak(regions, self.denominator.negated, self.numerator)
        _, least = peak(regions, self.denominator.negated, self.numerator.negated)
        if below is not None and below < 0:
            return set()
        if not self.is_ratio:
            return {Verdict.NOT_APPLICABLE}
        if below is None or below > 0:
            may_be_nothing = 0 in span(regions, self.numerator).signs
            return {Verdict.NO_DATA} | ({Verdict.NOT_APPLICABLE} if may_be_nothing else set())
        signs = Span(None if least is None else -least, most).signs
        return {Verdict.NO_DATA if sign else Verdict.NOT_APPLICABLE for sign in signs}

    def verdicts_by_value(self, regions: Sequence[Region]) -> set[Verdict]:
        """Return what can come of a denominator above 0."""
        (highest,) = peak(regions, self.denominator)
        if highest is not None and highest <= 0:
            return set()
        most, base_at_most = peak(regions, self.margin, self.denominator)
        least, base_at_least = peak(regions, self.margin.negated, self.denominator)
        signs = set(Span(None if least is None else -least, most).signs)
        # A margin of 0 that only an empty denominator gives is no value at all.
        ends_in_nothing = (most == 0 and _is_empty(base_at_most)) or (least == 0 and _is_empty(base_at_least))
        if ends_in_nothing:
            signs.discard(0)
        return {self._verdict(sign) for sign in signs}

    def moves(self, regions: Sequence[Region]) -> bool:
        """Say whether these missing figures can make any difference to what decides."""
        return any(
            not span(regions, Sum(Fraction(0), total.weights)).is_point
            for total in (self.margin, self.denominator)
        )

    def _verdict(self, sign: int) -> Verdict:
        return Verdict.MET if COMPARE[self.operator](Fraction(sign), Fraction(0)) else Verdict.NOT_MET


def _is_empty(base: Fraction | None) -> bool:
    return base is not None and base <= 0


def _order(slot: Slot, plan: Plan) -> tuple[int, bool, Period]:
    office, period = slot
    first = Period(plan.plan.first_year, "Q1")
    return list(plan.office_by_id).index(office), period is not None, period or first


def _words(verdicts: Iterable[Verdict]) -> Phrase:
    words = [verdict.word for verdict in verdicts]
    return Phrase(
        " hoặc ".join(word.vi.lower() for word in words), " or ".join(word.en.lower() for word in words)
    )


def _listed(slots: Iterable[Slot], plan: Plan) -> Phrase:
    """Return returns in a few words: "Phòng Kinh tế (2026-Q2, 2026-Q3), Văn phòng (số liệu gốc)"."""
    periods: dict[str, list[Phrase]] = {}
    for office, period in slots:
        name = Phrase("số liệu gốc", "baselines") if period is None else Phrase(period.id, period.id)
        periods.setdefault(plan.office_by_id[office].name, []).append(name)
    return Phrase(
        ", ".join(f"{office} ({', '.join(n.vi for n in names)})" for office, names in periods.items()),
        ", ".join(f"{office} ({', '.join(n.en for n in names)})" for office, names in periods.items()),
    )
