"""What a list of arguments led to: the returns settled, their findings waived, each commune's part of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cchc_kpi.findings import Finding, in_order, told_once
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.between import settle
from cchc_kpi.returns.copies import Read, pass_over_copies
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.resubmission import Replacement
from cchc_kpi.returns.sources import Source
from cchc_kpi.rules import forms
from cchc_kpi.waiving import Run, Waiving, waivers_by_commune

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Commune, Communes
    from cchc_kpi.plan.waivers import Waiver

_OWN_FILES: Final = frozenset({forms.SCORECARD, forms.OWN_COPY})


class Batch(NamedTuple):
    """What a list of arguments led to: the returns as settled, findings about no return, the files, resubmissions."""

    returns: tuple[Return, ...]
    findings: tuple[Finding, ...] = ()
    inputs: tuple[Source, ...] = ()
    replacements: tuple[Replacement, ...] = ()

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        return told_once([*self.findings, *(f for item in self.returns for f in item.findings)])

    def by_commune(self) -> dict[str, Batch]:
        """Return the batch of each commune by its code, with what replaced what; what is of no known one under ""."""
        returns: dict[str, list[Return]] = {"": []}
        replacements: dict[str, list[Replacement]] = {}
        for item in self.returns:
            returns.setdefault(item.commune, []).append(item)
        for replacement in self.replacements:
            replacements.setdefault(replacement.after.commune, []).append(replacement)
        return {
            code: Batch(
                tuple(held), () if code else self.findings, self.inputs, tuple(replacements.get(code, ()))
            )
            for code, held in returns.items()
        }

    @property
    def local_inputs(self) -> tuple[Path, ...]:
        """The inputs that are files of this computer."""
        return tuple(source for source in self.inputs if isinstance(source, Path))

    @property
    def is_readable(self) -> bool:
        """Whether at least one return can be used."""
        return any(not item.rejected for item in self.returns)


def settle_batch(read: Sequence[tuple[Source, Return]], findings: Sequence[Finding], plan: Plan) -> Batch:
    """Settle files that were read, with what was found on the way to them.

    What this program wrote is named and left out: listed with its digest among the sources, each scorecard
    written beside the returns would change the next.
    """
    held = list(pass_over_copies([Read(path, item) for path, item in read]))
    own = {item.file for _, item in held if any(f.rule in _OWN_FILES for f in item.findings)}
    findings = [*findings, *(f for _, item in held if item.file in own for f in item.findings)]
    settled = settle((item for _, item in held if item.file not in own), plan)
    inputs = tuple(path for path, item in held if item.file not in own)
    return Batch(settled.returns, in_order(findings), inputs, settled.replacements)


def waive_batch(
    batch: Batch, listed: Sequence[Waiver], plan: Plan, communes: Communes | None = None
) -> Batch:
    """Return a batch with its findings as they are told: what the office accepted as notes.

    Where there are many `communes`, each one's waivers are at work on its own returns.
    """
    if communes is None:
        return _waive(batch, listed, plan)
    parts, shares = split_by_commune(batch, listed)
    waived = [_waive(part, shares.get(code, ()), plan) for code, part in parts.items()]
    return batch._replace(
        returns=tuple(sorted((item for part in waived for item in part.returns), key=lambda item: item.file)),
        findings=in_order(finding for part in waived for finding in part.findings),
    )


def _waive(batch: Batch, listed: Sequence[Waiver], plan: Plan) -> Batch:
    waiving = Waiving(listed, Run(plan, batch.returns))
    every = [*batch.findings, *(finding for item in batch.returns for finding in item.findings)]
    return batch._replace(
        returns=tuple(map(waiving.waive_return, batch.returns)),
        findings=in_order([*waiving.accept(batch.findings), *waiving.judge(every)]),
    )


def split_by_commune(
    batch: Batch, listed: Sequence[Waiver]
) -> tuple[dict[str, Batch], dict[str, tuple[Waiver, ...]]]:
    """Return each commune's part of a batch, and the waivers at work in it."""
    parts = batch.by_commune()
    return parts, waivers_by_commune(listed, {code: part.returns for code, part in parts.items()})


class Picked(NamedTuple):
    """One commune's part of a batch over many, with the waivers at work in it."""

    batch: Batch
    waivers: tuple[Waiver, ...]


def pick_commune(batch: Batch, listed: Sequence[Waiver], commune: Commune) -> Picked:
    """Return one commune's part of a batch; what is told of returns of no known commune is told with it.

    Such a return may well be this commune's, under a name that nobody can tell.
    """
    parts, shares = split_by_commune(batch, listed)
    own, strays = parts.get(commune.code, Batch(())), parts[""]
    findings = in_order([*strays.findings, *(f for item in strays.returns for f in item.findings)])
    picked = own._replace(findings=findings, inputs=batch.inputs)
    return Picked(picked, (*shares.get(commune.code, ()), *shares.get("", ())))
