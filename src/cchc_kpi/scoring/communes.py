"""Many communes as a whole: their scorecards, what they add up to, their order, and every finding by commune."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cchc_kpi.findings import Details, Finding, told_once
from cchc_kpi.periods import Period
from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.ranks import capitalized
from cchc_kpi.returns.observation import Return
from cchc_kpi.rules import consistency
from cchc_kpi.scoring.ranking import Standing, rank
from cchc_kpi.scoring.rollup import CommuneCard, Rollup, roll_up


class ToldOf(NamedTuple):
    """A finding and the commune that it is about; None where nobody can tell, or where it is about no return."""

    commune: Commune | None
    finding: Finding


class CommunesScorecard(NamedTuple):
    """Many communes, one period: each one's scorecard, what they add up to, and their order.

    `strays` are the returns whose commune is not known, `findings` those about no commune. The first of
    `rollups` is about all communes.
    """

    plan: Plan
    plan_sha256: str
    period: Period
    cards: tuple[CommuneCard, ...]
    rollups: tuple[Rollup, ...]
    standings: tuple[Standing, ...]
    strays: tuple[Return, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def whole(self) -> Rollup:
        """What all communes add up to: the nation, or the one province of the list."""
        return self.rollups[0]

    @property
    def provinces(self) -> tuple[Rollup, ...]:
        """Each province in the order of the list."""
        return tuple(rollup for rollup in self.rollups if rollup.province is not None)

    @property
    def provisional(self) -> tuple[CommuneCard, ...]:
        """The communes of which something that the period asks for is not there."""
        return tuple(one for one in self.cards if one.card.provisional)

    def told_of(self) -> Iterator[ToldOf]:
        """Yield every finding: those about no commune, then each commune's, in the order of the list.

        Of one commune's missing returns those of a period are told together.
        """
        yield from (ToldOf(None, finding) for finding in self.findings)
        for commune, card in self.cards:
            yield from (ToldOf(commune, finding) for finding in _missing_together(card.findings))

    def all_findings(self) -> Iterator[Finding]:
        """Yield every finding as `told_of` does; one that names no file says which commune it is about."""
        for commune, finding in self.told_of():
            place = finding.place
            if commune is None or place.file is not None:
                yield finding
            else:
                name = capitalized(commune.named.full)
                above = f" ({commune.above.full})" if len(self.provinces) > 1 else ""
                yield replace(finding, place=place._replace(commune=f"{name}{above}"))


def _missing_together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings in their order, those about missing returns of one period drawn together into one."""
    missing: dict[object, list[Finding]] = {}
    others: list[Finding] = []
    for finding in findings:
        if finding.rule is consistency.RETURN_MISSING:
            missing.setdefault(finding.details["period"], []).append(finding)
        else:
            others.append(finding)
    yield from (_drawn_together(held) for held in missing.values())
    yield from others


def _drawn_together(findings: Sequence[Finding]) -> Finding:
    first = findings[0]
    offices, files = (", ".join(str(f.details[key]) for f in findings) for key in ("office", "file"))
    details: Details = {"office": offices, "period": first.details["period"], "file": files}
    return replace(first, details=details)


def assemble(
    plan: Plan,
    plan_sha256: str,
    cards: Sequence[CommuneCard],
    communes: Communes,
    strays: Iterable[Return] = (),
    findings: Iterable[Finding] = (),
) -> CommunesScorecard:
    """Put the scorecards of the communes of a list together, one for each, in its order, all of one period.

    `findings` are those about no commune, those of the strays among them.
    """
    return CommunesScorecard(
        plan,
        plan_sha256,
        cards[0].card.period,
        tuple(cards),
        roll_up(cards, communes),
        rank(cards, plan),
        tuple(strays),
        told_once(findings),
    )
