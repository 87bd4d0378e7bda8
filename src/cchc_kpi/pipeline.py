"""The use cases from end to end, for the command line and for Python callers alike.

Files in, values out: nothing is printed here, and no bad input raises.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cchc_kpi.findings import Finding, Phrase, in_order, told_once
from cchc_kpi.outputs import write_whole
from cchc_kpi.periods import Period
from cchc_kpi.plan.file import LoadedPlan, load_plan
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.arrivals import display_path, find_returns, read_arrival
from cchc_kpi.returns.between import period_name, settle
from cchc_kpi.returns.copies import Read, pass_over_copies
from cchc_kpi.returns.layout import FormLayout, baseline_layout, quarter_layout
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.read import read_return, rejected
from cchc_kpi.returns.resubmission import Replacement
from cchc_kpi.rules import forms
from cchc_kpi.scoring.annual import AnnualScorecard, periods_of
from cchc_kpi.scoring.comparison import Basis, ScorecardChange, Side, compare_scorecards
from cchc_kpi.scoring.moves import moved_verdicts
from cchc_kpi.scoring.scorecard import (
    Scorecard,
    expected_returns,
    latest_common_period,
    latest_period,
    score_returns,
)
from cchc_kpi.waiving import Run, Waiving, waivers_by_commune

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Commune, Communes, LoadedCommunes
    from cchc_kpi.plan.waivers import LoadedWaivers, Waiver
    from cchc_kpi.scoring.communes import CommunesScorecard
    from cchc_kpi.scoring.explanation import Explanation

_PLAN_NAME: Final = "targets.yaml"
_WAIVERS_NAME: Final = "waivers.yaml"
_COMMUNES_NAME: Final = "communes.yaml"
_OWN_FILES: Final = frozenset({forms.SCORECARD, forms.OWN_COPY})


def default_targets() -> Path:
    """Return `./targets.yaml` where there is one, else the copy shipped in the package."""
    here = Path(__file__).resolve()
    in_source_tree = here.parents[2] / _PLAN_NAME
    places = (Path(_PLAN_NAME), here.with_name(_PLAN_NAME), in_source_tree)
    return next((place for place in places if place.is_file()), places[0])


def open_plan(targets: Path | None) -> LoadedPlan:
    """Load the plan named, or the default one."""
    return load_plan(targets if targets is not None else default_targets())


def open_waivers(
    named: Path | None, targets: Path | None, plan: Plan, communes: Communes | None = None
) -> LoadedWaivers | None:
    """Load the waivers named, else the `waivers.yaml` that stands beside the plan; None where there is none."""
    path = _beside(_WAIVERS_NAME, named, targets)
    if path is None:
        return None
    from cchc_kpi.plan.waivers import load_waivers

    return load_waivers(path, plan, communes)


def open_communes(named: Path | None, targets: Path | None) -> LoadedCommunes | None:
    """Load the list of communes named, else the `communes.yaml` that stands beside the plan; None where there is none."""
    path = _beside(_COMMUNES_NAME, named, targets)
    if path is None:
        return None
    from cchc_kpi.plan.communes import load_communes

    return load_communes(path)


def _beside(name: str, named: Path | None, targets: Path | None) -> Path | None:
    """Return the file named, else the one of a name beside the plan, if there is one.

    Beside the shipped plan means in the folder that one is in.
    """
    beside = targets.with_name(name) if targets is not None else Path(name)
    if named is None and not os.path.lexists(beside):
        return None
    return named if named is not None else beside


class Batch(NamedTuple):
    """What a list of arguments led to: the returns as settled, findings about no return, the files, resubmissions."""

    returns: tuple[Return, ...]
    findings: tuple[Finding, ...] = ()
    inputs: tuple[Path, ...] = ()
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
    def is_readable(self) -> bool:
        """Whether at least one return can be used."""
        return any(not item.rejected for item in self.returns)


def read_batch(arguments: Iterable[str], plan: Plan, communes: Communes | None = None) -> Batch:
    """Read every return that files, folders and glob patterns lead to, each file once.

    `communes` are those that they may be of, where there are many.
    """
    paths, findings = find_returns(arguments)
    return settle_batch([(path, read_file(path, plan, communes=communes)) for path in paths], findings, plan)


def settle_batch(read: Sequence[tuple[Path, Return]], findings: Sequence[Finding], plan: Plan) -> Batch:
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
    parts, shares = _by_commune(batch, listed)
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


def _by_commune(
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
    parts, shares = _by_commune(batch, listed)
    own, strays = parts.get(commune.code, Batch(())), parts[""]
    findings = in_order([*strays.findings, *(f for item in strays.returns for f in item.findings)])
    picked = own._replace(findings=findings, inputs=batch.inputs)
    return Picked(picked, (*shares.get(commune.code, ()), *shares.get("", ())))


def score(
    batch: Batch, loaded: LoadedPlan, plan: Plan, period: Period | None = None, listed: Sequence[Waiver] = ()
) -> Scorecard | None:
    """Score a batch for a period, by default the latest among its returns; None where there is none.

    What is scored are the returns as read: the waivers listed change what is told of them, no more.
    """
    chosen = period or latest_period(batch.returns)
    return None if chosen is None else _score_period(batch, loaded, plan, chosen, listed)


def _score_period(
    batch: Batch, loaded: LoadedPlan, plan: Plan, period: Period, listed: Sequence[Waiver]
) -> Scorecard:
    waiving = Waiving(listed, Run(plan, batch.returns, period, expected_returns(plan, period)))
    moved = moved_verdicts(plan, period, batch.returns, batch.replacements)
    findings = [*batch.findings, *moved]
    card = score_returns(plan, loaded.sha256, period, batch.returns, findings, waive=waiving.waive)
    return replace(card, returns=tuple(map(waiving.waive_return, card.returns)))


def score_communes(
    batch: Batch,
    loaded: LoadedPlan,
    plan: Plan,
    communes: Communes,
    period: Period | None = None,
    listed: Sequence[Waiver] = (),
) -> CommunesScorecard | None:
    """Score every commune of a list for a period, by default the latest among the returns; None where there is none."""
    from cchc_kpi.scoring.communes import assemble
    from cchc_kpi.scoring.rollup import CommuneCard

    chosen = period or latest_period(batch.returns)
    if chosen is None:
        return None
    parts, shares = _by_commune(batch, listed)
    cards = [
        CommuneCard(
            commune,
            _score_period(
                parts.get(commune.code, Batch(())),
                loaded,
                communes.plan_of(plan, commune),
                chosen,
                shares.get(commune.code, ()),
            ),
        )
        for commune in communes.listed
    ]
    waiving = Waiving(shares.get("", ()), Run(plan, parts[""].returns, chosen))
    strays = tuple(map(waiving.waive_return, parts[""].returns))
    told = waiving.waive([*batch.findings, *(f for item in parts[""].returns for f in item.findings)])
    return assemble(plan, loaded.sha256, cards, communes, strays, told)


def compare_periods(
    batch: Batch,
    loaded: LoadedPlan,
    plan: Plan,
    periods: tuple[Period, Period],
    listed: Sequence[Waiver] = (),
) -> ScorecardChange:
    """Score one batch for two periods and hold the second against the first."""
    before, after = (
        Side(period.id, period_name(period), _score_period(batch, loaded, plan, period, listed))
        for period in periods
    )
    return compare_scorecards(Basis.PERIODS, before, after)


def compare_sets(
    batches: tuple[Batch, Batch],
    names: tuple[str, str],
    loaded: LoadedPlan,
    plan: Plan,
    period: Period | None = None,
    listed: Sequence[Waiver] = (),
) -> ScorecardChange | None:
    """Score two batches for one period and hold the second against the first.

    By default it is the latest quarter of which both have a return; None where there is none.
    """
    chosen = period or latest_common_period(*(batch.returns for batch in batches))
    if chosen is None:
        return None
    before, after = (
        Side(label, Phrase(name, name), _score_period(batch, loaded, plan, chosen, listed))
        for label, name, batch in zip("AB", names, batches, strict=True)
    )
    return compare_scorecards(Basis.SETS, before, after)


def score_year(
    batch: Batch, loaded: LoadedPlan, plan: Plan, year: int, listed: Sequence[Waiver] = ()
) -> AnnualScorecard:
    """Score a batch for every period of a year."""
    cards = (_score_period(batch, loaded, plan, period, listed) for period in periods_of(year))
    return AnnualScorecard(tuple(cards))


def read_file(path: Path, plan: Plan, file: str | None = None, communes: Communes | None = None) -> Return:
    """Read one file as a return; `file` is what it is called in findings and outputs, by default its path."""
    file = file or display_path(path)
    arrival = read_arrival(path)
    if isinstance(arrival, Finding):
        return rejected(file, "", arrival)
    return read_return(file, arrival.content, plan, arrival.sha256, communes)


def forms_of(
    plan: Plan,
    offices: Sequence[str] = (),
    period: Period | None = None,
    *,
    baseline_only: bool = False,
    commune: str | None = None,
) -> tuple[FormLayout, ...]:
    """Return the forms to write: a quarter's, the baselines only, or the blank ones and the baselines.

    `commune` is the code of the commune that they are for, where there are many; the plan then has its heading.
    """
    chosen = [office for office in plan.offices if not offices or office.id in offices]
    quarterly = [] if baseline_only else [quarter_layout(plan, office, period) for office in chosen]
    baselines = [] if period else [baseline_layout(plan, office) for office in chosen]
    asking = (form for form in (*quarterly, *baselines) if form is not None and form.measures)
    return tuple(replace(form, commune=commune) for form in asking)


def write_form_file(form: FormLayout, path: Path) -> None:
    """Write a blank form, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.template_xlsx import write_form

    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, lambda temporary: write_form(form, temporary))


