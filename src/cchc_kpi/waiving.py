"""Findings as told once waivers are taken into account: what was accepted, and which waivers do not hold.

Pure, and about words only: a waiver turns a finding into a note. No figure, verdict or return is
used or left out because of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

from cchc_kpi.addresses import cell_ranges
from cchc_kpi.findings import EMPTY, NOWHERE, Details, Finding, Phrase, in_order
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.between import period_id
from cchc_kpi.returns.observation import Return, Slot
from cchc_kpi.rules import consistency, waivers
from cchc_kpi.scoring.scorecard import latest_period
from cchc_kpi.text import fold

if TYPE_CHECKING:
    from cchc_kpi.plan.waivers import Waiver


_STAYS_OUT: Final = Phrase("; số liệu bị loại vẫn không được dùng", "; what was taken out stays out")

_NO_CELL: Final = Phrase("không có ô nào như vậy", "no cell does")


class Run(NamedTuple):
    """What one run is about: the returns given, and where it scores a period, that and what it expects."""

    plan: Plan
    returns: tuple[Return, ...]
    period: Period | None = None
    expected: tuple[Slot, ...] = ()


def waivers_by_commune(
    listed: Sequence[Waiver], returns: Mapping[str, Sequence[Return]]
) -> dict[str, tuple[Waiver, ...]]:
    """Return which waivers are at work in which of many communes, by code.

    One that names a file belongs to whoever has sent such a file; where nobody has, to "", as does what is
    told of returns of no known commune. `returns` are those given, by their commune's code.
    """
    shares: dict[str, list[Waiver]] = {}
    for waiver in listed:
        codes = [waiver.commune] if waiver.commune else _senders(waiver, returns)
        for code in codes or [""]:
            shares.setdefault(code, []).append(waiver)
    return {code: tuple(held) for code, held in shares.items()}


def _senders(waiver: Waiver, returns: Mapping[str, Sequence[Return]]) -> list[str]:
    """Return the communes, by code, that have sent a file of the name that a waiver is about."""
    name = fold(waiver.about)
    return [code for code, held in returns.items() if any(name in _names_of_file(item.file) for item in held)]


class Waiving:
    """The waivers of one office at work in one run."""

    def __init__(self, listed: Sequence[Waiver], run: Run) -> None:
        self._run = run
        self._forms = _forms_by_file(run.returns) if listed else {}
        self._ended = [waiver for waiver in listed if self._has_ended(waiver)]
        self._valid = [waiver for waiver in listed if waiver not in self._ended]
        self._by_key: dict[tuple[str, str, str | None], Waiver] = {}
        for waiver in self._valid:
            self._by_key.setdefault((waiver.code, fold(waiver.about), waiver.cell), waiver)
        found = [finding for item in run.returns for finding in item.findings]
        self._standing = Counter(_key(f, f.place.cell) for f in found)
        self._involved = Counter(_key(f, cell) for f in found for cell in f.cells)

    def waive(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return all that a run found, what is accepted as notes, with what is wrong with the waivers."""
        every = tuple(findings)
        return in_order([*self.accept(every), *self.judge(every)])

    def accept(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return findings with those that a waiver accepts as notes."""
        return tuple(map(self._accepted, findings))

    def judge(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return what is wrong with the waivers themselves, given all that a run found."""
        if not self._valid and not self._ended:
            return ()
        every = tuple(findings)
        used = {waiver for finding in every for waiver in self._all_for(finding)}
        standing = [finding for finding in every if self._first_for(finding) is None]
        files = {finding.place.file for finding in every} | {item.file for item in self._run.returns}
        given = frozenset(name for file in files if file for name in _names_of_file(file))
        idle = [w for w in self._valid if w not in used and self._is_at_issue(w, given)]
        idle = [waiver for waiver in idle if not self._is_of_a_table(waiver)]
        ended = [w for w in self._ended if self._is_at_issue(w, given)]
        return (*(self._idle(waiver, every, standing) for waiver in idle), *map(self._told_ended, ended))

    def waive_return(self, item: Return) -> Return:
        """Return a return with its own findings as they are told."""
        if not self._valid:
            return item
        taken_out = any(_takes_out(f) for f in item.findings if self._first_for(f) is not None)
        told = in_order(self.accept(item.findings))
        return replace(item, findings=told, figures_out=item.figures_out or taken_out)

    def _accepted(self, finding: Finding) -> Finding:
        waiver = self._first_for(finding)
        if waiver is None:
            return finding
        bare = replace(finding, place=NOWHERE, also=())
        details: Details = {
            "rule": finding.code,
            "what": Phrase(bare.message("vi"), bare.message("en")),
            "accepted_by": waiver.accepted_by,
            "reason": waiver.reason.rstrip("."),
            "until": _day_text(waiver.until),
            "effect": _STAYS_OUT if _takes_out(finding) else EMPTY,
        }
        return Finding(waivers.WAIVED, finding.place, details, finding.also)

    def _first_for(self, finding: Finding) -> Waiver | None:
        return next(self._all_for(finding), None)

    def _all_for(self, finding: Finding) -> Iterator[Waiver]:
        """Yield every valid waiver of a finding: by its return's form or its file's name, by a cell that names it."""
        if not self._by_key:
            return
        for name in self._names(finding):
            for cell in self._cells_that_name(finding):
                waiver = self._by_key.get((finding.code, name, cell))
                if waiver is not None:
                    yield waiver

    def _cells_that_name(self, finding: Finding) -> tuple[str | None, ...]:
        """Return the cells by which a finding is told from the others of its rule in its return.

        The one where it stands, where no other stands there too; and each in which it is the only one.
        """
        first, *_ = finding.cells or (None,)
        return tuple(
            cell
            for cell in finding.cells or (None,)
            if cell is None
            or (cell == first and self._standing[_key(finding, cell)] <= 1)
            or self._involved[_key(finding, cell)] <= 1
        )

    def _names(self, finding: Finding) -> tuple[str, ...]:
        """Return what a waiver may call the place of a finding."""
        file = finding.place.file
        if file is not None:
            form = self._forms.get(file)
            return (*([form] if form else []), *_names_of_file(file))
        if finding.rule is consistency.RETURN_MISSING:
            return (fold(PurePosixPath(str(finding.details["file"])).stem),)
        return ()

    def _is_at_issue(self, waiver: Waiver, given: AbstractSet[str]) -> bool:
        """Say whether this run would show what the waiver is about, were it still there.

        The waiver of another quarter's return may well be needed when that quarter is scored again.
        """
        if waiver.slot is None:
            return self._run.period is not None or fold(waiver.about) in given
        return waiver.slot in self._run.expected or any(r.slot == waiver.slot for r in self._run.returns)

    def _is_of_a_table(self, waiver: Waiver) -> bool:
        """Say whether the return meant was read from a table: what was found in its workbook is not known here."""
        name, slot = fold(waiver.about), waiver.slot
        return any(
            item.table is not None
            and ((slot is not None and item.slot == slot) or name in _names_of_file(item.file))
            for item in self._run.returns
        )

    def _measured_by(self, waiver: Waiver) -> Period | None:
        """Return the period whose last day a waiver must reach: the one scored, else that of its return.

        Baselines and files that are no return have none: for them it is the latest among the returns.
        """
        if self._run.period is not None:
            return self._run.period
        if waiver.slot is not None and waiver.slot[1] is not None:
            return waiver.slot[1]
        return latest_period(self._run.returns)

    def _last_day(self, period: Period) -> date:
        return period.window(self._run.plan.reporting.window_rule)[1]

    def _has_ended(self, waiver: Waiver) -> bool:
        period = self._measured_by(waiver)
        return period is not None and waiver.until < self._last_day(period)

    def _told_ended(self, waiver: Waiver) -> Finding:
        period = self._measured_by(waiver)
        assert period is not None, "only a period makes a waiver end"
        details: Details = {
            "rule": waiver.code,
            "where": waiver.where,
            "until": _day_text(waiver.until),
            "period": period.id,
            "last_day": _day_text(self._last_day(period)),
            "accepted_by": waiver.accepted_by,
        }
        return Finding(waivers.ENDED, waiver.place, details)

    def _idle(self, waiver: Waiver, every: Iterable[Finding], standing: Iterable[Finding]) -> Finding:
        """Return why a waiver accepts nothing: several findings are meant by it, or none."""
        details: Details = {"rule": waiver.code, "where": waiver.where}
        meant = [f for f in every if self._is_about(waiver, f) and waiver.cell in f.cells]
        if meant:
            choices = [cell for f in meant for cell in self._cells_that_name(f)[:1] if cell is not None]
            told: Details = {"count": str(len(meant)), "cells": ", ".join(choices) or _NO_CELL}
            return Finding(waivers.AMBIGUOUS, waiver.place, details | told)
        near = [f for f in standing if self._is_about(waiver, f)]
        return Finding(waivers.UNUSED, waiver.place, details | {"elsewhere": _elsewhere(near)})

    def _is_about(self, waiver: Waiver, finding: Finding) -> bool:
        return finding.code == waiver.code and fold(waiver.about) in self._names(finding)


def _key(finding: Finding, cell: str | None) -> tuple[str | None, str, str | None]:
    return finding.place.file, finding.code, cell


def _takes_out(finding: Finding) -> bool:
    """Say whether a finding takes figures out: a broken identity is the one error that leaves them standing."""
    return finding.is_error and finding.rule is not consistency.IDENTITY_BROKEN


def _elsewhere(near: Sequence[Finding]) -> Phrase:
    """Return where the same fault of the same return stands, for a waiver that names another cell."""
    if not near:
        return EMPTY
    cells = tuple(cell for finding in near for cell in finding.cells)
    if not cells:
        return Phrase("; phát hiện này không thuộc ô nào", "; the finding is about no cell")
    return Phrase(
        f"; {near[0].code} đang ở ô {cell_ranges(cells)}", f"; {near[0].code} is at {cell_ranges(cells)}"
    )


def _forms_by_file(returns: Iterable[Return]) -> dict[str, str]:
    return {item.file: fold(name) for item in returns if (name := _form_name(item))}


def _form_name(item: Return) -> str | None:
    return f"{item.office}-{period_id(item)}" if item.slot is not None else None


def _names_of_file(file: str) -> tuple[str, ...]:
    """Return a file's name, alone and with more and more of the folders before it."""
    parts = PurePosixPath(file).parts
    return tuple(fold("/".join(parts[start:])) for start in range(len(parts) - 1, -1, -1))


def _day_text(day: date) -> str:
    return f"{day:%d/%m/%Y}"