def write_scorecard_file(card: Scorecard, path: Path) -> None:
    """Write a scorecard workbook, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.scorecard_xlsx import write_scorecard

    write_whole(path, lambda temporary: write_scorecard(card, temporary))


def write_annual_file(annual: AnnualScorecard, path: Path) -> None:
    """Write the workbook of a year, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.annual.book import write_annual

    write_whole(path, lambda temporary: write_annual(annual, temporary))


def write_communes_file(scored: CommunesScorecard, path: Path) -> None:
    """Write the workbook of many communes, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.communes.book import write_communes

    write_whole(path, lambda temporary: write_communes(scored, temporary))


def write_explanation_file(explanation: Explanation, card: Scorecard, path: Path) -> None:
    """Write the explanation of one of a scorecard's results, whole or not at all. Raises OutputBlocked or OSError."""
    from cchc_kpi.render.explanation_xlsx import write_explanation

    write_whole(path, lambda temporary: write_explanation(explanation, card, temporary))


def is_edited(path: Path) -> bool:
    """Say whether a file stands there that is not as this program wrote it: an office may be at work in it."""
    try:
        content = path.read_bytes()
    except OSError:
        return False  # nothing there; or something holds it, which is told when it is written to
    from cchc_kpi.render.annotate.package import is_as_packed

    return not is_as_packed(content)


def place_for_report(path: Path) -> Path:
    """Return the path, or beside it the first of "name-2", "name-3" ... where no report is lost that was edited."""
    names = itertools.chain(
        [path], (path.with_stem(f"{path.stem}-{number}") for number in itertools.count(2))
    )
    return next(place for place in names if not is_edited(place))


def can_write_reports() -> bool:
    """Say whether the Word libraries, an optional extra, are installed."""
    return all(find_spec(name) is not None for name in ("docxtpl", "jinja2"))


def write_report_file(card: Scorecard, path: Path, template: Path | None = None) -> None:
    """Write the narrative report, whole or not at all, by a Word template or the shipped one.

    Raises TemplateFault where the template is no good, OutputBlocked or OSError; needs `can_write_reports`.
    """
    from cchc_kpi.render.report_docx import write_report

    write_whole(path, lambda temporary: write_report(card, temporary, template))
